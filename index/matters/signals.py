"""How alike a town's duties and the reference town's are: the signals that the matcher weighs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.comparison.likeness import punishes
from index.features import Owners
from index.matters.acts import clauses
from index.matters.reference import Reference
from index.search import DutySearch

Pairs = NDArray[np.float64]  # of (duties, matters)

PAIR_SIGNALS = (
    "asked_odds",  # log odds of the matter where the duty's title is asked as a question
    "centroid",  # cosine of the title to the middle of the matter's questions
    "passage",  # of the title to the matter's nearest passage
    "words",  # share of the shorter title's pairs of characters that the other has
    "act_differs",  # one is a penalty, the other not
    "nearest_matter",  # how much nearer the matter's passage is than the next matter's
    "nearest_duty",  # how much nearer the duty's title is than the next duty's
    "questions_nearest",  # the same for the middle of the matter's questions and the passages
    "clause",  # cosine of the title's best clause to the matter's nearest passage
    "clause_nearest_matter",  # how much nearer that clause is to it than to the next matter's
    "clause_centroid",  # of the best clause to the middle of the matter's questions
)
_LEAST = 1e-4


class TextEmbedder(Protocol):
    """What is needed of an embedding engine."""

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Normalised vectors of shape (texts, dimension)."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Normalised vectors of shape (texts, dimension)."""
        ...


@dataclass(frozen=True)
class Titles:
    """A town's titles and passages with their vectors, in the order of its duties."""

    titles: Sequence[str]
    as_questions: NDArray[np.float32]  # (duties, dimension), of the titles
    as_passages: NDArray[np.float32]  # (duties, dimension), of the titles
    passages: NDArray[np.float32]  # (passages, dimension)
    owners: Owners  # of the passages
    clauses: NDArray[np.float32]  # (clauses, dimension), as questions
    clause_owners: Owners


def titles_of(
    titles: Sequence[str],
    passages: NDArray[np.float32],
    owners: Owners,
    embedder: TextEmbedder,
) -> Titles:
    """A town's titles with their vectors; its passages' are at hand, shape (passages, dim)."""
    parts = [(part, place) for place, title in enumerate(titles) for part in clauses(title)]
    return Titles(
        titles=titles,
        as_questions=embedder.embed_queries(titles),
        as_passages=embedder.embed_passages(titles),
        passages=passages,
        owners=owners,
        clauses=embedder.embed_queries([part for part, _ in parts]),
        clause_owners=Owners.of([[place] for _, place in parts], len(titles)),
    )


def pair_signals(town: Titles, known: Reference) -> Pairs:
    """The signals of every pair, shape (duties, matters, len(PAIR_SIGNALS))."""
    reference = known.search
    index = reference.index
    theirs = [duty.title for duty in reference.town.duties]
    passage = _nearest_passages(town.as_passages, reference)
    questions = np.stack(
        [town.owners.best(row) for row in index.centroids @ town.passages.T], axis=1
    )
    clause = _nearest_passages(town.clauses, reference)
    signals = [
        _log_odds(_chances(town, known)),
        town.as_questions @ index.centroids.T,
        passage,
        np.stack([known.shared_words(title) for title in town.titles]),
        _acts_differ(town.titles, theirs),
        _lead(passage, axis=1),
        _lead(passage, axis=0),
        _lead(questions, axis=0),
        _best_clause(clause, town),
        _best_clause(_lead(clause, axis=1), town),
        _best_clause(town.clauses @ index.centroids.T, town),
    ]
    return np.stack(signals, axis=2).astype(np.float64)


def _chances(town: Titles, reference: Reference) -> NDArray[np.float64]:
    """What the reference town's search makes of every title, shape (duties, matters)."""
    asked = zip(town.titles, town.as_questions, strict=True)
    return np.stack([reference.chances(title, vector) for title, vector in asked])


def _nearest_passages(titles: NDArray[np.float32], reference: DutySearch) -> NDArray[np.float32]:
    cosines = titles @ reference.index.passage_indexes.vectors.vectors.T
    return np.stack([reference.passage_owners.best(row) for row in cosines])


def _best_clause(scores: NDArray[np.float32], town: Titles) -> NDArray[np.float32]:
    """The best of each duty's clauses, shape (duties, matters), from (clauses, matters)."""
    return np.stack([town.clause_owners.best(column) for column in scores.T], axis=1)


def _log_odds(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    safe = np.clip(chances, _LEAST, 1 - _LEAST)
    return np.asarray(np.log(safe / (1 - safe)))


def _acts_differ(ours: Sequence[str], theirs: Sequence[str]) -> NDArray[np.float64]:
    one, other = ([punishes(title) for title in side] for side in (ours, theirs))
    return np.array([[float(a != b) for b in other] for a in one])


def _lead(scores: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    """By how much each score leads the best of the others along an axis; negative behind it."""
    if scores.shape[axis] < 2:
        return np.zeros_like(scores)
    ordered = np.sort(scores, axis=axis)
    best, second = (np.take(ordered, [place], axis=axis) for place in (-1, -2))
    return np.asarray(np.where(scores >= best, scores - second, scores - best))
