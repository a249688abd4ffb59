"""The letters' vectors that ship are those that the default engine makes."""

from pathlib import Path

import numpy as np

from assistant import Assistant
from index.building.manifest import Manifest
from index.building.shipped import LONG_CHARS, ship, shipped_vectors
from index.engine.export import MOST_TURNED


def test_shipped_vectors_are_the_engines_own(assistant: Assistant) -> None:
    index = assistant.search.index
    manifest = Manifest.read(index.folder)
    assert manifest is not None
    long = [row.question for row in (*index.asked, *index.uncovered)]
    long = [text for text in long if len(text) > LONG_CHARS]
    found = shipped_vectors(long, manifest.ingredients)
    assert list(found) == long, "run lvzhi build --force, then lvzhi ship-vectors"
    some = long[:: len(long) // 12]
    fresh = assistant.search.embedder.embed_queries(some)
    cosines = np.einsum("nd,nd->n", fresh, np.stack([found[text] for text in some]))
    # A processor without whole int8 products (VNNI) turns vectors by 0.002.
    assert cosines.min() > 1 - MOST_TURNED


def test_another_engine_takes_none_of_them(assistant: Assistant, tmp_path: Path) -> None:
    index = assistant.search.index
    manifest = Manifest.read(index.folder)
    assert manifest is not None
    file = tmp_path / "letters.npz"
    assert ship(index, file) > 2_000
    texts = [index.asked[-1].question]
    own = manifest.ingredients
    other = own.model_copy(update={"weights_hash": "0" * 64})
    assert shipped_vectors([*texts, "短"], own, file).keys() <= set(texts)
    assert shipped_vectors(texts, other, file) == {}
