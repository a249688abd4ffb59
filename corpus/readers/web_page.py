"""Pages of the web: tables with their spans and the paragraphs between, without navigation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from corpus.readers.file_kind import damaged
from corpus.readers.grid import Cell, GridRow, Place, Reading, paragraph_rows, table_rows
from corpus.source import decoded

_UNSEEN = {"script", "style", "nav", "noscript", "template", "head", "select", "button", "form"}
# Start a line of their own.
_BLOCKS = {"p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "th"}
_BLOCKS |= {"table", "tbody", "thead", "section", "article", "main", "blockquote", "dd", "dt"}
_HIDDEN = re.compile(r"display\s*:\s*none")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_LIST_HEADER = "序号"
_MAX_SPAN = 1000  # rows; a page may say 99999


def read_web_page(path: Path, data: bytes) -> Reading:
    """The rows of an HTML file; SourceError where nothing can be read of it."""
    try:
        root = html.document_fromstring(_text(path, data))
    except (ParserError, ValueError) as error:
        raise damaged(path) from error
    rows = tuple(_Walk().blocks(root))
    cut = data.lower().count(b"<table") > data.lower().count(b"</table")
    doubts = ("网页里的表格没有结尾，可能没有下载完整",) if cut else ()
    return Reading(path.name, rows, doubts)


def _text(path: Path, data: bytes) -> str:
    named = _CHARSET.search(data[:4096])
    if named:
        encoding = named[1].decode("ascii").lower()
        try:
            return data.decode("gb18030" if encoding.startswith("gb") else encoding)
        except (LookupError, UnicodeDecodeError):
            pass  # the page says what it isn't
    return decoded(path, data)


@dataclass
class _Walk:
    tables: int = 0
    paragraphs: int = 0

    def blocks(self, element: HtmlElement) -> Iterator[GridRow]:
        """The rows of what stands in this element, in order."""
        waiting: list[str] = []
        for piece in _pieces(element):
            if isinstance(piece, str):
                waiting.append(piece)
                continue
            yield from self._paragraphs(waiting)
            waiting = []
            if _is_frame(piece):
                for cell in _own(piece, "td", "th"):
                    yield from self.blocks(cell)
            else:
                self.tables += 1
                yield from table_rows(_cells(piece), Place(1, table=self.tables))
        yield from self._paragraphs(waiting)

    def _paragraphs(self, pieces: list[str]) -> Iterator[GridRow]:
        for text in _lines(pieces):
            self.paragraphs += 1
            yield from paragraph_rows([text], Place(self.paragraphs))


def _pieces(element: HtmlElement, whole: bool = False) -> Iterator[str | HtmlElement]:
    """Text, line ends, and the tables inside; with `whole`, the text of these too."""
    yield _spaced(element.text)
    for child in element:
        if isinstance(child.tag, str) and not _is_hidden(child):
            yield from _piece(child, whole)
        yield _spaced(child.tail)


def _piece(child: HtmlElement, whole: bool) -> Iterator[str | HtmlElement]:
    if child.tag == "br":
        yield "\n"
    elif child.tag == "table" and not whole:
        yield child
    else:
        edge = "\n" if child.tag in _BLOCKS else ""
        yield edge
        yield from _pieces(child, whole)
        yield edge


def _spaced(text: str | None) -> str:
    """Line ends in the source of a page are spaces."""
    return re.sub(r"[\r\n\t]+\s*", " ", text or "")


def _is_hidden(element: HtmlElement) -> bool:
    return element.tag in _UNSEEN or bool(_HIDDEN.search(element.get("style") or ""))


def _lines(pieces: list[str]) -> list[str]:
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return [line for line in lines if line]


def _is_frame(table: HtmlElement) -> bool:
    """Whether the table lays out the page: it holds another one that is a list."""
    inner = [nested for nested in table.iter("table") if nested is not table]
    return any(_LIST_HEADER in "".join(nested.text_content().split()) for nested in inner)


def _own(table: HtmlElement, *tags: str) -> Iterator[HtmlElement]:
    """Elements that are this table's, not those of a table inside it."""
    for element in table.iter(*tags):
        if next(element.iterancestors("table")) is table:
            yield element


def _cells(table: HtmlElement) -> list[Cell]:
    rows = list(_own(table, "tr"))
    taken: set[tuple[int, int]] = set()
    cells = []
    for at, row in enumerate(rows):
        column = 0
        for element in row:
            if element.tag not in ("td", "th"):
                continue
            while (at, column) in taken:
                column += 1
            down = min(_span(element, "rowspan") or len(rows) - at, len(rows) - at)
            right = _span(element, "colspan") or 1
            text = [piece for piece in _pieces(element, True) if isinstance(piece, str)]
            cells.append(Cell(at, column, "\n".join(_lines(text)), down, right))
            taken.update((at + d, column + r) for d in range(down) for r in range(right))
            column += right
    return cells


def _span(element: HtmlElement, name: str) -> int:
    value = (element.get(name) or "1").strip()
    return min(int(value), _MAX_SPAN) if value.isdecimal() else 1
