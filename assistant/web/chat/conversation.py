"""A conversation as the chatbot shows it: questions as text, answers as cards with chips."""

import logging
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape

import gradio
from gradio.components.chatbot import Message, MessageDict, OptionDict

from assistant.answer import Answer
from assistant.answering.talk.turns import TalkState
from assistant.answering.wording import brief
from assistant.assistant import Assistant, Reply
from assistant.log.question_log import FeedbackError, FeedbackStore
from assistant.web.chat.card import card_stages, fault_card, waiting_card
from assistant.web.chat.turns import Turn
from assistant.web.labels import Labels, labels_of

CHANNEL = "web"  # in the question log
KEPT_ANSWERS = 500  # for conversations that are shown again, with each further question
MAX_CHIPS = 3
Shown = MessageDict | Message  # as the chatbot takes it
_LOG = logging.getLogger(__name__)


class Conversation:
    """Answers questions and renders whole conversations; shared by all visitors."""

    def __init__(self, assistant: Assistant, store: FeedbackStore) -> None:
        """Answer with `assistant`, log what is asked in `store`."""
        self.assistant = assistant
        self._store = store
        self._again = lru_cache(KEPT_ANSWERS)(self._asked)

    def messages(self, turns: Sequence[Turn], language: str) -> list[Shown]:
        """The conversation so far, answered from the index in use now."""
        labels = labels_of(language)
        shown: list[Shown] = []
        for place, turn in enumerate(turns):
            earlier = tuple(turn.question for turn in turns[:place])
            shown.append(_question(turn.question))
            shown.append(self._reply(self.asked(turn.question, earlier), labels))
        return shown

    def asked(self, question: str, earlier: tuple[str, ...]) -> Answer | None:
        """The answer to a question after earlier ones; None after an internal fault."""
        try:
            self.assistant.follow_index()  # else an answer kept from the old one would be told
            return self._again(self.assistant.index_version, question, earlier).answer
        except Exception:
            _LOG.exception("question not answered")
            return None

    def stages(self, question: str, turns: Sequence[Turn], language: str) -> Iterator[list[Shown]]:
        """The conversation with a new question, its answer growing; first without any of it."""
        labels = labels_of(language)
        before = [*self.messages(turns, language), _question(question)]
        yield [*before, _card(waiting_card(labels))]
        answer = self.asked(question, tuple(turn.question for turn in turns))
        if answer is None:
            yield [*before, self._reply(None, labels)]
            return
        for card in card_stages(answer, self.assistant.town, labels):
            yield [*before, _card(card)]
        yield [*before, self._reply(answer, labels)]

    def record(self, question: str, turns: Sequence[Turn]) -> str:
        """Log a question that followed these turns; its answer's id, or "" after a fault."""
        answer = self.asked(question, tuple(turn.question for turn in turns))
        if answer is None:
            return ""
        return self._store.record(question, answer, CHANNEL, self.assistant.index_version)

    def rate(self, answer_id: str, helpful: bool, reason: str = "") -> None:
        """Keep what a visitor thought of an answer; gradio.Error where it can't be kept."""
        try:
            self._store.rate(answer_id, helpful, reason)
        except FeedbackError as error:
            raise gradio.Error(str(error), print_exception=False) from error

    def _asked(self, index_version: str, question: str, earlier: tuple[str, ...]) -> Reply:
        """A turn after the state that the one before left, which is mostly still known."""
        before = TalkState()
        if earlier:
            before = self._again(index_version, earlier[-1], earlier[:-1]).state
        return self.assistant.turn(question, state=before)

    def _reply(self, answer: Answer | None, labels: Labels) -> MessageDict:
        if answer is None:
            return _card(fault_card(labels))
        *_, card = card_stages(answer, self.assistant.town, labels)
        return {**_card(card), "options": self._chips(answer, labels)}

    def _chips(self, answer: Answer, labels: Labels) -> list[OptionDict]:
        """What may be meant instead: a tap asks for that duty by its number."""
        duties = map(self.assistant.town.duty, answer.alternatives[:MAX_CHIPS])
        return [
            {
                "value": f"{duty.list.value}清单第{duty.number}项",
                "label": labels.elsewhere.format(
                    title=brief(duty.title.rstrip("。")), duty_id=duty.duty_id
                ),
            }
            for duty in duties
        ]


def _card(card: str) -> MessageDict:
    return {"role": "assistant", "content": gradio.HTML(card)}


def _question(text: str) -> MessageDict:
    return {"role": "user", "content": escape(text, quote=False)}
