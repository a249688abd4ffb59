"""The conversation as a device keeps it: the questions, and what was thought of the answers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from assistant.understanding.normalisation import MAX_QUESTION_CHARS

MAX_TURNS = 20  # what is sent back with every question; an older one is forgotten
_MAX_ID_CHARS = 64


@dataclass(frozen=True)
class Turn:
    """One question, and its answer's id in the question log."""

    question: str
    answer_id: str
    helpful: bool | None = None
    left: bool = False  # its asker has done with the matter: what follows begins anew


def turns_of(stored: object) -> tuple[Turn, ...]:
    """What a browser sends, which may be anything: what is not a turn is left out."""
    rows = stored if isinstance(stored, list) else []
    turns = (_turn(row) for row in rows[-MAX_TURNS:])
    return tuple(turn for turn in turns if turn)


def to_row(turn: Turn) -> dict[str, object]:
    """A turn as the browser keeps it."""
    return asdict(turn)


def talk_of(turns: Sequence[Turn]) -> tuple[str, ...]:
    """What a further question may lean on: what was asked since a matter was last left."""
    begun = max((place for place, turn in enumerate(turns, start=1) if turn.left), default=0)
    return tuple(turn.question for turn in turns[begun:])


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
        row.get("left") is True,
    )
