"""The spans of a question for duties, with what only says why it is asked put aside."""

from collections.abc import Sequence
from functools import lru_cache

from assistant.understanding.scanner import TEXT, Span, scan
from assistant.understanding.statements.offices import settled
from assistant.understanding.words.lexicon import Lexicon
from corpus.models import ListName

_PARTING = (" ", "(", ")")
_THOSE = ("那", "这")
_ROLES = ("role.lead", "role.join", "role.take")
_BESIDE_ROLES = ("yesno.choice", "link.be", "link.and", "filler", "pause", "stop", "sign")
_COUNTS = ("都算", "也算", "都要", "都行", "都包括", "均可")
_PERSONS = ("我", "俺", "咱", "我们", "俺们", "咱们")
# What a clause has that states something of duties or asks.
_STATES = (
    "role.lead", "role.join", "role.assist", "role.take", "list", "department", "unknown", "mark",
    "section", "cannot", "support", "title", "ask", "item", "link.related", "except", "holder",
    "yesno", "aspect",
)  # fmt: skip
# The same without what a story may have by chance: villages, things, 能不能.
_OF_SETS = (
    "role.lead", "role.join", "role.assist", "role.take", "list", "department", "unknown", "mark",
    "section", "cannot", "title", "except", "holder.town", "holder.county",
)  # fmt: skip


@lru_cache(maxsize=4)  # whether sets are asked, counted or compared is asked in turn
def read_asking(question: str, lexicon: Lexicon) -> tuple[Span, ...]:
    """The spans of a question for duties, those that say why it is asked as fillers."""
    scanned = scan(question, lexicon)
    settled_spans = settled(scanned, listing=_lists_departments(scanned))
    return _without_asides(_without_background(_in_any_role(_either(_pointing(settled_spans)))))


def _without_background(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """想给娃娃办块板报。…有哪些: what is said before the sentence that asks, if of no set."""
    ends = [place for place, span in enumerate(spans) if span.kind == "stop"]
    asked = next((n for n, span in enumerate(spans) if span.kind == "ask"), 0)
    end = max((place + 1 for place in ends if place < asked), default=0)
    if any(span.among(*_OF_SETS) for span in spans[:end]):
        return spans
    return (*map(_aside, spans[:end]), *spans[end:])


def _lists_departments(spans: Sequence[Span]) -> bool:
    """Whether duties that departments have are asked for, and not the town's own."""
    lists = {name for span in spans if span.kind == "list" for name in span.names}
    held = any(span.among("role") for span in spans)
    return held or bool(lists - {ListName.BASIC.value})


def _pointing(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """乡村振兴那几条里不带星的有哪些: 那几条 asks nothing, where something else does."""
    asks = [place for place, span in enumerate(spans) if span.kind == "ask"]
    those = [n for n in asks if n and spans[n].words[0] == "几" and spans[n - 1].words in _THOSE]
    if not those or len(those) == len(asks):
        return spans
    return tuple(s._replace(kind="item", value="duty") if n in those else s
                 for n, s in enumerate(spans))  # fmt: skip


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
        if choice and all(span.among("role", *_BESIDE_ROLES) for span in rest):
            kept += map(_aside, rest)  # whichever it has, and the rest of the question asks of
            continue
        for span in rest:
            if span.among("yesno.choice"):
                span = span._replace(kind="link", value="and")
            kept.append(_aside(span) if asks and not choice else span)
    return tuple(kept)


def _in_any_role(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """掺和了哪些事，牵头参与都算: what a clause says of roles is of the whole question."""
    clauses = _clauses(spans)
    counted = [clause for clause in clauses if _counts_roles(clause)]
    if not counted or len(counted) == len(clauses):
        return spans
    told = {span for clause in counted for span in clause}
    return tuple(_aside(s) if s in told or s.among(*_ROLES) else s for s in spans)


def _counts_roles(clause: Sequence[Span]) -> bool:
    own = [span for span in clause if not span.among("link.and", "pause", "stop")]
    roles = {span.value for span in own if span.among(*_ROLES)}
    rest = [span for span in own if not span.among(*_ROLES)]
    says = any(span.words in _COUNTS for span in rest)
    return len(roles) > 1 and says and all(span.kind == "filler" for span in rest)


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
        later = any(stated[:number]) and why and not _asks(clause)
        if any(span.among("aside.why") for span in clause) and later:
            kept += [span._replace(kind="filler", value="aside") for span in clause]
        elif _follows_question(clauses, number) and any(stated[:number]) and not stated[number]:
            kept += map(_aside, clause)  # …有哪些？安全生产月要做展板
        elif why and not stated[number] and len(clauses) > 1:
            kept += [_aside(span) for span in clause]
        else:
            kept += _without_own(clause)
    return tuple(kept)


def _follows_question(clauses: Sequence[Sequence[Span]], number: int) -> bool:
    """Whether a clause is all that stands behind a question mark."""
    last = number > 0 and number + 1 == len(clauses)
    return last and clauses[number - 1][-1].words in ("?", "？")


def _names_speaker(clause: Sequence[Span]) -> bool:
    """财政所小李：, 呈领导阅：: before a colon, and no heading of what is asked."""
    heads = any(span.among("role", "list", "section", "ask", "mark") for span in clause)
    return clause[-1].words == ":" and not heads and any(span.kind == TEXT for span in clause)


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
    """The spans up to each pause, stop, bracket or space, as who dictates has for a pause."""
    clauses: list[list[Span]] = [[]]
    for span in spans:
        clauses[-1].append(span)
        if span.among("pause", "stop") or span.words in _PARTING:
            clauses.append([])
    return [clause for clause in clauses if clause]
