"""A published file from disk: its bytes, the text of a plain one, and what is said of a bad one."""

from pathlib import Path

_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_ENCODINGS = ("utf-8", "gb18030")  # gb18030 reads GBK and GB2312 too
_READ_ERRORS = {
    FileNotFoundError: "没有这个文件",
    IsADirectoryError: "这是一个文件夹",
    PermissionError: "没有读取权限",
}


class SourceError(ValueError):
    """A source file that can't be used; the message is one Chinese sentence a problem."""


def read_bytes(path: Path) -> bytes:
    """The file's bytes; SourceError for a missing or empty file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = _READ_ERRORS.get(type(error), error.strerror)
        raise SourceError(f"{path}：读不到清单（{reason}），请检查路径。") from error
    if not data.strip():
        raise SourceError(f"{path}：文件是空的，里面没有任何内容，请重新下载或导出。")
    return data


def decoded(path: Path, data: bytes) -> str:
    """The text of a plain file: UTF-8, UTF-16 with a mark, or GBK/GB18030; SourceError if none."""
    marked = [name for mark, name in _BYTE_ORDER_MARKS.items() if data.startswith(mark)]
    if not marked and b"\0" in data:
        position = data.index(b"\0") + 1
        raise SourceError(
            f"{path}：第 {position} 个字节是零字节，这是不认识的二进制文件，"
            "请用 Word、WPS 或 Excel 打开，另存为 docx、xlsx 或 pdf 后再试。"
        )
    for encoding in marked or _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceError(f"{path}：既不是 UTF-8 也不是 GBK 编码，请另存为 UTF-8 纯文本。")


def lines_of(text: str) -> list[str]:
    """The text's lines without line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def read_lines(path: Path) -> list[str]:
    """The lines of a plain text; SourceError as for `read_bytes` and `decoded`."""
    return lines_of(decoded(path, read_bytes(path)))
