"""The words that tie messages together and tell matters apart, read from their table."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

TALK_WORDS_FILE = "talk_words.toml"


def any_of(*kinds: str) -> str:
    """An expression for any word of these kinds, written `group.sort`; the longest first."""
    words = {word for kind in kinds for word in _words(kind)}
    return f"(?:{'|'.join(sorted(words, key=lambda word: (-len(word), word)))})"


def _words(kind: str) -> list[str]:
    group, _, sort = kind.partition(".")
    return _table()[group][sort]


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    source = files("assistant.understanding.words") / TALK_WORDS_FILE
    return tomllib.loads(source.read_text(encoding="utf-8"))
