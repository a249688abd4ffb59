"""The page: its head, the tabs, the notice that always stands below, and what ties them."""

from collections.abc import Iterator
from html import escape
from importlib.resources import files

import gradio

from assistant.assistant import Assistant
from assistant.feedback import FeedbackStore
from assistant.settings import Settings
from assistant.web.chat import ChatTab
from assistant.web.conversation import Conversation
from assistant.web.labels import CHINESE, Labels, Language, labels_of, title_of
from corpus.models import Town

# Else a reload would ask the link's question again.
_FORGET_LINK = "() => history.replaceState(null, '', location.pathname)"
_MAX_TOWN_CHARS = 20  # of a link's town, as it is shown


def build_page(assistant: Assistant, store: FeedbackStore, settings: Settings) -> gradio.Blocks:
    """The whole page, not yet mounted; `look.page_look` has what mounting it takes."""
    script = (files("assistant.web") / "assets" / "page.js").read_text(encoding="utf-8")
    conversation = Conversation(assistant, store)
    page = gradio.Blocks(title=title_of(assistant.town), analytics_enabled=False)
    with page:
        language = gradio.BrowserState(
            Language.CHINESE.value, storage_key="lvzhi-language", secret="lvzhi"
        )
        head = gradio.HTML(_head(assistant.town, CHINESE), js_on_load=script, elem_id="lz-head")
        with gradio.Tabs(elem_id="lz-tabs"), gradio.Tab(CHINESE.chat_tab, id="chat") as chat_tab:
            chat = ChatTab(conversation, language)
        notice = gradio.HTML(_notice(assistant, CHINESE), elem_id="lz-notice")

    def words(wanted: str, stored: object) -> list[object]:
        labels = labels_of(wanted)
        return [
            _head(assistant.town, labels),
            gradio.Tab(label=labels.chat_tab),
            _notice(assistant, labels),
            *chat.words(wanted, stored),
        ]

    worded = [head, chat_tab, notice, *chat.worded]

    def other_language(now: str, stored: object) -> list[object]:
        wanted = Language.CHINESE if now == Language.ENGLISH else Language.ENGLISH
        return [wanted.value, *words(wanted, stored)]

    def asked_by_link(
        stored: object, wanted: str, request: gradio.Request
    ) -> Iterator[tuple[object, ...]]:
        town = request.query_params.get("town", assistant.town.key)
        if town != assistant.town.key:
            asked = town[:_MAX_TOWN_CHARS]
            told = labels_of(wanted).other_town.format(town=assistant.town.name, asked=asked)
            gradio.Warning(escape(told))
            return
        yield from chat.ask(request.query_params.get("q", ""), stored, wanted)

    with page:
        page.load(words, [language, chat.kept], worded, api_visibility="private").then(
            asked_by_link, [chat.kept, language], chat.updated, api_visibility="private"
        ).then(None, js=_FORGET_LINK)
        head.submit(
            other_language, [language, chat.kept], [language, *worded], api_visibility="private"
        )
    return page


def _head(town: Town, labels: Labels) -> str:
    """Name and switches; page.js listens to the buttons."""
    switches = "".join(
        f'<button type="button" class="lz-button" data-lz="{action}">{escape(word)}</button>'
        for action, word in (
            ("large", labels.large),
            ("dark", labels.dark),
            ("language", labels.other_language),
        )
    )
    return (
        f'<header class="lz-head"><div><h1>{escape(title_of(town))}</h1>'
        f"<p>{escape(labels.subtitle)}</p></div>"
        f'<div class="lz-switches">{switches}</div></header>'
    )


def _notice(assistant: Assistant, labels: Labels) -> str:
    """What always stands below the page: what an answer is worth, and where it is from."""
    town = assistant.town
    notice = labels.notice.format(town=town.name)
    source = labels.source.format(source=town.source_name, version=assistant.index_version)
    return f'<footer class="lz-notice"><p>{escape(notice)}</p><p>{escape(source)}</p></footer>'
