"""The columns of a list's table, known by the words of their headers in any order."""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum

from corpus.models import ListName
from corpus.readers.grid import GridRow
from corpus.white_space import compact


class Column(StrEnum):
    """What a table column holds."""

    NUMBER = "序号"
    TITLE = "事项名称"
    DEPARTMENTS = "对应上级部门"
    OTHER_DEPARTMENTS = "配合部门"
    UPPER = "上级部门职责"
    SUPPORT = "履职保障"
    TOWNSHIP = "配合职责"
    RECLAIMED = "承接部门及工作方式"
    WAY = "工作方式"
    KIND = "类别"  # of its values, the names of lists tell lists, others sections
    ENFORCEMENT = "是否行政执法"
    REMARK = "备注"
    OWNER = "来源镇街"


Columns = tuple[Column | None, ...]

# Columns in the order that most lists print them, where a header is missing.
DEFAULT_COLUMNS: dict[ListName, Columns] = {
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
ACCEPTING = "承接部门"

# Patterns of a header cell, the most telling first; what stands in brackets comes after.
_TOWNSHIP = r"乡镇|镇街|街镇|街道|苏木|镇|乡|基层|属地|本级"
_UPPER = r"上级|部门|牵头|主管|责任单位|[县区市旗]级|[县区市旗]直"
_DOING = r"职责|任务|责任|分工"
_WORDS: tuple[tuple[str, Column | None], ...] = (
    (r"序号?|编号|项目编号|事项编[号码]|顺序号?", Column.NUMBER),
    (
        rf"(?:来源|所属|所在|归属|实施)(?:{_TOWNSHIP})+(?:名称)?|(?:乡镇|镇街|街镇)(?:名称)?",
        Column.OWNER,
    ),
    (r".*(?:依据|来源|条款|频次|时限|时间|电话|联系人|编码|层级|科室|站所)", None),
    (r".*(?:配合|协助|履职|参与)方式", None),
    (r".*(?:备注|说明)", Column.REMARK),
    (r".*(?:是否|属于).*执法.*|(?:行政)?执法(?:事项|类|标[识记])?", Column.ENFORCEMENT),
    (r".*(?:承接|收回|上收|接收|责任)(?:部门|单位).*(?:方式|措施|职责|内容)", Column.RECLAIMED),
    (r".*(?:方式|措施|做法)", Column.WAY),
    (
        r"(?:上级|部门|提供|的|[县区市]级)*(?:履职|工作|资源|要素)?(?:保障|支持)"
        r"(?:.{0,2}(?:保障|支持))?(?:措施|事项|内容)?",
        Column.SUPPORT,
    ),
    (r".*清单(?:名称|类[别型])?|.*(?:类别|类型|领域|分类|大类|板块)", Column.KIND),
    (rf"(?:{_TOWNSHIP}).*(?:{_DOING}|内容|工作).*", Column.TOWNSHIP),
    (rf"(?!.*(?:{_UPPER})).{{1,8}}(?:{_TOWNSHIP}).*(?:{_DOING}).*", Column.TOWNSHIP),
    (rf".*(?:{_UPPER}).*(?:{_DOING}).*", Column.UPPER),
    (rf".*(?:配合|协助|承担).*(?:{_DOING}|内容|工作)", Column.TOWNSHIP),
    (rf".*(?:{_DOING})", Column.UPPER),
    (r".*(?:配合|协同|协办|参与)(?:部门|单位)(?:名称)?", Column.OTHER_DEPARTMENTS),
    (r".*(?:部门|单位|牵头)(?:名称)?", Column.DEPARTMENTS),
    (r".*(?:事项|名称|内容|任务|项目)", Column.TITLE),
)
_WORDING = tuple((re.compile(pattern), column) for pattern, column in _WORDS)
_ASIDE = re.compile(r"\([^()]*\)")
_MAX_HEADER_CHARS = 40
_SINGLE = {Column.NUMBER, Column.TITLE, Column.TOWNSHIP, Column.UPPER}


def header_of(row: GridRow) -> Columns | None:
    """The columns that this row's cells name; None where it is no header."""
    return _columns([_plain(cell) for cell in row.cells])


def two_row_header(first: GridRow, second: GridRow) -> Columns | None:
    """The columns of a header whose cells are parted by a second row; None where they aren't."""
    if not second.above or any(_plain(cell).isdecimal() for cell in second.cells):
        return None
    names, group = [], ""
    for at, cell in enumerate(first.cells):
        below = _plain(second.cells[at]) if at < len(second.cells) else ""
        group = _plain(cell) or group
        names.append(group + below if below else _plain(cell))
    return _columns(names)


def list_of(columns: Columns) -> ListName:
    """The list that has such columns."""
    named = set(columns)
    if named & {Column.RECLAIMED, Column.WAY}:
        return ListName.RECLAIMED
    if named & {Column.UPPER, Column.TOWNSHIP, Column.DEPARTMENTS}:
        return ListName.ASSIST
    return ListName.BASIC


def _columns(names: Sequence[str]) -> Columns | None:
    if any(len(name) > _MAX_HEADER_CHARS for name in names):
        return None
    columns = [_column(name) for name in names]
    if Column.TITLE not in columns:
        return None
    if Column.NUMBER not in columns and len({*columns} - {None}) < len(ListName):
        return None
    return _settled(columns, names)


def _settled(columns: list[Column | None], names: Sequence[str]) -> Columns:
    """Each meaning once where it must be, and a column of 承接部门 by what stands beside it."""
    for at, column in enumerate(columns):
        if column in _SINGLE and column in columns[:at]:
            columns[at] = None
    accepting = [at for at, name in enumerate(names) if ACCEPTING in name]
    if Column.WAY in columns and Column.DEPARTMENTS not in columns:
        columns[columns.index(Column.WAY)] = Column.RECLAIMED
    elif accepting and columns[accepting[0]] is Column.DEPARTMENTS and Column.WAY not in columns:
        columns[accepting[0]] = Column.RECLAIMED
    if Column.OTHER_DEPARTMENTS in columns and Column.DEPARTMENTS not in columns:
        columns[columns.index(Column.OTHER_DEPARTMENTS)] = Column.DEPARTMENTS
    return tuple(columns)


def _column(name: str) -> Column | None:
    """The meaning of a header cell: without what stands in brackets, or else with it."""
    for text in (_ASIDE.sub("", name), name.replace("(", "").replace(")", "")):
        for pattern, column in _WORDING:
            if text and pattern.fullmatch(text):
                return column
    return None


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFKC", compact(cell))
