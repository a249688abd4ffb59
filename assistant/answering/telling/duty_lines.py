"""How what is claimed of one duty is told, and what of it has been told."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.answering import wording
from assistant.answering.parts.of_duties import (
    Enforcement,
    Entry,
    EntryForm,
    Standing,
    Step,
    Steps,
    Support,
    Unsaid,
    Who,
    WhoForm,
)
from assistant.answering.parts.part import DutyClaim, Part
from corpus.models import BlockKind, Town


def duty_lines(part: DutyClaim, town: Town) -> Iterator[tuple[str, bool]]:
    """The lines of a part, and which of them heads what follows (true)."""
    match part:
        case Who():
            yield _who(part, town), False
        case Entry():
            yield _entry(part, town), False
        case Steps():
            yield from _steps(part, town)
        case Support():
            yield from _support(part, town)
        case Enforcement():
            yield _enforcement(part, town), False
        case Unsaid():
            yield wording.unsaid(part.aspects, part.ask.holder), False


def tells_title(parts: Iterable[Part], duty_id: str) -> bool:
    """Whether the lines of the parts give a duty's title in full."""
    return any(
        isinstance(part, Entry)
        or (isinstance(part, Who) and part.form is WhoForm.OPENING and not _is_own(part))
        for part in parts
        if getattr(part, "duty_id", "") == duty_id
    )


def told_items(parts: Iterable[Part], duty_id: str) -> set[str]:
    """The items of a duty that the parts give verbatim."""
    own = (part for part in parts if isinstance(part, Steps | Support) and part.duty_id == duty_id)
    return {step.text for part in own for step in part.items}


def _is_own(part: Who) -> bool:
    """Whether it is the town's own, of which the sentence has no title."""
    return any(one.role is Standing.OWN for one in part.holders)


def _who(part: Who, town: Town) -> str:
    duty = town.duty(part.duty_id)
    match part.form:
        case WhoForm.BRIEF:
            return wording.who(part.holders, town.name)
        case WhoForm.GONE:
            return wording.not_the_towns(part.holders, town.name)
        case WhoForm.ENGLISH:
            return wording.in_charge_english(part, duty, town.name)
        case WhoForm.OPENING:
            level = wording.level(duty, town) if part.which else ""
            return level + wording.in_charge(part, duty, town.name)


def _entry(part: Entry, town: Town) -> str:
    duty = town.duty(part.duty_id)
    if part.form is EntryForm.TITLE:
        return part.title
    if part.form is EntryForm.SHORT:
        return wording.duty_line(duty, part.holders)
    charge = wording.who(part.holders, town.name) if part.holders else ""
    line = wording.looked_up(duty, part.section, charge)
    return wording.place_of(part.phrase, line) if part.phrase else line


def _steps(part: Steps, town: Town) -> Iterator[tuple[str, bool]]:
    if part.kind is not BlockKind.TITLE:
        name = part.heading or part.holder
        list_name = town.duty(part.duty_id).list
        yield wording.part_heading(list_name, name, town.name), True
    yield from _items(part.items, part.total)


def _support(part: Support, town: Town) -> Iterator[tuple[str, bool]]:
    if not part.items:
        duty = town.duty(part.duty_id)
        others = [name for name in part.elsewhere if name is not duty.list]
        yield wording.no_support(duty, others), False
        return
    yield wording.SUPPORT_HEADING, True
    yield from _items(part.items, part.total)


def _items(items: Sequence[Step], total: int) -> Iterator[tuple[str, bool]]:
    """The items with their places, where they carry no number of their own."""
    numbered = total > 1 and not wording.has_own_number(items[0].text)
    for step in items:
        yield f"{step.place}.{step.text}" if numbered else step.text, False
    if len(items) < total:
        yield wording.shortened(total), False


def _enforcement(part: Enforcement, town: Town) -> str:
    duty = town.duty(part.duty_id)
    marks = any(other.enforcement for other in town.duties if other.list is duty.list)
    return wording.enforcement_mark(duty, part.marked, list_marks=marks)
