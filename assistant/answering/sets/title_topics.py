"""Which of some duties a topic is about: its words in their titles, and the search's signals."""

import math
import re
from collections import Counter
from collections.abc import Sequence, Set
from functools import cached_property

from corpus.models import Duty, Town
from corpus.white_space import compact
from index.search import DutySearch, Found
from index.text.words import bigrams

_AND = re.compile(r"\s*(?:以及|还有|或者|、|[和与及跟或])\s*")
_COMMON_SHARE = 0.3  # a pair in more of the titles than this tells nothing
# Natural logarithms of the ranker's probability ratio: a title with all the topic's words counts
# like this many more. Chosen on 45 made-up questions (tests/test_enumeration.py).
_WORDS_IN_TITLE = 8.0
_FARTHEST = 12.0  # a duty this far below the best is on another matter
_LARGEST = 40
_MOST_PARTS = 6  # joined by 和; a topic of more is taken as one
_OFFERED = 2
_WIDE = 0.5  # the last gap this wide, relative to the widest, ends the topic's duties
_ABBREVIATED = 0.7  # 医保 in 医疗保险 counts like this beside 医保 itself
_SKIPPED = 2  # characters at most between the two of an abbreviation
_UNKNOWN_WEIGHT = 2.7  # of a pair that no title has; half of what the rarest pair weighs
_HALF = 0.5  # of the topic's words in a title make the two related
_NEAR_BEST = math.exp(-3.5)  # a duty so much less probable than the best is on another matter
WHOLE, IN_PART = 0.75, 0.5  # of a topic that stands in a title: with and without 上 or the like
_COVERED = 0.3  # of a topic, a few characters that are no question
# A topic in other words than the lists': 祖坟, 挖沙. Words of no matter (手里, 猫腻) stay below.
_SURELY_COVERED, _SURELY_RIGHT = 0.9, 0.6
_FULL = 0.9  # a title with this share of the topic's words always belongs


class Topics:
    """Picks the duties that a topic is about."""

    def __init__(self, town: Town, search: DutySearch) -> None:
        """Weigh words by this town's titles, rank by this search."""
        self._search = search
        self._duties = town.duties
        self._size = len(town.duties)

    # By duty; found for the first topic: a town is opened for one question more often than not,
    # and few ask for a set.

    @cached_property
    def _pairs(self) -> dict[str, set[str]]:
        return {duty.duty_id: set(bigrams(compact(duty.title))) for duty in self._duties}

    @cached_property
    def _apart(self) -> dict[str, set[str]]:
        return {duty.duty_id: _pairs_apart(compact(duty.title)) for duty in self._duties}

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {duty.duty_id: compact(duty.title) for duty in self._duties}

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {
            duty.duty_id: compact("".join(block.text for block in duty.blocks))
            for duty in self._duties
        }

    @cached_property
    def _weights(self) -> dict[str, float]:
        in_titles = Counter(
            pair for key, pairs in self._pairs.items() for pair in pairs | self._apart[key]
        )
        return {
            pair: math.log(self._size / count)
            for pair, count in in_titles.items()
            if count < _COMMON_SHARE * self._size
        }

    def _share(self, pairs: Set[str], duty: Duty) -> float:
        """Share of the pairs, by weight, that stand in a duty's title; 0 to 1."""
        known = {pair for pair in pairs if pair in self._weights}
        total = sum(self._weights[pair] for pair in known)
        found = sum(self._weights[pair] * self._stands(pair, duty) for pair in known)
        return found / total if total else 0.0

    def _related(self, pairs: Set[str], duties: Sequence[Duty], found: Found) -> bool:
        """Whether any of the duties is on the topic of these pairs at all."""
        unknown = sum(pair not in self._weights for pair in pairs)
        known = sum(self._weights.get(pair, 0.0) for pair in pairs)
        share = known / (known + unknown * _UNKNOWN_WEIGHT) if known else 0.0
        if share * max(self._share(pairs, duty) for duty in duties) >= _HALF:
            return True
        ids = {duty.duty_id for duty in duties}
        chance = max(hit.probability for hit in found.hits if hit.duty.duty_id in ids)
        return found.coverage >= _COVERED and chance >= found.hits[0].probability * _NEAR_BEST

    def _stands(self, pair: str, duty: Duty) -> float:
        if pair in self._pairs[duty.duty_id]:
            return 1.0
        return _ABBREVIATED if pair in self._apart[duty.duty_id] else 0.0

    def select(self, topic: str, duties: Sequence[Duty]) -> tuple[Duty, ...]:
        """The duties of the topic, best first; none where no duty is on it at all.

        Several topics joined by 和 are told apart. The more duties there are, the plainer is the
        gap below those of the topic, so give all of a list and filter further afterwards.
        """
        parts = [part for part in _AND.split(topic) if len(part) > 1]
        chosen: dict[str, Duty] = {}
        for part in parts if 0 < len(parts) <= _MOST_PARTS else [topic]:
            chosen |= {duty.duty_id: duty for duty in self._of_one(part, duties)}
        return tuple(chosen.values())

    def titled(self, topic: str, duties: Sequence[Duty], share: float) -> tuple[str, ...]:
        """The longest words of a topic, at least this share of it, in titles of these duties.

        Of 小区物业 it is 物业 where no title has the whole.
        """
        words = compact(topic)
        for size in range(len(words), max(1, math.ceil(len(words) * share) - 1), -1):
            parts = {words[at : at + size] for at in range(len(words) - size + 1)}
            found = tuple(p for p in parts if any(p in self._titles[d.duty_id] for d in duties))
            if found:
                return found
        return ()

    def in_titles(self, topic: str) -> float:
        """Which share of a topic's words titles have, 0 to 1."""
        pairs = set(bigrams(topic))
        known = sum(self._weights.get(pair, 0.0) for pair in pairs)
        unknown = sum(pair not in self._weights for pair in pairs) * _UNKNOWN_WEIGHT
        return known / (known + unknown) if known else 0.0

    def knows(self, topic: str) -> bool:
        """Whether titles or texts have a topic's words, or the search is sure of what it means."""
        if self.in_titles(topic) >= _HALF:
            return True
        if any(topic in text for text in self._texts.values()):
            return True
        found = self._search.find(topic, 1)
        return found.coverage >= _SURELY_COVERED and found.rightness >= _SURELY_RIGHT

    def nearest(self, topic: str) -> tuple[Duty, ...]:
        """Up to two duties of any list that may be meant; none where the lists don't cover it."""
        found = self._search.find(topic, _OFFERED)
        return tuple(hit.duty for hit in found.hits) if found.covered else ()

    def _of_one(self, topic: str, duties: Sequence[Duty]) -> list[Duty]:
        wanted, pairs = {duty.duty_id for duty in duties}, set(bigrams(topic))
        found = self._search.find(topic, self._size)
        if not self._related(pairs, duties, found):
            return [duty for duty in duties if topic in self._texts[duty.duty_id]]
        scored = []
        for hit in found.hits:
            if hit.duty.duty_id in wanted:
                share = self._share(pairs, hit.duty)
                score = math.log(max(hit.probability, 1e-30)) + _WORDS_IN_TITLE * share
                scored.append((score, share, hit.duty))
        scored.sort(key=lambda entry: -entry[0])
        cut = _cut([score for score, _, _ in scored])
        return [
            duty
            for position, (_, share, duty) in enumerate(scored)
            if position < cut or share >= _FULL
        ]


def _cut(scores: Sequence[float]) -> int:
    """How many of the scores, best first, stand before the widest gap."""
    near = [score for score in scores[:_LARGEST] if score >= scores[0] - _FARTHEST]
    if len(near) == len(scores):
        return len(scores)
    gaps = [near[i] - scores[i + 1] for i in range(len(near))]
    return max(i for i, gap in enumerate(gaps) if gap >= _WIDE * max(gaps)) + 1


def _pairs_apart(title: str) -> set[str]:
    """Pairs of characters of one clause with at most two characters between them."""
    return {
        clause[i] + clause[i + step]
        for clause in re.split(r"\W", title)
        for step in range(2, _SKIPPED + 2)
        for i in range(len(clause) - step)
    }
