"""Caches of their own for tests that change the index or the downloads."""

import shutil
from pathlib import Path

from assistant import Assistant


def copied_cache(assistant: Assistant, cache_dir: Path, folder: Path) -> Path:
    """A cache at `folder` with the engine of `cache_dir` and a copy of the index in use."""
    copied = folder / "indexes" / assistant.town.key
    copied.mkdir(parents=True)
    for path in cache_dir.iterdir():
        if path.name not in ("indexes", "downloads"):
            (folder / path.name).symlink_to(path)
    shutil.copytree(assistant.index_folder, copied / assistant.index_folder.name)
    (copied / "current").write_text(assistant.index_folder.name, encoding="utf-8")
    return folder


def linked_cache(cache_dir: Path, folder: Path) -> Path:
    """A cache at `folder` with the engine and index of `cache_dir`, and downloads of its own."""
    for path in cache_dir.iterdir():
        if path.name != "downloads":
            (folder / path.name).symlink_to(path)
    return folder
