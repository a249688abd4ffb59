"""Word documents: paragraphs and tables in order, with merged cells and automatic numbers."""

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml.etree import LxmlError

from corpus.readers.file_kind import OPEN_OFFICE, damaged
from corpus.readers.grid import Cell, GridRow, Place, Reading, paragraph_rows, table_rows
from corpus.readers.word_numbers import WordNumbers, word_numbers
from corpus.source import SourceError

_CONVERSION_S = 120
_UNSEEN = {qn(f"w:{tag}") for tag in ("del", "instrText", "delText", "moveFrom", "pPr", "rPr")}
# An alternative for old programs repeats what stands before it.
_UNSEEN.add("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
_HOLDERS = {qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins")}
_LIST_HEADER = "序号"


def read_docx(path: Path, data: bytes) -> Reading:
    """The rows of a docx; SourceError for a broken one, or one of pictures alone."""
    try:
        document = Document(io.BytesIO(data))
        walk = _Walk(_numbers(document))
        rows = tuple(walk.blocks(document.element.body))
    except (KeyError, ValueError, LxmlError, PackageNotFoundError, zipfile.BadZipFile) as error:
        raise damaged(path) from error
    if not any(cell.strip() for row in rows for cell in row.cells) and _has_pictures(data):
        raise SourceError(
            f"{path}：文档里只有图片，没有可以读取的文字，"
            "请找发布单位要可复制文字的版本，或用带文字识别的扫描软件转成 docx 后再试。"
        )
    return Reading(path.name, rows)


def read_doc(path: Path) -> Reading:
    """An old .doc, by LibreOffice where it is installed; SourceError tells how to convert it."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise SourceError(f"{path}：这是旧版 Word 文档（doc），{OPEN_OFFICE}。")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "list.doc"
        source.write_bytes(path.read_bytes())
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        command += ["--convert-to", "docx", "--outdir", folder, str(source)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_CONVERSION_S)
            data = source.with_suffix(".docx").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise SourceError(
                f"{path}：这是旧版 Word 文档（doc），LibreOffice 没能转换它，{OPEN_OFFICE}。"
            ) from error
    return read_docx(path, data)


def _numbers(document: Any) -> WordNumbers:
    parts = {part.partname: part for part in document.part.package.iter_parts()}
    numbering = parts.get("/word/numbering.xml")
    return word_numbers(None if numbering is None else numbering.element, document.styles.element)


def _has_pictures(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return any(name.startswith("word/media/") for name in archive.namelist())


@dataclass
class _Walk:
    """Goes through the body in order, so that automatic numbers count on."""

    numbers: WordNumbers
    tables: int = 0
    paragraphs: int = 0

    def blocks(self, holder: Any) -> Iterator[GridRow]:
        """The rows of paragraphs and tables in a body or a cell."""
        for block in holder:
            if block.tag == qn("w:p"):
                self.paragraphs += 1
                yield from paragraph_rows(self.text(block).split("\n"), Place(self.paragraphs))
            elif block.tag == qn("w:tbl"):
                yield from self.table(block)
            elif block.tag in _HOLDERS:
                yield from self.blocks(block)

    def table(self, table: Any) -> Iterator[GridRow]:
        if _is_frame(table):
            for cell in table.iter(qn("w:tc")):
                if cell.getparent().getparent() is table:
                    yield from self.blocks(cell)
            return
        self.tables += 1
        yield from table_rows(self._cells(table), Place(1, table=self.tables))

    def _cells(self, table: Any) -> list[Cell]:
        cells: list[Cell] = []
        open_cells: dict[int, int] = {}  # column -> index of the cell that may go on below
        for at, row in enumerate(_rows(table)):
            column = int(_property(row, "w:trPr", "w:gridBefore") or 0)
            for cell in _row_cells(row):
                span = int(_property(cell, "w:tcPr", "w:gridSpan") or 1)
                merge = _merge(cell)
                if merge == "continue" and column in open_cells:
                    index = open_cells[column]
                    above = cells[index]
                    cells[index] = above._replace(rows=at - above.row + 1)
                else:
                    open_cells.pop(column, None)
                    if merge is not None:
                        open_cells[column] = len(cells)
                    cells.append(Cell(at, column, self._cell_text(cell), 1, span))
                column += span
        return cells

    def _cell_text(self, cell: Any) -> str:
        """Its paragraphs, and those of a table inside it, a line each."""
        texts = [self.text(paragraph) for paragraph in cell.iter(qn("w:p"))]
        return "\n".join(text for text in texts if text.strip())

    def text(self, paragraph: Any) -> str:
        """What Word shows of it, its number before it."""
        text = "".join(_pieces(paragraph)).strip()
        return self.numbers.label(paragraph) + text


def _is_frame(table: Any) -> bool:
    """Whether the table only holds another one that is the list."""
    inner = [nested for nested in table.iter(qn("w:tbl")) if nested is not table]
    return any(_LIST_HEADER in _plain(nested) for nested in inner)


def _plain(element: Any) -> str:
    first = next(iter(_rows(element)), None)
    return "" if first is None else re.sub(r"\s", "", "".join(_pieces(first)))


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == qn("w:tr"):
            yield child
        elif child.tag in _HOLDERS:
            yield from _rows(child)


def _row_cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag in _HOLDERS:
            yield from _row_cells(child)


def _property(element: Any, holder: str, name: str) -> str | None:
    properties = element.find(qn(holder))
    found = None if properties is None else properties.find(qn(name))
    return None if found is None else found.get(qn("w:val"))


def _merge(cell: Any) -> str | None:
    """`restart` or `continue` of a cell merged downwards."""
    properties = cell.find(qn("w:tcPr"))
    found = None if properties is None else properties.find(qn("w:vMerge"))
    return None if found is None else found.get(qn("w:val")) or "continue"


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _UNSEEN:
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in (qn("w:br"), qn("w:cr")):
            yield "\n"
        elif child.tag == qn("w:tab"):
            yield " "
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        else:
            yield from _pieces(child)
