"""Making a town's index: of a bank of its own, or beside those whose texts it shares."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.bank.questions import AskedQuestion, Form, load_bank
from corpus.models import Town
from corpus.passages import passages_of
from corpus.towns.registry import TownFiles
from index.building.sharing import sharing_index
from index.building.storage import DICTIONARY_FILE, Embedded
from index.lexical import LexicalIndex
from index.making.centroids import centroids_of
from index.making.gathering import LinkedTexts
from index.making.shared_work import SharedWork
from index.making.text_vectors import PASSAGE, QUERY, TextVectors, key_of
from index.matters.reference import Reference
from index.text.spelling import Speller
from index.text.words import WordCutter, bigrams, build_dictionary
from index.town_index import TextIndexes, TownIndex
from index.vectors.flat import VectorIndex

Shipped = Callable[[Iterable[str]], Embedded]
PASSAGES_STAGE, QUESTIONS_STAGE = "向量化条文", "向量化相似问"


@dataclass(frozen=True)
class Made:
    """An index in memory, and the texts of its own whose vectors are to be kept."""

    index: TownIndex
    passages: Sequence[str]
    queries: Sequence[str]


def index_of_own(
    files: TownFiles, added: Path | None, vectors: TextVectors, shipped: Shipped, folder: Path
) -> Made:
    """The index of a town with a bank of its own; its dictionary is written to `folder`.

    `shipped` gives the vectors of texts that need not be embedded, by `key_of`.
    """
    town = files.town
    bank = load_bank(files.folder, added, town)
    passages = [passage.text for passage in passages_of(town)]
    questions = [item.question for item in bank.asked]
    # Letters would make it five times as slow, and mend no better.
    spoken = [item.question for item in bank.asked if item.form is Form.ASKED]
    uncovered = [item.question for item in bank.uncovered]
    texts = [(PASSAGE, passages), (QUERY, [*questions, *uncovered])]
    vectors.know(shipped(key_of(kind, text) for kind, own in texts for text in own))
    vectors.stage = PASSAGES_STAGE
    raw = vectors.embed_passages(passages)
    vectors.stage = QUESTIONS_STAGE
    embedded = vectors.embed_queries([*questions, *uncovered])
    asked_vectors, uncovered_vectors = np.split(embedded, [len(questions)])
    dictionary = folder / DICTIONARY_FILE
    dictionary.write_text(build_dictionary(town, [*passages, *questions]), encoding="utf-8")
    cutter = WordCutter(dictionary)

    def indexes(texts: Sequence[str], own: NDArray[np.float32]) -> TextIndexes:
        return _text_indexes(own, [cutter.words(t) for t in texts], [bigrams(t) for t in texts])

    index = TownIndex(
        town=town,
        asked=bank.asked,
        uncovered=bank.uncovered,
        cutter=cutter,
        speller=Speller.build(town, [*passages, *spoken]),
        centroids=centroids_of(asked_vectors, pairs_of(town, bank.asked), len(town.duties)),
        passage_indexes=indexes(passages, raw),
        asked_indexes=indexes(questions, asked_vectors),
        uncovered_indexes=indexes(uncovered, uncovered_vectors),
        version="",
        folder=folder,
    )
    return Made(index, passages, [*questions, *uncovered])


def index_beside(
    town: Town,
    raw: NDArray[np.float32],
    texts: LinkedTexts,
    references: Sequence[Reference],
    vectors: TextVectors,
    work: SharedWork,
    folder: Path,
) -> Made:
    """The index of a town that shares texts of `references`; `raw` are its passages' vectors."""
    shared, own = texts.shared, texts.own
    reference = references[0]
    theirs = reference.search.index
    passages = [passage.text for passage in passages_of(town)]
    questions = [item.question for item in own]
    vectors.stage = QUESTIONS_STAGE
    own_vectors = vectors.embed_queries(questions)
    known = [each.vectors[part.asked] for each, part in zip(references, shared, strict=True)]
    owners = [duties for part in shared for duties in part.duties]
    pairs = [(text, duty) for text, duties in enumerate(owners) for duty in duties]
    pairs += [(len(owners) + text, duty) for text, duty in pairs_of(town, own)]
    centroids = centroids_of(np.concatenate([*known, own_vectors]), pairs, len(town.duties))
    # The reference town's language has its own texts' words.
    strange = [*passages, *(text for part in shared[1:] for text in part.questions)]

    def indexes(texts: Sequence[str], own: NDArray[np.float32]) -> TextIndexes:
        return _text_indexes(own, work.words(texts, reference), work.pairs(texts))

    index = sharing_index(
        town,
        own,
        (
            indexes(passages, raw),
            indexes(questions, own_vectors),
        ),
        shared,
        centroids,
        (
            sorted(theirs.speller.strange(town, strange)),
            work.new_words(strange, reference),
        ),
        version="",
        folder=folder,
    )
    return Made(index, passages, questions)


def pairs_of(town: Town, asked: Sequence[AskedQuestion]) -> list[tuple[int, int]]:
    """The positions of these questions with those of their duties."""
    positions = {duty.duty_id: position for position, duty in enumerate(town.duties)}
    return [(i, positions[duty_id]) for i, item in enumerate(asked) for duty_id in item.duties]


def _text_indexes(
    vectors: NDArray[np.float32], words: Sequence[Sequence[str]], pairs: Sequence[Sequence[str]]
) -> TextIndexes:
    return TextIndexes(
        VectorIndex.build(vectors), LexicalIndex.build(words), LexicalIndex.build(pairs)
    )
