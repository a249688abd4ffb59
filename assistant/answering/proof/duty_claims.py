"""What the parts of an answer claim of single duties, held against the town's model."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.answering.parts.of_duties import (
    Compared,
    Comparison,
    ComparisonRow,
    Enforcement,
    Entry,
    Holding,
    MaybeMeant,
    Standing,
    Step,
    Steps,
    Support,
    Unsaid,
    Who,
    WhoForm,
)
from assistant.answering.parts.of_sets import ListedDuty
from assistant.answering.parts.part import DutyClaim
from assistant.answering.proof.silence import speaks_of
from corpus.models import BlockKind, Duty, ListName, Town
from corpus.white_space import compact


class DutyClaims:
    """Finds what is not so of one town's duties; problems are in English, for the log."""

    def __init__(self, town: Town) -> None:
        """Against this model."""
        self._town = town
        self._duties = {duty.duty_id: duty for duty in town.duties}
        self._support_lists = {
            duty.list for duty in town.duties for b in duty.blocks if b.kind is BlockKind.SUPPORT
        }

    def problems(self, claim: DutyClaim) -> Iterator[str]:
        """What of a claim is not so; KeyError where there is no such duty."""
        duty = self._duties[claim.duty_id]
        match claim:
            case Who():
                return self._who(claim, duty)
            case Entry():
                return self._entry(claim, duty)
            case Steps():
                return _steps(claim, duty)
            case Support():
                return self._support(claim, duty)
            case Enforcement():
                return self._enforcement(claim, duty)
            case Unsaid():
                return self._unsaid(claim, duty)

    def listed(self, one: ListedDuty) -> Iterator[str]:
        """What is not so of the holders told of a duty among others."""
        return self._holders(one.holders, self._duties[one.duty_id], whole=False)

    def meant(self, claim: MaybeMeant) -> Iterator[str]:
        """Duties offered instead that are not told as they are."""
        for one in claim.duties:
            duty = self._duties[one.duty_id]
            if one.difference not in duty.title:
                yield f"{one.duty_id} is not called {one.difference}"
            yield from self._answering(one.holder, duty)

    def comparison(self, claim: Comparison) -> Iterator[str]:
        """Cells that the lists do not bear out."""
        duties = [self._duties[duty_id] for duty_id in claim.duty_ids]
        for row in claim.rows:
            if list(row.cells) != [self._cell(row, duty) for duty in duties]:
                yield f"the row {row.by} of the comparison is not so"

    def _holders(self, told: Sequence[Holding], duty: Duty, *, whole: bool) -> Iterator[str]:
        """Holders with a role that they don't have; `whole` if none may be left out.

        Whoever leads, has taken over or does a duty alone is never left out.
        """
        roles = self._roles(duty)
        for one in told:
            if roles.get(one.holder) is not one.role:
                yield f"{one.holder} has not the role {one.role} in {duty.duty_id}"
        must = (name for name, role in roles.items() if whole or _answers(role))
        left_out = set(must) - {one.holder for one in told}
        if left_out:
            yield f"{duty.duty_id} is told without {sorted(left_out)}"

    def _answering(self, one: Holding, duty: Duty) -> Iterator[str]:
        """A holder who is told to be in charge, and is not."""
        if self._roles(duty).get(one.holder) is not one.role or not _answers(one.role):
            yield f"{one.holder} is not in charge of {duty.duty_id}"

    def _who(self, claim: Who, duty: Duty) -> Iterator[str]:
        whole = claim.form in (WhoForm.BRIEF, WhoForm.GONE)
        yield from self._holders(claim.holders, duty, whole=whole)
        holders = {one.holder for one in claim.holders}
        names_town = claim.form in (WhoForm.OPENING, WhoForm.ENGLISH)
        if names_town and duty.list is ListName.ASSIST and self._town.name not in holders:
            yield f"{duty.duty_id} is told without the town"
        if not set(claim.about) <= set(duty.departments) & holders:
            yield f"{claim.about} have no part in {duty.duty_id}"
        if claim.form is WhoForm.GONE and duty.list is not ListName.RECLAIMED:
            yield f"{duty.duty_id} has not been taken back"

    def _entry(self, claim: Entry, duty: Duty) -> Iterator[str]:
        if (claim.title, claim.section) != (duty.title, duty.section):
            yield f"{duty.duty_id} has another title or section"
        if claim.holders:
            yield from self._holders(claim.holders, duty, whole=True)
        texts = (duty.title, "".join(block.text for block in duty.blocks))
        if not any(compact(claim.phrase) in compact(text) for text in texts):
            yield f"{claim.phrase} does not stand in {duty.duty_id}"

    def _support(self, claim: Support, duty: Duty) -> Iterator[str]:
        blocks = [block for block in duty.blocks if block.kind is BlockKind.SUPPORT]
        if not claim.items:
            if blocks:
                yield f"{duty.duty_id} has support"
            if set(claim.elsewhere) != self._support_lists:
                yield f"not just {claim.elsewhere} have support"
        elif not any(
            block.holder == claim.holder and _are_its(claim.items, claim.total, block.items)
            for block in blocks
        ):
            yield f"{claim.holder} does not give that support in {duty.duty_id}"

    def _enforcement(self, claim: Enforcement, duty: Duty) -> Iterator[str]:
        if (claim.marked is None) is self._town.enforcement_marked:
            yield "the document marks enforcement, or does not"
        if claim.marked is not None and claim.marked is not duty.enforcement:
            yield f"{duty.duty_id} has another mark of enforcement"

    def _unsaid(self, claim: Unsaid, duty: Duty) -> Iterator[str]:
        for aspect in claim.aspects:
            if speaks_of(aspect, duty):
                yield f"{duty.duty_id} may well hold the {aspect}"
        yield from self._answering(claim.ask, duty)

    def _roles(self, duty: Duty) -> dict[str, Standing]:
        if duty.list is ListName.BASIC:
            return {self._town.name: Standing.OWN}
        if duty.list is ListName.RECLAIMED:
            return dict.fromkeys(duty.departments, Standing.TAKES)
        joins = dict.fromkeys(duty.departments, Standing.JOINS)
        return joins | {duty.departments[0]: Standing.LEADS, self._town.name: Standing.ASSISTS}

    def _cell(self, row: ComparisonRow, duty: Duty) -> tuple[str, ...]:
        match row.by:
            case Compared.SECTION:
                return (duty.section,)
            case Compared.ENFORCEMENT:
                return ("*",) if duty.enforcement and self._town.enforcement_marked else ()
            case Compared.TOWN:
                standings = (Standing.OWN, Standing.ASSISTS, Standing.TAKES)
                return (dict(zip(ListName, standings, strict=True))[duty.list].value,)
            case Compared.OTHERS:
                return duty.departments[1:] if duty.list is ListName.ASSIST else ()
            case Compared.HOLDER if duty.list is ListName.BASIC:
                return (self._town.name,)
            case Compared.HOLDER:
                return duty.departments[: 1 if duty.list is ListName.ASSIST else None]


def _answers(role: Standing) -> bool:
    return role in (Standing.OWN, Standing.LEADS, Standing.TAKES)


def _steps(claim: Steps, duty: Duty) -> Iterator[str]:
    if not any(
        (block.kind, block.holder) == (claim.kind, claim.holder)
        and claim.heading == block.heading
        and _are_its(claim.items, claim.total, block.items)
        for block in duty.blocks
    ):
        yield f"the items are not {claim.holder}'s in {duty.duty_id}"


def _are_its(told: Iterable[Step], total: int, items: Sequence[str]) -> bool:
    """Whether the items stand in a part at the places that are told."""
    return total == len(items) and all(
        step.place <= total and items[step.place - 1] == step.text for step in told
    )
