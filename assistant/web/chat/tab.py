"""The chat tab: its components, and what follows when they are used."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape
from typing import Any

import gradio
from gradio.components.chatbot import ExampleMessage

from assistant.log.personal_data import without_personal_numbers
from assistant.log.question_log import MAX_REASON_CHARS
from assistant.understanding.normalisation import MAX_QUESTION_CHARS
from assistant.web.chat.conversation import Conversation
from assistant.web.chat.turns import Turn, turns_of
from assistant.web.chat.wire import opinion, piece
from assistant.web.labels import CHINESE, Labels, labels_of
from assistant.web.towns import drawn_examples
from corpus.models import Town

# Events are no part of the HTTP API; Gradio's sign of waiting would cover what is being read.
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
ASKING: dict[str, Any] = _PRIVATE | {"concurrency_id": "ask"}  # one line for all ways to ask
# What the browser keeps is put in as an event is sent; kept.js has it.
_KEPT_JS = "(kept, language, town) => [lz.turns(), language, town]"
_ASKED_JS = "(kept, language, town) => (lz.asks(), [lz.turns(), language, town])"
_TYPED_JS = (
    "(question, kept, language, town) =>"
    " (lz.asks(question), [question, lz.turns(), language, town])"
)
# It stands below the conversation, and is there a moment later.
_TO_REASON = "() => setTimeout(() => document.querySelector('#lz-why textarea')?.focus(), 300)"
_SMALL: dict[str, Any] = {"size": "sm", "scale": 0, "min_width": 120}
Updates = tuple[object, object]  # of the conversation, the question box


class ChatTab:
    """The tab's components; to be made where they stand in the page."""

    def __init__(
        self,
        conversation: Conversation,
        language: gradio.Textbox,
        town: gradio.Textbox,
        examples: Sequence[ExampleMessage],
    ) -> None:
        """Build the components and connect them; `language` and `town` are the visitor's."""
        self._conversation = conversation
        self._language, self._town = language, town
        # Not shown, and so not loaded either: they carry what the browser keeps.
        self.kept = gradio.JSON([], visible=False)
        self._rated = gradio.Textbox("", visible=False)  # the answer that a reason is asked for
        self._wire = gradio.HTML(
            "",
            html_template="",
            js_on_load='lz.wired({ watch, trigger, props }, "told")',
            elem_id="lz-wire",
        )
        self.chatbot = gradio.Chatbot(
            **_chatbot(CHINESE),
            examples=[*examples],
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
            self._wire,
            self.box,
            self._voice,
            self._others,
            self._clear,
            self._reason,
            self._send_reason,
            self._no_reason,
        ]

    def words(self, language: str, town: Town, stored: object) -> list[object]:
        """Updates of `worded` that put the tab, with its conversation, into a language."""
        labels = labels_of(language)
        return [
            gradio.Chatbot(**_chatbot(labels), examples=drawn_examples(town)),
            piece(0, self._conversation.messages(turns_of(stored), language, town.key)),
            gradio.Textbox(**_box(labels)),
            *map(gradio.Button, (labels.voice, labels.others, labels.clear)),
            gradio.Textbox(label=labels.why, placeholder=labels.why_hint),
            *map(gradio.Button, (labels.send_reason, labels.no_reason)),
        ]

    @property
    def updated(self) -> list[gradio.components.Component]:
        """The components that `ask` updates."""
        return [self._wire, self.box]

    def ask(self, question: str, stored: object, language: str, town: str) -> Iterator[Updates]:
        """Answer a question after the kept ones; updates of `updated` as the answer grows."""
        yield from self._answered(question, turns_of(stored), language, town)

    def _answered(
        self, question: str, turns: tuple[Turn, ...], language: str, town: str
    ) -> Iterator[Updates]:
        # Whoever comes to the device after them, or opens a shared link, is not to read a number.
        question = without_personal_numbers(question.strip()[:MAX_QUESTION_CHARS])
        if not question:
            yield piece(len(turns), ()), gradio.skip()
            return
        labels, at = labels_of(language), len(turns)
        stages = self._conversation.stages(question, turns, language, town)
        # The question stays in the box until it is answered: who stops may want to change it.
        yield piece(at, next(stages)), gradio.Textbox(submit_btn=False, stop_btn=labels.stop)
        for shown in stages:
            yield piece(at, shown), gradio.Textbox(value="")
        turn = Turn(question, self._conversation.record(question, turns, town))
        # Emptied once more: a browser that is behind leaves steps out.
        yield piece(at, shown, [turn]), _ready(labels, value="")

    def _connect(self) -> None:
        kept = [self.kept, self._language, self._town]
        asking = ASKING | {"js": _ASKED_JS}
        asked: list[Any] = [
            self.box.submit(self.ask, [self.box, *kept], self.updated, js=_TYPED_JS, **ASKING),
            self.chatbot.example_select(self._ask_example, kept, self.updated, **asking),
            self.chatbot.option_select(self._ask_option, kept, self.updated, **asking),
            self.chatbot.retry(self._ask_again, kept, self.updated, **asking),
            self.chatbot.edit(self._ask_edited, kept, self.updated, **asking),
        ]
        self.box.stop(
            lambda language: _ready(labels_of(language)),
            self._language,
            self.box,
            cancels=asked,
            js="language => (lz.stops(), language)",
            **_PRIVATE,
        )
        # Nothing of these comes from the server.
        self._wire.told(None, None, self.chatbot, js="() => lz.shown()")
        self._clear.click(
            None, None, [self.chatbot, self._why], js="() => [lz.clears(), lz.hidden()]"
        )
        self._others.click(self._other_examples, self._town, self.chatbot, **_PRIVATE)
        self._connect_feedback()

    def _connect_feedback(self) -> None:
        self.chatbot.like(
            self._rate,
            [self.kept, self._language, self._town],
            [self._wire, self._rated, self._why],
            js=_KEPT_JS,
            **_PRIVATE,
        ).success(None, js=_TO_REASON)
        gradio.on(
            [self._send_reason.click, self._reason.submit],
            self._explain,
            [self._rated, self._reason, self._language, self._town],
            [self._reason, self._why],
            **_PRIVATE,
        )
        self._no_reason.click(
            lambda: ("", gradio.Column(visible=False)), None, [self._reason, self._why], **_PRIVATE
        )

    def _other_examples(self, town: str) -> gradio.Chatbot:
        return gradio.Chatbot(examples=drawn_examples(self._conversation.document(town)))

    def _ask_example(
        self, stored: object, language: str, town: str, event: gradio.SelectData
    ) -> Iterator[Updates]:
        yield from self.ask(str(event.value["text"]), stored, language, town)

    def _ask_option(
        self, stored: object, language: str, town: str, event: gradio.SelectData
    ) -> Iterator[Updates]:
        yield from self.ask(str(event.value), stored, language, town)

    def _ask_again(
        self, stored: object, language: str, town: str, event: gradio.RetryData
    ) -> Iterator[Updates]:
        turns = turns_of(stored)
        place = _place(event.index)
        for turn in turns[place : place + 1]:
            yield from self._answered(turn.question, turns[:place], language, town)

    def _ask_edited(
        self, stored: object, language: str, town: str, event: gradio.EditData
    ) -> Iterator[Updates]:
        turns = turns_of(stored)[: _place(event.index)]
        yield from self._answered(unescape(str(event.value)), turns, language, town)

    def _rate(
        self, stored: object, language: str, town: str, event: gradio.LikeData
    ) -> tuple[str, str, gradio.Column]:
        """Keep a thumb up or down; after a thumb down, ask for the reason."""
        turns = turns_of(stored)
        place, helpful = _place(event.index), event.liked is True
        if place >= len(turns):
            raise gradio.Error(labels_of(language).fault)
        turn = turns[place]
        # The shell's answers are logged under the light page's name, without an id to rate.
        answer_id = turn.answer_id or self._conversation.record(turn.question, turns[:place], town)
        self._conversation.rate(answer_id, helpful, town)
        if helpful:
            gradio.Info(labels_of(language).thanks)
        return (
            opinion(place, replace(turn, answer_id=answer_id, helpful=helpful)),
            answer_id,
            gradio.Column(visible=not helpful),
        )

    def _explain(
        self, answer_id: str, reason: str, language: str, town: str
    ) -> tuple[str, gradio.Column]:
        self._conversation.rate(answer_id, False, town, reason[:MAX_REASON_CHARS])
        gradio.Info(labels_of(language).thanks)
        return "", gradio.Column(visible=False)


def _chatbot(labels: Labels) -> dict[str, Any]:
    return {
        "label": labels.conversation,
        "placeholder": f"## {labels.welcome}\n{labels.welcome_more}",
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


def _place(index: int | tuple[int, int]) -> int:
    """Which turn a message of the chatbot belongs to: questions and answers alternate."""
    return (index if isinstance(index, int) else index[0]) // 2
