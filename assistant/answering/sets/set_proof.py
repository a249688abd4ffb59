"""Sets of duties computed a second time, by plain sets of ids: what is counted is proven so."""

from collections.abc import Iterable, Sequence

from assistant.understanding.statements.predicate import QUOTED, SUPPORT_WORDS, Kind, Predicate
from corpus.models import BlockKind, Duty, ListName, Town


def proven_ids(town: Town, predicates: Iterable[Predicate]) -> frozenset[str]:
    """The ids of the duties that all predicates describe, by intersecting sets.

    It shares no code with `Predicate.truth`, so that a mistake in one is seen by the other.
    """
    everything = frozenset(duty.duty_id for duty in town.duties)
    chosen = everything
    for predicate in predicates:
        own = _ids(town, predicate)
        chosen &= everything - _touched(town, predicate, own) if predicate.negated else own
    return chosen


def _ids(town: Town, predicate: Predicate) -> frozenset[str]:
    """The duties that the statement describes, its negation aside."""
    value = predicate.value
    match predicate.kind:
        case Kind.LIST:
            return _in_lists(town, value)
        case Kind.TOWN | Kind.TOWN_LEADS:
            return _in_lists(town, [ListName.BASIC])
        case Kind.COUNTY:
            return _in_lists(town, [ListName.RECLAIMED])
        case Kind.SECTION:
            return _ids_of(duty for duty in town.duties if duty.section in value)
        case Kind.LEADS:
            assisted = _in_lists(town, [ListName.ASSIST])
            return assisted & _ids_of(d for d in town.duties if d.departments[0] in value)
        case Kind.JOINS:
            return _taking_part(town, value) - _ids(town, Predicate(Kind.LEADS, value))
        case Kind.INVOLVED | Kind.NAMED:
            return _naming(town, value)
        case Kind.BOTH:
            return proven_ids(town, predicate.parts)
        case _:
            return _by_text(town, predicate)


def _by_text(town: Town, predicate: Predicate) -> frozenset[str]:
    duties, value = town.duties, predicate.value
    if predicate.kind is Kind.SUPPORT:
        words = value[:1] if value[1:] == (QUOTED,) else SUPPORT_WORDS[value[0]]
        supported = ((duty, _support(duty)) for duty in duties)
        return _ids_of(d for d, text in supported if text and any(word in text for word in words))
    if predicate.kind is Kind.TITLE:
        titles = {duty.duty_id: "".join(duty.title.split()) for duty in duties}
        return frozenset(
            key for key, title in titles.items() for word in value if title.find(word) >= 0
        )
    if predicate.kind is Kind.HOLDERS:
        counts = range(int(value[0]), int(value[1]) + 1)
        return _ids_of(d for d in duties if len(d.departments) in counts)
    marked = [duty for duty in duties if duty.enforcement]
    if predicate.kind is Kind.PENALTY:
        return _ids_of(duty for duty in marked if duty.title.find("处罚") >= 0)
    return _ids_of(marked)


def _touched(town: Town, predicate: Predicate, own: frozenset[str]) -> frozenset[str]:
    """What the negation leaves out: also what the statement holds of in part."""
    if predicate.kind in (Kind.TOWN, Kind.COUNTY):
        return own | _in_lists(town, [ListName.ASSIST])
    if predicate.kind is Kind.LEADS:
        return own | (_in_lists(town, [ListName.RECLAIMED]) & _naming(town, predicate.value))
    if predicate.kind is Kind.JOINS:
        return own | (_in_lists(town, [ListName.ASSIST]) & _naming(town, predicate.value))
    return own


def _in_lists(town: Town, names: Sequence[str]) -> frozenset[str]:
    return _ids_of(duty for item in town.lists if item.name in names for duty in item.duties)


def _naming(town: Town, departments: Sequence[str]) -> frozenset[str]:
    return _ids_of(duty for name in departments for duty in town.duties if name in duty.departments)


def _taking_part(town: Town, departments: Sequence[str]) -> frozenset[str]:
    assisted = [d for item in town.lists if item.name is ListName.ASSIST for d in item.duties]
    return _ids_of(d for d in assisted for name in departments if name in d.departments[1:])


def _support(duty: Duty) -> str:
    return "".join(block.text for block in duty.blocks if block.kind is BlockKind.SUPPORT)


def _ids_of(duties: Iterable[Duty]) -> frozenset[str]:
    return frozenset(duty.duty_id for duty in duties)
