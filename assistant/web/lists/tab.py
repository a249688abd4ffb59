"""The lists tab: filters, search as you type, the duties found, one whole duty, downloads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio

from assistant.answering.sets.duty_search import MAX_SEARCH_CHARS, search_words
from assistant.web.labels import Language, labels_of
from assistant.web.lists.contents import Contents
from assistant.web.lists.filters import ALL, Filters
from assistant.web.lists.labels import BrowseLabels, browse_labels
from assistant.web.lists.results import results_html
from assistant.web.lists.tab_downloads import Downloads
from assistant.web.lists.workload import workload_html
from corpus.models import ListName

ROWS = 50  # a page of results; more would be slow to send at each key
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_SCRIPT = "lz.lists({ element, trigger, watch })"
Component = gradio.components.Component
ContentsOf = Callable[[str], Contents]  # by town; of "" the default's


@dataclass(frozen=True)
class BrowseTab:
    """What the page needs of the tab."""

    outputs: list[Component]
    worded: list[Component]  # what `words` updates
    reading: list[Component]  # what `words` takes after language and town
    words: Callable[..., list[object]]  # updates that put the tab into a language and a town
    linked: list[Component]  # what `filtered` updates
    filtered: Callable[[Filters, str, str], list[object]]  # updates to what a link asks for
    show: Callable[[str, str, str, str], list[object]]  # updates of `outputs` that open a duty


def build_browse(contents: ContentsOf, language: gradio.Textbox, town: gradio.Textbox) -> BrowseTab:
    """Build the tab where it stands in the page, and connect it.

    `language` and `town` are the visitor's.
    """
    parts = _Parts(contents, language, town)
    return BrowseTab(
        [parts.duty, parts.opened],
        parts.worded,
        parts.reading,
        parts.words,
        parts.linked,
        parts.filtered,
        parts.show,
    )


class _Parts:
    """The tab's components and what follows when they are used."""

    def __init__(
        self, contents_of: ContentsOf, language: gradio.Textbox, town: gradio.Textbox
    ) -> None:
        self._of, self._language, self._town = contents_of, language, town
        contents = contents_of("")
        labels = browse_labels(Language.CHINESE)
        duties = contents.town.duties
        # Not shown, and so not loaded either.
        self._shown = gradio.Textbox(str(ROWS), visible=False)  # how many duties are
        self.opened = gradio.Textbox("", visible=False)  # the id of the duty that is open
        with gradio.Group(elem_id="lz-filters"):
            self._filters(contents, labels)
        with gradio.Row(elem_id="lz-browse"):
            with gradio.Column(elem_id="lz-finder", min_width=280, scale=2):
                self._results = gradio.HTML(
                    results_html(duties, ROWS, (), contents.town, labels),
                    elem_id="lz-results",
                    js_on_load=_SCRIPT,
                )
                self._more = gradio.Button(labels.more.format(count=ROWS), size="sm")
                self._downloads = Downloads(contents_of, labels)
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

    def _filters(self, contents: Contents, labels: BrowseLabels) -> None:
        self._text = gradio.Textbox(
            value="",
            label=labels.search,
            placeholder=labels.search_hint,
            max_length=MAX_SEARCH_CHARS,
            elem_id="lz-search",
        )
        # On a phone the results are to be seen: what is rarely chosen is folded there.
        fold = '<button type="button" class="lz-button" data-lz="filters" aria-expanded="false">'
        self._fold = gradio.HTML(f"{fold}{labels.conditions}</button>", elem_id="lz-fold")
        with gradio.Column(elem_id="lz-conditions"):
            self._conditions(contents, labels)

    def _conditions(self, contents: Contents, labels: BrowseLabels) -> None:
        self._which = gradio.Radio(
            _lists(labels, Language.CHINESE), value=ALL, label=labels.lists, elem_id="lz-lists"
        )
        with gradio.Row():
            self._section = _choice(
                contents.sections(labels), value=ALL, label=labels.section, min_width=130
            )
            self._department = _choice(
                contents.departments(labels),
                value=ALL,
                label=labels.department,
                min_width=130,
            )
        with gradio.Row():
            self._lead = gradio.Checkbox(label=labels.lead_only, min_width=130)
            self._enforcement = gradio.Checkbox(
                label=labels.enforcement_only,
                min_width=130,
                visible=contents.town.enforcement_marked,
            )
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
            [self._language, self._town, *self._filtering],
            found,
            trigger_mode="always_last",
            **_PRIVATE,
        )
        self._more.click(
            self._show_more,
            [self._language, self._town, self._shown, *self._filtering],
            found,
            **_PRIVATE,
        )
        self._reset.click(
            lambda language, town: self.filtered(Filters(), language, town),
            [self._language, self._town],
            self.linked,
            **_PRIVATE,
        )
        self._bars.submit(
            self._of_department, [self._language, self._town], self.linked, **_PRIVATE
        )
        gradio.on(
            [self._results.select, self.duty.select],
            self._open,
            [self._language, self._town, *self._filtering],
            [self.duty, self.opened],
            **_PRIVATE,
        )
        self._downloads.connect(self._language, self._town, self._filtering)

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
        """What `words` takes after language and town."""
        return [self.opened, *self._filtering]

    @property
    def linked(self) -> list[Component]:
        """What `filtered` updates."""
        return [*self._filtering, *self._listing]

    def filtered(self, filters: Filters, language: str, town: str) -> list[object]:
        """The filters as a link has them, in the language's words, and what they find.

        The words are told again: a browser that is behind leaves steps out.
        """
        worded = self._worded(language, self._of(town), filters)
        return [*worded, *self._search(language, town, *filters)]

    def _worded(
        self, language: str, contents: Contents, filters: Filters | None = None
    ) -> list[object]:
        """Updates of the filters: their words, and their values where they are given."""
        labels = browse_labels(language)
        given: Sequence[dict[str, Any]] = [{"value": value} for value in filters or ()]
        text, which, section, department, lead, enforcement = given or [{}] * len(Filters._fields)
        marked = contents.town.enforcement_marked
        return [
            gradio.Textbox(label=labels.search, placeholder=labels.search_hint, **text),
            gradio.Radio(_lists(labels, language), label=labels.lists, **which),
            gradio.Dropdown(contents.sections(labels), label=labels.section, **section),
            gradio.Dropdown(contents.departments(labels), label=labels.department, **department),
            gradio.Checkbox(label=labels.lead_only, **lead),
            gradio.Checkbox(label=labels.enforcement_only, visible=marked, **enforcement),
        ]

    def _search(self, language: str, town: str, *filters: Any) -> list[object]:
        return self._listed(self._of(town), Filters(*filters), ROWS, language)

    def _show_more(self, language: str, town: str, shown: str, *filters: Any) -> list[object]:
        return self._listed(self._of(town), Filters(*filters), _count(shown) + ROWS, language)

    def _listed(
        self, contents: Contents, filters: Filters, shown: int, language: str
    ) -> list[object]:
        labels, town = browse_labels(language), contents.town
        duties, words = contents.found(filters), search_words(filters.text)
        left = len(duties) - shown
        return [
            results_html(duties, shown, words, town, labels, filters.address),
            gradio.Button(labels.more.format(count=min(ROWS, left)), visible=left > 0),
            str(shown),
            gradio.DownloadButton(visible=False),
        ]

    def _of_department(self, language: str, town: str, event: gradio.EventData) -> list[object]:
        asked = Filters.linked({"department": str(event.department)}, self._of(town).town)
        return self.filtered(asked, language, town)

    # Gradio counts the arguments of a handler.
    def _open(
        self,
        language: str,
        town: str,
        text: str,
        which: str,
        section: str,
        department: str,
        lead_only: bool,
        enforcement: bool,
        event: gradio.EventData,
    ) -> tuple[str, str]:
        duty_id = str(event.duty)
        filters = Filters(text, which, section, department, lead_only, enforcement)
        contents = self._of(town)
        if version_of(event) not in ("", contents.town.version):
            return contents.linked(duty_id, version_of(event), language), duty_id
        among = [duty.duty_id for duty in contents.found(filters)]
        return contents.duty(duty_id, among, text, language), duty_id

    def show(self, duty_id: str, version: str, language: str, town: str) -> list[object]:
        """Updates that open a duty of a version; of "" or an unknown one, that close it."""
        return [self._of(town).linked(duty_id, version, language), duty_id]

    def words(self, language: str, town: str, opened: str, *filters: Any) -> list[object]:
        """Updates of `worded`: the tab as it stands, in a language, with a town's choices."""
        labels, contents = browse_labels(language), self._of(town)
        return [
            *self._worded(language, contents),
            labels.reset,
            labels.download,
            gradio.Accordion(label=labels.workload),
            workload_html(contents.town.duties, contents.town, language),
            contents.duty(opened, (), "", language),
            *self._search(language, town, *filters),
        ]


def version_of(event: gradio.EventData) -> str:
    """The version that what was tapped is of; an answer may be older than the lists."""
    return str(getattr(event, "version", "") or "")


def _lists(labels: BrowseLabels, language: str) -> list[tuple[str, str]]:
    names = labels_of(language).list_names
    return [(labels.all_lists, ALL), *((names[which], which.value) for which in ListName)]


def _count(shown: str) -> int:
    return int(shown) if shown.isdecimal() and len(shown) < 5 else ROWS


def _choice(choices: list[tuple[str, str]], **more: Any) -> gradio.Dropdown:
    """A list of names that another town has other ones of; one that it lacks finds nothing."""
    made = gradio.Dropdown(choices, **more)
    # Gradio would refuse what is not among the default town's. A class of our own would have it
    # write a file beside this one.
    made.preprocess = _chosen  # type: ignore[method-assign]
    return made


def _chosen(payload: object) -> str:
    return payload if isinstance(payload, str) else ALL
