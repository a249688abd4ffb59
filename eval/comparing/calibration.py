"""How far confidence can be trusted: Brier score, reliability bins and the refusal ROC."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

N_BINS = 10  # equal-width bins of confidence


class ReliabilityBin(NamedTuple):
    """Answers of like confidence: how many, their mean confidence, the share that was right."""

    n: int
    confidence: float
    accuracy: float


class RocPoint(NamedTuple):
    """Declining at one threshold: share of covered (false) and of uncovered (true) declined."""

    false_positive_rate: float
    true_positive_rate: float


class RiskPoint(NamedTuple):
    """The surest answers: their share, the least confidence among them, how many are right."""

    share: float
    confidence: float
    right: float


def brier_score(confidences: Sequence[float], hits: Sequence[float]) -> float:
    """Mean squared difference of confidence and outcome, 0 is best (Brier 1950)."""
    difference = np.asarray(confidences, float) - np.asarray(hits, float)
    return float(np.mean(difference**2))


def reliability_bins(
    confidences: Sequence[float], hits: Sequence[float]
) -> tuple[ReliabilityBin, ...]:
    """The filled ones of `N_BINS` equal-width bins, lowest confidence first."""
    confidence, hit = np.asarray(confidences, float), np.asarray(hits, float)
    places = np.minimum((confidence * N_BINS).astype(int), N_BINS - 1)
    return tuple(
        ReliabilityBin(
            int(inside.sum()), float(confidence[inside].mean()), float(hit[inside].mean())
        )
        for inside in (places == place for place in np.unique(places))
    )


def expected_calibration_error(confidences: Sequence[float], hits: Sequence[float]) -> float:
    """Mean gap of confidence and accuracy over the bins, weighted by count (Guo et al. 2017)."""
    bins = reliability_bins(confidences, hits)
    return sum(b.n * abs(b.confidence - b.accuracy) for b in bins) / len(confidences)


def risk_coverage(answers: Sequence[tuple[float, float]]) -> tuple[RiskPoint, ...]:
    """How often the surest tenth, two tenths … of the answers are right; empty without answers.

    `answers` are pairs of confidence and hit (0 or 1). El-Yaniv, Wiener: On the Foundations of
    Noise-free Selective Classification, JMLR 2010.
    """
    surest = sorted(answers, key=lambda answer: -answer[0])
    sizes = [max(1, round(len(surest) * tenth / 10)) for tenth in range(1, 11)] if surest else []
    return tuple(
        RiskPoint(
            size / len(surest), surest[size - 1][0], sum(hit for _, hit in surest[:size]) / size
        )
        for size in sizes
    )


def roc_curve(scores: Sequence[float], positives: Sequence[bool]) -> tuple[RocPoint, ...]:
    """ROC points from (0, 0) to (1, 1), one per distinct score; a higher score is more positive.

    Empty where either class is missing.
    """
    score, positive = np.asarray(scores, float), np.asarray(positives, bool)
    if not positive.any() or positive.all():
        return ()
    thresholds = np.unique(score)[::-1]
    return (
        RocPoint(0.0, 0.0),
        *(
            RocPoint(float((score >= t)[~positive].mean()), float((score >= t)[positive].mean()))
            for t in thresholds
        ),
    )


def area_under(curve: Sequence[RocPoint]) -> float:
    """Area under a ROC curve by the trapezoid rule; 1 separates perfectly, 0.5 is chance."""
    points = np.asarray(curve)
    return float(np.trapezoid(points[:, 1], points[:, 0]))
