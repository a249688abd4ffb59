"""The middles of duties' asked questions."""

import numpy as np

from index.making.centroids import centroids_of

VECTORS = np.array([[3, 4], [0, 2], [5, 0]], dtype=np.float32)


def test_each_middle_has_length_one_and_the_direction_of_its_questions() -> None:
    """The second question is asked of both duties."""
    found = centroids_of(VECTORS, [(2, 1), (0, 0), (1, 0), (1, 1)], 2)
    expected = np.array([[3, 6], [5, 2]]) / np.sqrt([[45], [29]])
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_a_duty_that_nobody_asked_of_has_none() -> None:
    assert centroids_of(VECTORS, [(0, 1)], 3)[[0, 2]].tolist() == [[0, 0], [0, 0]]
    assert centroids_of(VECTORS, [], 1).tolist() == [[0, 0]]
