"""A conversation as the page shows it: questions as text, answers as cards with chips."""

import logging
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape

import gradio

from assistant.answer import Answer
from assistant.answering.talk.turns import TalkState
from assistant.answering.wording import brief
from assistant.assistant import Assistant, Reply
from assistant.log.question_log import FeedbackError, FeedbackStore
from assistant.web.chat.card import card_stages, fault_card, waiting_card
from assistant.web.chat.turns import Turn
from assistant.web.chat.wire import Message, Option, card_message, question_message
from assistant.web.labels import Labels, labels_of

CHANNEL = "web"  # in the question log
KEPT_ANSWERS = 500  # for conversations that are shown again, with each further question
MAX_CHIPS = 3
WHOLE_TURNS = 3  # the last ones of a conversation that is shown again; earlier ones are folded
_LOG = logging.getLogger(__name__)


class Conversation:
    """Answers questions and renders whole conversations; shared by all visitors."""

    def __init__(self, assistant: Assistant, store: FeedbackStore) -> None:
        """Answer with `assistant`, log what is asked in `store`."""
        self.assistant = assistant
        self._store = store
        self._again = lru_cache(KEPT_ANSWERS)(self._asked)

    def messages(self, turns: Sequence[Turn], language: str) -> list[Message]:
        """The conversation so far, its last answers given from the index in use now."""
        labels = labels_of(language)
        shown: list[Message] = []
        for place, turn in enumerate(turns):
            shown.append(question_message(turn.question))
            if place < len(turns) - WHOLE_TURNS:
                shown.append(card_message(_folded(turn.question, labels)))
                continue
            earlier = tuple(turn.question for turn in turns[:place])
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

    def stages(
        self, question: str, turns: Sequence[Turn], language: str
    ) -> Iterator[list[Message]]:
        """The messages of a new question, its answer growing; first without any of it."""
        labels, asked = labels_of(language), question_message(question)
        yield [asked, card_message(waiting_card(labels))]
        answer = self.asked(question, tuple(turn.question for turn in turns))
        if answer is not None:
            for card in card_stages(answer, self.assistant.town, labels):
                yield [asked, card_message(card)]
        yield [asked, self._reply(answer, labels)]

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

    def _reply(self, answer: Answer | None, labels: Labels) -> Message:
        if answer is None:
            return card_message(fault_card(labels))
        *_, card = card_stages(answer, self.assistant.town, labels)
        return card_message(card, self._chips(answer, labels))

    def _chips(self, answer: Answer, labels: Labels) -> list[Option]:
        """What may be meant instead: a tap asks for that duty by its number."""
        duties = map(self.assistant.town.duty, answer.alternatives[:MAX_CHIPS])
        return [
            Option(
                value=f"{duty.list.value}清单第{duty.number}项",
                label=labels.elsewhere.format(
                    title=brief(duty.title.rstrip("。")), duty_id=duty.duty_id
                ),
            )
            for duty in duties
        ]


def _folded(question: str, labels: Labels) -> str:
    """What stands for an earlier answer, so that a long talk opens as fast as a short one."""
    return (
        f'<p class="lz-card lz-folded">{escape(labels.folded)} <button type="button"'
        f' class="lz-button" data-lz-ask="{escape(question)}">{escape(labels.again)}</button></p>'
    )
