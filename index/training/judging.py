"""Training the judgement on texts with and without a duty, each hidden from itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.judgement import ALL_FACTS, FACTS, Bin

REFUSED_COVERED = 0.03  # share of covered texts that the threshold may refuse
REFUSED_REAL = 0.05  # the same of real ones, which are harder to tell
_DECIMALS = 3  # of stored weights: further ones depend on the order of additions
_RELIABILITY_BINS = 10

Rows = NDArray[np.float64]  # (texts, len(ALL_FACTS))
Labels = NDArray[np.bool_]  # (texts,)


@dataclass(frozen=True)
class TrainedLogistic:
    """Learned weights, and how they do in 10-fold cross-validation."""

    weights: dict[str, float]
    bias: float
    area_under_roc: float
    reliability: tuple[Bin, ...]


@dataclass(frozen=True)
class TrainedCoverage(TrainedLogistic):
    """The same, and what the threshold does in cross-validation."""

    threshold: float
    refused_covered: float  # share of covered texts refused
    declined_uncovered: float  # share of uncovered texts refused


@dataclass(frozen=True)
class TrainedJudgement:
    """What is stored in `judgement.json`."""

    coverage: TrainedCoverage
    rightness: TrainedLogistic
    real_texts: int = 0  # that it was calibrated on: their scale is in the weights


class RealResult(NamedTuple):
    """What the search made of a real text, and what it should have."""

    coverage: float
    rightness: float
    characters: int
    is_covered: bool
    is_fair: bool  # the first duty found


def train_judgement(
    rows: Rows,
    covered: Labels,
    right: Labels,
    facts: Sequence[str] = FACTS,
) -> TrainedJudgement:
    """Fit both models on the facts of texts, each as if it were not in the index. Deterministic.

    `right` tells whether the first duty found is one of the text's own. Covered and uncovered
    texts weigh the same for coverage; for rightness each text weighs the same, as they come in
    the proportions in which people write.
    """
    rows = rows[:, [ALL_FACTS.index(name) for name in facts]]
    weights, bias, chances = _fit(rows, covered, facts, balanced=True)
    threshold = round(float(np.quantile(chances[covered], REFUSED_COVERED)), _DECIMALS)
    coverage = TrainedCoverage(
        weights=weights,
        bias=bias,
        area_under_roc=_area(chances, covered),
        reliability=_reliability(chances, covered),
        threshold=threshold,
        refused_covered=float((chances[covered] < threshold).mean()),
        declined_uncovered=float((chances[~covered] < threshold).mean()),
    )
    weights, bias, chances = _fit(rows, right, facts, balanced=False)
    rightness = TrainedLogistic(
        weights=weights,
        bias=bias,
        area_under_roc=_area(chances, right),
        reliability=_reliability(chances, right),
    )
    return TrainedJudgement(coverage, rightness)


def calibrated(trained: TrainedJudgement, real: Sequence[RealResult]) -> TrainedJudgement:
    """Both models on the scale of real titles and letters (Platt scaling), within their weights.

    Coverage gets a third number, for the length of the text: the bank's short texts are plainer
    than real titles. Its threshold is where `REFUSED_REAL` of the real covered texts are refused.
    """
    fair = np.array([one.is_fair for one in real])
    covered = np.array([one.is_covered for one in real])
    lengths = np.log([one.characters for one in real])
    rightness_odds = _log_odds([one.rightness for one in real])[:, None]
    coverage_odds = np.stack([_log_odds([one.coverage for one in real]), lengths], axis=1)
    scale, offset, _ = _platt(rightness_odds, fair)
    rightness = _scaled(trained.rightness, scale[0], offset)
    weights, bias, chances = _platt(coverage_odds, covered)
    coverage = _scaled(trained.coverage, weights[0], bias)
    by_length = coverage.weights["characters_log"] + weights[1]
    coverage = replace(
        coverage,
        weights={**coverage.weights, "characters_log": round(by_length, _DECIMALS)},
        threshold=round(float(np.quantile(chances[covered], REFUSED_REAL)), _DECIMALS),
    )
    return TrainedJudgement(coverage, rightness, len(real))


Model = TypeVar("Model", bound=TrainedLogistic)


def _scaled(model: Model, scale: float, offset: float) -> Model:
    weights = {name: round(weight * scale, _DECIMALS) for name, weight in model.weights.items()}
    return replace(model, weights=weights, bias=round(model.bias * scale + offset, _DECIMALS))


def _platt(
    columns: NDArray[np.float64], labels: Labels
) -> tuple[list[float], float, NDArray[np.float64]]:
    """Weights and bias of a logistic regression without penalty, and what it makes of the rows."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1e6, max_iter=1000, tol=1e-9).fit(columns, labels)
    chances = fitted.predict_proba(columns)[:, 1]
    return fitted.coef_[0].tolist(), float(fitted.intercept_[0]), chances


def _log_odds(chances: Sequence[float]) -> NDArray[np.float64]:
    safe = np.clip(np.asarray(chances, dtype=np.float64), 1e-9, 1 - 1e-9)
    return np.asarray(np.log(safe / (1 - safe)))


def _fit(
    rows: Rows, labels: Labels, facts: Sequence[str], *, balanced: bool
) -> tuple[dict[str, float], float, NDArray[np.float64]]:
    """Weights by fact, bias, and the probability of every row in cross-validation."""
    # Imported late: answering needs none of scikit-learn.
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    weight = "balanced" if balanced else None
    regression = LogisticRegression(class_weight=weight, max_iter=1000, tol=1e-9)
    model = make_pipeline(StandardScaler(), regression)
    chances = cross_val_predict(model, rows, labels, cv=10, method="predict_proba")[:, 1]
    scaler, fitted = model.fit(rows, labels)
    weights = fitted.coef_[0] / scaler.scale_
    bias = float(fitted.intercept_[0] - weights @ scaler.mean_)
    named = dict(zip(facts, np.round(weights, _DECIMALS).tolist(), strict=True))
    return named, round(bias, _DECIMALS), chances


def _area(chances: NDArray[np.float64], labels: Labels) -> float:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(labels, chances))


def _reliability(chances: NDArray[np.float64], labels: Labels) -> tuple[Bin, ...]:
    """The filled ones of ten bins of the same width."""
    weights = np.where(labels, 0.5 / labels.sum(), 0.5 / (~labels).sum())
    places = np.minimum((chances * _RELIABILITY_BINS).astype(int), _RELIABILITY_BINS - 1)
    return tuple(
        Bin(
            low=place / _RELIABILITY_BINS,
            high=(place + 1) / _RELIABILITY_BINS,
            yes=int(labels[inside].sum()),
            no=int((~labels)[inside].sum()),
            probability=round(float(np.average(chances[inside], weights=weights[inside])), 3),
            share=round(float(np.average(labels[inside], weights=weights[inside])), 3),
        )
        for place in np.unique(places).tolist()
        for inside in [places == place]
    )
