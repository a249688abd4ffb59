"""What the rows of a document are: headings, rows of duties, and what belongs to none."""

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.interpreter.columns import Column
from corpus.models import ListName


@dataclass(frozen=True)
class ListHeading:
    """`…富河镇配合履职事项清单（59项）`."""

    line: int
    text: str
    owner: str  # what stands before the list's name: region and town
    name: ListName
    title: str  # 配合履职事项清单, as printed
    declared: int | None
    printed: bool = True  # false where the table's columns or a cell tell the list


@dataclass(frozen=True)
class SectionHeading:
    """`三、民生服务（15项）`; an ordinal of None is not printed."""

    line: int
    ordinal: int | None
    name: str
    declared: int | None


@dataclass(frozen=True)
class Row:
    """A table row; a `number` of None continues the row before."""

    line: int
    number: int | None
    cells: Mapping[Column, str]
    above: frozenset[Column] = frozenset()  # merged with the row above


@dataclass(frozen=True)
class Furniture:
    """A line that belongs to no duty, and why."""

    line: int
    text: str
    reason: str


Element = ListHeading | SectionHeading | Row | Furniture

TABLE_HEADER = "表头"
CONTENTS_LINE = "目录"
FRONT_MATTER = "封面"
PAGE_NUMBER = "页码"
NOTE = "注释"
SHEET_NAME = "工作表名"
UNPLACED = "无法归入任何事项"
