"""Training ranker and coverage on the asked questions, each as if it were not in the index."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.build import fit_space
from index.coverage import COVERAGE_FEATURES, COVERAGE_FILE, CoverageModel
from index.coverage_training import TrainedCoverage, train_coverage
from index.features import FEATURES, Evidence, Scores, TextScores, duty_features
from index.ranker import WEIGHTS_FILE, Ranker, probabilities
from index.search import DutySearch
from index.storage import read_embedded
from index.vectors import VectorIndex

L2_PENALTY = 1e-3  # on the squared weights, beside the mean log loss
_DECIMALS = 3  # of stored weights: further ones depend on the order of additions
_FOLDS = 5  # the whitened space is fitted without the fold that is scored in it

Progress = Callable[[int, int], None]
Features = NDArray[np.float32]  # (questions, duties, features)
Gold = NDArray[np.bool_]  # (questions, duties)


@dataclass(frozen=True)
class TrainedRanker:
    """Learned weights and how they do leave-one-out: accuracy is hit@1 by kind of asker."""

    weights: dict[str, float]
    accuracy: dict[str, float]
    questions: int


@dataclass(frozen=True)
class Trained:
    """What `lvzhi train-ranker` makes."""

    ranker: TrainedRanker
    coverage: TrainedCoverage


@dataclass(frozen=True)
class LeftOut:
    """Every asked question scored as if it were not in the index."""

    evidence: tuple[Evidence, ...]
    signals: tuple[Scores, ...]  # each (duties, signals)
    features: Features
    gold: Gold


def train(search: DutySearch, on_progress: Progress | None = None) -> Trained:
    """Train both models on the asked and the uncovered questions of this index."""
    left_out = leave_one_out(search, on_progress)
    ranker = train_ranker(search, left_out)
    weights = np.array(list(ranker.weights.values()))
    coverage = train_coverage(search, left_out.evidence, left_out.signals, Ranker(weights))
    return Trained(ranker, coverage)


def write_weights(trained: Trained, folder: Path | None = None) -> None:
    """Write both files of weights, by default the ones that ship with the product."""
    for path, model in ((WEIGHTS_FILE, trained.ranker), (COVERAGE_FILE, trained.coverage)):
        text = json.dumps(asdict(model), ensure_ascii=False, indent=2) + "\n"
        (folder / path.name if folder else path).write_text(text, encoding="utf-8")


def replace_unfit_weights() -> None:
    """Put zeros where the stored weights are of other features, so that training can start."""
    try:
        Ranker.load()
        CoverageModel.load()
    except ValueError:
        ranker = TrainedRanker(dict.fromkeys(FEATURES, 0.0), {}, 0)
        coverage = TrainedCoverage(
            dict.fromkeys(COVERAGE_FEATURES, 0.0), 0.0, 0.0, 0.0, 0.0, 0.0, ()
        )
        write_weights(Trained(ranker, coverage))


def leave_one_out(search: DutySearch, on_progress: Progress | None = None) -> LeftOut:
    """Score the asked questions, each hidden from the texts it is compared with."""
    duties = search.town.duties
    positions = {duty.duty_id: position for position, duty in enumerate(duties)}
    gold = np.zeros((len(search.asked), len(duties)), dtype=np.bool_)
    evidence: dict[int, Evidence] = {}
    for fold, held_out in _folds(search):
        for number in held_out:
            asked = search.asked[number]
            vector = search.index.asked_indexes.vectors.vector(number)
            seen = fold.evidence(vector, asked.question)
            evidence[number] = seen._replace(asked=without(seen.asked, number))
            gold[number, [positions[duty_id] for duty_id in asked.duties]] = True
            if on_progress:
                on_progress(len(evidence), len(search.asked))
    ordered = tuple(evidence[number] for number in range(len(search.asked)))
    signals = tuple(search.signals(one) for one in ordered)
    features = np.stack([duty_features(one) for one in signals])
    return LeftOut(ordered, signals, features, gold)


def train_ranker(search: DutySearch, left_out: LeftOut) -> TrainedRanker:
    """Fit the weights by maximum likelihood (L-BFGS); deterministic."""
    weights = np.round(fit_weights(left_out.features, left_out.gold), _DECIMALS)
    first = [int(Ranker(weights).scores(row).argmax()) for row in left_out.features]
    hits = left_out.gold[np.arange(len(first)), first]
    askers = np.array([asked.who.value for asked in search.asked])
    accuracy = {who: float(hits[askers == who].mean()) for who in sorted(set(askers.tolist()))}
    return TrainedRanker(
        weights=dict(zip(FEATURES, weights.tolist(), strict=True)),
        accuracy={"all": float(hits.mean()), **accuracy},
        questions=len(hits),
    )


def _folds(search: DutySearch) -> Iterator[tuple[DutySearch, list[int]]]:
    """Searches whose whitened space was fitted without some questions, and those questions."""
    embedded = read_embedded(search.index.folder)
    raw = np.stack([embedded[f"passage:{passage.text}"] for passage in search.passages])
    numbers = np.arange(len(search.asked))
    vectors = search.index.asked_indexes.vectors.vectors
    for fold in range(_FOLDS):
        kept = numbers[numbers % _FOLDS != fold]
        space = fit_space(search.town, [search.asked[i] for i in kept], vectors[kept])
        whitened = VectorIndex.build(space.whitening.apply(raw))
        passages = replace(search.index.passage_indexes, vectors=whitened)
        index = replace(search.index, space=space, passage_indexes=passages)
        yield search.over(index), numbers[numbers % _FOLDS == fold].tolist()


def without(scores: TextScores, number: int) -> TextScores:
    """The scores with one text made the worst of all."""
    hidden = TextScores(*(column.copy() for column in scores))
    hidden.cosine[number] = -1.0
    hidden.words[number] = 0.0
    hidden.bigrams[number] = 0.0
    return hidden


def fit_weights(features: Features, gold: Gold) -> NDArray[np.float64]:
    """The weights of a softmax regression over duties, shape (features,)."""
    # scipy comes with sentence-transformers and is needed here only, not for answering.
    from scipy.optimize import minimize

    flat = features.reshape(-1, features.shape[-1]).astype(np.float64)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        chances = probabilities((flat @ weights).reshape(gold.shape))
        right = np.maximum((chances * gold).sum(axis=1, keepdims=True), 1e-12)
        value = -np.log(right).mean() + L2_PENALTY * float(weights @ weights)
        slope = (chances - chances * gold / right).ravel() @ flat / len(features)
        return float(value), slope + 2 * L2_PENALTY * weights

    # Run to the end of the slope, so that the stored digits do not depend on where it stops.
    converged = {"ftol": 1e-15, "gtol": 1e-7, "maxiter": 1000}
    start = np.zeros(features.shape[-1])
    result = minimize(loss, start, jac=True, method="L-BFGS-B", options=converged)
    return np.asarray(result.x, dtype=np.float64)
