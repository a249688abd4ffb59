"""What the town's staff noted of an answered duty or a named department, put into the answer."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.answer import Answer, AnswerKind, Certainty, Matter
from assistant.answering.parts.framing import MatterHeading
from assistant.answering.parts.of_duties import Entry, MaybeMeant, Steps, Support, Unsaid, Who
from assistant.answering.parts.of_notes import ANSWERING, TownNote, TownNotes
from assistant.answering.parts.part import Part
from assistant.answering.telling.answers import retold
from assistant.notes.book import NoteBook, Notes
from assistant.notes.note import Change, NoteKind
from assistant.understanding.aspects import TOWN
from assistant.understanding.courtesy import Courtesy, courtesy
from assistant.understanding.talk.ties import content_beside
from assistant.understanding.unsaid import asked_aspects, asks_hours, beside_hours
from assistant.understanding.words.unsaid import MissingAspect
from corpus.departments import DepartmentNames
from corpus.models import Duty, ListName, Town

_NEVER = (AnswerKind.EMERGENCY, AnswerKind.GREETING)
_TOWN = re.compile(TOWN)
# Notes that are of one place are taken from one subject; the first of a group must be there.
_GROUPS = (
    (NoteKind.OFFICE, NoteKind.WINDOW),
    (NoteKind.PHONE,),
    (NoteKind.HOURS,),
    (NoteKind.PAPERS,),
    (NoteKind.SENTENCE,),
    (NoteKind.GUIDE,),
)
_BRIEF = (NoteKind.OFFICE, NoteKind.WINDOW, NoteKind.PHONE, NoteKind.SENTENCE)
_PERSON = (NoteKind.OFFICE, NoteKind.WINDOW, NoteKind.HOURS, NoteKind.PHONE)  # where to find one


class _Asked(NamedTuple):
    """What a question asks of the notes, and of whom."""

    aspects: tuple[MissingAspect, ...]  # that notes can answer wholly
    anything: bool  # asked, and not in the lists
    named: tuple[str, ...]  # departments, or the town


class Noting:
    """Puts notes into the answers of one town; without any an answer stays the very same."""

    def __init__(self, book: NoteBook, town: Town, names: DepartmentNames) -> None:
        """From this book, to answers about this town."""
        self._book = book
        self._town = town
        self._names = names

    def noted(self, question: str, answer: Answer) -> Answer:
        """The answer with what is noted of its duty or of the department asked after.

        What the notes answer is no longer missing.
        """
        notes = self._book.now()
        if courtesy(question) is Courtesy.PERSON and (found := self._of_a_person(notes)):
            return self._retold(answer, (*answer.parts, found))
        if not notes.standing or answer.kind in _NEVER or answer.other_place:
            return answer
        if answer.matters:
            return self._of_matters(answer, notes)
        sure = answer.certainty is Certainty.SURE
        parts = self._with_notes(question, answer.parts, self._duty(answer), answer, notes, sure)
        return self._retold(answer, parts) if parts != answer.parts else answer

    def _of_a_person(self, notes: Notes) -> TownNotes | None:
        """Where and when somebody of the town can be found."""
        own = notes.of(self._town.name)
        found = tuple(_note(own[kind]) for kind in _PERSON if kind in own)
        return TownNotes(notes=found) if found else None

    def _of_matters(self, answer: Answer, notes: Notes) -> Answer:
        """The same for each of several matters, below its heading."""
        told: list[Matter] = []
        for matter in answer.matters:
            duty = self._town.duty(matter.duty_id) if matter.duty_id else None
            sure = answer.certainty is Certainty.SURE
            parts = self._with_notes(matter.asked, matter.parts, duty, matter, notes, sure)
            told.append(Matter.model_validate(dict(matter) | {"parts": parts}))
        first = next(i for i, p in enumerate(answer.parts) if isinstance(p, MatterHeading))
        below = [
            part
            for place, matter in enumerate(told, start=1)
            for part in (MatterHeading(place=place, asked=matter.asked), *matter.parts)
        ]
        parts = (*answer.parts[:first], *below)
        return self._retold(answer, parts, matters=tuple(told))

    def _retold(self, answer: Answer, parts: Sequence[Part], **update: object) -> Answer:
        unsaid = {a for part in parts if isinstance(part, Unsaid) for a in part.aspects}
        missing = tuple(aspect for aspect in answer.missing if aspect in unsaid)
        shown = (n for part in parts if isinstance(part, TownNotes) for n in part.notes)
        notes = tuple(dict.fromkeys(shown))
        return retold(answer, parts, self._town, missing=missing, town_notes=notes, **update)

    def _duty(self, answer: Answer) -> Duty | None:
        """The duty that an answer is about; of several looked up none."""
        ids = dict.fromkeys(citation.duty_id for citation in answer.citations)
        one_of_them = answer.kind is AnswerKind.LOOKUP and len(ids) == 1
        alone = ids and (answer.kind is AnswerKind.DUTY or one_of_them)
        return self._town.duty(next(iter(ids))) if alone else None

    def _with_notes(
        self,
        question: str,
        parts: tuple[Part, ...],
        duty: Duty | None,
        told: Answer | Matter,
        notes: Notes,
        sure: bool,
    ) -> tuple[Part, ...]:
        asked = self._asked(question, parts, duty)
        named = asked.named if asked.aspects else ()
        strangers = [name for name in named if duty and not self._takes_part(name, duty)]
        if duty is None or strangers or (named and not sure):
            part = self._of_department(asked, notes)
            return _placed(part, parts, first=True) if part else parts
        if not sure and not asked.anything:
            return parts  # a number to call for what may be another matter
        holder = (named or told.departments or duty.departments)[0]
        part = self._of_duty(asked, duty, holder, notes)
        return _placed(part, parts, first=sure and bool(part.answers)) if part else parts

    def _takes_part(self, name: str, duty: Duty) -> bool:
        towns = name == self._town.name and duty.list is not ListName.RECLAIMED
        return towns or name in duty.departments

    def _asked(self, question: str, parts: Sequence[Part], duty: Duty | None) -> _Asked:
        unsaid = tuple(a for p in parts if isinstance(p, Unsaid) for a in p.aspects)
        aspects = unsaid if duty else asked_aspects(question)
        hours, time = asks_hours(question), MissingAspect.TIME
        if hours and time not in aspects:
            aspects += (time,)
        elif time in aspects and (not hours or time in asked_aspects(beside_hours(question))):
            aspects = tuple(aspect for aspect in aspects if aspect is not time)
        answerable = tuple(aspect for aspect in aspects if aspect in ANSWERING)
        return _Asked(answerable, bool(unsaid or answerable), self._named(question, hours))

    def _named(self, question: str, hours: bool) -> tuple[str, ...]:
        """The departments that are named beyond doubt, and the town."""
        mentions = self._names.mentions(question)
        named = [m.departments[0] for m in mentions if len(set(m.departments)) == 1]
        town = self._town.name in question or bool(_TOWN.search(question))
        if not named and not town and hours:
            town = not content_beside(beside_hours(question), self._names)
        return tuple(dict.fromkeys([*named, *([self._town.name] if town else [])]))

    def _of_department(self, asked: _Asked, notes: Notes) -> TownNotes | None:
        """What was asked of one department, from its own notes alone."""
        if len(asked.named) != 1 or not asked.aspects:
            return None
        found = _chosen(notes, [(asked.named[0], "")])
        return _part(found, asked, None)

    def _of_duty(self, asked: _Asked, duty: Duty, holder: str, notes: Notes) -> TownNotes | None:
        """What was asked, from the duty's notes or else its department's, or both in short."""
        own, department = (duty.duty_id, duty.title), (holder, "")
        named = asked.aspects and holder in asked.named and holder != self._town.name
        found = _chosen(notes, [department, own] if named else [own, department])
        return _part(found, asked, duty.duty_id, of=holder if named else "")


def _chosen(notes: Notes, subjects: Sequence[tuple[str, str]]) -> dict[NoteKind, Change]:
    """Each group of notes from the first subject that has it."""
    chosen: dict[NoteKind, Change] = {}
    for group in _GROUPS:
        for subject in subjects:
            own = notes.of(*subject)
            if group[0] in own:
                chosen |= {kind: own[kind] for kind in group if kind in own}
                break
    return chosen


def _part(
    found: dict[NoteKind, Change], asked: _Asked, duty_id: str | None, of: str = ""
) -> TownNotes | None:
    """The notes to show, those asked for first; `of`: only this subject's answer anything."""
    answered = tuple(
        aspect
        for aspect in asked.aspects
        if (note := found.get(ANSWERING[aspect])) and of in ("", note.subject)
    )
    if duty_id is None and not answered:
        return None
    kinds = [ANSWERING[aspect] for aspect in answered]
    kinds += [NoteKind.WINDOW] if NoteKind.OFFICE in kinds else []
    kinds += _BRIEF
    kinds += [NoteKind.GUIDE] if asked.anything else []
    shown = [_note(found[kind]) for kind in dict.fromkeys(kinds) if kind in found]
    return TownNotes(duty_id=duty_id, notes=tuple(shown), answers=answered) if shown else None


def _note(change: Change) -> TownNote:
    return TownNote(
        subject=change.subject,
        kind=change.kind,
        value=change.value,
        entered_on=change.at.date(),
    )


def _placed(part: TownNotes, parts: tuple[Part, ...], *, first: bool) -> tuple[Part, ...]:
    """The parts with the notes before them, or behind what says who is in charge.

    What they answer is no longer said to be missing.
    """
    left: list[Part] = []
    for one in parts:
        if isinstance(one, Unsaid):
            aspects = tuple(aspect for aspect in one.aspects if aspect not in part.answers)
            left += [Unsaid(duty_id=one.duty_id, aspects=aspects, ask=one.ask)] if aspects else []
        else:
            left.append(one)
    if first:
        return (part, *left)
    told = [i for i, one in enumerate(left) if isinstance(one, Who | Entry)]
    later = [i for i, one in enumerate(left) if isinstance(one, Steps | Support | MaybeMeant)]
    place = told[-1] + 1 if told else later[0] if later else len(left)
    return (*left[:place], part, *left[place:])
