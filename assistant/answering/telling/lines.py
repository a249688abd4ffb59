"""The one renderer: the parts of an answer as lines, from which every channel makes its own."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.answering import wording
from assistant.answering.parts.framing import (
    Call,
    Elsewhere,
    MatterHeading,
    Note,
    NotePurpose,
    QuestionBack,
    Related,
)
from assistant.answering.parts.of_duties import (
    Comparison,
    Enforcement,
    Entry,
    EntryForm,
    MaybeMeant,
    Steps,
    Support,
    Unsaid,
    Verdict,
    Who,
    WhoForm,
)
from assistant.answering.parts.of_notes import TownNotes
from assistant.answering.parts.of_sets import (
    Absent,
    Beside,
    Beyond,
    Count,
    Listed,
    Ranked,
    SetVerdict,
)
from assistant.answering.parts.part import Part
from assistant.answering.telling.duty_lines import duty_lines
from assistant.answering.telling.note_lines import note_line
from assistant.answering.telling.plain_line import plain_line
from assistant.answering.telling.set_lines import (
    beside_line,
    count_lines,
    listed_lines,
    ranked_line,
)
from assistant.answering.telling.table import Row, rows
from assistant.answering.telling.town_words import town_words
from assistant.answering.telling.verdict_lines import set_verdict_line, verdict_line
from corpus.models import ListName, Town


class LineKind(StrEnum):
    """What a line is, for channels that set it off."""

    TEXT = "text"
    HEADING = "heading"
    ROW = "row"  # of a table
    ITEM = "item"  # of several, of which a channel may fold some
    NOTE = "note"  # of the town's staff, not of the lists


@dataclass(frozen=True)
class Line:
    """One line of an answer; a row of a table has `cells`, the first of them its heading.

    What the town adds is one line with its `notes`.
    """

    text: str
    kind: LineKind = LineKind.TEXT
    cells: tuple[str, ...] = ()
    notes: TownNotes | None = None


def text_of(parts: Iterable[Part], town: Town) -> str:
    """The parts as plain text: `Answer.text`."""
    return "\n".join(line.text for line in lines_of(parts, town))


def lines_of(parts: Iterable[Part], town: Town, *, plain: bool = False) -> tuple[Line, ...]:
    """The parts as lines; a verdict on one duty and a doubt lead into the line after them.

    `plain` is for a card: who is in charge is told as people say it, and the source's name and
    number are left to the card, which shows them below.
    """
    words = town_words(town)
    return tuple(
        replace(line, text=words.told(line.text), cells=tuple(map(words.told, line.cells)))
        for line in _our_lines(parts, town, plain=plain)
    )


def _our_lines(parts: Iterable[Part], town: Town, *, plain: bool) -> tuple[Line, ...]:
    lines: list[Line] = []
    leading = ""
    for part in parts:
        own = list((plain and _plain(part, town)) or _lines(part, town))
        if _leads_in(part):
            leading += "".join(line.text for line in own)
            continue
        if leading and own:
            own[0] = Line(leading + own[0].text, own[0].kind, own[0].cells)
            leading = ""
        lines += own
    return (*lines, Line(leading)) if leading else tuple(lines)


def _plain(part: Part, town: Town) -> list[Line]:
    """The part's lines where a card says it in other words; else none."""
    match part:
        case Who(form=WhoForm.OPENING | WhoForm.GONE):
            return [Line(plain_line(part, town))]
        case Note(text=wording.DOUBT):
            return [Line(wording.DOUBT_IN_SHORT)]
        case Entry(form=EntryForm.TITLE) if town.duty(part.duty_id).list is ListName.BASIC:
            heading = wording.part_heading(ListName.BASIC, town.name, town.name)
            return [Line(heading, LineKind.HEADING), Line(part.title, LineKind.ITEM)]
        case _:
            return []


def _leads_in(part: Part) -> bool:
    if isinstance(part, Verdict):
        return len(part.duty_ids) == 1
    doubts = isinstance(part, Note) and part.purpose is NotePurpose.DOUBT
    return doubts or isinstance(part, SetVerdict)


def _lines(part: Part, town: Town) -> Iterable[Line]:
    match part:
        case Count():
            return _marked(count_lines(part, town))
        case Listed():
            return _marked(listed_lines(part, town), LineKind.ITEM)
        case Comparison():
            return (_row(row) for row in rows(part, town))
        case MaybeMeant():
            return _meant(part, town)
        case MatterHeading():
            return [Line(wording.matter_heading(part.place, part.asked), LineKind.HEADING)]
        case Note():
            return [Line(text) for text in part.text.split("\n")]
        case TownNotes():
            return [Line(note_line(part), LineKind.NOTE, notes=part)]
        case QuestionBack():
            options = (wording.option(town.duty(duty_id)) for duty_id in part.duty_ids)
            return map(Line, (part.text, *options))
        case Who() | Entry() | Steps() | Support() | Enforcement() | Unsaid():
            items = isinstance(part, Steps | Support)
            return _marked(duty_lines(part, town), LineKind.ITEM if items else LineKind.TEXT)
        case _:
            return [Line(_line(part, town))]


def _line(
    part: Verdict | SetVerdict | Beside | Ranked | Absent | Beyond | Related | Elsewhere | Call,
    town: Town,
) -> str:
    match part:
        case Verdict():
            return verdict_line(part, town)
        case SetVerdict():
            return set_verdict_line(part)
        case Beside():
            return beside_line(part)
        case Ranked():
            return ranked_line(part)
        case Absent():
            return _absent(part)
        case Beyond():
            return wording.place_missing(part.place, part.size)
        case Related():
            duties = [town.duty(duty_id) for duty_id in part.duty_ids]
            return wording.related(duties, whole=part.whole)
        case Elsewhere():
            return wording.elsewhere(part.place, town.name)
        case Call():
            told = wording.emergency(part.danger, part.numbers[0], part.english)
            return wording.in_case_of_danger(told, part.english) if part.maybe else told


def _marked(lines: Iterable[tuple[str, bool]], kind: LineKind = LineKind.TEXT) -> Iterator[Line]:
    for text, heads in lines:
        yield Line(text, LineKind.HEADING if heads else kind)


def _row(row: Row) -> Line:
    heading, *cells = row
    text = f"{heading}：{'；'.join(cells)}" if heading else wording.compared(cells)
    return Line(text, LineKind.ROW, row)


def _meant(part: MaybeMeant, town: Town) -> Iterator[Line]:
    yield Line(wording.MAYBE_MEANT, LineKind.HEADING)
    for meant in part.duties:
        yield Line(wording.maybe_meant(meant, town.duty(meant.duty_id)))


def _absent(part: Absent) -> str:
    if part.list_name is not None:
        return wording.no_such_list(part.list_name, part.sizes)
    if part.numbers:
        return wording.no_such_number(part.numbers, part.sizes)
    return wording.no_number(part.sizes)


def without_related(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts less what a channel offers in its own way: as chips, or by numbers."""
    return tuple(part for part in parts if not isinstance(part, Related))
