"""The way of a question: danger, courtesy, place, several matters, talk, numbers, sets, search."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant import wording
from assistant.answer import Answer, AnswerKind, Certainty
from assistant.composer import Composer
from assistant.courtesy import courtesy
from assistant.duty_answers import DutyAnswers, missing_of
from assistant.enumeration import Enumeration
from assistant.follow_up import Resolved, about, resolve
from assistant.lookup import Lookup
from assistant.references import fold_question, references
from assistant.several import together
from assistant.talk import Turn, turn_meant
from assistant.understanding.claim import read_claim
from assistant.understanding.danger_words import NUMBERS, Danger
from assistant.understanding.emergencies import find_danger
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.matters import Matters, matters_of
from assistant.understanding.places import other_place
from assistant.understanding.question_text import as_read, is_english
from assistant.understanding.statements.predicate import Truth
from assistant.understanding.ties import (
    Place,
    content,
    leans,
    neighbour_asked,
    number_asked,
    place_asked,
    refers,
    way_back,
)
from corpus.departments import DepartmentNames
from corpus.gazetteer import gazetteer_of
from corpus.models import ListName
from index.danger import Judged
from index.search import DutySearch

_SEARCHED = 6  # duties looked at for one question
_REMEMBERED = 3  # earlier messages
# Characters of a matter of its own: less only asks more about another.
_NAMES_A_MATTER, _NAMES_A_MATTER_ALONE = 2, 3
# How surely a matter must be found, and one that the message does not mark as one of several.
_LIKELY, _LIKELY_ALONE = 0.5, 0.75
_ONE_OF_SEVERAL = 0.79  # at most so sure is an answer to one of several marked matters
_PLAINLY_UNCOVERED = 0.3  # coverage of a matter below which no duty covers it
# In such danger nothing is said but whom to call: no duty, and no word of what is not covered.
_CALL_ONLY = frozenset({Danger.SUICIDE, Danger.VIOLENCE})


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
        lexicon = Lexicon(search.town, self._names, search.index.cutter.vocabulary)
        self._lexicon = lexicon
        self._enumeration = Enumeration(search.town, lexicon, composer, search)
        self._duty_answers = DutyAnswers(search, composer, self._names, lexicon)

    def answer(self, question: str, history: Sequence[str]) -> Answer:
        """The answer, its citations not yet checked; `history` oldest first."""
        talk: tuple[Turn, ...] = ()
        for text in [text for text in history if text][-_REMEMBERED:]:
            earlier = as_read(text)  # of an endless story both ends
            talk += (self._turn(earlier, self._reply(earlier, talk)),)
        return self._reply(question, talk)

    def _turn(self, text: str, answer: Answer) -> Turn:
        turn = Turn(answer.resolved_question or text, answer)
        if answer.kind is AnswerKind.LOOKUP and turn.duty:
            return Turn(self._town.duty(turn.duty).title, answer)
        return turn

    def _reply(self, question: str, talk: Sequence[Turn]) -> Answer:
        if not question:
            return _said(AnswerKind.CLARIFY, wording.EMPTY_QUESTION)
        if danger := find_danger(question, self._judge_danger):
            return self._in_danger(danger, question, talk)
        if kind := courtesy(question):
            return _said(AnswerKind.GREETING, wording.greeting(kind, self._town.name))
        if place := other_place(as_read(question), self._gazetteer):
            return self._elsewhere(place, question)
        return self._from_lists(question, talk)

    def _from_lists(self, question: str, talk: Sequence[Turn]) -> Answer:
        return (
            self._several(question, talk)
            or self._followed(question, talk)
            or (None if _only_refers(question) else self._structured(question))
            or self._searched(question, talk)
        )

    def _structured(self, question: str) -> Answer | None:
        """Duties by their numbers, or the sets that are asked for."""
        read = as_read(question)
        found = self._lookup.answer(read) or self._enumeration.answer(read)
        if found is None:
            return None
        return self._saying_what_lacks(
            question, found.model_copy(update={"resolved_question": question})
        )

    def _searched(self, question: str, talk: Sequence[Turn]) -> Answer:
        resolved = resolve(question, talk, self._search, _SEARCHED)
        if resolved is None:
            return _said(AnswerKind.CLARIFY, wording.UNCLEAR)
        if self._matters(question).marked:  # and only one of them is answered
            found = resolved.found
            sure = min(found.rightness, _ONE_OF_SEVERAL)
            resolved = replace(resolved, found=replace(found, rightness=sure))
        return self._duty_answers.answer(question, resolved)

    def _several(self, question: str, talk: Sequence[Turn]) -> Answer | None:
        """The answers to several matters; None where the message has only one.

        What the message marks as several matters may be covered or not; what only reads like it
        must be found as different duties.
        """
        matters = self._matters(question)
        if not matters.several or (talk and leans(question)):
            return None
        structured = [self._structured(text) for text in matters.texts]
        told = zip(matters.texts, structured, strict=True)
        unknown = [text for text, answer in told if answer is None]
        searched = iter(self._search.find_each(unknown, _SEARCHED) if unknown else ())
        answers: list[Answer] = []
        coverage: list[float] = []
        for text, answer in zip(matters.texts, structured, strict=True):
            if answer is None:
                found = next(searched)
                answer = self._duty_answers.answer(text, Resolved(text, found))
                coverage.append(found.coverage)
            else:
                coverage.append(1.0)
            answers.append(answer)
        if not _differ(matters, answers, coverage):
            return None
        told_all = together(matters.texts, answers, question)
        return told_all.model_copy(update={"verdict": self._verdict_of_all(question, told_all)})

    def _matters(self, question: str) -> Matters:
        """The matters of a message; what only asks more about one is none of its own."""
        matters = matters_of(as_read(question))
        least = _NAMES_A_MATTER if matters.marked else _NAMES_A_MATTER_ALONE
        if all(len(self._own_matter(text)) >= least for text in matters.texts):
            return matters
        return Matters((question,), marked=False)

    def _verdict_of_all(self, question: str, told: Answer) -> Truth | None:
        """What one statement about all the matters comes to: 这两样现在都归林草局罚了吧."""
        claim = read_claim(question, self._lexicon)
        found = [matter.duty_id for matter in told.matters if matter.duty_id]
        if claim is None or not claim.of_all or len(found) < len(told.matters):
            return None
        return claim.truth_of([self._town.duty(duty_id) for duty_id in found])

    def _own_matter(self, text: str) -> str:
        """What a text names beside departments and words that only ask."""
        for mention in reversed(self._names.mentions(text)):
            text = text[: mention.start] + text[mention.end :]
        return content(text)

    def _followed(self, question: str, talk: Sequence[Turn]) -> Answer | None:
        """What only the talk before explains: a place in it, a way back, a part, another set."""
        if place := place_asked(question):
            return self._placed(place, question, talk)
        if not talk:
            return None
        last = next((turn for turn in reversed(talk) if turn.duties), talk[-1])
        if (
            (number := number_asked(question))
            and last.answer.kind is AnswerKind.LOOKUP
            and last.duty
        ):
            return self._nth_of(self._ids_beside(last.duty), Place(number, ""))
        if step := neighbour_asked(question):
            return self._beside(step, last)
        if (said := way_back(question)) is not None and (turn := turn_meant(said, talk)):
            rest = said.split("，", 1)[-1].split(",", 1)[-1]
            return self._of_turn(turn, rest)
        if last.answer.kind is AnswerKind.ENUMERATE and not references(fold_question(question)):
            return self._enumeration.refined(as_read(question), last.question)
        if last.duty and self._names_its_department(question, last.duty):
            return self._of_turn(last, question)
        return None

    def _names_its_department(self, question: str, duty_id: str) -> bool:
        """Whether the question names a department of this duty and no matter of its own."""
        own = set(self._town.duty(duty_id).departments)
        mentions = self._names.mentions(question)
        if not any(own & set(mention.departments) for mention in mentions):
            return False
        return refers(question) or not self._own_matter(question)

    def _of_turn(self, turn: Turn, question: str) -> Answer | None:
        """The question as about the duty of an earlier turn."""
        if turn.duty is None:
            return None
        joined = f"{turn.question}，{question}"
        found = self._search.find(joined, _SEARCHED)
        own = about(turn.duty, turn.answer.confidence, found, self._search, _SEARCHED)
        return self._duty_answers.answer(question, Resolved(joined, own))

    def _in_danger(self, danger: Danger, question: str, talk: Sequence[Turn]) -> Answer:
        """Whom to call, and below it the duty, where that is sure and may be told."""
        numbers = NUMBERS[danger]
        call = wording.emergency(danger, numbers[0], is_english(question))
        if danger not in _CALL_ONLY:
            answer = self._from_lists(question, talk)
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
        missing = missing_of(question, duty)
        if not missing:
            return answer
        charge = wording.looked_up(duty, wording.who(duty, self._town.name))
        text = f"{wording.unsaid(missing, duty)}\n{charge}"
        return answer.model_copy(update={"text": text, "missing": missing})

    def _placed(self, place: Place, question: str, talk: Sequence[Turn]) -> Answer:
        """The nth duty or the nth item of the answer before."""
        before = talk[-1] if talk else None
        if before and not before.duties and (named := self._list_named(before.question)):
            return self._nth_of(self._ids_of(named), place)
        if before is None or not before.duties:
            return _said(AnswerKind.CLARIFY, wording.UNCLEAR)
        if before.answer.kind is not AnswerKind.DUTY or before.answer.matters:
            of_list = len(before.duties) == 1 and place.number < 0  # 那它最后一项是哪个
            ids = self._ids_beside(before.duties[0]) if of_list else before.duties
            return self._nth_of(ids, place)
        answer = before.answer
        duty = self._town.duty(before.duties[0])
        block = next(
            (b for b in duty.blocks if answer.citations[0].quote.startswith(b.items[0])),
            duty.blocks[0],
        )
        number = place.number
        if not 1 <= number <= len(block.items):
            return _said(AnswerKind.CLARIFY, wording.place_missing(number, len(block.items)))
        return answer.model_copy(
            update={
                "text": self._composer.part_text(duty, block, block.items[number - 1 : number]),
                "resolved_question": f"{answer.resolved_question}，第{number}条",
            }
        )

    def _nth_of(self, ids: Sequence[str], place: Place) -> Answer:
        if not 1 <= abs(place.number) <= len(ids):
            return _said(AnswerKind.CLARIFY, wording.place_missing(place.number, len(ids)))
        return self._looked_up(ids[place.number - (place.number > 0)], place.rest)

    def _beside(self, step: int, last: Turn) -> Answer | None:
        """The duty before or after the last one in its list."""
        if last.duty is None:
            return None
        ids = self._ids_beside(last.duty)
        place = ids.index(last.duty) + step
        if not 0 <= place < len(ids):
            return _said(AnswerKind.CLARIFY, wording.UNCLEAR)
        return self._looked_up(ids[place], "")

    def _looked_up(self, duty_id: str, rest: str) -> Answer:
        found = self._lookup.answer(f"{duty_id} {rest}".strip())
        if found is None:
            raise AssertionError(f"the lookup does not know {duty_id}")
        return found.model_copy(update={"resolved_question": duty_id})

    def _ids_beside(self, duty_id: str) -> tuple[str, ...]:
        return self._ids_of(self._town.duty(duty_id).list)

    def _ids_of(self, name: ListName) -> tuple[str, ...]:
        return tuple(duty.duty_id for duty in self._town.duties if duty.list is name)

    def _list_named(self, question: str) -> ListName | None:
        mentions = [item.mention for item in references(fold_question(question))]
        return next((mention.list for mention in mentions if mention), None)


def _only_refers(question: str) -> bool:
    """Whether a question only points back (「那镇里要做啥」) and can ask for no set."""
    return refers(question) and not content(question)


def _differ(matters: Matters, answers: Sequence[Answer], coverage: Sequence[float]) -> bool:
    """Whether these are answers to different matters.

    Where the message does not mark them, what no duty covers must be plainly so.
    """
    firsts = [answer.citations[0].duty_id if answer.citations else None for answer in answers]
    found = [first for first in firsts if first]
    least = _LIKELY if matters.marked else _LIKELY_ALONE
    likely = all(answer.confidence >= least for answer in answers if answer.citations)
    if not found or not likely or len(set(firsts)) < 2 or len(set(found)) < len(found):
        return False
    return matters.marked or all(
        first or share < _PLAINLY_UNCOVERED for first, share in zip(firsts, coverage, strict=True)
    )


def _said(kind: AnswerKind, text: str) -> Answer:
    return Answer(kind=kind, text=text, resolved_question="")
