"""Several matters in one message: answered one by one, then made one answer."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import permutations
from math import prod
from typing import NamedTuple, TypeVar

from assistant.answer import Answer, AnswerKind, Certainty, Matter, certainty_of
from assistant.answering.duty_answers import DutyAnswers
from assistant.answering.opening import BY_RULES
from assistant.answering.parts.framing import MatterHeading
from assistant.answering.parts.of_duties import Verdict
from assistant.answering.parts.part import Part
from assistant.answering.talk.talk_search import SEARCHED, Resolved
from assistant.answering.talk.turns import Told
from assistant.answering.telling.answers import less_sure, retold
from assistant.understanding.statements.claim import asks_nothing, read_claim, wants_verdict
from assistant.understanding.statements.predicate import Truth
from assistant.understanding.talk.listed_matters import is_said_of_each
from assistant.understanding.talk.matters import Matters, asks
from assistant.understanding.unsaid import asked_aspects
from assistant.understanding.words.lexicon import Lexicon
from index.search import DutySearch, Found

# How surely each matter must be found, and what is found surely enough not to be looked for again.
_LIKELY, _CERTAIN = 0.5, 0.75
# The same of each clause of one statement, and from where on no other duty comes into question.
_LIKELY_CLAUSE, _FOUND_SURELY = 0.85, 0.95
_NEAREST = 2  # duties: what is among so many of one clause may as well be its own
_SURELY_PARTED = 0.9  # how probable the matters of a message are, as learned, to be told for sure
_NOT_SURE = 0.89  # at most so sure is what may be parted wrongly, or calls a matter uncovered
_BESIDE_NONE = 0.9  # the same of the surest one, where neither another one nor all are covered
_SURELY_NONE = 0.01  # probability that a list covers what is surely a matter that none does
_IS_SO = "，对吧"  # asks of one clause what the message asks of all

Item = TypeVar("Item")


class Split(NamedTuple):
    """The answer to several matters; none where they are one, or it is `unclear` whether."""

    answer: Answer | None
    unclear: bool = False


class SeveralMatters:
    """Answers the matters of a message, each for itself."""

    def __init__(self, search: DutySearch, lexicon: Lexicon, duty_answers: DutyAnswers) -> None:
        """Answer by this search and these words."""
        self._search = search
        self._town = search.town
        self._lexicon = lexicon
        self._duty_answers = duty_answers

    def answer(
        self, question: str, matters: Matters, structured: Callable[[str], Told | None]
    ) -> Split:
        """The answers to these matters of a question; none where they turn out to be one.

        Searched for is what `structured` (numbers and sets) does not answer.
        """
        if matters.stated or self._is_one_statement(question, matters.texts):
            stated = self._stated(question, matters)
            if stated or matters.stated:
                return Split(stated)
        if matters.parted and (whole := structured(question)):
            doubted = whole.answer.confidence < _SURELY_PARTED <= matters.parted
            doubted &= not matters.of_sets
            if not doubted:
                return Split(None)
        told = {text: structured(text) for text in matters.texts}
        known = {text: own.answer for text, own in told.items() if own}
        unsure = [text for text in told if text not in known or not _is_certain(known[text])]
        found = {text: self._search.find(text, SEARCHED) for text in unsure}
        answers = [self._of_one(text, known.get(text), found.get(text)) for text in matters.texts]
        of_sets = all(answer.kind is AnswerKind.ENUMERATE for answer in answers)
        if of_sets and structured(question):
            return Split(None)  # sets are told apart where they are read
        if not _differ(answers):
            return Split(None, unclear=True)
        bare = any(not answer.citations for answer in answers)
        surest = max((own.rightness for own in found.values()), default=1.0)
        apart = matters.parted >= _SURELY_PARTED and all(map(asks, matters.texts))
        needed = _LIKELY_CLAUSE if apart else _BESIDE_NONE
        if bare and surest < needed and not self._search.find(question, SEARCHED).covered:
            return Split(None)  # 手机老卡，给清理清理 tells of nothing in the lists
        if any(_asks_of_another(text, found.get(text)) for text in matters.texts[1:]):
            return Split(None)
        joint = _together(matters.texts, answers, question)
        if bare or 0 < matters.parted < _SURELY_PARTED:
            joint = _at_most(joint, _NOT_SURE)
        verdicts = any(answer.verdict for answer in answers)
        share = 1.0 if verdicts else BY_RULES  # each matter's own claim has lowered it already
        verdict = self._verdict(question, less_sure(joint, share))
        if verdict:
            joint = less_sure(joint, share)
        parts: list[Part] = [verdict] if verdict else []
        parts += _under_headings(joint.matters)
        told_verdict = verdict.truth.value if verdict else None
        return Split(retold(joint, parts, self._town, verdict=told_verdict))

    def _is_one_statement(self, question: str, texts: Sequence[str]) -> bool:
        """Whether a message wants to know of all of its matters if what it says is so."""
        claim = read_claim(question, self._lexicon)
        tells = all(asks_nothing(text, self._lexicon) for text in texts[:-1])
        return tells and wants_verdict(question, self._lexicon) and not (claim and claim.matters)

    def _stated(self, question: str, matters: Matters) -> Answer | None:
        """Whether what is said of each matter is so; none unless each has a duty and a verdict."""
        first, *others = matters.texts
        found = [self._search.find(first, SEARCHED)]
        for text in others:
            own = self._search.find(text, SEARCHED)
            if not _is_likely(own, _LIKELY_CLAUSE):  # 津贴申请归镇里，追回也归镇里
                own = self._search.find(f"{first}，{text}", SEARCHED)
            found.append(own)
        near = [
            [hit.duty.duty_id for hit in own.hits[: 1 if _is_found_surely(own) else _NEAREST]]
            for own in found
        ]
        apart = not any(own[0] in other for own, other in permutations(near, 2))
        if not apart or not all(_is_likely(own, _LIKELY_CLAUSE) for own in found):
            return None
        answers = [
            self._duty_answers.answer(text + _IS_SO, Resolved(text, own))
            for text, own in zip(matters.texts, found, strict=True)
        ]
        told = [answer.verdict for answer in answers]
        if not all(told):
            return None
        joint = _together(matters.texts, answers, question)
        verdict = told[0] if len({*told}) == 1 else Truth.PARTLY.value
        return retold(joint, [*_under_headings(joint.matters)], self._town, verdict=verdict)

    def _of_one(self, text: str, known: Answer | None, found: Found | None) -> Answer:
        """The answer to one matter: the surer of a set by its topic and the duty found."""
        if known and (found is None or found.rightness < _CERTAIN):
            return known
        if found is None:
            raise AssertionError(f"neither a set nor a duty was looked for: {text}")
        return self._duty_answers.answer(text, Resolved(text, found))

    def _verdict(self, question: str, told: Answer) -> Verdict | None:
        """What one statement about all the matters comes to: 这两样现在都归林草局罚了吧."""
        claim = read_claim(question, self._lexicon)
        found = [matter.duty_id for matter in told.matters if matter.duty_id]
        if claim is None or len(found) < len(told.matters):
            return None
        each = (read_claim(matter.asked, self._lexicon) for matter in told.matters)
        same = {own.predicates for own in each if own} <= {claim.predicates}
        if not (claim.matters or (same and is_said_of_each(question))):
            return None
        duties = [self._town.duty(duty_id) for duty_id in found]
        if not claim.tells(duties):
            return None
        return Verdict(
            duty_ids=tuple(found),
            truth=claim.truth_of(duties),
            claimed=claim.predicates,
            if_meant=told.certainty is not Certainty.SURE,
        )


def _is_likely(found: Found, least: float) -> bool:
    return found.covered and found.rightness >= least


def _asks_of_another(text: str, found: Found | None) -> bool:
    """Whether what no list covers may only ask more of the matter before it: 去的时候带啥证件."""
    bare = found is not None and not found.covered and found.coverage > _SURELY_NONE
    return bare and bool(asked_aspects(text))


def _is_found_surely(found: Found) -> bool:
    return found.rightness >= _FOUND_SURELY


def _is_certain(answer: Answer) -> bool:
    return answer.confidence >= _CERTAIN


def _differ(answers: Sequence[Answer]) -> bool:
    """Whether these are answers to different matters, each likely where it has a duty."""
    firsts = [answer.citations[0].duty_id if answer.citations else None for answer in answers]
    found = [first for first in firsts if first]
    likely = all(answer.confidence >= _LIKELY for answer in answers if answer.citations)
    return likely and bool(found) and len(set(firsts)) > 1


def _at_most(answer: Answer, bound: float) -> Answer:
    return less_sure(answer, min(1.0, bound / answer.confidence))


def _together(asked: Sequence[str], answers: Sequence[Answer], question: str) -> Answer:
    """The answers, each under the words that ask for it; right where all of them are."""
    given = [answer for answer in answers if answer.citations]
    confidence = prod(answer.confidence for answer in given)
    return given[0].model_copy(
        update={
            "departments": _once(name for answer in given for name in answer.departments),
            "citations": tuple(citation for answer in given for citation in answer.citations),
            "alternatives": _once(duty for answer in answers for duty in answer.alternatives),
            "confidence": confidence,
            "certainty": certainty_of(confidence),
            "missing": _once(aspect for answer in answers for aspect in answer.missing),
            "matters": tuple(map(_matter, asked, answers)),
            "resolved_question": question,
            "matched_terms": _once(term for answer in given for term in answer.matched_terms),
        }
    )


def _matter(asked: str, answer: Answer) -> Matter:
    first = answer.citations[0] if answer.citations else None
    return Matter(
        asked=asked,
        duty_id=first.duty_id if first else None,
        list=answer.list,
        departments=answer.departments,
        parts=answer.parts,
    )


def _under_headings(matters: Sequence[Matter]) -> Iterator[Part]:
    for place, matter in enumerate(matters, start=1):
        yield MatterHeading(place=place, asked=matter.asked)
        yield from matter.parts


def _once(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))
