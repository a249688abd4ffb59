"""The lines of an answer as HTML: at most a few items of each holder, the rest folded."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from assistant.answering.telling.lines import Line, LineKind
from assistant.web.chat.notes import notes_html
from assistant.web.labels import LANGUAGE_TAGS, Labels, Language

CHINESE_TAG = LANGUAGE_TAGS[Language.CHINESE]  # answers are Chinese in either interface
_SHOWN_ITEMS = 3
_SHOWN_CHARS = 100  # of all items together; about six lines of a phone
_HOLDER_CHARS = (20, 50)  # least and most of one holder


def body_html(lines: Sequence[Line], labels: Labels) -> str:
    """Paragraphs, tables and items in their order; "" for no line."""
    if not lines:
        return ""
    groups = [(kind, list(group)) for kind, group in groupby(lines, key=lambda line: line.kind)]
    holders = sum(kind is LineKind.ITEM for kind, _ in groups)
    least, most = _HOLDER_CHARS
    room = min(most, max(least, _SHOWN_CHARS // max(holders, 1)))
    inner = "".join(_group(kind, group, room, labels) for kind, group in groups)
    return f'<div class="lz-body" lang="{CHINESE_TAG}">{inner}</div>'


def paragraph(line: Line) -> str:
    """One line of its own; what the town adds in its box."""
    if line.notes:
        return notes_html(line.notes)
    kind = "heading" if line.kind is LineKind.HEADING else "line"
    return f'<p class="lz-{kind}">{escape(line.text)}</p>'


def _group(kind: LineKind, lines: Sequence[Line], room: int, labels: Labels) -> str:
    if kind is LineKind.ROW:
        return _table(lines)
    if kind is LineKind.ITEM:
        return _items(lines, room, labels)
    return "".join(map(paragraph, lines))


def _items(lines: Sequence[Line], room: int, labels: Labels) -> str:
    """The first items; a long one stands whole behind how it begins."""
    shown = _shown(lines, room)
    first, *others = lines[:shown]
    start = paragraph(first)
    if len(first.text) > room:
        start = _folded(f"{first.text[:room]}……", [first], "lz-long")
    rest = lines[shown:]
    below = _folded(labels.more_items, rest) if rest else ""
    return start + "".join(map(paragraph, others)) + below


def _shown(lines: Sequence[Line], room: int) -> int:
    """How many items fit into so many characters, at least one."""
    chars, count = 0, 0
    for line in lines[:_SHOWN_ITEMS]:
        chars += len(line.text)
        if count and chars > room:
            break
        count += 1
    return count


def _folded(summary: str, lines: Sequence[Line], kind: str = "") -> str:
    inner = "".join(map(paragraph, lines))
    named = f'class="lz-more {kind}"' if kind else 'class="lz-more"'
    return f"<details {named}><summary>{escape(summary)}</summary>{inner}</details>"


def _table(rows: Sequence[Line]) -> str:
    shown = "".join(
        f'<tr data-lz-text="{escape(row.text)}">'
        + f'<th scope="row">{escape(row.cells[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row.cells[1:])
        + "</tr>"
        for row in rows
    )
    return f'<div class="lz-table"><table>{shown}</table></div>'
