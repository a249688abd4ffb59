"""A town linked to the reference town's matters: its links, and the texts that it has by them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.models import Town
from corpus.passages import Passage
from index.features import Owners
from index.matters.linked_bank import LinkedBank, linked_bank
from index.matters.links import Linking, Verdicts, linking_of
from index.matters.matcher import Matcher
from index.matters.signals import Titles, pair_signals
from index.search import DutySearch


class TextEmbedder(Protocol):
    """What is needed of an embedding engine."""

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Normalised vectors of shape (texts, dimension)."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Normalised vectors of shape (texts, dimension)."""
        ...


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
    signals = pair_signals(
        Titles(
            titles=titles,
            as_questions=embedder.embed_queries(titles),
            as_passages=embedder.embed_passages(titles),
            passages=vectors,
            owners=owners,
        ),
        reference,
    )
    matcher = Matcher.load()
    chances = matcher.probabilities(signals)
    linking = linking_of(chances, town, reference.town, matcher, verdicts)
    return LinkedTown(linking, linked_bank(town, vectors, owners, reference, linking))
