"""Folders with the checksums of their files: made aside, put in place whole, checked when used."""

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

SEAL_FILE = "checksums.json"
SCRATCH = ".tmp-"  # what begins so is made aside, and left by a killed process once it is old


def checksums_of(folder: Path) -> dict[str, str]:
    """The sha256 of every file below the folder, by its path from there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _checksum(path) for path in files}


def damage(folder: Path, checksums: Mapping[str, str]) -> str | None:
    """Which file is not as it was written, in Chinese; None when all are."""
    for name, checksum in checksums.items():
        path = folder / name
        try:
            if not path.is_file():
                return f"{name} 丢失"
            if _checksum(path) != checksum:
                return f"{name} 已损坏"
        except OSError:
            return f"{name} 读不出"
    return None


def broken_seal(folder: Path) -> str | None:
    """Which file of a folder that `sealed_folder` made is not as it was; None when all are."""
    try:
        checksums = json.loads((folder / SEAL_FILE).read_bytes())
        return damage(folder, dict(checksums)) if checksums else f"{SEAL_FILE} 已损坏"
    except (OSError, ValueError, TypeError, RecursionError):
        return f"{SEAL_FILE} 丢失或已损坏"


@contextmanager
def sealed_folder(target: Path) -> Iterator[Path]:
    """Yield an empty folder that is sealed and becomes `target` where the block ends without error.

    A sound `target` stays and ours is dropped, as another process may be reading it; a broken one
    makes way. A process killed at any moment leaves the old folder, none, or the new one.
    """
    with scratch_folder(target.parent) as scratch:
        made = scratch / target.name
        made.mkdir()
        yield made
        (made / SEAL_FILE).write_text(json.dumps(checksums_of(made), indent=1), "utf-8")
        if broken_seal(target):
            with suppress(FileNotFoundError):
                target.rename(scratch / "broken")  # what a process has open of it stays readable
            made.rename(target)


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """An empty folder in `parent` that goes when the block ends."""
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=SCRATCH, dir=parent, ignore_cleanup_errors=True
    ) as name:
        yield Path(name)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
