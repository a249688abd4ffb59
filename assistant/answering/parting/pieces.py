"""The pieces of a message with what tells whether a new matter begins at each."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.answering.parting.vectors import PieceVectors
from assistant.answering.talk.talk_search import SEARCHED
from assistant.understanding.reader.read_matters import MatterTokens
from assistant.understanding.reader.reader import Reader
from assistant.understanding.talk.listed_matters import matters_said, things_listed
from assistant.understanding.talk.matters import (
    Matters,
    asks,
    ends_joined,
    matters_of,
    opens_further,
    pieces_of,
    trimmed,
)
from assistant.understanding.talk.ties import content
from assistant.understanding.unsaid import asked_aspects
from index.search import DutySearch, Found

# Of a piece: how surely a duty is found for it, how probably any covers it; how much of what is
# found for it is found for the piece before, for the nearest of those before, and for the message;
# whether its first duty is the message's, and how probable that is for the message; whether it
# asks, and asks what no list holds; the mark before it (a dash is a colon, too); whether it opens a
# further matter; how many characters say something; how probably the network hears a matter begin
# in it, and its words outside of any; and whether the message's own marks part it here.
OF_PIECE = (
    "right", "covered", "as_before", "as_any_before", "as_whole", "first_of_whole", "in_whole",
    "asks", "unsaid", "comma", "stop", "question", "colon", "list", "joint", "further", "said",
    "begins", "out", "marked",
)  # fmt: skip
OF_BEFORE = ("right", "covered", "asks", "begins", "out", "said", "stop", "question")
OF_AFTER = (
    "right", "covered", "asks", "comma", "stop", "colon", "begins", "out", "said", "as_before",
)  # fmt: skip
OF_MESSAGE = (
    "whole_right", "whole_covered", "pieces", "several", "number_said", "number_listed",
    "counted",
)  # fmt: skip
ENDS = ("last", "asks_after")
FACTS = (
    *OF_PIECE,
    *(f"before: {name}" for name in OF_BEFORE),
    *(f"after: {name}" for name in OF_AFTER),
    *OF_MESSAGE,
    *ENDS,
)
_FOUND = OF_PIECE[: OF_PIECE.index("asks")]  # what only a search for each piece tells
UNSEARCHED = [n for n, name in enumerate(FACTS) if name.split(": ")[-1] not in _FOUND]  # places
_SAYS_NUMBER = [FACTS.index(name) for name in ("number_said", "number_listed")]
_NONE = -1.0  # in place of a fact of a piece that is not there
_LIKELY_START = 0.2  # from where on the network's beginnings of matters cut a message

Array = NDArray[Any]


class Pieces(NamedTuple):
    """A message in pieces, which put together are the message."""

    texts: tuple[str, ...]
    facts: Array  # (pieces, len(FACTS))
    states: Array  # the mean of each one's tokens, (pieces, width)
    whole: Found  # for the message
    marked: Matters  # what its own marks and grammar part it into
    found: tuple[Found, ...] = ()  # for each, where they are searched for

    @property
    def own_number(self) -> bool:
        """Whether the message itself says or shows that it has several matters."""
        return self.marked.several or bool(self.facts[0, _SAYS_NUMBER].any())


def pieces_by_words(message: str, search: DutySearch, reader: Reader) -> Pieces | None:
    """The pieces of a normalised message; None of one in one piece, and of a long story.

    Of their facts those UNSEARCHED are told, the others are 0.
    """
    tokens = reader.matter_tokens(message)
    if tokens is None:
        return None
    marked = matters_of(message)
    starts = [*_places(message, marked.texts)] if marked.several else []
    texts = pieces_of(message, [*tokens.beginnings(_LIKELY_START), *starts])
    if len(texts) < 2:
        return None
    whole = search.find(message, SEARCHED)
    worded = _worded(texts, tokens, starts)
    of_message = (
        whole.rightness,
        whole.coverage,
        len(texts),
        tokens.several,
        matters_said(message),
        things_listed(message),
        marked.several and marked.marked,
    )
    ending = [
        (*of_message, place + 1 == len(texts), any(map(asks, texts[place + 1 :])))
        for place in range(len(texts))
    ]
    of_pieces = np.hstack([np.zeros((len(texts), len(_FOUND))), worded])
    facts = _with_neighbours(of_pieces, np.array(ending, float))
    states = [tokens.state_within(*ends) for ends in pairwise([0, *accumulate(map(len, texts))])]
    return Pieces(texts, facts, np.array(states), whole, marked)


def with_found(pieces: Pieces, search: DutySearch, vectors: PieceVectors) -> Pieces:
    """The pieces of a message, each searched for: all of their facts are told."""
    found = tuple(
        search.find_by(vector, trimmed(text) or text)
        for vector, text in zip(vectors.told(pieces.states), pieces.texts, strict=True)
    )
    worded = pieces.facts[:, len(_FOUND) : len(OF_PIECE)]
    of_pieces = np.hstack([_found_facts(found, pieces.whole), worded])
    ending = pieces.facts[:, -len(OF_MESSAGE) - len(ENDS) :]
    return pieces._replace(facts=_with_neighbours(of_pieces, ending), found=found)


def _places(message: str, texts: Sequence[str]) -> list[int]:
    """Where each of these texts begins, as far as it stands there word by word."""
    found: list[int] = []
    for text in texts:
        after = found[-1] + 1 if found else 0
        place = next((p for size in (4, 2) if (p := message.find(text[:size], after)) >= 0), None)
        if place is not None:
            found.append(place)
    return found


def _found_facts(found: Sequence[Found], whole: Found) -> Array:
    """What is found for each piece, (pieces, len(_FOUND))."""
    told = []
    for place, one in enumerate(found):
        alike = [shared(one, other) for other in found[:place]]
        first = int(one.chances.argmax())
        told.append(
            (
                one.rightness,
                one.coverage,
                alike[-1] if alike else 1.0,
                max(alike, default=1.0),
                shared(one, whole),
                first == int(whole.chances.argmax()),
                whole.chances[first],
            )
        )
    return np.array(told, float)


def _worded(texts: Sequence[str], tokens: MatterTokens, starts: Sequence[int]) -> Array:
    """What the words of each piece tell, (pieces, len(OF_PIECE) - len(_FOUND))."""
    own = []
    end = 0
    for place, text in enumerate(texts):
        start, end = end, end + len(text)
        before = texts[place - 1].rstrip()[-1:] if place else ""
        begins, out = tokens.within(start, end)
        own.append(
            (
                asks(text),
                bool(asked_aspects(text)),
                before in ("，", ","),
                before in ("。", "；", ";", "！", "!"),
                before in ("？", "?"),
                before in ("：", ":", "—", "～", "~"),
                before == "、",
                place > 0 and ends_joined(texts[place - 1]),
                opens_further(text),
                len(content(text)),
                begins,
                out,
                any(start - 2 <= at < end - 2 for at in starts),
            )
        )
    return np.array(own, float)


def _with_neighbours(of_pieces: Array, ending: Array) -> Array:
    """The facts of each piece beside those of the pieces around it and of the message, which
    `ending` has: (pieces, len(FACTS)).
    """
    none = np.full((1, len(OF_PIECE)), _NONE)
    before = np.vstack([none, of_pieces[:-1]])[:, [OF_PIECE.index(n) for n in OF_BEFORE]]
    after = np.vstack([of_pieces[1:], none])[:, [OF_PIECE.index(n) for n in OF_AFTER]]
    return np.hstack([of_pieces, before, after, ending])


def shared(one: Found, other: Found) -> float:
    """How much of the chances that duties have for one is chances for the other, too."""
    return float(np.minimum(one.chances, other.chances).sum())
