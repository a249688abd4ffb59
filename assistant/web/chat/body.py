"""The lines of an answer as HTML: what a phone's first screen has room for, the rest folded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from assistant.answering.telling.lines import Line, LineKind
from assistant.web.chat.notes import notes_html
from assistant.web.chat.room import CUT_ROWS, FOLD_ROWS, HEADING_ROWS, beginning, rows_of
from assistant.web.labels import LANGUAGE_TAGS, Labels, Language

CHINESE_TAG = LANGUAGE_TAGS[Language.CHINESE]  # answers are Chinese in either interface
_SHOWN_ITEMS = 3


@dataclass
class _Group:
    """A holder's heading and items, with how many of these are shown; 0: none, nor the heading."""

    heading: Sequence[Line]
    items: Sequence[Line]
    under: Sequence[Line]  # the heading of its matter, of several
    shown: int = 0
    is_cut: bool = False  # the first item

    @property
    def least_rows(self) -> float:
        """What the heading and the first item, cut, take."""
        first = min(rows_of(self.items[0].text), CUT_ROWS)
        return HEADING_ROWS * len(self.heading) + first

    @property
    def left(self) -> Sequence[Line]:
        """The items that are not shown."""
        return self.items[self.shown :]


def body_html(
    lines: Sequence[Line], labels: Labels, room: float, *, is_folded: bool = False
) -> str:
    """Paragraphs, tables and items in their order, "" for no line; what has no room is folded.

    `room` is in rows of a phone's first screen. Of several holders each begins, as far as there
    is room; of one matter the first one always does, unless all items are to be folded.
    """
    if not lines:
        return ""
    pieces = list(_pieces(lines))
    groups = [piece for piece in pieces if isinstance(piece, _Group)]
    if not is_folded:
        taken = sum(_rows(piece) for piece in pieces if not isinstance(piece, _Group))
        _share(groups, room - taken)
    shown = "".join(
        _shown(piece) if isinstance(piece, _Group) else _standing(piece) for piece in pieces
    )
    inner = shown + _folded_rest(pieces, labels)
    return f'<div class="lz-body" lang="{CHINESE_TAG}">{inner}</div>'


def paragraph(line: Line) -> str:
    """One line of its own; what the town adds in its box."""
    if line.notes:
        return notes_html(line.notes)
    kind = "heading" if line.kind is LineKind.HEADING else "line"
    return f'<p class="lz-{kind}">{escape(line.text)}</p>'


def _pieces(lines: Sequence[Line]) -> Iterator[_Group | list[Line]]:
    """Items with the heading before them, and what stands as it is."""
    headings: list[Line] = []  # until it is known what they head
    under: list[Line] = []
    for kind, group in groupby(lines, key=lambda line: line.kind):
        found = list(group)
        if kind is LineKind.HEADING:
            headings = found
            continue
        own = headings[-1:] if kind is LineKind.ITEM else []
        standing = headings[: len(headings) - len(own)]
        if standing:
            under = standing[-1:]
            yield standing
        yield _Group(own, found, under) if kind is LineKind.ITEM else found
        headings = []
    if headings:
        yield headings


def _share(groups: Sequence[_Group], room: float) -> None:
    """Let each group begin while there is room; then whole first items, then further ones."""
    left = room - FOLD_ROWS
    for place, group in enumerate(groups):
        if group.least_rows > left and (place or group.under):
            break
        left -= group.least_rows
        group.shown, group.is_cut = 1, rows_of(group.items[0].text) > CUT_ROWS
    begun = [group for group in groups if group.shown]
    for group in begun:
        more = rows_of(group.items[0].text) - CUT_ROWS
        if group.is_cut and more <= left:
            group.is_cut, left = False, left - more
    for place in range(1, _SHOWN_ITEMS):
        for group in begun:
            further = group.items[place : place + 1]
            if group.shown == place and further and rows_of(further[0].text) <= left:
                group.shown, left = place + 1, left - rows_of(further[0].text)


def _rows(lines: Sequence[Line]) -> float:
    return sum(rows_of(line.text) for line in lines)


def _standing(lines: Sequence[Line]) -> str:
    if lines[0].kind is LineKind.ROW:
        return _table(lines)
    return "".join(map(paragraph, lines))


def _shown(group: _Group) -> str:
    """A group as far as it is shown; a long item stands whole behind how it begins."""
    if not group.shown:
        return ""
    first, *others = group.items[: group.shown]
    start = _long(first) if group.is_cut else paragraph(first)
    return "".join(map(paragraph, group.heading)) + start + "".join(map(paragraph, others))


def _long(line: Line) -> str:
    summary = f"{escape(beginning(line.text))}……"
    return (
        f'<details class="lz-more lz-long"><summary>{summary}</summary>{paragraph(line)}</details>'
    )


def _folded_rest(pieces: Sequence[_Group | list[Line]], labels: Labels) -> str:
    """All that has no room behind one tap, each holder's and matter's under its heading.

    What goes on right below its shown items has its heading above them.
    """
    left = [piece for piece in pieces if isinstance(piece, _Group) and piece.left]
    if not left:
        return ""
    shown = (one for one in reversed(pieces) if not isinstance(one, _Group) or one.shown)
    last = next(shown, None)
    inner, under = "", left[0].under
    for group in left:
        headings = (*group.under, *group.heading) if group.under != under else group.heading
        if group is left[0] and group is last:
            headings = ()
        under = group.under
        inner += "".join(map(paragraph, (*headings, *group.left)))
    return (
        f'<details class="lz-more"><summary>{escape(labels.more_items)}</summary>{inner}</details>'
    )


def _table(rows: Sequence[Line]) -> str:
    shown = "".join(
        f'<tr data-lz-text="{escape(row.text)}">'
        + f'<th scope="row">{escape(row.cells[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row.cells[1:])
        + "</tr>"
        for row in rows
    )
    return f'<div class="lz-table"><table>{shown}</table></div>'
