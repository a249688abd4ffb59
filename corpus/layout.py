"""The printed layout: each source line as list heading, section heading, table row or furniture."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.models import ListName


class Column(StrEnum):
    """What a table column holds."""

    NUMBER = "序号"
    TITLE = "事项名称"
    DEPARTMENTS = "对应上级部门"
    UPPER = "上级部门职责"
    TOWNSHIP = "配合职责"
    RECLAIMED = "承接部门及工作方式"


# Columns in the order that every list of this form prints them, where a header is missing.
DEFAULT_COLUMNS = {
    ListName.BASIC: (Column.NUMBER, Column.TITLE),
    ListName.ASSIST: (
        Column.NUMBER,
        Column.TITLE,
        Column.DEPARTMENTS,
        Column.UPPER,
        Column.TOWNSHIP,
    ),
    ListName.RECLAIMED: (Column.NUMBER, Column.TITLE, Column.RECLAIMED),
}


# Words of a header cell, most telling first: 苏木乡镇/乡镇/街道 may stand before 配合职责.
_COLUMN_WORDS = (
    (("序号",), Column.NUMBER),
    (("承接",), Column.RECLAIMED),
    (("工作方式",), Column.RECLAIMED),
    (("事项",), Column.TITLE),
    (("上级", "职责"), Column.UPPER),
    (("职责",), Column.TOWNSHIP),
    (("部门",), Column.DEPARTMENTS),
)


@dataclass(frozen=True)
class ListHeading:
    """`…富河镇配合履职事项清单（59项）`."""

    line: int
    text: str
    owner: str  # what stands before the list's name: region and town
    name: ListName
    declared: int | None


@dataclass(frozen=True)
class SectionHeading:
    """`三、民生服务（15项）`."""

    line: int
    ordinal: int
    name: str
    declared: int | None


@dataclass(frozen=True)
class Row:
    """A table row; a `number` of None continues the row before."""

    line: int
    number: int | None
    cells: Mapping[Column, str]


@dataclass(frozen=True)
class Furniture:
    """A line that belongs to no duty, and why."""

    line: int
    text: str
    reason: str


Element = ListHeading | SectionHeading | Row | Furniture

TABLE_HEADER = "表头"
CONTENTS = "目录"
FRONT_MATTER = "封面"
PAGE_NUMBER = "页码"
UNPLACED = "无法归入任何事项"

ENFORCEMENT_MARKS = "*＊★"  # before a duty or a sentence: administrative enforcement

_COUNT = r"(?:[（(]共?(?P<count>\d+)项[)）])?"
# The third list's printed heading lost its 职 in places, so 履 and 职 are optional one by one;
# towns call that list 上收, 收回, 县级收回, 上级部门收回 or 县直部门上收.
_LIST_HEADING = re.compile(
    r"(?:附件\d*[：:]?|[（(]?[一二三四][)）、.．])?(?P<owner>.*?)"
    r"(?P<name>基本|配合|(?:(?:上|[县旗市区州盟])[级直])?(?:部门)?(?:上收|收回))"
    r"(?:履行职责|履?职?责?)事项(?:清单)?" + _COUNT
)
_CONTENTS_LINE = re.compile(r"(?P<heading>.+?)[.·…]*\d+")
_SECTION_HEADING = re.compile(
    r"[（(]?(?P<ordinal>[一二三四五六七八九十]{1,3})[)）、.．]+(?P<name>[^。；：]{2,20}?)" + _COUNT
)
_NUMBER = re.compile(rf"[{ENFORCEMENT_MARKS}]?(?P<number>\d{{1,3}})[.、．]?")
_PAGE_NUMBER = re.compile(r"[-—–\s]*(?:第\s*)?\d{1,3}(?:\s*页)?[-—–\s]*")
_DIGITS = "零一二三四五六七八九"


def compact(text: str) -> str:
    """The text without any white space."""
    return "".join(text.split())


def chinese_ordinal(text: str) -> int:
    """`十二` -> 12, for ordinals below 100."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS.index(ones)
    return (_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)


def read_layout(lines: Sequence[str]) -> Iterator[Element]:
    """The elements of a document; blank lines are dropped, line numbers count from 1."""
    current: ListName | None = None
    columns: tuple[Column | None, ...] = ()
    for line, text in enumerate(lines, start=1):
        cells = [cell.strip() for cell in text.strip("\n").split("\t")]
        if not any(cells):
            continue
        if _is_contents_entry(cells):
            yield Furniture(line, text, CONTENTS)
        elif (heading := _list_heading(line, cells)) is not None:
            current, columns = heading.name, DEFAULT_COLUMNS[heading.name]
            yield heading
        elif current is None:
            is_contents = compact(text) == CONTENTS
            yield Furniture(line, text, CONTENTS if is_contents else FRONT_MATTER)
        elif (header := _table_header(cells)) is not None:
            columns = header
            yield Furniture(line, text, TABLE_HEADER)
        else:
            yield _inside_list(line, text, cells, columns)


def _inside_list(
    line: int, text: str, cells: Sequence[str], columns: Sequence[Column | None]
) -> Element:
    if (section := _section_heading(line, cells)) is not None:
        return section
    if len(cells) == 1:
        reason = PAGE_NUMBER if _PAGE_NUMBER.fullmatch(cells[0]) else UNPLACED
        return Furniture(line, text, reason)
    number = _NUMBER.fullmatch(unicodedata.normalize("NFKC", compact(cells[0])))
    if number is None and cells[0]:
        return Furniture(line, text, UNPLACED)
    named: dict[Column, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column is not None:  # 承接部门 and 工作方式 may be columns of their own
            named[column] = f"{named[column]}<p>{cell}" if column in named else cell
    return Row(line, int(number["number"]) if number else None, named)


def _section_heading(line: int, cells: Sequence[str]) -> SectionHeading | None:
    """A heading stands alone in its row, or fills every cell of it."""
    texts = {compact(cell) for cell in cells if cell}
    match = _SECTION_HEADING.fullmatch(texts.pop()) if len(texts) == 1 else None
    if match is None:
        return None
    ordinal, count = chinese_ordinal(match["ordinal"]), match["count"]
    return SectionHeading(line, ordinal, match["name"], int(count) if count else None)


def _is_contents_entry(cells: Sequence[str]) -> bool:
    entry = _CONTENTS_LINE.fullmatch(compact("".join(cells)))
    return entry is not None and _LIST_HEADING.fullmatch(entry["heading"]) is not None


def _list_heading(line: int, cells: Sequence[str]) -> ListHeading | None:
    match = None if any(cells[1:]) else _LIST_HEADING.fullmatch(compact(cells[0]))
    if match is None:
        return None
    name = match["name"]
    count = match["count"]
    return ListHeading(
        line=line,
        text=cells[0],
        owner=match["owner"],
        name=ListName(name) if name in ("基本", "配合") else ListName.RECLAIMED,
        declared=int(count) if count else None,
    )


def _table_header(cells: Sequence[str]) -> tuple[Column | None, ...] | None:
    names = [compact(cell) for cell in cells]
    if names[0] != Column.NUMBER:
        return None
    return tuple(_column(name) for name in names)


def _column(name: str) -> Column | None:
    """The meaning of a header cell; towns word them differently."""
    for words, column in _COLUMN_WORDS:
        if all(word in name for word in words):
            return column
    return None
