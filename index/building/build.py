"""Building a town's index: only changed texts are embedded, and a sound index is left alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.bank.questions import AskedQuestion, Form
from corpus.models import Town
from corpus.passages import passages_of
from corpus.source import SourceError
from corpus.town import REFERENCE_TOWN, town_folder
from corpus.towns.registry import TownFiles
from index.building.disk import cache_faults_told, reason_of
from index.building.gathering import (
    COMMON,
    References,
    Texts,
    common_texts,
    own_texts,
    shared_texts,
    texts_bytes,
)
from index.building.manifest import Ingredients, Manifest, hash_bytes
from index.building.shipped import shipped_vectors
from index.building.standing import index_of
from index.building.storage import (
    DICTIONARY_FILE,
    Embedded,
    IndexStore,
    read_embedded,
    read_index,
    write_embedded,
    write_index,
)
from index.lexical import LexicalIndex
from index.search import DutySearch, QueryEmbedder, TextIndexes, TownIndex
from index.text.spelling import Speller
from index.text.words import WordCutter, bigrams, build_dictionary
from index.vectors import VectorIndex
from index.weights import Weights
from index.whitening import DutySpace

_BATCH = 128  # texts embedded between two steps of the progress bar

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
TextsWith = Callable[[NDArray[np.float32]], Texts]


class Engine(QueryEmbedder, Protocol):
    """What a build needs of an embedding engine (`index.engine.embedding.Embedder` is one)."""

    @property
    def model_name(self) -> str:
        """The model's id."""
        ...

    @property
    def weights_hash(self) -> str:
        """sha256 of weights and tokenizer."""
        ...

    @property
    def precision(self) -> str:
        """How the weights are stored."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Normalised vectors of shape (texts, dimension)."""
        ...


@dataclass(frozen=True)
class Reporter:
    """Where the build tells what it does: sentences, and (stage, done, total) for a bar."""

    say: Callable[[str], None] = lambda sentence: None
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None


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
) -> DutySearch:
    """The search over a town's index, built first where it is missing, stale or damaged.

    `added` is the file of the town's own asked questions, indexed after the shipped ones;
    `untrained` is to train from, whatever weights are stored. Where the index has to be built,
    `apart` does it elsewhere.
    Raises CacheUnusable where the index can't be written, and SourceError for wrong questions.
    """
    reporter = reporter or Reporter()
    store = index_of(cache_dir, files.key)
    with cache_faults_told(cache_dir):
        if not force and (found := _sound(store, ingredients(files, embedder, added))):
            return search_over(found, embedder, untrained=untrained)
        if apart and not force:
            apart()
        with store.locked():
            expected = ingredients(files, embedder, added)  # as of now that the lock is ours
            folder = store.current()
            reason = "按要求重建" if force else store.check(folder, expected)
            if folder is None or reason:
                reporter.say(f"{reason}，正在建立“{files.key}”的索引……")
                texts = _texts_with(files, embedder, cache_dir, reporter, added)
                folder = _build(store, files, expected, embedder, reporter, texts, reuse=not force)
            return search_over(read_index(folder), embedder, untrained=untrained)


def _sound(store: IndexStore, expected: Ingredients) -> TownIndex | None:
    """The current index, if it serves and is not replaced and deleted while it is read."""
    folder = store.current()
    if folder is None or store.check(folder, expected):
        return None
    try:
        return read_index(folder)
    except (OSError, RuntimeError, ValueError):  # faiss, bm25s and json each have their own
        return None


def search_over(
    index: TownIndex, embedder: QueryEmbedder, *, untrained: bool = False
) -> DutySearch:
    """The search over an index, with the shipped weights or none."""
    return DutySearch(index, embedder, Weights.untrained if untrained else Weights.load)


def ingredients(files: TownFiles, embedder: Engine, added: Path | None = None) -> Ingredients:
    """What the town's index has to be made from now."""
    return Ingredients(
        town=files.key,
        corpus_hash=hash_bytes(files.content),
        asked_hash=hash_bytes(texts_bytes(files, reference_files()) + _added_bytes(added)),
        model_name=embedder.model_name,
        weights_hash=embedder.weights_hash,
        precision=embedder.precision,
        dimension=embedder.dimension,
    )


def reference_files() -> TownFiles:
    """The town whose questions an imported one shares."""
    return TownFiles(REFERENCE_TOWN, town_folder(REFERENCE_TOWN), imported=False)


def _texts_with(
    files: TownFiles, embedder: Engine, cache_dir: Path, reporter: Reporter, added: Path | None
) -> TextsWith:
    """What gives a town's texts; for an imported one the indexes of its references are opened."""

    def texts(vectors: NDArray[np.float32]) -> Texts:
        if not (files.imported or files == COMMON):
            return own_texts(files, added)
        reference = open_search(reference_files(), embedder, cache_dir, reporter)
        if files == COMMON:
            return common_texts(reference)
        common = open_search(COMMON, embedder, cache_dir, reporter)
        return shared_texts(files, added, vectors, embedder, References(reference, common))

    return texts


def _added_bytes(added: Path | None) -> bytes:
    try:
        return added.read_bytes() if added is not None else b""
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise SourceError(
            f"自己加的相似问文件 {added} 读不出（{reason_of(error)}）；请检查权限后重试。"
        ) from error


def _build(
    store: IndexStore,
    files: TownFiles,
    expected: Ingredients,
    embedder: Engine,
    reporter: Reporter,
    texts_with: TextsWith,
    *,
    reuse: bool,
) -> Path:
    """Make and put in place a new index; with `reuse` only new texts are embedded.

    `texts_with` gives the texts from the passages' vectors.
    """
    town = files.town
    passages = [passage.text for passage in passages_of(town)]
    known = _known_vectors(store, expected) if reuse else {}
    embedded = _embed_new(
        "passage", passages, known, embedder.embed_passages, reporter, "向量化条文"
    )

    def vectors(kind: str, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [embedded[_key(kind, text)] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, expected.dimension), dtype=np.float32)

    texts = texts_with(vectors("passage", passages))
    asked = texts.asked
    questions = [item.question for item in asked]
    # Letters would make it five times as slow, and mend no better.
    spoken = [item.question for item in asked if item.form is Form.ASKED]
    uncovered = [item.question for item in texts.uncovered]
    if reuse:
        shipped = shipped_vectors([*questions, *uncovered], expected)
        known = {_key("query", text): vector for text, vector in shipped.items()} | known
    known |= {_key("query", text): vector for text, vector in texts.vectors.items()}
    embedded |= _embed_new(
        "query", [*questions, *uncovered], known, embedder.embed_queries, reporter, "向量化相似问"
    )

    def write(folder: Path) -> Manifest:
        dictionary = folder / DICTIONARY_FILE
        dictionary.write_text(build_dictionary(town, [*passages, *questions]), encoding="utf-8")
        cutter = WordCutter(dictionary)
        asked_vectors = vectors("query", questions)
        space = texts.space(asked_vectors, pairs_of(town, asked), len(town.duties))
        whitened = space.whitening.apply(vectors("passage", passages))
        index = TownIndex(
            town=town,
            asked=asked,
            uncovered=texts.uncovered,
            cutter=cutter,
            speller=Speller.build(town, [*passages, *spoken]),
            space=space,
            passage_indexes=_text_indexes(passages, whitened, cutter),
            asked_indexes=_text_indexes(questions, asked_vectors, cutter),
            uncovered_indexes=_text_indexes(uncovered, vectors("query", uncovered), cutter),
            version="",
            folder=folder,
        )
        write_index(folder, index)
        write_embedded(folder, embedded)
        return Manifest(
            ingredients=expected,
            duties=len(town.duties),
            passages=len(passages),
            asked=len(questions),
            uncovered=len(uncovered),
            checksums={},
        )

    return store.replace(write)


def fit_space(
    town: Town, asked: Sequence[AskedQuestion], vectors: NDArray[np.float32]
) -> DutySpace:
    """The whitened space of these asked questions, given with their vectors."""
    return DutySpace.fit(vectors, pairs_of(town, asked), len(town.duties))


def pairs_of(town: Town, asked: Sequence[AskedQuestion]) -> list[tuple[int, int]]:
    """The positions of these questions with those of their duties."""
    positions = {duty.duty_id: position for position, duty in enumerate(town.duties)}
    return [(i, positions[duty_id]) for i, item in enumerate(asked) for duty_id in item.duties]


def _text_indexes(
    texts: Sequence[str], vectors: NDArray[np.float32], cutter: WordCutter
) -> TextIndexes:
    return TextIndexes(
        VectorIndex.build(vectors),
        LexicalIndex.build([cutter.words(text) for text in texts]),
        LexicalIndex.build([bigrams(text) for text in texts]),
    )


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


def _key(kind: str, text: str) -> str:
    """A text under its prompt: the same words are another vector as a passage."""
    return f"{kind}:{text}"


def _embed_new(
    kind: str,
    texts: Sequence[str],
    known: Embedded,
    embed: Embed,
    reporter: Reporter,
    stage: str,
) -> Embedded:
    """The vectors of the texts; only those without a known vector are embedded."""
    vectors = {key: known[key] for text in texts if (key := _key(kind, text)) in known}
    new = list(dict.fromkeys(text for text in texts if _key(kind, text) not in known))
    for start in range(0, len(new), _BATCH):
        batch = new[start : start + _BATCH]
        keys = [_key(kind, text) for text in batch]
        vectors.update(zip(keys, embed(batch), strict=True))
        reporter.progress(stage, min(start + _BATCH, len(new)), len(new))
    return vectors
