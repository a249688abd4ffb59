"""Several matters in one message: answered one by one, then made one answer."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress, permutations
from math import prod
from typing import NamedTuple, TypeVar

from assistant.answer import Answer, AnswerKind, Certainty, Matter, certainty_of
from assistant.answering.duty_answers import DutyAnswers
from assistant.answering.opening import BY_RULES
from assistant.answering.parts.framing import MatterHeading
from assistant.answering.parts.of_duties import Verdict
from assistant.answering.parts.part import Part
from assistant.answering.talk.parting import LEAST_SEVERAL
from assistant.answering.talk.talk_search import SEARCHED, Resolved
from assistant.answering.talk.turns import Told
from assistant.answering.telling.answers import less_sure, retold
from assistant.understanding.statements.claim import asks_nothing, read_claim, wants_verdict
from assistant.understanding.statements.predicate import Truth
from assistant.understanding.talk.listed_matters import matters_said, things_listed
from assistant.understanding.talk.matters import (
    MAX_MATTERS,
    Matters,
    asks,
    asks_how_many,
    end_alike,
    joins,
    trimmed,
    without_joint,
)
from assistant.understanding.unsaid import asked_aspects
from assistant.understanding.words.lexicon import Lexicon
from index.search import DutySearch, Found

# How surely a matter must be found, and one that the message does not mark as one of several.
_LIKELY, _LIKELY_ALONE = 0.5, 0.75
_LIKELY_LOOSE = 0.85  # the same where one may only ask more about another
_LIKELY_EACH = 0.6  # how surely each is found, where only that tells that there are several
# How surely a doubtful message is found whole, from where on it is one: those with several
# matters are found less surely.
_FOUND_WHOLE = 0.985
# So badly found whole, it has no matter of the lists, unless several are so surely heard: of 33
# uncovered messages of two fresh sets with less none was several.
_FOUND_NOWHERE, _SURELY_HEARD = 0.2, 0.7
_LIKELY_PIECE = 0.85  # how surely a duty is found for a piece, before it is a matter
_FOUND_SURELY = 0.95  # the same from where on no other duty comes into question for it
# How probably there are several, before a piece that only tells is a matter and no background.
_LIKELY_TOLD = 0.3
_HEARD = 0.5  # how probably there are several, for what no duty covers to be one of them
_LEFT_OPEN = 0.79  # at most so sure is an answer that leaves open what else was asked
_SOME_BARE = 0.89  # the same of one that calls a matter uncovered: it may have been torn apart
_NEAREST = 2  # duties: what is among so many of one matter may as well be its own
_IS_SO = "，对吧"  # asks of one clause what the message asks of all
_PLAINLY_UNCOVERED = 0.3  # coverage of a matter below which no duty covers it
_COVERED_WHOLE = 0.8  # coverage of a message from which all of it is of what was found

Item = TypeVar("Item")


class Split(NamedTuple):
    """The answer to several matters; none where they are one, or it is `unclear` whether."""

    answer: Answer | None
    unclear: bool = False


class _Apart(NamedTuple):
    """Matters that were found, and whether the message asks something else that was not."""

    texts: tuple[str, ...]
    asks_further: bool


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
        What the message marks as several matters may be covered or not; what only reads like it
        must be found as different duties.
        """
        doubtful, asks_further = matters.doubtful, False
        if doubtful:
            apart = self._found_apart(question, matters)
            if apart is None or any(map(structured, apart.texts)):
                return Split(None)
            matters = Matters(apart.texts, marked=False)
            asks_further = apart.asks_further
        if matters.stated or self._is_one_statement(question, matters.texts):
            stated = self._stated(question, matters)
            if stated or matters.stated:
                return Split(stated)
        told = {text: structured(text) for text in matters.texts}
        known = {text: own.answer for text, own in told.items() if own}
        unsure = [text for text in told if text not in known or not _is_certain(known[text])]
        found = {text: self._search.find(text, SEARCHED) for text in unsure}
        answers = [self._of_one(text, known.get(text), found.get(text)) for text in matters.texts]
        of_sets = all(answer.kind is AnswerKind.ENUMERATE for answer in answers)
        if of_sets and structured(question):
            return Split(None)  # sets are told apart where they are read
        texts = matters.texts
        if len(texts) > 2 and not asks(texts[0]) and _is_background(*answers[:2]):
            texts, answers = texts[1:], answers[1:]  # 我爸去世了: what the rest is about
        if not matters_said(question):
            texts, answers = _without_background(question, texts, answers)
        if matters.told:
            likely = [answer.confidence >= _LIKELY_ALONE for answer in answers]
            texts, answers = tuple(compress(texts, likely)), [*compress(answers, likely)]
        bare = [text for text, own in zip(texts, answers, strict=True) if not own.citations]
        if (
            bare
            and not matters.marked
            and matters.heard < _HEARD
            and self._are_of_one(question, texts, bare)
        ):
            return Split(None)
        coverage = [found[text].coverage if text in found else 1.0 for text in texts]
        if not _differ(matters, answers, coverage):
            return Split(None, unclear=matters.marked or (not doubtful and _may_differ(answers)))
        joint = _together(texts, answers, question)
        if bare and joint.confidence > _SOME_BARE:
            joint = less_sure(joint, _SOME_BARE / joint.confidence)
        verdicts = any(answer.verdict for answer in answers)
        share = 1.0 if verdicts else BY_RULES  # each matter's own claim has lowered it already
        if asks_further and joint.confidence > _LEFT_OPEN:
            joint = less_sure(joint, _LEFT_OPEN / joint.confidence)
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
            if not _is_likely(own, _LIKELY_PIECE):  # 津贴申请归镇里，追回也归镇里
                own = self._search.find(f"{first}，{text}", SEARCHED)
            found.append(own)
        near = [
            [hit.duty.duty_id for hit in own.hits[: 1 if _is_found_surely(own) else _NEAREST]]
            for own in found
        ]
        apart = not any(own[0] in other for own, other in permutations(near, 2))
        if not apart or not all(_is_likely(own, _LIKELY_PIECE) for own in found):
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

    def _found_apart(self, question: str, matters: Matters) -> _Apart | None:
        """The pieces that different duties are surely found for, each with what follows it.

        None where they are not several.
        """
        said = matters_said(question)
        number = said or things_listed(question)
        # What is only told may be the background: 大雨下了三天，麦子泡水里了，上报找谁
        loose = not number and not joins(question) and matters.heard < _LIKELY_TOLD
        if loose and not asks("".join(matters.texts[:-1])):
            return None
        rightness = self._search.find(question, SEARCHED).rightness
        whole = rightness >= _FOUND_WHOLE
        if whole and not number and matters.heard < LEAST_SEVERAL:
            return None
        if rightness < _FOUND_NOWHERE and matters.heard < _SURELY_HEARD:
            return None
        least = _LIKELY_ALONE if said else _LIKELY_PIECE
        pieces = self._found_pieces(matters.texts, least)
        if pieces is None:
            return None
        texts: list[str] = []
        duties: list[list[str]] = []
        surely: list[bool] = []
        before = ""  # what is told before the first that a duty is found for
        asks_further = False
        for piece, found in pieces:
            near = [hit.duty.duty_id for hit in found.hits[:_NEAREST]]
            more = bool(texts) and matters.heard < LEAST_SEVERAL and asks_how_many(piece)
            if not _is_likely(found, least) or more:
                asks_further |= asks(piece)
                if texts:
                    texts[-1] += piece
                else:
                    before += piece
            elif texts and duties[-1][0] == near[0]:
                texts[-1] += piece
            else:
                texts.append(piece if texts else before + piece)
                surely.append(_is_found_surely(found))
                duties.append(near)
        counted = number == len(texts)
        if not 1 < len(texts) <= MAX_MATTERS or (whole and not counted and not all(surely)):
            return None
        told = not counted and not joins(question) and not all(map(asks, texts[:-1]))
        if told and matters.heard < _LIKELY_TOLD:
            return None
        if counted:
            duties = [own[:1] for own in duties]
        elif matters.heard >= LEAST_SEVERAL and not told:
            duties = [own[:1] if sure else own for own, sure in zip(duties, surely, strict=True)]
        if any(own[0] in other for own, other in permutations(duties, 2)):
            return None
        return _Apart(tuple(map(without_joint, texts)), asks_further)

    def _found_pieces(self, pieces: Sequence[str], least: float) -> list[tuple[str, Found]] | None:
        """What is found for each piece; None where too few are so likely to be several matters."""
        found: dict[str, Found] = {}
        for piece in sorted(set(pieces), key=len):  # a short one is the least likely
            found[piece] = self._search.find(trimmed(piece), SEARCHED)
            likely = [own for own in pieces if own not in found or _is_likely(found[own], least)]
            if len(likely) < 2:
                return None
        return [(piece, found[piece]) for piece in pieces]

    def _are_of_one(self, question: str, texts: Sequence[str], bare: Sequence[str]) -> bool:
        """Whether what no duty was found for may ask more about another: 带哪些证件, 谁组织撤人."""
        if end_alike(texts):
            return False
        asks_more = any(text is not texts[0] and asked_aspects(text) for text in bare)
        return asks_more or self._search.find(question, SEARCHED).coverage >= _COVERED_WHOLE

    def _of_one(self, text: str, known: Answer | None, found: Found | None) -> Answer:
        """The answer to one matter: the surer of a set by its topic and the duty found."""
        if known and (found is None or found.rightness < _LIKELY_ALONE):
            return known
        if found is None:
            raise AssertionError(f"neither a set nor a duty was looked for: {text}")
        return self._duty_answers.answer(text, Resolved(text, found))

    def _verdict(self, question: str, told: Answer) -> Verdict | None:
        """What one statement about all the matters comes to: 这两样现在都归林草局罚了吧."""
        claim = read_claim(question, self._lexicon)
        found = [matter.duty_id for matter in told.matters if matter.duty_id]
        if claim is None or not claim.matters or len(found) < len(told.matters):
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


def _is_found_surely(found: Found) -> bool:
    return found.rightness >= _FOUND_SURELY


def _is_certain(answer: Answer) -> bool:
    return answer.confidence >= _LIKELY_ALONE


def _without_background(
    question: str, texts: Sequence[str], answers: Sequence[Answer]
) -> tuple[tuple[str, ...], list[Answer]]:
    """What several ask, without what is only told first or before the question on its duty:
    羊得了怪病，春防打针谁组织，死了的羊咋处理; 暖心煤谁发，我妈八十多了，高龄津贴上哪申请.
    """
    each = [asks(text) or f"{text}?" in question or f"{text}？" in question for text in texts]
    ids = [[one.duty_id for one in answer.citations[:1]] for answer in answers]
    told = [
        each[place] or not each[place + 1] or (place > 0 and ids[place] != ids[place + 1])
        for place in range(len(texts) - 1)
    ]
    if sum(each) < 2:
        return tuple(texts), [*answers]
    return tuple(compress(texts, [*told, True])), [*compress(answers, [*told, True])]


def _is_background(told: Answer, first: Answer) -> bool:
    """Whether no duty was found for what is told before the first question, or that of it."""
    own, other = ([one.duty_id for one in answer.citations[:1]] for answer in (told, first))
    return own in ([], other)


def _differ(matters: Matters, answers: Sequence[Answer], coverage: Sequence[float]) -> bool:
    """Whether these are answers to different matters.

    Where the message does not mark them, what no duty covers must be plainly so.
    """
    firsts = [answer.citations[0].duty_id if answer.citations else None for answer in answers]
    found = [first for first in firsts if first]
    least = _LIKELY if matters.marked else _LIKELY_LOOSE if matters.loose else _LIKELY_ALONE
    likely = all(answer.confidence >= least for answer in answers if answer.citations)
    doubled = len(set(found)) < len(found) and (matters.told or matters.loose or len(found) < 3)
    if not found or not likely or len(set(firsts)) < 2 or doubled:
        return False
    return matters.marked or all(
        first or share < _PLAINLY_UNCOVERED for first, share in zip(firsts, coverage, strict=True)
    )


def _may_differ(answers: Sequence[Answer]) -> bool:
    """Whether these may be answers to different matters, though not surely."""
    found = [answer for answer in answers if answer.citations]
    likely = all(answer.confidence >= _LIKELY_EACH for answer in found)
    return likely and len({answer.citations[0].duty_id for answer in found}) > 1


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
