"""The lists tab: filters, search as you type, the duties found, one whole duty, downloads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio

from assistant.answering.sets.duty_search import MAX_SEARCH_CHARS, search_words
from assistant.assistant import Assistant
from assistant.web.labels import Language, labels_of
from assistant.web.lists.contents import ALL, Contents
from assistant.web.lists.labels import BrowseLabels, browse_labels
from assistant.web.lists.results import results_html
from assistant.web.lists.tab_downloads import Downloads
from assistant.web.staff.workload import workload_html
from corpus.models import Duty, ListName

ROWS = 50  # a page of results; more would be slow to send at each key
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_SCRIPT = "lz.lists({ element, trigger, watch })"
Component = gradio.components.Component


@dataclass(frozen=True)
class BrowseTab:
    """What the page needs of the tab."""

    outputs: list[Component]
    contents: Contents
    worded: list[Component]  # what `words` updates
    reading: list[Component]  # what `words` takes after the language
    words: Callable[..., list[object]]  # updates that put the tab into a language

    def show(self, duty_id: str, language: str) -> list[object]:
        """Updates of `outputs` that open a duty; of "" or an unknown one, that close it."""
        return [self.contents.duty(duty_id, (), "", language), duty_id]


def build_browse(assistant: Assistant, language: gradio.Textbox) -> BrowseTab:
    """Build the tab where it stands in the page, and connect it; `language` is the visitor's."""
    contents = Contents(assistant.town)
    parts = _Parts(contents, language)
    opened = [parts.duty, parts.opened]
    return BrowseTab(opened, contents, parts.worded, parts.reading, parts.words)


class _Parts:
    """The tab's components and what follows when they are used."""

    def __init__(self, contents: Contents, language: gradio.Textbox) -> None:
        self._contents, self._language = contents, language
        labels = browse_labels(Language.CHINESE)
        duties = contents.town.duties
        # Not shown, and so not loaded either.
        self._shown = gradio.Textbox(str(ROWS), visible=False)  # how many duties are
        self.opened = gradio.Textbox("", visible=False)  # the id of the duty that is open
        with gradio.Group(elem_id="lz-filters"):
            self._filters(labels)
        with gradio.Row(elem_id="lz-browse"):
            with gradio.Column(elem_id="lz-finder", min_width=280, scale=2):
                self._results = gradio.HTML(
                    results_html(duties, ROWS, (), contents.town, labels),
                    elem_id="lz-results",
                    js_on_load=_SCRIPT,
                )
                self._more = gradio.Button(labels.more.format(count=ROWS), size="sm")
                self._downloads = Downloads(contents, labels)
            with gradio.Column(elem_id="lz-reader", min_width=280, scale=3):
                self.duty = gradio.HTML(
                    contents.duty("", (), "", Language.CHINESE),
                    elem_id="lz-duty",
                    js_on_load=_SCRIPT,
                )
        with gradio.Accordion(labels.workload, open=False, elem_id="lz-work") as self._work:
            self._bars = gradio.HTML(
                workload_html(duties, contents.town), js_on_load=_SCRIPT, elem_id="lz-bars"
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
            _lists(labels, Language.CHINESE), value=ALL, label=labels.lists, elem_id="lz-lists"
        )
        with gradio.Row():
            self._section = gradio.Dropdown(
                self._contents.sections(labels), value=ALL, label=labels.section, min_width=130
            )
            self._department = gradio.Dropdown(
                self._contents.departments(labels),
                value=ALL,
                label=labels.department,
                min_width=130,
            )
        with gradio.Row():
            self._lead = gradio.Checkbox(label=labels.lead_only, min_width=130)
            self._enforcement = gradio.Checkbox(label=labels.enforcement_only, min_width=130)
            self._reset = gradio.Button(labels.reset, size="sm", min_width=100, scale=0)

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

    @property
    def _listing(self) -> list[Component]:
        return [self._results, self._more, self._shown, self._downloads.file]

    def _connect(self) -> None:
        found = self._listing
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
            [self._language, self._shown, *self._filtering],
            found,
            **_PRIVATE,
        )
        self._reset.click(
            lambda language: ["", ALL, ALL, ALL, False, False, *self._search(language)],
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
            [self._language, *self._filtering],
            [self.duty, self.opened],
            **_PRIVATE,
        )
        self._downloads.connect(self._language, self._filtering)

    @property
    def worded(self) -> list[Component]:
        """The components that `words` updates."""
        return [
            *self._filtering,
            self._reset,
            self._downloads.heading,
            self._work,
            self._bars,
            self.duty,
            *self._listing,
        ]

    @property
    def reading(self) -> list[Component]:
        """What `words` takes after the language."""
        return [self.opened, *self._filtering]

    def _search(
        self,
        language: str,
        text: str = "",
        which: str = ALL,
        section: str = ALL,
        department: str = ALL,
        lead_only: bool = False,
        enforcement: bool = False,
    ) -> list[object]:
        duties = self._contents.found(text, which, section, department, lead_only, enforcement)
        return self._listed(duties, ROWS, text, language)

    def _show_more(self, language: str, shown: str, text: str, *other_filters: Any) -> list[object]:
        duties = self._contents.found(text, *other_filters)
        return self._listed(duties, _count(shown) + ROWS, text, language)

    def _listed(self, duties: Sequence[Duty], shown: int, text: str, language: str) -> list[object]:
        labels = browse_labels(language)
        left = len(duties) - shown
        return [
            results_html(duties, shown, search_words(text), self._contents.town, labels),
            gradio.Button(labels.more.format(count=min(ROWS, left)), visible=left > 0),
            str(shown),
            gradio.DownloadButton(visible=False),
        ]

    def _of_department(self, language: str, event: gradio.EventData) -> list[object]:
        asked = str(event.department)
        known = {name for _, name in self._contents.departments(browse_labels(language))}
        department = asked if asked in known else ALL
        filters = ("", ALL, ALL, department, False, False)
        return [*filters, *self._search(language, *filters)]

    def _open(
        self,
        language: str,
        text: str,
        which: str,
        section: str,
        department: str,
        lead_only: bool,
        enforcement: bool,
        event: gradio.EventData,
    ) -> tuple[str, str]:
        duty_id = str(event.duty)
        found = self._contents.found(text, which, section, department, lead_only, enforcement)
        among = [duty.duty_id for duty in found]
        return self._contents.duty(duty_id, among, text, language), duty_id

    def words(self, language: str, opened: str, *filters: Any) -> list[object]:
        """Updates of `worded`: the tab as it stands, in a language."""
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
            contents.duty(opened, (), "", language),
            *self._search(language, *filters),
        ]


def _lists(labels: BrowseLabels, language: str) -> list[tuple[str, str]]:
    names = labels_of(language).list_names
    return [(labels.all_lists, ALL), *((names[which], which.value) for which in ListName)]


def _count(shown: str) -> int:
    return int(shown) if shown.isdecimal() and len(shown) < 5 else ROWS
