"""How many duties each department carries, of which list: bars in a table.

Drawn in HTML, not by Plotly: the page would load 4.6 MB of script for three numbers a row, and a
canvas or a picture can't be read aloud, enlarged, clicked by keyboard or fitted to 320 pixels.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from assistant.web.labels import LIST_CLASSES, Language, labels_of
from assistant.web.lists.labels import BrowseLabels, browse_labels
from corpus.departments import short_name
from corpus.models import Duty, ListName, Town

TOP_DEPARTMENTS = 12  # the others stand folded below


@dataclass(frozen=True)
class Load:
    """One department's duties, counted by list."""

    department: str
    counts: tuple[int, ...]  # in the order of ListName

    @property
    def total(self) -> int:
        """Duties of all lists."""
        return sum(self.counts)


def loads_of(duties: Sequence[Duty]) -> tuple[Load, ...]:
    """Every department of the duties, the busiest first; a duty counts for each of its own."""
    counted = Counter((name, duty.list) for duty in duties for name in set(duty.departments))
    names = dict.fromkeys(name for duty in duties for name in duty.departments)
    loads = [Load(name, tuple(counted[name, which] for which in ListName)) for name in names]
    return tuple(sorted(loads, key=lambda load: -load.total))


def workload_html(duties: Sequence[Duty], town: Town, language: str = Language.CHINESE) -> str:
    """The departments as bars, split by list; a name is a button with `data-lz-department`."""
    words, loads = browse_labels(language), loads_of(duties)
    most = max((load.total for load in loads), default=1)
    top, rest = loads[:TOP_DEPARTMENTS], loads[TOP_DEPARTMENTS:]
    folded = (
        f"<details><summary>{escape(words.rest.format(count=len(rest)))}</summary>"
        f"{_table(rest, town, most, words, language)}</details>"
        if rest
        else ""
    )
    return (
        '<div class="lz-workload" lang="zh-CN">'
        f'<p class="lz-small">{escape(words.workload_note)}</p>'
        f"{_table(top, town, most, words, language)}{folded}</div>"
    )


def _table(loads: Sequence[Load], town: Town, most: int, words: BrowseLabels, language: str) -> str:
    names = labels_of(language).list_names
    heads = "".join(
        f'<th scope="col" class="{LIST_CLASSES[which]}">{escape(names[which])}</th>'
        for which in ListName
    )
    rows = "".join(_row(load, town, most) for load in loads)
    return (
        f'<table><caption class="lz-hidden">{escape(words.workload)}</caption><thead><tr>'
        f'<th scope="col">{escape(words.department)}</th>{heads}'
        f'<th scope="col">{escape(words.total)}</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _row(load: Load, town: Town, most: int) -> str:
    cells = "".join(
        f'<td class="{LIST_CLASSES[which]}">{count or "–"}</td>'
        for which, count in zip(ListName, load.counts, strict=True)
    )
    bars = "".join(
        f'<i class="{LIST_CLASSES[which]}" style="width:{count / most:.2%}"></i>'
        for which, count in zip(ListName, load.counts, strict=True)
        if count
    )
    full_name = escape(load.department)
    name = escape(short_name(load.department, town.region))
    return (
        '<tr><th scope="row">'
        f'<button type="button" data-lz-department="{full_name}" title="{full_name}">'
        f"{name}</button>"
        f'<span class="lz-bars" aria-hidden="true">{bars}</span></th>'
        f"{cells}<td>{load.total}</td></tr>"
    )
