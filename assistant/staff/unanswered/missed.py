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
    question: str  # standing alone, as last asked
    asked: str  # in the visitor's own words
    thread: tuple[str, ...]  # what the visitor had asked before, oldest first
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
    asked: str
    thread: str
    answer: str

    @property
    def faults(self) -> Iterator[Fault]:
        """What was wrong with its answers."""
        found = zip(Fault, (self.refused, self.unhelpful, self.unsure), strict=True)
        return (fault for fault, is_found in found if is_found)


# Standing alone; older rows hold the visitor's words only.
_QUESTION = "iif(resolved = '', question, resolved)"
# A person's word comes first. Counted by SQLite: as objects, 200,000 rows take ten seconds.
_WORDINGS = f"""
WITH faulty AS (
    SELECT {_QUESTION} AS text, asked_at,
        helpful IS NULL AND refused AS refused,
        helpful IS 0 AS unhelpful,
        helpful IS NULL AND NOT refused AND kind = '{AnswerKind.DUTY}'
            AND confidence < {LOW_CONFIDENCE} AS unsure
    FROM answers WHERE asked_at >= :since AND asked_at < :until
), top AS (
    SELECT text, count(*) AS times, max(asked_at) AS last_asked,
        max(refused), max(unhelpful), max(unsure)
    FROM faulty WHERE refused OR unhelpful OR unsure
    GROUP BY text ORDER BY times DESC, last_asked DESC LIMIT {MAX_WORDINGS}
)
SELECT top.*, answers.question, answers.thread, answers.answer
FROM top JOIN answers ON answers.rowid = (
    SELECT min(rowid) FROM answers
    WHERE asked_at = top.last_asked AND {_QUESTION} = top.text
)
"""
_REASONS = f"""
SELECT {_QUESTION}, reason FROM answers WHERE helpful = 0 AND reason != ''
ORDER BY rated_at DESC LIMIT {_MAX_ALL_REASONS}
"""


def missed_questions(
    log: sqlite3.Connection,
    settled: Set[str],
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[MissedQuestion]:
    """The questions that went wrong, most often asked first; `settled` are keys to leave out.

    Those asked from a time and before another, where these are given.
    """
    times = {
        "since": since.timestamp() if since else 0.0,
        "until": until.timestamp() if until else float("inf"),
    }
    groups: dict[str, list[_Wording]] = {}
    for wording in map(_Wording._make, log.execute(_WORDINGS, times)):
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
        asked=newest.asked,
        thread=tuple(newest.thread.splitlines()),
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
