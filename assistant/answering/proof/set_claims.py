"""Counts, lists of duties and what is said not to be there, computed a second time."""

from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.answering.parts.of_duties import Standing
from assistant.answering.parts.of_sets import (
    Absent,
    Beside,
    Beyond,
    Count,
    Listed,
    Ranked,
    SetVerdict,
    Share,
)
from assistant.answering.parts.part import Part
from assistant.answering.proof.duty_claims import DutyClaims
from assistant.answering.proof.sets import Sets
from assistant.understanding.sets.ranking import By
from assistant.understanding.statements.predicate import Kind, Predicate, Truth
from corpus.models import Duty, ListName, Town
from corpus.white_space import compact


class SetClaims:
    """Finds what is not so of sets of one town's duties; problems are in English, for the log."""

    def __init__(self, town: Town, sets: Sets, duty_claims: DutyClaims) -> None:
        """Against this model, its sets and what holds of single duties."""
        self._town = town
        self._sets = sets
        self._duty_claims = duty_claims
        self._duties = {duty.duty_id: duty for duty in town.duties}
        self._sizes = {one.name: len(one.duties) for one in town.lists}
        self._list_names = {
            compact(form)
            for one in town.lists
            for form in (one.name, f"{one.name}清单", one.name.full_name, one.title)
        }

    def problems(self, parts: Sequence[Part]) -> Iterator[str]:
        """What of the counts and of the lists below them is not so."""
        for place, part in enumerate(parts):
            if isinstance(part, Count):
                following = (p for p in parts[place + 1 :] if isinstance(p, Count | Listed))
                below = next(following, None)
                yield from self._count(part, below if isinstance(below, Listed) else None)
            elif isinstance(part, Listed):
                before = [p for p in parts[:place] if isinstance(p, Count | Listed)]
                if not before or isinstance(before[-1], Listed):
                    yield "duties are listed that were not counted"

    def verdict(self, claim: SetVerdict) -> Iterator[str]:
        """A verdict on whether there are such duties that is not so."""
        if not self._sets.can_tell(claim.stated):
            yield "the document does not say such a thing of duties"
        truth = bool(self._sets.selected(claim.stated)) is not claim.denied
        if claim.truth is not (Truth.YES if truth else Truth.NO):
            yield f"the verdict on the set is not {claim.truth}"

    def beside(self, claim: Beside) -> Iterator[str]:
        """Another number of duties in the other role, or a lead that has some and is denied."""
        kind = Kind.LEADS if claim.role is Standing.LEADS else Kind.JOINS
        if len(self._sets.selected([Predicate(kind, claim.departments)])) != claim.number:
            yield f"{claim.departments} are not {claim.role} in {claim.number}"
        leads = self._sets.selected([Predicate(Kind.LEADS, claim.departments)])
        if claim.role is Standing.JOINS and leads:
            yield f"{claim.departments} lead {len(leads)}"

    def ranked(self, claim: Ranked) -> Iterator[str]:
        """Others that have as many or more, counted over all that could be meant."""
        among = self._sets.selected(claim.stated)
        sizes = self._sizes_by(claim, [self._duties[duty_id] for duty_id in among])
        if claim.among:
            sizes = {name: sizes.get(name, 0) for name in claim.among}
        if claim.apart and claim.apart != max(sizes.values()) - min(sizes.values()):
            yield f"{claim.among} are not {claim.apart} apart"
        bound = (max if claim.most else min)(sizes.values(), default=-1)
        best = {name for name, size in sizes.items() if size == bound}
        if best != set(claim.names) or bound != claim.number:
            yield f"{claim.names} have not {claim.number}, and {best} have {bound}"

    def _sizes_by(self, claim: Ranked, duties: Sequence[Duty]) -> dict[str, int]:
        if claim.by is By.HOLDERS:
            return {str(len(d.departments)): len(d.departments) for d in duties}
        if claim.by is By.SECTION:
            return Counter(duty.section for duty in duties)
        if claim.by is By.LIST:
            return Counter(duty.list.value for duty in duties)
        ids = frozenset(duty.duty_id for duty in duties)
        names = {name for duty in duties for name in duty.departments} | set(claim.among)
        held = {n: self._sets.selected([Predicate(claim.role, (n,))]) & ids for n in names}
        return {name: len(own) for name, own in held.items() if own}

    def absent(self, claim: Absent) -> Iterator[str]:
        """Numbers or a list said not to be there that are, or wrong sizes."""
        for size in claim.sizes:
            if self._sizes.get(size.list) != size.number:
                yield f"{size.list} has another size than {size.number}"
            if any(1 <= abs(number) <= self._sizes.get(size.list, 0) for number in claim.numbers):
                yield f"one of {claim.numbers} is in {size.list}"
        if claim.list_name is not None and compact(claim.list_name) in self._list_names:
            yield f"there is a list {claim.list_name}"

    def beyond(self, claim: Beyond) -> Iterator[str]:
        """A place said not to be there that is, or a wrong number of what was told."""
        size = len(claim.duty_ids)
        if claim.part is not None:
            size = len(self._duties[claim.duty_ids[0]].blocks[claim.part].items)
        if size != claim.size:
            yield f"{claim.size} were told, and it is {size}"
        if 1 <= abs(claim.place) <= size:
            yield f"there is a place {claim.place} of {size}"

    def _count(self, count: Count, listed: Listed | None) -> Iterator[str]:
        if not self._sets.can_tell(count.stated):
            yield "the document does not say such a thing of duties"
        selected = self._sets.selected(count.stated)
        ids = [one.duty_id for one in listed.duties] if listed else []
        counted = frozenset(ids) if count.topic else selected
        if count.number != len(counted) or not counted <= selected:
            yield f"{count.number} duties are told, and {len(counted)} are so"
        if not count.number:
            yield from self._none(count, selected)
        if listed and (len(set(ids)) != len(ids) or frozenset(ids) != counted):
            yield "the duties listed are not those counted"
        yield from self._shares(count, counted)
        for one in listed.duties if listed else ():
            yield from self._duty_claims.listed(one)

    def _none(self, count: Count, selected: frozenset[str]) -> Iterator[str]:
        """There is none only where every word was read and no title says otherwise."""
        if count.unread:
            yield f"none is told, but {count.unread} was not read"
        topic = compact(count.topic)
        titles = (compact(self._duties[duty_id].title) for duty_id in selected)
        if topic and any(topic in title for title in titles):
            yield f"none is told on {count.topic}, which stands in a title"

    def _shares(self, count: Count, counted: frozenset[str]) -> Iterator[str]:
        duties = [self._duties[duty_id] for duty_id in counted]
        if _numbers(count.lists) != Counter((duty.list, "") for duty in duties):
            yield "the shares of the lists are others"
        sections = Counter((duty.list, duty.section) for duty in duties)
        if count.sections and _numbers(count.sections) != sections:
            yield "the shares of the sections are others"


def _numbers(shares: Sequence[Share]) -> dict[tuple[ListName, str], int]:
    return {(share.list, share.section): share.number for share in shares}
