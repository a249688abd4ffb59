"""What is searched for a question: its text as the index understands it, long ones in windows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.glossary import chinese_terms
from index.lexical import LexicalIndex
from index.spelling import Speller
from index.windows import WHOLE_CHARS, is_long, windows
from index.words import bigrams, has_chinese

# Windows searched of one question. A story's matter is where the official wording is echoed:
# with stories of 4,800 characters, hit@1 is 47 % by these windows and 40 % by all 130.
MAX_WINDOWS = 16
_ENOUGH_TERMS = 2  # Chinese terms that stand for an English question


@dataclass(frozen=True)
class Query:
    """The texts that are embedded and searched, each for itself."""

    windows: tuple[str, ...]  # in order; a short question is one window
    whole: tuple[str, ...] = ()  # the text of a long question, if it is no endless story


def query_of(question: str, speller: Speller, passages: LexicalIndex) -> Query:
    """The query for a normalised question; `passages` are indexed by character bigrams.

    Pinyin becomes characters and misheard characters are mended. A question without any Chinese
    is searched by the Chinese terms for its English words, and is not cut.
    """
    text = speller.corrected(question)
    if not has_chinese(text):
        return Query((_translated(text),))
    if not is_long(text):
        return Query((text,))
    cut = _most_official(windows(text), passages)
    return Query(cut, (text,) if len(text) <= WHOLE_CHARS else ())


def _translated(text: str) -> str:
    """The Chinese terms of an English question; its own words, too, where they are too few."""
    terms = chinese_terms(text)
    return " ".join(terms if len(terms) >= _ENOUGH_TERMS else [text, *terms])


def _most_official(cut: Sequence[str], passages: LexicalIndex) -> tuple[str, ...]:
    """The windows that share most with a passage, and the last one; in order."""
    if len(cut) <= MAX_WINDOWS:
        return tuple(cut)
    shared = [float(passages.scores(bigrams(window)).max()) for window in cut[:-1]]
    best = np.argsort(shared, kind="stable")[-(MAX_WINDOWS - 1) :]
    return (*(cut[place] for place in sorted(best.tolist())), cut[-1])
