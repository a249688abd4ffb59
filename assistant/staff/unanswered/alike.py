"""Missed questions sorted for staff: alike ones together, danger and abuse apart."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from assistant.staff.unanswered.apart import Apart, is_abuse
from assistant.staff.unanswered.missed import MAX_REASONS, Fault, MissedQuestion
from assistant.understanding.emergencies import find_danger
from assistant.understanding.normalisation import normalise
from index.danger import QueryEngine, danger_judge

# Of 1,600 pairs of shipped questions that are so near, 94 % are of one duty.
ALIKE = 0.86
# Those asked most often; each costs milliseconds. The rest stand alone, and whether they are danger
# is looked at when they are attached.
SORTED = 300
_KEPT = 1_000  # vectors, in memory
Vector = NDArray[np.float32]


@dataclass(frozen=True)
class Group:
    """Questions that are alike, the one asked most often first."""

    questions: tuple[MissedQuestion, ...]

    @property
    def first(self) -> MissedQuestion:
        """The one that stands for all."""
        return self.questions[0]

    @property
    def times(self) -> int:
        """How often one of them went wrong."""
        return sum(one.times for one in self.questions)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What was wrong with any of them."""
        found = {fault for one in self.questions for fault in one.faults}
        return tuple(fault for fault in Fault if fault in found)

    @property
    def reasons(self) -> tuple[str, ...]:
        """What people wrote of any of them."""
        told = chain.from_iterable(one.reasons for one in self.questions)
        return tuple(dict.fromkeys(told))[:MAX_REASONS]


@dataclass(frozen=True)
class Sorted:
    """What may be attached to duties, and what may not, both asked most often first."""

    groups: tuple[Group, ...]
    apart: tuple[tuple[Apart, MissedQuestion], ...]


class Sorter:
    """Sorts missed questions by the vectors of their words, which it keeps for the next time."""

    def __init__(self, engine: QueryEngine) -> None:
        """Embed with this engine."""
        self._vectors = _Vectors(engine)
        self._judge = danger_judge(self._vectors)

    def sorted(self, missed: Sequence[MissedQuestion]) -> Sorted:
        """Those that went wrong, most often asked first as they are given."""
        texts = [normalise(one.question) for one in missed]
        near = min(len(missed), SORTED)
        self._vectors.embed_queries(texts[:near])  # together, which is faster
        apart: list[tuple[Apart, MissedQuestion]] = []
        rest: list[int] = []
        for place, (one, text) in enumerate(zip(missed, texts, strict=True)):
            in_danger = place < near and find_danger(text, self._judge)
            reason = Apart.DANGER if in_danger else Apart.ABUSE if is_abuse(text) else None
            if reason:
                apart.append((reason, one))
            else:
                rest.append(place)
        vectors = self._vectors.embed_queries([texts[place] for place in rest if place < near])
        groups = [tuple(missed[rest[place]] for place in own) for own in _alike(vectors)]
        groups += [(missed[place],) for place in rest if place >= near]
        found = sorted(map(Group, groups), key=lambda group: -group.times)
        return Sorted(tuple(found), tuple(apart))


def _alike(vectors: Vector) -> Iterable[list[int]]:
    """Places of vectors, each with those that are near to the first of its group."""
    cosines = vectors @ vectors.T
    groups: dict[int, list[int]] = {}
    for place in range(len(vectors)):
        near = [first for first in groups if cosines[place, first] >= ALIKE]
        own = max(near, key=lambda first: float(cosines[place, first]), default=place)
        groups.setdefault(own, []).append(place)
    return groups.values()


class _Vectors:
    """An engine that embeds no question twice, as long as it keeps it."""

    def __init__(self, engine: QueryEngine) -> None:
        self._engine = engine
        self._known: dict[str, Vector] = {}
        self._lock = threading.Lock()

    @property
    def model_name(self) -> str:
        return self._engine.model_name

    def embed_queries(self, texts: Sequence[str]) -> Vector:
        with self._lock:
            self._learn(dict.fromkeys(texts))
            found = [self._known[text] for text in texts]
            for text in [*self._known][: max(0, len(self._known) - _KEPT)]:
                del self._known[text]
        return np.stack(found) if found else np.empty((0, 0), np.float32)

    def _learn(self, texts: Iterable[str]) -> None:
        new = [text for text in texts if text not in self._known]
        if new:
            self._known |= zip(new, self._engine.embed_queries(new), strict=True)
