"""The texts that a town's index is made of: a bank of its own, or those of matters it shares."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.bank.matters import MATTERS_FILE, load_matters
from corpus.bank.questions import AskedQuestion, bank_files, load_bank, once
from corpus.passages import passages_of
from corpus.towns.registry import TownFiles
from index.building.bank import COMMON
from index.building.manifest import hash_bytes
from index.groups import NO_PLACES
from index.matters.linked_bank import LinkedBank
from index.matters.linked_town import linked_town
from index.matters.links import LINKS_FILES, has_decisions, read_verdicts, write_links
from index.matters.matcher import MATCHER_FILE
from index.matters.reference import Reference
from index.matters.signals import TextEmbedder
from index.town_index import SharedTexts

_WAY = b"3"  # raised when texts are shared in another way, so that every town is built anew


@dataclass(frozen=True)
class LinkedTexts:
    """The texts that a town shares, by reference, and those of its own."""

    shared: tuple[SharedTexts, ...]
    own: tuple[AskedQuestion, ...]


def common_texts(reference: Reference) -> LinkedTexts:
    """The texts of the common matters, in the reference town's words."""
    return LinkedTexts((SharedTexts.nothing(reference.search.index),), load_matters().asked)


def linked_texts(
    files: TownFiles,
    added: Path | None,
    vectors: NDArray[np.float32],
    embedder: TextEmbedder,
    references: Sequence[Reference],
) -> LinkedTexts:
    """What an imported town has by its links, and what it added; its links are written down.

    `vectors` are of its passages, shape (passages, dimension); the references are the reference
    town and the common matters.
    """
    town, passages = files.town, passages_of(files.town)
    banks: list[LinkedBank] = []
    for reference, name in zip(references, LINKS_FILES, strict=True):
        path = files.folder / name
        verdicts = read_verdicts(path, town)
        linked = linked_town(town, passages, vectors, embedder, reference, verdicts)
        write_links(path, linked.linking, town, reference.search.town, verdicts)
        banks.append(linked.bank)
    own = load_bank(files.folder, added, town).asked
    texts = {row.question for row in own}
    shared: list[SharedTexts] = []
    for part in _told_apart(banks, references):
        shared.append(part.without(texts))
        texts |= set(part.questions)
    official = [row for bank in banks for row in bank.official]
    return LinkedTexts(tuple(shared), once([*own, *official]))


def _told_apart(
    banks: Sequence[LinkedBank], references: Sequence[Reference]
) -> tuple[SharedTexts, SharedTexts]:
    """No text is uncovered that asks for a common matter which the town has.

    That it lacks a common matter says nothing: what it covers is more than its links.
    """
    ours, common = (bank.shared for bank in banks)
    town, matters = references
    covered = matters.asks_alike(common.asked, town)[ours.uncovered]
    return (
        replace(ours, uncovered=ours.uncovered[~covered]),
        replace(common, uncovered=NO_PLACES),
    )


def texts_bytes(files: TownFiles, reference: TownFiles) -> bytes:
    """All that these texts are made from but what the town added, to tell a change by."""
    if files == COMMON:
        return _WAY + _digests(*bank_files(reference.folder))
    if not files.imported:
        return b"".join(path.read_bytes() for path in bank_files(files.folder))
    # Most towns have none, and need not be read for that.
    verdicts = [
        sorted(read_verdicts(path, files.town).items()) if has_decisions(path) else []
        for path in (files.folder / name for name in LINKS_FILES)
    ]
    return b"".join(
        (
            _WAY,
            _digests(*bank_files(files.folder)),
            _digests(*bank_files(reference.folder), MATTERS_FILE, MATCHER_FILE),
            repr(verdicts).encode(),
        )
    )


def _digests(*files: Path) -> bytes:
    return "".join(
        _digest(path, path.stat().st_mtime_ns, path.stat().st_size) for path in files
    ).encode()


@lru_cache(maxsize=16)  # files that a thousand towns depend on: read once
def _digest(path: Path, changed_at: int, size: int) -> str:
    return hash_bytes(path.read_bytes())
