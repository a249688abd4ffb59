"""What stands around the facts of an answer: whom to call, headings, questions, notes."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from assistant.answering.parts.of_duties import Piece
from assistant.understanding.words.dangers import Danger


class Related(Piece):
    """Duties near a question that the lists don't cover; they answer nothing."""

    type: Literal["related"] = "related"
    duty_ids: tuple[str, ...] = Field(min_length=1)
    whole: bool = Field(default=False, description="their titles are not cut")


class Elsewhere(Piece):
    """The matter is in a place whose lists we don't have."""

    type: Literal["elsewhere"] = "elsewhere"
    place: str = Field(min_length=1, description="as said")


class Call(Piece):
    """Whom to call before anything else."""

    type: Literal["call"] = "call"
    danger: Danger
    numbers: tuple[str, ...] = Field(min_length=1, description="the one to call first before all")
    english: bool = False
    maybe: bool = Field(default=False, description="no word reports danger, it only sounds like it")


class MatterHeading(Piece):
    """Above the parts that answer one of several matters."""

    type: Literal["matter"] = "matter"
    place: int = Field(ge=1)
    asked: str


class QuestionBack(Piece):
    """What is asked back, and the duties between which to choose."""

    type: Literal["question_back"] = "question_back"
    text: str
    duty_ids: tuple[str, ...] = ()
    unread: tuple[str, ...] = Field(default=(), description="words that were not understood")


class NotePurpose(StrEnum):
    """Why something is said that is no fact of the lists."""

    GREETING = "greeting"
    DOUBT = "doubt"  # leads into the sentence that is in doubt
    REFUSAL = "refusal"
    ADVICE = "advice"
    NEXT_STEP = "next_step"
    ERRAND = "errand"  # what a client's program asks for itself; nobody's answer


class Note(Piece):
    """A framing sentence that states no fact of the lists."""

    type: Literal["note"] = "note"
    purpose: NotePurpose
    text: str
