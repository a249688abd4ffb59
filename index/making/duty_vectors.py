"""The vectors by which a town's duties are found across towns."""

import numpy as np
from numpy.typing import NDArray

from corpus.passages import passages_of
from index.making.centroids import normalised
from index.town_index import TownIndex


def duty_vectors(index: TownIndex) -> NDArray[np.float32]:
    """The middle of each duty's passages, of shape (duties, dimension)."""
    places = {duty.duty_id: place for place, duty in enumerate(index.town.duties)}
    owners = [places[passage.duty_id] for passage in passages_of(index.town)]
    sums = np.zeros((len(places), index.centroids.shape[1]))
    np.add.at(sums, owners, index.passage_indexes.vectors.vectors)
    return normalised(sums)
