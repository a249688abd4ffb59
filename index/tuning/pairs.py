"""What the encoder is tuned on: pairs of texts of one group, in batches of distinct groups."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.bank.questions import UNNAMED_KINDS, Bank
from corpus.models import Town
from corpus.passages import Passage
from index.engine.weights import PROMPTS

# Share of the groups in a batch, whose other pairs are the negatives of each: the larger the
# better, until batches end because small groups have no texts left.
_SHARE = 0.827
EPOCHS = 6
_MIXED_KIND = "其他"  # its texts have nothing in common
_BY_PASSAGE = 0.5  # share of the pairs whose other half is a passage of the duty


@dataclass(frozen=True)
class Group:
    """Texts that belong together: those of a duty, or uncovered ones of one kind."""

    name: str
    texts: tuple[str, ...]
    passages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pair:
    """Two texts with their prompts, and all groups that the first belongs to."""

    anchor: str
    positive: str
    groups: tuple[int, ...]


def groups_of(town: Town, passages: Sequence[Passage], bank: Bank) -> tuple[Group, ...]:
    """The groups of a town's bank, duties in document order and then kinds.

    Uncovered texts without a kind of their own have nothing in common and are left out.
    """
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for item in bank.asked:
        for duty_id in item.duties:
            texts[duty_id].append(item.question)
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for row in bank.uncovered:
        if row.kind not in (*UNNAMED_KINDS, _MIXED_KIND):
            kinds[row.kind].append(row.question)
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for passage in passages:
        parts[passage.duty_id].append(passage.text)
    duties = [
        Group(duty.duty_id, tuple(texts[duty.duty_id]), tuple(parts[duty.duty_id]))
        for duty in town.duties
    ]
    return (*duties, *(Group(kind, tuple(own)) for kind, own in sorted(kinds.items())))


def batches(groups: Sequence[Group], epochs: int, seed: int) -> list[list[Pair]]:
    """Every epoch's batches, one pair a group and batch.

    So a duty with more texts than an epoch has batches gives other ones of them in each.
    """
    rng = np.random.default_rng(seed)
    size = int(len(groups) * _SHARE)
    belongs: defaultdict[str, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        for text in group.texts:
            belongs[text].append(number)
    made: list[list[Pair]] = []
    for _ in range(epochs):
        waiting = [rng.permutation(len(group.texts)).tolist() for group in groups]
        while sum(map(bool, waiting)) >= size:
            # Without replacement, a group as likely as it has texts left (Gumbel).
            left = np.log(np.array([len(own) for own in waiting]) + 1e-9)
            drawn = np.argsort(-(left + rng.gumbel(size=len(left))))[:size]
            made.append([_pair(groups[g], waiting[g].pop(), belongs, rng) for g in drawn])
    return made


def _pair(
    group: Group, place: int, belongs: dict[str, list[int]], rng: np.random.Generator
) -> Pair:
    text = group.texts[place]
    others = [other for other in group.texts if other != text]
    by_passage = group.passages and (not others or rng.random() < _BY_PASSAGE)
    if by_passage:
        positive = PROMPTS["passage"] + group.passages[rng.integers(len(group.passages))]
    else:
        positive = PROMPTS["query"] + (others or [text])[rng.integers(len(others) or 1)]
    return Pair(PROMPTS["query"] + text, positive, tuple(belongs[text]))
