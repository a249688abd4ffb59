"""A comparison as rows of words: a heading, and a cell a duty."""

from collections.abc import Iterator

from assistant.answering import wording
from assistant.answering.parts.of_duties import Compared, Comparison, Standing
from corpus.models import Town
from corpus.vocabulary import words_of

Row = tuple[str, ...]


def rows(part: Comparison, town: Town) -> Iterator[Row]:
    """The duties, then a row for each respect."""
    yield ("", *(wording.option(town.duty(duty_id)) for duty_id in part.duty_ids))
    for row in part.rows:
        heading = words_of(town).worded(wording.COMPARED[row.by])
        yield (heading, *(_cell(row.by, cell) for cell in row.cells))


def _cell(by: Compared, cell: tuple[str, ...]) -> str:
    if by is Compared.TOWN:
        return wording.TOWN_STANDINGS[Standing(cell[0])]
    if by is Compared.ENFORCEMENT:
        return wording.MARKED if cell else wording.NOT_MARKED
    return "、".join(cell) or wording.NOBODY
