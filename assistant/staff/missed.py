"""Questions that went wrong, from the log: what staff may attach to a duty."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from assistant.answer import AnswerKind
from assistant.log.entry import CHINA
from assistant.staff.question_checks import question_key

LOW_CONFIDENCE = 0.5  # below it the first citation is more likely wrong than right
MAX_WORDINGS = 2_000  # looked at, the most often asked first: anybody may ask for nonsense
MAX_REASONS = 5  # of a question
_MAX_ALL_REASONS = 2_000  # looked at, the newest first


class Fault(StrEnum):
    """What was wrong with an answer."""

    REFUSED = "没答上"
    UNHELPFUL = "评价没帮上"
    UNSURE = "把握低"


@dataclass(frozen=True)
class MissedQuestion:
    """A question that went wrong at least once; wordings that differ in marks only are one."""

    key: str  # `question_key`
    question: str  # as last asked
    answer: str  # then, its beginning
    times: int  # it went wrong
    last_asked: datetime  # when it last went wrong
    faults: tuple[Fault, ...]
    reasons: tuple[str, ...]  # of people who found the answer unhelpful, the newest first


class _Wording(NamedTuple):
    """What the log tells of one wording, in the order of the columns of `_WORDINGS`."""

    question: str
    times: int
    last_asked: float
    refused: int
    unhelpful: int
    unsure: int
    answer: str

    @property
    def faults(self) -> Iterator[Fault]:
        """What was wrong with its answers."""
        found = zip(Fault, (self.refused, self.unhelpful, self.unsure), strict=True)
        return (fault for fault, is_found in found if is_found)


# A person's word comes first. Counted by SQLite: as objects, 200,000 rows take ten seconds.
_WORDINGS = f"""
WITH faulty AS (
    SELECT question, asked_at,
        helpful IS NULL AND refused AS refused,
        helpful IS 0 AS unhelpful,
        helpful IS NULL AND NOT refused AND kind = '{AnswerKind.DUTY}'
            AND confidence < {LOW_CONFIDENCE} AS unsure
    FROM answers
), top AS (
    SELECT question, count(*) AS times, max(asked_at) AS last_asked,
        max(refused), max(unhelpful), max(unsure)
    FROM faulty WHERE refused OR unhelpful OR unsure
    GROUP BY question ORDER BY times DESC, last_asked DESC LIMIT {MAX_WORDINGS}
)
SELECT *, (
    SELECT answer FROM answers
    WHERE answers.asked_at = top.last_asked AND answers.question = top.question
) FROM top
"""
_REASONS = f"""
SELECT question, reason FROM answers WHERE helpful = 0 AND reason != ''
ORDER BY rated_at DESC LIMIT {_MAX_ALL_REASONS}
"""


def missed_questions(log: sqlite3.Connection, settled: Set[str]) -> list[MissedQuestion]:
    """The questions that went wrong, most often asked first; `settled` are keys to leave out."""
    groups: dict[str, list[_Wording]] = {}
    for wording in map(_Wording._make, log.execute(_WORDINGS)):
        key = question_key(wording.question)
        if key and key not in settled:
            groups.setdefault(key, []).append(wording)
    reasons = _reasons(log)
    found = [_missed(key, group, reasons.get(key, ())) for key, group in groups.items()]
    return sorted(found, key=lambda one: (-one.times, -one.last_asked.timestamp()))


def _missed(key: str, group: Sequence[_Wording], reasons: Iterable[str]) -> MissedQuestion:
    newest = max(group, key=lambda wording: wording.last_asked)
    faults = {fault for wording in group for fault in wording.faults}
    return MissedQuestion(
        key=key,
        question=newest.question,
        answer=newest.answer,
        times=sum(wording.times for wording in group),
        last_asked=datetime.fromtimestamp(newest.last_asked, CHINA),
        faults=tuple(fault for fault in Fault if fault in faults),
        reasons=tuple(reasons)[:MAX_REASONS],
    )


def _reasons(log: sqlite3.Connection) -> dict[str, dict[str, None]]:
    """What people wrote, without repetition, by the question's key."""
    found: dict[str, dict[str, None]] = {}
    for question, reason in log.execute(_REASONS):
        found.setdefault(question_key(question), {})[reason] = None
    return found
