"""The bootstrap interval against its closed form."""

import numpy as np
import pytest

from eval.comparing.compare import bootstrap_interval


def test_interval_is_reproducible_and_near_the_normal_one() -> None:
    differences = np.array([1.0] * 30 + [-1.0] * 10 + [0.0] * 60)
    low, high = bootstrap_interval(differences)
    assert (low, high) == bootstrap_interval(differences)
    half = 1.96 * differences.std() / 10
    assert low == pytest.approx(0.2 - half, abs=0.015)
    assert high == pytest.approx(0.2 + half, abs=0.015)


def test_constant_difference_has_no_width() -> None:
    assert bootstrap_interval(np.full(7, 0.25)) == (0.25, 0.25)


def test_interval_narrows_with_more_questions() -> None:
    few, many = (bootstrap_interval(np.array([1.0, 0.0] * n)) for n in (10, 1000))
    assert many[1] - many[0] < (few[1] - few[0]) / 5
