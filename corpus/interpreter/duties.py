"""One duty from the rows that print it: joins page-split rows and names the holder of each part."""

import difflib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.interpreter.cells import Part, give_support_to_holders, paragraphs, split_parts
from corpus.interpreter.columns import Column
from corpus.interpreter.counts import Problem
from corpus.interpreter.items import split_items
from corpus.interpreter.layout import Row
from corpus.interpreter.marks import Marks, without_marks
from corpus.interpreter.names import (
    SHARED_HEADING,
    headings_in,
    leading_department,
    split_names,
)
from corpus.models import Block, BlockKind, Duty, ListName
from corpus.white_space import compact

# Two spellings of one cell, repeated by a page break, are at least this alike (difflib ratio);
# measured on the reference document: repeats are at least 0.92, neighbouring duties at most 0.65.
_SAME_CELL = 0.8
_NO_TITLE = "（无名称）"
_UPPER = (Column.UPPER, Column.WAY)  # what departments do, by list


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

    def pages(self, *columns: Column) -> list[tuple[int, str]]:
        """(line, cell) of each page that the duty spans; a repeat differs in marks only."""
        return _pages(self.rows, *columns)

    def has(self, column: Column) -> bool:
        """Whether the duty's table has this column."""
        return any(column in row.cells for row in self.rows)


@dataclass(frozen=True)
class Context:
    """What a document says elsewhere and a duty's cells are read by."""

    town: str
    known: frozenset[str]  # departments printed before a colon
    marks: Marks


def build_duty(draft: DutyRows, context: Context) -> tuple[Duty, list[Problem]]:
    """The duty and what it lacks or leaves in doubt."""
    town = context.town
    title, *variants = [without_marks(text) for text in _titles(draft.rows)]
    departments, parts, doubts = _upper_parts(draft, context)
    parts += _support_column(draft)
    give_support_to_holders(parts, departments)
    lines = tuple(row.line for row in draft.rows)
    titled = Part(BlockKind.TITLE, departments[0] if departments else town, "", [title], [*lines])
    unnamed = draft.list_name is ListName.ASSIST and draft.has(Column.DEPARTMENTS)
    missing = [
        (not title, "没有事项名称", "名称"),
        (
            not departments or (unnamed and not draft.pages(Column.DEPARTMENTS)),
            "没有写明上级部门",
            "部门",
        ),
    ]
    duty = Duty(
        list=draft.list_name,
        number=draft.number,
        section=draft.section,
        title=title or _NO_TITLE,
        title_variants=tuple(variants),
        enforcement=any(context.marks.of_row(row.cells) for row in draft.rows),
        departments=departments or (town,),
        blocks=tuple(_block(part) for part in (titled, *parts) if part.items)
        + _township_blocks(draft, town),
        source_lines=lines,
    )
    problems = [
        Problem(lines[0], f"{duty.duty_id} {what}", False, duty.duty_id, mended_by)
        for lacks, what, mended_by in missing
        if lacks
    ]
    problems += [
        Problem(lines[0], f"{duty.duty_id} {what}", True, duty.duty_id, "部门") for what in doubts
    ]
    return duty, problems


def known_departments(drafts: Iterable[DutyRows]) -> frozenset[str]:
    """Names printed before a colon anywhere in the document: there no space can mislead."""
    return frozenset(
        name
        for draft in drafts
        for row in draft.rows
        for column in (*_UPPER, Column.RECLAIMED)
        for paragraph in paragraphs(row.cells.get(column, ""))
        for name in headings_in(paragraph)
    )


def _pages(rows: Iterable[Row], *columns: Column) -> list[tuple[int, str]]:
    pages: dict[str, tuple[int, str]] = {}
    for row in rows:
        for cell in (row.cells.get(column, "") for column in columns):
            if text := compact("".join(paragraphs(cell))):
                pages.setdefault(unicodedata.normalize("NFKC", text), (row.line, cell))
    return list(pages.values())


def _title(row: Row) -> str:
    """The title's paragraphs as one line; between Chinese characters a line's end is nothing."""
    title = ""
    for text in row.cells.get(Column.TITLE, "").split("\n"):
        text = " ".join(paragraphs(text))
        gap = " " if title and text and (title[-1].isascii() and text[0].isascii()) else ""
        title += gap + text
    return title


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
    draft: DutyRows, context: Context
) -> tuple[tuple[str, ...], list[Part], list[str]]:
    """Departments, lead first, their parts, and what is doubtful of them."""
    match draft.list_name:
        case ListName.BASIC:
            return (context.town,), [], []
        case ListName.RECLAIMED if not draft.pages(Column.DEPARTMENTS):
            return _reclaimed_parts(draft, context)
        case ListName.RECLAIMED:
            columns: tuple[Column, ...] = (Column.WAY, Column.RECLAIMED, Column.UPPER)
            departments, parts = _parts_of_columns(draft, context, columns, together=True)
            return departments, parts, []
        case ListName.ASSIST:
            departments, parts = _parts_of_columns(draft, context, _UPPER, together=False)
            if departments:
                return departments, parts, []
            return _reclaimed_parts(draft, context)


def _reclaimed_parts(
    draft: DutyRows, context: Context
) -> tuple[tuple[str, ...], list[Part], list[str]]:
    """Departments and what they do from one cell: by its headings, or by how it begins."""
    pages = draft.pages(Column.RECLAIMED, *_UPPER)
    parts = split_parts(pages, (), context.known, None)
    names = [name for part in parts if _is_upper(part) for name in part.holder.split("、")]
    if names or not pages:
        return tuple(dict.fromkeys(names)), parts, []
    first = next(iter(paragraphs(pages[0][1])), "")
    lead = leading_department(first, context.known)
    if not lead:
        return (), [], []
    return (
        (lead,),
        split_parts(pages, (lead,), context.known, _default((lead,), True)),
        [f"的部门“{lead}”是从句子里认出来的"],
    )


def _is_upper(part: Part) -> bool:
    return part.kind is BlockKind.DEPARTMENT


def _parts_of_columns(
    draft: DutyRows, context: Context, columns: Sequence[Column], together: bool
) -> tuple[tuple[str, ...], list[Part]]:
    """Departments from their own column, which may have a row for each.

    `together`: departments of one cell share a text without heading; otherwise it is a common task.
    """
    groups = _department_groups(draft.rows, context.known)
    names = [name for group, _ in groups for name in group]
    others = [
        name
        for _, cell in draft.pages(Column.OTHER_DEPARTMENTS)
        for name in split_names(cell, context.known)
    ]
    departments = tuple(dict.fromkeys([*names, *others]))
    with_text = [(group, pages) for group, rows in groups if (pages := _pages(rows, *columns))]
    if len(with_text) < 2:
        own = tuple(dict.fromkeys(names))
        default = _default(own if together else departments, together)
        return departments, split_parts(draft.pages(*columns), departments, context.known, default)
    parts: list[Part] = []
    for group, pages in with_text:
        parts += split_parts(pages, departments, context.known, _default(group, True))
    return departments, parts


def _department_groups(
    rows: Sequence[Row], known: frozenset[str]
) -> list[tuple[tuple[str, ...], list[Row]]]:
    """The rows by the departments of each; a row that names no new ones goes on with the last."""
    groups: list[tuple[tuple[str, ...], list[Row]]] = []
    seen: set[str] = set()
    for row in rows:
        names = tuple(split_names(row.cells.get(Column.DEPARTMENTS, ""), known))
        new = tuple(name for name in names if name not in seen)
        repeated = len(new) < len(names) or row.number is not None
        if groups and (not new or repeated):
            last, before = groups[-1]
            groups[-1] = (tuple(dict.fromkeys([*last, *new])), [*before, row])
        else:
            groups.append((new, [row]))
        seen.update(names)
    return groups


def _default(departments: tuple[str, ...], together: bool) -> Part | None:
    """Whose a text without heading is: the one department's, or a task shared by all."""
    if not departments:
        return None
    if len(departments) == 1 or together:
        return Part(BlockKind.DEPARTMENT, "、".join(departments))
    return Part(BlockKind.SHARED, SHARED_HEADING)


def _support_column(draft: DutyRows) -> list[Part]:
    """What is provided, where it has a column of its own."""
    part = Part(BlockKind.SUPPORT, "")
    for line, cell in draft.pages(Column.SUPPORT):
        part.extend([item for text in paragraphs(cell) for item in split_items(text)], line)
    return [part] if part.items else []


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
