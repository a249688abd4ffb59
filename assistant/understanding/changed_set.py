"""A set asked for anew: the one before with what a follow-up changes or adds."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.asked_set import DEPARTMENTS, AskedSet, topics_of
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.scanner import scan
from assistant.understanding.statements.offices import settled
from assistant.understanding.statements.phrase import merged, read_phrase
from assistant.understanding.statements.predicate import Kind, Predicate
from assistant.understanding.ties import core

# Some of what was listed, and not another set.
_WITHIN = re.compile(
    r"其中|里面|里头|里边|中间|这些|那些|这里|单看|只看|光看|单说|只要|哪[几一]|除|刨|去掉|不算|也"
)
# What one statement takes the place of.
_EXCHANGED = (
    frozenset({Kind.LIST, Kind.TOWN, Kind.TOWN_LEADS, Kind.COUNTY}),
    frozenset(DEPARTMENTS),
    frozenset({Kind.PENALTY, Kind.ENFORCEMENT}),
    frozenset({Kind.SECTION}),
    frozenset({Kind.SUPPORT}),
    frozenset({Kind.TITLE}),
    frozenset({Kind.HOLDERS}),
)


def changed_set(question: str, before: AskedSet, lexicon: Lexicon) -> AskedSet | None:
    """The set of before as this question changes it; None where it states nothing to change.

    Its topics are the question's own: words that nothing has read.
    """
    spans = settled(scan(core(question), lexicon))
    phrase = read_phrase(spans, before.departments)
    stated: Sequence[Predicate] = merged(phrase.predicates, together=phrase.together)
    if not stated:
        return None
    roles = [one for one in stated if one.kind in DEPARTMENTS]
    # What it does not lead is asked of its own duties, not of everybody's.
    denied = roles and all(one.negated and one.value == before.departments for one in roles)
    still = (Predicate(Kind.INVOLVED, before.departments),) if denied else ()
    own = {one.value for one in stated if one.kind in DEPARTMENTS}
    # Another role of the same department is instead of the first, never beside it.
    kept = tuple(p for p in before.predicates if p.kind not in DEPARTMENTS or p.value not in own)
    if not _WITHIN.search(question):
        stated = tuple(_in_role_of(one, before.predicates) for one in stated)
        gone = {
            kind for one in stated for kinds in _EXCHANGED if one.kind in kinds for kind in kinds
        }
        kept = tuple(one for one in kept if one.kind not in gone)
    return replace(
        before,
        predicates=(*kept, *(one for one in stated if one not in kept), *still),
        topics=topics_of(spans, phrase.used),
        departments=phrase.departments or before.departments,
        unknown=phrase.unknown,
    )


def _in_role_of(stated: Predicate, before: Sequence[Predicate]) -> Predicate:
    """A department named without a role has that of the one before."""
    if stated.kind is not Kind.INVOLVED:
        return stated
    roles = [one.kind for one in before if one.kind in DEPARTMENTS and not one.negated]
    return replace(stated, kind=roles[0]) if roles else stated
