"""What a file is by its content, whatever its name ends in; and what is said of those not read."""

import io
import re
import zipfile
from enum import StrEnum
from pathlib import Path

from corpus.source import SourceError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"BM", b"II*\0", b"MM\0*", b"RIFF")
PICTURE_ENDINGS = frozenset((".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"))
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|div)\b", re.IGNORECASE)
_MIME_HEAD = re.compile(rb"^(?:mime-version|from|content-type):", re.IGNORECASE)
_HEAD = 4096  # bytes in which a page of the web shows what it is
OPEN_OFFICE = "请用 Word 或 WPS 打开，另存为 docx 后再试"


class FileKind(StrEnum):
    """The formats that are read."""

    DOCX = "docx"
    DOC = "doc"
    SHEETS = "xlsx"  # xls, xlsb and ods too
    PDF = "pdf"
    HTML = "html"
    TEXT = "txt"
    PHOTOS = "jpg"  # one, or an archive of several


def kind_of(path: Path, data: bytes) -> FileKind:
    """The kind of this file; SourceError says of any other what it is and what helps."""
    head = data[:_HEAD]
    if head.startswith(b"PK"):
        return _zip_kind(path, data)
    if head.startswith(_OLE):
        return _ole_kind(path, data)
    if b"%PDF-" in head[:1024]:
        return FileKind.PDF
    if head.startswith(b"{\\rtf"):
        raise SourceError(f"{path}：这是 RTF 文档，{OPEN_OFFICE}。")
    if head.startswith(_PICTURES):
        return FileKind.PHOTOS
    if head.startswith(b"GIF8") or head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        raise SourceError(f"{path}：这种图片（gif、heic）读不了，请另存（或转发）成 jpg 后再试。")
    if head.startswith((b"Rar!", b"7z\xbc\xaf")):
        raise SourceError(f"{path}：这是压缩包，请解压后导入里面的清单文件。")
    if _MIME_HEAD.match(head):
        raise SourceError(f"{path}：这是网页归档（mht），请在浏览器里另存为“网页，仅 HTML”后再试。")
    plain = head.replace(b"\0", b"")  # UTF-16
    return FileKind.HTML if _HTML.search(plain) else FileKind.TEXT


def _zip_kind(path: Path, data: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            locked = any(item.flag_bits & 1 for item in archive.infolist())
            broken = None if locked else archive.testzip()
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise SourceError(_truncated(path)) from error
    if broken is not None:
        raise SourceError(_truncated(path))
    if locked:
        raise SourceError(f"{path}：文件设了密码，打不开，请去掉密码（或解压）后再试。")
    if "word/document.xml" in names:
        return FileKind.DOCX
    if names & {"xl/workbook.xml", "xl/workbook.bin"}:
        return FileKind.SHEETS
    if "content.xml" in names:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            kind = archive.read("mimetype") if "mimetype" in names else b""
        if b"spreadsheet" in kind:
            return FileKind.SHEETS
        raise SourceError(f"{path}：这是 OpenDocument 文档（odt），{OPEN_OFFICE}。")
    if "OFD.xml" in names:
        raise SourceError(
            f"{path}：这是 OFD 版式文件，请用 OFD 阅读器另存为 pdf，或找发布单位要 docx 后再试。"
        )
    files = [name for name in names if not name.endswith("/") and "__MACOSX" not in name]
    if files and all(Path(name).suffix.lower() in PICTURE_ENDINGS for name in files):
        return FileKind.PHOTOS
    if any(name.startswith("ppt/") for name in names):
        raise SourceError(f"{path}：这是演示文稿（pptx），不是清单文件，请检查是否选错文件。")
    raise SourceError(f"{path}：这是压缩包，请解压后导入里面的清单文件。")


def _ole_kind(path: Path, data: bytes) -> FileKind:
    """Old Office files, and new ones under a password; told by the names of their streams."""
    streams = {name for name in _STREAMS if name.encode("utf-16-le") in data}
    if "EncryptedPackage" in streams or "EncryptionInfo" in streams:
        raise SourceError(
            f"{path}：文件设了密码，打不开，请用 Word、WPS 或 Excel 打开后去掉密码，保存后再试。"
        )
    if "WordDocument" in streams:
        return FileKind.DOC
    if streams & {"Workbook", "Book"}:
        return FileKind.SHEETS
    if "PowerPoint Document" in streams:
        raise SourceError(f"{path}：这是演示文稿（ppt），不是清单文件，请检查是否选错文件。")
    raise SourceError(_truncated(path))


_STREAMS = (
    "EncryptedPackage",
    "EncryptionInfo",
    "WordDocument",
    "Workbook",
    "Book",
    "PowerPoint Document",
)


def _truncated(path: Path) -> str:
    return f"{path}：文件不完整或已损坏（多半是没有下载完、没有拷贝完），请重新下载或拷贝后再试。"


def damaged(path: Path) -> SourceError:
    """What is said of a file that breaks off or is corrupt."""
    return SourceError(_truncated(path))


def locked(path: Path, remedy: str) -> SourceError:
    """What is said of a file under a password."""
    return SourceError(f"{path}：文件设了密码，打不开，{remedy}。")
