"""The lists tab: filters, search as you type, the duties found, one whole duty, downloads."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Any
from urllib.parse import quote

import gradio

from assistant.assistant import Assistant
from assistant.duty_filter import DutyFilter, Role
from assistant.web.browse_labels import BrowseLabels, browse_labels
from assistant.web.downloads import Format, download_file
from assistant.web.duty_search import MAX_SEARCH_CHARS, DutyTexts, search_words
from assistant.web.duty_view import duty_html
from assistant.web.labels import Language, labels_of
from assistant.web.results import results_html
from assistant.web.workload import loads_of, workload_html
from corpus.departments import short_name
from corpus.models import Duty, ListName, Town

ROWS = 50  # a page of results; more would be slow to send at each key
_ALL = ""
# The button is there a moment after the file is.
_START_DOWNLOAD = "() => setTimeout(() => document.querySelector('#lz-file')?.click(), 300)"
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
Component = gradio.components.Component


@dataclass(frozen=True)
class BrowseTab:
    """What the page needs of the tab."""

    outputs: list[Component]
    contents: "_Contents"

    def show(self, duty_id: str, language: str = Language.CHINESE) -> list[object]:
        """Updates of `outputs` that open a duty; of "" or an unknown one, that close it."""
        return [self.contents.duty(duty_id, (), "", language)]


def build_browse(assistant: Assistant, language: gradio.BrowserState) -> BrowseTab:
    """Build the tab where it stands in the page, and connect it; it follows `language` itself."""
    contents = _Contents(assistant.town)
    return BrowseTab([_Parts(contents, language).duty], contents)


class _Contents:
    """What the tab shows, as HTML, without its components."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self._texts = DutyTexts(town)

    def found(
        self,
        text: str,
        which: str,
        section: str,
        department: str,
        lead_only: bool,
        enforcement: bool,
    ) -> tuple[Duty, ...]:
        """The duties that fulfil the filters, as the components give them."""
        wanted = DutyFilter(
            rest=text,
            lists=(ListName(which),) if which else (),
            sections=(section,) if section else (),
            departments=(department,) if department else (),
            role=Role.LEAD if lead_only else Role.ANY,
            enforcement=enforcement,
        )
        return self._texts.found(wanted)

    def duty(self, duty_id: str, among: Sequence[str], text: str, language: str) -> str:
        """A duty with the way to its neighbours; these are of `among` where it is one of them."""
        labels = browse_labels(language)
        all_ids = [duty.duty_id for duty in self.town.duties]
        if duty_id not in all_ids:
            return f'<p class="lz-pick">{escape(labels.pick)}</p>'
        ids = list(among) if duty_id in among else all_ids
        place = ids.index(duty_id)
        before, after = ids[max(0, place - 1) : place], ids[place + 1 : place + 2]
        links = (
            _link("", "lz-back", labels.back),
            *(_link(other, "", f"‹ {labels.previous}") for other in before),
            *(_link(other, "", f"{labels.following} ›") for other in after),
        )
        shown = duty_html(self.town.duty(duty_id), self.town, search_words(text), language)
        return (
            f'<nav class="lz-steps" data-lz-shown="{duty_id}">{"".join(links)}'
            f"<span>{place + 1} / {len(ids)}</span></nav>{shown}"
        )

    def sections(self, labels: BrowseLabels) -> list[tuple[str, str]]:
        """Choices of the section, each with its number of duties."""
        names = [duty.section for duty in self.town.duties]
        counted = [(f"{name}（{names.count(name)}）", name) for name in dict.fromkeys(names)]
        return [(labels.all_sections, _ALL), *counted]

    def departments(self, labels: BrowseLabels) -> list[tuple[str, str]]:
        """Choices of the department, the busiest first."""
        loads = loads_of(self.town.duties)
        counted = [
            (f"{short_name(load.department, self.town.region)}（{load.total}）", load.department)
            for load in loads
        ]
        return [(labels.all_departments, _ALL), *counted]


def _link(duty_id: str, kind: str, words: str) -> str:
    href = f"?duty={quote(duty_id)}" if duty_id else "?"
    return f'<a class="lz-button {kind}" href="{href}" data-lz-open="{duty_id}">{escape(words)}</a>'


class _Parts:
    """The tab's components and what follows when they are used."""

    def __init__(self, contents: _Contents, language: gradio.BrowserState) -> None:
        self._contents, self._language = contents, language
        labels = browse_labels(Language.CHINESE)
        script = (files("assistant.web") / "assets" / "browse.js").read_text(encoding="utf-8")
        duties = contents.town.duties
        self._found = gradio.State(tuple(duty.duty_id for duty in duties))
        self._shown = gradio.State(ROWS)
        with gradio.Group(elem_id="lz-filters"):
            self._filters(labels)
        with gradio.Row(elem_id="lz-browse"):
            with gradio.Column(elem_id="lz-finder", min_width=280, scale=2):
                self._results = gradio.HTML(
                    results_html(duties, ROWS, (), contents.town, labels),
                    elem_id="lz-results",
                    js_on_load=script,
                )
                self._more = gradio.Button(labels.more.format(count=ROWS), size="sm")
                self._downloads(labels)
            with gradio.Column(elem_id="lz-reader", min_width=280, scale=3):
                self.duty = gradio.HTML(
                    contents.duty("", (), "", Language.CHINESE),
                    elem_id="lz-duty",
                    js_on_load=script,
                )
        with gradio.Accordion(labels.workload, open=False, elem_id="lz-work") as self._work:
            self._bars = gradio.HTML(
                workload_html(duties, contents.town), js_on_load=script, elem_id="lz-bars"
            )
        self._connect()

    def _filters(self, labels: BrowseLabels) -> None:
        self._text = gradio.Textbox(
            value="",
            label=labels.search,
            placeholder=labels.search_hint,
            max_length=MAX_SEARCH_CHARS,
            elem_id="lz-search",
        )
        self._which = gradio.Radio(
            _lists(labels, Language.CHINESE), value=_ALL, label=labels.lists, elem_id="lz-lists"
        )
        with gradio.Row():
            self._section = gradio.Dropdown(
                self._contents.sections(labels), value=_ALL, label=labels.section, min_width=130
            )
            self._department = gradio.Dropdown(
                self._contents.departments(labels),
                value=_ALL,
                label=labels.department,
                min_width=130,
            )
        with gradio.Row():
            self._lead = gradio.Checkbox(label=labels.lead_only, min_width=130)
            self._enforcement = gradio.Checkbox(label=labels.enforcement_only, min_width=130)
            self._reset = gradio.Button(labels.reset, size="sm", min_width=100, scale=0)

    def _downloads(self, labels: BrowseLabels) -> None:
        self._download_label = gradio.Markdown(labels.download)
        with gradio.Row(elem_id="lz-downloads"):
            self._formats = {
                wanted: gradio.Button(wanted.value.upper(), size="sm", min_width=60)
                for wanted in (Format.EXCEL, Format.CSV, Format.JSON)
            }
        self._file = gradio.DownloadButton(visible=False, size="sm", elem_id="lz-file")

    @property
    def _filtering(self) -> list[Component]:
        return [
            self._text,
            self._which,
            self._section,
            self._department,
            self._lead,
            self._enforcement,
        ]

    def _connect(self) -> None:
        found = [self._results, self._more, self._found, self._shown, self._file]
        changes = [
            self._text.change,  # its `input` misses input methods, pasting and deleting
            self._which.input,
            self._section.input,
            self._department.input,
            self._lead.input,
            self._enforcement.input,
        ]
        gradio.on(
            changes,
            self._search,
            [self._language, *self._filtering],
            found,
            trigger_mode="always_last",
            **_PRIVATE,
        )
        self._more.click(
            self._show_more,
            [self._language, self._text, self._found, self._shown],
            found,
            **_PRIVATE,
        )
        self._reset.click(
            lambda language: ["", _ALL, _ALL, _ALL, False, False, *self._search(language)],
            [self._language],
            [*self._filtering, *found],
            **_PRIVATE,
        )
        self._bars.submit(
            self._of_department, [self._language], [*self._filtering, *found], **_PRIVATE
        )
        gradio.on(
            [self._results.select, self.duty.select],
            self._open,
            [self._language, self._text, self._found],
            self.duty,
            **_PRIVATE,
        )
        self._connect_downloads()
        self._connect_language(found)

    def _connect_downloads(self) -> None:
        for wanted, button in self._formats.items():
            button.click(
                _writer(self._contents.town, wanted),
                [self._language, self._found],
                self._file,
                **_PRIVATE,
            ).then(None, None, None, js=_START_DOWNLOAD)

    def _connect_language(self, found: list[Component]) -> None:
        worded = [
            *self._filtering,
            self._reset,
            self._download_label,
            self._work,
            self._bars,
            self.duty,
        ]
        self._language.change(
            lambda language, *filters: [
                *self._words(language),
                *self._search(language, *filters),
            ],
            [self._language, *self._filtering],
            [*worded, *found],
            **_PRIVATE,
        )

    def _search(
        self,
        language: str,
        text: str = "",
        which: str = _ALL,
        section: str = _ALL,
        department: str = _ALL,
        lead_only: bool = False,
        enforcement: bool = False,
    ) -> list[object]:
        duties = self._contents.found(text, which, section, department, lead_only, enforcement)
        return self._listed(duties, ROWS, text, language)

    def _show_more(
        self, language: str, text: str, found: Sequence[str], shown: int
    ) -> list[object]:
        duties = [self._contents.town.duty(duty_id) for duty_id in found]
        return self._listed(duties, shown + ROWS, text, language)

    def _listed(self, duties: Sequence[Duty], shown: int, text: str, language: str) -> list[object]:
        labels = browse_labels(language)
        left = len(duties) - shown
        return [
            results_html(duties, shown, search_words(text), self._contents.town, labels),
            gradio.Button(labels.more.format(count=min(ROWS, left)), visible=left > 0),
            tuple(duty.duty_id for duty in duties),
            shown,
            gradio.DownloadButton(visible=False),
        ]

    def _of_department(self, language: str, event: gradio.EventData) -> list[object]:
        asked = str(event.department)
        known = {name for _, name in self._contents.departments(browse_labels(language))}
        department = asked if asked in known else _ALL
        filters = ("", _ALL, _ALL, department, False, False)
        return [*filters, *self._search(language, *filters)]

    def _open(self, language: str, text: str, found: Sequence[str], event: gradio.EventData) -> str:
        return self._contents.duty(str(event.duty), found, text, language)

    def _words(self, language: str) -> list[object]:
        labels, contents = browse_labels(language), self._contents
        return [
            gradio.Textbox(label=labels.search, placeholder=labels.search_hint),
            gradio.Radio(_lists(labels, language), label=labels.lists),
            gradio.Dropdown(contents.sections(labels), label=labels.section),
            gradio.Dropdown(contents.departments(labels), label=labels.department),
            gradio.Checkbox(label=labels.lead_only),
            gradio.Checkbox(label=labels.enforcement_only),
            labels.reset,
            labels.download,
            gradio.Accordion(label=labels.workload),
            workload_html(contents.town.duties, contents.town, language),
            contents.duty("", (), "", language),
        ]


def _lists(labels: BrowseLabels, language: str) -> list[tuple[str, str]]:
    names = labels_of(language).list_names
    return [(labels.all_lists, _ALL), *((names[which], which.value) for which in ListName)]


def _writer(town: Town, wanted: Format) -> Any:
    def write(language: str, found: Sequence[str]) -> gradio.DownloadButton:
        """The found duties as a file, offered by the download button."""
        path = download_file([town.duty(duty_id) for duty_id in found], town, wanted)
        words = browse_labels(language).ready.format(name=path.name)
        return gradio.DownloadButton(words, value=path, visible=True)

    return write
