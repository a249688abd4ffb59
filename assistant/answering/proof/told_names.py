"""Departments and numbers in the text itself: each must be what some part speaks of."""

import re
from collections.abc import Iterator

from assistant.answer import Answer
from assistant.answering.parts.of_duties import (
    Comparison,
    Entry,
    MaybeMeant,
    Steps,
    Support,
    Unsaid,
    Verdict,
    Who,
)
from assistant.answering.parts.of_notes import TownNotes
from assistant.answering.parts.of_sets import Beside, Count, Listed, Ranked, SetVerdict
from assistant.answering.parts.part import Part
from assistant.answering.proof.named import duties_named
from assistant.understanding.statements.predicate import Predicate
from corpus.models import ListName, Town

_REFERENCE = re.compile(rf"《({'|'.join(ListName)})履职事项清单》第(\d+)项")
_ECHO = re.compile(r"“[^”]*”")  # titles and the asker's own words


class ToldNames:
    """Finds names that the renderer put into a text and no part claims."""

    def __init__(self, town: Town) -> None:
        """Of this town's departments and duties."""
        names = {name for duty in town.duties for name in duty.departments} - {town.name}
        self._titles = {duty.duty_id: duty.title for duty in town.duties}
        self._departments = re.compile("|".join(sorted(map(re.escape, names), key=len)[::-1]))

    def problems(self, answer: Answer) -> Iterator[str]:
        """What the text names and the parts do not."""
        named = set(duties_named(answer))
        noted = {one for value in _noted(answer) for one in _REFERENCE.findall(value)}
        for name, number in _REFERENCE.findall(answer.text):
            if f"{name}-{number}" not in named and (name, number) not in noted:
                yield f"the text names {name}-{number}, and no part does"
        told = set(self._departments.findall(_ECHO.sub("", answer.text)))
        if told:
            claims = [text for part in answer.parts for text in _names(part)]
            claimed = "\n".join([*claims, *(self._titles[one] for one in named)])
            if left := {name for name in told if name not in claimed}:
                yield f"the text names {sorted(left)}, and no part does"


def _noted(answer: Answer) -> Iterator[str]:
    """The values of notes, which staff write as they like."""
    for part in answer.parts:
        if isinstance(part, TownNotes):
            yield from (note.value for note in part.notes)


def _names(part: Part) -> Iterator[str]:
    """The texts of a part in which departments may stand."""
    match part:
        case Who() | Entry():
            yield from (one.holder for one in part.holders)
        case Steps() | Support():
            yield from (part.holder, *(item.text for item in part.items))
            yield from [part.heading] if isinstance(part, Steps) else []
        case Unsaid():
            yield part.ask.holder
        case MaybeMeant():
            for one in part.duties:
                yield from (one.difference, one.holder.holder)
        case Comparison():
            yield from (name for row in part.rows for cell in row.cells for name in cell)
        case Verdict():
            yield from (*_values(part.claimed), *part.doers)
            yield from (name for step in part.each for name in step.holders)
        case SetVerdict() | Count():
            yield from _values(part.stated)
        case Beside():
            yield from part.departments
        case Ranked():
            yield from (*part.names, *part.among, *_values(part.stated))
        case TownNotes():  # proven word for word
            yield from (text for note in part.notes for text in (note.subject, note.value))
        case Listed():
            yield from (holding.holder for one in part.duties for holding in one.holders)
        case _:
            pass


def _values(stated: tuple[Predicate, ...]) -> Iterator[str]:
    for one in stated:
        yield from one.value
        yield from _values(one.parts)
