"""Vectors that ship with the product: a first start embeds only its short asked questions."""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.bank.questions import AskedQuestion, Form, UncoveredQuestion
from corpus.passages import passages_of
from index.building.manifest import Ingredients, Manifest
from index.building.storage import Embedded
from index.making.text_vectors import PASSAGE, QUERY, key_of
from index.town_index import TownIndex
from index.tuning.delta import text_key

SHIPPED_FILE = Path(__file__).parents[1] / "shipped_vectors.npz"
LONG_CHARS = 60  # questions up to here are embedded in no time, and change more often than letters
_LEVELS = 1_023  # rounding turns a vector by less than 0.00001, another processor by 0.002


def shipped_vectors(
    keys: Iterable[str], made_from: Ingredients, path: Path = SHIPPED_FILE
) -> Embedded:
    """The vectors of texts under their prompts, `key_of` each, as far as they ship.

    None where another engine made them.
    """
    with np.load(path) as stored:
        if str(stored["engine"]) != _engine(made_from):
            return {}
        places = {key: place for place, key in enumerate(stored["texts"].tolist())}
        levels = stored["levels"]
    known = {key: place for key in keys if (place := places.get(text_key(key))) is not None}
    vectors = levels[list(known.values())].astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return dict(zip(known, vectors, strict=True))


def ship(index: TownIndex, path: Path = SHIPPED_FILE) -> int:
    """Write the vectors of `texts_to_ship`, in whole numbers; how many they are."""
    manifest = Manifest.read(index.folder)
    if manifest is None:
        raise ValueError(f"{index.folder} 不是建好的索引，请运行 lvzhi build。")
    vectors = texts_to_ship(index)
    made = np.stack(list(vectors.values()))
    np.savez_compressed(
        path,
        engine=np.array(_engine(manifest.ingredients)),
        texts=np.array([text_key(key) for key in vectors], dtype=np.uint64),
        levels=_levels(made),
    )
    return len(vectors)


def texts_to_ship(index: TownIndex) -> dict[str, NDArray[np.float32]]:
    """The town's passages and all of its questions but short asked ones, with their vectors."""
    passages = (key_of(PASSAGE, passage.text) for passage in passages_of(index.town))
    found = dict(zip(passages, index.passage_indexes.vectors.vectors, strict=True))
    rows: list[AskedQuestion | UncoveredQuestion] = [*index.asked, *index.uncovered]
    parts = (index.asked_indexes, index.uncovered_indexes)
    vectors = chain.from_iterable(part.vectors.vectors for part in parts)
    for row, vector in zip(rows, vectors, strict=True):
        if row.form is not Form.ASKED or len(row.question) > LONG_CHARS:
            found[key_of(QUERY, row.question)] = vector
    return found


def _levels(vectors: NDArray[np.float32]) -> NDArray[np.int16]:
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    levels: NDArray[np.int16] = np.rint(vectors * (_LEVELS / largest)).astype(np.int16)
    return levels


def _engine(made_from: Ingredients) -> str:
    return f"{made_from.weights_hash} {made_from.precision}"
