"""What goes to the browser of a conversation: pieces of JSON that kept.js puts into the chat.

The chatbot itself would be sent whole with every step of every answer.
"""

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import NotRequired, TypedDict

from assistant.web.chat.turns import Turn, to_row
from assistant.web.labels import CHINESE

Message = Mapping[str, object]  # as Gradio's chatbot has it in the browser


class Piece(TypedDict):
    """Messages that stand from a turn's place on, and what is to be kept of them."""

    at: int  # how many turns stand before
    messages: Sequence[Message]
    turns: NotRequired[list[dict[str, object]]]  # that are whole now, from this place on


class Rated(TypedDict):
    """The turn at a place, with what was thought of it."""

    at: int
    rated: dict[str, object]


class Option(TypedDict):
    """A chip below an answer: what it says, and what a tap asks."""

    label: str
    value: str


def piece(at: int, messages: Sequence[Message], whole: Sequence[Turn] = ()) -> str:
    """These messages in place of whatever stands from turn `at` on; `whole` turns are kept."""
    sent = Piece(at=at, messages=messages)
    if whole:
        sent["turns"] = [to_row(turn) for turn in whole]
    return json.dumps(sent, ensure_ascii=False)


def opinion(at: int, turn: Turn) -> str:
    """A turn with its thumb, to be kept."""
    return json.dumps(Rated(at=at, rated=to_row(turn)), ensure_ascii=False)


def card_message(card: str, options: Sequence[Option] = ()) -> Message:
    """An answer's card; screen readers go from one heading to the next."""
    headed = f'<h2 class="lz-hidden">{escape(CHINESE.heading)}</h2>{card}'
    component = {"type": "component", "component": "html", "value": headed}
    return _message("assistant", {**component, "constructor_args": {}, "props": {}}, options)


def question_message(text: str) -> Message:
    """A question, shown as it was typed."""
    return _message("user", {"type": "text", "text": escape(text, quote=False)}, ())


def _message(role: str, content: Mapping[str, object], options: Sequence[Option]) -> Message:
    return {"role": role, "metadata": None, "content": [content], "options": [*options] or None}
