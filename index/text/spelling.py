"""Mends what was typed by ear: homophones written for one another, and pinyin for characters."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from corpus.departments import DepartmentNames
from corpus.models import Town
from index.text.language import BOUNDARY, Context, LanguageModel
from index.text.phonetics import Readings, plain_letters, sounds_alike
from index.text.remembering import held_weakly
from index.text.words import general_words, has_chinese, lower

LANGUAGE_FILE = "language.npz"
READINGS_FILE = "readings.txt"

# Cost of taking another character than was written, in nats: between 6 and 8 most homophones put
# into asked questions are mended (the model made without them), and clean ones keep their hit@1.
_CHANGE_COST = 7.0
_DIALECT_COST = 1.5  # on top, where the sounds differ by what dialects mix up
_OFTEN = -5.0  # log probability of the second after the first: 新农 is often put so, 农和 is not
_COMMON = 1.5  # occurrences in the texts that make a character a candidate
_BEAM = 12  # partial readings kept at each place; 30 mend as many at twice the time
MAX_MENDED_CHARS = 200  # a long story has words enough that are right
_MAX_DOUBTFUL = 60  # characters of one text; evaluation questions have 48 at most, noise has more
_MIN_PINYIN_LETTERS = 4  # "wo" or "e" alone may be anything
MAX_PINYIN_CHARS = 300  # of one text, some 90 syllables; what comes after stays as it is
# Mean log probability of a character that pinyin was read as: 99 % of asked questions spelled out
# have more than -3.9, most English words that are syllables by chance ("house", "rice") less.
_MIN_PINYIN_MEAN = -6.5
_GENERAL_FREQUENCY = 50  # of a word of jieba's dictionary that the language is told of

_LETTERS = re.compile(r"[a-z]+")
_LATIN = re.compile(r"[A-Za-z]+(?:[ '’][A-Za-z]+)*")
_RUN = re.compile(r"[^\W_]+")


class Choice(NamedTuple):
    """A character that may be meant, and what it costs to take it (nats)."""

    character: str
    number: int  # its id in the language model
    cost: float


class Edge(NamedTuple):
    """What may stand from one place of a text to `end`."""

    end: int
    choices: Sequence[Choice]


Lattice = Sequence[Sequence[Edge]]  # the edges that leave each place


class SpellingTables(NamedTuple):
    """A language with how its characters sound; several towns may have it in common."""

    model: LanguageModel
    readings: Readings
    by_sound: Mapping[str, Sequence[str]]  # its common characters

    @classmethod
    def of(cls, model: LanguageModel, readings: Readings) -> "SpellingTables":
        """With the table of sounds."""
        by_sound: defaultdict[str, list[str]] = defaultdict(list)
        for character in model.characters:
            if model.count(character) >= _COMMON:
                for reading in readings.of(character):
                    by_sound[sounds_alike(reading)].append(character)
        return cls(model, readings, dict(by_sound))


class Speller:
    """Corrects a question by the town's own language; what is right stays as it is."""

    def __init__(self, tables: "SpellingTables", own: Set[str] = frozenset()) -> None:
        """Correct towards this language; `own` are pairs of characters that are right, too."""
        self._tables = tables
        self._model, self._readings, self._by_sound = tables
        self.own = own
        # Caches of the instance, so that they go with its index.
        self._mended = lru_cache(maxsize=256)(held_weakly(self._mend))
        self._spelled_out = lru_cache(maxsize=256)(held_weakly(self._spell_out))
        self._homophones = lru_cache(maxsize=4096)(held_weakly(self._find_homophones))

    @classmethod
    def build(cls, town: Town, texts: Iterable[str]) -> "Speller":
        """From the town's names, the texts to be searched and the words of general Chinese."""
        words = [(word, uses) for word, uses in general_words() if uses >= _GENERAL_FREQUENCY]
        model = LanguageModel.build([*_names(town), *texts], words)
        return cls(SpellingTables.of(model, Readings.build(words)))

    def beside(self, own: Set[str]) -> "Speller":
        """The same with pairs of characters that another town's texts hold, on the same tables."""
        return Speller(self._tables, own)

    def strange(self, town: Town, texts: Iterable[str]) -> set[str]:
        """The pairs of characters of a town's names and texts that this language never puts."""
        found = {
            pair
            for text in (town.region + town.name, *_names(town), *texts)
            for run in _RUN.findall(lower(text))
            for pair in pairwise(run)
        }
        return {f"{one}{other}" for one, other in found if not self._model.is_seen(one, other)}

    @classmethod
    def load(cls, folder: Path) -> "Speller":
        """Read the two files that `save` wrote."""
        model = LanguageModel.load(folder / LANGUAGE_FILE)
        return cls(SpellingTables.of(model, Readings.load(folder / READINGS_FILE)))

    def save(self, folder: Path) -> None:
        """Write the language and the readings."""
        self._model.save(folder / LANGUAGE_FILE)
        self._readings.save(folder / READINGS_FILE)

    def in_characters(self, text: str) -> str:
        """The text with pinyin (toneless or not, spaced or not) written as characters."""
        left = MAX_PINYIN_CHARS

        def spelled_out(run: str) -> str:
            nonlocal left
            plain = self._as_pinyin(run)
            left -= len(plain)
            return self._from_pinyin(run, plain) if plain and left >= 0 else run

        if not has_chinese(text):
            return spelled_out(text)
        return _LATIN.sub(lambda match: spelled_out(match[0]), text)

    def corrected(self, text: str) -> str:
        """The text in characters, and misheard ones mended where it isn't a long story."""
        written = self.in_characters(text)
        if len(written) > MAX_MENDED_CHARS or self._is_noise(written):
            return written
        return _RUN.sub(lambda match: self._mended(match[0]), written)

    def _is_noise(self, text: str) -> bool:
        """Whether so much of a text is doubtful that there is nothing to mend it by."""
        doubtful = sum(
            doubt and has_chinese(one)
            for run in _RUN.findall(text)
            for one, doubt in zip(run, self._doubtful(lower(run)), strict=True)
        )
        return doubtful > _MAX_DOUBTFUL

    def _as_pinyin(self, text: str) -> str:
        """A text in Latin letters without tones, in lower case; "" where it is no pinyin."""
        plain = re.sub("['’]", " ", plain_letters(text))
        words = _LETTERS.findall(plain)
        long_enough = sum(map(len, words)) >= _MIN_PINYIN_LETTERS
        return plain if long_enough and all(map(self._readings.is_pinyin, words)) else ""

    def _from_pinyin(self, text: str, plain: str) -> str:
        """Pinyin as characters; the text that it was unchanged where they make no sense."""
        written = "".join(self._spelled_out(part) for part in re.split(r"([^\w\s]+)", plain))
        return written if self._is_likely(written) else text

    def _spell_out(self, part: str) -> str:
        """Pinyin between two punctuation marks as characters; digits stay."""
        lattice: list[Sequence[Edge]] = []
        for piece in re.findall(r"[a-z]+|[^a-z\s]", part):
            start = len(lattice)
            if _LETTERS.fullmatch(piece):
                lattice += (self._syllables(piece, place, start) for place in range(len(piece)))
            else:
                lattice.append([Edge(start + 1, (self._literal(piece),))])
        return self._best(lattice) or part

    def _syllables(self, letters: str, place: int, start: int) -> list[Edge]:
        """The syllables from a place of a run of letters that begins at `start` of the lattice."""
        return [
            Edge(start + place + len(syllable), tuple(self._read_as(syllable)))
            for syllable in self._readings.starting(letters, place)
        ]

    def _is_likely(self, written: str) -> bool:
        """Whether the characters that pinyin was read as make sense in a row."""
        context, total, number = self._model.start, 0.0, 0
        for character in written:
            known = self._model.id_of(character)
            if has_chinese(character):
                total += self._model.log_probability(context, known)
                number += 1
            context = (context[1], known)
        return number > 0 and total / number >= _MIN_PINYIN_MEAN

    def _mend(self, run: str) -> str:
        """A run of characters with its misheard ones changed."""
        doubtful = self._doubtful(lower(run))
        if not any(doubtful):
            return run
        lattice = [
            [Edge(place + 1, self._homophones(one) if doubt else (self._literal(one),))]
            for place, (one, doubt) in enumerate(zip(run, doubtful, strict=True))
        ]
        return self._best(lattice)

    def _doubtful(self, run: str) -> list[bool]:
        """Which characters stand beside one that the texts never put there, and beside none that
        they often do; a lone one is right.
        """
        pairs = [*pairwise(run)]
        seen = [self._model.is_seen(*pair) or "".join(pair) in self.own for pair in pairs]
        often = [
            known and self._model.after(*pair) >= _OFTEN
            for pair, known in zip(pairs, seen, strict=True)
        ]
        strange = _beside([not known for known in seen])
        return [odd and not firm for odd, firm in zip(strange, _beside(often), strict=True)]

    def _best(self, lattice: Lattice) -> str:
        """The most probable way through, by log probabilities less the costs; "" if none is."""
        reached: list[dict[Context, tuple[float, str]]] = [{} for _ in range(len(lattice) + 1)]
        reached[0][self._model.start] = (0.0, "")
        for place, edges in enumerate(lattice):
            kept = sorted(reached[place].items(), key=lambda item: -item[1][0])[:_BEAM]
            for edge in edges:
                self._extend(kept, edge.choices, reached[edge.end])
        close = self._model.id_of(BOUNDARY)
        ways = (
            (score + self._model.log_probability(context, close), text)
            for context, (score, text) in reached[-1].items()
        )
        return max(ways, default=(0.0, ""))[1]

    def _extend(
        self,
        kept: Iterable[tuple[Context, tuple[float, str]]],
        choices: Sequence[Choice],
        ends: dict[Context, tuple[float, str]],
    ) -> None:
        """Every kept way, best first, with every choice: the best for each two last characters."""
        model, numbers = self._model, [choice.number for choice in choices]
        after: dict[int, list[float]] = {}
        by_last_alone: set[int] = set()
        for context, (score, text) in kept:
            last = context[1]
            if not model.is_context(context):
                if last in by_last_alone:  # every choice is as likely after a better way
                    continue
                by_last_alone.add(last)
            if last not in after:
                after[last] = model.after_one(last, numbers)
            likely = model.log_probabilities(context, numbers, after[last])
            for (character, number, cost), chance in zip(choices, likely, strict=True):
                total = score + chance - cost
                best = ends.get((last, number))
                if best is None or best[0] < total:
                    ends[last, number] = (total, text + character)

    def _literal(self, character: str) -> Choice:
        return Choice(character, self._model.id_of(lower(character)), 0.0)

    def _read_as(self, syllable: str) -> Iterator[Choice]:
        """The characters read exactly so."""
        for character in self._by_sound.get(sounds_alike(syllable), ()):
            if syllable in self._readings.of(character):
                yield self._literal(character)

    def _find_homophones(self, character: str) -> tuple[Choice, ...]:
        """The character itself and those that sound like it, with their costs."""
        choices = {character: self._literal(character)}
        own = self._readings.of(character)
        for other in (one for r in own for one in self._by_sound.get(sounds_alike(r), ())):
            exact = not set(own).isdisjoint(self._readings.of(other))
            cost = _CHANGE_COST + (0.0 if exact else _DIALECT_COST)
            choices.setdefault(other, self._literal(other)._replace(cost=cost))
        return tuple(choices.values())


def _names(town: Town) -> Iterator[str]:
    """Names that a question may hold though no passage does: of departments, lists, sections."""
    yield from DepartmentNames(town).short_forms
    for duty_list in town.lists:
        yield f"{duty_list.name}履职事项清单"
        yield from (duty.section for duty in duty_list.duties)


def _beside(pairs: Sequence[bool]) -> list[bool]:
    """Of each character whether a pair that it is in is so."""
    return [left or right for left, right in zip([False, *pairs], [*pairs, False], strict=True)]
