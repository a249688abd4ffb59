"""What is searched for a question: its text as the index understands it, and its heading."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.country.glossary import chinese_terms
from index.lexical import LexicalIndex
from index.text.messages import heading, pieces
from index.text.words import bigrams, has_chinese

# Searched of one message, so that 5,000 characters cost no more than a letter of 500. A story's
# matter is where it echoes official words.
MAX_PIECES = 4
_ENOUGH_TERMS = 2  # Chinese terms that stand for an English question


@dataclass(frozen=True)
class Query:
    """The texts that are embedded and searched, each for itself."""

    pieces: tuple[str, ...]  # in order; all but endless stories are one piece
    heading: str = ""  # of a letter; it counts on its own, beside the whole

    @property
    def characters(self) -> int:
        """How long the message is, as far as it is searched."""
        return sum(map(len, self.pieces))


def query_of(text: str, passages: LexicalIndex) -> Query:
    """The query for a question whose spelling is mended; `passages` are indexed by bigrams.

    One without any Chinese is searched by the Chinese terms for its English words, and not cut.
    """
    if not has_chinese(text):
        return Query((_translated(text),))
    return Query(_most_official(pieces(text), passages), heading(text))


def _translated(text: str) -> str:
    """The Chinese terms of an English question; its own words, too, where they are too few."""
    terms = chinese_terms(text)
    return " ".join(terms if len(terms) >= _ENOUGH_TERMS else [text, *terms])


def _most_official(cut: Sequence[str], passages: LexicalIndex) -> tuple[str, ...]:
    """The pieces that share most with a passage, and the last one; in order."""
    if len(cut) <= MAX_PIECES:
        return tuple(cut)
    shared = [float(passages.scores(bigrams(piece)).max()) for piece in cut[:-1]]
    best = np.argsort(shared, kind="stable")[-(MAX_PIECES - 1) :]
    return (*(cut[place] for place in sorted(best.tolist())), cut[-1])
