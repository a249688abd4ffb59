"""The vectors by which a town's duties are found across towns."""

import numpy as np
from numpy.typing import NDArray

from index.search import DutySearch
from index.whitening import normalised


def duty_vectors(search: DutySearch) -> NDArray[np.float32]:
    """The middle of each duty's passages, whitened, of shape (duties, dimension).

    All towns beside the reference town have its space, so that their duties can be compared.
    """
    owners, vectors = search.passage_owners, search.index.passage_indexes.vectors.vectors
    return normalised(np.add.reduceat(vectors[owners.texts], owners.bounds[:-1], axis=0))
