"""A week of the question log for staff: what was asked most and not answered, and the totals."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from assistant.answer import AnswerKind
from assistant.log.entry import CHINA
from assistant.log.question_log import FeedbackStore
from assistant.log.usage import Usage, usage_of
from assistant.staff.added_questions import QuestionStore
from assistant.staff.unanswered.alike import Group, Sorter
from assistant.staff.unanswered.apart import Apart
from assistant.understanding.normalisation import normalise

if TYPE_CHECKING:
    from assistant.assistant import Assistant

TOP = 50  # groups of questions
CANDIDATES = 3
_DAYS = 7


@dataclass(frozen=True)
class Missed:
    """Alike questions that went wrong, and the duties that may be meant, likeliest first."""

    group: Group
    candidates: tuple[str, ...]  # ids


@dataclass(frozen=True)
class Week:
    """A week from Monday on, as far as it has gone."""

    monday: date
    usage: Usage
    missed: tuple[Missed, ...]  # the TOP asked most often; what is attached or dismissed left out
    emergencies: int
    abuse: int  # messages that are nothing else

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=_DAYS - 1)


def week_of(
    log: FeedbackStore,
    questions: QuestionStore,
    assistant: "Assistant",
    sorter: Sorter,
    weeks_ago: int = 0,
    now: datetime | None = None,
) -> Week:
    """This week, or one of those before it."""
    now = now or datetime.now(CHINA)
    monday = now.date() - timedelta(days=now.weekday() + _DAYS * weeks_ago)
    since = datetime.combine(monday, time(), CHINA)
    until = since + timedelta(days=_DAYS)
    entries = [one for one in log.entries(since) if one.asked_at < until]
    found = sorter.sorted(log.missed(questions.settled(), since, until))
    return Week(
        monday=monday,
        usage=usage_of(entries, since, min(now, until - timedelta(seconds=1))),
        missed=tuple(
            Missed(group, candidates_of(assistant, group.first.question))
            for group in found.groups[:TOP]
        ),
        emergencies=sum(one.kind == AnswerKind.EMERGENCY.value for one in entries),
        abuse=sum(one.times for reason, one in found.apart if reason is Apart.ABUSE),
    )


def candidates_of(assistant: "Assistant", question: str) -> tuple[str, ...]:
    """Ids of the duties that a question, standing alone, may be meant for; likeliest first."""
    search = assistant.search
    hits = search.search(search.in_characters(normalise(question)), CANDIDATES)
    return tuple(hit.duty.duty_id for hit in hits)


def facts_of(week: Week) -> dict[str, object]:
    """The week as JSON."""
    return {
        "monday": week.monday.isoformat(),
        "sunday": week.sunday.isoformat(),
        "questions": week.usage.questions,
        "refused": week.usage.refused,
        "helpful": week.usage.helpful,
        "unhelpful": week.usage.unhelpful,
        "emergencies": week.emergencies,
        "abuse": week.abuse,
        "missed": [_facts_of(one) for one in week.missed],
    }


def _facts_of(missed: Missed) -> dict[str, object]:
    group = missed.group
    return {
        "question": group.first.question,
        "asked": group.first.asked,
        "thread": group.first.thread,
        "times": group.times,
        "alike": [one.question for one in group.questions[1:]],
        "faults": [str(fault) for fault in group.faults],
        "reasons": group.reasons,
        "last_asked": group.first.last_asked.isoformat(timespec="seconds"),
        "candidates": missed.candidates,
    }
