"""What is searched for a message after the talk before it: alone, or with the earlier words."""

from dataclasses import dataclass, replace

from assistant.answer import AnswerKind
from assistant.answering.talk.turns import TalkState, Turn
from assistant.understanding.talk.ties import (
    asked_alike,
    asks_of_nothing,
    content,
    core,
    heads,
    is_of_what_was_said,
    is_short,
    leans,
    picks,
    refers,
    supposes,
)
from index.duty_meant import DutyMeant, joined_to
from index.search import DutySearch, Found
from index.text.messages import is_long
from index.text.words import bigrams

SEARCHED = 6  # duties looked at for one question
_STANDS_ALONE = 0.6  # probability of a fair answer that needs no earlier question
_REFERS_BACK = 0.85  # the same where a word such as 他们 or 这个 refers to one
_SUBJECT_BEFORE = 0.97  # the same where its subject is such a word
_SURE_ALONE = 0.85  # the same where it seems to ask for a part of the duty before
_PLAINLY_UNCOVERED = 0.4  # coverage of a question that is about something else
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

    def __init__(self, search: DutySearch, duty_meant: DutyMeant | None = None) -> None:
        """`duty_meant` tells which duty a message means after one about a duty."""
        self._search = search
        self._duty_meant = duty_meant
        self._places = {duty.duty_id: place for place, duty in enumerate(search.town.duties)}

    def resolve(self, question: str, talk: TalkState) -> Resolved | None:
        """The question as it is meant, and what it finds; None where that is unclear.

        A long one tells its own matter.
        """
        if is_long(question):
            return Resolved(question, self._search.find(question, SEARCHED))
        before = talk.last
        if before is None:
            return self._first(question)
        if before.duty and (meant := self._meant(question, before, before.duty)):
            return meant
        alone = self._search.find(core(question), SEARCHED)
        if picked := _picked(question, before, alone):
            return self._about(picked, CUT_SHORT, question)
        if self._stands_alone(question, alone):
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

    def _meant(self, question: str, before: Turn, duty_id: str) -> Resolved | None:
        """What it means after a duty, as learned; None where no weights are for the engine."""
        if self._duty_meant is None:
            return None
        joined = joined_to(before.question, question)
        if not content(question) or is_of_what_was_said(question):  # 这算不算行政执法
            return self._about(duty_id, before.confidence, joined)
        alone, with_before = (self._search.find(text, SEARCHED) for text in (question, joined))
        place = self._places[duty_id]
        meant = self._duty_meant.of(question, before.question, place, alone, with_before)
        if meant.duty is None and _is_sure(question, alone, _SURE_ALONE):
            return Resolved(question, alone)  # such as staff have just added
        if meant.duty is None:
            return Resolved(question, replace(alone, covered=False, coverage=1 - meant.probability))
        same = meant.duty == place
        sure = min(before.confidence, meant.probability) if same else meant.probability
        own = alone.chances[meant.duty] >= with_before.chances[meant.duty]
        if own and not same and not (alone.covered or refers(question)):
            return Resolved(question, alone)  # it stands alone, and no list covers it
        if asked_alike(question, before.question):  # 县道呢: another case
            sure = min(sure, CUT_SHORT)
        text, found = (question, alone) if own and not same else (joined, with_before)
        duty = self._search.town.duties[meant.duty].duty_id
        return Resolved(text, about(duty, sure, found, self._search))

    def beside_head(self, question: str, before: Turn) -> str:
        """The question without what it begins with of the matter before, if the rest surely tells
        another: 有就行，文物放下。孩子辍学在家，谁去劝.
        """
        asked = {*bigrams(content(before.question))}
        for head, rest in heads(question):
            if asked.isdisjoint(bigrams(content(head))) or len(content(rest)) <= _TELLS_LITTLE:
                continue
            found = self._search.find(rest, SEARCHED)
            another = found.hits[0].duty.duty_id not in before.duties
            if another and _is_sure(rest, found, _SURE_ALONE):
                return rest
        return question

    def parts_from(self, before: Turn, question: str) -> bool:
        """Whether it tells a matter of its own: 那检疫是镇里兽医站给开不."""
        meant = self._meant(question, before, before.duty) if before.duty else None
        if meant is None or not meant.found.covered:
            return False
        another = meant.found.hits[0].duty.duty_id != before.duty
        return another and meant.found.rightness >= _SURE_ALONE

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
        """With the words before it, where that finds a surer duty."""
        if one := _one_told(before, alone):
            return self._about(one, CUT_SHORT, question)
        joined = joined_to(before.question, question)
        found = self._search.find(joined, SEARCHED)
        if found.rightness <= alone.rightness:
            return Resolved(question, alone)
        doubt = CUT_SHORT if supposes(question) else found.rightness
        return Resolved(joined, replace(found, rightness=min(found.rightness, doubt)))

    def _about(self, duty_id: str, confidence: float, question: str) -> Resolved:
        found = self._search.find(question, SEARCHED)
        return Resolved(question, about(duty_id, confidence, found, self._search))


def _is_sure(question: str, found: Found, needed: float) -> bool:
    return found.rightness >= needed and found.covered and bool(content(question))


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


def about(duty_id: str, confidence: float, found: Found, search: DutySearch) -> Found:
    """What was found, as about this duty, which the talk names; as sure as the talk was of it."""
    if not any(hit.duty.duty_id == duty_id for hit in found.hits):
        found = search.find(search.town.duty(duty_id).title, SEARCHED)
    own = [hit for hit in found.hits if hit.duty.duty_id == duty_id]
    if not own:
        return found
    rest = [hit for hit in found.hits if hit.duty.duty_id != duty_id]
    return replace(found, hits=(*own, *rest), covered=True, rightness=confidence)
