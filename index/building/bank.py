"""The indexes whose texts towns share: the reference town's, and the common matters'."""

from pathlib import Path
from weakref import WeakValueDictionary

from corpus.bank.matters import COMMON_KEY, MATTERS_FILE, load_matters
from corpus.models import Town
from corpus.town import DATA_DIR, REFERENCE_TOWN, town_folder
from corpus.towns.registry import TownFiles
from index.building.manifest import Ingredients, Manifest
from index.building.standing import index_of
from index.building.storage import IndexStore
from index.town_index import TownIndex

# Beside the towns' folders, whose keys have no dot: used where 富河镇's own index has what its
# office added, too.
BANK = "shared.bank"

LENT = (REFERENCE_TOWN, BANK, COMMON_KEY)  # what other towns' indexes are made of

# All towns of a process share one copy, by its folder; it goes with the last of them.
_OPEN: "WeakValueDictionary[Path, TownIndex]" = WeakValueDictionary()


class CommonFiles(TownFiles):
    """The matters that the reference town lacks, as if they were a town."""

    @property
    def town(self) -> Town:
        """They have no document: see `corpus.bank.matters`."""
        return load_matters().town

    @property
    def content(self) -> bytes:
        """All that their index depends on beside the reference town."""
        return MATTERS_FILE.read_bytes()


COMMON = CommonFiles(COMMON_KEY, DATA_DIR, imported=False)


def reference_files() -> TownFiles:
    """The town whose questions an imported one shares."""
    return TownFiles(REFERENCE_TOWN, town_folder(REFERENCE_TOWN), imported=False)


def bank_store(cache_dir: Path, expected: Ingredients) -> IndexStore:
    """Where the reference town's shared texts lie, or are to be built."""
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
