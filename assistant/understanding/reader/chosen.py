"""The likeliest of what the network tells, and how probable all that was taken of it is."""

from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from assistant.understanding.reader.labels import ROLES, TAGS
from assistant.understanding.reader.marked import Marked
from assistant.understanding.reader.network import Told
from assistant.understanding.scanner import TEXT

_PLAIN_ROLES = ("none", "lead", "join", "take")
_PLAIN = [ROLES.index(role) for role in _PLAIN_ROLES]
_ANY = [ROLES.index(role) for role in ("charge", "party", "sole")]
_QUOTES = "“”\"'「」『』《》()、,.，。 "
_HALF = 0.5


class Chosen:
    """Takes the likeliest class of each head that is asked, and multiplies their probabilities."""

    def __init__(self, told: Told) -> None:
        """Begin with nothing taken."""
        self.told = told
        self.probability = 1.0
        self.unreadable = False

    def of(self, head: str) -> int:
        """The likeliest class of a head of the whole text."""
        return self._likeliest(self.told.heads[head])

    def role(self, mention: int) -> str:
        """What is said of a holder."""
        return ROLES[self._likeliest(self.told.roles[mention])]

    def role_in_set(self, mention: int) -> str:
        """Of a department in a set: whose it is in any way is one role."""
        own = self.told.roles[mention]
        values = np.array([*own[_PLAIN], own[_ANY].sum()])
        return (*_PLAIN_ROLES, "any")[self._likeliest(values / values.sum())]

    def denied(self, mention: int) -> bool:
        """Whether what is said of a mention is denied."""
        no = float(self.told.denied[mention])
        self.probability *= max(no, 1 - no)
        return no > _HALF

    def words(self, text: Marked) -> dict[str, list[str]]:
        """The stretches of a text by their tag; only the least sure token counts."""
        self.probability *= float(self.told.tags.max(axis=1).min())
        tags = [TAGS[n] for n in self.told.tags.argmax(axis=1)]
        stretches: dict[str, list[str]] = {}
        tagged = zip(tags, text.tokens.spans, strict=True)
        for tag, tokens in groupby(tagged, key=itemgetter(0)):
            own = [place for _, place in tokens]
            words = "".join(text.text[start:end] for start, end in own).strip(_QUOTES)
            if len(words) == 1:
                words = _word_around(text, text.text.index(words, own[0][0]))
            if words:
                stretches.setdefault(tag, []).append(words)
        return stretches

    def _likeliest(self, values: NDArray[np.floating]) -> int:
        best = int(values.argmax())
        self.probability *= float(values[best])
        return best


def _word_around(text: Marked, place: int) -> str:
    """What the lexicon does not know around this place: 秸秆, of which 秆 was heard."""
    for unknown, run in groupby(text.spans, key=lambda span: span.kind == TEXT):
        spans = [*run]
        if unknown and spans[0].start <= place < spans[-1].end:
            return text.text[spans[0].start : spans[-1].end]
    return text.text[place]
