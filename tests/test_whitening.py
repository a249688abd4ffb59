"""Whitening: the formula on a covariance known by hand, and the shape of what comes out."""

import numpy as np
import pytest

from index.whitening import Whitening

# Two duties around (0, 0) and (10, 10); within each, 4 along the first axis and 1 along the other.
VECTORS = np.array(
    [[2, 1], [-2, -1], [2, -1], [-2, 1], [12, 11], [8, 9], [12, 9], [8, 11]], dtype=np.float32
)
DUTIES = [0, 0, 0, 0, 1, 1, 1, 1]


def test_each_axis_is_divided_by_its_spread_within_duties() -> None:
    """Variances 4 and 1, shrunk by their mean 2.5; how far the duties lie apart is no part."""
    whitening = Whitening.fit(VECTORS, DUTIES)
    assert whitening.mean.tolist() == [5.0, 5.0]
    expected = np.diag([1 / np.sqrt(4 + 2.5), 1 / np.sqrt(1 + 2.5)])
    np.testing.assert_allclose(whitening.matrix, expected, atol=1e-6)


def test_vectors_come_out_centred_with_length_one_in_their_order() -> None:
    whitening = Whitening.fit(VECTORS, DUTIES)
    whitened = whitening.apply(VECTORS)
    assert np.linalg.norm(whitened, axis=1) == pytest.approx(np.ones(8), abs=1e-6)
    expected = (VECTORS[5] - 5) @ whitening.matrix
    np.testing.assert_allclose(whitened[5], expected / np.linalg.norm(expected), atol=1e-6)
