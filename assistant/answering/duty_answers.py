"""From what a search found to the answer of one duty, or to saying that no duty covers it."""

from collections.abc import Sequence

from assistant.answer import Answer
from assistant.answering.asked_aspects import AskedAspects
from assistant.answering.composer import Composer, Request
from assistant.answering.opening import Opening, Openings, first_sentence
from assistant.answering.parts.makers import whole
from assistant.answering.parts.of_duties import WhoForm
from assistant.answering.parts.part import Part
from assistant.answering.routing import route_departments
from assistant.answering.talk.talk_search import Resolved
from assistant.understanding.aspects import Asked, Aspect, asked_aspect
from assistant.understanding.question_text import is_english, matched_terms
from assistant.understanding.unsaid import may_ask_aspects
from corpus.departments import DepartmentNames
from corpus.models import Duty
from index.search import DutySearch

# How often the aspects asked are all read, on questions that nobody had seen: 29 of 35, and better
# since. An answer that says what is missing is at most so sure, and so is one to a question whose
# words often ask such a thing.
ASPECTS_READ = 0.89
_SURE_WITH_DEPARTMENT = 0.9  # probability of a duty whose department the question names


class DutyAnswers:
    """Answers what was searched for."""

    def __init__(
        self,
        search: DutySearch,
        composer: Composer,
        names: DepartmentNames,
        openings: Openings,
        aspects: AskedAspects,
    ) -> None:
        """Read with these openings, aspects and names, and write by this composer."""
        self._search = search
        self._composer = composer
        self._town = search.town
        self._names = names
        self._openings = openings
        self._aspects = aspects

    def answer(self, question: str, resolved: Resolved) -> Answer:
        """The answer from the best duty found, or a refusal."""
        if self._is_covered(question, resolved):
            answer = self._of_duty(question, resolved)
        else:
            answer = self._composer.refusal(resolved.found, english=is_english(question))
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
        right = resolved.found.rightness
        opening = self._openings.of(question, best.duty, right)
        settled = opening.claim is not None and self._openings.settles_all(question)
        missing = () if settled else self._aspects.missing(question, best.duty)
        open_ended = bool(missing) or may_ask_aspects(question)
        right = min(opening.rightness, ASPECTS_READ) if open_ended else opening.rightness
        request = Request(
            question=resolved.question,
            asked=asked,
            opening=self._opening(question, opening, best.duty, asked, departments),
            rightness=right,
            missing=missing,
        )
        return self._composer.duty_answer(resolved.found.hits, departments, request)

    def _opening(
        self,
        question: str,
        opening: Opening,
        duty: Duty,
        asked: Asked,
        departments: Sequence[str],
    ) -> tuple[Part, ...]:
        if is_english(question):
            return (whole(duty, self._town.name, WhoForm.ENGLISH),)
        named = () if asked.aspect is Aspect.SUPPORT else departments
        return first_sentence(opening, duty, named, self._town)
