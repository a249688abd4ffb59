"""Listing and counting duties: the sets that a question asks for, filtered, weighed and told."""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from typing import NamedTuple

from assistant.answer import Answer, AnswerKind, Certainty, Citation, certainty_of
from assistant.answering import wording
from assistant.answering.composer import Composer
from assistant.answering.numbers_of import asks_for_number
from assistant.answering.parts.framing import QuestionBack, Related
from assistant.answering.parts.of_sets import SetVerdict
from assistant.answering.parts.part import Part
from assistant.answering.parts.set_makers import beside, count, listed, ranked
from assistant.answering.sets.selection import Selected, Selection
from assistant.answering.sets.title_topics import WHOLE, Topics
from assistant.answering.talk.turns import Told, Turn
from assistant.answering.telling.answers import answer_of, less_sure, retold
from assistant.understanding.reader.read_set import ReadSets
from assistant.understanding.reader.reader import Reader
from assistant.understanding.references import fold_question, references, stretches
from assistant.understanding.sets.asked_set import DEPARTMENTS, AskedSet
from assistant.understanding.sets.changed_set import adds_to_set, changed_set
from assistant.understanding.sets.ranking import By, Ranking, read_ranking
from assistant.understanding.sets.set_claim import SetClaim, read_set_claim
from assistant.understanding.sets.set_question import (
    SetQuestion,
    compares_sets,
    counts_duties,
    counts_only,
    read_set_question,
)
from assistant.understanding.statements.phrase import merged
from assistant.understanding.statements.predicate import Kind, Truth
from assistant.understanding.words.lexicon import Lexicon
from corpus.models import BlockKind, Duty, ListName, Town
from corpus.vocabulary import words_of
from index.search import DutySearch
from index.text.messages import is_long

# Confidence, by what the set was read from. Of 32 blind questions with a topic 22 were exact.
_CERTAIN, _NEGATED, _BY_TOPIC, _UNREAD = 1.0, 0.85, 0.7, 0.6
_NONE = 0.85
# Of 60 blind questions for sets, and 40 more that are not in the repository, those in so many
# characters were read rightly 12 times of 13, longer ones that nothing made doubtful 29 of 34.
_PLAIN_CHARS, _READ_LONG = 15, 0.89
# Where the rules read no set, the network's is told if it is as sure as the first: less sure ones
# are oftener wrong. Where they read another, it is told if it is as sure as the second. What comes
# of it: `python -m eval reader`, `python -m eval talks`. That a set is empty needs the third: of 17
# such, held back or fresh, 15 were.
_READ_ALONE, _READ_SOONER, _READ_EMPTY = 0.3, 0.5, 0.7
_BY_NETWORK = _DIFFERENTLY = 0.7
_BY_RULES = 0.89


class _Chosen(NamedTuple):
    """What is asked, and the duties of each of its sets."""

    asked: SetQuestion
    sets: Sequence[Selected]

    @property
    def duties(self) -> Set[Duty]:
        """Those of all sets."""
        return {duty for own in self.sets for duty in own.duties}


class Enumeration:
    """Answers questions for the sets of duties that fulfil what they state."""

    def __init__(
        self,
        town: Town,
        lexicon: Lexicon,
        composer: Composer,
        search: DutySearch,
        reader: Reader | None,
    ) -> None:
        """Read with this lexicon and reader, weigh topics by this search, cite by this composer."""
        self._town = town
        self._composer = composer
        self._lexicon = lexicon
        self._reader = reader
        self._topics = Topics(town, search)
        self._selection = Selection(town, self._topics)
        self._own = words_of(town).own_names

    def answer(self, question: str, *, alone: bool = True) -> Told | None:
        """All duties that the question asks to list or count; None where it asks no such thing.

        `alone`: nothing was said before that a question may lean on. An empty set is told, and
        counts as refused. Nothing is searched unless the question states a topic that the titles
        do not have.
        """
        text = fold_question(question)
        if asks_for_number(text):
            return None
        if not stretches(text) and any(item.mention for item in references(text, self._own)):
            return None  # 配合清单第9项包括哪些内容 asks for one duty
        if claim := read_set_claim(text, self._lexicon):
            return self._settled(claim, question)
        if (ranking := read_ranking(text, self._lexicon)) and (
            told := self._ranked(ranking, question)
        ):
            return told
        by_rule = self._by_rule(text)
        read = self._reader.sets_of(question) if self._reader and alone else None
        if (
            read
            and by_rule is None
            and stretches(text)
            and not all(map(_picks_from_stretch, read.sets))
        ):
            read = None  # 最后一项是什么 is looked up
        if read and (read.whole or by_rule is None):
            return self._weighed(by_rule, read, question)
        if by_rule is None and compares_sets(text, self._lexicon):
            return Told(self._asked_back((), question))
        return self._enumerated(by_rule, question, _BY_RULES) if by_rule else None

    def _by_rule(self, text: str) -> _Chosen | None:
        """What the rules read, and the duties of it."""
        asked = read_set_question(text, self._lexicon)
        # What is left of a story is no topic.
        if asked is None or any(is_long(topic) for own in asked.sets for topic in own.topics):
            return None
        if asked.narrow and any(self._topics.knows(t) for own in asked.sets for t in own.topics):
            return None
        if stretches(text) and not all(map(_picks_from_stretch, asked.sets)):
            return None
        sets = [self._selection.of(own, asked) for own in asked.sets]
        if self._is_of_one_duty(asked, sets) or all(map(_is_of_unknown_matter, sets)):
            return None
        return _Chosen(asked, sets)

    def _weighed(self, by_rule: _Chosen | None, read: ReadSets, question: str) -> Told | None:
        """The set of the rules or of the network, less sure where they differ.

        Only the rules know matters, and offices that the lists lack: theirs stand where they read
        one, and where the network left words of one aside. That none is so is told of what both
        read: of 43 fresh questions (not in the repository) that have duties by the network
        alone it was right of 31, and the rules, who found none, of 2.
        """
        asked = SetQuestion(read.sets, counts_only(question, self._lexicon), narrow=False)
        own = _Chosen(asked, [self._selection.of(one, asked) for one in read.sets])
        stated = all(one.asked.predicates for one in own.sets)
        stated = stated and not any(map(self._topics.knows, read.rest))
        told = stated and all(one.duties for one in own.sets)
        if by_rule is None:
            least = _READ_ALONE if told else _READ_EMPTY
            sure = stated and read.probability >= least
            return self._enumerated(own, question, _BY_NETWORK) if sure else None
        overhears = _overhears(read, by_rule)
        unread = any(one.unread for one in by_rule.sets)
        plain = len(question) <= _PLAIN_CHARS and not unread
        if told and not plain and not all(one.duties for one in by_rule.sets):
            return self._enumerated(own, question, _BY_NETWORK)
        sure = read.whole and read.probability >= _READ_SOONER
        of_matter = self._is_of_matter(by_rule, titled=told and sure and not by_rule.asked.related)
        if any(one.asked.unknown for one in by_rule.sets) or of_matter:
            return self._enumerated(by_rule, question)
        if own.duties == by_rule.duties:
            apart = len(own.sets) > len(by_rule.sets) and read.probability >= _READ_SOONER
            return self._enumerated(
                own if unread or apart else by_rule, question, _BY_RULES if unread else _CERTAIN
            )
        sooner = told and read.probability >= (_READ_ALONE if unread else _READ_SOONER)
        within = not unread and _has_each(own, by_rule)  # 上收1到19号，应急局接了几个: one set
        chosen = own if sooner and not overhears and not within else by_rule
        return self._enumerated(chosen, question, _DIFFERENTLY)

    def _enumerated(self, chosen: _Chosen, question: str, sure: float = _CERTAIN) -> Told:
        answer = self._told(chosen.asked, chosen.sets, question)
        if answer.confidence > sure:
            answer = less_sure(answer, sure / answer.confidence)
        sets = tuple(one.asked for one in chosen.sets)
        return Told(answer, sets[-1], sets if len(sets) > 1 else ())

    def listed(self, asked: AskedSet, question: str) -> Told:
        """That set once more, whatever it was asked for."""
        whole = SetQuestion((asked,), count_only=False, narrow=False, named=True)
        return Told(self._told(whole, [self._selection.of(asked, whole)], question), asked)

    def reads_wholly(self, question: str) -> bool:
        """Whether all of it asks for sets, of no matter: it is no message of several matters."""
        text = fold_question(question)
        numbered = any(item.mention for item in references(text, self._own))
        asked = None if numbered else read_set_question(text, self._lexicon)
        return (
            asked is not None
            and not asked.unread
            and not any(own.topics or own.without or not own.predicates for own in asked.sets)
        )

    def counts(self, question: str) -> bool:
        """Whether it asks for duties in so many words, and not for a part of one: 牵头几项."""
        return counts_duties(fold_question(question), self._lexicon)

    def is_of_town(self, question: str) -> bool:
        """Whether it can only ask for all that the town does: 镇里要跟着干点啥."""
        asked = self.named(question)
        kinds = {one.kind for one in asked.predicates} if asked and not asked.topics else set()
        return bool(kinds) and kinds <= {Kind.LIST, Kind.TOWN, Kind.TOWN_LEADS}

    def named(self, scope: str) -> AskedSet | None:
        """The one set that a noun such as our own for it names."""
        asked = read_set_question(fold_question(scope), self._lexicon)
        return asked.sets[0] if asked and len(asked.sets) == 1 else None

    def refined(self, question: str, before: Turn) -> Told | None:
        """The set listed before with what this question changes; None where it changes none.

        「那农牧局呢」 asks for the same of another department, 「其中带星号的」 for some of it.
        """
        if before.asked is None:
            return None
        own = changed_set(fold_question(question), before.asked, self._lexicon)
        if own is None:
            return None
        earlier, topics = (
            tuple(topic for topic in asked.topics if self._is_topic(topic))
            for asked in (before.asked, own)
        )
        if topics and own.predicates != before.asked.predicates:
            return None  # a matter of its own
        topics = topics or earlier
        beside = (before.asked,) if adds_to_set(question) and own != before.asked else ()
        asked = SetQuestion(
            sets=(*beside, replace(own, topics=topics)),
            count_only=False,
            narrow=False,
            named=True,
        )
        sets = [self._selection.of(one, asked) for one in asked.sets]
        if not any(one.duties for one in sets):  # rather misread than none
            if topics:
                return None
            return Told(self._asked_back((question,), question))
        return Told(self._told(asked, sets, f"{before.question}，{question}"), sets[-1].asked)

    def _is_of_matter(self, chosen: _Chosen, *, titled: bool) -> bool:
        """Whether words of a matter chose the duties, which titles have or the search knows.

        `titled`: titles must have them, for the network surely hears none: 不带处罚性质的.
        """
        topics = [topic for own in chosen.asked.sets for topic in own.topics]
        if titled:
            topics = [topic for topic in topics if self._topics.in_titles(topic) >= WHOLE]
        pairs = zip(chosen.asked.sets, chosen.sets, strict=True)
        chose = any(len(own.asked.predicates) > len(asked.predicates) for asked, own in pairs)
        return chose or any(map(self._is_topic, topics))

    def _is_topic(self, words: str) -> bool:
        return len(words) > 1 and self._topics.knows(words)

    def _settled(self, claim: SetClaim, question: str) -> Told:
        """The set that a claim is about, with the verdict: borne out where it is as claimed."""
        asked = SetQuestion((claim.asked,), count_only=False, narrow=False)
        own = self._selection.of(claim.asked, asked)
        told = self._told(asked, [own], question)
        truth = Truth.YES if claim.denied is not bool(own.duties) else Truth.NO
        verdict = SetVerdict(truth=truth, stated=claim.asked.predicates, denied=claim.denied)
        parts = [verdict, *told.parts]
        return Told(retold(told, parts, self._town, verdict=truth.value), claim.asked)

    def _ranked(self, ranking: Ranking, question: str) -> Told | None:
        """The duties of who has most; of those that are compared, each one's."""
        best = ranked(ranking, self._town)
        if best is None or (ranking.just_one and best.number != 1):
            return None
        alone: list[tuple[str, ...]] = [(name,) for name in ranking.names]
        compared = alone or [best.names]
        sets = tuple(
            AskedSet(
                merged((*ranking.base, ranking.of(*names))),
                departments=names if ranking.by is By.DEPARTMENT else (),
            )
            for names in compared
        )
        asked = SetQuestion(sets, count_only=False, narrow=False)
        told = self._told(asked, [self._selection.of(own, asked) for own in sets], question)
        return Told(retold(told, [best, *told.parts], self._town), sets[-1])

    def _is_of_one_duty(self, asked: SetQuestion, sets: Sequence[Selected]) -> bool:
        """Whether a topic is that of one duty, which is told better as such.

        So is none, where no list was said that could lack it.
        """
        own = sets[0]
        if len(sets) > 1 and own.topic:  # 燃气安全这块，教育局和应急局分别承担啥: its parts
            nearest = self._topics.nearest(own.topic)[:1]
            return all(
                one.asked.departments and set(one.asked.departments) <= set(duty.departments)
                for one in sets
                for duty in nearest
            )
        if asked.named or len(sets) > 1 or not own.topic:
            return False
        if not own.duties:
            return not any(p.kind in (Kind.LIST, Kind.TOWN) for p in own.asked.predicates)
        return len(own.duties) == 1 and self._topics.nearest(own.topic)[:1] == own.duties

    def _told(self, asked: SetQuestion, sets: Sequence[Selected], question: str) -> Answer:
        duties = tuple(dict.fromkeys(duty for own in sets for duty in own.duties))
        unread = tuple(dict.fromkeys(word for own in sets for word in own.unread))
        if any(own.unread and not own.duties for own in sets):  # none of what was not read
            return self._asked_back(unread, question)
        read = _CERTAIN if len(question) <= _PLAIN_CHARS else _READ_LONG
        confidence = min(_confidence(sets), read)
        counted = [own for own in sets if asked.count_only and own.is_only_counted]
        whole = len(counted) == len(sets) and all(map(self._is_whole, sets))
        return answer_of(
            AnswerKind.ENUMERATE,
            [part for own in sets for part in self._parts(own, counted=own in counted)],
            self._town,
            question,
            list=duties[0].list if duties else None,
            departments=self._departments(sets, duties),
            citations=tuple(self._cited(duties, whole=whole)),
            alternatives=tuple(duty.duty_id for own in sets for duty in own.nearest),
            confidence=confidence,
            certainty=certainty_of(confidence) if duties else Certainty.NONE,
            refused=not duties,
        )

    def _is_whole(self, own: Selected) -> bool:
        """Whether the set is one or more whole lists."""
        lists = {duty.list for duty in own.duties}
        return len(own.duties) == sum(duty.list in lists for duty in self._town.duties)

    def _cited(self, duties: Sequence[Duty], *, whole: bool) -> Iterator[Citation]:
        """The title of every duty; of `whole` lists that are only counted, their headings."""
        if whole:
            firsts = {duty.list: duty for duty in reversed(duties)}
            for first in reversed(firsts.values()):
                yield self._composer.cite_list(first, _CERTAIN)
            return
        for duty in duties:
            yield from self._composer.cite(duty, duty.parts(BlockKind.TITLE), _CERTAIN)

    def _parts(self, own: Selected, *, counted: bool) -> Iterator[Part]:
        stated = own.asked.predicates
        yield count(own.duties, stated, topic=own.topic, unread=own.unread, by_section=counted)
        if not own.asked.unknown:
            yield from beside(stated, self._town)
        if own.duties and not counted:
            yield listed(own.duties, _positive_departments(own.asked), self._town.name)
        if own.nearest and not own.duties:
            near = tuple(duty.duty_id for duty in own.nearest)
            yield Related(duty_ids=near, whole=True)

    def _asked_back(self, unread: Sequence[str], question: str) -> Answer:
        back = QuestionBack(text=wording.ask_again(unread), unread=tuple(unread))
        return answer_of(AnswerKind.CLARIFY, [back], self._town, question)

    def _departments(self, sets: Sequence[Selected], duties: Sequence[Duty]) -> tuple[str, ...]:
        """The departments asked about, else those in charge of the duties, most duties first."""
        if not duties:
            return ()
        asked = dict.fromkeys(n for own in sets for n in _positive_departments(own.asked))
        if asked:
            return tuple(asked)
        counts: Counter[str] = Counter()
        for duty in duties:
            own = duty.departments if duty.list is ListName.RECLAIMED else duty.departments[:1]
            counts.update(own)
        return tuple(name for name, _ in counts.most_common())


def _has_each(own: _Chosen, by_rule: _Chosen) -> bool:
    """Whether the network tells each set of the rules, and others beside them."""
    told = [set(one.duties) for one in own.sets]
    return all(set(one.duties) in told for one in by_rule.sets)


def _overhears(read: ReadSets, by_rule: _Chosen) -> bool:
    """Whether the network states what the rules read as denied: a denial stands in words."""
    stated = {predicate for own in read.sets for predicate in own.predicates}
    ruled = {predicate for own in by_rule.asked.sets for predicate in own.predicates}
    return any(one.negated and one not in stated and one.negation in stated for one in ruled)


def _picks_from_stretch(asked: AskedSet) -> bool:
    """Whether more is asked of a stretch of a list than to be told it."""
    kinds = {p.kind for p in asked.predicates}
    return Kind.NUMBERS in kinds and (len(kinds) > 2 or bool(asked.topics or asked.without))


def _positive_departments(asked: AskedSet) -> tuple[str, ...]:
    stated = [p for p in asked.predicates if p.kind in DEPARTMENTS and not p.negated]
    return tuple(dict.fromkeys(name for p in stated for name in p.value))


def _confidence(sets: Sequence[Selected]) -> float:
    """The least of what the sets were read from."""
    predicates = [p for own in sets for p in own.asked.predicates]
    if any(own.unread for own in sets):
        return _UNREAD
    if any(own.topic or own.asked.topics for own in sets):
        return _BY_TOPIC
    guessed = any(p.kind is Kind.COUNTY for p in predicates)
    negated = any(p.negated for p in predicates)
    if not all(own.duties for own in sets):
        return _NONE
    return _BY_TOPIC if guessed else _NEGATED if negated else _CERTAIN


def _is_of_unknown_matter(own: Selected) -> bool:
    """Whether nothing is stated of all duties but a matter in words that no title has.

    「兵役登记在哪张清单里」 asks for one duty, which may have other words, or for none.
    """
    return bool(own.unread) and not own.topic and not own.asked.predicates
