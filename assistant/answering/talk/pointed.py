"""A place in what was told before, or beside it: the nth, the one before, a department's part."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Answer, AnswerKind, certainty_of
from assistant.answering import wording
from assistant.answering.duty_answers import DutyAnswers
from assistant.answering.lookup import Lookup
from assistant.answering.parts.framing import QuestionBack
from assistant.answering.parts.makers import part_of
from assistant.answering.parts.of_sets import Beyond
from assistant.answering.talk.choices import Choices
from assistant.answering.talk.talk_search import CUT_SHORT, SEARCHED, Resolved, about
from assistant.answering.talk.turns import TalkState, Turn
from assistant.answering.telling.answers import answer_of, retold
from assistant.understanding.references import fold_question, references
from assistant.understanding.talk.pointing import (
    MIDDLE,
    AtFirst,
    Place,
    Step,
    asked_at_first,
    department_asked,
    neighbour_asked,
    other_asked,
    place_asked,
)
from assistant.understanding.talk.ties import content
from corpus.departments import DepartmentNames
from corpus.models import ListName, Town
from index.search import DutySearch
from index.text.messages import is_long

_TWO = 2  # duties, of which one stands before the other
_ASKED_MORE = 0.89  # at most so sure is what is told of a place of which more is asked


class Pointed:
    """Answers what points at a place in the talk."""

    def __init__(
        self,
        search: DutySearch,
        names: DepartmentNames,
        lookup: Lookup,
        duty_answers: DutyAnswers,
    ) -> None:
        """Ask these anew for what is pointed at."""
        self._search = search
        self._town = search.town
        self._names = names
        self._lookup = lookup
        self._duty_answers = duty_answers
        self._choices = Choices(search)

    def answer(self, question: str, talk: TalkState, last: Turn | None) -> Answer | None:
        """The answer about a place in what was told, or beside it."""
        if (begun := asked_at_first(question)) and (told := self._at_first(begun, talk)):
            return told
        other = other_asked(question)
        if other and (left := self._choices.left(other, talk)):
            return self.of_turn(left, other.rest or left.question)
        holder = department_asked(question) if last else None
        if holder and last and (told := self._of_department(holder, last)):
            return told
        place = place_asked(question) or self._place_of_department(question)
        if place and place.of_list and talk.last is None:
            return None  # 查看第2项: of which list?
        step = neighbour_asked(question)
        if last and ((place and not place.of_items) or (step and step.may_be_turn)):
            last = self._choices.apart(last)  # 后一个, of those two that were told as one
        numbered = talk.last and talk.last.kind is AnswerKind.LOOKUP
        single = numbered and last and last.duty and not last.several
        if place and place.of_asked and (turn := _nth_asked(place.number, talk)):
            return self.of_turn(turn, place.rest)
        if place and not (place.later and single):
            return self._placed(place, talk.last if numbered else last, talk)
        if step is None or last is None or is_long(question):
            return None
        many = last.several or last.duty is None
        of_two = len(last.duties) == _TWO and (step.may_be_turn or step.rest)
        if many and (of_two or (step.may_be_turn and step.by < 0)):
            return self._placed(Place(1 if step.by < 0 else -1, step.rest), last, talk)
        if step.may_be_turn and step.by < 0 and last.kind is not AnswerKind.LOOKUP:
            return None  # 上一个: what was asked before
        return self._beside(step, talk, last)

    def of_turn(self, turn: Turn, question: str) -> Answer | None:
        """The question as about the duty of an earlier turn."""
        if turn.duty is None:
            return None
        joined = f"{turn.question}，{question}"
        found = self._search.find(joined, SEARCHED)
        own = about(turn.duty, turn.confidence, found, self._search)
        return self._duty_answers.answer(question, Resolved(joined, own))

    def nth_of(self, ids: Sequence[str], place: Place) -> Answer:
        """The nth of these duties, or that there is none."""
        index = place.among(len(ids))
        if index is None and place.of_list:  # by the number that stands beside it
            numbers = [self._town.duty(duty_id).number for duty_id in ids]
            index = numbers.index(place.number) if place.number in numbers else None
        if index is None:
            return self._beyond(place.number, len(ids), ids)
        return self._looked_up(ids[index], place.rest)

    def ids_beside(self, duty_id: str) -> tuple[str, ...]:
        """The duties of the same list, in its order."""
        return self._ids_of(self._town.duty(duty_id).list)

    def ids_of_list(self, before: Turn) -> tuple[str, ...]:
        """The duties of the list that was looked into, also where it has no such number."""
        if before.duties:
            looked_up = before.duty if before.kind is AnswerKind.LOOKUP else None
            return self.ids_beside(looked_up) if looked_up else ()
        named = _list_named(before.question)
        return self._ids_of(named) if named else ()

    def _at_first(self, begun: AtFirst, talk: TalkState) -> Answer | None:
        """The answer about what the talk began with; never a sure one, as its start may be lost."""
        told = [turn for turn in talk.turns if turn.duties and (turn.asked or not begun.of_set)]
        first = next(iter(told), None)
        if first is None:
            return None
        if begun.place and (first.several or first.duty is None):
            return _as_sure(self.nth_of(first.duties, begun.place), first, _ASKED_MORE)
        turn = _nth_asked(begun.place.number, talk) if begun.place else first
        if turn is None or turn.asked:
            return None
        if turn.several:
            turn = self._choices.narrowed(turn.duties[0], turn)
        return self.of_turn(turn, begun.rest or turn.question)

    def _of_department(self, place: Place, last: Turn) -> Answer | None:
        """What the nth department of a duty does."""
        if last.duty is None or place.of_set:
            return None
        departments = self._town.duty(last.duty).departments
        if place.other:
            departments = self._not_told(departments, last)
            if not departments:
                return unclear(self._town)
        index = place.among(len(departments))
        if index is None or len(self._town.duty(last.duty).departments) < 2:
            return None
        return self.of_turn(
            last, f"{self._names.office(departments[index])}{place.rest or '负责什么'}"
        )

    def _not_told(self, departments: Sequence[str], last: Turn) -> tuple[str, ...]:
        """The other of two: not the one asked about before, nor else the one in charge."""
        mentions = self._names.mentions(last.question.partition("，")[2])
        told = {name for mention in mentions for name in mention.departments} & {*departments}
        left = tuple(name for name in departments if name not in (told or departments[:1]))
        return left if len(left) == 1 else ()

    def _place_of_department(self, question: str) -> Place | None:
        """A place of which a department's part is asked: 第三项教育局具体干啥."""
        mention = next(iter(self._names.mentions(question)), None)
        place = place_asked(question[: mention.start]) if mention else None
        return replace(place, rest=question[mention.start :]) if mention and place else None

    def _placed(self, place: Place, before: Turn | None, talk: TalkState) -> Answer:
        """The nth duty or the nth item of the answer before."""
        if before and not before.duties and (ids := self.ids_of_list(before)):
            return self.nth_of(ids, place)
        if before is None or not before.duties:
            return unclear(self._town)
        if before.kind is AnswerKind.LOOKUP and before.duty:
            listed = () if place.of_items else self._listed_around(before.duty, talk)
            if place.among(len(listed)) is not None:  # another of those it was picked from
                return _as_sure(self.nth_of(listed, place), before)
            if place.of_list:  # 那它最后一项是哪个, 那第41项呢
                return self.nth_of(self.ids_beside(before.duty), place)
            return self._nth_item(place, before)
        if before.kind is not AnswerKind.DUTY:  # of several sets perhaps a set is meant
            sure = CUT_SHORT if before.beside else 1.0
            return _as_sure(self.nth_of(before.duties, place), before, sure)
        if before.several:
            return _as_sure(self.nth_of(before.duties, place), before)
        return self._nth_item(place, before)

    def _nth_item(self, asked: Place, before: Turn) -> Answer:
        """One item of the part that was told first."""
        duty = self._town.duty(before.duties[0])
        place = min(before.part, len(duty.blocks) - 1)
        block = duty.blocks[place]
        index = asked.among(len(block.items))
        if index is None and asked.of_list:  # 那第47项呢: of the list that the duty is in
            return self.nth_of(self.ids_beside(duty.duty_id), asked)
        if index is None:
            return self._beyond(asked.number, len(block.items), [duty.duty_id], place)
        found = self._search.find(before.question, SEARCHED)
        own = about(duty.duty_id, before.confidence, found, self._search)
        answer = self._duty_answers.answer(before.question, Resolved(before.question, own))
        return retold(
            answer,
            [part_of(duty, block, block.items[index : index + 1])],
            self._town,
            verdict=None,
            missing=(),
            resolved_question=f"{before.question}，第{index + 1}条",
        )

    def _beside(self, step: Step, talk: TalkState, last: Turn) -> Answer | None:
        """The duty before or after the last one, in what was listed or else in its list."""
        if last.duty is None:
            return None
        ids = self._listed_around(last.duty, talk) or self.ids_beside(last.duty)
        place = ids.index(last.duty) + step.by
        return (
            self._looked_up(ids[place], step.rest) if 0 <= place < len(ids) else unclear(self._town)
        )

    def _listed_around(self, duty_id: str, talk: TalkState) -> tuple[str, ...]:
        """What was listed, where this duty was picked from it."""
        for turn in reversed(talk.turns):
            if turn.kind is AnswerKind.ENUMERATE or turn.several:
                return turn.duties if duty_id in turn.duties else ()
            if turn.kind is not AnswerKind.LOOKUP or turn.duty is None:
                return ()
        return ()

    def _looked_up(self, duty_id: str, rest: str) -> Answer:
        found = self._lookup.answer(f"{duty_id} {rest}".strip())
        if found is None:
            raise AssertionError(f"the lookup does not know {duty_id}")
        # What more is asked may be of something else that was said, or of none of them.
        sure = min(found.confidence, _ASKED_MORE) if content(rest) else found.confidence
        return found.model_copy(update={"resolved_question": duty_id, "confidence": sure})

    def _beyond(self, place: int, size: int, ids: Sequence[str], part: int | None = None) -> Answer:
        if place == MIDDLE:  # of so many there is none
            return unclear(self._town)
        beyond = Beyond(place=place, size=size, duty_ids=tuple(ids), part=part)
        return answer_of(AnswerKind.CLARIFY, [beyond], self._town)

    def _ids_of(self, name: ListName) -> tuple[str, ...]:
        return tuple(duty.duty_id for duty in self._town.duties if duty.list is name)


def _list_named(question: str) -> ListName | None:
    mentions = [item.mention for item in references(fold_question(question))]
    return next((mention.list for mention in mentions if mention), None)


def _nth_asked(number: int, talk: TalkState) -> Turn | None:
    """The turn of the nth question, where the talk is not one message of several matters."""
    about = [turn for turn in talk.turns if turn.duties]
    if talk.last is None or talk.last.several or not 1 <= abs(number) <= len(about):
        return None
    return about[number - (number > 0)]


def _as_sure(answer: Answer, before: Turn, most: float = 1.0) -> Answer:
    """An answer about a duty that was found before: no surer than that."""
    confidence = min(answer.confidence, before.confidence, most)
    return answer.model_copy(
        update={"confidence": confidence, "certainty": certainty_of(confidence)}
    )


def unclear(town: Town) -> Answer:
    """That it is not clear what is meant."""
    return answer_of(AnswerKind.CLARIFY, [QuestionBack(text=wording.UNCLEAR)], town)
