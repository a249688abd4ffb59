"""From the rows of a document to a `Town`: gathers lists, sections and rows, proves the counts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.counts import Problem, count_problems
from corpus.interpreter import elements
from corpus.interpreter.broken_rows import rejoined
from corpus.interpreter.columns import Column
from corpus.interpreter.duties import build_duty, known_departments
from corpus.interpreter.duty_rows import DutyRows
from corpus.interpreter.elements import Furniture, ListHeading, Row, SectionHeading
from corpus.interpreter.holders import Context
from corpus.interpreter.layout import read_layout
from corpus.interpreter.marks import Marks, marks_of
from corpus.interpreter.names import split_names
from corpus.interpreter.regions import Owner, owner_of, source_name
from corpus.models import DutyList, LeftOut, ListName, Section, Town
from corpus.readers.grid import GridRow
from corpus.white_space import compact

# Cells that may be merged over several duties.
_SHARED_CELLS = (
    Column.DEPARTMENTS,
    Column.OTHER_DEPARTMENTS,
    Column.UPPER,
    Column.WAY,
    Column.RECLAIMED,
    Column.SUPPORT,
    Column.TOWNSHIP,
)
_OF_DUTIES = re.compile(r"履职|履行职责|承接部门|上级部门职责")
_OF_DEPARTMENTS = {
    ListName.BASIC: (),
    ListName.ASSIST: (Column.DEPARTMENTS, Column.UPPER),
    ListName.RECLAIMED: (Column.DEPARTMENTS, Column.RECLAIMED, Column.WAY),
}


@dataclass
class _ListDraft:
    heading: ListHeading
    sections: list[Section] = field(default_factory=list)
    duties: list[DutyRows] = field(default_factory=list)


def parse_town(rows: Sequence[GridRow], key: str) -> tuple[Town | None, list[Problem]]:
    """The town in these rows, and all that does not add up, by row.

    None where there is no list at all, or where a duty's number is not its own.
    """
    rows = rejoined(rows)
    gathered = _Gathering()
    gathered.read(rows)
    drafts, left_out, problems = gathered.drafts, gathered.left_out, gathered.problems
    if not drafts or not (any(d.heading.printed for d in drafts) or _is_of_duties(rows)):
        return None, [Problem(len(rows), "全文没有找到任何履职事项清单的标题")]
    cover = [compact(i.text) for i in left_out if i.reason == elements.FRONT_MATTER]
    owner = _owner(drafts, cover)
    if not owner.name:
        problems.append(
            Problem(drafts[0].heading.line, "清单标题里没有乡镇名称", False, "乡镇", "名称")
        )
    marks = marks_of(_alone(rows))
    known = known_departments(duty for draft in drafts for duty in draft.duties)
    context = Context(owner.name, known, marks)
    lists = tuple(_build_list(draft, context, problems) for draft in drafts)
    problems += count_problems(lists, len(rows))
    problems.sort(key=lambda problem: problem.line)
    ids = [duty.duty_id for duty_list in lists for duty in duty_list.duties]
    if len(set(ids)) < len(ids):
        return None, problems
    town = Town(
        key=key,
        name=owner.name,
        region=owner.region,
        source_name=source_name(cover),
        lists=lists,
        left_out=tuple(sorted(left_out, key=lambda item: item.source_line)),
        enforcement_marked=_tells_enforcement(lists, drafts, marks),
    )
    return town, problems


@dataclass
class _Gathering:
    """What the layout yields, put under its list, section and duty."""

    drafts: list[_ListDraft] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    section: str = ""
    offset: int = 0  # of numbers that start anew in every section
    carried: dict[Column, str] = field(default_factory=dict)  # cells of the duty before

    def read(self, rows: Sequence[GridRow]) -> None:
        for element in read_layout(rows):
            match element:
                case ListHeading():
                    self._open_list(element)
                case SectionHeading():
                    self._open_section(element)
                case Row():
                    self._add_row(element)
                case Furniture():
                    self._leave_out(element)
        for draft in self.drafts:
            draft.duties = self._settled(draft.heading.name, draft.duties)

    def _open_list(self, heading: ListHeading) -> None:
        for draft in self.drafts:
            if draft.heading.name is not heading.name:
                continue
            if not draft.duties:  # a table of contents without page numbers
                self._withdraw(draft)
            elif draft is self.drafts[-1]:  # printed again on top of a page
                self._leave_out(Furniture(heading.line, heading.text, elements.TABLE_HEADER))
                return
            else:
                message = f"《{heading.name.full_name}》出现了两次"
                self.problems.append(Problem(heading.line, message))
            break
        self.drafts.append(_ListDraft(heading))
        self.section, self.offset, self.carried = "", 0, {}

    def _withdraw(self, draft: _ListDraft) -> None:
        """A heading that no duty follows is one of the contents, and so are those under it."""
        self.drafts.remove(draft)
        headings = [(draft.heading.line, draft.heading.text)] if draft.heading.printed else []
        for line, text in headings + [(s.source_line, s.name) for s in draft.sections]:
            self._leave_out(Furniture(line, text, elements.CONTENTS_LINE))
        self.left_out = [
            item.model_copy(update={"reason": elements.FRONT_MATTER})
            if item.source_line > draft.heading.line and item.reason == elements.UNPLACED
            else item
            for item in self.left_out
        ]

    def _open_section(self, heading: SectionHeading) -> None:
        draft = self.drafts[-1]
        if draft.sections and draft.sections[-1].name == heading.name == self.section:
            again = Furniture(heading.line, heading.name, elements.TABLE_HEADER)
            self._leave_out(again)  # printed again on top of a page
            return
        self.section, self.carried = heading.name, {}
        draft.sections.append(
            Section(
                list=draft.heading.name,
                ordinal=heading.ordinal or len(draft.sections) + 1,
                name=heading.name,
                declared=heading.declared,
                source_line=heading.line,
            )
        )

    def _add_row(self, row: Row) -> None:
        """Put a row to the duty it belongs to: a new one, or the one before that it continues."""
        draft = self.drafts[-1]
        name = draft.heading.name
        last = draft.duties[-1] if draft.duties else None
        row = self._numbered_through(row, last)
        if last is not None and last.continues_with(row):
            last.rows.append(row)
            self._carry(row)
        elif row.number is None:
            self.problems.append(Problem(row.line, f"《{name.full_name}》第一行没有序号"))
        else:
            row = self._with_merged(name, row)
            draft.duties.append(DutyRows(name, self.section, row.number or 0, [row]))

    def _numbered_through(self, row: Row, last: DutyRows | None) -> Row:
        """The row with its number in the list, where every section counts from 1."""
        if row.number is None or last is None:
            return row
        if row.number == 1 and last.section != self.section and last.number > 1:
            self.offset = last.number
            message = f"“{self.section}”的序号从 1 重新开始，已按整张清单连续编号"
            self.problems.append(Problem(row.line, message, doubtful=True))
        return replace(row, number=row.number + self.offset)

    def _settled(self, name: ListName, duties: list[DutyRows]) -> list[DutyRows]:
        """The duties without numbers that fall back: slips, or numbers inside a duty.

        A slip's place is free: the number after it is the next but one.
        """
        settled: list[DutyRows] = []
        for at, duty in enumerate(duties):
            before = settled[-1].number if settled else 0
            after = duties[at + 1].number if at + 1 < len(duties) else before + 2
            line = duty.rows[0].line
            if duty.number > before:
                settled.append(duty)
            elif after == before + 2:
                message = f"《{name.full_name}》序号重复：{duty.number}"
                self.problems.append(Problem(line, message))
                settled.append(replace(duty, number=before + 1))
            else:
                message = (
                    f"《{name.full_name}》第 {before} 项之后又写序号 {duty.number}，已并入该项"
                )
                self.problems.append(Problem(line, message))
                settled[-1].rows.extend(replace(row, number=None) for row in duty.rows)
        return settled

    def _with_merged(self, name: ListName, row: Row) -> Row:
        """The row with the cells that it shares with the duty before: merged, or left empty."""
        cells = dict(row.cells)
        shared = {column for column in row.above if column in _SHARED_CELLS}
        of_departments = [column for column in _OF_DEPARTMENTS[name] if column in cells]
        if name is ListName.RECLAIMED and any(
            cells[column].strip() for column in of_departments if column is not Column.DEPARTMENTS
        ):  # each with its own way of working, beside one cell for the department of several
            of_departments = [column for column in of_departments if column is Column.DEPARTMENTS]
        empty = bool(of_departments) and not any(cells[column].strip() for column in of_departments)
        if empty and not shared and any(self.carried.get(column) for column in of_departments):
            shared = set(of_departments)
            duty_id = f"{name.value}-{row.number}"
            message = f"{duty_id} 的部门是空的，按合并单元格沿用上一项的"
            self.problems.append(Problem(row.line, message, True, duty_id, "部门"))
        for column in shared:
            if not cells.get(column, "").strip():
                cells[column] = self.carried.get(column, "")
        self.carried = {}
        self._carry(replace(row, cells=cells))
        return replace(row, cells=cells)

    def _carry(self, row: Row) -> None:
        for column in _SHARED_CELLS:
            if (cell := row.cells.get(column, "")).strip():
                before = self.carried.get(column, "")
                self.carried[column] = f"{before}\n{cell}" if before else cell

    def _leave_out(self, item: Furniture) -> None:
        self.left_out.append(LeftOut(source_line=item.line, text=item.text, reason=item.reason))


def _build_list(draft: _ListDraft, context: Context, problems: list[Problem]) -> DutyList:
    duties = []
    for rows in draft.duties:
        duty, found = build_duty(rows, context)
        duties.append(duty)
        problems += found
    return DutyList(
        name=draft.heading.name,
        heading=draft.heading.text,
        title=draft.heading.title,
        declared=draft.heading.declared,
        source_line=draft.heading.line,
        sections=tuple(draft.sections),
        duties=tuple(duties),
    )


def _tells_enforcement(
    lists: Sequence[DutyList], drafts: Sequence[_ListDraft], marks: Marks
) -> bool:
    """Whether the document tells enforcement at all: what isn't told is not "none"."""
    return (
        marks.noted
        or any(duty.enforcement for duty_list in lists for duty in duty_list.duties)
        or any(duty.has(Column.ENFORCEMENT) for draft in drafts for duty in draft.duties)
    )


def _is_of_duties(rows: Sequence[GridRow]) -> bool:
    """Whether tables without a list's heading are lists of duties by their words."""
    return any(_OF_DUTIES.search(compact(cell)) for row in rows for cell in row.cells)


def _alone(rows: Sequence[GridRow]) -> Iterator[str]:
    """Texts with nothing beside them: headings and notes."""
    for row in rows:
        filled = [cell for cell in row.cells if cell.strip()]
        if len(filled) == 1:
            yield filled[0]


def _owner(drafts: Sequence[_ListDraft], cover: Sequence[str]) -> Owner:
    """Region and name of the town: from the lists' headings, the cover, or the departments."""
    names = [
        name
        for draft in drafts
        for duty in draft.duties
        for row in duty.rows
        for name in split_names(row.cells.get(Column.DEPARTMENTS, ""), frozenset())
    ]
    names += known_departments(duty for draft in drafts for duty in draft.duties)
    return owner_of([draft.heading.owner for draft in drafts], cover, names)
