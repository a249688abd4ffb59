"""Training the weights of towns with few questions of their own, on towns made for it."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.features import LINKED_FEATURES, Evidence, linked_features
from index.judgement import LINKED_FACTS
from index.ranker import Ranker
from index.search import DutySearch
from index.text.messages import heading
from index.training.judging import TrainedJudgement, train_judgement
from index.training.letters import (
    L2_PENALTY,
    asked_hidden,
    folds,
    is_new,
    trains,
    uncovered_hidden,
)
from index.training.made_towns import MadeTown, SeenHere, made_towns, owners_of_texts
from index.tuning.delta import seen_by
from index.views import Combined, View, combined
from index.weights import LINKED_JUDGEMENT_FILE, LINKED_RANKER_FILE, OFFICIAL_JUDGEMENT_FILE

_COVERED_SHARE = 3.0  # covered texts for one uncovered, as people write; a made town has fewer
_LEAST_RIGHT = 0.06  # of linked towns: below, a duty is not told
_DECIMALS = 3
_SEED = 0

Progress = Callable[[int, int], None]


class Text(NamedTuple):
    """A text as every made town sees it: whole, and its heading if it has one."""

    number: int  # of the asked text; -1 for one that no duty covers
    characters: int
    whole: tuple[SeenHere, ...]
    heading: tuple[SeenHere, ...] | None


@dataclass(frozen=True)
class TrainedLinked:
    """What `lvzhi train-linked` makes."""

    engine: str  # hash of the embedding model's weights
    weights: dict[str, float]
    hit_asked: float  # first place, where the duty has questions
    hit_official: float  # where it has passages alone
    asked: TrainedJudgement
    official: TrainedJudgement


def train_linked(search: DutySearch, model: str, engine: str, progress: Progress) -> TrainedLinked:
    """Fit ranker and judgements on letters that are new to the model; deterministic."""
    towns = made_towns(search)
    texts = list(_texts(search, towns, model, progress))
    owners = owners_of_texts(search)
    weights, hits = _fit_ranker(towns, texts, owners)
    facts = _facts(towns, texts, owners, Ranker(weights))
    return TrainedLinked(
        engine=engine,
        weights=dict(zip(LINKED_FEATURES, weights.tolist(), strict=True)),
        hit_asked=hits[0],
        hit_official=hits[1],
        asked=_judgement(facts, facts.asked),
        official=_judgement(facts, ~facts.asked),
    )


def write_linked(trained: TrainedLinked) -> None:
    """Write the three files of weights that ship with the product."""
    ranker = {key: getattr(trained, key) for key in ("engine", "weights")}
    ranker |= {"hit_asked": trained.hit_asked, "hit_official": trained.hit_official}
    _write(ranker, LINKED_RANKER_FILE)
    for judgement, path in (
        (trained.asked, LINKED_JUDGEMENT_FILE),
        (trained.official, OFFICIAL_JUDGEMENT_FILE),
    ):
        own = {"engine": trained.engine, "least_right": _LEAST_RIGHT}
        _write(own | asdict(judgement), path)


def _write(stored: dict[str, object], path: Path) -> None:
    path.write_text(json.dumps(stored, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _texts(
    search: DutySearch, towns: Sequence[MadeTown], model: str, progress: Progress
) -> Iterator[Text]:
    """The letters that are new to the model, each hidden from itself."""
    known = seen_by(model)
    chosen = [number for number, text in enumerate(search.asked) if trains(known)(text)]
    uncovered = [
        number for number, row in enumerate(search.index.uncovered) if is_new(row.question, known)
    ]
    done, total = 0, len(chosen) + len(uncovered)

    def seen(evidence: Evidence) -> tuple[SeenHere, ...]:
        return tuple(town.seen(evidence) for town in towns)

    for fold, held_out in folds(search, chosen):
        for number in held_out:
            text, hide = search.asked[number].question, asked_hidden(number)
            vector = fold.index.asked_indexes.vectors.vector(number)
            title = heading(text)
            yield Text(
                number,
                len(text),
                seen(hide(fold.evidence(vector, text))),
                seen(hide(fold.evidence_of(title))) if title else None,
            )
            progress(done := done + 1, total)
    for number in uncovered:
        text, hide = search.index.uncovered[number].question, uncovered_hidden(number)
        vector = search.index.uncovered_indexes.vectors.vector(number)
        title = heading(text)
        yield Text(
            -1,
            len(text),
            seen(hide(search.evidence(vector, text))),
            seen(hide(search.evidence_of(title))) if title else None,
        )
        progress(done := done + 1, total)


def _gold(town: MadeTown, text: Text, owners: Sequence[Sequence[int]]) -> list[int]:
    """The places in a made town of the duties that cover a text; none where it lacks them."""
    if text.number < 0:
        return []
    places = [int(town.place[duty]) for duty in owners[text.number]]
    return [place for place in places if place >= 0]


def _fit_ranker(
    towns: Sequence[MadeTown], texts: Sequence[Text], owners: Sequence[Sequence[int]]
) -> tuple[NDArray[np.float64], tuple[float, float]]:
    """The weights of a softmax regression over each town's duties, and its hits at first place."""
    # Imported late: answering needs none of scipy.
    from scipy.optimize import minimize

    rows = [
        (linked_features(text.whole[k].signals, town.asked_owners.owning), gold, town)
        for k, town in enumerate(towns)
        for text in texts
        if (gold := _gold(town, text, owners))
    ]
    width = max(len(features) for features, _, _ in rows)
    shape = (len(rows), width)
    features = np.zeros((*shape, len(LINKED_FEATURES)), dtype=np.float32)
    there, right = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    for row, (own, gold, _) in enumerate(rows):
        features[row, : len(own)], there[row, : len(own)], right[row, gold] = own, True, True
    flat = features.reshape(-1, features.shape[-1])

    def scores(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        own = (flat @ weights.astype(np.float32)).astype(np.float64).reshape(shape)
        return np.where(there, own, -np.inf)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        own = scores(weights)
        own = np.exp(own - own.max(axis=1, keepdims=True))
        chances = own / own.sum(axis=1, keepdims=True)
        won = np.maximum((chances * right).sum(axis=1, keepdims=True), 1e-12)
        slope = (chances - chances * right / won).ravel().astype(np.float32) @ flat / len(rows)
        value = -np.log(won).mean() + L2_PENALTY * float(weights @ weights)
        return float(value), slope.astype(np.float64) + 2 * L2_PENALTY * weights

    start = np.zeros(len(LINKED_FEATURES))
    fitted = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    weights = np.round(fitted, _DECIMALS)
    hits = right[np.arange(len(rows)), scores(weights).argmax(axis=1)]
    asked = np.array([town.asked_owners.owning[gold].any() for _, gold, town in rows])
    return weights, (float(hits[asked].mean()), float(hits[~asked].mean()))


class _Facts(NamedTuple):
    rows: NDArray[np.float64]
    covered: NDArray[np.bool_]
    right: NDArray[np.bool_]
    asked: NDArray[np.bool_]  # whether the best duty has questions


def _facts(
    towns: Sequence[MadeTown],
    texts: Sequence[Text],
    owners: Sequence[Sequence[int]],
    ranker: Ranker,
) -> _Facts:
    rows, covered, right, asked = [], [], [], []
    for k, town in enumerate(towns):
        for text in texts:
            gold = _gold(town, text, owners)
            seen = _combined(town, text, k, ranker)
            best = int(seen.chances.argmax())
            rows.append(seen.facts)
            covered.append(bool(gold))
            right.append(best in gold)
            asked.append(bool(town.asked_owners.owning[best]))
    return _Facts(np.stack(rows), np.array(covered), np.array(right), np.array(asked))


def _combined(town: MadeTown, text: Text, place: int, ranker: Ranker) -> Combined:
    def view(seen: SeenHere) -> View:
        features = linked_features(seen.signals, town.asked_owners.owning)
        return View(seen.signals, ranker.scores(features), seen.nearness)

    title = view(text.heading[place]) if text.heading else None
    return combined([view(text.whole[place])], title, text.characters)


def _judgement(facts: _Facts, chosen: NDArray[np.bool_]) -> TrainedJudgement:
    """On covered and uncovered texts in the proportion in which people write them."""
    covered = np.flatnonzero(chosen & facts.covered)
    others = np.random.default_rng(_SEED).permutation(np.flatnonzero(chosen & ~facts.covered))
    rows = np.concatenate([covered, others[: int(len(covered) / _COVERED_SHARE)]])
    covered_rows, right = facts.covered[rows], facts.right[rows]
    return train_judgement(facts.rows[rows], covered_rows, right, LINKED_FACTS)
