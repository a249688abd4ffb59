"""A conversation as the page shows it: questions as text, answers as cards with chips."""

import logging
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from typing import NamedTuple

import gradio

from assistant.answer import Answer
from assistant.answering.talk.turns import TalkState
from assistant.assistant import Assistant, Reply
from assistant.log.question_log import FeedbackError
from assistant.service.refusals import RefusedError
from assistant.service.towns import TownOffice, Towns
from assistant.web.chat.card import card_stages, fault_card, waiting_card
from assistant.web.chat.next_questions import asks_back, next_questions, thread_of
from assistant.web.chat.turns import Turn, talk_of
from assistant.web.chat.wire import Message, card_message, question_message
from assistant.web.labels import Labels, labels_of
from corpus.models import Town

CHANNEL = "web"  # in the question log
KEPT_ANSWERS = 500  # for conversations that are shown again, with each further question
OPENING_S = 5.0  # so long a question waits for its town, which may have to be built
WHOLE_TURNS = 3  # the last ones of a conversation that is shown again; earlier ones are folded
_LOG = logging.getLogger(__name__)


class Told(NamedTuple):
    """An answer and the town that gave it, or else what is said instead."""

    answer: Answer | None = None
    town: Town | None = None
    office: TownOffice | None = None
    thread: str = ""  # the earlier matter that it is still about
    before: TalkState = TalkState()
    refused: str = ""  # "": an internal fault


class _Source(NamedTuple):
    """What an answer comes from: one that was kept is told again while this is the same."""

    town: str
    index_version: str
    notes_version: int

    @classmethod
    def of(cls, assistant: Assistant) -> "_Source":
        return cls(assistant.town.key, assistant.index_version, assistant.notes_version)


class Conversation:
    """Answers questions and renders whole conversations; shared by all visitors."""

    def __init__(self, towns: Towns) -> None:
        """Answer for these towns; each question comes with the key of one."""
        self._towns = towns
        self._again = lru_cache(KEPT_ANSWERS)(self._asked)

    def document(self, town: str) -> Town:
        """The lists of a town; gradio.Error where it is gone."""
        try:
            return self._towns.town(town)
        except RefusedError as refused:
            raise gradio.Error(refused.message, print_exception=False) from refused

    def messages(self, turns: Sequence[Turn], language: str, town: str) -> list[Message]:
        """The conversation so far, its last answers given from the index in use now."""
        labels = labels_of(language)
        shown: list[Message] = []
        for place, turn in enumerate(turns):
            shown.append(question_message(turn.question))
            if place < len(turns) - WHOLE_TURNS:
                shown.append(card_message(_folded(turn.question, labels)))
                continue
            told = self.asked(turn.question, talk_of(turns[:place]), town)
            shown.append(self._reply(told._replace(thread="") if turn.left else told, labels))
        return shown

    def asked(self, question: str, earlier: tuple[str, ...], town: str) -> Told:
        """The answer to a question after earlier ones, or why there is none."""
        try:
            office = self._towns.soon(town, OPENING_S)
            assistant = office.assistant
            assistant.follow_index()  # else an answer kept from the old one would be told
            told = self._again(_Source.of(assistant), question, earlier)
            thread = thread_of(told.answer, assistant.town, question, earlier)
            return Told(told.answer, assistant.town, office, thread, told.before)
        except RefusedError as refused:
            return Told(refused=refused.message)
        except Exception:
            _LOG.exception("question not answered")
            return Told()

    def stages(
        self, question: str, turns: Sequence[Turn], language: str, town: str
    ) -> Iterator[list[Message]]:
        """The messages of a new question, its answer growing; first without any of it."""
        labels, asked = labels_of(language), question_message(question)
        yield [asked, card_message(waiting_card(labels))]
        told = self.asked(question, talk_of(turns), town)
        if told.answer is not None and told.town is not None:
            for card in card_stages(told.answer, told.town, labels, told.thread):
                yield [asked, card_message(card)]
        yield [asked, self._reply(told, labels)]

    def record(self, question: str, turns: Sequence[Turn], town: str) -> str:
        """Log a question that followed these turns; its answer's id, or "" after a fault."""
        told = self.asked(question, talk_of(turns), town)
        if told.answer is None or told.office is None:
            return ""
        log, assistant = told.office.log, told.office.assistant
        version, thread = assistant.index_version, assistant.thread(told.before)
        return log.record(question, told.answer, CHANNEL, version, thread)

    def rate(self, answer_id: str, helpful: bool, town: str, reason: str = "") -> None:
        """Keep what a visitor thought of an answer; gradio.Error where it can't be kept."""
        try:
            self._towns.soon(town, OPENING_S).log.rate(answer_id, helpful, reason)
        except FeedbackError as error:
            raise gradio.Error(str(error), print_exception=False) from error
        except RefusedError as refused:
            raise gradio.Error(refused.message, print_exception=False) from refused

    def _asked(self, source: "_Source", question: str, earlier: tuple[str, ...]) -> Reply:
        """A turn after the state that the one before left, which is mostly still known."""
        before = TalkState()
        if earlier:
            before = self._again(source, earlier[-1], earlier[:-1]).state
        return self._towns.soon(source.town, OPENING_S).assistant.turn(question, state=before)

    def _reply(self, told: Told, labels: Labels) -> Message:
        if told.answer is None or told.town is None or told.office is None:
            return card_message(_refusal(told.refused) if told.refused else fault_card(labels))
        *_, card = card_stages(told.answer, told.town, labels, told.thread)
        if asks_back(told.answer):  # which the card does itself
            return card_message(card)
        noted = told.office.assistant.noted(told.answer)
        return card_message(card, next_questions(told.answer, told.town, labels, noted))


def _refusal(sentence: str) -> str:
    return f'<div class="lz-card lz-none"><p class="lz-direct">{escape(sentence)}</p></div>'


def _folded(question: str, labels: Labels) -> str:
    """What stands for an earlier answer, so that a long talk opens as fast as a short one."""
    return (
        f'<p class="lz-card lz-folded">{escape(labels.folded)} <button type="button"'
        f' class="lz-button" data-lz-ask="{escape(question)}">{escape(labels.again)}</button></p>'
    )
