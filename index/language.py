"""A character trigram model of the town's texts: how likely a character is after two others."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BOUNDARY = "\n"  # before and after every run of letters, digits and Chinese characters
_UNKNOWN_COUNT = 0.05  # of a character that was never seen
_UNKNOWN_KINDS = 20_000  # characters that may yet come
_GENERAL_WEIGHT = 0.1  # of log(1 + frequency) of a general word, beside one count per real text

Context = tuple[int, int]  # the two characters before, as ids
Counts = defaultdict[str, float]  # of n-grams


class LanguageModel:
    """Witten-Bell interpolated trigrams over characters, as log probabilities.

    Stored in the back-off form of the ARPA format: a seen n-gram has its probability, an unseen
    one that of its shorter form times a weight of its context. Read only after it is built.
    """

    def __init__(
        self,
        characters: str,
        counts: Sequence[float],
        bigrams: Mapping[int, tuple[float, float]],
        trigrams: Mapping[int, float],
        backoff: Sequence[float],
    ) -> None:
        """Take the tables; `build` and `load` make them. Character ids start at 1; 0 is unknown.

        `counts` are the characters' own, `bigrams` maps a key to its log probability and its
        weight as a context, `backoff` holds the weight as a context by character id.
        """
        self.characters = characters
        self._ids = {character: number for number, character in enumerate(characters, start=1)}
        self._size = len(characters) + 1
        self._counts = counts
        whole = _whole(counts)
        self._unigrams = [math.log((n + _UNKNOWN_COUNT) / whole) for n in (0.0, *counts)]
        self._bigrams = bigrams
        self._trigrams = trigrams
        self._backoff = backoff
        self.start: Context = (0, self._ids[BOUNDARY])

    @classmethod
    def build(cls, texts: Iterable[str], words: Iterable[tuple[str, int]] = ()) -> "LanguageModel":
        """From texts, each cut where it isn't letters or digits, and general words.

        A general word with its frequency lends its characters and pairs a little weight, so that
        words the texts never use are not taken for slips of the pen.
        """
        single, double, triple = (Counts(float) for _ in range(3))
        for run in (run for text in texts for run in runs(text.lower())):
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
        pairs = np.array(list(self._bigrams.values()), dtype=np.float32).reshape(-1, 2)
        np.savez(
            path,
            characters=np.array([ord(character) for character in self.characters]),
            counts=np.array(self._counts, dtype=np.float32),
            backoff=np.array(self._backoff, dtype=np.float32),
            bigram_keys=np.array(list(self._bigrams), dtype=np.int64),
            bigrams=pairs,
            trigram_keys=np.array(list(self._trigrams), dtype=np.int64),
            trigrams=np.array(list(self._trigrams.values()), dtype=np.float32),
        )

    @classmethod
    def load(cls, path: Path) -> "LanguageModel":
        """Read what `save` wrote."""
        with np.load(path) as stored:
            pairs: NDArray[np.float32] = stored["bigrams"]
            values = zip(pairs[:, 0].tolist(), pairs[:, 1].tolist(), strict=True)
            return cls(
                "".join(map(chr, stored["characters"].tolist())),
                stored["counts"].tolist(),
                dict(zip(stored["bigram_keys"].tolist(), values, strict=True)),
                dict(
                    zip(stored["trigram_keys"].tolist(), stored["trigrams"].tolist(), strict=True)
                ),
                stored["backoff"].tolist(),
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
        return self.id_of(before) * self._size + self.id_of(character) in self._bigrams

    def log_probability(self, context: Context, character: int) -> float:
        """Natural logarithm of P(character | the two before)."""
        before, last = context
        pair = before * self._size + last
        found = self._trigrams.get(pair * self._size + character)
        if found is not None:
            return found
        wider = self._bigrams.get(pair)
        bigram = self._bigrams.get(last * self._size + character)
        if bigram is not None:
            shorter = bigram[0]
        else:
            shorter = self._backoff[last] + self._unigrams[character]
        return shorter if wider is None else wider[1] + shorter


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
    """Witten-Bell: a context with n tokens of t kinds gives t / (n + t) to the shorter form."""
    characters = "".join(sorted(single))
    ids = {character: number for number, character in enumerate(characters, start=1)}
    size = len(characters) + 1
    counts = [single[character] for character in characters]
    chance = {c: (n + _UNKNOWN_COUNT) / _whole(counts) for c, n in single.items()}

    tokens, kinds = _contexts(double)
    pair_chance = {
        gram: (n + kinds[gram[0]] * chance[gram[1]]) / (tokens[gram[0]] + kinds[gram[0]])
        for gram, n in double.items()
    }
    backoff = [0.0] * size
    for context, kind in kinds.items():
        backoff[ids[context]] = math.log(kind / (tokens[context] + kind))

    wide_tokens, wide_kinds = _contexts(triple)
    bigrams = {}
    for gram in sorted(double):
        kind = wide_kinds[gram]
        weight = math.log(kind / (wide_tokens[gram] + kind)) if kind else 0.0
        bigrams[ids[gram[0]] * size + ids[gram[1]]] = (math.log(pair_chance[gram]), weight)
    trigrams = {}
    for gram in sorted(triple):
        context = gram[:2]
        kind = wide_kinds[context]
        smoothed = triple[gram] + kind * pair_chance[gram[1:]]
        key = (ids[gram[0]] * size + ids[gram[1]]) * size + ids[gram[2]]
        trigrams[key] = math.log(smoothed / (wide_tokens[context] + kind))
    return LanguageModel(characters, counts, bigrams, trigrams, backoff)


def _contexts(grams: Counts) -> tuple[Counts, Counter[str]]:
    """By context: the tokens seen after it, and how many kinds of them."""
    tokens = Counts(float)
    kinds: Counter[str] = Counter()
    for gram, count in grams.items():
        tokens[gram[:-1]] += count
        kinds[gram[:-1]] += 1
    return tokens, kinds
