"""English words of the domain and the Chinese terms that the lists use for them."""

import importlib.resources
import json
import re
from collections.abc import Mapping
from functools import cache

GLOSSARY_FILE = "data/english_terms.json"  # Chinese term -> English phrases, reviewed
_WORD = re.compile(r"[a-z0-9]+")

Terms = Mapping[tuple[str, ...], str]


def chinese_terms(text: str) -> tuple[str, ...]:
    """The Chinese terms for the phrases of an English text, in order, the longest phrases first.

    "Can I burn straw?" gives ("焚烧秸秆",); a phrase matches in singular or plural, and with the
    endings -ed and -ing.
    """
    terms = _terms()
    longest = max(map(len, terms))
    words = _stems(text)
    found: dict[str, None] = {}
    place = 0
    while place < len(words):
        for size in range(min(longest, len(words) - place), 0, -1):
            if term := terms.get(words[place : place + size]):
                found[term] = None
                break
        else:
            size = 1
        place += size
    return tuple(found)


@cache
def _terms() -> Terms:
    source = importlib.resources.files("corpus") / GLOSSARY_FILE
    entries: dict[str, list[str]] = json.loads(source.read_text(encoding="utf-8"))
    return {_stems(phrase): term for term, phrases in entries.items() for phrase in phrases}


def _stems(text: str) -> tuple[str, ...]:
    return tuple(_stem(word) for word in _WORD.findall(text.lower()))


def _stem(word: str) -> str:
    """Without the commonest endings; only has to treat glossary and question alike."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 5 and word.endswith("ing"):
        word = word[:-3]
    elif len(word) > 4 and (word.endswith("ed") or word.endswith(("ses", "xes", "hes"))):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word
