"""Reading a published list from disk: encodings, and files that are not text at all."""

from pathlib import Path

# First bytes of formats that people rename to .txt, and what to tell them.
_FOREIGN_FORMATS = {
    b"PK\x03\x04": "Word/WPS 文档（docx）",
    b"\xd0\xcf\x11\xe0": "旧版 Word 文档（doc）",
    b"%PDF": "PDF 文档",
    b"{\\rtf": "RTF 文档",
}
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_ENCODINGS = ("utf-8", "gb18030")  # gb18030 reads GBK and GB2312 too
_READ_ERRORS = {
    FileNotFoundError: "没有这个文件",
    IsADirectoryError: "这是一个文件夹",
    PermissionError: "没有读取权限",
}
_TEXT_MUST_CONTAIN = "事项"


class SourceError(ValueError):
    """A source file that can't be used; the message is one Chinese sentence a problem."""


def read_lines(path: Path) -> list[str]:
    """The file's lines without line ends; UTF-8, UTF-16 with a mark, or GBK/GB18030.

    Raises SourceError for a missing, empty, binary or foreign file.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = _READ_ERRORS.get(type(error), error.strerror)
        raise SourceError(f"{path}：读不到清单（{reason}），请检查路径。") from error
    if not data.strip():
        raise SourceError(f"{path}：文件是空的，应为清单全文的纯文本，请重新导出。")
    for magic, what in _FOREIGN_FORMATS.items():
        if data.startswith(magic):
            raise SourceError(f"{path}：这是{what}，不是纯文本，请用“另存为纯文本”后再试。")
    text = _decode(path, data)
    if _TEXT_MUST_CONTAIN not in text:
        raise SourceError(f"{path}：全文没有“事项”二字，不像履职事项清单，请检查是否选错文件。")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _decode(path: Path, data: bytes) -> str:
    marked = [name for mark, name in _BYTE_ORDER_MARKS.items() if data.startswith(mark)]
    if not marked and b"\0" in data:
        position = data.index(b"\0") + 1
        raise SourceError(f"{path}：第 {position} 个字节是零字节，这是二进制文件，请导出为纯文本。")
    for encoding in marked or _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceError(f"{path}：既不是 UTF-8 也不是 GBK 编码，请另存为 UTF-8 纯文本。")
