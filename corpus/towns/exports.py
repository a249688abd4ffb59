"""A town as a file for others: as JSON, or as the table that list-keeping systems exchange."""

import io
from collections.abc import Iterator
from enum import StrEnum

from corpus.models import Block, BlockKind, Duty, DutyList, ListName, Town

HEADINGS = (
    "类别",
    "事项类型",
    "序号",
    "事项名称",
    "关联单位",
    "来源镇街",
    "上级部门职责",
    "镇街配合职责",
    "工作方式",
)
_WIDTHS = (12, 20, 6, 40, 24, 20, 70, 60, 60)  # of the columns, in characters
_SHEET, _ABOUT = "履职事项清单", "说明"
_MARK = "*"
_MARKED = "注：*为行政执法事项。"
_SUPPORT = "履职保障"
_UPPER = (BlockKind.DEPARTMENT, BlockKind.SHARED, BlockKind.SUPPORT)
_MAX_CELL_CHARS = 32_767  # Excel's own limit

Cells = tuple[str | int, ...]


class ExportForm(StrEnum):
    """What a town can be exported as; the value is the file's extension."""

    JSON = "json"
    XLSX = "xlsx"


def exported(town: Town, form: ExportForm) -> bytes:
    """The file's content. `lvzhi import` makes the same town of the table.

    Only the counts that the document declares, and where each duty stands in it, are not in the
    table.
    """
    if form is ExportForm.JSON:
        return town.model_dump_json(indent=1).encode()
    return _workbook(town)


def rows_of(town: Town) -> Iterator[Cells]:
    """The table's rows under `HEADINGS`."""
    for part in town.lists:
        for duty in part.duties:
            yield _row(duty, part, town)


def _row(duty: Duty, part: DutyList, town: Town) -> Cells:
    upper = "\n".join(_told(block, duty) for block in duty.blocks if block.kind in _UPPER)
    reclaimed = duty.list is ListName.RECLAIMED
    return (
        duty.section,
        part.title,
        duty.number,
        f"{_MARK}{duty.title}" if duty.enforcement else duty.title,
        "" if duty.list is ListName.BASIC else "、".join(duty.departments),
        f"{town.region}{town.name}",
        "" if reclaimed else upper,
        "\n".join(block.text for block in duty.parts(BlockKind.TOWNSHIP)),
        upper if reclaimed else "",
    )


def _told(block: Block, duty: Duty) -> str:
    """A part of the upper departments, under its heading where it needs one to be told apart."""
    heading = block.heading
    if block.kind is BlockKind.SUPPORT:
        heading = heading or _SUPPORT
    elif block.kind is BlockKind.DEPARTMENT and block.holder != "、".join(duty.departments):
        heading = heading or block.holder
    return f"{heading}：\n{block.text}" if heading else block.text


def _workbook(town: Town) -> bytes:
    # Imported here: it takes 0.2 s, and few runs export.
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # a new workbook has one
    sheet.title = _SHEET
    for number, cells in enumerate((HEADINGS, *rows_of(town)), start=1):
        for column, value in enumerate(cells, start=1):
            cell = sheet.cell(number, column)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
            if isinstance(value, str):
                cell.value = value[:_MAX_CELL_CHARS] or None
                cell.data_type = "s" if value else "n"  # text, even where it begins with =
            else:
                cell.value = value
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    about = book.create_sheet(_ABOUT)
    for text in (town.source_name, _MARKED if town.enforcement_marked else ""):
        if text:
            about.append([text])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
