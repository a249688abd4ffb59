"""The vectors that ship are those that the default engine makes."""

from pathlib import Path

import numpy as np

from assistant import Assistant
from index.building.manifest import Manifest
from index.building.shipped import ship, shipped_vectors, texts_to_ship
from index.engine.export import MOST_TURNED
from index.making.text_vectors import PASSAGE, QUERY, key_of


def test_shipped_vectors_are_the_engines_own(assistant: Assistant) -> None:
    index = assistant.search.index
    manifest = Manifest.read(index.folder)
    assert manifest is not None
    wanted = texts_to_ship(index)
    found = shipped_vectors(wanted, manifest.ingredients)
    assert list(found) == list(wanted), "run lvzhi build --force, then lvzhi ship-vectors"
    some = list(wanted)[:: len(wanted) // 24]
    embedder = assistant.engine
    for kind, embed in ((PASSAGE, embedder.embed_passages), (QUERY, embedder.embed_queries)):
        own = [key for key in some if key.startswith(f"{kind}:")]
        fresh = embed([key.removeprefix(f"{kind}:") for key in own])
        cosines = np.einsum("nd,nd->n", fresh, np.stack([found[key] for key in own]))
        # A processor without whole int8 products (VNNI) turns vectors by 0.002.
        assert cosines.min() > 1 - MOST_TURNED


def test_another_engine_takes_none_of_them(assistant: Assistant, tmp_path: Path) -> None:
    index = assistant.search.index
    manifest = Manifest.read(index.folder)
    assert manifest is not None
    file = tmp_path / "vectors.npz"
    assert ship(index, file) > 10_000
    keys = [key_of(QUERY, index.asked[-1].question)]
    own = manifest.ingredients
    other = own.model_copy(update={"weights_hash": "0" * 64})
    assert shipped_vectors([*keys, "短"], own, file).keys() == set(keys)
    assert shipped_vectors(keys, other, file) == {}


def test_rounding_hardly_turns_a_vector(assistant: Assistant, tmp_path: Path) -> None:
    index = assistant.search.index
    manifest = Manifest.read(index.folder)
    assert manifest is not None
    ship(index, tmp_path / "vectors.npz")
    own = texts_to_ship(index)
    found = shipped_vectors(own, manifest.ingredients, tmp_path / "vectors.npz")
    before, after = np.stack(list(own.values())), np.stack(list(found.values()))
    before /= np.linalg.norm(before, axis=1, keepdims=True)  # an older index has them rounded
    assert (1 - np.einsum("nd,nd->n", before, after)).max() < 1e-5
