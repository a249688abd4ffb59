"""Training ranker and coverage on the asked questions, each as if it were not in the index."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.questions import load_uncovered
from index.build import fit_space
from index.coverage import (
    COVERAGE_FEATURES,
    COVERAGE_FILE,
    CoverageModel,
    coverage_features,
)
from index.features import FEATURES, Evidence, Scores, TextScores, duty_features
from index.ranker import WEIGHTS_FILE, Ranker, probabilities
from index.search import DutySearch
from index.storage import read_embedded
from index.vectors import VectorIndex

L2_PENALTY = 1e-3  # on the squared weights, beside the mean log loss
REFUSED_COVERED = 0.03  # share of covered questions that the threshold may refuse
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
class TrainedCoverage:
    """Learned weights, and what the threshold does in 10-fold cross-validation."""

    weights: dict[str, float]
    bias: float
    threshold: float
    refused_covered: float  # share of asked questions refused
    declined_uncovered: float  # share of uncovered questions refused
    area_under_roc: float


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
    return Trained(ranker, train_coverage(search, left_out, Ranker(weights)))


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
        coverage = TrainedCoverage(dict.fromkeys(COVERAGE_FEATURES, 0.0), 0.0, 0.0, 0.0, 0.0, 0.0)
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
            evidence[number] = seen._replace(asked=_without(seen.asked, number))
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


def train_coverage(search: DutySearch, left_out: LeftOut, ranker: Ranker) -> TrainedCoverage:
    """Fit the coverage model; both kinds of questions weigh the same. Deterministic."""
    # scikit-learn comes with sentence-transformers and is needed here only.
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows = [
        _coverage_row(one, signals, ranker)
        for one, signals in zip(left_out.evidence, left_out.signals, strict=True)
    ]
    rows += [_coverage_row(one, search.signals(one), ranker) for one in _uncovered(search)]
    covered = np.arange(len(rows)) < len(left_out.evidence)
    model = make_pipeline(
        StandardScaler(), LogisticRegression(class_weight="balanced", max_iter=1000, tol=1e-9)
    )
    data = np.stack(rows)
    chances = cross_val_predict(model, data, covered, cv=10, method="predict_proba")[:, 1]
    threshold = round(float(np.quantile(chances[covered], REFUSED_COVERED)), _DECIMALS)
    scaler, regression = model.fit(data, covered)
    weights = regression.coef_[0] / scaler.scale_
    bias = float(regression.intercept_[0] - weights @ scaler.mean_)
    return TrainedCoverage(
        weights=dict(zip(COVERAGE_FEATURES, np.round(weights, _DECIMALS).tolist(), strict=True)),
        bias=round(bias, _DECIMALS),
        threshold=threshold,
        refused_covered=float((chances[covered] < threshold).mean()),
        declined_uncovered=float((chances[~covered] < threshold).mean()),
        area_under_roc=float(roc_auc_score(covered, chances)),
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


def _uncovered(search: DutySearch) -> Iterator[Evidence]:
    """The uncovered questions, each hidden from the others."""
    vectors = search.index.uncovered.vectors
    for number, item in enumerate(load_uncovered()):
        seen = search.evidence(vectors[number], item.question)
        others = seen.uncovered.copy()
        others[number] = -1.0
        yield seen._replace(uncovered=others)


def _coverage_row(evidence: Evidence, signals: Scores, ranker: Ranker) -> NDArray[np.float64]:
    chances = probabilities(ranker.scores(duty_features(signals)))
    best = int(chances.argmax())
    return coverage_features(evidence, signals[best], float(chances[best]))


def _without(scores: TextScores, number: int) -> TextScores:
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
