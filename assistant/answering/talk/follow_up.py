"""What only the talk before explains: a way back, a part, one that is described, another set."""

from collections.abc import Sequence, Set
from dataclasses import replace

from assistant.answer import Answer, AnswerKind
from assistant.answering.duty_answers import DutyAnswers
from assistant.answering.lookup import Lookup
from assistant.answering.sets.enumeration import Enumeration
from assistant.answering.talk.pointed import Pointed, unclear
from assistant.answering.talk.talk_search import CUT_SHORT, SEARCHED, TalkSearch
from assistant.answering.talk.turns import TalkState, Told, Turn, turn_meant
from assistant.understanding.aspects import asks_township, names_town
from assistant.understanding.question_text import as_read
from assistant.understanding.references import beside_references, fold_question, references
from assistant.understanding.sets.asked_set import AskedSet
from assistant.understanding.statements.claim import names_matter, puts_up
from assistant.understanding.statements.predicate import Kind
from assistant.understanding.statements.walk import RECLAIMED
from assistant.understanding.talk.pointing import (
    Place,
    department_asked,
    departments_meant,
    neighbour_asked,
    number_asked,
    one_described,
    place_asked,
    way_back,
    with_department,
    with_section,
)
from assistant.understanding.talk.ties import (
    asks_more,
    asks_support,
    asks_the_rest,
    beside_those,
    compares,
    content,
    content_beside,
    means_duty,
    refers,
    written_out,
)
from assistant.understanding.words.lexicon import Lexicon
from corpus.departments import DepartmentNames
from corpus.offices import OFFICE_ENDS
from index.search import DutySearch
from index.text.messages import is_long

_MORE = ("还", "另", "别的", "其他", "几")  # 参与什么 is of the duty before
_IF = "的话"  # 要真是的话，镇里负责哪一块
_ALL_OF_IT = "都有哪些"
_NAMES_ONE = 1  # characters that tell one duty of a list from the others
_NAMES_IT = 2  # characters that name a matter
_SURELY_ANOTHER = 0.85  # of what is found for a question that names an earlier matter
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
        talk_search: TalkSearch,
    ) -> None:
        """Ask these anew for what the talk stands for."""
        self._talk_search = talk_search
        self._lexicon = lexicon
        self._search = search
        self._town = search.town
        self._names = names
        self._pointed = Pointed(search, names, lookup, duty_answers)
        self._enumeration = enumeration

    def answer(self, question: str, talk: TalkState) -> Told | None:
        """The answer, None where the message does not need the talk."""
        last = next((turn for turn in reversed(talk.turns) if turn.duties), talk.last)
        told = self._one_set(question, talk)
        if told is None and last:
            told = self._of_its_department(question, last) or self._of_its_section(question, last)
        if told:
            return told
        pointed = self._pointed.answer(question, talk, last)
        if pointed or talk.last is None or last is None or is_long(question):
            return _told(pointed)
        number = number_asked(question)
        listed = self._pointed.ids_of_list(talk.last) or self._pointed.ids_of_list(last)
        if number and listed:
            return Told(self._pointed.nth_of(listed, Place(number, "")))
        said = way_back(question)
        if said is not None and (turn := self._turn_meant(said, talk)):
            *_, asked = said.replace(",", "，").split("，", 1)
            return _told(self._pointed.of_turn(self._one_of(turn, said), asked or turn.question))
        if named := self._named_again(question, talk):
            return Told(named)
        if picked := self._described(question, last):
            return Told(picked)
        if last.kind is AnswerKind.ENUMERATE and not references(fold_question(question)):
            return self._after_set(question, talk, last)
        return self._of_duty(question, last)

    def _one_set(self, question: str, talk: TalkState) -> Told | None:
        """One of several sets listed, or a place in it: 前一个局的第二项, 后一个有哪些."""
        last = talk.last
        if last is None or last.kind is not AnswerKind.ENUMERATE:
            return None
        place = department_asked(question)
        step = neighbour_asked(question) if last.beside and place is None else None
        if step and step.may_be_turn:
            place = Place(-2 if step.by < 0 else -1, step.rest)
        own = last.beside or tuple(dict.fromkeys(turn.asked for turn in talk.turns if turn.asked))
        index = place.among(len(own)) if place and not place.other and len(own) > 1 else None
        if place is None or index is None:
            return None
        told = self._enumeration.listed(own[index], f"{last.question}，{question}")
        if inner := place_asked(place.rest):
            ids = tuple(dict.fromkeys(citation.duty_id for citation in told.answer.citations))
            return Told(self._pointed.nth_of(ids, inner))
        again = last.model_copy(update={"asked": own[index]})
        same = self._enumeration.refined(place.rest, again) if step else told
        return told if same and same.asked == own[index] else None

    def _of_its_department(self, question: str, last: Turn) -> Told | None:
        """What else a department of before leads, joins or has taken over: 这个局还接走了哪些."""
        own = last.asked.departments if last.asked else ()
        own = self._town.duty(last.duty).departments if last.duty else own
        if not own or (last.duty is None and len(own) > 1):
            return None
        asked = {name for one in self._names.mentions(last.question) for name in one.departments}
        meant = next((name for name in own if asked == {name}), own[0])
        leading, meant = self._names.office(own[0]), self._names.office(meant)
        joining = self._names.office(own[1]) if len(own) == 2 else ""
        named = with_department(beside_those(question), leading, joining, meant)
        if named is None:
            return None
        more = {Kind.JOINS} if any(word in question for word in _MORE) else set()
        asks = self._asks_its_own(named, {Kind.LEADS, *more})
        return self._enumeration.answer(named) if asks else None

    def _of_its_section(self, question: str, last: Turn) -> Told | None:
        """What else its section holds: 跟它同一类的还有哪些."""
        if last.duty is None:
            return None
        duty = self._town.duty(last.duty)
        named = with_section(question, f"{duty.list}清单“{duty.section}”类的")
        asked = self._enumeration.named(named) if named else None
        return self._enumeration.answer(named) if named and asked and not asked.topics else None

    def _asks_its_own(self, question: str, roles: Set[Kind] = frozenset({Kind.LEADS})) -> bool:
        """Whether it asks what a department so has, or took over, which is no part of a duty."""
        asked = self._enumeration.named(question) if self._names.mentions(question) else None
        stated = asked.predicates if asked and not asked.topics else ()
        return any(one.kind in roles or one == RECLAIMED for one in stated)

    def _after_set(self, question: str, talk: TalkState, last: Turn) -> Told | None:
        """Another set, or what is asked of the only duty of that one."""
        told = None if means_duty(question) else self._another_set(as_read(question), talk, last)
        if last.duty is None or compares(question) or (told and told.answer.citations):
            return told
        if means_duty(question):
            return _told(self._pointed.of_turn(last, question))
        return self._of_duty(question, last) or told

    def _of_duty(self, question: str, last: Turn) -> Told | None:
        """What is asked of the duty before, without a matter."""
        if last.duty is None or self._asks_its_own(question):
            return None
        if self._asks_a_part(question, last.duty) or self._says_of_it(question, last.duty):
            own = content_beside(beside_references(question), self._names)
            if len(own) >= _NAMES_IT and self._talk_search.parts_from(last, question):
                return None  # 那检疫是镇里兽医站给开不
            return _told(self._pointed.of_turn(last, question))
        if self._asks_of_it(question):
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
        if asks_the_rest(question) and (rest := _left_out(before[-2:])):
            return self._enumeration.listed(rest, f"{last.question}，{question}")
        if asks_more(question):
            return self._enumeration.refined(_ALL_OF_IT, last)
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
        town = asks_township(question) or (
            names_town(question) and "的" not in question.replace(_IF, "")
        )
        if not (held or town):
            return False
        if town and self._enumeration.is_of_town(question):
            return not self._enumeration.counts(question)
        if held and refers(question) and not self._is_in_words(question):
            return True
        return not content_beside(question, self._names) and not self._enumeration.counts(question)

    def _is_in_words(self, question: str) -> bool:
        """Whether what names a department is part of a matter's words: 森林草原防火呢."""
        named = [question[one.start : one.end] for one in self._names.mentions(question)]
        offices = any(name.endswith(OFFICE_ENDS) for name in named)
        return not offices and len(content_beside(question, self._names)) > _NAMES_IT

    def _named_again(self, question: str, talk: TalkState) -> Answer | None:
        """再说低保，给钱不: an earlier matter by its own word, where no other is surely found."""
        head, _, asked = question.replace(",", "，").partition("，")
        words = content(head)
        if len(words) < _NAMES_IT or words == head or not asked:
            return None
        earlier = (turn for turn in reversed(talk.turns[:-1]) if words in turn.question)
        turn = next(earlier, None)
        if turn is None:
            return None
        found = self._search.find(question, SEARCHED)
        if found.covered and found.rightness >= _SURELY_ANOTHER:
            return None
        return self._pointed.of_turn(self._one_of(turn, words), asked)

    def _turn_meant(self, said: str, talk: TalkState) -> Turn | None:
        """The earlier turn about what is found for what is said of it, or in whose words."""
        head = said.replace(",", "，").partition("，")[0]
        if len(content(head)) >= _NAMES_IT:
            first = self._search.find(head, SEARCHED).hits[0].duty.duty_id
            if turn := next((t for t in reversed(talk.turns) if first in t.duties), None):
                return turn
        return turn_meant(said, talk, self._town)

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
        told = one_described(question) if last.several or last.duty is None else None
        if told is None or self._names.mentions(told[0]):
            return None
        if not content(told[0]) and (one := self._one_in_role(told[0], last)):
            return self._pointed.of_turn(one, told[1] or question)
        if len(content(told[0])) < _NAMES_ONE:
            return None
        found = self._search.find(told[0], SEARCHED)
        own = next((hit for hit in found.hits if hit.duty.duty_id in last.duties), None)
        if own is None or own.probability < _LIKELY_ONE:
            return None
        return self._pointed.of_turn(
            last.model_copy(update={"duties": (own.duty.duty_id,), "confidence": CUT_SHORT}),
            told[1] or question,
        )

    def _one_in_role(self, said: str, last: Turn) -> Turn | None:
        """The turn with the only duty of the set listed that its department so has: 牵头的那件."""
        told = self._enumeration.refined(said, last)
        own = {citation.duty_id for citation in told.answer.citations} if told else set()
        if len(own) != 1 or not own <= {*last.duties}:
            return None
        return last.model_copy(update={"duties": (*own,), "confidence": CUT_SHORT})


def _left_out(sets: Sequence[AskedSet]) -> AskedSet | None:
    """What the second of two sets left out of the first by saying one thing more."""
    if len(sets) < 2:
        return None
    whole, part = sets
    more = [one for one in part.predicates if one not in whole.predicates]
    narrowed = {*whole.predicates} <= {*part.predicates} and part.topics == whole.topics
    if len(more) != 1 or not narrowed:
        return None
    return replace(whole, predicates=(*whole.predicates, more[0].negation))


def _told(answer: Answer | None) -> Told | None:
    return Told(answer) if answer else None
