"""Workbooks of any Excel or WPS version: each sheet's rows, merged cells kept as one."""

import io
from collections.abc import Iterator
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from corpus.readers.file_kind import damaged, locked
from corpus.readers.grid import Cell, Form, GridRow, Place, Reading, table_rows


def read_sheets(path: Path, data: bytes) -> Reading:
    """The rows of all visible sheets; SourceError for a broken or locked workbook."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
        ]
        rows = tuple(row for name in names for row in _sheet_rows(book, name))
    except PasswordError as error:
        raise locked(path, "请用 Excel 或 WPS 打开后去掉密码，保存后再试") from error
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(path) from error
    return Reading(path.name, rows)


def _sheet_rows(book: CalamineWorkbook, name: str) -> Iterator[GridRow]:
    yield GridRow(Place(0, sheet=name), (name,), Form.SHEET)
    sheet = book.get_sheet_by_name(name)
    values = sheet.to_python(skip_empty_area=False)
    merged = {
        first: (last[0] - first[0] + 1, last[1] - first[1] + 1)
        for first, last in sheet.merged_cell_ranges or ()
    }
    covered = {
        (row + down, column + right)
        for (row, column), (rows, columns) in merged.items()
        for down in range(rows)
        for right in range(columns)
        if down or right
    }
    cells = [
        Cell(row, column, _text(value), *merged.get((row, column), (1, 1)))
        for row, line in enumerate(values)
        for column, value in enumerate(line)
        if (row, column) not in covered
    ]
    yield from table_rows(cells, Place(1, sheet=name))


def _text(value: object) -> str:
    """A cell's value as a sheet shows it: 3.0 is 3."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").strip()
