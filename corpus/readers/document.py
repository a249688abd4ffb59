"""Reads a published file of any kind: by its content, whatever its name ends in."""

from collections.abc import Callable
from pathlib import Path

from corpus.readers.file_kind import FileKind, kind_of
from corpus.readers.grid import Form, Reading
from corpus.source import SourceError, read_bytes
from corpus.white_space import compact

Progress = Callable[[int, int], None]  # pages done, of how many
_MUST_CONTAIN = "事项"


def _silent(done: int, total: int) -> None:
    pass


def read_document(path: Path, progress: Progress = _silent) -> Reading:
    """The rows of this file; SourceError says in a sentence why it can't be read."""
    data = read_bytes(path)
    reading = _read(path, data, kind_of(path, data), progress)
    cells = [cell for row in reading.rows if row.form is not Form.SHEET for cell in row.cells]
    if not any(map(str.strip, cells)):
        raise SourceError(f"{path}：文件里没有任何文字，请重新下载或导出。")
    if not any(_MUST_CONTAIN in compact(cell) for cell in cells):
        raise SourceError(f"{path}：全文没有“事项”二字，不像履职事项清单，请检查是否选错文件。")
    return reading


def _read(path: Path, data: bytes, kind: FileKind, progress: Progress) -> Reading:
    # Imported here: most runs read one format.
    match kind:
        case FileKind.DOCX:
            from corpus.readers.word import read_docx

            return read_docx(path, data)
        case FileKind.DOC:
            from corpus.readers.word import read_doc

            return read_doc(path)
        case FileKind.SHEETS:
            from corpus.readers.sheets import read_sheets

            return read_sheets(path, data)
        case FileKind.PDF:
            from corpus.readers.pdf.file import read_pdf

            return read_pdf(path, data, progress)
        case FileKind.HTML:
            from corpus.readers.web_page import read_web_page

            return read_web_page(path, data)
        case FileKind.TEXT:
            from corpus.readers.plain import read_plain

            return read_plain(path, data)
        case FileKind.PHOTOS:
            from corpus.readers.scan.files import read_photos

            return read_photos(path, data, progress)
