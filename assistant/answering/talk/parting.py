"""Which matters a message may have: by its own marks, by the network, by its pieces."""

from collections.abc import Iterator
from dataclasses import replace

from assistant.answering.numbers_of import asks_for_number
from assistant.answering.sets.enumeration import Enumeration
from assistant.understanding.reader.reader import Reader
from assistant.understanding.references import beside_references
from assistant.understanding.statements.claim import clauses_stated, read_claim
from assistant.understanding.talk.listed_matters import matters_said, said_with, things_listed
from assistant.understanding.talk.matters import (
    MAX_MATTERS,
    Matters,
    asks_who,
    joins,
    matters_of,
    names_something,
    pieces_of,
)
from assistant.understanding.talk.ties import content_beside
from assistant.understanding.words.lexicon import Lexicon
from corpus.departments import DepartmentNames
from index.text.messages import is_long

# Characters of a matter of its own: less only asks more about another.
_NAMES_A_MATTER, _NAMES_A_MATTER_ALONE = 2, 3
# How probably a message has several matters by the network: from the first on its pieces are
# looked at, from the second on each may be covered or not, as if the message had marked them.
LEAST_SEVERAL, _SURELY_SEVERAL = 0.2, 0.8
# From here on what is answered as one may be a part of what was asked: of 26 fresh messages (not in
# the repository) between this and 0.2 that were answered for sure as one, 15 had more.
_LEAST_DOUBTED = 0.1
_LEAST_OF_SETS = 0.3  # the same for what is read as asking for sets, to have matters at all
_A_STORY = 40  # characters told before what is asked: no matter of its own, if nothing marks it


class Parting:
    """Tells the matters of a message apart, as far as its words alone do."""

    def __init__(
        self,
        lexicon: Lexicon,
        names: DepartmentNames,
        enumeration: Enumeration,
        reader: Reader | None,
    ) -> None:
        """Read with this lexicon and network; departments name no matter."""
        self._lexicon = lexicon
        self._names = names
        self._enumeration = enumeration
        self._reader = reader

    def ways(self, message: str) -> Iterator[Matters]:
        """The matters that it may have, the likeliest first; none where it has one.

        The network comes before its own marks where it surely hears more. Last come its pieces,
        which are several only where different duties are found for them.
        """
        if not names_something(beside_references(message)):
            return  # 第38项和第41项分别是什么
        clauses = () if is_long(message) else clauses_stated(message, self._lexicon)
        if 1 < len(clauses) <= MAX_MATTERS:
            yield Matters(clauses, marked=False, stated=True)
        by_rules = self._claimed_of_all(message) or self._by_rules(message)
        read = self._reader.matters_of(message) if self._reader and not is_long(message) else None
        if read and read.probability >= _SURELY_SEVERAL and not read.of_sets:
            texts = tuple(said_with(text, read.after) for text in read.texts)
            by_network = self._naming(
                Matters(texts[:MAX_MATTERS], marked=True, heard=read.probability)
            )
            if len(by_network.texts) > len(by_rules.texts):
                yield by_network
        numbers = asks_for_number(message)  # 甲和乙分别是第几项
        if read and read.of_sets and read.probability < _LEAST_OF_SETS and not numbers:
            return
        said = matters_said(message) or things_listed(message)
        if by_rules.several and said in (0, len(by_rules.texts)):
            yield replace(by_rules, heard=read.probability if read else 0.0)
        if (
            read
            and not read.of_sets
            and (said or read.probability >= LEAST_SEVERAL or self._joins_matters(message))
        ):
            pieces: list[str] = []
            for piece in pieces_of(message):
                if pieces and not said and self._only_names(piece):
                    pieces[-1] += piece
                else:
                    pieces.append(piece)
            if len(pieces) > 1:
                yield Matters(tuple(pieces), marked=False, doubtful=True, heard=read.probability)
        if by_rules.several and said not in (0, len(by_rules.texts)):
            yield replace(by_rules, heard=read.probability if read else 0.0)

    def _only_names(self, piece: str) -> bool:
        """Whether a piece is of a department, and of no matter: 应急局和林草局咋分工."""
        told = len(content_beside(piece, self._names))
        return told < _NAMES_A_MATTER_ALONE and bool(self._names.mentions(piece))

    def _joins_matters(self, message: str) -> bool:
        """Whether what it joins may be matters, and neither a set's nor a statement's words."""
        if not joins(message) or self._enumeration.counts(message):
            return False
        return read_claim(message, self._lexicon) is None

    def is_doubted(self, message: str) -> bool:
        """Whether what is answered as one joins things, or the network hears several in it."""
        read = self._reader.matters_of(message) if self._reader else None
        heard = read is not None and read.probability >= _LEAST_DOUBTED and not read.of_sets
        return heard or joins(message)

    def _claimed_of_all(self, message: str) -> Matters | None:
        """The matters that one statement is made of."""
        claim = None if is_long(message) else read_claim(message, self._lexicon)
        return Matters(claim.matters, marked=False) if claim and claim.matters else None

    def _by_rules(self, message: str) -> Matters:
        """The matters that the message itself marks; what only asks more about one is none."""
        matters = matters_of(message)
        if not (matters.marked or matters.told) and max(map(len, matters.texts)) > _A_STORY:
            return Matters((message,), marked=False)
        return self._naming(matters)

    def _naming(self, matters: Matters) -> Matters:
        naming = [text for text in matters.texts if self._names_one(text, matters)]
        if len(naming) == len(matters.texts) or (matters.told and len(naming) > 1):
            return replace(matters, texts=tuple(naming))
        return Matters(("".join(matters.texts),), marked=False)

    def _names_one(self, text: str, matters: Matters) -> bool:
        """Whether one of these texts names a matter; who has it says so of a short one, too."""
        by_itself = matters.marked or all(map(asks_who, matters.texts))
        least = _NAMES_A_MATTER if by_itself else _NAMES_A_MATTER_ALONE
        told = len(content_beside(text, self._names))
        return told >= least or (matters.marked and self._enumeration.counts(text))
