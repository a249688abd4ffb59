"""Notes as an Excel file: a row a duty or department, to be filled in and read back."""

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import BadZipFile, ZipFile

from assistant.notes.book import NoteError, Notes
from assistant.notes.note import MAX_CHARS, NAMES, Change
from assistant.notes.store import Draft, NoteStore
from index.extras import Extra, require

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

DUTIES, DEPARTMENTS = "事项", "部门"
SUBJECTS = {DUTIES: "编号", DEPARTMENTS: "部门"}  # the first heading of each sheet
TITLE, LEAD, MOBILE = "事项名称", "牵头部门", "手机号可公开"
LAST_DAY, LAST_WHO = "最近填写日期", "最近填写人"
TAKEN_AWAY = "删除"  # in a cell; an empty one leaves what stands
YES = "是"
HELP = (
    f"空着的格不改原来的内容；要去掉已有的内容，请在格里写“{TAKEN_AWAY}”。"
    f"电话里有对外公布的工作手机，“{MOBILE}”填“{YES}”；个人手机号不要填。"
)
MAX_BYTES = 5_000_000
_MAX_UNPACKED_BYTES = 100_000_000
_MAX_ROWS = 5000
_WIDTHS = {TITLE: 40, LEAD: 24, MOBILE: 12, LAST_DAY: 13, LAST_WHO: 12}
_HEADS = {name: kind for kind, name in NAMES.items()}


class _Row(NamedTuple):
    number: int
    cells: tuple[str, ...]


def exported(store: NoteStore) -> bytes:
    """The workbook: all duties and departments with what stands; without notes, the template."""
    require(Extra.WEB)
    from openpyxl import Workbook  # imported here: it takes 0.2 s

    book, notes, titles = Workbook(), store.notes(), store.titles()
    duties, departments = book.active, book.create_sheet(DEPARTMENTS)
    assert duties is not None  # a new workbook has one
    duties.title = DUTIES
    kinds = list(NAMES.values())
    _fill(
        duties,
        [SUBJECTS[DUTIES], TITLE, LEAD, *kinds, MOBILE, LAST_DAY, LAST_WHO],
        [
            [duty.duty_id, duty.title, duty.lead_department, *_cells(notes, duty.duty_id, titles)]
            for duty in store.town.duties
        ],
    )
    _fill(
        departments,
        [SUBJECTS[DEPARTMENTS], *kinds, MOBILE, LAST_DAY, LAST_WHO],
        [[name, *_cells(notes, name, titles)] for name in store.rules.departments],
    )
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read_drafts(path: Path) -> list[Draft]:
    """The filled-in rows of a workbook; NoteError names what can't be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise NoteError(f"{path}：文件太大，最多 {MAX_BYTES // 1_000_000} MB。")
        return drafts_of(path.read_bytes(), path.name)
    except OSError as error:
        raise NoteError(f"{path}：读不到文件，请检查路径和权限。") from error


def drafts_of(content: bytes, name: str) -> list[Draft]:
    """The same from a workbook's bytes."""
    require(Extra.WEB)
    sheets = _sheets(content, name)
    missing = [sheet for sheet in SUBJECTS if sheet not in sheets]
    if len(missing) == len(SUBJECTS):
        raise NoteError(
            f"{name}：没有“{DUTIES}”或“{DEPARTMENTS}”工作表；"
            "请用 lvzhi notes export 导出的文件来填。"
        )
    drafts: list[Draft] = []
    problems: list[str] = []
    for sheet, head in SUBJECTS.items():
        try:
            drafts += _drafts(sheet, head, sheets.get(sheet, []))
        except NoteError as error:
            problems += error.problems
    if problems:
        raise NoteError(*problems)
    if not drafts:
        raise NoteError(f"{name}：没有填写任何内容。")
    return drafts


def _sheets(content: bytes, name: str) -> dict[str, list[_Row]]:
    """The rows with anything in them, by sheet; a packed giant is not unpacked."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    wrong = NoteError(f"{name}：不是 xlsx 文件，或者已经损坏；请另存为 .xlsx 后重试。")
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
        if unpacked > _MAX_UNPACKED_BYTES:
            raise wrong
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return {sheet.title: list(_rows(sheet)) for sheet in book.worksheets}
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, EOFError) as error:
        raise wrong from error


def _rows(sheet: Any) -> Iterator[_Row]:
    for number, cells in enumerate(sheet.iter_rows(values_only=True, max_row=_MAX_ROWS), start=1):
        told = tuple(_text(cell) for cell in cells)
        if any(told):
            yield _Row(number, told)


def _text(cell: object) -> str:
    """A cell as it is seen; a number that Excel has made of digits has no .0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _drafts(sheet: str, head: str, rows: Sequence[_Row]) -> Iterator[Draft]:
    header = next((row for row in rows if head in row.cells), None)
    if header is None:
        if rows:
            raise NoteError(f"{sheet}表：没有找到写着“{head}”的表头，请不要删改表头那一行。")
        return
    columns = {name: place for place, name in enumerate(header.cells) if name}
    for row in rows:
        if row.number > header.number and (draft := _draft(sheet, head, row, columns)):
            yield draft


def _draft(sheet: str, head: str, row: _Row, columns: Mapping[str, int]) -> Draft | None:
    """What a row says; None where nothing is filled in."""
    from openpyxl.utils import get_column_letter

    cells = {name: row.cells[place] for name, place in columns.items() if place < len(row.cells)}
    values = {kind: cells[name] for name, kind in _HEADS.items() if cells.get(name)}
    if not values:
        return None
    return Draft(
        subject=cells.get(head, ""),
        values={k: "" if value == TAKEN_AWAY else value for k, value in values.items()},
        mobile=cells.get(MOBILE, "") == YES,
        row=f"{sheet}表第 {row.number} 行",
        columns={
            kind: get_column_letter(columns[name] + 1)
            for name, kind in _HEADS.items()
            if name in columns
        },
    )


def _cells(notes: Notes, subject: str, titles: Mapping[str, str]) -> list[str]:
    """What stands of a subject, and when and by whom it was last entered."""
    own = notes.of(subject, titles[subject])
    last = max(own.values(), key=lambda one: one.at, default=None)
    return [
        *(own[kind].value if kind in own else "" for kind in NAMES),
        YES if any(one.mobile for one in own.values()) else "",
        *_entered(last),
    ]


def _entered(last: Change | None) -> tuple[str, str]:
    return (f"{last.at:%Y-%m-%d}", last.who) if last else ("", "")


def _fill(sheet: "Worksheet", heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """The help, the headings and the rows, all of them text."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for number, row in enumerate([[HELP], heads, *rows], start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value)
            cell.data_type = "s"  # text, even where it begins with =
            cell.number_format = "@"  # so that a typed number keeps its 0
            cell.alignment = Alignment(wrap_text=number != 1, vertical="top")
    for column, name in enumerate(heads, start=1):
        kind = _HEADS.get(name)
        width = min(MAX_CHARS[kind], 40) if kind else _WIDTHS.get(name, 30)
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(2, column).font = Font(bold=True)
    sheet.freeze_panes = "B3"
