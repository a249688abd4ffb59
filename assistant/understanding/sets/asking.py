"""How a question asks, beside its words for asking: what says why is put aside, 都给我 asks."""

from collections.abc import Sequence
from functools import lru_cache

from assistant.understanding.scanner import TEXT, Span, scan
from assistant.understanding.statements.offices import settled
from assistant.understanding.words.lexicon import Lexicon
from corpus.models import ListName

_LIST_WORDS = {"配合": "配合", "上收": "上收", "收回": "上收"}
WHAT_ABOUT = "呢"  # 牵头1项，参与的呢
_PERSONS = ("我", "俺", "咱", "我们", "俺们", "咱们")
# What a clause has that states something of duties or asks.
_STATES = (
    "role.lead", "role.join", "role.assist", "role.take", "list", "department", "unknown", "mark",
    "section", "cannot", "support", "title", "ask", "item", "link.related", "except", "holder",
    "yesno", "aspect",
)  # fmt: skip
_SAME_AS = ("就是", "也就是", "即", "简称", "全称")
_THINGS = ("项目", "东西")
_TAKES = ("接", "收", "管")
_A_SINGLE = ("一个", "一项", "一家", "一条", "一件")
_WHOLE = ("都", "全", "全部", "统统", "通通", "一起", "全都")
_GIVEN = ("给我", "给俺", "给咱")


@lru_cache(maxsize=4)  # whether sets are asked, counted or compared is asked in turn
def read_asking(question: str, lexicon: Lexicon) -> tuple[Span, ...]:
    """The spans of a question for duties, those that say why it is asked as fillers."""
    scanned = scan(question, lexicon)
    settled_spans = settled(scanned, listing=_lists_departments(scanned))
    spans = _with_items(_without_indefinite(settled_spans))
    spans = _with_lists(_either(_with_a_few(spans)))
    return _given_whole(_with_what_about(_without_asides(_without_glosses(spans))))


def _without_glosses(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """环保局（就是生态环境分局）: the same department in other words is put aside."""
    kept = list(spans)
    for place, (office, opens, says) in enumerate(zip(spans, spans[1:], spans[2:], strict=False)):
        if office.kind != "department" or opens.words != "(" or says.words not in _SAME_AS:
            continue
        end = next((n for n in range(place + 3, len(spans)) if spans[n].words == ")"), place)
        if any(span.kind == "department" for span in spans[place + 3 : end]):
            kept[place + 1 : end + 1] = map(_aside, spans[place + 1 : end + 1])
    return tuple(kept)


def _lists_departments(spans: Sequence[Span]) -> bool:
    """Whether duties that departments have are asked for, and not the town's own."""
    lists = {name for span in spans if span.kind == "list" for name in span.names}
    held = any(span.among("role") for span in spans)
    return held or bool(lists - {ListName.BASIC.value})


def _with_items(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """财政局参与了哪些项目: what somebody has a role in are duties."""
    kept = list(spans)
    for place, span in enumerate(spans):
        asked = place > 0 and spans[place - 1].kind == "ask"
        if asked and span.words in _THINGS and any(s.kind == "role" for s in spans[:place]):
            kept[place] = span._replace(kind="item", value="duty")
    return tuple(kept)


def _without_indefinite(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """谁都不牵头, 不是哪个局接的: a word for asking who that asks nothing."""
    kept = list(spans)
    for place, span in enumerate(spans):
        if not span.among("aspect.office"):
            continue
        before, after = spans[place - 1 : place], spans[place + 1 : place + 2]
        if after and after[0].words in ("都", "也"):
            kept[place] = _aside(span)
        elif before and before[0].kind == "neg":
            end = place
            while end + 1 < len(spans) and (
                spans[end + 1].among("filler", "role") or spans[end + 1].words in _TAKES
            ):
                end += 1
            kept[place - 1 : end + 1] = map(_aside, spans[place - 1 : end + 1])
    return tuple(kept)


def _with_a_few(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """牵头的几项工作，…是哪两项: 几项 before its noun asks nothing where something else does."""
    asks = [place for place, span in enumerate(spans) if span.among("ask.which", "ask.count")]
    return tuple(
        _aside(span)
        if place in asks[:-1]
        and span.among("ask.count")
        and place > 0
        and spans[place - 1].words in ("的", "这", "那")
        and spans[place + 1].among("role.assist", "item", "list", "mark")
        else span
        for place, span in enumerate(spans)
    )


def _either(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """不管牵头还是参与: either; 不管哪张清单 says nothing."""
    kept: list[Span] = []
    for clause in _clauses(spans):
        opens = next((place for place, span in enumerate(clause) if _is_any(clause, place)), None)
        if opens is None:
            kept += clause
            continue
        after = opens + (1 if clause[opens].among("link.any") else 2)
        kept += [*clause[:opens], *map(_aside, clause[opens:after])]
        rest = clause[after:]
        asks = any(span.kind in ("ask", "aspect") for span in rest)
        choice = any(span.among("yesno.choice") for span in rest)
        for span in rest:
            if span.among("yesno.choice"):
                span = span._replace(kind="link", value="and")
            kept.append(_aside(span) if asks and not choice else span)
    return tuple(kept)


def _is_any(clause: Sequence[Span], place: int) -> bool:
    """Whether 无论, or 不管 before a choice or a question word, stands here."""
    span, rest = clause[place], clause[place + 1 :]
    if span.among("link.any"):
        return True
    if span.words != "不" or not rest or rest[0].words != "管":
        return False
    return any(own.among("yesno.choice") for own in rest) or (
        len(rest) > 1 and rest[1].kind == "ask" and place == 0
    )


def _with_lists(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """配合里, and 配合 and 上收 beside another list's name, as lists."""
    kept = list(spans)
    for place, span in enumerate(spans):
        if span.words not in _LIST_WORDS or not span.among("role.assist", "role.take"):
            continue
        before = [s for s in kept[:place] if not s.among("sign", "link.and", "filler", "pause")]
        after = next((s for s in spans[place + 1 :] if s.words != " "), None)
        beside = bool(before) and before[-1].kind == "list" and bool(before[-1].names)
        inside = after is not None and after.words in ("里", "里头", "里面", "中", "里边")
        following = [s for s in spans[place + 1 : place + 3] if s.words not in ("那", "这")]
        inside = inside or (bool(following) and following[0].words.startswith("张"))
        if inside or (beside and kept[place - 1].among("sign", "link.and", "pause")):
            name = _LIST_WORDS[span.words]
            kept[place] = span._replace(kind="list", value="named", names=(name,))
    return tuple(kept)


def _without_asides(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """今天做PPT，…: a clause that states nothing is put aside, and 没抄 as the asker's own."""
    kept: list[Span] = []
    clauses = _clauses(spans)
    stated = [any(span.among(*_STATES) for span in clause) for clause in clauses]
    for number, clause in enumerate(clauses):
        clause = [_aside(span) if span.among("aside.who") else span for span in clause]
        why = any(span.among("aside.why") or span.words in _PERSONS for span in clause)
        if any(stated[number + 1 :]) and _names_speaker(clause):
            kept += map(_aside, clause)
            continue
        if any(stated[:number]) and _wants_no_more(clause):
            kept += map(_aside, clause)
            continue
        later = any(stated[:number]) and why and not _asks(clause)
        if any(span.among("aside.why") for span in clause) and later:
            kept += [span._replace(kind="filler", value="aside") for span in clause]
        elif why and not stated[number] and len(clauses) > 1:
            kept += [_aside(span) for span in clause]
        else:
            kept += _without_own(clause)
    return tuple(kept)


def _names_speaker(clause: Sequence[Span]) -> bool:
    """财政所小李：, 呈领导阅：: before a colon, and no heading of what is asked."""
    heads = any(span.among("role", "list", "section", "ask", "mark") for span in clause)
    return clause[-1].words == ":" and not heads and any(span.kind == TEXT for span in clause)


def _wants_no_more(clause: Sequence[Span]) -> bool:
    """别的不要, 不用管别的, 缺一个都不算: it adds nothing to what was stated."""
    others = any(span.among("except.others") or span.words in _A_SINGLE for span in clause)
    denied = any(span.kind == "neg" or span.words == "别" for span in clause)
    bare = ("except", "neg", "number", "filler", "role.charge", "item", "stop", "pause", "ask.show")
    return others and denied and all(span.among(*bare) for span in clause)


def _without_own(clause: Sequence[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in clause:
        if span.among("aside.own"):
            if kept and kept[-1].kind == "neg":
                kept[-1] = _aside(kept[-1])
            span = _aside(span)
        kept.append(span._replace(kind=TEXT) if span.kind == "aside" else span)
    return kept


def _aside(span: Span) -> Span:
    ends = span.among("stop", "pause")
    return span if ends else span._replace(kind="filler", value="aside", names=())


def _asks(clause: Sequence[Span]) -> bool:
    return any(span.kind == "ask" for span in clause)


def _clauses(spans: Sequence[Span]) -> list[list[Span]]:
    """The spans up to each pause, stop or space, as who dictates has for a pause."""
    clauses: list[list[Span]] = [[]]
    for span in spans:
        clauses[-1].append(span)
        if span.among("pause", "stop") or span.words == " ":
            clauses.append([])
    return [clause for clause in clauses if clause]


def _given_whole(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """都给我 at the end asks for all of them."""
    said = (p for p, span in enumerate(spans) if not span.among("stop", "sign", "filler.aside"))
    last = max(said, default=-1)
    if last > 0 and spans[last].words == "那些" and spans[last - 1].among("link.have", "link.be"):
        which = spans[last]._replace(kind="ask", value="which")  # 哪些, as many write it
        return (*spans[:last], which, *spans[last + 1 :])
    if _lists_who(spans[: last + 1]):
        return (*spans[:last], spans[last]._replace(kind="ask", value="which"), *spans[last + 1 :])
    if last > 0 and spans[last].words in _GIVEN and spans[last - 1].words in _WHOLE:
        return (*spans[:last], spans[last]._replace(kind="ask", value="show"), *spans[last + 1 :])
    return spans


def _lists_who(spans: Sequence[Span]) -> bool:
    """Whether duties of a department in a role are asked for with 有谁: 财政局参与的事项都有谁."""
    kept = [span for span in spans if span.kind != "filler"]
    if len(kept) < 3 or kept[-1].words != "谁" or kept[-2].words != "有":
        return False
    return kept[-3].among("list", "item") and any(span.kind == "department" for span in kept[:-3])


def _with_what_about(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The spans with 呢 at the end of a second half as the word that asks: …，参与的呢."""
    last = max((place for place, span in enumerate(spans) if span.kind != "stop"), default=-1)
    halves = any(span.kind == "pause" for span in spans[:last])
    if last < 1 or not halves or spans[last].words != WHAT_ABOUT or spans[last - 1].words != "的":
        return spans
    return (*spans[:last], spans[last]._replace(kind="ask", value="which"), *spans[last + 1 :])
