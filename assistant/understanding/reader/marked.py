"""The tokens of a text for the network: the encoder's states, and the kinds of known words."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.understanding.references import fold_question
from assistant.understanding.scanner import Span, scan
from assistant.understanding.words.lexicon import Lexicon
from index.engine.embedding import ReadTokens

# Kinds of words without one of which no text asks for a set, or states something.
_NAMING = (
    "department", "section", "text.section", "holder", "list", "range", "role", "mark", "support",
    "title", "office", "item.duty", "item.list", "number",
)  # fmt: skip


ReadsTokens = Callable[[str], ReadTokens]


class Mention(NamedTuple):
    """Who or what is named, and the first and last token of it."""

    span: Span
    first: int
    last: int

    @property
    def is_department(self) -> bool:
        """And no section, town, county or village."""
        return self.span.kind == "department"

    @property
    def is_section(self) -> bool:
        """In full or in short."""
        return self.span.among("section", "text.section")


class Marked(NamedTuple):
    """A folded text with its tokens."""

    text: str
    tokens: ReadTokens
    kinds: tuple[frozenset[str], ...]  # of the known words that each token is of
    mentions: tuple[Mention, ...]
    spans: tuple[Span, ...]


def speaks_of_lists(question: str, lexicon: Lexicon) -> bool:
    """Whether a word names a list, a holder, a mark or the like, of which more may be said."""
    return any(span.among(*_NAMING) for span in scan(question, lexicon))


def marked(question: str, read_tokens: ReadsTokens, lexicon: Lexicon) -> Marked:
    """The tokens of a question, beside what the lexicon knows of them."""
    text = fold_question(question)
    # The engine mostly has the question's own words at hand, whose commas may be wide.
    tokens = read_tokens(question if len(question) == len(text) else text)
    spans = scan(question, lexicon)
    kinds = tuple(frozenset(_kinds(own, spans)) for own in tokens.spans)
    places = ((span, _within(span, tokens)) for span in spans if _is_named(span))
    mentions = tuple(Mention(span, own[0], own[-1]) for span, own in places if own)
    return Marked(text, tokens, kinds, mentions, spans)


def features(text: Marked, known: Sequence[str]) -> NDArray[np.float32]:
    """A row a token: the encoder's states, then which of these kinds of words it is of."""
    places = {kind: place for place, kind in enumerate(known)}
    flags = np.zeros((len(text.kinds), len(known)), np.float32)
    for token, own in enumerate(text.kinds):
        flags[token, [places[kind] for kind in own if kind in places]] = 1
    return np.concatenate([text.tokens.states.astype(np.float32), flags], axis=1)


def tokens_between(start: int, end: int, tokens: ReadTokens) -> list[int]:
    """The tokens that have characters between these."""
    return [n for n, (a, b) in enumerate(tokens.spans) if a < end and b > max(a, start)]


def _within(span: Span, tokens: ReadTokens) -> list[int]:
    return tokens_between(span.start, span.end, tokens)


def _is_named(span: Span) -> bool:
    return span.among(
        "department", "section", "text.section", "holder.town", "holder.county", "holder.village"
    )


def _kinds(token: tuple[int, int], spans: Sequence[Span]) -> set[str]:
    own = [span for span in spans if span.start < token[1] and span.end > token[0]]
    return {span.kind for span in own} | {f"{span.kind}.{span.value}" for span in own}
