"""Vectors of the long letters that ship with the product: a first start need not embed them."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.building.manifest import Ingredients, Manifest
from index.town_index import TownIndex
from index.tuning.delta import text_key

SHIPPED_FILE = Path(__file__).parents[1] / "letters.npz"
LONG_CHARS = 60  # shorter texts are embedded in no time


def shipped_vectors(
    texts: Iterable[str], made_from: Ingredients, path: Path = SHIPPED_FILE
) -> dict[str, NDArray[np.float32]]:
    """The texts' vectors as far as they ship; none where another engine made them."""
    with np.load(path) as stored:
        if str(stored["engine"]) != _engine(made_from):
            return {}
        places = {key: place for place, key in enumerate(stored["texts"].tolist())}
        vectors = stored["vectors"].astype(np.float32)
    known = ((text, places.get(text_key(text))) for text in texts)
    return {text: vectors[place] for text, place in known if place is not None}


def ship(index: TownIndex, path: Path = SHIPPED_FILE) -> int:
    """Write the vectors of an index's long texts, as float16; how many they are."""
    manifest = Manifest.read(index.folder)
    if manifest is None:
        raise ValueError(f"{index.folder} 不是建好的索引，请运行 lvzhi build。")
    texts = [row.question for row in (*index.asked, *index.uncovered)]
    parts = (index.asked_indexes, index.uncovered_indexes)
    vectors = np.concatenate([part.vectors.vectors for part in parts])
    long = [place for place, text in enumerate(texts) if len(text) > LONG_CHARS]
    np.savez_compressed(
        path,
        engine=np.array(_engine(manifest.ingredients)),
        texts=np.array([text_key(texts[place]) for place in long], dtype=np.uint64),
        vectors=vectors[long].astype(np.float16),
    )
    return len(long)


def _engine(made_from: Ingredients) -> str:
    return f"{made_from.weights_hash} {made_from.precision}"
