"""The duties that a set asked for selects: by its statements and by its topics."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.sets.title_topics import IN_PART, WHOLE, Topics
from assistant.understanding.sets.asked_set import DEPARTMENTS, AskedSet
from assistant.understanding.sets.set_question import SetQuestion
from assistant.understanding.statements.predicate import Kind, Predicate, all_pass
from corpus.models import Duty, ListName, Town

_SHARED = 2  # titles: a word that only one has may stand for more
_MANY = 30  # duties; a bare count of more is told by section


@dataclass(frozen=True)
class Selected:
    """One set's duties, the topic that chose them, and words that nothing knows."""

    asked: AskedSet
    duties: tuple[Duty, ...]
    topic: str = ""
    unread: tuple[str, ...] = ()
    nearest: tuple[Duty, ...] = ()

    @property
    def is_only_counted(self) -> bool:
        """Whether a bare count of it is told by section; a topic's choice is always shown."""
        return len(self.duties) > _MANY and not self.topic


class Selection:
    """Selects duties of one town."""

    def __init__(self, town: Town, topics: Topics) -> None:
        """Of this town's duties, by topics as these tell them."""
        self._town = town
        self._topics = topics

    def of(self, asked: AskedSet, question: SetQuestion) -> Selected:
        """The duties of a set that is asked for, what chose them, and what was not read."""
        asked = self._counted_from_start(asked)
        asked, unread = self._left_out(asked)
        unread = (*question.unread, *unread)
        duties = tuple(d for d in self._town.duties if all_pass(asked.predicates, d))
        topics, wide = asked.topics, question.related
        titled, others = ([], topics) if wide else self._titled(topics, duties, WHOLE, _SHARED)
        known = [topic for topic in others if self._topics.knows(topic)]
        partly, others = self._titled([t for t in others if t not in known], duties, IN_PART)
        unread += tuple(others)
        titled += partly
        topic = " ".join(known)
        if titled:
            asked = replace(asked, predicates=(*asked.predicates, *titled))
            duties = tuple(d for d in duties if all_pass(titled, d))
        if not topic or not duties:
            return Selected(asked, self._ordered(duties, asked), topic, unread)
        chosen = self._on_topic(topic, known, asked, duties)
        if chosen:
            return Selected(asked, self._ordered(chosen, asked), topic, unread)
        if not question.related:  # 呈领导阅: rather not read than none
            return Selected(asked, self._ordered(duties, asked), "", (*unread, *known))
        return Selected(asked, (), topic, unread, self._topics.nearest(topic))

    def _on_topic(
        self, topic: str, known: Sequence[str], asked: AskedSet, duties: Sequence[Duty]
    ) -> list[Duty]:
        """The duties that the search or their titles tell to be on the topics."""
        others = tuple(p for p in asked.predicates if p.kind not in DEPARTMENTS)
        found = self._topics.select(topic, [d for d in self._town.duties if all_pass(others, d)])
        chosen = [duty for duty in found if duty in duties]
        if chosen and len(known) == 1:
            titled, _ = self._titled(known, duties, WHOLE)
            chosen += [d for d in duties if titled and all_pass(titled, d) and d not in chosen]
        return chosen

    def _left_out(self, asked: AskedSet) -> tuple[AskedSet, tuple[str, ...]]:
        """The set without the duties whose titles have what is left out, and what none has."""
        duties = tuple(d for d in self._town.duties if all_pass(asked.predicates, d))
        titled: list[Predicate] = []
        unread: list[str] = []
        for words in asked.without:  # 往回追钱的(追缴、追回): any of what it is called
            found, _ = self._titled(re.split(r"\W+", words), duties, IN_PART)
            titled += found
            unread += [] if found else [words]
        out = tuple(one.negation for one in titled)
        return replace(asked, predicates=(*asked.predicates, *out)), tuple(unread)

    def _titled(
        self, topics: Sequence[str], duties: Sequence[Duty], share: float, least: int = 1
    ) -> tuple[list[Predicate], list[str]]:
        """What of the topics stands in titles of these duties, and the topics that don't."""
        stated, others = [], []
        for topic in topics:
            one = Predicate(Kind.TITLE, self._topics.titled(topic, duties, share))
            if sum(map(one.passes, duties)) >= least:
                stated.append(one)
            else:
                others.append(topic)
        return stated, others

    def _ordered(self, duties: Sequence[Duty], asked: AskedSet) -> tuple[Duty, ...]:
        """Document order; a department's: what it took over, leads, and takes part in."""
        position = {duty.duty_id: i for i, duty in enumerate(self._town.duties)}
        names = asked.departments

        def rank(duty: Duty) -> tuple[int, int]:
            closeness = 0
            if names and duty.list is ListName.ASSIST:
                closeness = 1 if duty.lead_department in names else 2
            return closeness, position[duty.duty_id]

        return tuple(sorted(duties, key=rank))

    def _counted_from_start(self, asked: AskedSet) -> AskedSet:
        """The set with 最后五项 as their numbers in the list that is named."""
        lists = [p for p in asked.predicates if p.kind is Kind.LIST and not p.negated]
        sizes = [
            len(own.duties) for own in self._town.lists if lists and own.name in lists[0].value
        ]
        return replace(
            asked,
            predicates=tuple(
                replace(p, value=tuple(str(int(n) + max(sizes) + 1) for n in p.value))
                if p.kind is Kind.NUMBERS and sizes and int(p.value[0]) < 0
                else p
                for p in asked.predicates
            ),
        )
