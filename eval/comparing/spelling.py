"""What mending misheard characters is worth: questions corrupted on purpose, mended or not."""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from rich.table import Table

from eval.questions import Question
from index.search import DutySearch
from index.text.phonetics import gb2312, plain_letters
from index.text.spelling import Speller

_SEED = 20
_EVERY = 6  # one corruption for so many characters
_COMMON = 3755  # characters of the first level of GB 2312
_CHINESE = re.compile(r"[\u4e00-\u9fff]")

Corrupt = Callable[[str, int, random.Random], str]


@dataclass(frozen=True)
class Spelled:
    """Share of the questions whose first duty is fair, as they are read today and unmended."""

    corruption: str
    questions: int
    mended: float
    unmended: float


def spelling_worth(
    search: DutySearch,
    questions: Sequence[Question],
    track: Callable[[Sequence[Question]], Iterable[Question]] = iter,
) -> tuple[Spelled, ...]:
    """Every kind of corruption over the covered questions that stand alone. Deterministic."""
    alone = [q for q in questions if q.covered and not q.context]
    corruptions: dict[str, Corrupt] = {
        "没有错字": lambda text, place, rng: text,
        "同音字": _Homophones(),
        "漏字": lambda text, place, rng: text[:place] + text[place + 1 :],
        "颠倒": lambda text, place, rng: (
            text[:place] + text[place : place + 2][::-1] + text[place + 2 :]
        ),
        "拼音": _in_letters,
    }
    return tuple(_spelled(search, alone, name, one, track) for name, one in corruptions.items())


def _spelled(
    search: DutySearch,
    questions: Sequence[Question],
    name: str,
    corrupt: Corrupt,
    track: Callable[[Sequence[Question]], Iterable[Question]],
) -> Spelled:
    rng = random.Random(_SEED)
    plain = search.over(replace(search.index, speller=Unmended(search.index.speller)))
    mended = unmended = 0
    for question in track(questions):
        text = corrupted(question.question, corrupt, rng)
        mended += _is_fair(search, text, question)
        unmended += _is_fair(plain, text, question)
    count = len(questions)
    return Spelled(name, count, mended / count, unmended / count)


def corrupted(text: str, corrupt: Corrupt, rng: random.Random) -> str:
    """The text with one of every `_EVERY` Chinese characters corrupted, at least one."""
    places = [match.start() for match in _CHINESE.finditer(text)]
    chosen = rng.sample(places, max(1, len(places) // _EVERY)) if places else []
    for place in sorted(chosen, reverse=True):
        text = corrupt(text, place, rng)
    return text


class _Homophones:
    def __init__(self) -> None:
        self._alike: defaultdict[str, list[str]] = defaultdict(list)
        for character in islice(gb2312(), _COMMON):
            self._alike[_reading(character)].append(character)

    def __call__(self, text: str, place: int, rng: random.Random) -> str:
        others = [c for c in self._alike[_reading(text[place])] if c != text[place]]
        return text[:place] + (rng.choice(others) if others else text[place]) + text[place + 1 :]


def _in_letters(text: str, place: int, rng: random.Random) -> str:
    return f"{text[:place]} {_reading(text[place])} {text[place + 1 :]}"


def _reading(character: str) -> str:
    from pypinyin import lazy_pinyin

    return plain_letters(lazy_pinyin(character)[0])


def _is_fair(search: DutySearch, text: str, question: Question) -> bool:
    first = search.find(text, 1).hits[0].duty.duty_id
    return first in (*question.gold, *question.acceptable)


class Unmended(Speller):
    """A speller that reads pinyin and mends nothing."""

    def __init__(self, speller: Speller) -> None:
        """Read pinyin as this one does."""
        self._speller = speller

    def in_characters(self, text: str) -> str:
        """The text with pinyin written as characters."""
        return self._speller.in_characters(text)

    def corrected(self, text: str) -> str:
        """The same."""
        return self.in_characters(text)


def spelling_table(found: Sequence[Spelled]) -> Table:
    """One row a corruption."""
    table = Table("错法", "题数", "现在", "不改同音字", title="错字（首条可用）")
    for one in found:
        table.add_row(
            one.corruption, str(one.questions), f"{one.mended:.1%}", f"{one.unmended:.1%}"
        )
    return table
