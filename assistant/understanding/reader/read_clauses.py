"""Several sets that no department tells apart: a clause read alone, with what was said before."""

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.understanding.reader.marked import Marked, tokens_between
from assistant.understanding.reader.read_set import ReadSets, set_of
from assistant.understanding.sets.asked_set import DEPARTMENTS
from assistant.understanding.statements.predicate import Kind, Predicate

_CUTS = re.compile("[,，;；。?？!！、:：]")  # what parts clauses

_MOST_CLAUSES = 8
_WITHIN = ("里", "里头", "里面", "中", "当中", "内")  # ends what is said of all clauses after it
_KINDS_THAT_STATE = frozenset((
    "neg", "except", "role", "list", "department", "section", "holder", "mark", "support", "number",
    "alone", "title", "guarantee", "range",
))  # fmt: skip
# Of what a further clause states only one holds at once: its own instead of the one before.
_ROLES = (*DEPARTMENTS, Kind.BOTH)


def read_clauses(text: Marked, read: Callable[[str], ReadSets | None]) -> ReadSets | None:
    """A set of each clause that asks for one; None where there are not two at least.

    What stands before the first is of all of them (配合的里头，给钱的几项，不给的几项); a clause
    without a department is of the one before (民政局牵头几项，参与几项), and keeps all that was
    stated before and that it does not state anew.
    """
    clauses = [*_clauses(text)]
    if not 1 < len(clauses) <= _MOST_CLAUSES:
        return None
    head, subject = "", _subject(text)
    told: list[ReadSets] = []
    for clause, states in clauses:
        own = read(head + (subject if told and subject not in clause else "") + clause)
        if not told and (own is None or clause.endswith(_WITHIN)):
            head += clause + ","
        elif own is not None and len(own.sets) == 1:
            told.append(own)
        elif states:
            return None
    if len(told) < 2:
        return None
    stated = [*_with_before([own.sets[0].predicates for own in told])]
    probability = min(own.probability for own in told)
    rest = tuple(word for own in told for word in own.rest)
    whole = all(own.whole for own in told)
    return ReadSets(tuple(map(set_of, stated)), probability, whole, rest)


def _clauses(text: Marked) -> Iterator[tuple[str, bool]]:
    """Each clause, and whether a known word in it states something of duties."""
    start = 0
    for end in (*(cut.start() for cut in _CUTS.finditer(text.text)), len(text.text)):
        if clause := text.text[start:end].strip():
            own = tokens_between(start, end, text.tokens)
            said = {kind for token in own for kind in text.kinds[token]}
            yield clause, not said.isdisjoint(_KINDS_THAT_STATE)
        start = end + 1


def _subject(text: Marked) -> str:
    """The only department that is named."""
    named = [mention.span.words for mention in text.mentions if mention.is_department]
    return named[0] if len(named) == 1 else ""


def _with_before(each: Sequence[tuple[Predicate, ...]]) -> Iterator[tuple[Predicate, ...]]:
    before: tuple[Predicate, ...] = ()
    for stated in each:
        anew = {_place(one) for one in stated}
        before = (*(one for one in before if _place(one) not in anew), *stated)
        yield before


def _place(stated: Predicate) -> str:
    return "role" if stated.kind in _ROLES else stated.kind
