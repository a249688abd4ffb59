"""What is searched for a message after the talk before it: alone, or with the earlier words."""

from dataclasses import dataclass, replace

from assistant.answer import AnswerKind
from assistant.answering.talk.turns import TalkState, Turn
from assistant.understanding.talk.ties import (
    asked_alike,
    asks_of_nothing,
    content,
    core,
    is_of_what_was_said,
    is_short,
    leans,
    picks,
    points,
    refers,
    supposes,
)
from index.continuing import Continuing
from index.search import DutySearch, Found
from index.text.messages import is_long
from index.text.words import bigrams

SEARCHED = 6  # duties looked at for one question
_STANDS_ALONE = 0.6  # probability of a fair answer that needs no earlier question
_REFERS_BACK = 0.85  # the same where a word such as 他们 or 这个 refers to one
_SUBJECT_BEFORE = 0.97  # the same where its subject is such a word
_SURE_ALONE = 0.85  # the same where it seems to ask for a part of the duty before
_PLAINLY_UNCOVERED = 0.4  # coverage of a question that is about something else
# Probability from which a message goes on with the duty before, and below which surely not. Of 97
# messages by a writer whom the weights had not seen (not in the repository) 94 are told rightly.
_GOES_ON, _STANDS_APART = 0.4, 0.2
_OUTSIDE = 0.05  # coverage below which no duty has to do with it: chatter sounds cut short, too
_FAR_OUTSIDE = 0.01  # the same, whatever ties it: 马云现在干啥呢
CUT_SHORT = 0.79  # at most so sure is what only sounds so of the duty before
_LIKELY = 0.5  # probability of one of those listed, where nothing else is plain
_TELLS_LITTLE = 2  # characters of matter; more are searched for, if there is nothing to lean on


@dataclass(frozen=True)
class Resolved:
    """A question with what it leans on put before it, and the duties found for it."""

    question: str
    found: Found


class TalkSearch:
    """Searches for messages after a talk."""

    def __init__(self, search: DutySearch, continuing: Continuing | None = None) -> None:
        """`continuing` tells whether a message goes on with the duty before it."""
        self._search = search
        self._continuing = continuing
        self._places = {duty.duty_id: place for place, duty in enumerate(search.town.duties)}

    def resolve(self, question: str, talk: TalkState) -> Resolved | None:
        """The question as it is meant, and what it finds; None where that is unclear.

        A question that stands alone is never changed, so that a new topic is not dragged back. So
        does a long one: it tells its own matter.
        """
        if is_long(question):
            return Resolved(question, self._search.find(question, SEARCHED))
        before = talk.last
        if before is None:
            return self._first(question)
        alone = self._search.find(core(question), SEARCHED)
        share = self._going_on(before, question, alone)
        if before.duty and share is not None and share >= _GOES_ON:
            another = asked_alike(question, before.question)  # 县道呢: another case
            sure = min(before.confidence, CUT_SHORT if another else share)
            return self._about(before.duty, sure, _joined(before, question))
        if found := self._asked_alike(question, before):
            return found
        if share is not None and share < _STANDS_APART and _has_own_subject(question):
            return Resolved(question, alone)
        if picked := _picked(question, before, alone):
            return self._about(picked, CUT_SHORT, question)
        bare = before.duty is not None and len(content(question)) == 1  # 谁拆
        if not bare and self._stands_alone(question, alone):
            if asked_alike(question, before.question):  # 县道呢: another case
                alone = replace(alone, rightness=min(alone.rightness, CUT_SHORT))
            return Resolved(question, alone)
        return self._after(before, question, alone)

    def _first(self, question: str) -> Resolved | None:
        """A question with nothing before it to lean on."""
        if asks_of_nothing(question):
            return None
        found = self._search.find(question, SEARCHED)
        little = leans(question) and len(content(question)) <= _TELLS_LITTLE
        unclear = little and not _is_sure(question, found, _STANDS_ALONE)
        return None if unclear else Resolved(question, found)

    def parts_from(self, before: Turn, question: str) -> bool:
        """Whether it tells a matter of its own: 那检疫是镇里兽医站给开不."""
        alone = self._search.find(core(question), SEARCHED)
        share = self._going_on(before, question, alone)
        return share is not None and share < _GOES_ON and _is_sure(question, alone, _SURE_ALONE)

    def _going_on(self, before: Turn, question: str, alone: Found) -> float | None:
        """How probably it goes on with the duty before, if there is one and weights for it."""
        if before.duty is None or self._continuing is None:
            return None
        place = self._places[before.duty]
        return self._continuing.probability(before.question, place, question, alone)

    def _asked_alike(self, question: str, before: Turn) -> Resolved | None:
        """医保呢: another matter than the duty's of before, by the question asked of that."""
        alike = asked_alike(question, before.question) if before.duty else ""
        if not alike or before.duty is None:
            return None
        if core(question).strip("？?") in self._told_of(before.duty):  # 验收呢: a part of the duty
            return None
        found = self._search.find(alike, SEARCHED)
        if found.hits[0].duty.duty_id == before.duty or not _is_sure(alike, found, _STANDS_ALONE):
            return None
        return Resolved(alike, found)

    def _stands_alone(self, question: str, alone: Found) -> bool:
        little = refers(question) and len(content(question)) <= _TELLS_LITTLE
        needed = _REFERS_BACK if little or refers(core(question)) else _STANDS_ALONE
        if is_of_what_was_said(question):
            needed = _SUBJECT_BEFORE
        if _is_sure(question, alone, needed):
            return True
        if not (is_short(question) or refers(question)):
            return True
        uncovered = _FAR_OUTSIDE if leans(question) else _PLAINLY_UNCOVERED
        # 今天天气咋样, whatever the matter
        return bool(content(question)) and alone.coverage < uncovered

    def _after(self, before: Turn, question: str, alone: Found) -> Resolved:
        """With the words before it, where that finds their duty or a surer one."""
        joined = _joined(before, question)
        if before.duty and not content(question):  # it can only be the matter of before
            return self._about(before.duty, before.confidence, joined)
        if one := _one_told(before, alone):
            return self._about(one, CUT_SHORT, question)
        found = self._search.find(joined, SEARCHED)
        if before.duty and found.hits[0].duty.duty_id == before.duty:
            if supposes(question) or self._tells_other(question, before):
                found = replace(found, rightness=min(found.rightness, CUT_SHORT))
            return Resolved(joined, found)
        if before.duty and refers(question) and not supposes(question):
            return self._about(before.duty, min(before.confidence, CUT_SHORT), joined)
        if found.rightness <= alone.rightness:
            return Resolved(question, alone)
        doubt = CUT_SHORT if supposes(question) else found.rightness
        return Resolved(joined, replace(found, rightness=min(found.rightness, doubt)))

    def _tells_other(self, question: str, before: Turn) -> bool:
        """Whether it has words that neither the duty before nor its question has: 县道呢."""
        told = before.question + "".join(map(self._told_of, before.duties[:1]))
        own = bigrams(content(question))
        return bool(own) and not any(pair in told for pair in own)

    def _told_of(self, duty_id: str) -> str:
        duty = self._search.town.duty(duty_id)
        return duty.title + "".join(block.text for block in duty.blocks)

    def _about(self, duty_id: str, confidence: float, joined: str) -> Resolved:
        found = self._search.find(joined, SEARCHED)
        return Resolved(joined, about(duty_id, confidence, found, self._search))


def _is_sure(question: str, found: Found, needed: float) -> bool:
    return found.rightness >= needed and found.covered and bool(content(question))


def _has_own_subject(question: str) -> bool:
    """Whether it names something, and no pronoun in its place: 这算不算行政执法."""
    pronoun = points(question) or is_of_what_was_said(question)
    return bool(content(question)) and not (is_short(question) and pronoun)


def _picked(question: str, before: Turn, alone: Found) -> str | None:
    """The duty that it picks by its words from a list, where it finds another first."""
    if before.kind is not AnswerKind.ENUMERATE or not picks(question):
        return None
    own = (hit.duty.duty_id for hit in alone.hits if hit.duty.duty_id in before.duties)
    first = next(own, None)
    return None if first == alone.hits[0].duty.duty_id else first


def _one_told(before: Turn, alone: Found) -> str | None:
    """The one of those listed that the words alone find, though not surely."""
    first = alone.hits[0]
    told = before.kind is AnswerKind.ENUMERATE and first.duty.duty_id in before.duties
    likely = first.probability >= _LIKELY and alone.coverage >= _OUTSIDE
    return first.duty.duty_id if told and likely else None


def _joined(before: Turn, question: str) -> str:
    return f"{before.question.rstrip('？?。 ')}，{question}"


def about(duty_id: str, confidence: float, found: Found, search: DutySearch) -> Found:
    """What was found, as about this duty, which the talk names; as sure as the talk was of it."""
    if not any(hit.duty.duty_id == duty_id for hit in found.hits):
        found = search.find(search.town.duty(duty_id).title, SEARCHED)
    own = [hit for hit in found.hits if hit.duty.duty_id == duty_id]
    if not own:
        return found
    rest = [hit for hit in found.hits if hit.duty.duty_id != duty_id]
    return replace(found, hits=(*own, *rest), covered=True, rightness=confidence)
