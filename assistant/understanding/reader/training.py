"""Training the network: what `lvzhi train-reader` writes to `weights.npz`."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.understanding.reader.examples import Labelled, labelled, rows
from assistant.understanding.reader.labels import HEADS, PIECES, ROLES, TAGS
from assistant.understanding.reader.marked import Mention, ReadsTokens, features
from assistant.understanding.reader.network import NEAREST, SHARPNESS, WEIGHTS_FILE, Network
from assistant.understanding.words.lexicon import Lexicon

if TYPE_CHECKING:
    import torch

_LEAST = 5  # examples of a kind of words that the network may know
_HIDDEN, _DROPPED, _DROPPED_IN = 96, 0.3, 0.2
_NETWORKS, _EPOCHS, _BATCH, _RATE, _DECAY = 3, 12, 32, 5e-3, 1e-2
_TAG_WEIGHT = 0.3  # of a token beside a head
_UNTAGGED = -1  # a token of which no tag is known, or none at all


def train_reader(
    read_tokens: ReadsTokens,
    lexicon: Lexicon,
    engine: str,
    on_progress: Callable[[int, int], None],
    path: Path = WEIGHTS_FILE,
) -> None:
    """Train on all examples and write the weights for the engine with this hash of its weights.

    `on_progress` hears the rounds done, and all.
    """
    examples = [labelled(row, read_tokens, lexicon) for row in rows()]
    trained(examples, engine, on_progress).save(path)


def trained(
    examples: Sequence[Labelled], engine: str, on_progress: Callable[[int, int], None]
) -> Network:
    """Networks trained on these examples, each from another beginning."""
    counted = Counter(kind for one in examples for own in one.text.kinds for kind in own)
    kinds = sorted(kind for kind, count in counted.items() if count >= _LEAST)
    raw = [features(one.text, kinds) for one in examples]
    tokens = np.concatenate(raw)
    mean, spread = tokens.mean(axis=0), tokens.std(axis=0) + 1e-3
    whole = [(one - mean) / spread for one in raw]
    each: list[dict[str, Any]] = []
    for seed in range(_NETWORKS):
        weights = _begun(whole[0].shape[1], seed)
        for epoch, _ in enumerate(_rounds(examples, whole, weights, seed), start=1):
            on_progress(seed * _EPOCHS + epoch, _NETWORKS * _EPOCHS)
        fitted = {name: values.detach().numpy() for name, values in weights.items()}
        each.append({**fitted, "mean": mean, "spread": spread})
    return Network(engine, kinds, {name: np.stack([own[name] for own in each]) for name in each[0]})


def _rounds(
    examples: Sequence[Labelled],
    whole: Sequence[Any],
    weights: Mapping[str, "torch.Tensor"],
    seed: int,
) -> Iterator[None]:
    """Fit the weights of one network, in place; yields after each round of all examples."""
    import torch

    order = random.Random(seed)
    optimiser = torch.optim.AdamW(weights.values(), lr=_RATE, weight_decay=_DECAY)
    steps = _EPOCHS * -(-len(examples) // _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=steps)
    for _ in range(_EPOCHS):
        shuffled = order.sample(range(len(examples)), len(examples))
        for start in range(0, len(shuffled), _BATCH):
            chosen = shuffled[start : start + _BATCH]
            optimiser.zero_grad()
            loss = _loss([examples[n] for n in chosen], [whole[n] for n in chosen], weights)
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
        yield


def _begun(width: int, seed: int) -> dict[str, "torch.Tensor"]:
    """The weights by name, as `network.py` applies them."""
    import torch

    torch.manual_seed(seed)
    size = _HIDDEN
    shapes = {"in": (width, size), "in bias": (size,), "beside bias": (size,)}
    shapes |= {"roles": (3 * size, len(ROLES)), "roles bias": (len(ROLES),)}
    shapes |= {"denied": (3 * size, 2), "denied bias": (2,)}
    shapes |= {"tags": (size, len(TAGS)), "tags bias": (len(TAGS),)}
    shapes |= {"pieces": (size, len(PIECES)), "pieces bias": (len(PIECES),)}
    shapes |= {name: (size, len(classes)) for name, classes in HEADS.items()}
    shapes |= {f"{name} bias": (len(classes),) for name, classes in HEADS.items()}
    weights = {
        name: torch.zeros(shape) if name.endswith("bias") else _uniform(shape)
        for name, shape in shapes.items()
    }
    weights["beside"] = _uniform((3, size, size), 3 * size)
    weights["attends"] = _uniform((2, size, size))
    weights["near"] = torch.zeros(2, 2 * NEAREST + 1)
    weights["queries"] = torch.randn(size, len(HEADS)) * 0.05
    return {name: values.requires_grad_() for name, values in weights.items()}


def _uniform(shape: tuple[int, ...], inputs: int = 0) -> "torch.Tensor":
    import torch

    most = (inputs or shape[-2]) ** -0.5
    return torch.empty(shape).uniform_(-most, most)


def _loss(
    examples: Sequence[Labelled], whole: Sequence[Any], of: Mapping[str, "torch.Tensor"]
) -> "torch.Tensor":
    """The mean of what the examples' labels cost."""
    import torch
    from torch.nn.functional import cross_entropy, dropout

    longest = max(map(len, whole))
    raw = torch.zeros(len(whole), longest, whole[0].shape[1])
    mask = torch.zeros(len(whole), longest, 1)
    for n, states in enumerate(whole):
        raw[n, : len(states)], mask[n, : len(states)] = torch.from_numpy(states), 1
    hidden = torch.tanh(dropout(raw, _DROPPED_IN) @ of["in"] + of["in bias"]) * mask
    padded = torch.nn.functional.pad(hidden, (0, 0, 1, 1))
    beside = sum(padded[:, step : step + longest] @ of["beside"][step] for step in range(3))
    hidden = dropout(hidden + torch.tanh(beside + of["beside bias"]), _DROPPED) * mask
    hush = (mask - 1) * 1e9
    attended = (hidden @ of["queries"] + hush).softmax(1).transpose(1, 2) @ hidden
    loss = torch.zeros(())
    for place, name in enumerate(HEADS):
        own = [(n, one.heads[name]) for n, one in enumerate(examples) if name in one.heads]
        if own:
            rows_of, classes = zip(*own, strict=True)
            logits = attended[list(rows_of), place] @ of[name] + of[f"{name} bias"]
            loss = loss + cross_entropy(logits, torch.tensor(classes), reduction="sum")
    loss = loss + _loss_of_mentions(examples, hidden, hush[..., 0], of)
    cost = torch.zeros(())
    for name, told in (
        ("tags", [one.tags for one in examples]),
        ("pieces", [one.pieces for one in examples]),
    ):
        wanted = torch.full((len(whole), longest), _UNTAGGED)
        for n, own_tags in enumerate(told):
            if own_tags is not None:
                wanted[n, : len(own_tags)] = torch.tensor(own_tags)
        logits = (hidden @ of[name] + of[f"{name} bias"]).flatten(0, 1)
        cost = cost + cross_entropy(
            logits, wanted.flatten(), reduction="sum", ignore_index=_UNTAGGED
        )
    return (loss + _TAG_WEIGHT * cost) / len(examples)


def _loss_of_mentions(
    examples: Sequence[Labelled],
    hidden: "torch.Tensor",
    hush: "torch.Tensor",
    of: Mapping[str, "torch.Tensor"],
) -> "torch.Tensor":
    import torch
    from torch.nn.functional import cross_entropy

    known = [*_known_mentions(examples)]
    if not known:
        return torch.zeros(())
    rows_of = torch.tensor([n for n, *_ in known])
    first = torch.tensor([mention.first for _, mention, *_ in known])[:, None]
    last = torch.tensor([mention.last for _, mention, *_ in known])[:, None]
    places = torch.arange(hidden.shape[1])[None]
    inside = ((places >= first) & (places <= last)).float()
    around = hidden[rows_of]
    own = (inside[..., None] * around).sum(1) / inside.sum(1, keepdim=True)
    off = torch.where(places < first, places - first, torch.where(places > last, places - last, 0))
    near = off.clamp(-NEAREST, NEAREST) + NEAREST
    seen = [own]
    for way in range(2):
        wanted = own @ of["attends"][way].T
        score = (
            (around @ wanted[..., None])[..., 0] * SHARPNESS + of["near"][way][near] + hush[rows_of]
        )
        seen.append((score.softmax(1)[:, None] @ around)[:, 0])
    whole = torch.cat(seen, dim=1)
    chances = (whole @ of["roles"] + of["roles bias"]).log_softmax(1)
    allowed = torch.full(chances.shape, -1e9)
    for n, (_, _, roles, _) in enumerate(known):
        allowed[n, list(roles)] = 0.0
    loss = -(chances + allowed).logsumexp(1).sum()
    denials = [(n, int(no)) for n, (*_, no) in enumerate(known) if no is not None]
    if denials:
        numbers, answers = zip(*denials, strict=True)
        logits = whole[list(numbers)] @ of["denied"] + of["denied bias"]
        loss = loss + cross_entropy(logits, torch.tensor(answers), reduction="sum")
    return loss


def _known_mentions(
    examples: Sequence[Labelled],
) -> Iterator[tuple[int, Mention, tuple[int, ...], bool | None]]:
    for n, one in enumerate(examples):
        for number, (roles, no) in one.roles.items():
            yield n, one.text.mentions[number], roles, no
