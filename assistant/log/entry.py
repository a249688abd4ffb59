"""A row of the question log: what is kept of an answered question, and how it is masked."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta, timezone
from typing import Any

from assistant.answer import Answer, AnswerKind
from assistant.log.personal_data import without_personal_numbers

MAX_QUESTION_CHARS, MAX_ANSWER_CHARS, MAX_REASON_CHARS = 1000, 500, 200
THREAD_KEPT = 3  # earlier questions of the visitor, the latest ones
CHINA = timezone(timedelta(hours=8))  # one zone, no summer time
_MAX_CHANNEL_CHARS = 20
_READ_CHARS = 6000  # of a text to be stored; above every channel's limit
_DUTIES_KEPT = 3
COLUMNS = (  # in the order of the fields of `Entry`
    "id, asked_at, question, kind, list, duties, departments, confidence, refused, latency_ms,"
    " channel, index_version, answer, helpful, reason, resolved, thread"
)


@dataclass(frozen=True)
class Entry:
    """A logged question; personal numbers are masked in question, answer and reason."""

    answer_id: str
    asked_at: datetime  # China's time
    question: str
    kind: str
    list: str | None
    duties: tuple[str, ...]  # the first ones cited
    departments: tuple[str, ...]
    confidence: float
    refused: bool
    latency_ms: float
    channel: str
    index_version: str
    answer: str  # its beginning
    helpful: bool | None  # None: not rated
    reason: str
    resolved: str  # the question as it stands alone
    thread: tuple[str, ...]  # what had been asked before, oldest first


_NAMES = tuple(field.name for field in fields(Entry))


def row_of(
    answer_id: str,
    question: str,
    answer: Answer,
    channel: str,
    index_version: str,
    thread: Sequence[str] = (),
) -> tuple[str | float | None, ...]:
    """The values of `COLUMNS`; `thread` is what had been asked before, oldest first."""
    if answer.emergency:  # kept apart from what staff read and learn from, without any words
        question, thread = "", ()
        answer = Answer(
            kind=AnswerKind.EMERGENCY,
            text="",
            latency_ms=answer.latency_ms,
            resolved_question="",
        )
    # Without a talk before it, nothing can be meant but what was typed.
    resolved = (answer.resolved_question if thread else "") or question
    duties = dict.fromkeys(citation.duty_id for citation in answer.citations)
    return (
        answer_id,
        time.time(),
        _kept(question, MAX_QUESTION_CHARS),
        answer.kind.value,
        answer.list,
        "\n".join([*duties][:_DUTIES_KEPT]),
        "\n".join(answer.departments),
        answer.confidence,
        int(answer.refused),
        answer.latency_ms,
        _kept(channel, _MAX_CHANNEL_CHARS),
        index_version,
        _kept(answer.text, MAX_ANSWER_CHARS),
        None,
        "",
        _kept(resolved, MAX_QUESTION_CHARS),
        "\n".join(_kept(text, MAX_QUESTION_CHARS) for text in thread[-THREAD_KEPT:]),
    )


def entry_of(row: Sequence[Any]) -> Entry:
    """An entry from the values of `COLUMNS`."""
    values = dict(zip(_NAMES, row, strict=True))
    return Entry(
        **values
        | {
            "asked_at": datetime.fromtimestamp(values["asked_at"], CHINA),
            "duties": tuple(values["duties"].splitlines()),
            "departments": tuple(values["departments"].splitlines()),
            "thread": tuple(values["thread"].splitlines()),
            "refused": bool(values["refused"]),
            "helpful": None if values["helpful"] is None else bool(values["helpful"]),
        }
    )


def _kept(text: str, chars: int) -> str:
    """What is stored of a text; it is cut after masking, so that no half number is left."""
    return without_personal_numbers(one_line(text[:_READ_CHARS]))[:chars]


def one_line(text: str) -> str:
    """One line of printable text; what UTF-8 can't hold (lone surrogates) goes too."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
