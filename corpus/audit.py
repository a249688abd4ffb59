"""Proof that the parsed town is the whole document: counts, departments, variants, coverage."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.interpreter import elements
from corpus.interpreter.broken_rows import rejoined
from corpus.interpreter.cells import paragraphs
from corpus.interpreter.marks import SYMBOLS
from corpus.interpreter.names import LABEL, SEPARATOR
from corpus.models import BlockKind, Duty, ListName, Town
from corpus.readers.grid import GridRow

MINIMUM_COVERAGE = 0.995  # share of source characters, without headers and page furniture

_FURNITURE = frozenset(
    {
        elements.TABLE_HEADER,
        elements.CONTENTS_LINE,
        elements.FRONT_MATTER,
        elements.NOTE,
        elements.PAGE_NUMBER,
        elements.SHEET_NAME,
    }
)
_CUTS = re.compile(r"[：:。]")
_MARKS = str.maketrans("", "", SYMBOLS)


@dataclass(frozen=True)
class Count:
    """Declared against parsed duties of a list (section is None) or a section."""

    list: ListName
    section: str | None
    declared: int | None
    parsed: int
    source_line: int


@dataclass(frozen=True)
class DepartmentGap:
    """A duty whose cell of departments and whose texts name different ones."""

    duty_id: str
    without_text: tuple[str, ...]
    not_in_cell: tuple[str, ...]
    source_line: int


@dataclass(frozen=True)
class MergedDuty:
    """A duty that the document repeats over several rows."""

    duty_id: str
    source_lines: tuple[int, ...]
    variants: tuple[str, ...]


@dataclass(frozen=True)
class Uncovered:
    """Source text in a table that is in no duty."""

    source_line: int
    text: str


@dataclass(frozen=True)
class Audit:
    """All findings; `coverage` is between 0 and 1."""

    counts: tuple[Count, ...]
    gaps: tuple[DepartmentGap, ...]
    merged: tuple[MergedDuty, ...]
    uncovered: tuple[Uncovered, ...]
    coverage: float
    furniture_lines: int

    @property
    def problems(self) -> tuple[str, ...]:
        """What the audit alone finds wrong, one Chinese sentence each."""
        found = [
            f"第 {gap.source_line} 行：{gap.duty_id} 的部门栏与正文不一致："
            + "、".join((*gap.without_text, *gap.not_in_cell))
            for gap in self.gaps
        ]
        if self.coverage < MINIMUM_COVERAGE:
            line = self.uncovered[0].source_line if self.uncovered else 1
            found.append(
                f"第 {line} 行起有文字没有归入任何事项，覆盖率 {self.coverage:.2%}，"
                f"应高于 {MINIMUM_COVERAGE:.1%}"
            )
        return tuple(found)


def audit_town(town: Town, rows: Sequence[GridRow]) -> Audit:
    """Check the town against the rows it was parsed from."""
    uncovered, coverage = _coverage(town, rows)
    return Audit(
        counts=tuple(_counts(town)),
        gaps=tuple(_department_gaps(town)),
        merged=tuple(_merged(town)),
        uncovered=tuple(uncovered),
        coverage=coverage,
        furniture_lines=sum(item.reason in _FURNITURE for item in town.left_out),
    )


def _counts(town: Town) -> Iterator[Count]:
    for duty_list in town.lists:
        duties = duty_list.duties
        line = duty_list.source_line
        yield Count(duty_list.name, None, duty_list.declared, len(duties), line)
        for section in duty_list.sections:
            parsed = sum(duty.section == section.name for duty in duties)
            yield Count(section.list, section.name, section.declared, parsed, section.source_line)


def _department_gaps(town: Town) -> Iterator[DepartmentGap]:
    for duty in town.duties:
        if duty.list is ListName.BASIC:
            continue
        holders = {
            name for block in duty.parts(BlockKind.DEPARTMENT) for name in block.holder.split("、")
        }
        shared = bool(duty.parts(BlockKind.SHARED))
        without_text = () if shared else tuple(d for d in duty.departments if d not in holders)
        not_in_cell = tuple(sorted(holders - set(duty.departments)))
        if without_text or not_in_cell:
            yield DepartmentGap(duty.duty_id, without_text, not_in_cell, duty.source_lines[0])


def _merged(town: Town) -> Iterator[MergedDuty]:
    for duty in town.duties:
        if len(duty.source_lines) > 1:
            variants = [*duty.title_variants]
            variants += [variant for block in duty.blocks for variant in block.variants]
            yield MergedDuty(duty.duty_id, duty.source_lines, tuple(variants))


def _coverage(town: Town, rows: Sequence[GridRow]) -> tuple[list[Uncovered], float]:
    """Text of table rows that no duty holds, and the share of characters that some duty does.

    Reads the source anew, so that what the parser dropped shows here.
    """
    held = {line: _held_text(duty) for duty in town.duties for line in duty.source_lines}
    apart = {item.source_line: item.reason for item in town.left_out}
    headings = {item.source_line for duty_list in town.lists for item in duty_list.sections}
    headings |= {duty_list.source_line for duty_list in town.lists}
    total = kept = 0
    uncovered: list[Uncovered] = []
    for line, row in enumerate(rejoined(rows), start=1):
        if line in headings or apart.get(line) in _FURNITURE:
            continue
        for piece in _pieces(row):
            total += len(piece)
            if piece in held.get(line, ""):
                kept += len(piece)
            else:
                uncovered.append(Uncovered(line, piece))
    return uncovered, kept / total if total else 0.0


def _pieces(row: GridRow) -> Iterator[str]:
    """Runs between white space, tags, colons and full stops, as `_plain` text without labels."""
    for cell in row.cells:
        for paragraph in paragraphs(cell):
            for piece in re.split(r"[：:。\s]", LABEL.sub("。", paragraph)):
                if plain := _plain(piece):
                    yield plain


def _held_text(duty: Duty) -> str:
    """Everything a duty holds, joined the way `_pieces` cuts the source."""
    texts = [str(duty.number), duty.title, *duty.title_variants, "".join(duty.departments)]
    for block in duty.blocks:
        texts += [block.heading, "".join(block.items), *block.variants]
    return "\n".join(_plain(piece) for text in texts for piece in _CUTS.split(text))


def _plain(text: str) -> str:
    """Without white space, enforcement marks and what separates names in a cell."""
    return SEPARATOR.sub("", text).translate(_MARKS)
