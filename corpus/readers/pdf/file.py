"""Pdf files with text: ruled tables page by page, running heads out, split rows joined again."""

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from corpus.readers.file_kind import damaged, locked
from corpus.readers.grid import GridRow, Reading
from corpus.readers.pdf.rows import rows_of_pages
from corpus.readers.pdf.table import PdfTable, open_ends, page_table
from corpus.readers.pdf.text import Line, lines_of
from corpus.source import SourceError

_TAIL = 2048  # bytes before the end in which a whole file says %%EOF
_MARGIN = 0.12  # of a page's height: where running heads and page numbers stand
_REPEATED = 3  # pages on which a line stands to be a running head
_PAGE_NUMBER = re.compile(
    r"[-—–―·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/共]\s*\d+\s*页?)?[-—–―·\s]*"
)
_OF_A_LIST = re.compile(r"基本|配合|上收|收回")
_RULINGS = {"snap_tolerance": 2, "join_tolerance": 2, "intersection_tolerance": 3}


@dataclass
class _PageText:
    """What a page holds: tables and lines outside of them, each with its top in points."""

    number: int
    height: float
    tables: list[PdfTable]
    outside: list[tuple[float, Line]]


def read_pdf(path: Path, data: bytes, progress: Callable[[int, int], None]) -> Reading:
    """The rows of a pdf; SourceError for one that is locked, broken off, or of pictures alone."""
    if b"%%EOF" not in data[-_TAIL:]:
        raise damaged(path)
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            pages, blank, pictures = [], [], False
            for number, page in enumerate(pdf.pages, start=1):
                pages.append(_read_page(page, number))
                if not page.chars and page.images:
                    blank.append(number)
                pictures = pictures or bool(page.images)
                progress(number, len(pdf.pages))
                page.close()
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise locked(path, _UNLOCK) from error
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect | PDFEncryptionError):
            raise locked(path, _UNLOCK) from error
        raise damaged(path) from error
    except (PDFException, ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(path) from error
    if not any(page.tables or page.outside for page in pages):
        raise _without_text(path, pictures)
    doubts = tuple(f"第 {number} 页是图片，没有读到文字" for number in blank)
    return Reading(path.name, tuple(_rows(pages)), doubts)


_UNLOCK = "请在 PDF 阅读器里输入密码后打印（或另存）成没有密码的 PDF 再试"


def _without_text(path: Path, pictures: bool) -> SourceError:
    what = "这是扫描件，每一页都是图片" if pictures else "PDF 里没有任何文字"
    return SourceError(
        f"{path}：{what}，没有可以读取的文字，请找发布单位要可复制文字的 docx、xlsx 或 pdf，"
        "或用带文字识别的软件转换后再试。"
    )


def _read_page(page: Page, number: int) -> _PageText:
    chars = [char for char in page.chars if char.get("upright", True)]
    tables: list[PdfTable] = []
    outside = chars
    for found in page.find_tables(_RULINGS | {"explicit_horizontal_lines": open_ends(page.edges)}):
        inside, outside = _parted(outside, found.bbox)
        if inside:
            tables.append(page_table(found.cells, inside, number, found.bbox[1]))
    lines = [(_top(outside, line), line) for line in lines_of(outside)]
    return _PageText(number, float(page.height), tables, lines)


def _parted(
    chars: list[dict[str, Any]], box: tuple[float, float, float, float]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    left, top, right, bottom = box
    inside: list[dict[str, Any]] = []
    outside: list[dict[str, Any]] = []
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        (inside if left <= x <= right and top <= y <= bottom else outside).append(char)
    return inside, outside


def _top(chars: Sequence[dict[str, Any]], line: Line) -> float:
    """The top of a line, by the character that begins it."""
    return min(float(c["top"]) for c in chars if c["x0"] == line.left and c["text"] in line.text)


def _rows(pages: Sequence[_PageText]) -> Iterator[GridRow]:
    repeated = _running_heads(pages)
    blocks: list[PdfTable | tuple[int, str]] = []
    for page in pages:
        ordered: list[tuple[float, PdfTable | tuple[int, str]]] = [
            (table.top, table) for table in page.tables
        ]
        ordered += [
            (top, (page.number, line.text))
            for top, line in page.outside
            if not _is_running(page, top, line.text, repeated)
        ]
        blocks += [block for _, block in sorted(ordered, key=lambda pair: pair[0])]
    return rows_of_pages(blocks)


def _running_heads(pages: Sequence[_PageText]) -> frozenset[str]:
    seen = Counter(
        text
        for page in pages
        for text in {_shape(line.text) for top, line in page.outside if _in_margin(page, top)}
    )
    return frozenset(text for text, count in seen.items() if count >= _REPEATED)


def _is_running(page: _PageText, top: float, text: str, repeated: frozenset[str]) -> bool:
    if not _in_margin(page, top):
        return False
    if _PAGE_NUMBER.fullmatch(text):
        return True
    return _shape(text) in repeated and not _OF_A_LIST.search(text)


def _in_margin(page: _PageText, top: float) -> bool:
    return not page.height * _MARGIN < top < page.height * (1 - _MARGIN)


def _shape(text: str) -> str:
    """The text without its digits, which count pages."""
    return re.sub(r"[\d\s]", "", text)
