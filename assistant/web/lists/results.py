"""The list of found duties as HTML: links, grouped by list and section."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from urllib.parse import quote

from assistant.answering.wording import brief
from assistant.web.labels import LIST_CLASSES
from assistant.web.lists.duty_view import duty_address
from assistant.web.lists.labels import BrowseLabels
from assistant.web.marking import marked_text
from corpus.departments import short_name
from corpus.models import Duty, ListName, Town

_BEFORE, _AROUND = 12, 48  # characters of an excerpt: before the word, in all


def results_html(
    duties: Sequence[Duty],
    shown: int,
    words: Sequence[str],
    town: Town,
    labels: BrowseLabels,
    address: str = "",
) -> str:
    """How many there are, and the first `shown` of them; `words` are highlighted.

    `address` is the query string of what was looked for. A duty's link has `data-lz-open`; without
    scripts it opens the page with that duty.
    """
    count = labels.found.format(count=len(duties))
    if len(duties) > shown:
        count += labels.shown.format(count=shown)
    groups = groupby(duties[:shown], key=lambda duty: (duty.list, duty.section))
    lists = "".join(
        f"<h3>{escape(town.list_title(which))} · {escape(section)}</h3>"
        f"<ol>{''.join(_row(duty, words, town, labels) for duty in group)}</ol>"
        for (which, section), group in groups
    )
    nothing = "" if duties else _nothing(words, town, labels)
    return (
        f'<p class="lz-count" role="status" data-lz-address="{escape(address)}">{escape(count)}</p>'
        f"{nothing}{lists}"
    )


def _nothing(words: Sequence[str], town: Town, labels: BrowseLabels) -> str:
    text = " ".join(words)
    if not text:
        return ""
    ask = labels.ask_instead.format(text=text)
    return (
        f"<p>{escape(labels.nothing.format(text=text))}</p>"
        f'<p><a class="lz-button" href="?q={quote(text)}&amp;town={town.key}">{escape(ask)}</a></p>'
    )


def _row(duty: Duty, words: Sequence[str], town: Town, labels: BrowseLabels) -> str:
    who = "" if duty.list is ListName.BASIC else short_name(duty.lead_department, town.region)
    more = len(duty.departments) - 1
    facts = [f"{who} +{more}" if more else who, labels.enforcement if duty.enforcement else ""]
    small = " · ".join(filter(None, facts))
    address = duty_address(duty.duty_id, town)
    return (
        f'<li><a class="lz-row {LIST_CLASSES[duty.list]}" href="{address}"'
        f' data-lz-open="{duty.duty_id}" data-version="{town.version}"><b>{duty.duty_id}</b> '
        f"<span>{marked_text(brief(duty.title), words)}</span>"
        f"{''.join(_excerpts(duty, words))}<small>{escape(small)}</small></a></li>"
    )


def _excerpts(duty: Duty, words: Sequence[str]) -> Iterator[str]:
    """Where the first word stands, unless the title that is shown has one."""
    if not words or any(word in brief(duty.title).casefold() for word in words):
        return
    for block in duty.blocks:
        place = block.text.casefold().find(words[0])
        if place >= 0:
            start = max(0, place - _BEFORE)
            text = block.text[start : start + _AROUND].replace("\n", " ")
            yield f'<span class="lz-excerpt">……{marked_text(text, words)}……</span>'
            return
