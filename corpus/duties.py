"""One duty from the rows that print it: joins page-split rows and names the holder of each part."""

import difflib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.cells import Part, paragraphs, split_items, split_parts
from corpus.counts import Problem
from corpus.layout import ENFORCEMENT_MARKS, Column, Row, compact
from corpus.models import Block, BlockKind, Duty, ListName
from corpus.names import SHARED_HEADING, headings_in, split_names

# Two spellings of one cell, repeated by a page break, are at least this alike (difflib ratio);
# measured on the reference document: repeats are at least 0.92, neighbouring duties at most 0.65.
_SAME_CELL = 0.8
_NO_TITLE = "（无名称）"


@dataclass
class DutyRows:
    """The rows of one duty, in order, under their list and section."""

    list_name: ListName
    section: str
    number: int
    rows: list[Row]

    def continues_with(self, row: Row) -> bool:
        """Whether this row is the same duty: without a number, or repeated by a page break."""
        if row.number is None:
            return True
        return (
            self.number == row.number
            and self.list_name is not ListName.BASIC
            and _alike(_title(self.rows[0]), _title(row))
        )

    def pages(self, column: Column) -> list[tuple[int, str]]:
        """(line, cell) of each page that the duty spans; a repeat differs in marks only."""
        pages: dict[str, tuple[int, str]] = {}
        for row in self.rows:
            cell = row.cells.get(column, "")
            if text := compact("".join(paragraphs(cell))):
                pages.setdefault(unicodedata.normalize("NFKC", text), (row.line, cell))
        return list(pages.values())


def build_duty(draft: DutyRows, town: str, known: frozenset[str]) -> tuple[Duty, list[Problem]]:
    """The duty and what it lacks; `known` are names printed before a colon in the document."""
    title, *variants = [text.lstrip(ENFORCEMENT_MARKS).strip() for text in _titles(draft.rows)]
    departments, parts = _upper_parts(draft, town, known)
    lines = tuple(row.line for row in draft.rows)
    titled = Part(BlockKind.TITLE, departments[0] if departments else town, "", [title], [*lines])
    missing = [
        (not title, "没有事项名称"),
        (not departments, "没有写明上级部门"),
    ]
    duty = Duty(
        list=draft.list_name,
        number=draft.number,
        section=draft.section,
        title=title or _NO_TITLE,
        title_variants=tuple(variants),
        enforcement=any(
            mark in cell
            for row in draft.rows
            for cell in row.cells.values()
            for mark in ENFORCEMENT_MARKS
        ),
        departments=departments or (town,),
        blocks=tuple(_block(part) for part in (titled, *parts) if part.items)
        + _township_blocks(draft, town),
        source_lines=lines,
    )
    return duty, [Problem(lines[0], f"{duty.duty_id} {what}") for lacks, what in missing if lacks]


def known_departments(drafts: Iterable[DutyRows]) -> frozenset[str]:
    """Names printed before a colon anywhere in the document: there no space can mislead."""
    return frozenset(
        name
        for draft in drafts
        for row in draft.rows
        for column in (Column.UPPER, Column.RECLAIMED)
        for paragraph in paragraphs(row.cells.get(column, ""))
        for name in headings_in(paragraph)
    )


def _title(row: Row) -> str:
    return " ".join(paragraphs(row.cells.get(Column.TITLE, "")))


def _titles(rows: Iterable[Row]) -> list[str]:
    """The titles that the rows print, without those that differ in white space only.

    A row without a number goes on with the title before it, or repeats it.
    """
    titles: list[str] = []
    for row in rows:
        text = _title(row)
        if row.number is not None or not titles or _alike(titles[-1], text):
            titles.append(text)
        else:
            titles[-1] += text
    distinct: dict[str, str] = {}
    for title in filter(None, titles):
        distinct.setdefault(compact(title), title)
    return list(distinct.values()) or [""]


def _alike(one: str, other: str) -> bool:
    one, other = compact(one), compact(other)
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SAME_CELL


def _upper_parts(
    draft: DutyRows, town: str, known: frozenset[str]
) -> tuple[tuple[str, ...], list[Part]]:
    """Departments, lead first, and their parts."""
    match draft.list_name:
        case ListName.BASIC:
            return (town,), []
        case ListName.RECLAIMED:
            parts = split_parts(draft.pages(Column.RECLAIMED), (), known, None)
            upper = [part for part in parts if part.kind is BlockKind.DEPARTMENT]
            names = [name for part in upper for name in part.holder.split("、")]
            return tuple(dict.fromkeys(names)), parts
        case ListName.ASSIST:
            cells = [cell for _, cell in draft.pages(Column.DEPARTMENTS)]
            names = [name for cell in cells for name in split_names(cell, known)]
            departments = tuple(dict.fromkeys(names))
            pages = draft.pages(Column.UPPER)
            return departments, split_parts(pages, departments, known, _default(departments))


def _default(departments: tuple[str, ...]) -> Part | None:
    """Whose a text without heading is: the one department's, or a task shared by all."""
    if not departments:
        return None
    if len(departments) == 1:
        return Part(BlockKind.DEPARTMENT, departments[0])
    return Part(BlockKind.SHARED, SHARED_HEADING)


def _township_blocks(draft: DutyRows, town: str) -> tuple[Block, ...]:
    """The township's part: repeated on every page, sometimes in slightly other words."""
    part = Part(BlockKind.TOWNSHIP, town)
    variants: dict[str, str] = {}
    for row in draft.rows:
        items = list(_township_items(row))
        first, again = "".join(part.items), "".join(items)
        if items and part.items and _alike(first, again):
            part.extend((), row.line)
            if compact(first) != compact(again):
                variants[compact(again)] = "\n".join(items)
        elif items:
            part.extend(items, row.line)
    return (_block(part, tuple(variants.values())),) if part.items else ()


def _township_items(row: Row) -> Iterator[str]:
    for paragraph in paragraphs(row.cells.get(Column.TOWNSHIP, "")):
        yield from split_items(paragraph)


def _block(part: Part, variants: tuple[str, ...] = ()) -> Block:
    return Block(
        kind=part.kind,
        holder=part.holder,
        heading=part.heading,
        items=tuple(part.items),
        source_lines=tuple(part.lines),
        variants=variants,
    )
