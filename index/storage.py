"""Index folders on disk: written aside, put in place in one step, verified when loaded."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from filelock import FileLock

from corpus.models import Town
from corpus.questions import AskedQuestion
from index.lexical import LexicalIndex
from index.manifest import MANIFEST_FILE, Ingredients, Manifest, checksums_of
from index.ranker import Ranker
from index.search import DutySearch, QueryEmbedder, TextIndexes
from index.vectors import VectorIndex
from index.words import WordCutter

CURRENT_FILE = "current"  # names the built folder in use; replaced in one step
LOCK_FILE = "lock"
TOWN_FILE = "town.json"
ASKED_FILE = "asked.jsonl"
DICTIONARY_FILE = "dictionary.txt"
PASSAGES, ASKED = "passages", "asked"
_BUILDING, _BUILT = "building-", "built-"


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
        except OSError:
            return None
        folder = self.folder / name
        return folder if name.startswith(_BUILT) and folder.is_dir() else None

    def check(self, expected: Ingredients) -> str | None:
        """Why the current index can't serve, in Chinese; None when it can."""
        folder = self.current()
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
        pointer = self.folder / f"{CURRENT_FILE}.new"
        pointer.write_text(built.name, encoding="utf-8")
        pointer.replace(self.folder / CURRENT_FILE)
        self._remove_others(built)
        return built

    def _remove_others(self, kept: Path) -> None:
        """Delete earlier indexes and what killed builds left; called under the lock."""
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder != kept:
                shutil.rmtree(folder, ignore_errors=True)


def write_texts(folder: Path, indexes: TextIndexes) -> None:
    """Write the indexes of one collection."""
    folder.mkdir()
    indexes.vectors.save(folder / "vectors.faiss")
    indexes.words.save(folder / "words")
    indexes.bigrams.save(folder / "bigrams")


def read_texts(folder: Path, size: int) -> TextIndexes:
    """Read what `write_texts` wrote; `size` is the number of texts."""
    return TextIndexes(
        VectorIndex.load(folder / "vectors.faiss"),
        LexicalIndex.load(folder / "words", size),
        LexicalIndex.load(folder / "bigrams", size),
    )


def write_corpus(folder: Path, town: Town, asked: Sequence[AskedQuestion]) -> None:
    """Write the town and its asked questions as they were indexed."""
    (folder / TOWN_FILE).write_text(town.model_dump_json(), encoding="utf-8")
    lines = "".join(item.model_dump_json() + "\n" for item in asked)
    (folder / ASKED_FILE).write_text(lines, encoding="utf-8")


def read_corpus(folder: Path) -> tuple[Town, tuple[AskedQuestion, ...]]:
    """Read what `write_corpus` wrote."""
    town = Town.model_validate_json((folder / TOWN_FILE).read_bytes())
    lines = (folder / ASKED_FILE).read_bytes().splitlines()
    return town, tuple(AskedQuestion.model_validate_json(line) for line in lines)


def load_search(folder: Path, embedder: QueryEmbedder) -> DutySearch:
    """A search over a built folder."""
    manifest = Manifest.read(folder)
    if manifest is None:
        raise ValueError(f"{folder} 不是建好的索引，请运行 lvzhi build。")
    town, asked = read_corpus(folder)
    return DutySearch(
        town=town,
        asked=asked,
        embedder=embedder,
        cutter=WordCutter(folder / DICTIONARY_FILE),
        passage_indexes=read_texts(folder / PASSAGES, manifest.passages),
        asked_indexes=read_texts(folder / ASKED, manifest.asked),
        ranker=Ranker.load(),
        index_version=manifest.index_version,
        folder=folder,
    )
