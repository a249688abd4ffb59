"""What the town adds to an answer, as HTML under its own mark: numbers to tap, links to open."""

from html import escape

from assistant.answering.parts.of_notes import TownNote, TownNotes
from assistant.answering.telling.note_lines import BADGE, day_of, label_of
from assistant.notes.note import NoteKind
from assistant.notes.phones import dialled
from assistant.web.labels import LANGUAGE_TAGS, Language


def notes_html(part: TownNotes) -> str:
    """A box of its own; of several days each note has its own."""
    days = {note.entered_on for note in part.notes}
    one_day = f"（{day_of(*days)}）" if len(days) == 1 else ""
    lines = "".join(
        f'<p class="lz-line">{_note(note, part.duty_id)}'
        f"{'' if one_day else f'（{day_of(note.entered_on)}）'}</p>"
        for note in part.notes
    )
    return (
        f'<div class="lz-body lz-notes" lang="{LANGUAGE_TAGS[Language.CHINESE]}">'
        f'<p class="lz-heading">{BADGE}{one_day}</p>{lines}</div>'
    )


def _note(note: TownNote, duty_id: str | None) -> str:
    label = label_of(note, duty_id)
    return f"{escape(label)}：{_value(note)}" if label else _value(note)


def _value(note: TownNote) -> str:
    match note.kind:
        case NoteKind.PHONE:
            return "、".join(
                f'<a href="tel:{dialled(number)}">{escape(number)}</a>'
                for number in note.value.split("、")
            )
        case NoteKind.GUIDE:
            link = escape(note.value)
            return f'<a href="{link}" target="_blank" rel="noopener noreferrer">{link}</a>'
        case _:
            return escape(note.value)
