"""Pdf files with text: ruled tables page by page, running heads out, split rows joined again."""

import io
from collections.abc import Callable
from pathlib import Path

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from corpus.readers.file_kind import damaged, locked
from corpus.readers.grid import Reading
from corpus.readers.pdf.page import PageText, page_text
from corpus.readers.pdf.table import open_ends
from corpus.readers.scan.files import Scans, picture_of_page
from corpus.readers.scan.recogniser import INSTALL, is_installed
from corpus.source import SourceError

_TAIL = 2048  # bytes before the end in which a whole file says %%EOF
_FILLED = 0.5  # of a page's area that a scan's picture takes, at the least
_ADDED = 30  # characters that a printer adds to a scan: a page's number, a title
_RULINGS = {"snap_tolerance": 2, "join_tolerance": 2, "intersection_tolerance": 3}


def read_pdf(path: Path, data: bytes, progress: Callable[[int, int], None]) -> Reading:
    """The rows of a pdf; SourceError for one that is locked, broken off, or of pictures alone."""
    if b"%%EOF" not in data[-_TAIL:]:
        raise damaged(path)
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            pages, blank, scans = [], [], Scans()
            for number, page in enumerate(pdf.pages, start=1):
                if not _is_picture(page):
                    pages.append(_read_page(page, number))
                elif is_installed():
                    pages.append(scans.page(number, picture_of_page(data, number)))
                else:
                    blank.append(number)
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
        raise _without_text(path, bool(blank))
    doubts = tuple(f"第 {number} 页是图片，没有读到文字" for number in blank)
    return scans.reading(path, pages, doubts)


_UNLOCK = "请在 PDF 阅读器里输入密码后打印（或另存）成没有密码的 PDF 再试"


def _without_text(path: Path, scanned: bool) -> SourceError:
    if scanned:
        return SourceError(f"{path}：这是扫描件，每一页都是图片，要先认出上面的字；{INSTALL}。")
    return SourceError(
        f"{path}：PDF 里没有任何文字，请找发布单位要可复制文字的 docx、xlsx 或 pdf 后再试。"
    )


def _is_picture(page: Page) -> bool:
    """Whether a page is a scan: a picture fills it, with no text but what a printer adds."""
    area = sum(
        (image["x1"] - image["x0"]) * (image["bottom"] - image["top"]) for image in page.images
    )
    fills = area > _FILLED * float(page.width * page.height)
    return bool(page.images) and (not page.chars or (fills and len(page.chars) < _ADDED))


def _read_page(page: Page, number: int) -> PageText:
    chars = [char for char in page.chars if char.get("upright", True)]
    rulings = _RULINGS | {"explicit_horizontal_lines": open_ends(page.edges)}
    found = [table.cells for table in page.find_tables(rulings)]
    return page_text(number, float(page.height), chars, found)
