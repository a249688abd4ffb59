"""Index folders on disk: written aside, put in place in one step, verified when loaded."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from corpus.bank.questions import AskedQuestion, UncoveredQuestion
from corpus.models import Town
from index.building.disk import write_whole
from index.building.manifest import MANIFEST_FILE, Ingredients, Manifest
from index.engine.sealed import checksums_of
from index.lexical import LexicalIndex
from index.search import TextIndexes, TownIndex
from index.text.spelling import Speller
from index.text.words import WordCutter
from index.vectors import VectorIndex
from index.whitening import DutySpace

CURRENT_FILE = "current"  # names the built folder in use; replaced in one step
LOCK_FILE = "lock"
TOWN_FILE = "town.json"
ASKED_FILE, UNCOVERED_FILE = "asked.jsonl", "uncovered.jsonl"
DICTIONARY_FILE = "dictionary.txt"
SPACE_FILE = "space.npz"
EMBEDDED_FILE, EMBEDDED_KEYS_FILE = "embedded.npy", "embedded.json"
PASSAGES, ASKED, UNCOVERED = "passages", "asked", "uncovered"
_BUILDING, _BUILT = "building-", "built-"


Embedded = dict[str, NDArray[np.float32]]  # vectors by prompt and text


class IndexStore:
    """The built indexes of one town under one folder; one of them is current.

    A process that is killed at any moment leaves `current` naming a whole index, the old or the
    new one: a folder gets its final name only when it is complete, and `current` follows after.
    """

    def __init__(self, folder: Path) -> None:
        """Use this folder; it need not exist."""
        self.folder = folder

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Only one process builds; another one waits and finds the index ready."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / LOCK_FILE):
            yield

    def current(self) -> Path | None:
        """The folder in use, if there is one."""
        try:
            name = (self.folder / CURRENT_FILE).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return None
        folder = self.folder / name
        return folder if name.startswith(_BUILT) and folder.is_dir() else None

    def check(self, folder: Path | None, expected: Ingredients) -> str | None:
        """Why an index, as `current` gives it, can't serve, in Chinese; None when it can."""
        if folder is None:
            return "还没有索引"
        manifest = Manifest.read(folder)
        if manifest is None:
            return f"索引的 {MANIFEST_FILE} 丢失或已损坏"
        return manifest.stale_reason(expected) or manifest.damage(folder)

    def replace(self, write: Callable[[Path], Manifest]) -> Path:
        """Make a new current index with `write`, which fills a folder; the old one goes."""
        building = Path(mkdtemp(prefix=_BUILDING, dir=self.folder))
        manifest = write(building)
        manifest.model_copy(update={"checksums": checksums_of(building)}).write(building)
        built = self.folder / building.name.replace(_BUILDING, _BUILT)
        building.rename(built)
        write_whole(self.folder / CURRENT_FILE, built.name)
        self._remove_others(built)
        return built

    def clear(self) -> None:
        """Delete what a killed build left, unless a build is under way."""
        current = self.current()
        if current is None or self._others(current) == []:
            return
        with suppress(Timeout, OSError), FileLock(self.folder / LOCK_FILE, timeout=0):
            if (current := self.current()) is not None:
                self._remove_others(current)

    def _remove_others(self, kept: Path) -> None:
        """Delete earlier indexes and what killed builds left; called under the lock."""
        for path in self._others(kept):
            shutil.rmtree(path, ignore_errors=True)

    def _others(self, kept: Path) -> list[Path]:
        made = (path for path in self.folder.iterdir() if path.name.startswith((_BUILDING, _BUILT)))
        return [path for path in made if path != kept]


def write_index(folder: Path, index: TownIndex) -> None:
    """Write all parts of an index but its dictionary, which the cutter was loaded from."""
    (folder / TOWN_FILE).write_text(index.town.model_dump_json(), encoding="utf-8")
    for name, rows in ((ASKED_FILE, index.asked), (UNCOVERED_FILE, index.uncovered)):
        lines = "".join(row.model_dump_json(exclude_defaults=True) + "\n" for row in rows)
        (folder / name).write_text(lines, encoding="utf-8")
    index.speller.save(folder)
    index.space.save(folder / SPACE_FILE)
    _write_texts(folder / PASSAGES, index.passage_indexes)
    _write_texts(folder / ASKED, index.asked_indexes)
    _write_texts(folder / UNCOVERED, index.uncovered_indexes)


def read_index(folder: Path) -> TownIndex:
    """Read what `write_index` wrote."""
    manifest = Manifest.read(folder)
    if manifest is None:
        raise ValueError(f"{folder} 不是建好的索引，请运行 lvzhi build。")
    asked, uncovered = (
        (folder / f).read_bytes().splitlines() for f in (ASKED_FILE, UNCOVERED_FILE)
    )
    return TownIndex(
        town=Town.model_validate_json((folder / TOWN_FILE).read_bytes()),
        asked=tuple(map(AskedQuestion.model_validate_json, asked)),
        uncovered=tuple(map(UncoveredQuestion.model_validate_json, uncovered)),
        cutter=WordCutter(folder / DICTIONARY_FILE),
        speller=Speller.load(folder),
        space=DutySpace.load(folder / SPACE_FILE),
        passage_indexes=_read_texts(folder / PASSAGES, manifest.passages),
        asked_indexes=_read_texts(folder / ASKED, manifest.asked),
        uncovered_indexes=_read_texts(folder / UNCOVERED, manifest.uncovered),
        version=manifest.index_version,
        folder=folder,
    )


def write_embedded(folder: Path, embedded: Embedded) -> None:
    """Keep what was embedded, so that the next build need not embed it again."""
    keys = json.dumps(list(embedded), ensure_ascii=False)
    (folder / EMBEDDED_KEYS_FILE).write_text(keys, encoding="utf-8")
    np.save(folder / EMBEDDED_FILE, np.stack(list(embedded.values())))


def read_embedded(folder: Path) -> Embedded:
    """Read what `write_embedded` wrote."""
    keys = json.loads((folder / EMBEDDED_KEYS_FILE).read_text(encoding="utf-8"))
    return dict(zip(keys, np.load(folder / EMBEDDED_FILE), strict=True))


def _write_texts(folder: Path, indexes: TextIndexes) -> None:
    folder.mkdir()
    indexes.vectors.save(folder / "vectors.faiss")
    indexes.words.save(folder / "words")
    indexes.bigrams.save(folder / "bigrams")


def _read_texts(folder: Path, size: int) -> TextIndexes:
    return TextIndexes(
        VectorIndex.load(folder / "vectors.faiss"),
        LexicalIndex.load(folder / "words", size),
        LexicalIndex.load(folder / "bigrams", size),
    )
