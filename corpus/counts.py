"""The document's own counts against what was parsed: lists, sections, gapless numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.models import DutyList, ListName


@dataclass(frozen=True)
class Problem:
    """Something that does not add up, with the source line to look at.

    What is only `doubtful` was read by a rule that may fail, and is shown for a look.
    """

    line: int
    message: str
    doubtful: bool = False
    duty_id: str = ""  # of the duty that a correction can mend
    mended_by: str = ""  # the correction's field: 部门


def count_problems(lists: Sequence[DutyList], last_line: int) -> list[Problem]:
    """What is missing, skipped or counted otherwise than the document declares."""
    problems = [
        Problem(last_line, f"全文没有《{name.full_name}》")
        for name in ListName
        if all(duty_list.name is not name for duty_list in lists)
    ]
    for duty_list in lists:
        problems += _declared_problems(duty_list)
        numbers = [0, *(duty.number for duty in duty_list.duties)]
        lines = [duty.source_lines[0] for duty in duty_list.duties]
        problems += [
            Problem(
                line, f"《{duty_list.name.full_name}》第 {before + 1} 项应在这里，写的却是 {after}"
            )
            for (before, after), line in zip(pairwise(numbers), lines, strict=True)
            if after not in (before, before + 1)
        ]
    return problems


def _declared_problems(duty_list: DutyList) -> Iterator[Problem]:
    found = len(duty_list.duties)
    if duty_list.declared not in (None, found):
        yield Problem(
            duty_list.source_line,
            f"《{duty_list.name.full_name}》标题写 {duty_list.declared} 项，实际读出 {found} 项",
        )
    for section in duty_list.sections:
        inside = sum(duty.section == section.name for duty in duty_list.duties)
        if section.declared not in (None, inside):
            yield Problem(
                section.source_line,
                f"《{duty_list.name.full_name}》“{section.name}”写 {section.declared} 项，"
                f"实际读出 {inside} 项",
            )
