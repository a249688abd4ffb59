"""The clauses of a statement, each with who is said to do what it tells."""

from collections.abc import Iterator, Sequence, Set
from itertools import takewhile
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.understanding.reader.labels import ROLES, TAGS
from assistant.understanding.reader.marked import Marked, Mention, tokens_between
from assistant.understanding.reader.network import Told
from assistant.understanding.reader.read_claim import ASIDE, put_up
from assistant.understanding.scanner import Span

_SAYS_NOTHING = ("yesno", "stop", "pause", "choice", "sign")
_OFFICES = tuple("局委部队院所会办府")  # end the name of one; 医保 may be what is paid
_NOBODY = ROLES.index("none")
_NO_ROLE = np.eye(len(ROLES), dtype=np.float32)[_NOBODY]
_STEP = TAGS.index("step")

Array = NDArray[np.floating]


class HeldClause(NamedTuple):
    """What is said beside one holder; in a clause that names none, of the holder before it."""

    mention: Mention
    roles: Array  # probabilities by ROLES: that of none is 1 where the clause names no holder
    denied: float  # probability
    spans: tuple[Span, ...]  # with those told before any holder
    tokens: tuple[str, ...]  # of these
    states: Array  # (tokens, width), each of length 1
    of_step: Array  # (tokens,): probability that it is a step's

    @property
    def holder(self) -> str:
        """Full name of the department; "" the town."""
        return next(iter(self.mention.span.names), "")

    @property
    def role(self) -> str:
        """The likeliest."""
        return ROLES[int(self.roles.argmax())]

    @property
    def words(self) -> str:
        """What may tell of a step."""
        return "".join(span.words for span in self.spans if not span.among(*ASIDE))


def held_clauses(text: Marked, told: Told, departments: Set[str]) -> list[HeldClause]:
    """The clauses of what a text puts up, from the first with a holder on.

    Who is named in no role does it only where nobody else is, and is one of these `departments`.
    """
    numbers = {own.span: n for n, own in enumerate(text.mentions) if not own.is_section}
    has_role = {span for span, n in numbers.items() if told.roles[n].argmax() != _NOBODY}
    found: list[HeldClause] = []
    before: list[Span] = []
    for clause in _clauses(_told_of(text.spans, has_role), has_role):
        holders = [span for span in clause if span in has_role and _may_do(span)]
        holders = holders or [
            span for span in clause if span in numbers and _is_one_of(span, departments)
        ]
        if not holders:
            own = _telling(clause)
            if found and own:
                last = found[-1].mention
                found.append(_clause(last, _NO_ROLE, _denies(clause), own, text, told))
            elif not found:
                before += own
        for place, holder in enumerate(holders):
            start = clause.index(holder) if place else 0
            following = holders[place + 1 : place + 2]
            beside = clause[start : clause.index(following[0]) if following else None]
            own = [*before, *(span for span in _telling(beside) if span not in holders)]
            if found and all(span.among(*ASIDE) for span in own):  # 不归甲管，归乙
                own = [*found[-1].spans, *own]
            number = numbers[holder]
            denied = float(told.denied[number])
            if holder not in has_role:
                denied = (denied + _denies(beside)) / 2
            mention = text.mentions[number]
            found.append(_clause(mention, told.roles[number], denied, own, text, told))
            before = []
    return found


def _told_of(spans: tuple[Span, ...], holders: Set[Span]) -> tuple[Span, ...]:
    """The statement with what its sentence asks before it: 护理定哪一档，这个是镇里评."""
    own = put_up(spans, holders)
    start = spans.index(own[0]) if own and own[0] in spans else 0
    behind_stop = start
    while behind_stop and not _ends_sentence(spans[behind_stop - 1]):
        behind_stop -= 1
    asked = spans[behind_stop:start]
    return own if not holders.isdisjoint(asked) else (*asked, *own)


def _ends_sentence(span: Span) -> bool:
    return span.kind == "stop" or span.words.isspace()


def _clauses(spans: Sequence[Span], holders: Set[Span]) -> Iterator[list[Span]]:
    """Up to each pause, and to each 、 between two holders: 扑火归消防、警戒归公安."""
    clause: list[Span] = []
    for place, span in enumerate(spans):
        if not _ends(span):
            parts = span.words == "、" and not holders.isdisjoint(clause)
            behind = takewhile(lambda one: not _ends(one), spans[place + 1 :])
            if not parts or holders.isdisjoint(behind):
                clause.append(span)
                continue
        if clause:
            yield clause
            clause = []
    if clause:
        yield clause


def _ends(span: Span) -> bool:
    return span.among("pause", "stop") or span.words.isspace()


def _may_do(span: Span) -> bool:
    return span.among("holder.town", "department")


def _is_one_of(span: Span, departments: Set[str]) -> bool:
    if span.kind != "department":
        return span.among("holder.town")
    return span.words.endswith(_OFFICES) and not departments.isdisjoint(span.names[:1])


def _telling(spans: Sequence[Span]) -> list[Span]:
    return [span for span in spans if not span.among(*_SAYS_NOTHING)]


def _denies(spans: Sequence[Span]) -> bool:
    return sum(span.kind == "neg" for span in spans) % 2 == 1


def _clause(
    mention: Mention, roles: Array, denied: float, own: Sequence[Span], text: Marked, told: Told
) -> HeldClause:
    among = {n for span in own for n in tokens_between(span.start, span.end, text.tokens)}
    numbers = sorted(among) or [*range(len(text.tokens.spans))]
    states = text.tokens.states[numbers].astype(np.float32)
    states /= np.linalg.norm(states, axis=1, keepdims=True) + 1e-6
    tokens = tuple(text.text[slice(*text.tokens.spans[n])] for n in numbers)
    return HeldClause(mention, roles, denied, tuple(own), tokens, states, told.tags[numbers, _STEP])
