"""What is searched for a message after the talk before it: alone, or with the earlier words."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.talk import TalkState
from assistant.understanding.ties import content, core, is_short, leans, refers
from index.messages import is_long
from index.search import DutySearch, Found

SEARCHED = 6  # duties looked at for one question
_STANDS_ALONE = 0.6  # probability of a fair answer that needs no earlier question
_REFERS_BACK = 0.9  # the same where a word such as 他们 or 这个 refers to one
_PLAINLY_UNCOVERED = 0.4  # coverage of a question that is about something else
_LEANS = 0.6  # probability from which a question sounds cut short
_SURE_ALONE = 0.9  # of a fair answer: then no sound of the words prevails
_OUTSIDE = 0.05  # coverage below which no duty has to do with it: chatter sounds cut short, too
_CUT_SHORT = 0.79  # at most so sure is what only sounds so of the duty before
_TELLS_LITTLE = 2  # characters of matter; more are searched for, if there is nothing to lean on


@dataclass(frozen=True)
class Resolved:
    """A question with what it leans on put before it, and the duties found for it."""

    question: str
    found: Found


def resolve(
    question: str,
    talk: TalkState,
    search: DutySearch,
    judge_leaning: Callable[[str], float] | None = None,
) -> Resolved | None:
    """The question as it is meant after the talk, and what it finds; None where that is unclear.

    A question that stands alone is never changed, so that a new topic is not dragged back. So
    does a long one: it tells its own matter. `judge_leaning` gives the probability that a short
    question leans on an earlier one.
    """
    if is_long(question):
        return Resolved(question, search.find(question, SEARCHED))
    before = talk.last
    own = core(question) if before else question
    alone = search.find(own, SEARCHED)
    needed = _REFERS_BACK if before and refers(own) else _STANDS_ALONE
    sure = alone.rightness >= needed and alone.covered and bool(content(question))
    if before is None:
        little = leans(question) and len(content(question)) <= _TELLS_LITTLE
        return None if little and not sure else Resolved(question, alone)
    if before.duty and _is_cut_short(question, alone, judge_leaning):
        joined = f"{before.question.rstrip('？?。 ')}，{question}"
        doubted = min(before.confidence, _CUT_SHORT)
        return Resolved(joined, about(before.duty, doubted, search.find(joined, SEARCHED), search))
    if sure or not (is_short(question) or refers(question)):
        return Resolved(question, alone)
    plainly_else = alone.coverage < _PLAINLY_UNCOVERED and bool(content(question))
    if plainly_else and not leans(question):  # 今天天气咋样, after whatever matter
        return Resolved(question, alone)
    joined = f"{before.question.rstrip('？?。 ')}，{question}"
    found = search.find(joined, SEARCHED)
    if before.duty is None:
        better = found.rightness > alone.rightness
        return Resolved(joined, found) if better else Resolved(question, alone)
    if not content(question):  # no matter of its own: it can only be that of before
        return Resolved(joined, about(before.duty, before.confidence, found, search))
    if found.hits[0].duty.duty_id == before.duty or found.rightness > alone.rightness:
        return Resolved(joined, found)
    return Resolved(question, alone)


def _is_cut_short(
    question: str, alone: Found, judge_leaning: Callable[[str], float] | None
) -> bool:
    """Whether it sounds as if its matter had been said: 修完了移交给谁."""
    if judge_leaning is None or not is_short(question) or not content(question):
        return False
    if alone.rightness >= _SURE_ALONE or alone.coverage < _OUTSIDE or leans(question):
        return False
    return judge_leaning(question) >= _LEANS


def about(duty_id: str, confidence: float, found: Found, search: DutySearch) -> Found:
    """What was found, as about this duty, which the talk names; as sure as the talk was of it."""
    if not any(hit.duty.duty_id == duty_id for hit in found.hits):
        found = search.find(search.town.duty(duty_id).title, SEARCHED)
    own = [hit for hit in found.hits if hit.duty.duty_id == duty_id]
    if not own:
        return found
    rest = [hit for hit in found.hits if hit.duty.duty_id != duty_id]
    return replace(found, hits=(*own, *rest), covered=True, rightness=confidence)
