"""Training what tells where a matter begins: `lvzhi train-parting` writes it to `starts.json`, and
how pieces' vectors are told to `vectors.npz`.

The examples are messages to the reference town, each as the stretches of its matters and of none.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from assistant.answering.parting.cuts import Cut, cuts_of
from assistant.answering.parting.pieces import (
    FACTS,
    UNSEARCHED,
    Pieces,
    pieces_by_words,
    with_found,
)
from assistant.answering.parting.starts import STARTS_FILE, likeliest_cut, made_of
from assistant.answering.parting.trees import Trees
from assistant.answering.parting.vectors import PieceVectors
from assistant.understanding.normalisation import normalise
from assistant.understanding.question_text import as_read
from assistant.understanding.reader.reader import Reader
from corpus.bank.questions import Form
from corpus.town import DATA_DIR, REFERENCE_TOWN
from index.search import DutySearch
from index.text.messages import is_long

MESSAGES_FILE = DATA_DIR / REFERENCE_TOWN / "part_messages.jsonl"
# Chosen by leaving out each writer; trees that each see half of the rows and some of the facts.
_TREES = {
    "n_estimators": 300,
    "learning_rate": 0.05,
    "max_leaf_nodes": 8,
    "max_depth": None,
    "min_samples_leaf": 15,
    "subsample": 0.5,
    "max_features": 0.4,
    "init": "zero",
    "random_state": 0,
}
# The same for those that choose among the ways to cut a message.
_CUT_TREES = _TREES | {"n_estimators": 400, "max_features": 0.2}
_RIDGE = 30.0  # strength of the map from tokens to vectors
_ALL = range(len(FACTS))
_DIGITS = 5  # significant ones of what is stored
_SIGNS = frozenset(" ，,。？?！!、；;：:\n")

Array = NDArray[Any]
Nodes = list[list[list[float]]]  # of each tree


class Message(NamedTuple):
    """A message in pieces, at which of them a matter begins, and how many it has."""

    pieces: Pieces
    starts: Array  # (pieces,), bool
    matters: int
    writer: str


def piece_vectors(
    search: DutySearch,
    reader: Reader,
    track: Callable[[Sequence[str]], Iterable[str]] = iter,
) -> PieceVectors:
    """How a text's vector follows from its tokens, from the questions asked of the duties."""
    from sklearn.linear_model import Ridge

    states: list[Array] = []
    vectors: list[Array] = []
    for text in track([row.question for row in search.index.own_asked if row.form is Form.ASKED]):
        tokens = reader.matter_tokens(text)
        if tokens:
            states.append(tokens.state_within(0, len(text)))
            vectors.append(search.embedder.embed_queries([text])[0])
    slopes = Ridge(alpha=_RIDGE).fit(np.stack(states), np.stack(vectors)).coef_.T
    return PieceVectors(np.mean(states, axis=0), np.mean(vectors, axis=0), slopes)


def messages(
    search: DutySearch,
    reader: Reader,
    vectors: PieceVectors,
    track: Callable[[Sequence[str]], Iterable[str]] = iter,
) -> list[Message]:
    """The examples, each looked at as it is when it is asked; of those in one piece none."""
    found: list[Message] = []
    for line in track(MESSAGES_FILE.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        stretches = [
            (as_read(search.in_characters(normalise(words))), matter)
            for words, matter in row["segments"]
        ]
        message = "".join(words for words, _ in stretches)
        pieces = pieces_by_words(message, search, reader)
        if pieces:
            pieces = with_found(pieces, search, vectors)
            starts = _starts(pieces.texts, stretches)
            found.append(Message(pieces, starts, len(row["duties"]), row["writer"]))
    return found


def _starts(texts: Sequence[str], stretches: Sequence[tuple[str, int | str]]) -> Array:
    """At which piece each matter begins: the first of which it has half of the characters."""
    matters = [(character, matter) for words, matter in stretches for character in words]
    begun: set[int] = set()
    starts = np.zeros(len(texts), bool)
    place = 0
    for number, text in enumerate(texts):
        own = [m for character, m in matters[place : place + len(text)] if character not in _SIGNS]
        place += len(text)
        named = [m for m in own if isinstance(m, int)]
        if len(named) * 2 < len(own) or not named:
            continue
        most = max({*named}, key=named.count)
        starts[number] = most not in begun
        begun.add(most)
    return starts


def write_starts(
    told: Sequence[Message],
    search: DutySearch,
    vectors: PieceVectors,
    engine: str,
    path: Path = STARTS_FILE,
) -> tuple[int, int]:
    """Train on all messages and write the trees, for the engine with this hash.

    A message is cut by what the other writers' trees make of its pieces, so that the trees that
    choose a cut learn from chances like those of a new message. Returns of how many messages the
    matters are counted right by the other writers' trees, and of how many messages.
    """
    others: dict[str, Trees] = {}
    for writer in {one.writer for one in told}:
        others[writer] = Trees.of(_begin_trees([one for one in told if one.writer != writer]))
    cut = [_CutMessage.of(one, others[one.writer], search, vectors) for one in told]
    right = 0
    for writer in others:
        trees = Trees.of(_cut_trees([one for one in cut if one.writer != writer]))
        right += sum(one.is_right(trees) for one in cut if one.writer == writer)
    stored = {
        "engine": engine,
        "facts": made_of(),
        "first": _begin_trees(told, UNSEARCHED),
        "begins": _begin_trees(told),
        "cuts": _cut_trees(cut),
    }
    path.write_text(json.dumps(stored) + "\n", encoding="utf-8")
    return right, len(told)


class _CutMessage(NamedTuple):
    """The ways to cut a message, and how many matters it has."""

    cuts: Sequence[Cut]
    matters: int
    writer: str
    letter: bool
    parts: bool

    @classmethod
    def of(cls, one: Message, trees: Trees, search: DutySearch, vectors: PieceVectors) -> Self:
        """By these trees' beginnings."""
        cuts = cuts_of(one.pieces, trees.probabilities(one.pieces.facts), search, vectors)
        letter = is_long("".join(one.pieces.texts))
        return cls(cuts, one.matters, one.writer, letter, one.pieces.own_number)

    @property
    def facts(self) -> Array:
        """(cuts, len(CUT_FACTS))."""
        return np.array([cut.facts for cut in self.cuts])

    def is_right(self, trees: Trees) -> bool:
        """Whether these trees choose the cut with as many matters as there are."""
        right = trees.probabilities(self.facts)
        taken = likeliest_cut(self.cuts, right, letter=self.letter, parts=self.parts)
        return len(self.cuts[taken].texts) == self.matters


def _begin_trees(told: Sequence[Message], own: Sequence[int] = _ALL) -> Nodes:
    """Those that tell at which pieces a matter begins, by these facts."""
    facts = np.vstack([one.pieces.facts for one in told])[:, own]
    return _fitted(facts, np.concatenate([one.starts for one in told]), _TREES)


def _cut_trees(cut: Sequence[_CutMessage]) -> Nodes:
    """Those that tell which cut is right."""
    right = [len(own.texts) == one.matters for one in cut for own in one.cuts]
    return _fitted(np.vstack([one.facts for one in cut]), np.array(right), _CUT_TREES)


def _fitted(facts: Array, true: Array, form: Mapping[str, Any]) -> Nodes:
    """The nodes of each tree: fact, bound, left, right and value."""
    from sklearn.ensemble import GradientBoostingClassifier

    model = GradientBoostingClassifier(**form).fit(facts, true)
    return [_nodes(tree.tree_, form["learning_rate"]) for (tree,) in model.estimators_]


def _nodes(tree: Any, rate: Any) -> list[list[float]]:
    is_leaf = tree.children_left < 0
    facts = np.where(is_leaf, -1, tree.feature)
    values = np.where(is_leaf, tree.value[:, 0, 0] * rate, 0)
    nodes = np.column_stack(
        [facts, tree.threshold, tree.children_left, tree.children_right, values]
    )
    return [[*map(_short, node)] for node in nodes.tolist()]


def _short(number: float) -> float:
    short = float(f"{number:.{_DIGITS}g}")
    return int(short) if short.is_integer() else short
