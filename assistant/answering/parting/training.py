"""Training what tells where a matter begins: `lvzhi train-parting` writes it to `starts.json`, and
how pieces' vectors are told to `vectors.npz`.

The examples are messages to the reference town, each as the stretches of its matters and of none.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.answering.parting.pieces import (
    FACTS,
    UNSEARCHED,
    Pieces,
    pieces_by_words,
    with_found,
)
from assistant.answering.parting.starts import STARTS_FILE, begins_at
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
_RIDGE = 30.0  # strength of the map from tokens to vectors
_ALL = range(len(FACTS))
_DIGITS = 5  # significant ones of what is stored
_SIGNS = frozenset(" ，,。？?！!、；;：:\n")

Array = NDArray[Any]


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
            pieces = with_found(message, pieces, search, vectors)
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


def write_starts(told: Sequence[Message], engine: str, path: Path = STARTS_FILE) -> tuple[int, int]:
    """Train on all messages and write the trees, for the engine with this hash.

    Returns of how many messages the matters are counted right by the other writers' trees, and of
    how many messages.
    """
    right = 0
    for writer in sorted({one.writer for one in told}):
        trees = Trees.of(_fitted([one for one in told if one.writer != writer]))
        right += sum(
            _begun(trees, one.pieces) == one.matters for one in told if one.writer == writer
        )
    stored = {
        "engine": engine,
        "facts": FACTS,
        "unsearched": UNSEARCHED,
        "first": _fitted(told, UNSEARCHED),
        "trees": _fitted(told),
    }
    path.write_text(json.dumps(stored) + "\n", encoding="utf-8")
    return right, len(told)


def _begun(trees: Trees, pieces: Pieces) -> int:
    letter = is_long("".join(pieces.texts))
    return int(begins_at(trees.probabilities(pieces.facts), letter=letter).sum())


def _fitted(told: Sequence[Message], own: Sequence[int] = _ALL) -> list[list[list[float]]]:
    """The nodes of each tree: fact, of its `own`, bound, left, right and value."""
    from sklearn.ensemble import GradientBoostingClassifier

    model = GradientBoostingClassifier(**_TREES)
    facts = np.vstack([one.pieces.facts for one in told])[:, own]
    model.fit(facts, np.concatenate([one.starts for one in told]))
    return [_nodes(tree.tree_, _TREES["learning_rate"]) for (tree,) in model.estimators_]


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
