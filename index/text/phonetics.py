"""How Chinese characters sound: toneless pinyin readings, and Latin letters read as pinyin."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from index.text.words import lower

_MAX_SYLLABLE_LETTERS = 6  # "zhuang"
_READING_SHARE = 0.05  # of a character's uses in words, for a reading to count
_TONE_DIGIT = re.compile(r"(?<=[a-z])[1-5](?![0-9])")
# Interjections that pinyin writes without a vowel: they would make any consonant a syllable.
_NOT_SYLLABLES = frozenset({"m", "n", "ng", "hm", "hng"})


class Readings:
    """The toneless readings of characters (ü written v), the most frequent first."""

    def __init__(self, by_character: Mapping[str, tuple[str, ...]]) -> None:
        """Take the table; `build` makes it, `load` reads it."""
        self._by_character = by_character

    @classmethod
    def build(cls, words: Iterable[tuple[str, int]]) -> "Readings":
        """From words and their frequencies, read in context; all of GB 2312 by pypinyin alone.

        A character with several readings keeps those that make up at least a twentieth of its
        uses in the words.
        """
        # Needed for building only: it takes 0.15 s to import.
        from pypinyin import lazy_pinyin

        uses: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for character in gb2312():
            uses[character][_spelled(lazy_pinyin(character, v_to_u=False)[0])] += 1
        for word, frequency in words:
            spelled = lazy_pinyin(word, v_to_u=False)
            if len(spelled) == len(word):
                for character, reading in zip(word, spelled, strict=True):
                    uses[character][_spelled(reading)] += frequency
        return cls({c: kept for c, counts in uses.items() if (kept := _frequent(counts))})

    def save(self, path: Path) -> None:
        """Write lines of `character reading reading ...`."""
        lines = (
            f"{c} {' '.join(readings)}\n" for c, readings in sorted(self._by_character.items())
        )
        path.write_text("".join(lines), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Readings":
        """Read what `save` wrote."""
        lines = path.read_text(encoding="utf-8").splitlines()
        return cls({line[0]: tuple(line[2:].split(" ")) for line in lines})

    def of(self, character: str) -> tuple[str, ...]:
        """The character's readings; none for what is no known Chinese character."""
        return self._by_character.get(character, ())

    @cached_property
    def syllables(self) -> frozenset[str]:
        """Every syllable that some character is read as."""
        found = {reading for readings in self._by_character.values() for reading in readings}
        return frozenset(found - _NOT_SYLLABLES)

    def is_pinyin(self, letters: str) -> bool:
        """Whether a run of lower-case letters is wholly made of syllables."""
        reached = {0}
        for start in range(len(letters)):
            if start in reached:
                reached |= {start + len(syllable) for syllable in self.starting(letters, start)}
        return bool(letters) and len(letters) in reached

    def starting(self, letters: str, start: int) -> Iterator[str]:
        """The syllables that may begin at this place of a run of letters, shortest first."""
        for end in range(start + 1, min(len(letters), start + _MAX_SYLLABLE_LETTERS) + 1):
            if letters[start:end] in self.syllables:
                yield letters[start:end]


def sounds_alike(reading: str) -> str:
    """A reading without what dialects mix up: zh/z, ch/c, sh/s, final ng/n, ü/u."""
    plain = reading.replace("v", "u")
    if plain[:2] in {"zh", "ch", "sh"}:
        plain = plain[0] + plain[2:]
    return plain[:-1] if plain.endswith(("ang", "eng", "ing")) else plain


def plain_letters(text: str) -> str:
    """Lower case without tone marks and tone digits: "Dī bǎo", "di1 bao3" -> "di bao"; ü -> v."""
    marked = unicodedata.normalize("NFD", lower(text)).replace("u\u0308", "v")
    plain = "".join(c for c in marked if not unicodedata.combining(c))
    return _TONE_DIGIT.sub("", plain)


def gb2312() -> Iterator[str]:
    """The 6,763 characters of GB 2312: all simplified ones in common use."""
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:  # the five empty places after the first level
                continue


def _spelled(reading: str) -> str:
    return reading.replace("ü", "v")


def _frequent(uses: Counter[str]) -> tuple[str, ...]:
    """The readings in Latin letters that are used often enough, most used first."""
    needed = _READING_SHARE * uses.total()
    return tuple(r for r, n in uses.most_common() if n >= needed and r.isascii() and r.isalpha())
