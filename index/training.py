"""Training the ranker on the asked questions, each scored as if it were not in the index."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.features import FEATURES, TextScores, duty_features
from index.ranker import Ranker, probabilities
from index.search import DutySearch

L2_PENALTY = 1e-3  # on the squared weights, beside the mean log loss
_DECIMALS = 3  # of the stored weights: further ones depend on the order of additions

Features = NDArray[np.float32]  # (questions, duties, features)
Gold = NDArray[np.bool_]  # (questions, duties)


@dataclass(frozen=True)
class TrainingResult:
    """Learned weights and how they do leave-one-out: accuracy is hit@1 by kind of asker."""

    weights: dict[str, float]
    accuracy: dict[str, float]
    questions: int


def train_ranker(
    search: DutySearch, on_progress: Callable[[int, int], None] | None = None
) -> TrainingResult:
    """Fit the weights by maximum likelihood (L-BFGS); deterministic."""
    features, gold = leave_one_out(search, on_progress)
    weights = np.round(_fit(features, gold), _DECIMALS)
    ranked = Ranker(weights)
    hits = np.array(
        [own[int(ranked.scores(row).argmax())] for row, own in zip(features, gold, strict=True)]
    )
    askers = np.array([asked.who.value for asked in search.asked])
    accuracy = {who: float(hits[askers == who].mean()) for who in sorted(set(askers.tolist()))}
    return TrainingResult(
        weights=dict(zip(FEATURES, weights.tolist(), strict=True)),
        accuracy={"all": float(hits.mean()), **accuracy},
        questions=len(hits),
    )


def leave_one_out(
    search: DutySearch, on_progress: Callable[[int, int], None] | None = None
) -> tuple[Features, Gold]:
    """Features and gold duties of every asked question, its own entry hidden from it."""
    duties = search.town.duties
    positions = {duty.duty_id: position for position, duty in enumerate(duties)}
    features = np.empty((len(search.asked), len(duties), len(FEATURES)), dtype=np.float32)
    gold = np.zeros(features.shape[:2], dtype=np.bool_)
    vectors = search.asked_vectors()
    for number, asked in enumerate(search.asked):
        passages, others = search.scores_of_vector(vectors[number], asked.question)
        features[number] = duty_features(search.signals(passages, _without(others, number)))
        gold[number, [positions[duty_id] for duty_id in asked.duties]] = True
        if on_progress:
            on_progress(number + 1, len(search.asked))
    return features, gold


def _without(scores: TextScores, number: int) -> TextScores:
    """The scores with one text made the worst of all."""
    hidden = TextScores(*(column.copy() for column in scores))
    hidden.cosine[number] = -1.0
    hidden.words[number] = 0.0
    hidden.bigrams[number] = 0.0
    return hidden


def _fit(features: Features, gold: Gold) -> NDArray[np.float64]:
    # scipy comes with sentence-transformers and is needed here only, not for answering.
    from scipy.optimize import minimize

    flat = features.reshape(-1, features.shape[-1]).astype(np.float64)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        chances = probabilities((flat @ weights).reshape(gold.shape))
        right = np.maximum((chances * gold).sum(axis=1, keepdims=True), 1e-12)
        value = -np.log(right).mean() + L2_PENALTY * float(weights @ weights)
        slope = (chances - chances * gold / right).ravel() @ flat / len(features)
        return float(value), slope + 2 * L2_PENALTY * weights

    # Run to the end of the slope, so that the stored digits do not depend on where it stops.
    converged = {"ftol": 1e-15, "gtol": 1e-7, "maxiter": 1000}
    start = np.zeros(len(FEATURES))
    result = minimize(loss, start, jac=True, method="L-BFGS-B", options=converged)
    return np.asarray(result.x, dtype=np.float64)
