"""The texts that a town's index is made of: a bank of its own, or that of the matters it shares."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.bank.questions import AskedQuestion, load_bank, once, shipped_bytes
from corpus.passages import passages_of
from corpus.towns.registry import TownFiles
from index.matters.linked_town import linked_town
from index.matters.links import LINKS_FILE, read_verdicts, write_links
from index.matters.matcher import MATCHER_FILE
from index.matters.reference import Reference
from index.matters.signals import TextEmbedder
from index.town_index import SharedTexts

_WAY = b"2"  # raised when texts are shared in another way, so that every town is built anew


@dataclass(frozen=True)
class LinkedTexts:
    """The texts that an imported town has by its links, and those of its own."""

    shared: SharedTexts
    own: tuple[AskedQuestion, ...]


def linked_texts(
    files: TownFiles,
    added: Path | None,
    vectors: NDArray[np.float32],
    embedder: TextEmbedder,
    reference: Reference,
) -> LinkedTexts:
    """What an imported town has by its links, and what it added; its links are written down.

    `vectors` are of its passages, shape (passages, dimension).
    """
    town = files.town
    path = files.folder / LINKS_FILE
    verdicts = read_verdicts(path)
    linked = linked_town(town, passages_of(town), vectors, embedder, reference, verdicts)
    write_links(path, linked.linking, town, reference.search.town, verdicts)
    own = load_bank(files.folder, added, town).asked
    shared = linked.bank.shared.without({row.question for row in own})
    return LinkedTexts(shared, once([*own, *linked.bank.official]))


def texts_bytes(files: TownFiles, reference: TownFiles) -> bytes:
    """All that these texts are made from but what the town added, to tell a change by."""
    if not files.imported:
        return shipped_bytes(files.folder)
    verdicts = sorted(read_verdicts(files.folder / LINKS_FILE).items())
    return b"".join(
        (
            _WAY,
            shipped_bytes(files.folder),
            shipped_bytes(reference.folder),
            MATCHER_FILE.read_bytes(),
            repr(verdicts).encode(),
        )
    )
