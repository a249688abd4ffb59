"""The chat tab: its components, and what follows when they are used."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape
from typing import Any

import gradio
from gradio.components.chatbot import ExampleMessage

from assistant.log.question_log import MAX_REASON_CHARS
from assistant.understanding.normalisation import MAX_QUESTION_CHARS
from assistant.web.chat.conversation import Conversation, Shown
from assistant.web.chat.turns import Stored, Turn, to_store, turns_of
from assistant.web.labels import CHINESE, EXAMPLES, Labels, labels_of

_PRIVATE: dict[str, Any] = {"api_visibility": "private"}  # events are no part of the HTTP API
ASKING: dict[str, Any] = _PRIVATE | {"concurrency_id": "ask"}  # one line for all ways to ask
# It stands below the conversation, and is there a moment later.
_TO_REASON = "() => setTimeout(() => document.querySelector('#lz-why textarea')?.focus(), 300)"
_SMALL: dict[str, Any] = {"size": "sm", "scale": 0, "min_width": 120}
Updates = tuple[object, object, object]  # of the conversation, the question box, what is kept


class ChatTab:
    """The tab's components; to be made where they stand in the page."""

    def __init__(self, conversation: Conversation, language: gradio.BrowserState) -> None:
        """Build the components and connect them; `language` is the visitor's."""
        self._conversation = conversation
        self._language = language
        self.kept = gradio.BrowserState([], storage_key="lvzhi-turns", secret="lvzhi")
        self._rated = gradio.State("")  # the id of the answer that a reason is asked for
        self.chatbot = gradio.Chatbot(
            **_chatbot(CHINESE),
            elem_id="lz-chat",
            height="auto",
            editable="user",
            autoscroll=False,  # page.js does
            render_markdown=False,  # questions are shown, and edited, as they were typed
            buttons=[],
            latex_delimiters=[],
            show_label=False,
        )
        with gradio.Column(visible=False, elem_id="lz-why") as self._why:
            self._reason = gradio.Textbox(
                label=CHINESE.why, placeholder=CHINESE.why_hint, max_length=MAX_REASON_CHARS
            )
            with gradio.Row():
                self._send_reason = gradio.Button(CHINESE.send_reason, variant="primary", **_SMALL)
                self._no_reason = gradio.Button(CHINESE.no_reason, **_SMALL)
        with gradio.Row(elem_id="lz-ask"):
            self.box = gradio.Textbox(
                **_box(CHINESE),
                elem_id="lz-question",
                max_length=MAX_QUESTION_CHARS,
                max_lines=6,
            )
            self._voice = gradio.Button(CHINESE.voice, elem_id="lz-voice", scale=0, min_width=72)
        with gradio.Row(elem_id="lz-below"):
            self._others = gradio.Button(CHINESE.others, elem_classes="lz-others", **_SMALL)
            self._clear = gradio.Button(CHINESE.clear, elem_classes="lz-clear", **_SMALL)
        self._connect()

    @property
    def worded(self) -> list[gradio.components.Component]:
        """The components that `words` are for."""
        return [
            self.chatbot,
            self.box,
            self._voice,
            self._others,
            self._clear,
            self._reason,
            self._send_reason,
            self._no_reason,
        ]

    def words(self, language: str, stored: object) -> list[object]:
        """Updates of `worded` that put the tab, with its conversation, into a language."""
        labels = labels_of(language)
        return [
            self._kept_messages(turns_of(stored), language, **_chatbot(labels)),
            gradio.Textbox(**_box(labels)),
            *map(gradio.Button, (labels.voice, labels.others, labels.clear)),
            gradio.Textbox(label=labels.why, placeholder=labels.why_hint),
            *map(gradio.Button, (labels.send_reason, labels.no_reason)),
        ]

    @property
    def updated(self) -> list[gradio.components.Component]:
        """The components that `ask` updates."""
        return [self.chatbot, self.box, self.kept]

    def ask(self, question: str, stored: object, language: str) -> Iterator[Updates]:
        """Answer a question after the kept ones; updates of `updated` as the answer grows."""
        yield from self._answered(question, turns_of(stored), language)

    def _answered(self, question: str, turns: tuple[Turn, ...], language: str) -> Iterator[Updates]:
        question = question.strip()[:MAX_QUESTION_CHARS]
        if not question:
            yield gradio.skip(), gradio.skip(), gradio.skip()
            return
        labels = labels_of(language)
        stages = self._conversation.stages(question, turns, language)
        # The question stays in the box until it is answered: who stops may want to change it.
        yield next(stages), gradio.Textbox(submit_btn=False, stop_btn=labels.stop), gradio.skip()
        shown: list[Shown] = []
        for shown in stages:
            yield shown, gradio.Textbox(value=""), gradio.skip()
        turns = (*turns, Turn(question, self._conversation.record(question, turns)))
        chatbot = gradio.Chatbot(value=shown, feedback_value=_opinions(turns))
        # Emptied once more: a browser that is behind leaves steps out.
        yield chatbot, _ready(labels, value=""), to_store(turns)

    def _connect(self) -> None:
        kept = [self.kept, self._language]
        asked: list[Any] = [
            self.box.submit(self.ask, [self.box, *kept], self.updated, **ASKING),
            self.chatbot.example_select(self._ask_example, kept, self.updated, **ASKING),
            self.chatbot.option_select(self._ask_option, kept, self.updated, **ASKING),
            self.chatbot.retry(self._ask_again, kept, self.updated, **ASKING),
            self.chatbot.edit(self._ask_edited, kept, self.updated, **ASKING),
        ]
        self.box.stop(self._stopped, kept, [self.chatbot, self.box], cancels=asked, **_PRIVATE)
        self._others.click(
            lambda: gradio.Chatbot(examples=_examples()), None, self.chatbot, **_PRIVATE
        )
        self._clear.click(
            lambda: ([], [], gradio.Column(visible=False)),
            None,
            [self.chatbot, self.kept, self._why],
            **_PRIVATE,
        )
        self._connect_feedback()

    def _stopped(self, stored: object, language: str) -> tuple[gradio.Chatbot, gradio.Textbox]:
        """The conversation as it was before the question that is not to be answered."""
        return self._kept_messages(turns_of(stored), language), _ready(labels_of(language))

    def _kept_messages(self, turns: Sequence[Turn], language: str, **other: Any) -> gradio.Chatbot:
        messages = self._conversation.messages(turns, language)
        return gradio.Chatbot(value=messages, feedback_value=_opinions(turns), **other)

    def _connect_feedback(self) -> None:
        self.chatbot.like(
            self._rate,
            [self.kept, self._language],
            [self.kept, self._rated, self._why],
            **_PRIVATE,
        ).success(None, js=_TO_REASON)
        gradio.on(
            [self._send_reason.click, self._reason.submit],
            self._explain,
            [self._rated, self._reason, self._language],
            [self._reason, self._why],
            **_PRIVATE,
        )
        self._no_reason.click(
            lambda: ("", gradio.Column(visible=False)), None, [self._reason, self._why], **_PRIVATE
        )

    def _ask_example(
        self, stored: object, language: str, event: gradio.SelectData
    ) -> Iterator[Updates]:
        yield from self.ask(str(event.value["text"]), stored, language)

    def _ask_option(
        self, stored: object, language: str, event: gradio.SelectData
    ) -> Iterator[Updates]:
        yield from self.ask(str(event.value), stored, language)

    def _ask_again(
        self, stored: object, language: str, event: gradio.RetryData
    ) -> Iterator[Updates]:
        turns = turns_of(stored)
        place = _place(event.index)
        for turn in turns[place : place + 1]:
            yield from self._answered(turn.question, turns[:place], language)

    def _ask_edited(
        self, stored: object, language: str, event: gradio.EditData
    ) -> Iterator[Updates]:
        turns = turns_of(stored)[: _place(event.index)]
        yield from self._answered(unescape(str(event.value)), turns, language)

    def _rate(
        self, stored: object, language: str, event: gradio.LikeData
    ) -> tuple[Stored, str, gradio.Column]:
        """Keep a thumb up or down; after a thumb down, ask for the reason."""
        turns = list(turns_of(stored))
        place, helpful = _place(event.index), event.liked is True
        if place >= len(turns):
            raise gradio.Error(labels_of(language).fault)
        self._conversation.rate(turns[place].answer_id, helpful)
        turns[place] = replace(turns[place], helpful=helpful)
        if helpful:
            gradio.Info(labels_of(language).thanks)
        return to_store(turns), turns[place].answer_id, gradio.Column(visible=not helpful)

    def _explain(self, answer_id: str, reason: str, language: str) -> tuple[str, gradio.Column]:
        self._conversation.rate(answer_id, False, reason[:MAX_REASON_CHARS])
        gradio.Info(labels_of(language).thanks)
        return "", gradio.Column(visible=False)


def _chatbot(labels: Labels) -> dict[str, Any]:
    return {
        "label": labels.conversation,
        "placeholder": f"## {labels.welcome}\n{labels.welcome_more}",
        "examples": _examples(),
    }


def _box(labels: Labels) -> dict[str, Any]:
    return {
        "label": labels.ask,
        "placeholder": labels.placeholder,
        "submit_btn": labels.send,
    }


def _ready(labels: Labels, **other: Any) -> gradio.Textbox:
    """The question box when nothing is being answered."""
    return gradio.Textbox(submit_btn=labels.send, stop_btn=False, **other)


def _examples() -> list[ExampleMessage]:
    """One question of each topic, drawn anew each time."""
    return [
        {"text": text, "display_text": f"{topic}\n{text}"}
        for topic, texts in EXAMPLES.items()
        for text in (random.choice(texts),)
    ]


def _opinions(turns: Sequence[Turn]) -> list[str | None]:
    """The thumbs of the answers, in the chatbot's words."""
    words = {True: "Like", False: "Dislike", None: None}
    return [words[turn.helpful] for turn in turns]


def _place(index: int | tuple[int, int]) -> int:
    """Which turn a message of the chatbot belongs to: questions and answers alternate."""
    return (index if isinstance(index, int) else index[0]) // 2
