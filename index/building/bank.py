"""The reference town's index as other towns share its texts: without what its own office added."""

from pathlib import Path
from weakref import WeakValueDictionary

from corpus.town import REFERENCE_TOWN, town_folder
from corpus.towns.registry import TownFiles
from index.building.manifest import Ingredients, Manifest
from index.building.standing import index_of
from index.building.storage import IndexStore
from index.town_index import TownIndex

BANK = "bank"  # beside the towns' keys: used where 富河镇's own index has its office's texts, too

# All towns of a process share one copy, by its folder; it goes with the last of them.
_OPEN: "WeakValueDictionary[Path, TownIndex]" = WeakValueDictionary()


def reference_files() -> TownFiles:
    """The town whose questions an imported one shares."""
    return TownFiles(REFERENCE_TOWN, town_folder(REFERENCE_TOWN), imported=False)


def bank_store(cache_dir: Path, expected: Ingredients) -> IndexStore:
    """Where the shared texts lie, or are to be built."""
    own = index_of(cache_dir, REFERENCE_TOWN)
    folder = own.current()
    manifest = Manifest.read(folder) if folder else None
    if manifest is None or manifest.stale_reason(expected) is None:
        return own
    same = manifest.ingredients.model_copy(update={"asked_hash": expected.asked_hash})
    return index_of(cache_dir, BANK) if same == expected else own


def opened(folder: Path | None) -> TownIndex | None:
    """The index of this folder, if it is open in this process."""
    return _OPEN.get(folder) if folder else None


def keep_open(index: TownIndex) -> TownIndex:
    """Let others share an index as long as somebody uses it."""
    return _OPEN.setdefault(index.folder, index)
