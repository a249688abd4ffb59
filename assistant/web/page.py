"""The page: its head, the tabs, the notice that always stands below, and what ties them."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import gradio
from gradio.components.chatbot import ExampleMessage

from assistant.answering.wording import HOTLINE
from assistant.assistant import Assistant
from assistant.log.question_log import FeedbackStore
from assistant.service.staff_login import StaffLogins
from assistant.settings import Settings
from assistant.web.chat.conversation import Conversation
from assistant.web.chat.tab import ASKING, ChatTab
from assistant.web.labels import (
    CHINESE,
    LANGUAGE_TAGS,
    Labels,
    Language,
    labels_of,
    title_of,
)
from assistant.web.lists.filters import Filters
from assistant.web.lists.tab import build_browse
from assistant.web.staff.tab import build_staff
from corpus.models import Town

_MAX_TOWN_CHARS = 20  # of a link's town, as it is shown
_CHAT, _BROWSE, _STAFF = "chat", "browse", "staff"
# Gradio's sign of waiting would cover what is being read.
_LISTS = "lists"  # the tab in an address
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
Updates = dict[gradio.blocks.Block, object]  # by what is updated


def build_page(
    assistant: Assistant,
    store: FeedbackStore,
    settings: Settings,
    logins: StaffLogins | None,
    examples: Sequence[ExampleMessage],
) -> gradio.Blocks:
    """The whole page, not yet mounted; `look.page_look` has what mounting it takes.

    It has a staff tab where there are `logins`; `examples` are the questions to begin with.
    """
    blocks = gradio.Blocks(title=title_of(assistant.town), analytics_enabled=False)
    with blocks:
        _Page(assistant, store, settings, logins, examples).connect()
    return blocks


class _Page:
    """The page's components and what follows when they are used."""

    def __init__(
        self,
        assistant: Assistant,
        store: FeedbackStore,
        settings: Settings,
        logins: StaffLogins | None,
        examples: Sequence[ExampleMessage],
    ) -> None:
        self._assistant = assistant
        self._language = gradio.Textbox(Language.CHINESE.value, visible=False)
        self._head = gradio.HTML(
            _head(assistant.town, CHINESE),
            js_on_load='lz.page({ watch, trigger }, "opening")',
            elem_id="lz-head",
        )
        with gradio.Tabs(elem_id="lz-tabs") as self._tabs:
            with gradio.Tab(CHINESE.chat_tab, id=_CHAT) as chat_tab:
                self._chat = ChatTab(Conversation(assistant, store), self._language, examples)
            with gradio.Tab(CHINESE.browse_tab, id=_BROWSE) as browse_tab:
                self._browse = build_browse(assistant, self._language)
            self._named = [chat_tab, browse_tab]
            if logins:
                with gradio.Tab(CHINESE.staff_tab, id=_STAFF) as staff_tab:
                    build_staff(staff_tab, assistant, store, settings, logins)
                self._named.append(staff_tab)
        self._notice = gradio.HTML(_notice(assistant, CHINESE), elem_id="lz-notice")

    def connect(self) -> None:
        """Listen to the parts; nothing is asked of the server before somebody needs it."""
        kept = [self._chat.kept, self._language]
        worded = [self._head, self._notice, *self._named, *self._chat.worded, *self._browse.worded]
        standing = [*kept, *self._browse.reading]
        opened = [self._tabs, *self._browse.outputs]
        self._worded = worded
        everything = list(
            dict.fromkeys(
                [self._language, *worded, *opened, *self._browse.linked, *self._chat.updated]
            )
        )
        lists = f"lists.slice(0, {len(self._browse.reading)})"  # Gradio adds the outputs
        self._head.opening(
            self._opening, kept, everything, js="() => [lz.turns(), lz.language()]", **ASKING
        ).then(None, js="() => lz.opened()")
        self._head.submit(
            self._other_language,
            standing,
            [self._language, *worded],
            js=f"(kept, language, ...lists) => [lz.turns(), language, ...{lists}]",
            **_PRIVATE,
        )
        self._head.select(self._open, [self._language], opened, **_PRIVATE)

    def _opening(self, stored: object, language: str, request: gradio.Request) -> Iterator[Updates]:
        """What the device kept, then what the link asks for."""
        words = self._words(stored, language, "", *Filters())
        kept: Updates = dict(zip(self._worded, words, strict=True))
        kept[self._language] = labels_of(language).language.value
        if labels_of(language) is CHINESE:  # as the page stands already
            kept = {part: kept[part] for part in self._chat.updated[:1]}
        yield kept
        yield from self._linked_lists(language, request)
        for told in self._linked_question(language, stored, request):
            yield dict(zip(self._chat.updated, told, strict=True))

    def _linked_lists(self, language: str, request: gradio.Request) -> Iterator[Updates]:
        """The lists as a link filters them, and the duty that it opens."""
        tab: Updates = {self._tabs: gradio.Tabs(selected=_BROWSE)}
        if request.query_params.get("tab") == _LISTS:
            filters = Filters.linked(request.query_params, self._assistant.town)
            found = self._browse.filtered(filters, language)
            text, *others = zip(self._browse.linked, found, strict=True)
            yield tab | dict(others)
            yield dict([text])  # last: where it changes, the page searches anew with the others
        if duty_id := request.query_params.get("duty", ""):
            duty = self._browse.show(duty_id, language)
            yield tab | dict(zip(self._browse.outputs, duty, strict=True))

    def _words(self, stored: object, language: str, *lists: object) -> list[object]:
        labels = labels_of(language)
        names = (labels.chat_tab, labels.browse_tab, labels.staff_tab)
        return [
            _head(self._assistant.town, labels),
            _notice(self._assistant, labels),
            *(gradio.Tab(label=name) for name, _ in zip(names, self._named, strict=False)),
            *self._chat.words(language, stored),
            *self._browse.words(language, *lists),
        ]

    def _other_language(self, stored: object, now: str, *lists: object) -> list[object]:
        wanted = Language.CHINESE if now == Language.ENGLISH else Language.ENGLISH
        return [wanted.value, *self._words(stored, wanted, *lists)]

    def _open(self, language: str, event: gradio.EventData) -> list[object]:
        """Show a duty in the lists; without one, go back to the chat."""
        duty_id = str(event.duty)
        selected = _BROWSE if duty_id else _CHAT
        return [gradio.Tabs(selected=selected), *self._browse.show(duty_id, language)]

    def _linked_question(
        self, language: str, stored: object, request: gradio.Request
    ) -> Iterator[tuple[object, ...]]:
        town = self._assistant.town
        wanted = request.query_params.get("town", town.key)
        if wanted != town.key:
            asked = wanted[:_MAX_TOWN_CHARS]
            told = labels_of(language).other_town.format(town=town.name, asked=asked)
            gradio.Warning(escape(told))
            return
        question = request.query_params.get("q", "")
        if question.strip():
            yield from self._chat.ask(question, stored, language)


def _head(town: Town, labels: Labels) -> str:
    """Name and switches; page.js listens to the buttons."""
    here = labels.language
    other = Language.CHINESE if here is Language.ENGLISH else Language.ENGLISH
    switches = "".join(
        f'<button type="button" class="lz-button" data-lz="{action}" lang="{LANGUAGE_TAGS[of]}"'
        f"{hint}>{escape(word)}</button>"
        for action, word, of, hint in (
            ("large", labels.large, here, ""),
            ("dark", labels.dark, here, ""),
            ("public", labels.public, here, f' title="{escape(labels.public_hint)}"'),
            ("language", labels.other_language, other, ""),
        )
    )
    return (
        f'<header class="lz-head" lang="{LANGUAGE_TAGS[here]}">'
        '<button type="button" class="lz-button lz-skip" data-lz="skip">'
        f"{escape(labels.skip)}</button>"
        f"<div><h1>{escape(title_of(town))}</h1>"
        f"<p>{escape(labels.subtitle)}</p></div>"
        f'<div class="lz-switches">{switches}'
        f'<a class="lz-button lz-dial" href="tel:{HOTLINE}">{escape(labels.dial)}</a>'
        "</div></header>"
    )


def _notice(assistant: Assistant, labels: Labels) -> str:
    """What always stands below the page: what an answer is worth, and where it is from."""
    town = assistant.town
    notice = labels.notice.format(town=town.name)
    source = labels.source.format(source=town.source_name, version=assistant.index_version)
    dialled = escape(notice).replace(HOTLINE, f'<a href="tel:{HOTLINE}">{HOTLINE}</a>')
    return f'<footer class="lz-notice"><p>{dialled}</p><p>{escape(source)}</p></footer>'
