"""What only the talk before explains: a way back, a part, one that is described, another set."""

from assistant.answer import Answer, AnswerKind
from assistant.answering.duty_answers import DutyAnswers
from assistant.answering.lookup import Lookup
from assistant.answering.sets.enumeration import Enumeration
from assistant.answering.talk.pointed import Pointed, unclear
from assistant.answering.talk.talk_search import CUT_SHORT, SEARCHED
from assistant.answering.talk.turns import TalkState, Told, Turn, turn_meant
from assistant.understanding.aspects import asks_township
from assistant.understanding.question_text import as_read
from assistant.understanding.references import fold_question, references
from assistant.understanding.statements.claim import names_matter, puts_up
from assistant.understanding.talk.pointing import (
    Place,
    departments_meant,
    number_asked,
    one_described,
    way_back,
)
from assistant.understanding.talk.ties import (
    asks_support,
    beside_those,
    compares,
    content,
    content_beside,
    refers,
    written_out,
)
from assistant.understanding.words.lexicon import Lexicon
from corpus.departments import DepartmentNames
from index.search import DutySearch
from index.text.messages import is_long

_NAMES_ONE = 1  # characters that tell one duty of a list from the others
_LIKELY_ONE = 0.3  # probability that they tell it


class FollowUps:
    """Answers messages by what was answered before them."""

    def __init__(
        self,
        search: DutySearch,
        names: DepartmentNames,
        lookup: Lookup,
        enumeration: Enumeration,
        duty_answers: DutyAnswers,
        lexicon: Lexicon,
    ) -> None:
        """Ask these anew for what the talk stands for."""
        self._lexicon = lexicon
        self._search = search
        self._town = search.town
        self._names = names
        self._pointed = Pointed(search, names, lookup, duty_answers)
        self._enumeration = enumeration

    def answer(self, question: str, talk: TalkState) -> Told | None:
        """The answer, None where the message does not need the talk."""
        last = next((turn for turn in reversed(talk.turns) if turn.duties), talk.last)
        pointed = self._pointed.answer(question, talk, last)
        if pointed or talk.last is None or last is None or is_long(question):
            return _told(pointed)
        looked_up = last.kind is AnswerKind.LOOKUP and last.duty
        if looked_up and (number := number_asked(question)):
            return Told(
                self._pointed.nth_of(self._pointed.ids_beside(looked_up), Place(number, ""))
            )
        said = way_back(question)
        if said is not None and (turn := turn_meant(said, talk, self._town)):
            *_, asked = said.replace(",", "，").split("，", 1)
            return _told(self._pointed.of_turn(self._one_of(turn, said), asked or turn.question))
        if picked := self._described(question, last):
            return Told(picked)
        if last.kind is AnswerKind.ENUMERATE and not references(fold_question(question)):
            return self._another_set(as_read(question), talk, last)
        if last.duty and self._asks_a_part(question, last.duty):
            return _told(self._pointed.of_turn(last, question))
        if last.duty and self._says_of_it(question, last.duty):
            return _told(self._pointed.of_turn(last, question))
        if last.duty and self._asks_of_it(question):
            doubted = min(last.confidence, CUT_SHORT)
            return _told(
                self._pointed.of_turn(last.model_copy(update={"confidence": doubted}), question)
            )
        return None

    def _says_of_it(self, question: str, duty_id: str) -> bool:
        """Whether it puts something up, or asks of a department, without a matter: 归镇里不."""
        if self._enumeration.counts(question) or names_matter(question, self._lexicon):
            return False
        own = set(self._town.duty(duty_id).departments)
        if departments_meant(question) and len(own) > 1:
            return True
        named = [set(mention.departments) for mention in self._names.mentions(question)]
        if named:
            return all(own & departments for departments in named)
        return puts_up(question, self._lexicon)

    def _asks_of_it(self, question: str) -> bool:
        """Whether a department that this duty does not name is asked about in it: 在里边管啥."""
        if not refers(question) or not self._names.mentions(question):
            return False
        return not content_beside(question, self._names)

    def _another_set(self, question: str, talk: TalkState, last: Turn) -> Told | None:
        """The set listed before as this question changes it, or that of 两家 listed before."""
        if compares(question) and not content_beside(question, self._names).strip("比多少"):
            return Told(unclear(self._town))  # which is more is not told
        before = [turn.asked for turn in talk.turns if turn.asked]
        names = dict.fromkeys(name for own in before[-2:] for name in own.departments)
        if together := written_out(question, tuple(names)):
            return self._enumeration.answer(together)
        return self._enumeration.refined(beside_those(question), last)

    def _asks_a_part(self, question: str, duty_id: str) -> bool:
        """Whether the question names a holder of this duty, or support, and no matter."""
        if asks_support(question):
            return not self._enumeration.counts(question)
        own = set(self._town.duty(duty_id).departments)
        mentions = self._names.mentions(question)
        held = any(own & set(mention.departments) for mention in mentions)
        if not (held or asks_township(question)):
            return False
        if held and refers(question):
            return True
        return not content_beside(question, self._names) and not self._enumeration.counts(question)

    def _one_of(self, turn: Turn, said: str) -> Turn:
        """The turn, of several matters with the one that is named: 回到刚才低保的事."""
        found = self._search.find(said, SEARCHED) if turn.several else None
        own = (
            [hit.duty.duty_id for hit in found.hits if hit.duty.duty_id in turn.duties]
            if found
            else []
        )
        return turn.model_copy(update={"duties": (own[0],)}) if own else turn

    def _described(self, question: str, last: Turn) -> Answer | None:
        """The answer about that one of the duties listed which the question tells by its words."""
        told = one_described(question) if last.duty is None else None
        if told is None or self._names.mentions(told[0]) or len(content(told[0])) < _NAMES_ONE:
            return None
        found = self._search.find(told[0], SEARCHED)
        own = next((hit for hit in found.hits if hit.duty.duty_id in last.duties), None)
        if own is None or own.probability < _LIKELY_ONE:
            return None
        return self._pointed.of_turn(
            last.model_copy(update={"duties": (own.duty.duty_id,), "confidence": CUT_SHORT}),
            told[1] or question,
        )


def _told(answer: Answer | None) -> Told | None:
    return Told(answer) if answer else None
