"""The staff panel of versions: what the new lists change, for the public and word by word."""

from collections.abc import Iterable, Iterator
from html import escape

import gradio

from assistant.staff.version_report import REWORDING, VersionReport, version_report
from assistant.web.staff import labels as labels
from assistant.web.staff.desk import Desk, Fill, table, town_dropdown
from corpus.comparison.changes import ChangedDuty, Difference, DutyName, Kind
from corpus.comparison.rewording import PartChange, What
from corpus.comparison.telling import counted, marked_change, part_heading, shifts, whose
from corpus.source import SourceError
from corpus.towns.versions import older_versions

_MARKS = {"-": "del", "+": "ins"}


def versions_panel(desk: Desk) -> Fill:
    """Build the panel; returns what fills it on an event."""
    chosen = town_dropdown(label=labels.VERSION, elem_id="staff-version")
    shown = gradio.HTML(elem_id="staff-versions", elem_classes="staff-page")

    def compared(since: str | None) -> str:
        try:
            files = desk.assistant.files
            return report_html(version_report(desk.settings, files, since or ""))
        except SourceError as error:
            return f"<p>{escape(str(error))}</p>"

    def filled() -> tuple[gradio.Dropdown, str]:
        names = [str(older.card.version) for older in older_versions(desk.assistant.files)]
        latest = names[-1] if names else ""
        drop = gradio.Dropdown(names[::-1], value=latest or None, visible=bool(names))
        return drop, compared(latest)

    desk.gate.listen(chosen.input, compared, [chosen], [shown])
    return lambda event: desk.gate.listen(event, filled, outputs=[chosen, shown])


def report_html(report: VersionReport) -> str:
    """The sum, what changes for the public, then all that was added, removed, moved, reworded."""
    found = report.difference
    between = labels.between(found.older, report.older_duties, found.newer, report.newer_duties)
    reworded = [change for change in found.changed if not REWORDING.isdisjoint(change.kinds)]
    lost = [
        f"{one.asked.question}（{labels.WAS_OF}{'、'.join(one.titles)}）"
        for one in report.questions_lost
    ]
    return (
        f"<h2>{escape(between)}</h2><p>{escape(counted(found))}。</p>"
        f"{_list(labels.FOR_PUBLIC, report.public)}"
        f"{_list(labels.LOST_QUESTIONS, lost)}"
        f"{_list(labels.ADDED_DUTIES, map(_named, found.added))}"
        f"{_list(labels.REMOVED_DUTIES, map(_named, found.removed))}"
        f"{_list(labels.MOVED_DUTIES, _moved(found))}"
        f"{_list(labels.CHANGED_DEPARTMENTS, _departments(found))}"
        f"{_reworded(reworded)}"
    )


def _list(heading: str, lines: Iterable[str]) -> str:
    rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h2>{escape(heading)}</h2><ul>{rows}</ul>" if rows else ""


def _named(duty: DutyName) -> str:
    return f"{duty.duty_id} {duty.title}（{whose(duty)}）"


def _moved(found: Difference) -> Iterator[str]:
    for change in found.changed:
        if Kind.MOVED in change.kinds:
            yield f"{change.before.duty_id} → {change.after.duty_id} {change.after.title}"
    yield from shifts(found)


def _departments(found: Difference) -> Iterator[str]:
    names = found.departments
    yield from (labels.renamed(one.before, one.after, one.duties) for one in names.renamed)
    yield from (f"{labels.NEW_DEPARTMENT}{name}" for name in names.added)
    yield from (f"{labels.GONE_DEPARTMENT}{name}" for name in names.removed)


def _reworded(changes: Iterable[ChangedDuty]) -> str:
    rows = [
        (
            escape(f"{change.after.duty_id} {change.after.title}"),
            escape(part_heading(part)),
            _words(part),
        )
        for change in changes
        for part in change.parts
    ]
    return table(labels.REWORDED_COLUMNS, rows, labels.reworded(len(rows))) if rows else ""


def _words(part: PartChange) -> str:
    """Old words struck out, new ones underlined; a reader of the screen is told which are which."""
    if part.what is What.SIGNS:
        return labels.ONLY_SIGNS
    return "".join(
        f"<{_MARKS[mark]}>{escape(words)}</{_MARKS[mark]}>" if mark else escape(words)
        for mark, words in marked_change(part)
    )
