"""From the printed layout to a `Town`: gathers lists, sections and rows, and proves the counts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus import layout
from corpus.counts import Problem, count_problems
from corpus.duties import DutyRows, build_duty, known_departments
from corpus.layout import Furniture, ListHeading, Row, SectionHeading, compact
from corpus.models import DutyList, LeftOut, Section, Town

# A county (县, 旗, 区) is the last unit of a region, so that 甲县新市镇 and 甲县旗下营镇 keep their
# own 市 and 旗; without one it is a city. 自治区 and 地区 are further up.
_COUNTY = r".*?(?:[^省市盟旗县区州][县旗]|(?<!自治)(?<!地)区)"
_CITY = r".*(?:[^省市盟旗县区州]|州)[省市盟州]"
_TOWN_NAME = re.compile(
    rf"(?P<region>{_COUNTY}|{_CITY})?(?P<name>.+?(?:镇|乡|苏木|街道(?:办事处)?))(?:人民政府)?"
)


@dataclass
class _ListDraft:
    heading: ListHeading
    sections: list[Section] = field(default_factory=list)
    duties: list[DutyRows] = field(default_factory=list)


def parse_town(lines: Sequence[str], key: str) -> tuple[Town | None, list[Problem]]:
    """The town in these source lines, and all that does not add up, by line.

    None where there is no list at all, or where a duty's number is not its own.
    """
    gathered = _Gathering()
    gathered.read(lines)
    drafts, left_out, problems = gathered.drafts, gathered.left_out, gathered.problems
    if not drafts:
        return None, [Problem(len(lines), "全文没有找到任何履职事项清单的标题")]
    region, name = _owner(drafts, left_out)
    if not name:
        problems.append(Problem(drafts[0].heading.line, "清单标题里没有乡镇名称"))
    known = known_departments(duty for draft in drafts for duty in draft.duties)
    lists = tuple(_build_list(draft, name, known, problems) for draft in drafts)
    problems += count_problems(lists, len(lines))
    problems.sort(key=lambda problem: problem.line)
    ids = [duty.duty_id for duty_list in lists for duty in duty_list.duties]
    if len(set(ids)) < len(ids):
        return None, problems
    town = Town(
        key=key,
        name=name,
        region=region,
        source_name=_source_name(left_out),
        lists=lists,
        left_out=tuple(sorted(left_out, key=lambda item: item.source_line)),
    )
    return town, problems


@dataclass
class _Gathering:
    """What the layout yields, put under its list, section and duty."""

    drafts: list[_ListDraft] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    section: str = ""

    def read(self, lines: Sequence[str]) -> None:
        for element in layout.read_layout(lines):
            match element:
                case ListHeading():
                    self._open_list(element)
                case SectionHeading():
                    self._open_section(element)
                case Row():
                    self._add_row(element)
                case Furniture():
                    self._leave_out(element)

    def _open_list(self, heading: ListHeading) -> None:
        for draft in self.drafts:
            if draft.heading.name is not heading.name:
                continue
            if not draft.duties:  # a table of contents without page numbers
                self.drafts.remove(draft)
                self._leave_out(Furniture(draft.heading.line, draft.heading.text, layout.CONTENTS))
            elif draft is self.drafts[-1]:  # printed again on top of a page
                self._leave_out(Furniture(heading.line, heading.text, layout.TABLE_HEADER))
                return
            else:
                message = f"《{heading.name.full_name}》出现了两次"
                self.problems.append(Problem(heading.line, message))
            break
        self.drafts.append(_ListDraft(heading))
        self.section = ""

    def _open_section(self, heading: SectionHeading) -> None:
        draft = self.drafts[-1]
        self.section = heading.name
        if draft.sections and draft.sections[-1].name == heading.name:
            again = Furniture(heading.line, heading.name, layout.TABLE_HEADER)
            self._leave_out(again)  # printed again on top of a page
            return
        draft.sections.append(
            Section(
                list=draft.heading.name,
                ordinal=heading.ordinal,
                name=heading.name,
                declared=heading.declared,
                source_line=heading.line,
            )
        )

    def _add_row(self, row: Row) -> None:
        """Put a row to the duty it belongs to: a new one, or the one before that it continues."""
        draft = self.drafts[-1]
        name = draft.heading.name
        if draft.duties and draft.duties[-1].continues_with(row):
            draft.duties[-1].rows.append(row)
        elif row.number is None:
            self.problems.append(Problem(row.line, f"《{name.full_name}》第一行没有序号"))
        else:
            if any(duty.number == row.number for duty in draft.duties):
                message = f"《{name.full_name}》序号重复：{row.number}"
                self.problems.append(Problem(row.line, message))
            draft.duties.append(DutyRows(name, self.section, row.number, [row]))

    def _leave_out(self, item: Furniture) -> None:
        self.left_out.append(LeftOut(source_line=item.line, text=item.text, reason=item.reason))


def _build_list(
    draft: _ListDraft, town: str, known: frozenset[str], problems: list[Problem]
) -> DutyList:
    duties = []
    for rows in draft.duties:
        duty, found = build_duty(rows, town, known)
        duties.append(duty)
        problems += found
    return DutyList(
        name=draft.heading.name,
        heading=draft.heading.text,
        declared=draft.heading.declared,
        source_line=draft.heading.line,
        sections=tuple(draft.sections),
        duties=tuple(duties),
    )


def _owner(drafts: Sequence[_ListDraft], left_out: Sequence[LeftOut]) -> tuple[str, str]:
    """Region and name of the town, from a list's heading or else from the cover."""
    headings = [draft.heading.owner for draft in drafts]
    for text in (*headings, *_cover(left_out)):
        if match := _TOWN_NAME.fullmatch(text):
            return match["region"] or "", match["name"]
    return "", next(filter(None, headings), "")


def _cover(left_out: Sequence[LeftOut]) -> list[str]:
    return [compact(item.text) for item in left_out if item.reason == layout.FRONT_MATTER]


def _source_name(left_out: Sequence[LeftOut]) -> str:
    """The title on the cover: its lines up to the one that ends in 清单."""
    title = ""
    for text in _cover(left_out):
        title += text
        if title.endswith("清单"):
            return title
    return ""
