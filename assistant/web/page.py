"""The page: its head, the tabs, the notice that always stands below, and what ties them."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import gradio
from gradio.components.chatbot import ExampleMessage

from assistant.answering.wording import HOTLINE
from assistant.service.staff_login import StaffLogins
from assistant.service.towns import TownOffice, Towns
from assistant.settings import Settings
from assistant.web.chat.conversation import Conversation
from assistant.web.chat.tab import ASKING, ChatTab
from assistant.web.labels import (
    CHINESE,
    LANGUAGE_TAGS,
    Labels,
    Language,
    imported_on,
    labels_of,
    title_of,
)
from assistant.web.lists.contents import Contents
from assistant.web.lists.filters import Filters
from assistant.web.lists.tab import build_browse, version_of
from assistant.web.staff.tab import build_staff
from assistant.web.towns import PARAMETER, chooser, key_of
from corpus.models import Town
from corpus.vocabulary import words_of

_MAX_TOWN_CHARS = 20  # of a link's town, as it is shown
MAX_CONTENTS = 8  # lists made ready, of towns that somebody looks at
_CHAT, _BROWSE, _STAFF = "chat", "browse", "staff"
# Gradio's sign of waiting would cover what is being read.
_LISTS = "lists"  # the tab in an address
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
Updates = dict[gradio.blocks.Block, object]  # by what is updated


def build_page(
    towns: Towns,
    settings: Settings,
    logins: StaffLogins | None,
    examples: Sequence[ExampleMessage],
) -> gradio.Blocks:
    """The whole page, not yet mounted; `look.page_look` has what mounting it takes.

    It stands as the default town's, whose office is open, with `examples` to begin with; a link
    opens it for another one. It has a staff tab where there are `logins`.
    """
    blocks = gradio.Blocks(title=title_of(towns.town()), analytics_enabled=False)
    with blocks:
        _Page(towns, settings, logins, examples).connect()
    return blocks


class _Page:
    """The page's components and what follows when they are used."""

    def __init__(
        self,
        towns: Towns,
        settings: Settings,
        logins: StaffLogins | None,
        examples: Sequence[ExampleMessage],
    ) -> None:
        self._towns = towns
        self._known: dict[str, Contents] = {}
        office, default = towns.office(), towns.default
        self._language = gradio.Textbox(Language.CHINESE.value, visible=False)
        self._town = gradio.Textbox("", visible=False)  # its key, "" for the default's
        self._head = gradio.HTML(
            _head(office.assistant.town, CHINESE, chooser(towns, default, CHINESE)),
            js_on_load='lz.page({ watch, trigger }, "opening")',
            elem_id="lz-head",
        )
        with gradio.Tabs(elem_id="lz-tabs") as self._tabs:
            with gradio.Tab(CHINESE.chat_tab, id=_CHAT) as chat_tab:
                self._chat = ChatTab(Conversation(towns), self._language, self._town, examples)
            with gradio.Tab(CHINESE.browse_tab, id=_BROWSE) as browse_tab:
                self._browse = build_browse(self._contents, self._language, self._town)
            self._named = [chat_tab, browse_tab]
            if logins:
                with gradio.Tab(CHINESE.staff_tab, id=_STAFF) as staff_tab:
                    build_staff(staff_tab, self._town, towns, settings, logins)
                self._named.append(staff_tab)
        self._notice = gradio.HTML(
            _notice(office.assistant.town, office, CHINESE), elem_id="lz-notice"
        )

    def connect(self) -> None:
        """Listen to the parts; nothing is asked of the server before somebody needs it."""
        kept = [self._chat.kept, self._language, self._town]
        worded = [self._head, self._notice, *self._named, *self._chat.worded, *self._browse.worded]
        standing = [*kept, *self._browse.reading]
        opened = [self._tabs, *self._browse.outputs]
        self._worded = worded
        everything = list(
            dict.fromkeys(
                [
                    self._language,
                    self._town,
                    *worded,
                    *opened,
                    *self._browse.linked,
                    *self._chat.updated,
                ]
            )
        )
        lists = f"lists.slice(0, {len(self._browse.reading)})"  # Gradio adds the outputs
        self._head.opening(
            self._opening, kept[:2], everything, js="() => [lz.turns(), lz.language()]", **ASKING
        ).then(None, js="() => lz.opened()")
        self._head.submit(
            self._other_language,
            standing,
            [self._language, *worded],
            js=f"(kept, language, town, ...lists) => [lz.turns(), language, town, ...{lists}]",
            **_PRIVATE,
        )
        self._head.select(self._open, [self._language, self._town], opened, **_PRIVATE)

    def _opening(self, stored: object, language: str, request: gradio.Request) -> Iterator[Updates]:
        """What the device kept, then what the link asks for."""
        key = key_of(self._towns, request.query_params.get(PARAMETER, ""))
        town = "" if key == self._towns.default else key
        words = self._words(stored, language, town, "", *Filters())
        kept: Updates = dict(zip(self._worded, words, strict=True))
        kept[self._language] = labels_of(language).language.value
        if labels_of(language) is CHINESE and not town:  # as the page stands already
            kept = {part: kept[part] for part in self._chat.updated[:1]}
        kept[self._town] = town
        yield kept
        yield from self._linked_lists(language, town, request)
        for told in self._linked_question(language, town, stored, request):
            yield dict(zip(self._chat.updated, told, strict=True))

    def _linked_lists(self, language: str, town: str, request: gradio.Request) -> Iterator[Updates]:
        """The lists as a link filters them, and the duty that it opens."""
        tab: Updates = {self._tabs: gradio.Tabs(selected=_BROWSE)}
        if request.query_params.get("tab") == _LISTS:
            filters = Filters.linked(request.query_params, self._contents(town).town)
            found = self._browse.filtered(filters, language, town)
            text, *others = zip(self._browse.linked, found, strict=True)
            yield tab | dict(others)
            # Last: where it changes, the page searches anew with the others. They are told again,
            # for a browser that is behind leaves steps out.
            yield tab | dict([text, *others])
        if duty_id := request.query_params.get("duty", ""):
            version = request.query_params.get("version", "")
            duty = self._browse.show(duty_id, version, language, town)
            yield tab | dict(zip(self._browse.outputs, duty, strict=True))

    def _contents(self, town: str) -> Contents:
        """The lists of a town; of the default where it is gone."""
        found = self._towns.town(key_of(self._towns, town))
        if found.key not in self._known or self._known[found.key].town is not found:
            if len(self._known) >= MAX_CONTENTS:
                self._known.pop(next(iter(self._known)))
            self._known[found.key] = Contents(found, self._towns.registry.files(found.key))
        return self._known[found.key]

    def _words(self, stored: object, language: str, town: str, *lists: object) -> list[object]:
        labels = labels_of(language)
        names = (labels.chat_tab, labels.browse_tab, labels.staff_tab)
        key = key_of(self._towns, town)
        document = self._towns.town(key)
        return [
            _head(document, labels, chooser(self._towns, key, labels)),
            _notice(document, self._towns.opened(key), labels),
            *(gradio.Tab(label=name) for name, _ in zip(names, self._named, strict=False)),
            *self._chat.words(language, document, stored),
            *self._browse.words(language, town, *lists),
        ]

    def _other_language(self, stored: object, now: str, town: str, *lists: object) -> list[object]:
        wanted = Language.CHINESE if now == Language.ENGLISH else Language.ENGLISH
        return [wanted.value, *self._words(stored, wanted, town, *lists)]

    def _open(self, language: str, town: str, event: gradio.EventData) -> list[object]:
        """Show a duty in the lists; without one, go back to the chat."""
        duty_id = str(event.duty)
        selected = _BROWSE if duty_id else _CHAT
        shown = self._browse.show(duty_id, version_of(event), language, town)
        return [gradio.Tabs(selected=selected), *shown]

    def _linked_question(
        self, language: str, town: str, stored: object, request: gradio.Request
    ) -> Iterator[tuple[object, ...]]:
        default = self._towns.default
        wanted = request.query_params.get(PARAMETER, "") or default
        if wanted != (town or default):
            labels = labels_of(language)
            told = (
                labels.no_such_town if chooser(self._towns, default, labels) else labels.other_town
            )
            asked = wanted[:_MAX_TOWN_CHARS]
            gradio.Warning(escape(told.format(town=self._towns.town().name, asked=asked)))
            return
        question = request.query_params.get("q", "")
        if question.strip():
            yield from self._chat.ask(question, stored, language, town)


def _head(town: Town, labels: Labels, towns: str) -> str:
    """Name, chooser of `towns` and switches; page.js listens to the buttons."""
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
        f"<p>{escape(words_of(town).worded(labels.subtitle))}</p></div>{towns}"
        f'<div class="lz-switches">{switches}'
        f'<a class="lz-button lz-dial" href="tel:{HOTLINE}">{escape(labels.dial)}</a>'
        "</div></header>"
    )


def _notice(town: Town, office: TownOffice | None, labels: Labels) -> str:
    """What always stands below the page: what an answer is worth, and where it is from."""
    notice = labels.notice.format(town=town.name)
    name = town.source_name or f"{town.region}{town.name}履职事项清单"
    source = labels.town_is_opening
    if office is not None:
        version = office.assistant.index_version
        imported = imported_on(labels, town.version)
        source = labels.source.format(source=name, imported=imported, version=version)
    dialled = escape(notice).replace(HOTLINE, f'<a href="tel:{HOTLINE}">{HOTLINE}</a>')
    return f'<footer class="lz-notice"><p>{dialled}</p><p>{escape(source)}</p></footer>'
