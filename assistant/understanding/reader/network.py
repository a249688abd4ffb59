"""The network's weights, and what it tells of a text; trained by `training.py`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from assistant.understanding.reader.labels import HEADS
from assistant.understanding.reader.marked import Marked, features

WEIGHTS_FILE = Path(__file__).parent / "weights.npz"
NEAREST = 10  # tokens to a mention that have a weight of their own; those farther share one
_ROWS = 3  # of a product that one thread makes alone
SHARPNESS = 0.1  # of the attention that a mention pays

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Told:
    """Probabilities: of a text's heads by class, of each mention's roles, of each token's tags."""

    heads: Mapping[str, Array]
    roles: Array  # (mentions, roles)
    denied: Array  # (mentions,)
    tags: Array  # (tokens, tags)


class Network:
    """Several small networks of one shape, whose probabilities are averaged."""

    def __init__(self, engine: str, kinds: Sequence[str], weights: Mapping[str, Array]) -> None:
        """Weights by name, each with one row a network; `engine`: the hash of its weights."""
        self._engine = engine
        self._kinds = tuple(kinds)
        self._weights = weights

    @classmethod
    def load(cls, engine: str, path: Path = WEIGHTS_FILE) -> Self | None:
        """The shipped weights; None where they were trained with another engine's."""
        with np.load(path) as stored:
            facts = json.loads(str(stored["facts"]))
            if facts["engine"] != engine:
                return None
            weights = {
                name: stored[name].astype(np.float32) for name in stored.files if name != "facts"
            }
        return cls(engine, facts["kinds"], weights)

    def save(self, path: Path) -> None:
        """Write the weights, in half precision."""
        facts = json.dumps({"engine": self._engine, "kinds": self._kinds})
        halves = {name: values.astype(np.float16) for name, values in self._weights.items()}
        np.savez_compressed(path, allow_pickle=False, facts=np.array(facts), **halves)

    def told(self, text: Marked) -> Told:
        """What the networks make of a text with at least one token."""
        raw = features(text, self._kinds)
        spans = [(mention.first, mention.last) for mention in text.mentions]
        count = len(self._weights["mean"])
        each = [self._told_by(n, raw, spans) for n in range(count)]
        return Told(
            {name: _mean([one.heads[name] for one in each]) for name in HEADS},
            _mean([one.roles for one in each]),
            _mean([one.denied for one in each]),
            _mean([one.tags for one in each]),
        )

    def _told_by(self, number: int, raw: Array, spans: Sequence[tuple[int, int]]) -> Told:
        of = {name: values[number] for name, values in self._weights.items()}
        hidden = np.tanh(_product((raw - of["mean"]) / of["spread"], of["in"]) + of["in bias"])
        padded = np.pad(hidden, ((1, 1), (0, 0)))
        beside = sum(
            _product(padded[step : step + len(hidden)], of["beside"][step]) for step in range(3)
        )
        hidden = hidden + np.tanh(beside + of["beside bias"])
        attended = _softmax((hidden @ of["queries"]).T) @ hidden  # a row a head
        heads = {
            name: _softmax(own @ of[name] + of[f"{name} bias"])
            for name, own in zip(HEADS, attended, strict=True)
        }
        seen = np.array([_seen(hidden, first, last, of) for first, last in spans])
        seen = seen.reshape(len(spans), 3 * hidden.shape[1])
        return Told(
            heads,
            _softmax(seen @ of["roles"] + of["roles bias"]),
            _softmax(seen @ of["denied"] + of["denied bias"])[:, 1],
            _softmax(hidden @ of["tags"] + of["tags bias"]),
        )


def _seen(hidden: Array, first: int, last: int, of: Mapping[str, Array]) -> Array:
    """A mention, and what it attends to in two ways."""
    own = hidden[first : last + 1].mean(axis=0)
    places = np.arange(len(hidden))
    off = np.where(places < first, places - first, np.where(places > last, places - last, 0))
    near = np.clip(off, -NEAREST, NEAREST) + NEAREST
    ways = [
        _softmax(hidden @ (of["attends"][way] @ own) * SHARPNESS + of["near"][way][near]) @ hidden
        for way in range(2)
    ]
    return np.concatenate([own, *ways])


def _product(rows: Array, weights: Array) -> Array:
    """rows @ weights, a few rows at once.

    A larger product is shared by threads that wait for each other and double the CPU time.
    """
    return np.concatenate(
        [rows[at : at + _ROWS] @ weights for at in range(0, len(rows), _ROWS)], axis=0
    )


def _softmax(values: Array) -> Array:
    risen = np.exp(values - values.max(axis=-1, keepdims=True))
    shares: Array = risen / risen.sum(axis=-1, keepdims=True)
    return shares


def _mean(values: Sequence[Array]) -> Array:
    mean: Array = np.mean(values, axis=0)
    return mean
