"""The sets of duties that a text asks for, by what the network tells of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import NamedTuple

from assistant.understanding.reader.chosen import Chosen
from assistant.understanding.reader.labels import ACTS, DENIED, HOLDERS, LISTS, SUPPORTS
from assistant.understanding.reader.marked import Marked, Mention
from assistant.understanding.reader.network import Told
from assistant.understanding.reader.numbers import holders, numbers_in
from assistant.understanding.references import stretches
from assistant.understanding.scanner import TEXT
from assistant.understanding.sets.asked_set import DEPARTMENTS, AskedSet
from assistant.understanding.statements.phrase import by_list, headed
from assistant.understanding.statements.predicate import MANY, QUOTED, Kind, Predicate
from assistant.understanding.statements.walk import QUOTES, counts_beside_leader
from corpus.models import ListName

_TELLS = 4  # characters of a word that may be of a matter: shorter ones are said in many ways
# Words, and what states them: one without the other was not read.
_STATING: tuple[tuple[set[str], set[str]], ...] = (
    ({"title"}, {Kind.TITLE}),
    ({"mark"}, {Kind.ENFORCEMENT, Kind.PENALTY}),
    ({"support", "guarantee"}, {Kind.SUPPORT}),
    ({"number", "alone"}, {Kind.HOLDERS}),
    ({"range"}, {Kind.NUMBERS}),
    ({"neg", "except"}, {"denied", Kind.JOINS, Kind.HOLDERS}),  # 不牵头只参与, 没有别家
    ({"section"}, {Kind.SECTION}),
    ({"cannot"}, {"denied", Kind.LIST}),  # 镇里管不了的
)
_UNCOUNTED = ("alone", "many")  # numbers of departments that are told by no number
_US = ("咱", "咱们", "我们", "俺们")


class ReadSets(NamedTuple):
    """Sets, and how probable it is that all of it is as the text means it."""

    sets: tuple[AskedSet, ...]
    probability: float
    whole: bool  # each known word that states something is in them
    rest: tuple[str, ...]  # words that the lexicon does not know, and no title was asked for


def read_sets(text: Marked, told: Told) -> ReadSets | None:
    """The likeliest set, or one of each list or department; None where it is none or has no name.

    Nor is one told where an office is named that the lists lack: it would be of everybody.
    """
    chosen = Chosen(told)
    lacking = any("office.whole" in own for own in text.kinds)
    if lacking or chosen.of("act") != ACTS.index("set"):
        return None
    stated = [*_of_text(text, chosen), *_of_titles(text, chosen)]
    if (numbers := stretches(text.text)) and len(numbers) == 1:
        ends = (str(numbers[0].first), str(numbers[0].last))
        stated.append(Predicate(Kind.NUMBERS, ends))
    stated += _of_sections(text, chosen)
    held = [*_held(text, chosen)]
    own = _of_departments(held, chosen)
    if chosen.of("several"):
        each = _one_by_one(stated, held) or _by_lists(stated, own)
    else:
        each = None if own is None else [(*stated, *own)]
    if each is None or chosen.unreadable:
        return None
    sets = tuple(set_of(tuple(side)) for own in each for side in by_list(own))
    whole = all(_explains(own.predicates, text) for own in sets)
    return ReadSets(sets, chosen.probability, whole, tuple(_rest(text, sets)))


def _rest(text: Marked, sets: Sequence[AskedSet]) -> Iterator[str]:
    titled = {
        word for own in sets for p in own.predicates if p.kind is Kind.TITLE for word in p.value
    }
    for unknown, tokens in groupby(zip(text.kinds, text.tokens.spans, strict=True), _is_unknown):
        own = [span for _, span in tokens]
        words = text.text[own[0][0] : own[-1][1]]
        if unknown and len(words) >= _TELLS and not any(word in words for word in titled):
            yield words


def _is_unknown(token: tuple[frozenset[str], tuple[int, int]]) -> bool:
    return token[0] <= {TEXT, f"{TEXT}."}


def _explains(stated: Sequence[Predicate], text: Marked) -> bool:
    """Whether every known word that states something has a statement of its kind."""
    kinds: set[str] = {one.kind for one in stated}
    if any(one.negated for one in stated):
        kinds.add("denied")
    said = {kind for own in text.kinds for kind in own}
    denies = any(kind.startswith("neg") for kind in said)
    if not denies and _says_both_roles(text) and len(kinds & {Kind.LEADS, Kind.JOINS}) == 1:
        return False  # 不管牵头还是参与
    taken = Predicate(Kind.LIST, (ListName.RECLAIMED.value,)) in stated or "role.take" in said
    if taken and Kind.LEADS in kinds:
        return False  # nobody leads what was taken over: 牵头的加收走的
    return "aspect.most" not in said and all(
        said.isdisjoint(words) or not kinds.isdisjoint(stating) for words, stating in _STATING
    )


def _says_both_roles(text: Marked) -> bool:
    """Whether somebody is said to lead and to join, who is not the town: 它挑头叫咱跟着干的."""
    told = [span for span in text.spans if not span.among("filler.word")]
    joins = (
        span.among("role.join") and not (before.among("holder.town") or before.words in _US)
        for before, span in pairwise(told)
    )
    return any(span.among("role.lead") for span in told) and any(joins)


def set_of(stated: tuple[Predicate, ...]) -> AskedSet:
    """The set of the duties of which all of this is so, what is taken over by list and holder."""
    stated = tuple(
        leaf
        for one in stated
        for leaf in (one.parts if one.kind is Kind.BOTH and not one.negated else (one,))
    )
    stated = headed(stated)
    told = [one for own in stated for one in (own, *own.parts) if not own.negated]
    names = [name for one in told if one.kind in DEPARTMENTS for name in one.value]
    return AskedSet(stated, departments=tuple(dict.fromkeys(names)))


def asks_several(told: Told) -> bool:
    """Whether a text likelier asks for several sets than for one, or for none."""
    act, several = told.heads["act"], told.heads["several"]
    return int(act.argmax()) == ACTS.index("set") and int(several.argmax()) == 1


def _one_by_one(
    stated: Sequence[Predicate], held: Sequence[tuple[Mention, str, bool]]
) -> list[tuple[Predicate, ...]] | None:
    """A set of each department; None where no more than one is named, or some are left out."""
    if len(held) < 2 or any(no for *_, no in held):
        return None
    return [
        (*stated, in_role(mention.span.names, role, negated=False)) for mention, role, _ in held
    ]


def _by_lists(
    stated: Sequence[Predicate], own: Sequence[Predicate] | None
) -> list[tuple[Predicate, ...]] | None:
    """A set of each list; None where no more than one is named, or a role is not of each."""
    if own and any(one.kind in (Kind.LEADS, Kind.JOINS) for one in own):
        return None
    lists = next((p for p in stated if p.kind is Kind.LIST and len(p.value) > 1), None)
    if lists is None or own is None:
        return None
    rest = [one for one in stated if one is not lists]
    return [(replace(lists, value=(name,)), *rest, *own) for name in lists.value]


def _of_text(text: Marked, chosen: Chosen) -> Iterator[Predicate]:
    states = {name: chosen.of(f"list {name}") for name in LISTS}
    said = tuple(ListName(name).value for name, state in states.items() if state == 1)
    if said:
        yield Predicate(Kind.LIST, said)
    for name, state in states.items():
        if state == DENIED:
            yield Predicate(Kind.LIST, (ListName(name).value,), negated=True)
    for head, kind in (("mark", Kind.ENFORCEMENT), ("penalty", Kind.PENALTY)):
        if state := chosen.of(head):
            yield Predicate(kind, negated=state == DENIED)
    yield from supports(text, chosen)
    yield from number_of_holders(text, chosen)


def supports(text: Marked, chosen: Chosen) -> Iterator[Predicate]:
    """What kinds of support from above are stated, or denied; 写了“技术指导”的 by the very word."""
    for kind in SUPPORTS:
        if state := chosen.of(f"support {kind}"):
            quoted = any(f"{mark}{kind}" in text.text for mark in QUOTES)
            value = ("" if kind == "any" else kind, *([QUOTED] if quoted else []))
            yield Predicate(Kind.SUPPORT, value, state == DENIED)


def number_of_holders(text: Marked, chosen: Chosen) -> Iterator[Predicate]:
    """How many departments are stated to have a part."""
    if held := HOLDERS[chosen.of("holders")]:
        numbers = holders(held, numbers_in(text.text))
        chosen.unreadable |= numbers is None
        if numbers and held not in _UNCOUNTED and counts_beside_leader(text.spans):
            numbers = numbers[0] + 1, min(numbers[1] + 1, MANY)
        yield Predicate(Kind.HOLDERS, tuple(map(str, numbers or ())))


def _of_titles(text: Marked, chosen: Chosen) -> Iterator[Predicate]:
    """Words that titles have, any of them, and those that they lack."""
    words = chosen.words(text)
    if said := words.get("title"):
        yield Predicate(Kind.TITLE, tuple(said))
    for own in words.get("not title", ()):
        yield Predicate(Kind.TITLE, (own,), negated=True)


def _of_sections(text: Marked, chosen: Chosen) -> Iterator[Predicate]:
    """The sections of the set, any of them, for a duty has one; and those that are left out."""
    named: list[str] = []
    for number, mention in enumerate(text.mentions):
        if not mention.is_section or chosen.role_in_set(number) == "none":
            continue
        if chosen.denied(number):
            yield Predicate(Kind.SECTION, mention.span.names, negated=True)
        else:
            named += mention.span.names
    if named:
        yield Predicate(Kind.SECTION, tuple(dict.fromkeys(named)))


def _held(text: Marked, chosen: Chosen) -> Iterator[tuple[Mention, str, bool]]:
    """The departments that narrow the set, each with its role and whether it is denied."""
    for number, mention in enumerate(text.mentions):
        if mention.is_department and (role := chosen.role_in_set(number)) != "none":
            yield mention, role, chosen.denied(number)


def _of_departments(
    held: Sequence[tuple[Mention, str, bool]], chosen: Chosen
) -> list[Predicate] | None:
    """What is stated of departments; None where no statement says it: X牵头的或者Y参与的."""
    said = [(mention, role) for mention, role, no in held if not no]
    stated = [in_role(mention.span.names, role, negated=True) for mention, role, no in held if no]
    if len(said) > 1 and not chosen.of("together"):
        roles = {role for _, role in said}
        if len(roles) > 1:
            return None
        names = tuple(dict.fromkeys(name for mention, _ in said for name in mention.span.names))
        return [in_role(names, roles.pop(), negated=False), *stated]
    return [in_role(mention.span.names, role, negated=False) for mention, role in said] + stated


def in_role(names: tuple[str, ...], role: str, *, negated: bool) -> Predicate:
    """A department's part in a duty, or that it has none such."""
    match role:
        case "lead":
            return Predicate(Kind.LEADS, names, negated)
        case "join":
            return Predicate(Kind.JOINS, names, negated)
        case "take":
            taken = Predicate(Kind.LIST, (ListName.RECLAIMED.value,))
            return Predicate(Kind.BOTH, (), negated, (taken, Predicate(Kind.INVOLVED, names)))
        case _:
            return Predicate(Kind.INVOLVED, names, negated)
