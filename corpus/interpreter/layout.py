"""The printed layout: each row as list heading, section heading, duty's row or furniture."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from corpus.interpreter.columns import (
    DEFAULT_COLUMNS,
    Column,
    Columns,
    header_of,
    list_of,
    two_row_header,
)
from corpus.interpreter.elements import (
    CONTENTS_LINE,
    FRONT_MATTER,
    NOTE,
    PAGE_NUMBER,
    SHEET_NAME,
    TABLE_HEADER,
    UNPLACED,
    Element,
    Furniture,
    ListHeading,
    Row,
    SectionHeading,
)
from corpus.interpreter.headings import (
    CONTENTS,
    ListTitle,
    SectionTitle,
    contents_entry,
    is_attachment,
    is_note,
    is_page_number,
    is_plain_name,
    is_section_name,
    list_title,
    section_title,
    sheet_title,
)
from corpus.models import ListName
from corpus.readers.grid import Form, GridRow
from corpus.white_space import compact

_NUMBER = re.compile(r"[(]?[*★▲△☆※]?(?P<number>\d{1,3})[)]?[.、]?[*★▲△☆※]?")
_PARAGRAPH_DUTY = re.compile(r"[*＊★]?\s*(?P<number>\d{1,3})\s*[.、．](?!\d)\s*(?P<title>\S.*)")
_SENTENCE = re.compile(r"[，。；]")


def read_layout(rows: Sequence[GridRow]) -> Iterator[Element]:
    """The elements of a document; blank rows are dropped, row numbers count from 1."""
    filled = [
        (line, row) for line, row in enumerate(rows, start=1) if any(map(str.strip, row.cells))
    ]
    reader = _Reader()
    skipped = 0
    for at, (_, row) in enumerate(filled):
        if skipped:
            skipped -= 1
            continue
        ahead = [after for _, after in islice(filled, at + 1, at + 3)]
        yield from reader.read(filled[at][0], row, ahead)
        skipped = reader.taken
        if skipped:
            yield from (Furniture(line, "", TABLE_HEADER) for line, _ in filled[at + 1 : at + 2])


@dataclass
class _Reader:
    """Where in the document the reading stands."""

    current: ListName | None = None
    columns: Columns = ()
    has_header: bool = False  # of the current list
    last: int = 0  # number of the duty before
    styles: list[str] = field(default_factory=list)  # of the list's sections, in order
    section: str = ""
    in_contents: bool = False
    in_notes: bool = False
    told: ListName | None = None  # the list by a cell of the row
    taken: int = 0  # rows after this one that it has used up

    def read(self, line: int, row: GridRow, ahead: Sequence[GridRow]) -> Iterator[Element]:
        """The elements of one row; `ahead` are the rows that come after it."""
        self.taken = 0
        text = _only_text(row)
        if self._is_contents("".join(row.cells), row):
            yield Furniture(line, _shown(row), CONTENTS_LINE)
        elif text is not None and (element := self._alone(line, row, text, ahead)) is not None:
            yield element
        elif (columns := self._header(row, ahead)) is not None:
            yield from self._open_table(line, row, columns)
        elif self.current is None and Column.KIND not in self.columns:
            yield Furniture(line, _shown(row), FRONT_MATTER)
        else:
            yield from self._inside_list(line, row, ahead)

    def _alone(
        self, line: int, row: GridRow, text: str, ahead: Sequence[GridRow]
    ) -> Element | None:
        """A text with nothing beside it, which may be a heading of any kind."""
        if compact(text) in CONTENTS and self.last == 0:
            self.in_contents = True
            return Furniture(line, _shown(row), CONTENTS_LINE)
        title = sheet_title(text) if row.form is Form.SHEET else list_title(text)
        if title is not None:
            return self._open_list(line, text, title)
        if row.form is Form.SHEET:
            self.current, self.columns = None, ()
            return Furniture(line, text, SHEET_NAME)
        if self.current is None and not self.columns:
            return None
        if (section := self._section(row, text, ahead)) is not None:
            return self._open_section(line, row, section)
        return self._note(line, row, text)

    def _is_contents(self, text: str, row: GridRow) -> bool:
        heading = contents_entry(text)
        if heading is None or row.form in (Form.TABLE, Form.SHEET):
            return False
        if list_title(heading) is not None:
            return True
        return self.in_contents and section_title(heading) is not None

    def _open_list(self, line: int, text: str, title: ListTitle) -> ListHeading:
        again = self.current is title.name
        if not again:
            self.last, self.section, self.styles = 0, "", []
        if not (again and self.has_header):
            self.columns, self.has_header = DEFAULT_COLUMNS[title.name], False
        self.current, self.in_notes = title.name, False
        return ListHeading(line, text, title.owner, title.name, title.title, title.declared)

    def _section(self, row: GridRow, text: str, ahead: Sequence[GridRow]) -> SectionTitle | None:
        section = section_title(text)
        if section is None or is_note(text) or is_attachment(text):
            return None
        if section.style == "digits":
            certain = row.wide and section.declared is not None
            return section if certain else None
        if section.style:
            return section if self._may_open(section, row) else None
        if section.declared is not None or is_section_name(section.name):
            return section if is_plain_name(section.name) else None
        if not is_plain_name(text) or not (row.wide or row.cells[0].strip()):
            return None
        return section if self._opens_duty(ahead) else None

    def _may_open(self, section: SectionTitle, row: GridRow) -> bool:
        """A numbered line outside of the table is a section's only where one may begin."""
        return row.form is not Form.PARAGRAPH or not self.in_notes

    def _open_section(self, line: int, row: GridRow, section: SectionTitle) -> Element:
        if section.style and self.styles and self.styles[0] == "outer" != section.style:
            return Furniture(line, _shown(row), TABLE_HEADER)  # part of a section
        self.styles.append(section.style)
        self.section, self.in_notes = section.name, False
        return SectionHeading(line, section.ordinal, section.name, section.declared)

    def _opens_duty(self, ahead: Sequence[GridRow]) -> bool:
        """Whether the list's next duty, or a header before it, comes next."""
        for row in ahead:
            if header_of(row) is not None:
                continue
            number = self._number(row)
            return number is not None and number in (1, self.last + 1)
        return False

    def _number(self, row: GridRow) -> int | None:
        at = self.columns.index(Column.NUMBER) if Column.NUMBER in self.columns else 0
        if at >= len(row.cells):
            return None
        match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", compact(row.cells[at])))
        if match is None and len(row.cells) == 1:
            match = _PARAGRAPH_DUTY.fullmatch(row.cells[0])
        return int(match["number"]) if match else None

    def _note(self, line: int, row: GridRow, text: str) -> Element | None:
        """What stands alone in a list and is no heading; None where it goes on with a duty."""
        shown = _shown(row)
        if is_page_number(text) and len(row.cells) == 1:
            return Furniture(line, shown, PAGE_NUMBER)
        if self._is_paragraph_duty(row, text):
            return None
        if is_note(text) or is_attachment(text):
            self.in_notes = True
            return Furniture(line, shown, NOTE)
        at_start = bool(row.cells[0].strip())
        if self.in_notes and at_start:
            return Furniture(line, shown, NOTE)
        if row.form is Form.PARAGRAPH:
            return Furniture(line, shown, NOTE if self.last else FRONT_MATTER)
        if self.last == 0 and not self.has_header and _SENTENCE.search(text):
            return Furniture(line, shown, FRONT_MATTER)
        if len(row.cells) == 1 or row.wide:
            return Furniture(line, shown, UNPLACED)
        return None

    def _is_paragraph_duty(self, row: GridRow, text: str) -> bool:
        if self.has_header or len(row.cells) > 1:
            return False
        match = _PARAGRAPH_DUTY.fullmatch(text)
        return match is not None and int(match["number"]) == self.last + 1

    def _header(self, row: GridRow, ahead: Sequence[GridRow]) -> Columns | None:
        if ahead and (columns := two_row_header(row, ahead[0])) is not None:
            single = header_of(row)
            if single is None or len({*columns} - {None}) > len({*single} - {None}):
                self.taken = 1
                return columns
        return header_of(row)

    def _open_table(self, line: int, row: GridRow, columns: Columns) -> Iterator[Element]:
        """A header; it opens its list where no heading has."""
        by_cells = Column.KIND in columns
        kind = list_of(columns)
        other = self.current is not None and self.last > 0 and not self._suits(kind)
        if not by_cells and (self.current is None or other):
            self.current, self.last, self.styles, self.section = kind, 0, [], ""
            title = f"{kind.value}履职事项清单"
            yield ListHeading(line, title, "", kind, title, None, printed=False)
        self.columns, self.has_header = columns, True
        self.in_contents = self.in_notes = False
        yield Furniture(line, _shown(row), TABLE_HEADER)

    def _suits(self, kind: ListName) -> bool:
        """Whether a header of this list may be one of the current list, printed again."""
        return not self.has_header or list_of(self.columns) is kind

    def _inside_list(self, line: int, row: GridRow, ahead: Sequence[GridRow]) -> Iterator[Element]:
        number = self._number(row)
        named = self._named(row)
        if len(row.cells) == 1 and number is not None:
            match = _PARAGRAPH_DUTY.fullmatch(row.cells[0])
            named = {Column.TITLE: match["title"]} if match else named
        if number is None and named.get(Column.NUMBER, "").strip():
            yield Furniture(line, _shown(row), UNPLACED)
            return
        owner = compact(named.pop(Column.OWNER, ""))
        yield from self._told_by_cell(line, named.pop(Column.KIND, ""), owner)
        if self.current is None:
            yield Furniture(line, _shown(row), FRONT_MATTER)
            return
        self.in_notes = self.in_contents = False
        if number is not None:
            self.last = number
        above = (self.columns[at] for at in row.above if at < len(self.columns))
        yield Row(line, number, named, frozenset(column for column in above if column))

    def _named(self, row: GridRow) -> dict[Column, str]:
        named: dict[Column, str] = {}
        for column, cell in zip(self.columns, row.cells, strict=False):
            if column is not None:  # two columns may hold parts of one thing
                named[column] = f"{named[column]}\n{cell}".strip() if column in named else cell
        return named

    def _told_by_cell(self, line: int, kind: str, owner: str) -> Iterator[Element]:
        """The list, and after it the section, that cells of 清单 or 类别 name, where it is new."""
        texts = [text for text in map(compact, kind.split("\n")) if text]
        titles = [list_title(t) or (sheet_title(t) if len(t) <= 8 else None) for t in texts]
        for text, title in zip(texts, titles, strict=True):
            if title is not None and title.name is not self.current:
                self.current, self.last, self.styles, self.section = title.name, 0, [], ""
                full = title.title if "事项" in title.title else f"{text}履职事项清单"
                whose = title.owner or owner
                yield ListHeading(line, text, whose, title.name, full, None, printed=False)
        for text, title in zip(texts, titles, strict=True):
            section = section_title(text) if title is None else None
            if section is not None and section.name != self.section:
                self.section = section.name
                yield SectionHeading(line, section.ordinal, section.name, section.declared)


def _only_text(row: GridRow) -> str | None:
    """The row's text where nothing stands beside it: alone, or the same in every cell."""
    texts = {compact(cell): cell.strip() for cell in row.cells if cell.strip()}
    filled = sum(1 for cell in row.cells if cell.strip())
    if len(texts) != 1 or filled not in (1, len(row.cells)):
        return None
    if row.above - {at for at, cell in enumerate(row.cells) if cell.strip()}:
        return None  # beside a merged cell
    return next(iter(texts.values()))


def _shown(row: GridRow) -> str:
    return "\t".join(row.cells)
