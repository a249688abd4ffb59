"""Towns for tests: the shipped one, and made-up ones that are imported where a test wants them."""

import os
from pathlib import Path

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
    """A cache folder for a test's own towns, with 富河镇's index under the fake embedder."""
    indexes = folder / "cache" / "indexes"
    indexes.mkdir(parents=True, exist_ok=True)
    (indexes / "fuhe").symlink_to(fast_search.index.folder.parent)
    return folder / "cache"


def own_cache(folder: Path, cache_dir: Path) -> Path:
    """A cache folder for a test's own towns, with the engine and 富河镇's index of another."""
    cache = folder / "cache"
    (cache / "indexes").mkdir(parents=True)
    for name in ("engines", "models", "indexes/fuhe"):
        (cache / name).symlink_to(cache_dir / name)
    return cache
