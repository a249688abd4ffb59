"""The rows of a table without rulings: by the space between them, or around their numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.readers.pdf.columns import NUMBER, Columns, Sorted
from corpus.readers.pdf.groups import Cost, Extent, grouped, united
from corpus.readers.pdf.text import Printed, goes_on

_MORE = 0.3  # of a character's size by which space between rows is wider than between lines
_FEW = 0.1  # of the rows may stand closer than the others
_DEFAULT_GAP = 0.5  # of a character's size
_TEAR = 2.0  # character's sizes that a paragraph parted between rows costs


@dataclass
class Band:
    """One row of a page: its lines by column, or a text that runs over all of them."""

    columns: list[list[Printed]]
    wide: list[Printed] = field(default_factory=list)

    @property
    def extent(self) -> Extent:
        """Of all its lines."""
        lines = [line for column in self.columns for line in column] + self.wide
        return united([_extent(line) for line in lines])


@dataclass(frozen=True)
class Spacing:
    """How the rows of a whole table are told apart."""

    line_gap: float  # at most, within a row
    row_gap: float | None  # at least, between rows; None where there is no such space
    at_top: bool  # a number stands at its row's top, not in its middle
    size: float


def spacing_of(columns: Columns, parts: Sequence[Sorted]) -> Spacing:
    """The spacing of a table, by all its pages."""
    size = _middle_of([line.line.size for part in parts for line in _lines(part)]) or 10.0
    inner = list(_inner_gaps(columns, parts, size))
    line_gap = _middle_of(inner) if inner else size * _DEFAULT_GAP
    between = sorted(gap for part in parts for gap in _gaps_of_numbers(columns, part))
    widest = between[int(len(between) * _FEW)] if between else 0.0
    parted = widest >= line_gap + _MORE * size
    row_gap = (line_gap + widest) / 2 if parted else None
    costs = [
        sum(_anchored(columns, part, at_top, size / 2)[1] for part in parts)
        for at_top in (True, False)
    ]
    return Spacing(line_gap, row_gap, costs[0] <= costs[1], size)


def bands_of(columns: Columns, part: Sorted, spacing: Spacing, opens: bool) -> list[Band]:
    """A page's rows in order; `opens` where the table begins there."""
    bands = [Band([[] for _ in range(columns.count)], [line]) for line in part.wide]
    for at, stretch in enumerate(_between(columns, part)):
        for piece in _parted(columns, stretch, spacing):
            goes_on_above = not opens and at == 0 and piece is stretch
            left_over = spacing.size / 2 if goes_on_above else None
            starts, _ = _anchored(columns, piece, spacing.at_top, left_over)
            bands += _split(columns, piece, starts)
    bands.sort(key=lambda band: band.extent.top)
    _give_sections(columns, part, bands)
    return bands


def _between(columns: Columns, part: Sorted) -> Iterator[Sorted]:
    """The lines between those that run over several columns."""
    tops = [line.top for line in part.wide]
    for low, high in pairwise([-1.0, *sorted(tops), float("inf")]):
        held = [[line for line in column if low < line.top < high] for column in part.columns]
        if any(held[columns.number :]):
            yield Sorted(held, [])


def _parted(columns: Columns, part: Sorted, spacing: Spacing) -> Iterator[Sorted]:
    """The lines parted wherever no text stands for as much as there is between rows."""
    if spacing.row_gap is None:
        yield part
        return
    items = _items(columns, part)
    breaks = [
        (a.bottom + b.top) / 2 for a, b in pairwise(items) if b.top - a.bottom >= spacing.row_gap
    ]
    for low, high in pairwise([-1.0, *breaks, float("inf")]):
        yield Sorted(
            [
                [ln for ln in column if low < (ln.top + ln.bottom) / 2 < high]
                for column in part.columns
            ],
            [],
        )


def _anchored(
    columns: Columns, part: Sorted, at_top: bool, left_over: float | None
) -> tuple[list[int], float]:
    """Where rows begin among the lines of a stretch, by the numbers; and how badly that fits."""
    items = _items(columns, part)
    anchors = [_extent(line) for line in part.columns[columns.number] if _is_number(line)]
    if not anchors or not items:
        return [0], 0.0
    held = [
        [
            [_extent(line) for line in column if item.top <= _extent(line).middle <= item.bottom]
            for item in items
        ]
        for column in part.columns[columns.number :]
    ]

    torn = [_torn(columns, part, item.top) for item in items]

    def cost(start: int, end: int) -> float:
        whole = united(items[start:end])
        total = torn[start]
        for at, column in enumerate(held):
            lines = [line for inside in column[start:end] for line in inside]
            if lines:
                own = united(lines)
                by_top, by_middle = abs(own.top - whole.top), abs(own.middle - whole.middle)
                one = by_top if at_top else by_middle
                total += min(by_top, by_middle) if at else one
        return total

    return grouped(items, anchors, cost, left_over)


def _torn(columns: Columns, part: Sorted, top: float) -> float:
    """What it costs to part the rows here, by the paragraphs that go on."""
    total = 0.0
    for at, column in enumerate(part.columns):
        for line, after in pairwise(column) if at > columns.number else ():
            near = line.top < top <= after.top and after.top - line.bottom < line.line.size
            if near and goes_on(line.line, after.line, columns.frame(at)):
                total += _TEAR * line.line.size
    return total


def _split(columns: Columns, part: Sorted, starts: Sequence[int]) -> Iterator[Band]:
    items = _items(columns, part)
    bounds = [items[start].top for start in starts]
    low = [-1.0, *bounds] if starts and starts[0] > 0 else [-1.0, *bounds[1:]]
    for top, bottom in pairwise([*low, float("inf")]):
        band = Band(
            [
                [line for line in column if top <= line.top < bottom and at >= columns.number]
                for at, column in enumerate(part.columns)
            ]
        )
        if any(band.columns):
            yield band


def _give_sections(columns: Columns, part: Sorted, bands: Sequence[Band]) -> None:
    """Lines left of the numbers, merged over rows, go to the first row of theirs."""
    rows = [band for band in bands if not band.wide]
    for at in range(columns.number):
        blocks = list(_blocks(part.columns[at]))
        if not blocks or not rows:
            continue
        extents = [row.extent for row in rows]
        anchors = [united([_extent(line) for line in block]) for block in blocks]
        found = [
            grouped(extents, anchors, _fit(extents, anchors, top), 0.0) for top in (True, False)
        ]
        starts, _ = min(found, key=lambda way: way[1])
        for block, start in zip(blocks, starts, strict=False):
            rows[start].columns[at] += block


def _fit(extents: Sequence[Extent], anchors: Sequence[Extent], at_top: bool) -> Cost:
    def cost(start: int, end: int) -> float:
        whole = united(extents[start:end])
        inside = [a for a in anchors if whole.top - 1 <= a.middle <= whole.bottom + 1]
        own = inside[0] if inside else whole
        return abs(own.top - whole.top if at_top else own.middle - whole.middle)

    return cost


def _blocks(lines: Sequence[Printed]) -> Iterator[list[Printed]]:
    """Lines with no more than a line's space between them."""
    block: list[Printed] = []
    for line in lines:
        if block and line.top - block[-1].bottom > line.line.size:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _items(columns: Columns, part: Sorted) -> list[Extent]:
    """What stands between clear spaces, from the numbers' column rightwards."""
    items: list[Extent] = []
    lines = [line for column in part.columns[columns.number :] for line in column]
    for line in sorted(lines, key=lambda line: line.top):
        if items and line.top < items[-1].bottom - line.line.size / 4:
            items[-1] = united([items[-1], _extent(line)])
        else:
            items.append(_extent(line))
    return items


def _inner_gaps(columns: Columns, parts: Sequence[Sorted], size: float) -> Iterator[float]:
    """Between lines of one paragraph: those that fill their column, and the next."""
    for part in parts:
        for at, column in enumerate(part.columns):
            for line, after in pairwise(column):
                gap = after.top - line.bottom
                if gap < size and goes_on(line.line, after.line, columns.frame(at)):
                    yield gap


def _gaps_of_numbers(columns: Columns, part: Sorted) -> Iterator[float]:
    """The widest clear space between each two numbers."""
    items = _items(columns, part)
    numbers = [line for line in part.columns[columns.number] if _is_number(line)]
    wide = [line.top for line in part.wide]
    for line, after in pairwise(numbers):
        if any(line.top < top < after.top for top in wide):
            continue
        gaps = [
            b.top - a.bottom
            for a, b in pairwise(items)
            if b.bottom > line.top and a.top < after.bottom
        ]
        yield max(gaps, default=0.0)


def _is_number(line: Printed) -> bool:
    return NUMBER.fullmatch("".join(line.line.text.split())) is not None


def _extent(line: Printed) -> Extent:
    return Extent(line.top, line.bottom)


def _lines(part: Sorted) -> Iterator[Printed]:
    for column in part.columns:
        yield from column


def _middle_of(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else 0.0
