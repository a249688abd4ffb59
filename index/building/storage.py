"""Index folders on disk: written aside, put in place in one step, verified when loaded."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
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
from index.building.sharing import is_shared, read_shared, write_shared
from index.engine.sealed import checksums_of
from index.lexical import LexicalIndex
from index.text.spelling import Speller
from index.text.words import WordCutter
from index.town_index import TextIndexes, TownIndex, Vectors
from index.vectors.files import keep_in_file, open_file
from index.vectors.store import VectorStore

CURRENT_FILE = "current"  # names the built folder in use; replaced in one step
LOCK_FILE = "lock"
TOWN_FILE = "town.json"
ASKED_FILE, UNCOVERED_FILE = "asked.jsonl", "uncovered.jsonl"
DICTIONARY_FILE = "dictionary.txt"
CENTROIDS_FILE = "centroids.npy"
EMBEDDED_FILE, EMBEDDED_KEYS_FILE = "embedded.npy", "embedded.json"
PASSAGES, ASKED, UNCOVERED = "passages", "asked", "uncovered"
_BUILDING, _BUILT = "building-", "built-"


Embedded = dict[str, NDArray[np.float32]]  # vectors by prompt and text
Keep = Callable[[Path, str, NDArray[np.float32]], None]
Open = Callable[[Path, str], Vectors]


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
        # The next build looks at what it takes from here itself.
        unread = (EMBEDDED_FILE, EMBEDDED_KEYS_FILE)
        return manifest.stale_reason(expected) or manifest.damage(folder, unread)

    def is_of(self, folder: Path | None, expected: Ingredients) -> bool:
        """Whether an index that is open already was made from this; its files aren't read."""
        manifest = Manifest.read(folder) if folder else None
        return manifest is not None and manifest.stale_reason(expected) is None

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


def write_index(folder: Path, index: TownIndex, vectors: VectorStore) -> None:
    """Write all parts of an index but the dictionary, which its own cutter was loaded from.

    Of a town that shares texts, where those lie is enough. The bank of one that has its own ships
    with the product: it stays in files.
    """
    (folder / TOWN_FILE).write_text(index.town.model_dump_json(), encoding="utf-8")
    for name, rows in ((ASKED_FILE, index.own_asked), (UNCOVERED_FILE, index.uncovered)):
        lines = "".join(row.model_dump_json(exclude_defaults=True) + "\n" for row in rows)
        (folder / name).write_text(lines, encoding="utf-8")
    _write_texts(folder, PASSAGES, index.passage_indexes, vectors.keep)
    if index.shared:
        _write_texts(folder, ASKED, index.asked_indexes, vectors.keep)
        write_shared(folder, index)
        return
    _write_texts(folder, ASKED, index.asked_indexes, keep_in_file)
    _write_texts(folder, UNCOVERED, index.uncovered_indexes, keep_in_file)
    index.speller.save(folder)
    np.save(folder / CENTROIDS_FILE, index.centroids)


def read_index(
    folder: Path, vectors: VectorStore, references: Callable[[], Sequence[TownIndex]]
) -> TownIndex:
    """Read what `write_index` wrote; who shares texts asks for the indexes that have them."""
    manifest = Manifest.read(folder)
    if manifest is None:
        raise ValueError(f"{folder} 不是建好的索引，请运行 lvzhi build。")
    town = Town.model_validate_json((folder / TOWN_FILE).read_bytes())
    own = tuple(map(AskedQuestion.model_validate_json, _lines(folder / ASKED_FILE)))
    passages = _read_texts(folder, PASSAGES, manifest.passages, vectors.open)
    version = manifest.index_version
    if is_shared(folder):
        asked = _read_texts(folder, ASKED, manifest.asked, vectors.open)
        return read_shared(folder, references(), town, own, (passages, asked), version)
    return TownIndex(
        town=town,
        asked=own,
        uncovered=tuple(
            map(UncoveredQuestion.model_validate_json, _lines(folder / UNCOVERED_FILE))
        ),
        cutter=WordCutter(folder / DICTIONARY_FILE),
        speller=Speller.load(folder),
        centroids=np.load(folder / CENTROIDS_FILE),
        passage_indexes=passages,
        asked_indexes=_read_texts(folder, ASKED, manifest.asked, open_file),
        uncovered_indexes=_read_texts(folder, UNCOVERED, manifest.uncovered, open_file),
        version=version,
        folder=folder,
    )


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines()


def write_embedded(folder: Path, embedded: Embedded) -> None:
    """Keep what was embedded, so that the next build need not embed it again."""
    keys = json.dumps(list(embedded), ensure_ascii=False)
    (folder / EMBEDDED_KEYS_FILE).write_text(keys, encoding="utf-8")
    np.save(folder / EMBEDDED_FILE, np.stack(list(embedded.values())))


def read_embedded(folder: Path) -> Embedded:
    """Read what `write_embedded` wrote."""
    keys = json.loads((folder / EMBEDDED_KEYS_FILE).read_text(encoding="utf-8"))
    return dict(zip(keys, np.load(folder / EMBEDDED_FILE), strict=True))


def _write_texts(folder: Path, part: str, indexes: TextIndexes, keep: Keep) -> None:
    (folder / part).mkdir()
    keep(folder, part, indexes.vectors.vectors)
    indexes.words.save(folder / part / "words")
    indexes.bigrams.save(folder / part / "bigrams")


def _read_texts(folder: Path, part: str, size: int, open_part: Open) -> TextIndexes:
    return TextIndexes(
        open_part(folder, part),
        LexicalIndex.load(folder / part / "words", size),
        LexicalIndex.load(folder / part / "bigrams", size),
    )
