"""The numbers of an answer as buttons to tap."""

from collections.abc import Iterator
from html import escape

from assistant.answer import Answer, AnswerKind
from assistant.answering.parts.framing import Note, NotePurpose
from assistant.answering.parts.of_notes import TownNotes
from assistant.answering.wording import HOTLINE, advised
from assistant.notes.note import NoteKind
from assistant.web.labels import Labels
from corpus.country.advice import load_advice


def calls_html(answer: Answer, labels: Labels) -> str:
    """A button a number, that to call first first; "" where there is nothing to call about."""
    numbers = dict.fromkeys(_numbers(answer))
    if not numbers:
        return ""
    buttons = "".join(
        f'<a class="lz-call" href="tel:{number}">{escape(labels.call.format(number=number))}</a>'
        for number in numbers
    )
    return f'<p class="lz-calls">{buttons}</p>'


def _numbers(answer: Answer) -> Iterator[str]:
    if answer.emergency:
        yield from answer.emergency
        return
    if answer.kind is AnswerKind.GREETING:
        yield from [HOTLINE] if HOTLINE in answer.text and not _has_phone(answer) else []
        return
    advice = {advised(one): one.number for one in load_advice().values()}
    for part in answer.parts:
        if isinstance(part, Note) and part.purpose is NotePurpose.ADVICE:
            yield from filter(None, [advice.get(part.text, "")])
    settled = answer.kind in (AnswerKind.ENUMERATE, AnswerKind.LOOKUP) and not answer.refused
    if not settled and not _has_phone(answer):
        yield HOTLINE


def _has_phone(answer: Answer) -> bool:
    """Whether the town's notes give a number, which their own box has to tap."""
    notes = (note for part in answer.parts if isinstance(part, TownNotes) for note in part.notes)
    return any(note.kind is NoteKind.PHONE for note in notes)
