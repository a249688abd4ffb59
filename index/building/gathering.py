"""The texts that a town's index is made of: a bank of its own, or that of the matters it shares."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.bank.questions import (
    AskedQuestion,
    UncoveredQuestion,
    load_bank,
    once,
    shipped_bytes,
)
from corpus.passages import passages_of
from corpus.towns.registry import TownFiles
from index.matters.linked_town import linked_town
from index.matters.links import LINKS_FILE, read_verdicts, write_links
from index.matters.matcher import MATCHER_FILE
from index.matters.signals import TextEmbedder
from index.search import DutySearch
from index.whitening import DutySpace, Pairs, Whitening

_WAY = b"1"  # raised when texts are shared in another way, so that every town is built anew


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


def own_texts(files: TownFiles, added: Path | None) -> Texts:
    """What ships with a town, and what it added."""
    bank = load_bank(files.folder, added, files.town)
    return Texts(bank.asked, bank.uncovered)


def shared_texts(
    files: TownFiles,
    added: Path | None,
    vectors: NDArray[np.float32],
    embedder: TextEmbedder,
    reference: DutySearch,
) -> Texts:
    """What an imported town has by its links, and what it added; its links are written down.

    `vectors` are of its passages, shape (passages, dimension).
    """
    town = files.town
    path = files.folder / LINKS_FILE
    verdicts = read_verdicts(path, town)
    linked = linked_town(town, passages_of(town), vectors, embedder, reference, verdicts)
    write_links(path, linked.linking, town, reference.town, verdicts)
    own = load_bank(files.folder, added, town).asked
    return Texts(
        asked=once([*own, *linked.texts.bank.asked]),
        uncovered=linked.texts.bank.uncovered,
        whitening=reference.index.space.whitening,
        vectors=linked.texts.vectors,
    )


def texts_bytes(files: TownFiles, reference: TownFiles) -> bytes:
    """All that these texts are made from but what the town added, to tell a change by."""
    if not files.imported:
        return shipped_bytes(files.folder)
    verdicts = sorted(read_verdicts(files.folder / LINKS_FILE, files.town).items())
    return b"".join(
        (
            _WAY,
            shipped_bytes(files.folder),
            shipped_bytes(reference.folder),
            MATCHER_FILE.read_bytes(),
            repr(verdicts).encode(),
        )
    )
