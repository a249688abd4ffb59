"""A character trigram model of the town's texts: how likely a character is after two others."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.text.words import lower

BOUNDARY = "\n"  # before and after every run of letters, digits and Chinese characters
_UNKNOWN_COUNT = 0.05  # of a character that was never seen
_UNKNOWN_KINDS = 20_000  # characters that may yet come
_GENERAL_WEIGHT = 0.1  # of log(1 + frequency) of a general word, beside one count per real text

Context = tuple[int, int]  # the two characters before, as ids
Counts = defaultdict[str, float]  # of n-grams


class PairTables(NamedTuple):
    """Log probabilities by n-gram, and the weights of pairs as contexts.

    The key of characters a, b, c is (a * size + b) * size + c with their ids. Numbers by numbers:
    the garbage collector need not walk through such tables.
    """

    bigrams: Mapping[int, float]
    trigrams: Mapping[int, float]
    weights: Mapping[int, float]

    def arrays(self) -> dict[str, Any]:
        """Keys and values of each table, under names of their own."""
        found: dict[str, Any] = {}
        for name, table in self._asdict().items():
            found[f"{name}_keys"] = np.array(list(table), dtype=np.int64)
            found[f"{name}_values"] = np.array(list(table.values()), dtype=np.float32)
        return found

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "PairTables":
        """The inverse of `arrays`."""
        return cls(
            *(
                dict(
                    zip(
                        arrays[f"{name}_keys"].tolist(),
                        arrays[f"{name}_values"].tolist(),
                        strict=True,
                    )
                )
                for name in cls._fields
            )
        )


class LanguageModel:
    """Witten-Bell interpolated trigrams over characters, as log probabilities.

    Stored in the back-off form of the ARPA format: a seen n-gram has its probability, an unseen
    one that of its shorter form times a weight of its context. Read only after it is built.
    """

    def __init__(
        self,
        characters: str,
        counts: Sequence[float],
        weights: Sequence[float],
        pairs: "PairTables",
    ) -> None:
        """Take the tables; `build` and `load` make them.

        A character's id is its place in `characters`, from 1; 0 is unknown. `counts` are in that
        order; `weights` are the characters' as contexts, by id.
        """
        self.characters = characters
        self._ids = {character: number for number, character in enumerate(characters, start=1)}
        self._size = len(characters) + 1
        self._counts = counts
        whole = _whole(counts)
        self._unigrams = [math.log((n + _UNKNOWN_COUNT) / whole) for n in (0.0, *counts)]
        self._weights = weights
        self._pairs = pairs
        self.start: Context = (0, self._ids[BOUNDARY])

    @classmethod
    def build(cls, texts: Iterable[str], words: Iterable[tuple[str, int]] = ()) -> "LanguageModel":
        """From texts, each cut where it isn't letters or digits, and general words.

        A general word with its frequency lends its characters and pairs a little weight, so that
        words the texts never use are not taken for slips of the pen.
        """
        single, double, triple = (Counts(float) for _ in range(3))
        for run in (run for text in texts for run in runs(lower(text))):
            padded = f"{BOUNDARY}{run}{BOUNDARY}"
            _count(single, padded[1:], 1, 1.0)
            _count(double, padded, 2, 1.0)
            _count(triple, padded, 3, 1.0)
        for word, frequency in words:
            weight = _GENERAL_WEIGHT * math.log1p(frequency)
            _count(single, word, 1, weight)
            _count(double, word, 2, weight)
        return _estimate(single, double, triple)

    def save(self, path: Path) -> None:
        """Write to one .npz file."""
        np.savez(
            path,
            characters=np.array([ord(character) for character in self.characters]),
            counts=np.array(self._counts, dtype=np.float32),
            weights=np.array(self._weights, dtype=np.float32),
            **self._pairs.arrays(),
        )

    @classmethod
    def load(cls, path: Path) -> "LanguageModel":
        """Read what `save` wrote."""
        with np.load(path) as stored:
            return cls(
                "".join(map(chr, stored["characters"].tolist())),
                stored["counts"].tolist(),
                stored["weights"].tolist(),
                PairTables.of_arrays(stored),
            )

    def id_of(self, character: str) -> int:
        """The character's id; 0 for one that was never seen."""
        return self._ids.get(character, 0)

    def count(self, character: str) -> float:
        """How often it occurs in the texts, general words lending a little."""
        number = self.id_of(character)
        return self._counts[number - 1] if number else 0.0

    def is_seen(self, before: str, character: str) -> bool:
        """Whether the pair occurs in the texts or in a general word."""
        return self.id_of(before) * self._size + self.id_of(character) in self._pairs.bigrams

    def after(self, before: str, character: str) -> float:
        """Natural logarithm of P(character | the one before)."""
        return self.after_one(self.id_of(before), (self.id_of(character),))[0]

    def is_context(self, context: Context) -> bool:
        """Whether anything was seen after these two: if not, only the last of them counts."""
        return context[0] * self._size + context[1] in self._pairs.weights

    def log_probability(self, context: Context, character: int) -> float:
        """Natural logarithm of P(character | the two before)."""
        numbers = (character,)
        return self.log_probabilities(context, numbers, self.after_one(context[1], numbers))[0]

    def after_one(self, last: int, characters: Sequence[int]) -> list[float]:
        """The same of several characters, by the one before alone."""
        seen, start = self._pairs.bigrams.get, last * self._size
        rest, single = self._weights[last], self._unigrams
        return [
            rest + single[one] if (found := seen(start + one)) is None else found
            for one in characters
        ]

    def log_probabilities(
        self, context: Context, characters: Sequence[int], after_one: Sequence[float]
    ) -> Sequence[float]:
        """The same by the two before; what `after_one` makes of them is at hand."""
        pair = context[0] * self._size + context[1]
        weight = self._pairs.weights.get(pair)
        if weight is None:
            return after_one
        seen, start = self._pairs.trigrams.get, pair * self._size
        return [
            weight + shorter if (found := seen(start + one)) is None else found
            for one, shorter in zip(characters, after_one, strict=True)
        ]


def runs(text: str) -> list[str]:
    """The text's runs of letters, digits and Chinese characters."""
    return "".join(character if character.isalnum() else " " for character in text).split()


def _whole(counts: Sequence[float]) -> float:
    """All occurrences of characters, those still unseen included."""
    return sum(counts) + _UNKNOWN_COUNT * _UNKNOWN_KINDS


def _count(counts: Counts, text: str, order: int, weight: float) -> None:
    for start in range(len(text) - order + 1):
        counts[text[start : start + order]] += weight


def _estimate(single: Counts, double: Counts, triple: Counts) -> LanguageModel:
    characters = "".join(sorted(single))
    ids = {character: number for number, character in enumerate(characters, start=1)}
    counts = [single[character] for character in characters]

    def keyed(values: Mapping[str, float]) -> dict[int, float]:
        """Logarithms by key of the n-gram."""
        keys = (reduce(lambda key, c: key * (len(ids) + 1) + ids[c], gram, 0) for gram in values)
        return {key: math.log(value) for key, value in zip(keys, values.values(), strict=True)}

    chances = {c: (n + _UNKNOWN_COUNT) / _whole(counts) for c, n in single.items()}
    pair_chances, weights = _interpolated(double, chances)
    triple_chances, pair_weights = _interpolated(triple, pair_chances)
    logs = [math.log(weights.get(character, 1.0)) for character in characters]
    tables = PairTables(keyed(pair_chances), keyed(triple_chances), keyed(pair_weights))
    return LanguageModel(characters, counts, [0.0, *logs], tables)


def _interpolated(
    grams: Counts, shorter: Mapping[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """Probabilities of n-grams, and the weights of their contexts, from those one shorter.

    Witten-Bell: a context with n tokens of t kinds leaves t / (n + t) to the shorter form.
    """
    tokens = Counts(float)
    kinds: Counter[str] = Counter()
    for gram, count in grams.items():
        tokens[gram[:-1]] += count
        kinds[gram[:-1]] += 1
    weights = {context: kind / (tokens[context] + kind) for context, kind in kinds.items()}
    chances = {
        gram: count / (tokens[gram[:-1]] + kinds[gram[:-1]])
        + weights[gram[:-1]] * shorter[gram[1:]]
        for gram, count in grams.items()
    }
    return chances, weights
