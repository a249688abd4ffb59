"""Duties side by side, a row a respect."""

from collections.abc import Sequence

from assistant.answering.parts.makers import holdings
from assistant.answering.parts.of_duties import Compared, Comparison, ComparisonRow, Standing
from corpus.models import Duty, Town


def comparison(duties: Sequence[Duty], town: Town) -> Comparison:
    """Section, who leads and takes part, what the town does, the mark; not what none of them has.

    The mark is left out where the document marks no duty.
    """
    cells = [_compared(duty, town) for duty in duties]
    return Comparison(
        duty_ids=tuple(duty.duty_id for duty in duties),
        rows=tuple(
            ComparisonRow(by=by, cells=tuple(own[by] for own in cells))
            for by in Compared
            if any(own[by] for own in cells)
        ),
    )


def _compared(duty: Duty, town: Town) -> dict[Compared, tuple[str, ...]]:
    held = holdings(duty, town.name)
    leads = (Standing.OWN, Standing.TAKES, Standing.LEADS)
    return {
        Compared.SECTION: (duty.section,),
        Compared.HOLDER: tuple(one.holder for one in held if one.role in leads),
        Compared.OTHERS: tuple(one.holder for one in held if one.role is Standing.JOINS),
        Compared.TOWN: (held[-1].role.value,),
        Compared.ENFORCEMENT: ("*",) if duty.enforcement and town.enforcement_marked else (),
    }
