"""Towns for tests: the shipped one, and made-up ones that are imported where a test wants them."""

import os
from pathlib import Path

from corpus.bank.matters import COMMON_KEY
from corpus.town import REFERENCE_TOWN
from corpus.towns.imports import import_town
from corpus.towns.registry import TownFiles, TownRegistry
from index.search import DutySearch

FUHE = TownRegistry(Path(os.devnull)).files("fuhe")
MADE = Path(__file__).parent / "data" / "towns"


def imported(key: str, data_dir: Path, form: str = "xlsx") -> TownFiles:
    """A made-up town, `bailu` or `shiqiao`, imported from its file of this form."""
    import_town(MADE / key / f"list.{form}", key, data_dir, lambda done, total: None)
    return TownRegistry(data_dir).files(key)


def beside_fuhe(folder: Path, fast_search: DutySearch) -> Path:
    """A cache folder for a test's own towns, with the indexes of the fake embedder."""
    indexes = folder / "cache" / "indexes"
    indexes.mkdir(parents=True, exist_ok=True)
    _share_indexes(fast_search.index.folder.parents[1], indexes)
    return folder / "cache"


def own_cache(folder: Path, cache_dir: Path) -> Path:
    """A cache folder for a test's own towns, with the engine and 富河镇's index of another."""
    cache = folder / "cache"
    (cache / "indexes").mkdir(parents=True)
    for name in ("engines", "models"):
        (cache / name).symlink_to(cache_dir / name)
    _share_indexes(cache_dir / "indexes", cache / "indexes")
    return cache


def _share_indexes(shared: Path, own: Path) -> None:
    """Those that every imported town is made from; the common matters' is built by the first."""
    (shared / COMMON_KEY).mkdir(exist_ok=True)
    for key in (REFERENCE_TOWN, COMMON_KEY):
        (own / key).symlink_to(shared / key)
