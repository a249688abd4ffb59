"""Towns made of the reference town for training: some duties left out, some of their texts only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.features import Evidence, Owners, Scores, TextScores, duty_signals
from index.judgement import Nearness, nearness_of
from index.matters.linked_bank import FAR
from index.search import DutySearch

# What a town of another county is like: some of the reference town's duties it lacks, and some of
# those that it has are not linked. Shares of its duties.
TOWNS = ((0.1, 0.2), (0.25, 0.5), (0.45, 0.35), (0.6, 0.5), (0.7, 0.3), (0.3, 0.65))
_MISSED = 0.12  # of the unlinked duties, those that are taken for lacking
# A linked duty is not wholly the matter's: of so many of them, only the half of the texts is there
# that is of one part of it.
_IN_PART = 0.5
_SEED = 7


@dataclass(frozen=True)
class MadeTown:
    """One such town: positions are of the reference town's duties and asked texts."""

    present: NDArray[np.intp]  # the duties that it has
    place: NDArray[np.intp]  # of every duty of the reference town, -1 where it lacks it
    linked: NDArray[np.bool_]  # the texts that it has
    foreign: NDArray[np.bool_]  # those that show what it does not cover
    asked_owners: Owners
    passage_owners: Owners

    def seen(self, evidence: Evidence) -> "SeenHere":
        """What its search would see of a text, of all that the reference town's sees."""
        own = self.asked_owners.owning
        known = evidence._replace(centroids=evidence.centroids[self.present] * own)
        signals = duty_signals(known, self.passage_owners, self.asked_owners)
        asked_plain, uncovered_plain = evidence.plain
        pools = evidence._replace(
            asked=_chosen(evidence.asked, self.linked),
            uncovered=_joined(evidence.uncovered, _chosen(evidence.asked, self.foreign)),
            plain=(
                asked_plain[self.linked],
                np.concatenate([uncovered_plain, asked_plain[self.foreign]]),
            ),
        )
        return SeenHere(signals, nearness_of(pools))


class SeenHere(NamedTuple):
    """A text's signals by this town's duties, and how near it is to what is and isn't covered."""

    signals: Scores
    nearness: Nearness


def made_towns(search: DutySearch) -> list[MadeTown]:
    """The towns; the same ones for the same index."""
    chance = np.random.default_rng(_SEED)
    near = _nearness_to_duties(search)
    return [_made(search, near, absent, unlinked, chance) for absent, unlinked in TOWNS]


def owners_of_texts(search: DutySearch) -> list[list[int]]:
    """The duties' positions of every asked text."""
    places = {duty.duty_id: place for place, duty in enumerate(search.town.duties)}
    return [[places[duty_id] for duty_id in text.duties] for text in search.asked]


def _made(
    search: DutySearch,
    near: Scores,
    absent_share: float,
    unlinked_share: float,
    chance: np.random.Generator,
) -> MadeTown:
    duties = len(search.town.duties)
    absent = chance.random(duties) < absent_share
    unlinked = ~absent & (chance.random(duties) < unlinked_share)
    has = ~absent & ~unlinked
    taken_for_lacking = absent | (unlinked & (chance.random(duties) < _MISSED))
    present = np.flatnonzero(~absent)
    place = np.full(duties, -1, dtype=np.intp)
    place[present] = np.arange(len(present))
    owners = owners_of_texts(search)
    nearest = near[:, present].max(axis=1)
    gone = np.array([all(taken_for_lacking[duty] for duty in own) for own in owners])
    in_part = has & (chance.random(duties) < _IN_PART)
    linked = np.array([any(has[duty] for duty in own) for own in owners])
    linked &= ~_other_parts(search, owners, np.flatnonzero(in_part), chance)
    ids = {duty.duty_id: p for duty, p in zip(search.town.duties, place.tolist(), strict=True)}
    return MadeTown(
        present=present,
        place=place,
        linked=linked,
        foreign=gone & (nearest < FAR),
        asked_owners=_owners(
            (
                [int(place[d]) for d in own if here and has[d]]
                for own, here in zip(owners, linked.tolist(), strict=True)
            ),
            len(present),
        ),
        passage_owners=_owners(([ids[p.duty_id]] for p in search.passages), len(present)),
    )


def _other_parts(
    search: DutySearch,
    owners: Sequence[Sequence[int]],
    duties: NDArray[np.intp],
    chance: np.random.Generator,
) -> NDArray[np.bool_]:
    """The texts of these duties that are farther than half of them from one taken by chance."""
    vectors = search.index.asked_indexes.vectors.vectors
    first = np.array([own[0] for own in owners])
    dropped = np.zeros(len(owners), dtype=np.bool_)
    for duty in duties.tolist():
        texts = np.flatnonzero(first == duty)
        cosines = vectors[texts] @ vectors[chance.choice(texts)]
        dropped[texts[cosines < np.median(cosines)]] = True
    return dropped


def _owners(places: Iterator[list[int]] | Sequence[list[int]], duties: int) -> Owners:
    return Owners.of([[place for place in own if place >= 0] for own in places], duties)


def _nearness_to_duties(search: DutySearch) -> Scores:
    """Cosines of every asked text to the nearest passage of each duty."""
    vectors = search.index.asked_indexes.vectors.vectors
    passages = search.index.passage_indexes.vectors.vectors
    return np.stack([search.passage_owners.best(row) for row in vectors @ passages.T])


def _chosen(scores: TextScores, chosen: NDArray[np.bool_]) -> TextScores:
    return TextScores(*(column[chosen] for column in scores))


def _joined(one: TextScores, other: TextScores) -> TextScores:
    return TextScores(*(np.concatenate(pair) for pair in zip(one, other, strict=True)))
