"""Parts about sets of duties: how many there are, in which lists and sections, and which."""

from collections import Counter
from collections.abc import Sequence

from assistant.answering.parts.makers import holdings
from assistant.answering.parts.of_duties import Standing
from assistant.answering.parts.of_sets import Beside, Count, Listed, ListedDuty, Share
from assistant.understanding.statements.predicate import Kind, Predicate, all_pass
from corpus.models import Duty, ListName, Town


def count(
    duties: Sequence[Duty],
    stated: Sequence[Predicate],
    *,
    topic: str = "",
    unread: Sequence[str] = (),
    by_section: bool = False,
) -> Count:
    """How many duties these are, which were chosen by the statements and the topic."""
    lists = Counter(duty.list for duty in duties)
    sections = Counter((duty.list, duty.section) for duty in duties) if by_section else {}
    return Count(
        number=len(duties),
        stated=tuple(stated),
        topic=topic,
        unread=tuple(unread),
        lists=tuple(Share(list=n, number=lists[n]) for n in ListName if n in lists),
        sections=tuple(
            Share(list=name, section=section, number=number)
            for (name, section), number in sections.items()
        ),
    )


def listed(duties: Sequence[Duty], asked: Sequence[str], town: str) -> Listed:
    """The duties; of an assisted one its lead, and those asked for that take part."""
    return Listed(
        duties=tuple(_listed_duty(duty, asked, town) for duty in duties), asked=tuple(asked)
    )


def _listed_duty(duty: Duty, asked: Sequence[str], town: str) -> ListedDuty:
    told = tuple(
        one
        for one in holdings(duty, town)
        if one.role is not Standing.ASSISTS
        and (one.role is not Standing.JOINS or one.holder in asked)
    )
    return ListedDuty(duty_id=duty.duty_id, holders=told)


def beside(stated: Sequence[Predicate], town: Town) -> list[Beside]:
    """What a department is in the other role: those that it leads, or only takes part in."""
    asked = {one.kind: one.value for one in stated if not one.negated}
    if names := asked.get(Kind.JOINS):
        number = _number(Predicate(Kind.LEADS, names), town)
        return [Beside(departments=names, role=Standing.LEADS, number=number)] if number else []
    names = asked.get(Kind.LEADS)
    if not names or _number(Predicate(Kind.LEADS, names), town):
        return []
    number = _number(Predicate(Kind.JOINS, names), town)
    return [Beside(departments=names, role=Standing.JOINS, number=number)] if number else []


def _number(one: Predicate, town: Town) -> int:
    return sum(all_pass([one], duty) for duty in town.duties)
