"""How a town's index stands, told without the engine, and its removal."""

import shutil
from enum import StrEnum
from pathlib import Path

from corpus.towns.registry import TownFiles
from index.building.manifest import Manifest, hash_bytes
from index.building.storage import IndexStore


class Standing(StrEnum):
    """Whether a first question has to wait for the index."""

    BUILT = "built"
    STALE = "stale"  # the town was imported anew since
    MISSING = "missing"


def index_of(cache_dir: Path, key: str) -> IndexStore:
    """Where a town's indexes lie; lent ones are known by their own place, to be open once."""
    return IndexStore((cache_dir / "indexes" / key).resolve())


def standing(files: TownFiles, cache_dir: Path) -> Standing:
    """How the index of a town stands; SourceError where the town can't be read."""
    folder = index_of(cache_dir, files.key).current()
    manifest = Manifest.read(folder) if folder else None
    if manifest is None:
        return Standing.MISSING
    same = manifest.ingredients.corpus_hash == hash_bytes(files.content)
    return Standing.BUILT if same else Standing.STALE


def remove_index(cache_dir: Path, key: str) -> None:
    """Delete the indexes of a town, as soon as nobody builds one."""
    store = index_of(cache_dir, key)
    if store.folder.exists():
        with store.locked():
            shutil.rmtree(store.folder, ignore_errors=True)
