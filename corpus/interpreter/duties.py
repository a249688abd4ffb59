"""One duty from the rows that print it: joins page-split rows and names the holder of each part."""

from collections.abc import Iterable, Iterator

from corpus.counts import Problem
from corpus.interpreter.cells import Part, give_support_to_holders, paragraphs, split_items
from corpus.interpreter.columns import Column
from corpus.interpreter.duty_rows import DutyRows, alike, titles_of
from corpus.interpreter.elements import Row
from corpus.interpreter.holders import DOINGS, Context, support_column, upper_parts
from corpus.interpreter.marks import without_marks
from corpus.interpreter.names import headings_in
from corpus.models import Block, BlockKind, Duty, ListName
from corpus.white_space import compact

_NO_TITLE = "（无名称）"


def build_duty(draft: DutyRows, context: Context) -> tuple[Duty, list[Problem]]:
    """The duty and what it lacks or leaves in doubt."""
    town = context.town
    title, *variants = [without_marks(text) for text in titles_of(draft.rows)]
    departments, parts, doubts = upper_parts(draft, context)
    parts += support_column(draft)
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
        for column in (*DOINGS, Column.RECLAIMED)
        for paragraph in paragraphs(row.cells.get(column, ""))
        for name in headings_in(paragraph)
    )


def _township_blocks(draft: DutyRows, town: str) -> tuple[Block, ...]:
    """The township's part: repeated on every page, sometimes in slightly other words."""
    part = Part(BlockKind.TOWNSHIP, town)
    variants: dict[str, str] = {}
    for row in draft.rows:
        items = list(_township_items(row))
        first, again = "".join(part.items), "".join(items)
        if items and part.items and alike(first, again):
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
