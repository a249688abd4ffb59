"""A town linked to a reference's matters: its links, and the texts that it has by them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from corpus.models import Town
from corpus.passages import Passage
from index.features import Owners, Scores
from index.matters.linked_bank import LinkedBank, linked_bank
from index.matters.links import Linking, Verdicts, linking_of
from index.matters.matcher import Matcher
from index.matters.reference import Reference
from index.matters.signals import TextEmbedder, pair_signals, titles_of
from index.matters.votes import weighed


@dataclass(frozen=True)
class LinkedTown:
    """What linking a town gives."""

    linking: Linking
    bank: LinkedBank


def linked_town(
    town: Town,
    passages: Sequence[Passage],
    vectors: NDArray[np.float32],
    embedder: TextEmbedder,
    reference: Reference,
    verdicts: Verdicts,
) -> LinkedTown:
    """Link a town; `vectors` are of its passages, shape (passages, dimension)."""
    places = {duty.duty_id: place for place, duty in enumerate(town.duties)}
    owners = Owners.of([[places[passage.duty_id]] for passage in passages], len(places))
    titles = [duty.title for duty in town.duties]
    signals = pair_signals(titles_of(titles, vectors, owners, embedder), reference)
    matcher = Matcher.load()
    chances = matcher.probabilities(signals)
    near = _nearness(passages, vectors, reference)
    theirs = reference.search
    if not theirs.town.region:  # common matters are parts of what a duty covers
        chances = weighed(chances, near[: len(theirs.asked)], theirs, matcher)
    linking = linking_of(chances, town, theirs.town, matcher, verdicts)
    return LinkedTown(linking, linked_bank(town, near, reference, linking))


def _nearness(
    passages: Sequence[Passage], vectors: NDArray[np.float32], reference: Reference
) -> Scores:
    """How near all the reference's texts are to each duty's passages, (texts, duties)."""
    duties = [
        [passage.text for passage in own]
        for _, own in groupby(passages, key=lambda passage: passage.duty_id)
    ]
    return reference.near(duties, vectors)
