"""The sets that a question asks for, one for each of its stretches, as predicates and topics."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from assistant.understanding.scanner import Span
from assistant.understanding.statements.phrase import by_list, headed, merged, read_phrase
from assistant.understanding.statements.predicate import Kind, Predicate
from assistant.understanding.statements.walk import TEXT_KINDS, Phrase
from corpus.models import ListName

EXPLICIT = ("ask.which", "ask.count", "ask.sort")
DEPARTMENTS = (Kind.LEADS, Kind.JOINS, Kind.HEADS, Kind.INVOLVED)
_STATES = ("role", "list", "department", "mark", "section", "cannot", "support", "neg", "unknown",
           "holder")  # fmt: skip
# What is told after a word for asking is of it: 哪些要镇里配合、哪些收上去了.
_TELLS = ("role", "department", "cannot", "neg", "unknown")
_LISTING = ("啊", "呀", "啦")  # 矿山啊加油站啊
_ROLES = ("role.lead", "role.join", "role.take")
_OF_ACTS = (Kind.PENALTY, Kind.ENFORCEMENT, Kind.TITLE)  # what the town still does is its own
_ALL_ROLES = {Kind.LEADS, Kind.JOINS, Kind.INVOLVED}  # INVOLVED of what was taken back
_OF_TITLES = ("text.says", "text.end")  # 写着…俩字, of what is no title
_OF_A_KIND = ("这种", "那种", "这类", "那类", "这些", "那些")  # 加油站啊这种安全检查
_ITEMS = ("item.duty", "filler", "stop", "pause", "yesno.end", "link.be", "item.list")


@dataclass(frozen=True)
class AskedSet:
    """One set of duties that is asked for."""

    predicates: tuple[Predicate, ...]
    topics: tuple[str, ...] = ()  # words that narrow it, where anything knows them
    without: tuple[str, ...] = ()  # words of what it leaves out
    departments: tuple[str, ...] = ()
    unknown: str = ""  # a department that the lists do not name


def asked_sets(spans: Sequence[Span]) -> Iterator[tuple[Phrase, AskedSet]]:
    """Each stretch that asks for a set of its own, with what it takes over from before."""
    first: AskedSet | None = None
    shared, each = _shared(spans), any(span.among("link.each") for span in spans)
    for stretch in _stretches(spans):
        within = any(span.among("link.within") for span in stretch)
        subject = first.departments if first else ()
        phrase = read_phrase(stretch, subject)
        own = AskedSet(
            predicates=merged(_implied(phrase)),
            topics=topics_of(stretch, phrase.used),
            without=tuple(phrase.without),
            departments=phrase.departments,
            unknown=phrase.unknown,
        )
        if first:
            own = _taking_over(own, first, shared, within=within)
        first = first or own
        asked = any(span.kind == "ask" for span in stretch)
        if asked or len(stretch) == len(spans) or _is_one_of_two(stretch):
            for side in _sides(phrase, own, each=each):
                yield phrase, replace(own, predicates=headed(merged(side)))


def _sides(phrase: Phrase, own: AskedSet, *, each: bool) -> list[Sequence[Predicate]]:
    """The sets that a stretch puts side by side; all that a department does is one set."""
    told = phrase.side_by_side
    if {side[0].kind for side in told} == _ALL_ROLES and not each:
        return [(*own.predicates, Predicate(Kind.INVOLVED, told[0][0].value))]
    return [(*own.predicates, *side) for side in told] or by_list(own.predicates)


def _implied(phrase: Phrase) -> list[Predicate]:
    """The predicates, less what a named list makes superfluous."""
    lists = [p for p in phrase.predicates if p.kind is Kind.LIST and not p.negated]
    town = Predicate(Kind.TOWN)
    marked = any(p.kind in _OF_ACTS for p in phrase.predicates)
    own = [p for p in phrase.predicates if not (lists and p == town)]
    placed = (Kind.LIST, Kind.TOWN, Kind.TOWN_LEADS, Kind.COUNTY, *DEPARTMENTS)
    known = any(p.kind in placed for p in own)
    if marked and phrase.town and not known:
        own.append(town)
    return own


def _shared(spans: Sequence[Span]) -> tuple[Predicate, ...]:
    """What a first clause that asks nothing states of all that follow: 打*的，镇里几项，…几项."""
    pause = next((place for place, span in enumerate(spans) if span.kind == "pause"), 0)
    if any(span.kind == "ask" for span in spans[:pause]):
        return ()
    stated = read_phrase(spans[:pause]).predicates
    return tuple(p for p in stated if p.kind in (Kind.PENALTY, Kind.ENFORCEMENT, Kind.SUPPORT))


def _taking_over(
    own: AskedSet, first: AskedSet, shared: Sequence[Predicate], *, within: bool
) -> AskedSet:
    """A later set with what it leaves unsaid: the list, and the department of its role."""
    kinds = {predicate.kind for predicate in own.predicates}
    kept = [p for p in first.predicates if within and p not in own.predicates]
    if not within:
        kept += [p for p in shared if p.kind not in kinds]
        placed = kinds & {Kind.LIST, Kind.TOWN, Kind.TOWN_LEADS, Kind.COUNTY}
        kept += [p for p in first.predicates if p.kind is Kind.LIST and not placed]
        kept += [
            p for p in first.predicates if p.kind is Kind.SECTION and Kind.SECTION not in kinds
        ]
        if not kinds & set(DEPARTMENTS) and not own.departments:
            names = first.departments
            kept += [Predicate(Kind.INVOLVED, names)] if names else []
    return replace(
        own,
        predicates=(*kept, *own.predicates),
        topics=own.topics or first.topics,
        departments=own.departments or first.departments,
    )


def _stretches(spans: Sequence[Span]) -> list[Sequence[Span]]:
    """The spans cut where each of several questions for a set ends."""
    asks = [place for place, span in enumerate(spans) if span.among(*EXPLICIT)]
    if len(asks) < 2:
        return _side_by_side(spans)
    leading = any(span.among(*_STATES) for span in spans[: asks[0]]) and not any(
        span.among(*_TELLS) for span in spans[asks[-1] + 1 :]
    )
    cuts: list[int] = []
    for ask, following in pairwise(asks):
        end = ask + 1
        if spans[end].among("mark"):  # 接了多少处罚
            end += 1
        while end < following and spans[end].among(*_ITEMS):
            end += 1
            if spans[end - 1].kind == "pause":
                break
        between = spans[end:following] if leading else spans[following:]
        if any(span.among(*_STATES) for span in between):
            cuts.append(end if leading else following)
    bounds = [0, *cuts, len(spans)]
    return [spans[start:end] for start, end in pairwise(bounds)]


def _leaves_out(spans: Sequence[Span]) -> bool:
    """Whether the last clause of these spans opens an exclusion that is yet to close."""
    clause = [*takewhile(lambda span: span.kind != "pause", reversed(spans))]
    marks = [span.value for span in clause if span.kind == "except"]
    return marks[:1] == ["open"]


def _side_by_side(spans: Sequence[Span]) -> list[Sequence[Span]]:
    """The spans cut where another department or list with its role begins.

    「甲收走的和乙参与的」「民政局：配合里牵头的、上收里承接的」
    """
    for place in range(1, len(spans) - 1):
        before, joint, after = spans[place - 1 : place + 2]
        if not (_ends_one(before) and joint.among("link.and", "pause")):
            continue
        if joint.among("link.and") and _leaves_out(spans[:place]):
            continue  # 扣掉甲牵头的和乙牵头的，还剩啥
        first, second = spans[:place], spans[place:]
        if not _is_one_of_two(first):
            continue
        if before.kind in ("list", "item") and after.among(*_ROLES) and not _held(second):
            return [first, second]
        if after.kind == "department" and joint.among("link.and") and _held(second):
            return [first, second]
        if after.among("list.named") and any(list_.kind == "list" for list_ in first):
            return [first, second] if any(span.among(*_ROLES) for span in second) else [spans]
    return [spans]


def _is_one_of_two(stretch: Sequence[Span]) -> bool:
    """Whether it ends with a department's role and 的, as the first of two sets does."""
    return bool(stretch) and _ends_one(stretch[-1]) and _held(stretch)


def _ends_one(span: Span) -> bool:
    return span.words.endswith("的") or span.among("list.named", "item.duty")


def _held(stretch: Sequence[Span]) -> bool:
    departments = [place for place, span in enumerate(stretch) if span.kind == "department"]
    return bool(departments) and any(span.among(*_ROLES) for span in stretch[departments[0] :])


def one_by_one(
    spans: Sequence[Span], phrases: Sequence[Phrase], sets: Sequence[AskedSet]
) -> Iterator[AskedSet]:
    """The sets, one that is asked for 各 or 分别 cut into those of its roles or departments."""
    each = any(span.among("link.each") for span in spans)
    for phrase, own in zip(phrases, sets, strict=True):
        sides = [p for p in own.predicates if p.negation in own.predicates]
        many = next((p for p in own.predicates if len(p.value) > 1 and p.kind in DEPARTMENTS), None)
        if len(sides) == 2 and not each and _is_told_before(spans):
            rest = tuple(p for p in own.predicates if p != sides[0])
            yield replace(own, predicates=rest)
        elif len(sides) == 2:  # 带星跟不带星分别多少
            rest = tuple(p for p in own.predicates if p not in sides)
            yield from (replace(own, predicates=(*rest, side)) for side in sides)
        elif each and phrase.apart:
            for role in phrase.apart:
                yield replace(own, predicates=tuple(_exchanged(own.predicates, role)))
        elif each and many and not many.negated and len(sets) == 1:
            for name in many.value:
                alone = replace(many, value=(name,))
                exchanged = [alone if p == many else p for p in own.predicates]
                yield replace(own, predicates=tuple(exchanged), departments=(name,))
        else:
            yield own


def _is_told_before(spans: Sequence[Span]) -> bool:
    """好多带星的，没带星的是哪几条: whether the first of two opposites is only told."""
    marks = [n for n, span in enumerate(spans) if span.among("mark", "support")]
    between = spans[marks[0] : marks[-1]] if marks else []
    asks = any(span.kind == "ask" for span in spans[: marks[-1] if marks else 0])
    return not asks and any(span.kind == "pause" for span in between)


def _exchanged(predicates: Sequence[Predicate], role: Predicate) -> Iterator[Predicate]:
    for predicate in predicates:
        yield role if predicate.kind is Kind.INVOLVED else predicate


def topics_of(spans: Sequence[Span], used: set[int]) -> tuple[str, ...]:
    """The stretches of text that no predicate took, joined over 的 and the like.

    A character left over between words that were read is of no topic, unless it is asked for:
    哪几步.
    """
    topics: list[str] = []
    last = -1
    for place, span in enumerate(spans):
        if place in used or span.kind not in TEXT_KINDS or span.among(*_OF_TITLES):
            continue
        between = spans[last + 1 : place]
        close = all(
            item.among("filler", "link.and", "number", "sign") and item.words not in _OF_A_KIND
            for item in between
        )
        if topics and last >= 0 and close and len(between) <= 2:
            topics[-1] += "".join(map(_joint, between)) + span.words
        else:
            asked = place > 0 and spans[place - 1].kind == "ask"
            topics.append((" " if asked else "") + span.words)
        last = place
    return tuple(topic.strip() for topic in topics if len(topic) > 1)


def _joint(span: Span) -> str:
    """What joins two words of a topic: 和, or 啊 between things that are listed."""
    if span.words in _LISTING:
        return "、"
    return "" if span.kind == "filler" and span.words != "的" else span.words


def list_names(predicates: Sequence[Predicate]) -> tuple[ListName, ...]:
    """The lists that a set is within, as far as its predicates say."""
    lists = set(ListName)
    for predicate in predicates:
        if predicate.kind is Kind.LIST:
            own = set(map(ListName, predicate.value))
            lists &= set(ListName) - own if predicate.negated else own
        elif predicate.kind in (Kind.TOWN, Kind.TOWN_LEADS, Kind.COUNTY):
            own = {ListName.RECLAIMED if predicate.kind is Kind.COUNTY else ListName.BASIC}
            opposite = {Kind.TOWN: ListName.RECLAIMED, Kind.COUNTY: ListName.BASIC}
            lists &= {opposite.get(predicate.kind, ListName.ASSIST)} if predicate.negated else own
    return tuple(name for name in ListName if name in lists)
