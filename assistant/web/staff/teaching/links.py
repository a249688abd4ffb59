"""The staff panel of links: which duties are the same matter as others', so share its questions."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import gradio

from assistant.staff.town_links import SHOWN, SeenLink, TownLinks
from assistant.web.staff.desk import Desk, Fill, button, tapped_html
from assistant.web.staff.notice import inform
from assistant.web.staff.teaching import labels as labels
from corpus.source import SourceError
from index.matters.links import Verdict


def links_panel(desk: Desk) -> Fill:
    """Build the panel; returns what fills it on an event."""
    return _Panel(desk).fill_on


class _Panel:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        gradio.HTML(f'<p class="staff-note">{labels.LINKS_HELP}</p>')
        self._apply = gradio.Button(labels.LINKS_APPLY, variant="primary", visible=False, size="md")
        self._list = tapped_html("staff-links")
        self._connect()

    def fill_on(self, event: Any) -> object:
        """Fill the lists when the event comes."""
        return self._desk.gate.listen(event, self._lists, [], [self._list, self._apply])

    def _connect(self) -> None:
        listen, listed = self._desk.gate.listen, [self._list, self._apply]
        listen(self._list.submit, self._confirm, [], listed)
        listen(self._list.delete, self._deny, [], listed)
        listen(self._list.clear, self._take_back, [], listed)
        listen(self._apply.click, self._bring_live, [], listed, shows_progress_on=self._list)

    @property
    def _links(self) -> TownLinks:
        return TownLinks(self._desk.assistant.files)

    def _lists(self) -> list[object]:
        """Updates of the lists, and of the button that makes what was decided live."""
        assistant = self._desk.assistant
        try:
            links = self._links
        except SourceError as error:  # it ships with the product
            return [f"<p>{escape(str(error))}</p>", gradio.Button(visible=False)]
        shown = links_html(links.proposed(), links.used(), links.denied())
        return [shown, gradio.Button(visible=not assistant.knows_all)]

    def _confirm(self, event: gradio.EventData) -> list[object]:
        return self._decided(event, Verdict.SAME)

    def _deny(self, event: gradio.EventData) -> list[object]:
        return self._decided(event, Verdict.OTHER)

    def _take_back(self, event: gradio.EventData) -> list[object]:
        return self._decided(event, None)

    def _decided(self, event: gradio.EventData, verdict: Verdict | None) -> list[object]:
        self._links.decide({str(event.id): verdict})
        inform(labels.LINKS_DECIDED[verdict])
        return self._lists()

    def _bring_live(
        self,
        progress: gradio.Progress = gradio.Progress(),  # noqa: B008
    ) -> list[object]:
        self._desk.bring_live(progress)
        inform(labels.LINKS_APPLIED)
        return self._lists()


def links_html(
    proposed: Sequence[SeenLink], used: Sequence[SeenLink], denied: Sequence[SeenLink]
) -> str:
    """What is to be decided; folded below it what is used, and what was turned down."""
    rows = "".join(f"<li>{_proposal(link)}</li>" for link in proposed[:SHOWN])
    heading = labels.proposed_links(len(proposed), SHOWN) if proposed else labels.NO_LINKS
    listed = f'<ol class="staff-list">{rows}</ol>' if rows else ""
    return (
        f"<h2>{heading}</h2>{listed}"
        f"{_folded(labels.used_links(len(used)), map(_used, used))}"
        f"{_folded(labels.denied_links(len(denied)), map(_denied, denied))}"
    )


def _proposal(link: SeenLink) -> str:
    return (
        f"<h3>{escape(f'{link.duty_id} {link.title}')}</h3>"
        f"<p>{labels.LINKED_TO}<b>{escape(link.matter)}</b></p>{_samples(link)}"
        '<div class="staff-buttons">'
        + button("submit", labels.SAME_MATTER, link.name)
        + button("delete", labels.OTHER_MATTER, link.name)
        + "</div>"
    )


def _samples(link: SeenLink) -> str:
    asked = "".join(f"<li>{escape(question)}</li>" for question in link.samples)
    return f'<p class="staff-note">{labels.LINK_SAMPLES}</p><ul>{asked}</ul>' if asked else ""


def _used(link: SeenLink) -> str:
    if link.verdict is None:
        told = labels.linked_by_itself(link.probability)
        return _line(link, told, button("delete", labels.WRONG_LINK, link.name))
    told = labels.decided_on(labels.LINK_CONFIRMED, link.day)
    return _line(link, told, button("clear", labels.TAKE_BACK, link.name))


def _denied(link: SeenLink) -> str:
    told = labels.decided_on(labels.LINK_DENIED, link.day)
    return _line(link, told, button("clear", labels.TAKE_BACK, link.name))


def _line(link: SeenLink, told: str, decide: str) -> str:
    return (
        f"<p>{escape(f'{link.duty_id} {link.title}')} → <b>{escape(link.matter)}</b></p>"
        f'<p class="staff-note">{escape(told)}</p><div class="staff-buttons">{decide}</div>'
    )


def _folded(heading: str, rows: Iterable[str]) -> str:
    listed = "".join(f"<li>{row}</li>" for row in rows)
    if not listed:
        return ""
    return f'<details><summary>{heading}</summary><ol class="staff-list">{listed}</ol></details>'
