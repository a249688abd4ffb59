"""A cache folder to try a town in: its index copied, and those whose texts it shares lent."""

import shutil
from pathlib import Path

from index.building.bank import LENT
from index.building.standing import index_of
from index.building.storage import CURRENT_FILE


def lend(cache_dir: Path, other: Path) -> None:
    """Have another cache folder use this one's indexes that towns share, where it has none."""
    for key in LENT:
        folder, theirs = (index_of(cache, key).folder for cache in (cache_dir, other))
        if folder.exists() and not theirs.exists():
            theirs.parent.mkdir(parents=True, exist_ok=True)
            theirs.symlink_to(folder.resolve())


def copy_index(index: Path, other: Path) -> None:
    """Copy a town's index, given by its folder, into another cache folder, to be built on there.

    Only what is new is embedded there.
    """
    copied = index_of(other, index.parent.name).folder
    shutil.copytree(index, copied / index.name)
    (copied / CURRENT_FILE).write_text(index.name, encoding="utf-8")
    lend(index.parents[2], other)
