"""Reads what a text asks for, states and tells of with the network, for one town's words."""

from collections.abc import Callable, Set
from functools import lru_cache

from assistant.understanding.reader.held_clauses import HeldClause, held_clauses
from assistant.understanding.reader.labels import ACTS
from assistant.understanding.reader.marked import Marked, marked, speaks_of_lists
from assistant.understanding.reader.network import Network, Told
from assistant.understanding.reader.read_claim import (
    HolderSaid,
    ReadClaim,
    holders_said,
    read_claim,
)
from assistant.understanding.reader.read_clauses import read_clauses
from assistant.understanding.reader.read_matters import (
    MatterTokens,
    ReadMatters,
    matter_tokens,
    read_matters,
)
from assistant.understanding.reader.read_set import ReadSets, asks_several, read_sets
from assistant.understanding.words.lexicon import Lexicon
from assistant.understanding.words.unsaid import MissingAspect
from index.engine.embedding import Embedder, ReadTokens

_LONGEST = 80  # characters: who asks for a set or states something seldom needs more
_LONGEST_MESSAGE = 200  # characters of one that may tell of several matters
_REMEMBERED = 12  # one question is read for its set, its clauses, its claim and its matters in turn


class Reader:
    """The network beside the tokens and words that it reads."""

    def __init__(
        self,
        network: Network,
        engine: Embedder,
        lexicon: Lexicon,
        mended: Callable[[str], str] = str,
    ) -> None:
        """Read tokens of this engine, the one that the network was trained with.

        They are those of the `mended` text, which is searched for, too: it is embedded once.
        """
        self._network = network
        self._engine = engine
        self._lexicon = lexicon
        self._mended = mended
        self._told = lru_cache(_REMEMBERED)(self._read)

    @classmethod
    def of(
        cls, engine: object, lexicon: Lexicon, mended: Callable[[str], str] = str
    ) -> "Reader | None":
        """A reader with this engine; None where it tells no tokens or no weights are for it."""
        if not isinstance(engine, Embedder) or not engine.tells_tokens:
            return None
        network = Network.load(engine.weights_hash)
        return cls(network, engine, lexicon, mended) if network else None

    def sets_of(self, question: str) -> ReadSets | None:
        """The sets that a question asks for; None where it likelier asks for no such thing."""
        read = self._naming(question)
        if read is None:
            return None
        sets = read_sets(*read)
        if sets is None and asks_several(read[1]):
            return read_clauses(read[0], self._one_clause)
        return sets

    def claim_of(self, question: str) -> ReadClaim | None:
        """What a question states of a duty; None where it likelier states nothing."""
        read = self._naming(question)
        return read_claim(*read) if read else None

    def holders_of(self, question: str) -> list[HolderSaid]:
        """What a question states of each holder; nothing where it hardly states anything."""
        read = self._naming(question)
        return holders_said(*read) if read else []

    def clauses_of(self, question: str, departments: Set[str]) -> list[HeldClause]:
        """What a question says of each holder, clause by clause; see `held_clauses`."""
        read = self._told(question)
        return held_clauses(*read, departments) if read else []

    def stated(self, question: str) -> float:
        """How probably a question states something, read or not; 0 of what names nothing known."""
        read = self._naming(question)
        return float(read[1].heads["act"][ACTS.index("claim")]) if read else 0.0

    def matters_of(self, message: str) -> ReadMatters | None:
        """The matters that a message tells of; None of a long story."""
        read = self._told(message)
        return read_matters(*read) if read else None

    def matter_tokens(self, message: str) -> MatterTokens | None:
        """Where in a message matters begin; None of a long story."""
        read = self._told(message)
        return matter_tokens(*read) if read else None

    def asks(self, question: str, aspect: MissingAspect) -> float:
        """How probably a question asks such a thing of its matter; 0 of a long story."""
        read = self._told(question)
        return float(read[1].heads[f"asks {aspect}"][1]) if read else 0.0

    def _one_clause(self, clause: str) -> ReadSets | None:
        read = self._naming(clause)
        return read_sets(*read) if read else None

    def _naming(self, question: str) -> tuple[Marked, Told] | None:
        """What the network tells; nothing of a long text, or one that names nothing it knows."""
        if len(question) > _LONGEST or not speaks_of_lists(question, self._lexicon):
            return None
        return self._told(question)

    def _read(self, question: str) -> tuple[Marked, Told] | None:
        """What the network tells of a text; None of a long story, and without any token."""
        if len(question) > _LONGEST_MESSAGE:
            return None
        text = marked(question, self._tokens_of, self._lexicon)
        return (text, self._network.told(text)) if text.tokens.spans else None

    def _tokens_of(self, text: str) -> ReadTokens:
        mended = self._mended(text)
        return self._engine.read_tokens(mended if len(mended) == len(text) else text)
