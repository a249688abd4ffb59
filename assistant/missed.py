"""Questions that went wrong, from the log: what staff may attach to a duty."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.answer import AnswerKind
from assistant.feedback_entry import Entry
from assistant.question_rules import question_key

LOW_CONFIDENCE = 0.5  # below it the first citation is more likely wrong than right


class Fault(StrEnum):
    """What was wrong with an answer."""

    REFUSED = "没答上"
    UNHELPFUL = "评价没帮上"
    UNSURE = "把握低"


@dataclass(frozen=True)
class MissedQuestion:
    """A question that went wrong at least once; wordings that differ in marks only are one."""

    key: str  # `question_key`
    question: str  # as last asked
    entries: tuple[Entry, ...]  # the times it went wrong, newest first
    faults: tuple[Fault, ...]

    @property
    def last_asked(self) -> datetime:
        """When it last went wrong."""
        return self.entries[0].asked_at

    @property
    def reasons(self) -> tuple[str, ...]:
        """What people wrote who found the answer unhelpful."""
        return tuple(dict.fromkeys(one.reason for one in self.entries if one.reason))


def missed_questions(
    entries: Iterable[Entry], settled: Set[str] = frozenset()
) -> list[MissedQuestion]:
    """The questions that went wrong, most often asked first; `settled` are keys to leave out.

    `entries` come newest first, as the log gives them.
    """
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        key = question_key(entry.question)
        if key and key not in settled and fault_of(entry):
            groups.setdefault(key, []).append(entry)
    found = [
        MissedQuestion(key, group[0].question, tuple(group), tuple(_faults(group)))
        for key, group in groups.items()
    ]
    return sorted(found, key=lambda one: (-len(one.entries), -one.last_asked.timestamp()))


def fault_of(entry: Entry) -> Fault | None:
    """What was wrong with an answer, if anything; a person's word comes first."""
    if entry.helpful is not None:
        return None if entry.helpful else Fault.UNHELPFUL
    if entry.refused:
        return Fault.REFUSED
    unsure = entry.kind == AnswerKind.DUTY.value and entry.confidence < LOW_CONFIDENCE
    return Fault.UNSURE if unsure else None


def _faults(group: Iterable[Entry]) -> Iterator[Fault]:
    found = {fault_of(entry) for entry in group}
    return (fault for fault in Fault if fault in found)
