"""Training the coverage model on asked and uncovered questions, each hidden from itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.questions import load_uncovered
from index.coverage import COVERAGE_FEATURES, CoverageBin, coverage_features
from index.features import Evidence, Scores, duty_features
from index.ranker import Ranker, probabilities
from index.search import DutySearch

REFUSED_COVERED = 0.03  # share of covered questions that the threshold may refuse
_DECIMALS = 3  # of stored weights: further ones depend on the order of additions
_RELIABILITY_BINS = 10


@dataclass(frozen=True)
class TrainedCoverage:
    """Learned weights, and what the threshold does in 10-fold cross-validation."""

    weights: dict[str, float]
    bias: float
    threshold: float
    refused_covered: float  # share of asked questions refused
    declined_uncovered: float  # share of uncovered questions refused
    area_under_roc: float
    reliability: tuple[CoverageBin, ...]


def train_coverage(
    search: DutySearch, asked: Sequence[Evidence], signals: Sequence[Scores], ranker: Ranker
) -> TrainedCoverage:
    """Fit the coverage model; both kinds of questions weigh the same. Deterministic.

    `asked` and `signals` are of the asked questions, each as if it were not in the index.
    """
    # scikit-learn comes with sentence-transformers and is needed here only.
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows = [
        _coverage_row(evidence, of_duties, ranker)
        for evidence, of_duties in zip(asked, signals, strict=True)
    ]
    rows += [_coverage_row(one, search.signals(one), ranker) for one in _uncovered(search)]
    covered = np.arange(len(rows)) < len(asked)
    model = make_pipeline(
        StandardScaler(), LogisticRegression(class_weight="balanced", max_iter=1000, tol=1e-9)
    )
    data = np.stack(rows)
    chances = cross_val_predict(model, data, covered, cv=10, method="predict_proba")[:, 1]
    threshold = round(float(np.quantile(chances[covered], REFUSED_COVERED)), _DECIMALS)
    scaler, regression = model.fit(data, covered)
    weights = regression.coef_[0] / scaler.scale_
    bias = float(regression.intercept_[0] - weights @ scaler.mean_)
    return TrainedCoverage(
        weights=dict(zip(COVERAGE_FEATURES, np.round(weights, _DECIMALS).tolist(), strict=True)),
        bias=round(bias, _DECIMALS),
        threshold=threshold,
        refused_covered=float((chances[covered] < threshold).mean()),
        declined_uncovered=float((chances[~covered] < threshold).mean()),
        area_under_roc=float(roc_auc_score(covered, chances)),
        reliability=_reliability(chances, covered),
    )


def _reliability(
    chances: NDArray[np.float64], covered: NDArray[np.bool_]
) -> tuple[CoverageBin, ...]:
    """The filled ones of ten bins of the same width."""
    weights = np.where(covered, 0.5 / covered.sum(), 0.5 / (~covered).sum())
    places = np.minimum((chances * _RELIABILITY_BINS).astype(int), _RELIABILITY_BINS - 1)
    return tuple(
        CoverageBin(
            low=place / _RELIABILITY_BINS,
            high=(place + 1) / _RELIABILITY_BINS,
            covered=int(covered[inside].sum()),
            uncovered=int((~covered)[inside].sum()),
            probability=round(float(np.average(chances[inside], weights=weights[inside])), 3),
            share=round(float(np.average(covered[inside], weights=weights[inside])), 3),
        )
        for place in np.unique(places).tolist()
        for inside in [places == place]
    )


def _uncovered(search: DutySearch) -> Iterator[Evidence]:
    """The uncovered questions, each hidden from the others."""
    vectors = search.index.uncovered.vectors
    for number, item in enumerate(load_uncovered()):
        seen = search.evidence(vectors[number], item.question)
        others = seen.uncovered.copy()
        others[number] = -1.0
        yield seen._replace(uncovered=others)


def _coverage_row(evidence: Evidence, signals: Scores, ranker: Ranker) -> NDArray[np.float64]:
    chances = probabilities(ranker.scores(duty_features(signals)))
    best = int(chances.argmax())
    return coverage_features(evidence, signals[best], float(chances[best]))
