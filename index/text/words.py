"""Cutting text into jieba words and character bigrams, with the town's own dictionary."""

import importlib.resources
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import jieba

from corpus.departments import DepartmentNames
from corpus.models import Town

# A user word must win against jieba's own split of it.
_USER_WORD_FREQUENCY = 100_000
_MAX_WORD_CHARS = 12
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_STOP_CHARS = frozenset("的了吗呢啊吧呀嘛么着是在有和与及就都也还要这那")


def build_dictionary(town: Town, texts: Iterable[str]) -> str:
    """A jieba dictionary of this town's words: lines of `word frequency`.

    It holds jieba's own words as far as they occur in the texts to be searched, and the
    departments' names and short forms. A word that occurs nowhere can match nothing, and the
    small dictionary loads in hundredths of a second where jieba's own takes 0.6 s.
    """
    general = GeneralWords.load()
    words = {word: frequency for word, frequency in general.words.items() if len(word) == 1}
    words |= {word: general.words[word] for word in general.within(texts)}
    for form in DepartmentNames(town).short_forms:
        words[form] = _USER_WORD_FREQUENCY
    return "".join(f"{word} {frequency}\n" for word, frequency in sorted(words.items()))


class GeneralWords(NamedTuple):
    """jieba's own words; 100 MB and a second to load, so whoever builds many towns keeps them."""

    words: dict[str, int]  # with their frequencies
    beginnings: frozenset[str]

    @classmethod
    def load(cls) -> "GeneralWords":
        """Read them."""
        words = dict(general_words())
        beginnings = {word[:end] for word in words for end in range(2, len(word) + 1)}
        return cls(words, frozenset(beginnings))

    def within(self, texts: Iterable[str]) -> set[str]:
        """Those of two characters and more that occur in the texts."""
        pieces = (piece for text in texts for piece in _pieces(text, self.beginnings))
        return {piece for piece in pieces if piece in self.words}


def general_words() -> Iterator[tuple[str, int]]:
    """jieba's own words with their frequencies, 350,000 of them."""
    source = importlib.resources.files(jieba) / "dict.txt"
    for line in source.read_text(encoding="utf-8").splitlines():
        word, frequency, *_ = line.split(" ")
        yield word, int(frequency)


def _pieces(text: str, beginnings: Set[str]) -> Iterator[str]:
    """Every run of 2 to `_MAX_WORD_CHARS` characters of a text that begins a word, or is one."""
    for start in range(len(text)):
        limit = min(len(text), start + _MAX_WORD_CHARS)
        for end in range(start + 2, limit + 1):
            piece = text[start:end]
            if piece not in beginnings:
                break
            yield piece


class WordCutter:
    """Words and character bigrams of a text, both lower-case and full-width folded."""

    def __init__(self, dictionary: Path) -> None:
        """Load a dictionary that `build_dictionary` made."""
        self._tokenizer = jieba.Tokenizer()
        with dictionary.open("rb") as file:
            # What Tokenizer.initialize does, without its cache file in the shared temp folder.
            self._tokenizer.FREQ, self._tokenizer.total = self._tokenizer.gen_pfdict(file)
        self._tokenizer.initialized = True

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """The words that the dictionary holds."""
        return tuple(word for word, frequency in self._tokenizer.FREQ.items() if frequency)

    def words(self, text: str) -> list[str]:
        """jieba's search cut: long words also give the words inside them."""
        cut = self._tokenizer.cut_for_search(fold(text), HMM=False)
        return [word for word in cut if word[0].isalnum() and word not in _STOP_CHARS]


def bigrams(text: str) -> list[str]:
    """Pairs of neighbouring letters and digits; a lone character stands for itself."""
    pairs: list[str] = []
    for run in _runs(fold(text)):
        pairs += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return pairs


def has_chinese(text: str) -> bool:
    """Whether there is a Chinese character in it."""
    return bool(_CHINESE.search(text))


def fold(text: str) -> str:
    """Full-width forms to half-width (NFKC), lower case."""
    return lower(unicodedata.normalize("NFKC", text))


def lower(text: str) -> str:
    """Lower case, character by character in its place: `str.lower` makes two of İ."""
    return text.replace("İ", "i").lower()


def _runs(text: str) -> Sequence[str]:
    return "".join(char if char.isalnum() else " " for char in text).split()
