"""Parts about sets of duties: how many there are, in which lists and sections, and which."""

from collections import Counter
from collections.abc import Sequence

from assistant.answering.parts.makers import holdings
from assistant.answering.parts.of_duties import Standing
from assistant.answering.parts.of_sets import Beside, Count, Listed, ListedDuty, Ranked, Share
from assistant.understanding.sets.ranking import By, Ranking
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


def ranked(ranking: Ranking, town: Town) -> Ranked | None:
    """Whose duties are most; None where there are none to count."""
    duties = [duty for duty in town.duties if all_pass(ranking.base, duty)]
    names = ranking.names or tuple(dict.fromkeys(n for duty in duties for n in _own(ranking, duty)))
    sizes = {name: _size(ranking, name, duties) for name in names}
    if not sizes:
        return None
    number = (max if ranking.most else min)(sizes.values())
    return Ranked(
        by=ranking.by,
        role=ranking.role,
        most=ranking.most,
        stated=ranking.base,
        among=ranking.names,
        names=tuple(name for name, size in sizes.items() if size == number),
        number=number,
        apart=max(sizes.values()) - min(sizes.values()) if len(ranking.names) == 2 else 0,
    )


def _size(ranking: Ranking, name: str, duties: Sequence[Duty]) -> int:
    """How many of the duties one has; of a number of departments, that number."""
    own = ranking.of(name)
    return int(name) if ranking.by is By.HOLDERS else sum(map(own.passes, duties))


def _own(ranking: Ranking, duty: Duty) -> tuple[str, ...]:
    """Among whom a duty is counted."""
    match ranking.by:
        case By.DEPARTMENT:
            return tuple(name for name in duty.departments if ranking.of(name).passes(duty))
        case By.SECTION:
            return (duty.section,)
        case By.LIST:
            return (duty.list.value,)
        case By.HOLDERS:
            return (str(len(duty.departments)),)


def _number(one: Predicate, town: Town) -> int:
    return sum(all_pass([one], duty) for duty in town.duties)
