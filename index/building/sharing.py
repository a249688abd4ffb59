"""An index that shares texts, on disk: where those lie, and what is new."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.bank.questions import AskedQuestion
from corpus.models import Town
from index.groups import Groups, Places
from index.lexical import LexicalIndex
from index.matters.linked_rows import LinkedRows
from index.town_index import SharedTexts, TextIndexes, TownIndex
from index.vectors.flat import VectorIndex

SHARED_FILE, LANGUAGE_FILE = "shared.npz", "language.json"
_COLUMNS = ("asked", "duties", "bounds", "uncovered")


def is_shared(folder: Path) -> bool:
    """Whether the index of this folder shares texts."""
    return (folder / SHARED_FILE).is_file()


def write_shared(folder: Path, index: TownIndex) -> None:
    """Write the places of shared texts, the middles of duties, and the town's own language."""
    parts = {
        f"{name}{number}": column
        for number, shared in enumerate(index.shared)
        for name, column in _columns(shared).items()
    }
    np.savez(folder / SHARED_FILE, centroids=index.centroids, **parts)  # type: ignore[arg-type]
    language = {"pairs": sorted(index.speller.own), "words": index.own_words}
    text = json.dumps(language, ensure_ascii=False)
    (folder / LANGUAGE_FILE).write_text(text, encoding="utf-8")


def _columns(shared: SharedTexts) -> dict[str, Places]:
    return {
        "asked": shared.asked,
        "duties": shared.duties.places,
        "bounds": shared.duties.bounds,
        "uncovered": shared.uncovered,
    }


def read_shared(
    folder: Path,
    references: Sequence[TownIndex],
    town: Town,
    own: tuple[AskedQuestion, ...],
    indexes: tuple[TextIndexes, TextIndexes],
    version: str,
) -> TownIndex:
    """Read what `write_shared` wrote, beside the indexes whose texts it shares.

    `own` are the town's own asked texts; the indexes are of its passages and of those.
    """
    with np.load(folder / SHARED_FILE) as stored:
        columns = dict(stored)
    shared = tuple(
        _shared_of(theirs, {name: columns[f"{name}{number}"] for name in _COLUMNS})
        for number, theirs in enumerate(references)
    )
    language = json.loads((folder / LANGUAGE_FILE).read_text(encoding="utf-8"))
    return sharing_index(
        town, own, indexes, shared, columns["centroids"], (language["pairs"], language["words"]),
        version=version, folder=folder,
    )  # fmt: skip


def _shared_of(theirs: TownIndex, columns: Mapping[str, Places]) -> SharedTexts:
    return SharedTexts(
        reference=theirs,
        asked=columns["asked"],
        duties=Groups(columns["duties"], columns["bounds"]),
        uncovered=columns["uncovered"],
    )


def sharing_index(
    town: Town,
    own: tuple[AskedQuestion, ...],
    indexes: tuple[TextIndexes, TextIndexes],
    shared: tuple[SharedTexts, ...],
    centroids: NDArray[np.float32],
    language: tuple[list[str], list[str]],
    *,
    version: str,
    folder: Path,
) -> TownIndex:
    """The index of a town that shares texts: all that isn't its own is the reference town's.

    The indexes are of its passages and its own asked texts; `language` is its pairs of characters
    and its everyday words.
    """
    theirs = shared[0].reference
    passages, asked = indexes
    pairs, words = language
    return TownIndex(
        town=town,
        asked=LinkedRows(town, shared, own),
        uncovered=(),
        cutter=theirs.cutter,
        speller=theirs.speller.beside(frozenset(pairs)),
        centroids=centroids,
        passage_indexes=passages,
        asked_indexes=asked,
        uncovered_indexes=_none(centroids.shape[1]),
        version=version,
        folder=folder,
        shared=shared,
        own_words=tuple(words),
    )


def _none(dimension: int) -> TextIndexes:
    """The indexes over no text at all."""
    empty = VectorIndex.build(np.zeros((0, dimension), dtype=np.float32))
    return TextIndexes(empty, LexicalIndex.none(), LexicalIndex.none())
