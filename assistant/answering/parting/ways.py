"""Which matters a message may have: by one statement of several, or as learned."""

from collections.abc import Iterator

from assistant.answering.parting.starts import MatterStarts, Parted
from assistant.understanding.reader.reader import Reader
from assistant.understanding.references import beside_references, list_mentions
from assistant.understanding.statements.claim import clauses_stated, read_claim
from assistant.understanding.talk.matters import MAX_MATTERS, Matters, joins, names_something
from assistant.understanding.words.lexicon import Lexicon
from index.text.messages import is_long

# How probably the network hears several matters, from where on what is answered as one may be a
# part of what was asked: of 26 fresh messages (not in the repository) between this and 0.2 that
# were answered for sure as one, 15 had more.
_HEARD = 0.1
_SURELY_ONE = 0.9  # how probable it is, as learned, that a message is parted rightly


class Parting:
    """Tells the matters of a message apart."""

    def __init__(
        self, lexicon: Lexicon, reader: Reader | None, starts: MatterStarts | None
    ) -> None:
        """Read with this lexicon and network, and part by what was learned."""
        self._lexicon = lexicon
        self._reader = reader
        self._starts = starts

    def ways(self, message: str) -> Iterator[Matters]:
        """The matters that it may have, the likeliest first; none where it has one."""
        if not names_something(beside_references(message)):
            return  # 第38项和第41项分别是什么
        parted = self._starts.parted(message) if self._starts else None
        one = parted and len(parted.texts) == 1 and parted.probability >= _SURELY_ONE
        if not one and not is_long(message):
            clauses = clauses_stated(message, self._lexicon)
            if 1 < len(clauses) <= MAX_MATTERS:
                yield Matters(clauses, stated=True)
            claim = read_claim(message, self._lexicon)
            if claim and claim.matters:
                yield Matters(claim.matters)
                return
        if parted and len(parted.texts) > 1:
            texts = parted.texts[:MAX_MATTERS]
            of_sets = self._is_of_sets(message, parted)
            yield Matters(texts, parted=parted.probability, of_sets=of_sets)

    def is_doubted(self, message: str) -> bool:
        """Whether what is answered as one joins things, or may well be several."""
        read = self._reader.matters_of(message) if self._reader else None
        heard = read is not None and read.probability >= _HEARD and not read.of_sets
        parted = self._starts.parted(message) if self._starts else None
        return heard or joins(message) or (parted is not None and parted.probability < _SURELY_ONE)

    def _is_of_sets(self, message: str, parted: Parted) -> bool:
        """Whether the things that it joins are of one list: 配合清单里低保和特困有哪几项."""
        heard = self._reader.matters_of(message) if self._reader else None
        own_list = bool(list_mentions(message)) and not parted.own_number
        return own_list or (heard is not None and heard.of_sets and not parted.marked)
