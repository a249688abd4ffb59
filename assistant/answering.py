"""The way of a question: courtesy, earlier questions, numbers, enumeration, search, answer."""

from collections.abc import Callable, Sequence

from assistant import wording
from assistant.answer import (
    SURE_FROM,
    Answer,
    AnswerKind,
    Certainty,
    MissingAspect,
    certainty_of,
)
from assistant.aspects import Asked, Aspect, asked_aspect
from assistant.composer import Composer, Request
from assistant.courtesy import courtesy
from assistant.dialogue import Relation, Resolved, place_asked, resolve
from assistant.enumeration import Enumeration
from assistant.lookup import Lookup
from assistant.opening import Opening, asks_several, first_sentence, matters, opening_of
from assistant.routing import route_departments
from assistant.understanding.danger_words import NUMBERS, Danger
from assistant.understanding.emergencies import find_danger
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.places import other_place
from assistant.understanding.question_text import as_read, is_english, matched_terms
from assistant.understanding.unsaid import asked_aspects, is_held
from corpus.departments import DepartmentNames
from corpus.gazetteer import gazetteer_of
from corpus.models import Duty
from index.danger import Judged
from index.search import DutyHit, DutySearch

_SEARCHED = 6  # duties looked at for one question
_SURE_WITH_DEPARTMENT = 0.9  # probability of a duty whose department the question names
# In such danger nothing is said but whom to call: no duty, and no word of what is not covered.
_CALL_ONLY = frozenset({Danger.SUICIDE, Danger.VIOLENCE})
_MATTERS = 5  # searched for themselves in a question about several


class Answering:
    """Answers normalised questions about one town; each step either answers or passes on."""

    def __init__(
        self,
        search: DutySearch,
        composer: Composer,
        judge_danger: Callable[[str], Judged] | None = None,
    ) -> None:
        """Answer from this search; `judge_danger` is the classifier for its embedding model."""
        self._judge_danger = judge_danger
        self._search = search
        self._composer = composer
        self._town = search.town
        self._names = DepartmentNames(search.town)
        self._gazetteer = gazetteer_of(search.town)
        self._lookup = Lookup(search.town, composer)
        self._lexicon = Lexicon(search.town, self._names, search.index.cutter.vocabulary)
        self._enumeration = Enumeration(search.town, self._lexicon, composer, search)

    def answer(self, question: str, history: Sequence[str]) -> Answer:
        """The answer, its citations not yet checked."""
        if not question:
            return _said(AnswerKind.CLARIFY, wording.EMPTY_QUESTION)
        if danger := find_danger(question, self._judge_danger):
            return self._in_danger(danger, question, history)
        if kind := courtesy(question):
            return _said(AnswerKind.GREETING, wording.greeting(kind, self._town.name))
        if place := other_place(as_read(question), self._gazetteer):
            return self._elsewhere(place, question)
        return self._from_lists(question, history)

    def _from_lists(self, question: str, history: Sequence[str]) -> Answer:
        if place := place_asked(question):
            return self._place(place, history)
        read = as_read(question)
        if structured := self._lookup.answer(read) or self._enumeration.answer(read):
            return self._saying_what_lacks(
                question, structured.model_copy(update={"resolved_question": question})
            )
        return self._searched(question, history)

    def _in_danger(self, danger: Danger, question: str, history: Sequence[str]) -> Answer:
        """Whom to call, and below it the duty, where that is sure and may be told."""
        numbers = NUMBERS[danger]
        call = wording.emergency(danger, numbers[0], is_english(question))
        if danger not in _CALL_ONLY:
            answer = self._from_lists(question, history)
            if answer.kind is AnswerKind.DUTY and answer.certainty is Certainty.SURE:
                text = f"{call}\n{answer.text}"
                return answer.model_copy(update={"text": text, "emergency": numbers})
        return Answer(
            kind=AnswerKind.EMERGENCY, text=call, emergency=numbers, resolved_question=question
        )

    def _elsewhere(self, place: str, question: str) -> Answer:
        return Answer(
            kind=AnswerKind.REFUSAL,
            text=wording.elsewhere(place, self._town.name),
            refused=True,
            other_place=place,
            resolved_question=question,
        )

    def _saying_what_lacks(self, question: str, answer: Answer) -> Answer:
        """A lookup of one duty that asks what the lists do not hold: that, and who has the duty."""
        ids = {citation.duty_id for citation in answer.citations}
        if answer.kind is not AnswerKind.LOOKUP or len(ids) != 1:
            return answer
        duty = self._town.duty(ids.pop())
        missing = _missing(question, duty)
        if not missing:
            return answer
        charge = wording.looked_up(duty, wording.who(duty, self._town.name))
        text = f"{wording.unsaid(missing, duty)}\n{charge}"
        return answer.model_copy(update={"text": text, "missing": missing})

    def _searched(self, question: str, history: Sequence[str]) -> Answer:
        resolved = resolve(question, history, self._search, _SEARCHED)
        if resolved.relation is Relation.UNCLEAR:
            return _said(AnswerKind.CLARIFY, wording.UNCLEAR)
        if not self._is_covered(question, resolved):
            answer = self._refusal(question, resolved)
        else:
            answer = self._of_duty(question, resolved)
        terms = matched_terms(self._search.words(resolved.question), answer)
        return answer.model_copy(
            update={"resolved_question": resolved.question, "matched_terms": terms}
        )

    def _is_covered(self, question: str, resolved: Resolved) -> bool:
        """Whether to answer: the lists cover it, or it names a department of a sure duty."""
        best = resolved.found.hits[0]
        if resolved.found.covered or best.probability < _SURE_WITH_DEPARTMENT:
            return resolved.found.covered
        return bool(asked_aspect(question, best, self._names).named)

    def _of_duty(self, question: str, resolved: Resolved) -> Answer:
        """The answer from the best hit, in the words of the question itself.

        A question that narrows the one before asks for a part in its own words, so aspect and
        claim are read from it and not from what it leans on.
        """
        best = resolved.found.hits[0]
        asked = asked_aspect(question, best, self._names)
        departments = route_departments(question, best, asked, self._town.name)
        several = asks_several(question) and asked.aspect is Aspect.WHOLE
        sure = certainty_of(resolved.found.rightness) is Certainty.SURE
        opening = opening_of(question, best.duty, self._lexicon, sure=sure)
        request = Request(
            question=resolved.question,
            asked=asked,
            opening=self._opening(question, opening, best.duty, asked, departments),
            rightness=resolved.found.rightness,
            missing=_missing(question, best.duty),
            also=self._also(question, best) if several else (),
        )
        answer = self._composer.duty_answer(resolved.found.hits, departments, request)
        return answer.model_copy(update={"verdict": opening.verdict})

    def _opening(
        self,
        question: str,
        opening: Opening,
        duty: Duty,
        asked: Asked,
        departments: Sequence[str],
    ) -> str:
        if is_english(question):
            return wording.in_charge_english(duty, self._town.name)
        named = () if asked.aspect is Aspect.SUPPORT else departments
        return first_sentence(opening, duty, named, self._town)

    def _refusal(self, question: str, resolved: Resolved) -> Answer:
        answer = self._composer.refusal(resolved.found)
        if not is_english(question):
            return answer
        return answer.model_copy(update={"text": f"{wording.refusal_english()}\n{answer.text}"})

    def _also(self, question: str, best: DutyHit) -> tuple[DutyHit, ...]:
        """Duties of the other matters that the question names, each found for itself."""
        found: dict[str, DutyHit] = {}
        for matched in self._search.find_each(matters(question)[:_MATTERS], 1):
            hit = matched.hits[0]
            if matched.covered and matched.rightness >= SURE_FROM and hit.duty != best.duty:
                found.setdefault(hit.duty.duty_id, hit)
        return tuple(found.values())

    def _place(self, place: int, history: Sequence[str]) -> Answer:
        """The nth duty or the nth item of the answer before."""
        if not history:
            return _said(AnswerKind.CLARIFY, wording.UNCLEAR)
        before = self.answer(history[-1], history[:-1])
        ids = list(dict.fromkeys(citation.duty_id for citation in before.citations))
        if not ids:
            return _said(AnswerKind.CLARIFY, wording.UNCLEAR)
        if before.kind is not AnswerKind.DUTY:
            return self._nth_duty(place, ids)
        duty = self._town.duty(ids[0])
        block = next(
            (b for b in duty.blocks if before.citations[0].quote.startswith(b.items[0])),
            duty.blocks[0],
        )
        if place > len(block.items):
            return _said(AnswerKind.CLARIFY, wording.place_missing(place, len(block.items)))
        return before.model_copy(
            update={
                "text": self._composer.part_text(duty, block, block.items[place - 1 : place]),
                "resolved_question": f"{before.resolved_question}，第{place}条",
            }
        )

    def _nth_duty(self, place: int, ids: Sequence[str]) -> Answer:
        if place > len(ids):
            return _said(AnswerKind.CLARIFY, wording.place_missing(place, len(ids)))
        found = self._lookup.answer(ids[place - 1])
        if found is None:
            raise AssertionError(f"the lookup does not know {ids[place - 1]}")
        return found.model_copy(update={"resolved_question": ids[place - 1]})


def _missing(question: str, duty: Duty) -> tuple[MissingAspect, ...]:
    """What a question asks and this duty does not hold."""
    return tuple(aspect for aspect in asked_aspects(question) if not is_held(aspect, duty))


def _said(kind: AnswerKind, text: str) -> Answer:
    return Answer(kind=kind, text=text, resolved_question="")
