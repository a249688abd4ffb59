"""Which spans name a department: by its office, by what it does, or one the lists lack."""

from collections.abc import Sequence
from functools import lru_cache

from assistant.understanding.scanner import TEXT, Span
from assistant.understanding.statements.titles import with_titles
from assistant.understanding.statements.walk import TEXT_KINDS

_OFFICE_ENDS = (
    "局",
    "委",
    "部",
    "办",
    "队",
    "所",
    "会",
    "中心",
    "府",
    "台",
    "站",
    "办公室",
    "分局",
)
_NAMED_ENDS = ("局", "委员会", "管委会", "大队", "法院", "检察院", "联合会")
_FAR = ("filler", "link.be", "link.modal", "link.again", "link.only", "link.turn", "neg", "total",
        "link.each", "link.self", "ask", "item.duty", "item.list", "list", "link.have")  # fmt: skip
_ROLES = (
    "role.lead",
    "role.join",
    "role.take",
    "role.charge",
    "cannot",
    "except.unrelated",
    "yesno.charge",
)
_SHARES = ("有份", "也有份", "沾边")  # 有关 and 相关 may be said of a topic, too
_GIVEN = ("link.by", "link.give", "role.take")
_OF_TOPICS = (*TEXT_KINDS, "link.related")
_BESIDE = ("那边", "这边", "口", "上", "系统", "那头", "这头", "那块", "口子", "部门")
_LONGEST_NAME = 8  # characters of a department that the lists do not name
_SHORTEST_NAME = 2


@lru_cache(maxsize=8)  # a message's spans are read for its sets and claims in turn
def settled(spans: tuple[Span, ...], *, listing: bool = False) -> tuple[Span, ...]:
    """The spans with the departments told from the things that they are named for.

    消防 alone is a topic, 消防那边 or 消防牵头的 a department. 审计局 becomes `unknown`. Where
    duties of departments are listed, 没有消防的 means the department.
    """
    spans = _unknown_joined(_own_named(with_titles(spans)))
    kept: list[Span] = []
    for place, span in enumerate(spans):
        if span.kind == "department" and not _is_department(spans, place, listing):
            span = span._replace(kind=TEXT, names=())
        elif span.among("text.section"):
            belongs = place > 0 and spans[place - 1].words.endswith("属于")
            left_out = place > 0 and spans[place - 1].among("except.open", "neg.need")
            alone = belongs or ((listing or left_out) and _stands_alone(spans, place))
            span = span._replace(kind="section", value="") if alone else span._replace(names=())
        elif span.kind == "unknown" and not (_given(spans, place) or _has_role(spans, place)):
            span = span._replace(kind=TEXT)
        kept.append(span)
    return tuple(kept)


def _own_named(spans: Sequence[Span]) -> tuple[Span, ...]:
    """我们局 as the department that the speaker named before as their own, else as nothing."""
    kept: list[Span] = []
    names: tuple[str, ...] = ()
    for span in spans:
        if span.kind == "own":
            named = next((n for n, own in enumerate(kept) if own.kind == "department"), None)
            if not names and named is not None:
                names = kept[named].names
                kept[named] = kept[named]._replace(kind="filler", value="aside", names=())
            span = span._replace(kind="department" if names else "filler", value="", names=names)
        kept.append(span)
    return tuple(kept)


def _is_department(spans: Sequence[Span], place: int, listing: bool) -> bool:
    before, after = spans[:place], spans[place + 1 :]
    if before and before[-1].words in ("镇", "乡", "苏木"):
        return False
    if spans[place].words.endswith(_OFFICE_ENDS):
        return True
    if after and after[0].words in _BESIDE:
        return True
    return (
        _given(spans, place)
        or _has_role(spans, place)
        or _is_told(spans, place)
        or (listing and _stands_alone(spans, place))
    )


def _stands_alone(spans: Sequence[Span], place: int) -> bool:
    """Whether nothing of a topic is beside it: 没有财政的, 不是水利也不是林草的; not 水利设施."""
    before = [s for s in spans[max(place - 2, 0) : place] if s.kind != "filler"]
    after = [s for s in spans[place + 1 : place + 3] if s.kind != "filler"]
    if before and _is_of_topic(before[-1]):
        return False
    if before and before[-1].among("link.and") and _is_of_topic(before[0]):
        return False
    return not (after and (_is_of_topic(after[0]) or after[0].kind == "section"))


def _is_of_topic(span: Span) -> bool:
    return span.among(*_OF_TOPICS) and not span.among("text.section")


def _is_told(spans: Sequence[Span], place: int) -> bool:
    """Whether it is said who has a role before it: 牵头的是公安."""
    before = [span for span in spans[:place] if span.kind != "filler"][-2:]
    told = len(before) == 2 and before[0].among("role.lead", "role.join", "role.take")
    return told and before[1].among("link.be", "neg")


def _given(spans: Sequence[Span], place: int) -> bool:
    """Whether something is given to it or held by it, and nothing of a topic follows."""
    before = spans[place - 1] if place else None
    after = spans[place + 1] if place + 1 < len(spans) else None
    return bool(before and before.among(*_GIVEN)) and not (after and after.kind in TEXT_KINDS)


def _has_role(spans: Sequence[Span], place: int) -> bool:
    """Whether a role follows, or 处罚 of what somebody took over."""
    for span in spans[place + 1 :]:
        if span.among(*_ROLES) or span.words in _SHARES:
            return True
        if span.among("mark", "link.and") or (span.kind == "department" and span.names):
            continue
        if not span.among(*_FAR):
            return False
    return False


def _is_office(words: str) -> bool:
    return words.endswith(_NAMED_ENDS) and _SHORTEST_NAME < len(words) <= _LONGEST_NAME


def _unknown_joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Text before 局 and the like joined to a name that no list has."""
    joined: list[Span] = []
    for span in spans:
        if span.among("office.whole") or (span.kind in TEXT_KINDS and _is_office(span.words)):
            span = span._replace(kind="unknown", value="")
        elif span.among("office.suffix") or span.words == "局":
            start = len(joined)
            while start and joined[start - 1].kind in TEXT_KINDS:
                start -= 1
            if start == len(joined) and start and joined[-1].among("filler.courtesy"):
                start -= 1  # 统计局
            words = "".join(item.words for item in joined[start:]) + span.words
            if start < len(joined) and _SHORTEST_NAME < len(words) <= _LONGEST_NAME:
                first = joined[start]
                del joined[start:]
                span = Span(first.start, span.end, "unknown", "", words)
            elif span.kind == "office":
                span = span._replace(kind=TEXT)
        joined.append(span)
    return tuple(joined)
