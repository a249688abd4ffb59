"""The network's weights, and what it tells of a text; trained by `training.py`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from assistant.understanding.reader.labels import HEADS
from assistant.understanding.reader.marked import Marked, features

WEIGHTS_FILE = Path(__file__).parent / "weights.npz"
NEAREST = 10  # tokens to a mention that have a weight of their own; those farther share one
SHARPNESS = 0.1  # of the attention that a mention pays

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Told:
    """Probabilities: of a text's heads by class, of each mention's roles, of each token's tags."""

    heads: Mapping[str, Array]
    roles: Array  # (mentions, roles)
    denied: Array  # (mentions,)
    tags: Array  # (tokens, tags)
    pieces: Array  # (tokens, pieces)


class Network:
    """Several small networks of one shape, whose probabilities are averaged."""

    def __init__(self, engine: str, kinds: Sequence[str], weights: Mapping[str, Array]) -> None:
        """Weights by name, each with one row a network; `engine`: the hash of its weights."""
        self._engine = engine
        self._kinds = tuple(kinds)
        self._weights = weights
        # The first layers of all networks are one product, which takes the tokens as they are.
        inputs = weights["in"] / weights["spread"][..., None]
        bias = weights["in bias"] - np.einsum("nw,nwd->nd", weights["mean"], inputs)
        self._inputs, self._bias = np.hstack(list(inputs)), bias.reshape(-1)
        self._heads, self._heads_bias = _side_by_side(weights)

    @classmethod
    def load(cls, engine: str, path: Path = WEIGHTS_FILE) -> Self | None:
        """The shipped weights; None where they were trained for another engine, or other heads.

        From then on this process's numpy multiplies by one thread: a question's products are so
        small that threads cost more in waiting for each other than they save.
        """
        ThreadpoolController().limit(limits=1, user_api="blas")
        with np.load(path) as stored:
            facts = json.loads(str(stored["facts"]))
            if facts["engine"] != engine or not HEADS.keys() <= {*stored.files}:
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
        of = self._weights
        hidden = self._hidden(features(text, self._kinds))
        attended = _softmax((hidden @ of["queries"]).swapaxes(1, 2)) @ hidden  # a row a head
        told = np.einsum("nhd,nhdc->nhc", attended, self._heads) + self._heads_bias
        heads = _softmax(told).mean(axis=0)
        seen = [self._seen(hidden, mention.first, mention.last) for mention in text.mentions]
        around = np.stack(seen, axis=1) if seen else np.zeros((len(hidden), 0, 3 * hidden.shape[2]))
        return Told(
            {
                name: own[: len(classes)]
                for (name, classes), own in zip(HEADS.items(), heads, strict=True)
            },
            self._classes("roles", around),
            self._classes("denied", around)[:, 1],
            self._classes("tags", hidden),
            self._classes("pieces", hidden),
        )

    def _hidden(self, raw: Array) -> Array:
        """(networks, tokens, width): each token beside its neighbours."""
        of, count = self._weights, len(self._weights["mean"])
        alone = np.tanh(raw @ self._inputs + self._bias)
        hidden = alone.reshape(len(raw), count, -1).swapaxes(0, 1)
        padded = np.pad(hidden, ((0, 0), (1, 1), (0, 0)))
        beside = sum(padded[:, step : step + len(raw)] @ of["beside"][:, step] for step in range(3))
        both: Array = hidden + np.tanh(beside + of["beside bias"][:, None])
        return both

    def _seen(self, hidden: Array, first: int, last: int) -> Array:
        """A mention, and what it attends to in two ways, a row a network."""
        of = self._weights
        own = hidden[:, first : last + 1].mean(axis=1)
        places = np.arange(hidden.shape[1])
        off = np.where(places < first, places - first, np.where(places > last, places - last, 0))
        near = of["near"][:, :, np.clip(off, -NEAREST, NEAREST) + NEAREST]
        wanted = np.einsum("nwde,ne->nwd", of["attends"], own)
        paid = _softmax(np.einsum("ntd,nwd->nwt", hidden, wanted) * SHARPNESS + near)
        ways = (paid @ hidden).reshape(len(own), -1)
        return np.concatenate([own, ways], axis=1)

    def _classes(self, name: str, rows: Array) -> Array:
        """A row's classes by the weights of this name."""
        told = rows @ self._weights[name] + self._weights[f"{name} bias"][:, None]
        mean: Array = _softmax(told).mean(axis=0)
        return mean


def _side_by_side(weights: Mapping[str, Array]) -> tuple[Array, Array]:
    """The weights of all heads, each filled up with classes that are never told."""
    most = max(map(len, HEADS.values()))
    networks, width = len(weights["mean"]), weights["queries"].shape[1]
    heads = np.zeros((networks, len(HEADS), width, most), np.float32)
    bias = np.full((networks, len(HEADS), most), -np.inf, np.float32)
    for place, (name, classes) in enumerate(HEADS.items()):
        heads[:, place, :, : len(classes)] = weights[name]
        bias[:, place, : len(classes)] = weights[f"{name} bias"]
    return heads, bias


def _softmax(values: Array) -> Array:
    risen = np.exp(values - values.max(axis=-1, keepdims=True))
    shares: Array = risen / risen.sum(axis=-1, keepdims=True)
    return shares
