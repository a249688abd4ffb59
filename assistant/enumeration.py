"""Listing and counting duties: by list, section, department, enforcement, support and topic."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant import wording
from assistant.answer import Answer, AnswerKind, Certainty, certainty_of
from assistant.composer import Composer
from assistant.duty_filter import DutyFilter
from assistant.filters import FilterReader
from assistant.list_request import asks_for_duties, may_ask
from assistant.numbers_of import asks_for_number
from assistant.references import fold_question, references
from assistant.topic_words import topic_of
from assistant.topics import Topics
from corpus.departments import DepartmentNames
from corpus.models import BlockKind, Duty, ListName, Town
from index.messages import is_long
from index.search import DutySearch

_MANY = 30  # duties; a bare count of more is told by section
_FULL_TITLES = 15  # so many duties are told with their whole titles
_CERTAIN = 1.0
_BY_TOPIC = 0.7  # confidence where a topic was weighed: of 32 blind set questions 22 were exact
_FEW = 8  # duties of a department that a topic outside all titles does not narrow


@dataclass(frozen=True)
class _Listed:
    """The duties to list and the topic that chose them, empty for none."""

    duties: tuple[Duty, ...]
    topic: str = ""
    undecided: bool = False  # the topic could not be told apart; all are listed
    nearest: tuple[Duty, ...] = ()


class Enumeration:
    """Answers questions for the set of duties that fulfil what they state."""

    def __init__(
        self, town: Town, names: DepartmentNames, composer: Composer, search: DutySearch
    ) -> None:
        """Filter this town's duties, weigh topics by this search, cite through this composer."""
        self._town = town
        self._composer = composer
        self._reader = FilterReader(town, names)
        self._topics = Topics(town, search)

    def answer(self, question: str) -> Answer | None:
        """All duties that the question asks to list or count; None where it asks no such thing.

        An empty set is told, and counts as refused. Nothing is searched unless the question
        states a topic within a list, a department or the penalties.
        """
        text = fold_question(question)
        if not may_ask(text) or asks_for_number(text):
            return None
        if any(item.mention for item in references(text)):
            return None  # 配合清单第9项包括哪些内容 asks for one duty
        asked = self._reader.read(text)
        topic = topic_of(asked.rest)
        # What is left of a story is no topic.
        if is_long(topic) or not asks_for_duties(text, asked, topic):
            return None
        listed = self._listed(asked, topic)
        by_name = asked.named_list or asked.departments or (asked.lists and "事项" in text)
        if topic and not by_name and self._is_one(listed, asked):
            return None
        return self._told(asked, listed, text, question)

    def _is_one(self, listed: _Listed, asked: DutyFilter) -> bool:
        """Whether the topic is that of one duty, which is told better as such.

        So is none, where no list was said that could lack it.
        """
        if not listed.duties:
            return not asked.lists
        if len(listed.duties) > 1:
            return False
        return self._topics.nearest(listed.topic)[:1] == listed.duties

    def _listed(self, asked: DutyFilter, topic: str) -> _Listed:
        duties = tuple(duty for duty in self._town.duties if asked.passes(duty))
        if not topic or not duties:
            return _Listed(self._ordered(duties, asked), topic)
        few = bool(asked.departments) and len(duties) <= _FEW
        if few and not any(self._topics.in_title(topic, duty) for duty in duties):
            return _Listed(self._ordered(duties, asked), topic, undecided=True)
        wide = replace(asked, departments=())
        on_topic = self._topics.select(topic, [d for d in self._town.duties if wide.passes(d)])
        chosen = [duty for duty in on_topic if duty in duties]
        if chosen:
            return _Listed(self._ordered(chosen, asked), topic)
        return _Listed((), topic, nearest=self._topics.nearest(topic))

    def _ordered(self, duties: Sequence[Duty], asked: DutyFilter) -> tuple[Duty, ...]:
        """Document order; a department's: what it took over, leads, and takes part in."""
        position = {duty.duty_id: i for i, duty in enumerate(self._town.duties)}

        def rank(duty: Duty) -> tuple[int, int]:
            closeness = 0
            if asked.departments and duty.list is ListName.ASSIST:
                closeness = 1 if duty.lead_department in asked.departments else 2
            return closeness, position[duty.duty_id]

        return tuple(sorted(duties, key=rank))

    def _told(self, asked: DutyFilter, listed: _Listed, text: str, question: str) -> Answer:
        duties = listed.duties
        confidence = _BY_TOPIC if listed.topic else _CERTAIN
        return Answer(
            kind=AnswerKind.ENUMERATE,
            text="\n".join(self._lines(asked, listed, _wants_count_only(text))),
            list=duties[0].list if duties else None,
            departments=self._departments(asked, duties),
            citations=tuple(
                citation
                for duty in duties
                for citation in self._composer.cite(duty, duty.parts(BlockKind.TITLE), _CERTAIN)
            ),
            alternatives=tuple(duty.duty_id for duty in listed.nearest),
            confidence=confidence,
            certainty=certainty_of(confidence) if duties else Certainty.NONE,
            refused=not duties,
            resolved_question=question,
        )

    def _lines(self, asked: DutyFilter, listed: _Listed, count_only: bool) -> list[str]:
        topic = "" if listed.undecided else listed.topic
        scope = wording.scope_of(asked, topic)
        duties = listed.duties
        if not duties:
            return [wording.none_listed(scope, topic), *wording.maybe_related(listed.nearest)]
        lines = [wording.count_of(scope, duties)]
        if listed.undecided:
            lines.append(wording.topic_undecided(listed.topic))
        if count_only and len(duties) > _MANY:
            return lines + _by_section(duties)
        return lines + wording.duty_groups(duties, asked.departments, len(duties) <= _FULL_TITLES)

    def _departments(self, asked: DutyFilter, duties: Sequence[Duty]) -> tuple[str, ...]:
        """The departments asked about, else those in charge of the duties, most duties first."""
        if not duties:
            return ()
        if asked.departments:
            return asked.departments
        counts: Counter[str] = Counter()
        for duty in duties:
            own = duty.departments if duty.list is ListName.RECLAIMED else duty.departments[:1]
            counts.update(own)
        return tuple(name for name, _ in counts.most_common())


def _wants_count_only(text: str) -> bool:
    counts = re.search(r"(?:几|多少)[项条件个]|多少", text)
    return bool(counts) and not re.search(r"列|分别|都是|哪|啥|什么|名单", text)


def _by_section(duties: Sequence[Duty]) -> list[str]:
    counts = Counter((duty.list, duty.section) for duty in duties)
    several = len({name for name, _ in counts}) > 1
    return [
        wording.section_count(name if several else None, section, count)
        for (name, section), count in counts.items()
    ]
