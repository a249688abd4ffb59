"""Brier score, reliability bins and ROC against values worked out by hand."""

import pytest

from eval.comparing.calibration import (
    ReliabilityBin,
    RocPoint,
    area_under,
    brier_score,
    expected_calibration_error,
    reliability_bins,
    roc_curve,
)


def test_brier_score_is_the_mean_square() -> None:
    assert brier_score([1.0, 0.5, 0.0], [1, 1, 0]) == pytest.approx(1 / 12)


def test_confidence_one_falls_into_the_last_bin() -> None:
    assert reliability_bins([1.0, 0.95, 0.05], [1, 0, 0]) == (
        ReliabilityBin(1, 0.05, 0.0),
        ReliabilityBin(2, 0.975, 0.5),
    )


def test_calibration_error_is_weighted_by_count() -> None:
    # bin 0.9: three answers, two right, gap 0.9 - 2/3; bin 0.1: one answer, wrong, gap 0.1
    error = expected_calibration_error([0.9, 0.9, 0.9, 0.1], [1, 1, 0, 0])
    assert error == pytest.approx(3 / 4 * (0.9 - 2 / 3) + 1 / 4 * 0.1)


def test_roc_curve_steps_once_per_score() -> None:
    curve = roc_curve([0.9, 0.5, 0.5, 0.1], [True, True, False, False])
    assert curve == (RocPoint(0, 0), RocPoint(0, 0.5), RocPoint(0.5, 1), RocPoint(1, 1))
    assert area_under(curve) == 7 / 8


def test_roc_curve_needs_both_classes() -> None:
    assert roc_curve([0.1, 0.2], [True, True]) == ()
    assert roc_curve([], []) == ()
