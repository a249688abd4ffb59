"""The conversation as a device keeps it: the questions, and what was thought of the answers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.normalisation import MAX_QUESTION_CHARS

MAX_TURNS = 20  # what is sent back with every question; an older one is forgotten
MAX_KEPT_BYTES = 100_000  # of JSON; leaves room for the question in what the page may send
_MAX_ID_CHARS = 64

Stored = list[dict[str, object]]  # what the browser's storage holds


@dataclass(frozen=True)
class Turn:
    """One question, and its answer's id in the question log."""

    question: str
    answer_id: str
    helpful: bool | None = None


def turns_of(stored: object) -> tuple[Turn, ...]:
    """What a browser sends, which may be anything: what is not a turn is left out."""
    rows = stored if isinstance(stored, list) else []
    turns = (_turn(row) for row in rows[-MAX_TURNS:])
    return tuple(turn for turn in turns if turn)


def to_store(turns: Sequence[Turn]) -> Stored:
    """The turns as the browser keeps them: the latest, as many as may be sent back."""
    kept: Stored = []
    left = MAX_KEPT_BYTES
    for turn in reversed(turns[-MAX_TURNS:]):
        row: dict[str, object] = {
            "question": turn.question,
            "answer_id": turn.answer_id,
            "helpful": turn.helpful,
        }
        left -= len(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace"))
        if left < 0:
            break
        kept.insert(0, row)
    return kept


def _row(turn: Turn) -> dict[str, object]:
    return {"question": turn.question, "answer_id": turn.answer_id, "helpful": turn.helpful}


def _turn(row: object) -> Turn | None:
    if not isinstance(row, dict):
        return None
    question, answer_id, helpful = (row.get(k) for k in ("question", "answer_id", "helpful"))
    if not isinstance(question, str) or not isinstance(answer_id, str) or not question:
        return None
    return Turn(
        question[:MAX_QUESTION_CHARS],
        answer_id[:_MAX_ID_CHARS],
        helpful if isinstance(helpful, bool) else None,
    )
