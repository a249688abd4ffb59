"""What the town's staff add to an answer: it stands in no list, and is no citation."""

from datetime import date
from typing import Literal

from pydantic import Field

from assistant.answering.parts.of_duties import Piece
from assistant.notes.note import NoteKind
from assistant.understanding.words.unsaid import MissingAspect


class TownNote(Piece):
    """One value as staff entered it, word for word."""

    subject: str = Field(description="a duty's id, or the full name of a department or the town")
    kind: NoteKind
    value: str = Field(min_length=1)
    entered_on: date


class TownNotes(Piece):
    """Notes shown with an answer, under a mark of their own: 本地补充，不是清单原文."""

    type: Literal["town_notes"] = "town_notes"
    duty_id: str | None = Field(
        default=None, description="the duty that they help with; None: a department was asked after"
    )
    notes: tuple[TownNote, ...] = Field(min_length=1)
    answers: tuple[MissingAspect, ...] = Field(
        default=(), description="what was asked, is not in the lists, and is told here"
    )


# The notes by which an aspect is answered; a window is told with its office.
ANSWERING = {
    MissingAspect.PLACE: NoteKind.OFFICE,
    MissingAspect.PHONE: NoteKind.PHONE,
    MissingAspect.TIME: NoteKind.HOURS,
    MissingAspect.PAPERS: NoteKind.PAPERS,
}
