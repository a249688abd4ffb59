"""Clearing the cache of what killed processes left, and of engines that no model uses any more."""

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.building.bank import LENT
from index.building.standing import index_of
from index.engine.engines import LOCK_FILE
from index.engine.sealed import SCRATCH

UNUSED_AFTER_S = 6 * 3600.0  # who read a pointer before it changed has long opened its engine
_ENGINE = re.compile(r".+-[0-9a-f]{12}-(fp32|int8)-v\d+")


def clear_leftovers(cache_dir: Path, town: str) -> None:
    """Remove what we made and nobody uses; what can't be removed now is left for another start.

    Of the indexes a town's own and those that it shares: other towns' are cleared as they open.
    """
    with suppress(OSError):
        for key in (town, *LENT):
            index_of(cache_dir, key).clear()
        if any(_unused(cache_dir)):
            # Under the lock nobody is making an engine, so what is half made is left over.
            with suppress(Timeout), FileLock(cache_dir / "engines" / LOCK_FILE, timeout=0):
                for path in _unused(cache_dir):
                    shutil.rmtree(path, ignore_errors=True)


def _unused(cache_dir: Path) -> Iterator[Path]:
    engines = cache_dir / "engines"
    yield from engines.glob(f"{SCRATCH}*")
    yield from (cache_dir / "models").glob(f"{SCRATCH}*")
    pointers = list(engines.glob("*.json"))
    if all(time.time() - pointer.stat().st_mtime > UNUSED_AFTER_S for pointer in pointers):
        named = "".join(pointer.read_text("utf-8", errors="replace") for pointer in pointers)
        for path in engines.glob("*"):
            if _ENGINE.fullmatch(path.name) and f'"{path.name}"' not in named:
                yield path
