"""How the town's notes are told: in one line that says that they are none of the lists' words."""

from collections.abc import Iterator
from datetime import date

from assistant.answering.parts.of_notes import TownNote, TownNotes
from assistant.notes.note import NAMES, NoteKind

BADGE = "本地补充，不是清单原文"
_UNNAMED = frozenset({NoteKind.SENTENCE})  # told as it is


def note_line(part: TownNotes) -> str:
    """The mark with the day, then the notes; of several days each has its own."""
    days = {note.entered_on for note in part.notes}
    one_day = f"（{day_of(*days)}）" if len(days) == 1 else ""
    told = "；".join(
        text if one_day else f"{text}（{day_of(last.entered_on)}）" for text, last in _told(part)
    )
    end = "" if told.endswith(("。", "！", "？")) or _ends_in_link(part, one_day) else "。"
    return f"{BADGE}{one_day}：{told}{end}"


def day_of(day: date) -> str:
    """2026年11月27日."""
    return f"{day.year}年{day.month}月{day.day}日"


def label_of(note: TownNote, duty_id: str | None) -> str:
    """What a note is, and whose, where it is not the duty's own."""
    owner = "" if note.subject == duty_id else note.subject
    return owner if note.kind in _UNNAMED else f"{owner}{NAMES[note.kind]}"


def _told(part: TownNotes) -> Iterator[tuple[str, TownNote]]:
    """Each note with its label; a window stands behind its office."""
    windows = {n.subject: n for n in part.notes if n.kind is NoteKind.WINDOW}
    for note in part.notes:
        if note.kind is NoteKind.WINDOW and _has_office(part, note.subject):
            continue
        label = label_of(note, part.duty_id)
        value = note.value.rstrip("。；") if note.kind is not NoteKind.GUIDE else note.value
        text = f"{label}：{value}" if label else value
        if note.kind is NoteKind.OFFICE and note.subject in windows:
            text += f"，{windows[note.subject].value}"
        yield text, note


def _has_office(part: TownNotes, subject: str) -> bool:
    return any(n.kind is NoteKind.OFFICE and n.subject == subject for n in part.notes)


def _ends_in_link(part: TownNotes, one_day: str) -> bool:
    """A stop behind an address would be read as part of it."""
    return bool(one_day) and part.notes[-1].kind is NoteKind.GUIDE
