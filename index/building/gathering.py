"""The texts that a town's index is made of: a bank of its own, or that of the matters it shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.bank.matters import COMMON_KEY, MATTERS_FILE, load_matters
from corpus.bank.questions import (
    AskedQuestion,
    UncoveredQuestion,
    load_bank,
    load_uncovered,
    once,
    shipped_bytes,
)
from corpus.models import Town
from corpus.passages import passages_of
from corpus.town import DATA_DIR
from corpus.towns.registry import TownFiles
from index.matters.linked_bank import LinkedBank
from index.matters.linked_town import linked_town
from index.matters.links import LINKS_FILES, read_verdicts, write_links
from index.matters.matcher import MATCHER_FILE
from index.matters.signals import TextEmbedder
from index.search import DutySearch
from index.whitening import DutySpace, Pairs, Whitening

_WAY = b"2"  # raised when texts are shared in another way, so that every town is built anew


# Cosine in the whitened space; see docs/retrieval.md.
_SAME_MATTER = 0.6


@dataclass(frozen=True)
class Texts:
    """Texts with and without a duty, and what is known of them already."""

    asked: tuple[AskedQuestion, ...]
    uncovered: tuple[UncoveredQuestion, ...]
    whitening: Whitening | None = None  # None: to be fitted on these
    vectors: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)  # by text

    def space(self, vectors: NDArray[np.float32], pairs: Pairs, duties: int) -> DutySpace:
        """The whitened space with the middles of these texts, whose vectors are given."""
        if self.whitening is None:
            return DutySpace.fit(vectors, pairs, duties)
        return DutySpace.within(self.whitening, vectors, pairs, duties)


class CommonFiles(TownFiles):
    """The matters that the reference town lacks, as if they were a town."""

    @property
    def town(self) -> Town:
        """They have no document: see `corpus.bank.matters`."""
        return load_matters().town

    @property
    def content(self) -> bytes:
        """All that their index depends on beside the reference town."""
        return MATTERS_FILE.read_bytes()


COMMON = CommonFiles(COMMON_KEY, DATA_DIR, imported=False)


class References(NamedTuple):
    """Whose texts an imported town shares."""

    town: DutySearch
    common: DutySearch


def common_texts(reference: DutySearch) -> Texts:
    """The texts of the common matters, in the reference town's space."""
    whitening = reference.index.space.whitening
    return Texts(load_matters().asked, load_uncovered(), whitening=whitening)


def own_texts(files: TownFiles, added: Path | None) -> Texts:
    """What ships with a town, and what it added."""
    bank = load_bank(files.folder, added, files.town)
    return Texts(bank.asked, bank.uncovered)


def shared_texts(
    files: TownFiles,
    added: Path | None,
    vectors: NDArray[np.float32],
    embedder: TextEmbedder,
    references: References,
) -> Texts:
    """What an imported town has by its links, and what it added; its links are written down.

    `vectors` are of its passages, shape (passages, dimension).
    """
    town, passages = files.town, passages_of(files.town)
    shared: list[LinkedBank] = []
    for reference, name in zip(references, LINKS_FILES, strict=True):
        path = files.folder / name
        verdicts = read_verdicts(path, town)
        linked = linked_town(town, passages, vectors, embedder, reference, verdicts)
        write_links(path, linked.linking, town, reference.town, verdicts)
        shared.append(linked.texts)
    ours, common = shared
    own = load_bank(files.folder, added, town).asked
    whitening = references.town.index.space.whitening
    known = {**common.vectors, **ours.vectors}
    return Texts(
        asked=once([*own, *ours.bank.asked, *common.bank.asked]),
        uncovered=_not_of(common.bank.asked, ours.bank.uncovered, known, whitening),
        whitening=whitening,
        vectors=known,
    )


def _not_of(
    asked: Sequence[AskedQuestion],
    uncovered: Sequence[UncoveredQuestion],
    vectors: Mapping[str, NDArray[np.float32]],
    whitening: Whitening,
) -> tuple[UncoveredQuestion, ...]:
    """The uncovered texts without those that ask for a common matter which this town has."""
    if not asked or not uncovered:
        return tuple(uncovered)
    matters, texts = (
        whitening.apply(np.stack([vectors[row.question] for row in rows]))
        for rows in ([row for row in asked if row.question in vectors], uncovered)
    )
    nearest = (texts @ matters.T).max(axis=1)
    return tuple(row for row, near in zip(uncovered, nearest, strict=True) if near < _SAME_MATTER)


def texts_bytes(files: TownFiles, reference: TownFiles) -> bytes:
    """All that these texts are made from but what the town added, to tell a change by."""
    if files == COMMON:
        return _WAY + shipped_bytes(reference.folder)
    if not files.imported:
        return shipped_bytes(files.folder)
    verdicts = [
        sorted(read_verdicts(files.folder / name, files.town).items()) for name in LINKS_FILES
    ]
    return b"".join(
        (
            _WAY,
            shipped_bytes(files.folder),
            shipped_bytes(reference.folder),
            MATTERS_FILE.read_bytes(),
            MATCHER_FILE.read_bytes(),
            repr(verdicts).encode(),
        )
    )
