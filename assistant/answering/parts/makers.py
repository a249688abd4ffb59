"""Parts about duties, as the town's model has them."""

from collections.abc import Sequence
from itertools import takewhile

from assistant.answering.parts.of_duties import (
    Enforcement,
    Entry,
    EntryForm,
    Holding,
    MaybeMeant,
    Meant,
    Standing,
    Step,
    Steps,
    Support,
    Unsaid,
    Who,
    WhoForm,
)
from assistant.understanding.words.unsaid import MissingAspect
from corpus.models import Block, BlockKind, Duty, ListName, Town


def holdings(duty: Duty, town: str) -> tuple[Holding, ...]:
    """All holders of a duty with their roles, the lead first, an assisting town last."""
    if duty.list is ListName.BASIC:
        return (Holding(holder=town, role=Standing.OWN),)
    if duty.list is ListName.RECLAIMED:
        return tuple(Holding(holder=name, role=Standing.TAKES) for name in duty.departments)
    lead, *others = duty.departments
    return (
        Holding(holder=lead, role=Standing.LEADS),
        *(Holding(holder=name, role=Standing.JOINS) for name in others),
        Holding(holder=town, role=Standing.ASSISTS),
    )


def who(duty: Duty, town: str, asked: Sequence[str] = (), *, which: bool = False) -> Who:
    """Who is in charge of a duty; `asked` are the departments of the part asked for.

    Of those that take part only they are told.
    """
    departments = tuple(name for name in asked if name != town)
    about = () if set(departments) <= {duty.lead_department} else departments
    told = [h for h in holdings(duty, town) if h.role is not Standing.JOINS or h.holder in about]
    assisted = duty.list is ListName.ASSIST
    return Who(
        duty_id=duty.duty_id,
        holders=tuple(told),
        about=about if assisted else (),
        which=which,
    )


def whole(duty: Duty, town: str, form: WhoForm) -> Who:
    """All holders of a duty."""
    return Who(duty_id=duty.duty_id, holders=holdings(duty, town), form=form)


def entry(
    duty: Duty,
    town: str,
    *,
    charge: bool = True,
    phrase: str = "",
    form: EntryForm = EntryForm.FULL,
) -> Entry:
    """The duty in its list, with its holders where `charge` asks for them."""
    return Entry(
        duty_id=duty.duty_id,
        title=duty.title,
        section=duty.section,
        holders=holdings(duty, town) if charge and not phrase else (),
        phrase=phrase,
        form=form,
    )


def part_of(duty: Duty, block: Block, shown: Sequence[str]) -> Steps | Support:
    """One holder's part with the items shown."""
    items = tuple(Step(place=block.items.index(item) + 1, text=item) for item in shown)
    if block.kind is BlockKind.SUPPORT:
        return Support(
            duty_id=duty.duty_id, holder=block.holder, items=items, total=len(block.items)
        )
    return Steps(
        duty_id=duty.duty_id,
        kind=block.kind,
        holder=block.holder,
        heading=block.heading,
        items=items,
        total=len(block.items),
    )


def no_support(duty: Duty, town: Town) -> Support:
    """A duty without support, and the lists that have some."""
    lists = {other.list for other in town.duties if other.parts(BlockKind.SUPPORT)}
    return Support(
        duty_id=duty.duty_id, elsewhere=tuple(name for name in ListName if name in lists)
    )


def enforcement(duty: Duty, town: Town) -> Enforcement:
    """Whether a duty is marked; nothing is known where the document marks none."""
    marked = duty.enforcement if town.enforcement_marked else None
    return Enforcement(duty_id=duty.duty_id, marked=marked)


def unsaid(missing: Sequence[MissingAspect], duty: Duty, town: str) -> Unsaid:
    """What the lists do not hold of a duty, and its first holder, who may know it."""
    return Unsaid(duty_id=duty.duty_id, aspects=tuple(missing), ask=holdings(duty, town)[0])


def maybe_meant(best: Duty, others: Sequence[Duty], town: str) -> list[MaybeMeant]:
    """Other likely duties with what tells them apart from the one told."""
    told = tuple(
        Meant(
            duty_id=duty.duty_id,
            difference=distinguishing(best.title, duty.title),
            holder=holdings(duty, town)[0],
        )
        for duty in others
    )
    return [MaybeMeant(duties=told)] if told else []


def distinguishing(title: str, other: str) -> str:
    """What the other title has where the two differ; the whole of it where little is shared.

    >>> distinguishing("对在草原禁牧区放牧的处罚", "对在农区放牧的处罚")
    '农区'
    """
    before = _shared(title, other)
    after = _shared(title[before:][::-1], other[before:][::-1])
    middle = other[before : len(other) - after]
    return middle if before + after >= len(other) // 2 and len(middle) > 1 else other


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
