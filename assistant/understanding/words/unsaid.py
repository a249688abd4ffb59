"""The words that ask for what duty lists do not hold, read from their table."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files

UNSAID_WORDS_FILE = "unsaid_words.toml"
_NAMED = re.compile(r"\{([a-z_]+)\}")  # any of the words of that name


class MissingAspect(StrEnum):
    """What people ask of a duty that the lists do not hold."""

    AMOUNT = "amount"
    TIME = "time"
    PAPERS = "papers"
    PLACE = "place"
    PHONE = "phone"
    CONDITION = "condition"


@cache
def pattern(group: str, sort: str) -> re.Pattern[str]:
    """What finds any entry of this sort in its group."""
    return re.compile(_any_of(group, sort))


def is_told(group: str, sort: str) -> bool:
    """Whether the table has entries of this sort."""
    return sort in _table()[group]


def _any_of(group: str, sort: str) -> str:
    entries = (_NAMED.sub(_words, entry) for entry in _table()[group][sort])
    return f"(?:{'|'.join(entries)})"


def _words(name: re.Match[str]) -> str:
    return _any_of("words", name[1])


@cache
def _table() -> Mapping[str, Mapping[str, Sequence[str]]]:
    source = files("assistant.understanding.words") / UNSAID_WORDS_FILE
    return tomllib.loads(source.read_text(encoding="utf-8"))
