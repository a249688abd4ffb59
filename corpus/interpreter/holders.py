"""Whose each part of a duty is: departments from their column, headings or sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.interpreter.cells import Part, paragraphs, split_items, split_parts
from corpus.interpreter.columns import Column
from corpus.interpreter.duty_rows import DutyRows, pages_of
from corpus.interpreter.elements import Row
from corpus.interpreter.marks import Marks
from corpus.interpreter.names import SHARED_HEADING, leading_department, split_names
from corpus.models import BlockKind, ListName

DOINGS = (Column.UPPER, Column.WAY)  # what departments do, by list


@dataclass(frozen=True)
class Context:
    """What a document says elsewhere and a duty's cells are read by."""

    town: str
    known: frozenset[str]  # departments printed before a colon
    marks: Marks


def upper_parts(draft: DutyRows, context: Context) -> tuple[tuple[str, ...], list[Part], list[str]]:
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
            departments, parts = _parts_of_columns(draft, context, DOINGS, together=False)
            if departments:
                return departments, parts, []
            return _reclaimed_parts(draft, context)


def _reclaimed_parts(
    draft: DutyRows, context: Context
) -> tuple[tuple[str, ...], list[Part], list[str]]:
    """Departments and what they do from one cell: by its headings, or by how it begins."""
    pages = draft.pages(Column.RECLAIMED, *DOINGS)
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
    with_text = [(group, pages) for group, rows in groups if (pages := pages_of(rows, *columns))]
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


def support_column(draft: DutyRows) -> list[Part]:
    """What is provided, where it has a column of its own."""
    part = Part(BlockKind.SUPPORT, "")
    for line, cell in draft.pages(Column.SUPPORT):
        part.extend([item for text in paragraphs(cell) for item in split_items(text)], line)
    return [part] if part.items else []
