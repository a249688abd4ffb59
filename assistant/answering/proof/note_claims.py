"""The town's notes in an answer, held word for word against what its staff entered."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from assistant.answer import Answer
from assistant.answering.parts.of_duties import Unsaid
from assistant.answering.parts.of_notes import ANSWERING, TownNote, TownNotes
from assistant.answering.parts.part import Part
from assistant.log.entry import CHINA
from assistant.notes.book import NoteBook
from corpus.models import ListName, Town

_JUST_NOW = timedelta(seconds=30)  # a note that was replaced while the answer was made


class NoteClaims:
    """Finds notes that are not so; problems are in English, for the log."""

    def __init__(self, town: Town, book: NoteBook) -> None:
        """Against this town and its book of notes."""
        self._book = book
        self._town = town
        self._duties = {duty.duty_id: duty for duty in town.duties}
        self._departments = {name for duty in town.duties for name in duty.departments}

    def problems(self, part: TownNotes, parts: Sequence[Part]) -> Iterator[str]:
        """What of the notes nobody entered, or entered of something else."""
        for note in part.notes:
            if not self._belongs(note, part.duty_id):
                yield f"the note on {note.subject} is none on {part.duty_id}"
            if not self._stands(note):
                yield f"nobody noted {note.value} as the {note.kind} of {note.subject}"
        kinds = {note.kind for note in part.notes}
        for aspect in part.answers:
            if ANSWERING.get(aspect) not in kinds:
                yield f"no note answers the {aspect}"
            if any(isinstance(one, Unsaid) and aspect in one.aspects for one in parts):
                yield f"the {aspect} is answered and said to be missing"

    def listed(self, answer: Answer) -> Iterator[str]:
        """Notes of the answer's field that no part shows, or the other way round."""
        shown = {n for part in answer.parts if isinstance(part, TownNotes) for n in part.notes}
        if set(answer.town_notes) != shown:
            yield "the notes are not those of the parts"

    def _belongs(self, note: TownNote, duty_id: str | None) -> bool:
        """A duty's own, or of one of its holders; without a duty of any department."""
        if duty_id is None:
            return note.subject in {*self._departments, self._town.name}
        duty = self._duties[duty_id]
        if note.subject == self._town.name:
            return duty.list is not ListName.RECLAIMED
        return note.subject == duty_id or note.subject in duty.departments

    def _stands(self, note: TownNote) -> bool:
        """Whether it is what was entered last, or was so until just now."""
        duty = self._duties.get(note.subject)
        replaced_at: datetime | None = None
        for change in reversed(self._book.now().changes):
            if (change.subject, change.kind) != (note.subject, note.kind):
                continue
            same = (change.value, change.at.date()) == (note.value, note.entered_on)
            if same and change.title == (duty.title if duty else ""):
                return replaced_at is None or datetime.now(CHINA) - replaced_at < _JUST_NOW
            replaced_at = replaced_at or change.at
        return False
