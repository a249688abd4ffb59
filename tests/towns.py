"""Towns for tests: the shipped one, and made-up ones that are imported where a test wants them."""

import os
from pathlib import Path

from corpus.towns.imports import import_town
from corpus.towns.registry import TownFiles, TownRegistry

FUHE = TownRegistry(Path(os.devnull)).files("fuhe")
MADE = Path(__file__).parent / "data" / "towns"


def imported(key: str, data_dir: Path, form: str = "xlsx") -> TownFiles:
    """A made-up town, `bailu` or `shiqiao`, imported from its file of this form."""
    import_town(MADE / key / f"list.{form}", key, data_dir, lambda done, total: None)
    return TownRegistry(data_dir).files(key)


def own_cache(folder: Path, cache_dir: Path) -> Path:
    """A cache folder for a test's own towns, with the engine and 富河镇's index of another."""
    cache = folder / "cache"
    (cache / "indexes").mkdir(parents=True)
    for name in ("engines", "models", "indexes/fuhe"):
        (cache / name).symlink_to(cache_dir / name)
    return cache
