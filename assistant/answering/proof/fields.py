"""The fields of an answer beside its parts: they say no more than what is cited and told."""

from collections.abc import Iterator, Sequence

from assistant.answer import Answer, Matter
from assistant.answering.parts.framing import Call, Elsewhere, MatterHeading
from assistant.answering.parts.of_duties import Unsaid, Verdict
from assistant.answering.parts.of_sets import Count, SetVerdict
from assistant.answering.parts.part import Part
from assistant.answering.proof.sets import Sets
from assistant.understanding.statements.predicate import Truth
from corpus.models import BlockKind, Duty, ListName, Town


class Fields:
    """Finds fields that are not so; problems are in English, for the log."""

    def __init__(self, town: Town, sets: Sets) -> None:
        """Against this model and its sets."""
        self._town = town
        self._sets = sets
        self._duties = {duty.duty_id: duty for duty in town.duties}
        self._departments = {name for duty in town.duties for name in duty.departments}

    def problems(self, answer: Answer) -> Iterator[str]:
        """What of the fields neither a citation nor a part bears out."""
        cited = [self._duties[citation.duty_id] for citation in answer.citations]
        first = cited[0] if cited else None
        if answer.list is not (first.list if first else None):
            yield f"the list is not {answer.list}"
        if not set(answer.departments) <= self._responsible(cited, answer.parts):
            yield f"not all of {answer.departments} have part in what is cited"
        if answer.township_role not in (None, *(_township_roles(first) if first else ())):
            yield "the town does something else"
        if answer.refused and cited:
            yield "what is refused is cited"
        yield from _from_parts(answer)
        for matter in answer.matters:
            yield from self._matter(matter, cited)

    def _matter(self, matter: Matter, cited: Sequence[Duty]) -> Iterator[str]:
        duty = self._duties[matter.duty_id] if matter.duty_id else None
        if duty and duty not in cited:
            yield f"the matter {matter.duty_id} is not cited"
        if matter.list is not (duty.list if duty else None):
            yield f"the matter {matter.duty_id} is of another list"
        if not set(matter.departments) <= self._responsible([duty] if duty else [], matter.parts):
            yield f"the matter {matter.duty_id} has other departments"

    def _responsible(self, cited: Sequence[Duty], parts: Sequence[Part]) -> set[str]:
        """Whom an answer may name: the holders of what it cites or counts, and who was asked."""
        counts = [part for part in parts if isinstance(part, Count)]
        ids = {duty_id for count in counts for duty_id in self._sets.selected(count.stated)}
        duties = [*cited, *(self._duties[duty_id] for duty_id in ids)]
        asked = {name for count in counts for one in count.stated for name in one.value}
        names = {name for duty in duties for name in duty.departments}
        names |= {self._town.name for duty in duties if duty.list is not ListName.RECLAIMED}
        return names | (asked & self._departments)


def _from_parts(answer: Answer) -> Iterator[str]:
    """Fields that repeat what parts say."""
    heading = (place for place, p in enumerate(answer.parts) if isinstance(p, MatterHeading))
    own = answer.parts[: next(heading, None)]
    truths = [part.truth.value for part in own if isinstance(part, Verdict | SetVerdict)]
    of_each = _joined_of_each(answer) if answer.verdict else None
    if answer.verdict != (truths[0] if truths else of_each):
        yield f"nothing says {answer.verdict}"
    unsaid = {a for part in answer.parts if isinstance(part, Unsaid) for a in part.aspects}
    if set(answer.missing) != unsaid:
        yield f"nothing says that {answer.missing} are missing"
    numbers = [part.numbers for part in answer.parts if isinstance(part, Call)]
    if answer.emergency != (numbers[0] if numbers else ()):
        yield f"nothing says to call {answer.emergency}"
    places = [part.place for part in answer.parts if isinstance(part, Elsewhere)]
    if answer.other_place != (places[0] if places else None):
        yield f"nothing says that {answer.other_place} is elsewhere"


def _joined_of_each(answer: Answer) -> str | None:
    """What the verdicts on the matters of one statement come to; None unless each has one."""
    of_matters = [
        [part.truth.value for part in matter.parts if isinstance(part, Verdict)]
        for matter in answer.matters
    ]
    if not (of_matters and all(of_matters)):
        return None
    told = {own[0] for own in of_matters}
    return told.pop() if len(told) == 1 else Truth.PARTLY.value


def _township_roles(duty: Duty) -> list[str]:
    own = [block.text for block in duty.blocks if block.kind is BlockKind.TOWNSHIP]
    return [duty.title] if duty.list is ListName.BASIC else own
