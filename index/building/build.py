"""Building a town's index: only changed texts are embedded, and a sound index is left alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from corpus.passages import passages_of
from corpus.towns.registry import TownFiles
from index.building.bank import COMMON, bank_store, keep_open, opened, reference_files
from index.building.disk import cache_faults_told
from index.building.ingredients import Engine, ingredients
from index.building.manifest import Ingredients, Manifest
from index.building.shipped import shipped_vectors
from index.building.standing import index_of
from index.building.storage import (
    Embedded,
    IndexStore,
    read_embedded,
    read_index,
    write_embedded,
    write_index,
)
from index.making.duty_vectors import duty_vectors
from index.making.gathering import common_texts, linked_texts
from index.making.indexes import PASSAGES_STAGE, Made, index_beside, index_of_own
from index.making.shared_work import SharedWork
from index.making.text_vectors import TextVectors
from index.search import DutySearch, QueryEmbedder
from index.town_index import TownIndex
from index.vectors.files import FileStore
from index.vectors.store import VectorStore
from index.weights import Weights


@dataclass(frozen=True)
class Reporter:
    """Where the build tells what it does: sentences, and (stage, done, total) for a bar."""

    say: Callable[[str], None] = lambda sentence: None
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None


@dataclass(frozen=True)
class Workshop:
    """What indexes are built and opened with; who opens many towns does so in the same one."""

    embedder: Engine
    cache_dir: Path
    vectors: VectorStore
    reporter: Reporter = Reporter()
    work: SharedWork = field(default_factory=SharedWork)

    def bank(self) -> TownIndex:
        """The reference town's index, of which the towns beside it share one copy."""
        expected = ingredients(reference_files(), self.embedder)
        return self._kept(reference_files(), bank_store(self.cache_dir, expected), expected)

    def common(self) -> TownIndex:
        """The index of the common matters, likewise; it shares the words of the bank."""
        store = index_of(self.cache_dir, COMMON.key)
        return self._kept(COMMON, store, ingredients(COMMON, self.embedder))

    def references(self, files: TownFiles) -> tuple[TownIndex, ...]:
        """The indexes whose texts a town shares; the first one has its words."""
        if files == COMMON:
            return (self.bank(),)
        if not files.imported:
            return ()
        common = self.common()
        return *(shared.reference for shared in common.shared), common

    def _kept(self, files: TownFiles, store: IndexStore, expected: Ingredients) -> TownIndex:
        """An index of which all that share its texts have one copy."""
        folder = store.current()
        if (known := opened(folder)) and store.is_of(folder, expected):
            return known
        return keep_open(self.opened(files, store, None))

    def sound(self, files: TownFiles, store: IndexStore, expected: Ingredients) -> TownIndex | None:
        """The current index, if it serves and is not replaced and deleted while it is read."""
        folder = store.current()
        if folder is None or store.check(folder, expected):
            return None
        try:
            return self._read(files, folder)
        except (OSError, RuntimeError, ValueError):  # faiss, bm25s and json each have their own
            return None

    def opened(
        self,
        files: TownFiles,
        store: IndexStore,
        added: Path | None,
        *,
        force: bool = False,
        apart: Callable[[], None] | None = None,
    ) -> TownIndex:
        """The index of a town in this store, built first if need be."""
        expected = ingredients(files, self.embedder, added)
        if not force and (found := self.sound(files, store, expected)):
            return found
        if apart and not force:
            apart()
        with store.locked():
            expected = ingredients(files, self.embedder, added)  # as of now that the lock is ours
            folder = store.current()
            reason = "按要求重建" if force else store.check(folder, expected)
            if built := folder is None or reason is not None:
                self.reporter.say(f"{reason}，正在建立“{files.key}”的索引……")
                folder = self._build(store, files, expected, added, reuse=not force)
            index = self._read(files, folder)
            if built and files != COMMON:  # which no town has across towns
                self.tell(index)
            return index

    def _read(self, files: TownFiles, folder: Path) -> TownIndex:
        return read_index(folder, self._home(files), partial(self.references, files))

    def _home(self, files: TownFiles) -> VectorStore:
        """Where its vectors live: what ships with the product and all towns share, in files."""
        return FileStore(self.cache_dir) if files == COMMON else self.vectors

    def tell(self, index: TownIndex) -> None:
        """Have a town's duties found across towns."""
        ids = [duty.duty_id for duty in index.town.duties]
        self.vectors.tell(index.town.key, ids, duty_vectors(index))

    def _build(
        self,
        store: IndexStore,
        files: TownFiles,
        expected: Ingredients,
        added: Path | None,
        *,
        reuse: bool,
    ) -> Path:
        """Make and put in place a new index; with `reuse` only new texts are embedded."""
        known = self.known(store, files, expected) if reuse else {}
        vectors = TextVectors(
            self.embedder, expected.dimension, self.reporter.progress, self.work.vectors, known
        )

        def shipped(keys: Iterable[str]) -> Embedded:
            return shipped_vectors(keys, expected) if reuse else {}

        def write(folder: Path) -> Manifest:
            if files.imported or files == COMMON:
                made = self._beside(files, added, vectors, folder)
            else:
                made = index_of_own(files, added, vectors, shipped, folder)
            write_index(folder, made.index, self._home(files))
            write_embedded(folder, vectors.embedded(made.passages, made.queries))
            return Manifest(
                ingredients=expected,
                duties=len(made.index.town.duties),
                passages=len(made.passages),
                asked=len(made.queries) - len(made.index.uncovered),
                uncovered=len(made.index.uncovered),
                checksums={},
            )

        return store.replace(write)

    def known(self, store: IndexStore, files: TownFiles, expected: Ingredients) -> Embedded:
        """The vectors of the index that is replaced, or for a first bank those of its town's."""
        found = _known_vectors(store, expected)
        return found or _known_vectors(index_of(self.cache_dir, files.key), expected)

    def _beside(
        self, files: TownFiles, added: Path | None, vectors: TextVectors, folder: Path
    ) -> Made:
        """The index of a town that shares texts, or of the common matters."""
        over = partial(search_over, embedder=self.embedder)
        references = [self.work.reference(index, over) for index in self.references(files)]
        vectors.stage = PASSAGES_STAGE
        raw = vectors.embed_passages([passage.text for passage in passages_of(files.town)])
        if files == COMMON:
            texts = common_texts(*references)
        else:
            texts = linked_texts(files, added, raw, vectors, references)
        return index_beside(files.town, raw, texts, references, vectors, self.work, folder)


def open_search(
    files: TownFiles,
    embedder: Engine,
    cache_dir: Path,
    reporter: Reporter | None = None,
    *,
    force: bool = False,
    added: Path | None = None,
    untrained: bool = False,
    apart: Callable[[], None] | None = None,
    vectors: VectorStore | None = None,
) -> DutySearch:
    """The search over a town's index, built first where it is missing, stale or damaged.

    `added` is the file of the town's own asked questions, indexed after the shipped ones;
    `untrained` is to train from, whatever weights are stored. Where the index has to be built,
    `apart` does it elsewhere. The vectors live in `vectors`, by default in the cache's files.
    Raises CacheUnusable where the index can't be written, and SourceError for wrong questions.
    """
    store = vectors or FileStore(cache_dir)
    workshop = Workshop(embedder, cache_dir, store, reporter or Reporter())
    with cache_faults_told(cache_dir):
        index = workshop.opened(
            files, index_of(cache_dir, files.key), added, force=force, apart=apart
        )
    if not files.imported:
        index = keep_open(index)
    return search_over(index, embedder, untrained=untrained)


def search_over(
    index: TownIndex, embedder: QueryEmbedder, *, untrained: bool = False
) -> DutySearch:
    """The search over an index, with the shipped weights or none."""
    return DutySearch(index, embedder, Weights.untrained if untrained else Weights.load)


def _known_vectors(store: IndexStore, expected: Ingredients) -> Embedded:
    """What the current index was embedded from, if its engine is ours and it is sound."""
    folder = store.current()
    manifest = Manifest.read(folder) if folder else None
    if folder is None or manifest is None or manifest.damage(folder):
        return {}
    old = manifest.ingredients
    same_engine = ("format_version", "model_name", "weights_hash", "precision", "dimension")
    if any(getattr(old, name) != getattr(expected, name) for name in same_engine):
        return {}
    return read_embedded(folder)
