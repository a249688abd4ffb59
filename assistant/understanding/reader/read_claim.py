"""What a text states of a duty, by what the network tells of it."""

from collections.abc import Iterator
from typing import NamedTuple

from assistant.understanding.reader.chosen import Chosen
from assistant.understanding.reader.labels import ACTS, DENIED, LISTS
from assistant.understanding.reader.marked import Marked, Mention
from assistant.understanding.reader.network import Told
from assistant.understanding.reader.read_set import in_role
from assistant.understanding.statements.predicate import Kind, Predicate
from assistant.understanding.words.claim_words import forms_of
from corpus.models import ListName


class ReadClaim(NamedTuple):
    """Statements, and how probable it is that they are all that the text puts up."""

    predicates: tuple[Predicate, ...]
    probability: float


def read_claim(text: Marked, told: Told) -> ReadClaim | None:
    """The likeliest statements; None where it likelier states none, or one has no name."""
    chosen = Chosen(told)
    if chosen.of("act") != ACTS.index("claim"):
        return None
    stated = [*_of_text(chosen), *_of_holders(text, chosen)]
    if chosen.unreadable or not stated:
        return None
    if len(stated) > 1 and not any(one.negated for one in stated):
        alone = all(one.kind is not Kind.ALONE for one in stated)
        stated = [Predicate(Kind.EACH, parts=tuple(stated))] if alone else stated
    return ReadClaim(tuple(dict.fromkeys(stated)), chosen.probability)


def _of_text(chosen: Chosen) -> Iterator[Predicate]:
    for name in LISTS:
        if state := chosen.of(f"list {name}"):
            yield _in_list(ListName(name), denied=state == DENIED)
    if state := chosen.of("reclaimed"):
        yield _in_list(ListName.RECLAIMED, denied=state == DENIED)
    for head, kind in (("mark", Kind.ENFORCEMENT), ("penalty", Kind.PENALTY)):
        if state := chosen.of(head):
            yield Predicate(kind, negated=state == DENIED)


def _of_holders(text: Marked, chosen: Chosen) -> Iterator[Predicate]:
    acts = chosen.words(text).get("step", [])
    for number, mention in enumerate(text.mentions):
        if mention.is_section or (role := chosen.role(number)) == "none":
            continue
        denied = chosen.denied(number)
        if role == "step":
            yield from _steps(mention, acts, chosen, denied=denied)
        elif mention.is_department:
            yield from _of_department(mention, role, denied=denied)
        else:
            yield from _of_level(mention, role, chosen, denied=denied)


def _of_department(mention: Mention, role: str, *, denied: bool) -> Iterator[Predicate]:
    names = mention.span.names
    match role:
        case "party":
            yield Predicate(Kind.NAMED, names, denied)
        case "sole":
            if not denied:
                yield Predicate(Kind.INVOLVED, names)
            yield Predicate(Kind.ALONE, names, denied)
        case _:
            yield in_role(names, role, negated=denied)


def _of_level(mention: Mention, role: str, chosen: Chosen, *, denied: bool) -> Iterator[Predicate]:
    """Of the town or the county."""
    level = mention.span.value
    match level, role:
        case "town", "charge":
            yield Predicate(Kind.TOWN, negated=denied)
        case "town", "lead":
            yield Predicate(Kind.TOWN_LEADS, negated=denied)
        case "town", "assist" | "join":
            yield _in_list(ListName.ASSIST, denied=denied)
        case "town", "party":
            yield _in_list(ListName.RECLAIMED, denied=not denied)
        case "county", "take":
            yield _in_list(ListName.RECLAIMED, denied=denied)
        case "county", "charge" | "lead":
            yield Predicate(Kind.COUNTY, negated=denied)
        case _:
            chosen.unreadable = True


def _steps(
    mention: Mention, acts: list[str], chosen: Chosen, *, denied: bool
) -> Iterator[Predicate]:
    """That a holder does a step: the one that is named."""
    forms = forms_of(acts[0]) if len(acts) == 1 else ()
    if not forms or len(mention.span.names) > 1 or mention.span.value in ("county", "village"):
        chosen.unreadable = True
        return
    yield Predicate(Kind.DOES, (*(mention.span.names or ("",)), *forms), denied)


def _in_list(name: ListName, *, denied: bool) -> Predicate:
    return Predicate(Kind.LIST, (name.value,), denied)
