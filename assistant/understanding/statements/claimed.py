"""What one stretch claims: roles, marks, support; not by chance."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.understanding.scanner import Span
from assistant.understanding.sets.asked_set import DEPARTMENTS
from assistant.understanding.statements.phrase import merged, read_phrase
from assistant.understanding.statements.predicate import Kind, Predicate
from assistant.understanding.statements.walk import ASSIST, LACKING, RECLAIMED, TOWN
from assistant.understanding.words.claim_words import words_for

_HOLDERS = ("department", "holder.town")
_GIVEN = ("link.give", "link.have", "guarantee", "neg")  # beside a kind of support
_GIVEN_TO = ("holder.town", "holder.village")
_GIVES_NOT = ("不给", "没给")
_TO = ("为", "向", "对")

_CLAIMED = (
    Kind.LIST, Kind.LEADS, Kind.JOINS, Kind.INVOLVED, Kind.NAMED, Kind.TOWN, Kind.TOWN_LEADS,
    Kind.COUNTY, Kind.ENFORCEMENT,
)  # fmt: skip


def claimed_by(spans: Sequence[Span]) -> list[Predicate]:
    """What one stretch claims."""
    if given := _support_claimed(spans):
        return given
    phrase = read_phrase(spans, claims=True)
    if supports := [one for one in phrase.predicates if one.kind is Kind.SUPPORT]:
        return [_each(supports)] if _tells_support(spans, supports) else []
    own = [
        one for one in phrase.predicates if one.kind in _CLAIMED and not _is_by_chance(one, spans)
    ]
    if any(one.kind in DEPARTMENTS for one in own) and _names_list_before(spans):
        own = [one for one in own if one.kind is not Kind.LIST]
    claimed = [_of_each(one) for one in merged(own)]
    if TOWN in claimed and _punishes(spans):
        claimed.append(Predicate(Kind.PENALTY))
    return claimed


def _names_list_before(spans: Sequence[Span]) -> bool:
    """这一项配合事项由林草局牵头: the list is the duty's, and not what is claimed of it."""
    told = [span for span in spans if span.kind != "filler"]
    return any(
        one.among("list.named") and after.among("link.by", "department")
        for one, after in pairwise(told)
    )


def _punishes(spans: Sequence[Span]) -> bool:
    """镇里能罚: what the town is said to do is to punish."""
    town = next((place for place, span in enumerate(spans) if span.among("holder.town")), None)
    return town is not None and any(span.among("mark.penalty") for span in spans[town:])


def _tells_support(spans: Sequence[Span], supports: Sequence[Predicate]) -> bool:
    """Whether each kind that is named was read, and it is given to somebody or lacking."""
    named = {"" if span.value == "any" else span.value for span in spans if span.among("support")}
    given = any(span.among(*_GIVEN, *_HOLDERS) for span in spans) or any(
        span.among("support") and span.words[0] in "给拨" for span in spans
    )
    return given and named == {one.value[0] for one in supports}


def _is_by_chance(claimed: Predicate, spans: Sequence[Span]) -> bool:
    """Whether words of the matter only sound like a claim: 执法人员, 卫星, 手机上交."""
    match claimed.kind:
        case Kind.ENFORCEMENT:
            return not any(_tells_mark(spans, place) for place in range(len(spans)))
        case Kind.LIST if claimed.value == RECLAIMED.value:
            words = [span.words for span in spans if span.among("role.take")]
            taker = any(span.among("list", "holder.county", *_HOLDERS) for span in spans)
            return bool(words) and not taker and set(words) <= {*words_for("taken", "weak")}
        case Kind.LIST if claimed.value == ASSIST.value:
            return not any(span.among("list", "role", "item") for span in spans)
        case _:
            return False


def _tells_mark(spans: Sequence[Span], place: int) -> bool:
    """Whether it is said here that the lists mark a duty, or that they don't."""
    if not spans[place].among("mark.enforcement"):
        return False
    words = spans[place].words
    told = [span for span in spans[:place] if span.kind != "filler"][-1:]
    marked = bool(told) and told[0].among("link.be", "link.have", "link.by", "neg", "yesno.affirm")
    power = words.endswith(words_for("mark", "power"))
    return not power and (marked or words.endswith(words_for("mark", "ends")))


def _of_each(claimed: Predicate) -> Predicate:
    """What is claimed of several departments is claimed of each; denied, it is of all of them."""
    if claimed.kind not in (*DEPARTMENTS, Kind.NAMED) or claimed.negated or len(claimed.value) < 2:
        return claimed
    return Predicate(
        Kind.EACH, parts=tuple(replace(claimed, value=(name,)) for name in claimed.value)
    )


def _each(stated: Sequence[Predicate]) -> Predicate:
    return stated[0] if len(stated) == 1 else Predicate(Kind.EACH, parts=tuple(stated))


def _support_claimed(spans: Sequence[Span]) -> list[Predicate]:
    """That the town is given something: 按数量给镇里一点经费, 镇里没有经费支持."""
    town = next((place for place, span in enumerate(spans) if span.among(*_GIVEN_TO)), None)
    if town is None:
        return []
    before = spans[:town]
    to_town = bool(before) and (before[-1].among("link.give") or before[-1].words in _GIVES_NOT)
    given = [span for span in (spans if to_town else spans[town:]) if span.among("support")]
    gives = any(span.among("link.give") for span in spans[town:])
    to_town = to_town or (gives and bool(before) and before[-1].words in _TO)
    has = [span for span in spans[town + 1 :] if span.kind != "filler"][:1]
    owns = bool(has) and (has[0].among("link.have") or has[0].words in LACKING)
    if not given or not (to_town or owns):
        return []
    kinds = {"" if span.value == "any" else span.value: span.start for span in given}
    each = [
        Predicate(Kind.SUPPORT, (kind,), _is_denied(spans, at) if to_town else has[0].kind == "neg")
        for kind, at in kinds.items()
    ]
    givers = [span.names for span in before if span.among("department")]
    return [_each(each), *(Predicate(Kind.NAMED, names) for names in givers)]


def _is_denied(spans: Sequence[Span], start: int) -> bool:
    """Whether the clause of what begins here denies it: 不给乡里管护费，只给培训."""
    cuts = [span.start for span in spans if span.kind == "pause"]
    after = max((cut for cut in cuts if cut < start), default=-1)
    until = min((cut for cut in cuts if cut > start), default=spans[-1].end)
    return any(span.kind == "neg" for span in spans if after < span.start < until)
