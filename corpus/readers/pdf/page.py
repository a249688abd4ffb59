"""What a page of a document holds, and from all pages the rows: running heads out, tables found."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.readers.grid import GridRow
from corpus.readers.pdf.headers import header_top, loose_tables
from corpus.readers.pdf.loose import tables_of
from corpus.readers.pdf.rows import rows_of_pages
from corpus.readers.pdf.table import Box, PdfTable, page_table
from corpus.readers.pdf.text import Printed, printed_lines

_MARGIN = 0.12  # of a page's height: where running heads and page numbers stand
_REPEATED = 3  # pages on which a line stands to be a running head
_PAGE_NUMBER = re.compile(
    r"[-—–―·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/共]\s*\d+\s*页?)?[-—–―·\s]*"
)
_OF_A_LIST = re.compile(r"基本|配合|上收|收回")

Block = PdfTable | tuple[int, str]  # a table, or a line with its page


@dataclass
class PageText:
    """The tables between rulings, and the lines outside of them from top to bottom."""

    number: int
    height: float
    tables: list[PdfTable]
    outside: list[Printed]


def page_text(
    number: int, height: float, chars: Sequence[dict[str, Any]], found: Sequence[Sequence[Box]]
) -> PageText:
    """A page from its characters and the cells (left, top, right, bottom) of each ruled table."""
    tables: list[PdfTable] = []
    outside = list(chars)
    for boxes in found:
        inside, rest = _parted(outside, boxes)
        if inside and not _is_mere_frame(boxes, inside):
            outside = rest
            tables.append(page_table(boxes, inside, number, min(box[1] for box in boxes)))
    return PageText(number, height, tables, printed_lines(outside))


def rows_of(pages: Sequence[PageText]) -> Iterator[GridRow]:
    """The rows of all pages in reading order."""
    repeated = _running_heads(pages)
    for page in pages:
        page.outside = [line for line in page.outside if not _is_running(page, line, repeated)]
    blocks: list[tuple[int, float, Block]] = [
        (page.number, table.top, table) for page in pages for table in page.tables
    ]
    taken: set[int] = set()
    for loose in loose_tables([(page.number, page.outside) for page in pages]):
        taken |= {id(line) for part in loose.parts for line in (*part.header, *part.body)}
        tables, after = tables_of(loose)
        blocks += [(table.page, table.top, table) for table in tables]
        taken -= {id(line) for _, line in after}
    blocks += [
        (page.number, line.top, (page.number, line.line.text))
        for page in pages
        for line in page.outside
        if id(line) not in taken
    ]
    blocks.sort(key=lambda block: block[:2])
    return rows_of_pages([block for _, _, block in blocks])


def _parted(
    chars: Sequence[dict[str, Any]], boxes: Sequence[Box]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The characters inside of a table, and those outside."""
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    inside: list[dict[str, Any]] = []
    outside: list[dict[str, Any]] = []
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        (inside if left <= x <= right and top <= y <= bottom else outside).append(char)
    return inside, outside


def _is_mere_frame(boxes: Sequence[Box], chars: Sequence[dict[str, Any]]) -> bool:
    """Whether rulings only go around a table, or between its rows: its columns have none."""
    one_column = len({round(box[0]) for box in boxes}) == 1
    return one_column and header_top(printed_lines(chars)) < float("inf")


def _running_heads(pages: Sequence[PageText]) -> frozenset[str]:
    seen = Counter(
        text
        for page in pages
        for text in {_shape(line.line.text) for line in page.outside if _in_margin(page, line)}
    )
    return frozenset(text for text, count in seen.items() if count >= _REPEATED)


def _is_running(page: PageText, line: Printed, repeated: frozenset[str]) -> bool:
    text = line.line.text
    if not _in_margin(page, line):
        return False
    if _PAGE_NUMBER.fullmatch(text):
        return True
    return _shape(text) in repeated and not _OF_A_LIST.search(text)


def _in_margin(page: PageText, line: Printed) -> bool:
    """At the foot of a page, or at its head above any table."""
    head = min(page.height * _MARGIN, header_top(page.outside))
    return line.top < head or line.top > page.height * (1 - _MARGIN)


def _shape(text: str) -> str:
    """The text without its digits, which count pages."""
    return re.sub(r"[\d\s]", "", text)
