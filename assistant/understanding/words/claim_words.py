"""Words of claims that the scanner does not read: tags, and who is the town's."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

WORDS_FILE = "claim_words.toml"
LONGEST_TAG = 30  # characters


@cache
def words_for(kind: str, value: str) -> tuple[str, ...]:
    """The words of one kind and value."""
    return tuple(_table()[kind][value])


def may_hold_tag(text: str) -> bool:
    """Whether any end of a text may be a tag."""
    return any(word in text for word in words_for("tag", "asks"))


@lru_cache(512)  # the ends of each clause are tried, by every reader of a question
def is_tag(text: str) -> bool:
    """Whether a clause only asks if what was said is so: 我没说错吧, 是这么分的吗, 对吧领导."""
    if len(text) > LONGEST_TAG or not may_hold_tag(text):
        return False
    if text.startswith(tuple(words_for("tag", "to"))):
        text = text[max(0, *(text.find(word) for word in words_for("tag", "so"))) :]
    reached = {0}
    for end in range(len(text)):  # first what leads in, then what asks, then anything said so
        if end in reached:
            leads = words_for("tag", "lead")
            reached |= {end + len(word) for word in leads if text.startswith(word, end)}
    reached = {
        begin + len(word)
        for begin in reached
        for word in words_for("tag", "start")
        if text.startswith(word, begin)
    }
    for end in range(len(text)):
        if end in reached:
            words = words_for("tag", "word")
            reached |= {end + len(word) for word in words if text.startswith(word, end)}
    return len(text) in reached


@cache
def _table() -> Mapping[str, Mapping[str, Sequence[str]]]:
    source = files("assistant.understanding.words") / WORDS_FILE
    return tomllib.loads(source.read_text(encoding="utf-8"))
