"""How the assistant is used, from the question log: how much, what about, how well."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from assistant.answer import AnswerKind
from assistant.log.entry import CHINA, Entry
from corpus.models import ListName

DEFAULT_DAYS = 30
NO_LIST = "无"  # refused, or about no list in particular
_BUSIEST = 10  # departments shown


@dataclass(frozen=True)
class Day:
    """One day's questions."""

    day: date
    answered: int
    refused: int


@dataclass(frozen=True)
class Usage:
    """Questions over a period; greetings are left out."""

    questions: int
    refused: int
    helpful: int
    unhelpful: int
    latency_p50_ms: float  # 0 without questions, as for p95
    latency_p95_ms: float
    days: tuple[Day, ...]  # every day of the period, oldest first
    lists: dict[str, int]  # answered questions by list of the first citation
    departments: dict[str, int]  # the busiest, by first named department
    channels: dict[str, int]

    @property
    def refused_share(self) -> float:
        """Refused questions over all, 0 to 1."""
        return self.refused / self.questions if self.questions else 0.0


def period(days: int, now: datetime | None = None) -> datetime:
    """The midnight in China that begins the last `days` days, today included."""
    today = (now or datetime.now(CHINA)).astimezone(CHINA).date()
    return datetime.combine(today - timedelta(days=days - 1), datetime.min.time(), CHINA)


def usage_of(entries: Iterable[Entry], since: datetime, now: datetime | None = None) -> Usage:
    """The usage from a day until now; earlier entries are left out."""
    asked = [
        one for one in entries if one.asked_at >= since and one.kind != AnswerKind.GREETING.value
    ]
    answered = [one for one in asked if not one.refused]
    p50, p95 = np.percentile([one.latency_ms for one in asked] or [0.0], (50, 95))
    first_named = Counter(one.departments[0] for one in answered if one.departments)
    return Usage(
        questions=len(asked),
        refused=len(asked) - len(answered),
        helpful=sum(one.helpful is True for one in asked),
        unhelpful=sum(one.helpful is False for one in asked),
        latency_p50_ms=float(p50),
        latency_p95_ms=float(p95),
        days=tuple(_days(asked, since.date(), (now or datetime.now(CHINA)).date())),
        lists=_by_list(answered),
        departments=dict(first_named.most_common(_BUSIEST)),
        channels=dict(Counter(one.channel for one in asked).most_common()),
    )


def _days(asked: Sequence[Entry], first: date, last: date) -> list[Day]:
    counts = Counter((one.asked_at.date(), one.refused) for one in asked)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [Day(day, counts[day, False], counts[day, True]) for day in days]


def _by_list(answered: Sequence[Entry]) -> dict[str, int]:
    counts = Counter(one.list or NO_LIST for one in answered)
    return {name: counts[name] for name in (*map(str, ListName), NO_LIST) if counts[name]}
