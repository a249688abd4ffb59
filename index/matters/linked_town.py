"""A town linked to the reference town's matters: its links, and the texts that it has by them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.models import Town
from corpus.passages import Passage
from index.features import Owners
from index.matters.linked_bank import LinkedBank, linked_bank
from index.matters.links import Linking, Verdicts, linking_of
from index.matters.matcher import Matcher
from index.matters.signals import TextEmbedder, pair_signals, titles_of
from index.matters.votes import weighed
from index.search import DutySearch


@dataclass(frozen=True)
class LinkedTown:
    """What linking a town gives."""

    linking: Linking
    texts: LinkedBank


def linked_town(
    town: Town,
    passages: Sequence[Passage],
    vectors: NDArray[np.float32],
    embedder: TextEmbedder,
    reference: DutySearch,
    verdicts: Verdicts,
) -> LinkedTown:
    """Link a town; `vectors` are of its passages, raw, shape (passages, dimension)."""
    places = {duty.duty_id: place for place, duty in enumerate(town.duties)}
    owners = Owners.of([[places[passage.duty_id]] for passage in passages], len(places))
    titles = [duty.title for duty in town.duties]
    signals = pair_signals(titles_of(titles, vectors, owners, embedder), reference)
    matcher = Matcher.load()
    chances = matcher.probabilities(signals)
    if not reference.town.region:  # common matters are parts of what a duty covers
        whitening = reference.index.space.whitening
        asked = whitening.apply(reference.index.asked_indexes.vectors.vectors)
        near = np.stack([owners.best(row) for row in asked @ whitening.apply(vectors).T])
        chances = weighed(chances, near, reference, matcher)
    linking = linking_of(chances, town, reference.town, matcher, verdicts)
    return LinkedTown(linking, linked_bank(town, vectors, owners, reference, linking))
