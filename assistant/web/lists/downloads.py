"""Duties as files to take away: CSV, Excel and JSON, in the folder that the page serves."""

import csv
import hashlib
import io
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from assistant.log.spreadsheet import harmless
from corpus.models import BlockKind, Duty, Town

HEADINGS = (
    "编号",
    "清单",
    "类别",
    "序号",
    "事项名称",
    "行政执法事项",
    "牵头部门",
    "参与部门",
    "部门职责",
    "履职保障",
    "乡镇职责",
    "源文件行号",
)
MAX_BYTES = 20_000_000  # of all files together
KEPT_S = 600.0  # a browser fetches a file at once
_MADE_HERE = "duties-"
_WIDTHS = (10, 20, 12, 8, 48, 12, 28, 36, 80, 40, 80, 14)  # of Excel's columns, in characters
_MAX_CELL_CHARS = 32_767  # Excel's own limit

_COPIED = re.compile(r"[0-9a-f]{32,64}")  # names of folders that Gradio copies files into


class Format(StrEnum):
    """What a view can be downloaded as; the value is the file's extension."""

    CSV = "csv"
    EXCEL = "xlsx"
    JSON = "json"


def download_file(duties: Sequence[Duty], town: Town, wanted: Format) -> Path:
    """Write the duties into the page's folder of downloads, and say where.

    The same view again is the same file, made once.
    """
    named = hashlib.sha256("\n".join([town.key, *(d.model_dump_json() for d in duties)]).encode())
    folder = _folder() / f"{_MADE_HERE}{named.hexdigest()[:16]}"
    path = folder / f"{town.name}履职事项清单_{len(duties)}项.{wanted.value}"
    try:
        os.utime(path)  # kept for a while again
    except FileNotFoundError:
        content = {Format.CSV: _csv, Format.EXCEL: _excel, Format.JSON: _json}[wanted](duties, town)
        clear_downloads(MAX_BYTES - len(content))
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as partial:
            partial.write(content)
        Path(partial.name).replace(path)  # never half a file, also for two at once
    return path


def clear_copies(folder: Path) -> None:
    """Remove what Gradio once copied there and no page made: it may be anything of the machine."""
    for path in folder.iterdir():
        if _COPIED.fullmatch(path.name):
            shutil.rmtree(path, ignore_errors=True)


def clear_downloads(left_bytes: int = MAX_BYTES) -> None:
    """Remove files made for download: the old ones, and the oldest beyond so many bytes."""
    newest_first = sorted(
        ((status.st_mtime, status.st_size, path) for path, status in _made()), reverse=True
    )
    oldest = time.time() - KEPT_S
    for made_at, size, path in newest_first:
        left_bytes -= size
        if left_bytes < 0 or made_at < oldest:
            path.unlink(missing_ok=True)
            with suppress(OSError):  # it holds the view in another format
                path.parent.rmdir()


def _made() -> Iterator[tuple[Path, os.stat_result]]:
    for path in _folder().glob(f"{_MADE_HERE}*/*"):
        with suppress(FileNotFoundError):  # somebody else has just removed it
            yield path, path.stat()


def _folder() -> Path:
    """Where Gradio serves files from; the service sets it before Gradio is imported."""
    return Path(os.environ.get("GRADIO_TEMP_DIR") or Path(tempfile.gettempdir()) / "gradio")


def row_of(duty: Duty, town: Town) -> tuple[str | int, ...]:
    """A duty's cells under `HEADINGS`."""
    parts = duty.parts
    departments = (*parts(BlockKind.SHARED), *parts(BlockKind.DEPARTMENT))
    return (
        duty.duty_id,
        town.list_title(duty.list),
        duty.section,
        duty.number,
        duty.title,
        ("是" if duty.enforcement else "否") if town.enforcement_marked else "未标注",
        duty.lead_department,
        "、".join(duty.departments[1:]),
        "\n".join(f"{block.heading or block.holder}：\n{block.text}" for block in departments),
        "\n".join(block.text for block in parts(BlockKind.SUPPORT)),
        "\n".join(block.text for block in parts(BlockKind.TOWNSHIP)),
        "、".join(map(str, duty.source_lines)),
    )


def _csv(duties: Sequence[Duty], town: Town) -> bytes:
    """With a byte order mark: without it, Excel reads Chinese as GBK."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows([harmless(str(cell)) for cell in row_of(duty, town)] for duty in duties)
    return text.getvalue().encode("utf-8-sig")


def _excel(duties: Sequence[Duty], town: Town) -> bytes:
    # Imported here: it takes 0.2 s, and few visitors download.
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # a new workbook has one
    sheet.title = "履职事项"
    sheet.append(HEADINGS)
    for row, duty in enumerate(duties, start=2):
        for column, value in enumerate(row_of(duty, town), start=1):
            cell = sheet.cell(row, column)
            cell.value = value[:_MAX_CELL_CHARS] if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"  # text, even where it begins with =
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(1, column).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _json(duties: Sequence[Duty], town: Town) -> bytes:
    data = {
        "town": town.name,
        "region": town.region,
        "source": town.source_name,
        "duties": [{"duty_id": d.duty_id, **d.model_dump(mode="json")} for d in duties],
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()
