"""Training ranker and judgement on the bank's texts, each as if it were not in the index."""

import json
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from corpus.bank.questions import AskedQuestion, Form
from corpus.bank.real_letters import RealLetter
from corpus.towns.registry import TownFiles
from index.building.build import Reporter, open_search
from index.engine.embedding import Embedder
from index.engine.engines import prepare_engine
from index.engine.weights import ModelUnavailable
from index.extras import Extra, require
from index.features import FEATURES, Evidence, Scores, TextScores, duty_features
from index.judgement import JUDGEMENT_FILE, Judgement, Nearness, nearness_of
from index.making.centroids import centroids_of
from index.making.indexes import pairs_of
from index.ranker import WEIGHTS_FILE, Ranker, probabilities
from index.search import DutySearch
from index.text.messages import heading
from index.training.judging import (
    RealResult,
    TrainedJudgement,
    calibrated,
    train_judgement,
)
from index.tuning.delta import seen_by, text_key
from index.views import Combined, View, combined
from index.weights import Weights

L2_PENALTY = 1e-3  # on the squared weights, beside the mean log loss
_DECIMALS = 3  # of stored weights: further ones depend on the order of additions
_FOLDS = 5  # the middles of duties are taken without the fold that is scored by them

Progress = Callable[[int, int], None]
Chosen = Callable[[AskedQuestion], bool]
Features = NDArray[np.float32]  # (questions, duties, features)
Gold = NDArray[np.bool_]  # (questions, duties)


@dataclass(frozen=True)
class TrainedRanker:
    """Learned weights and how they do leave-one-out: hit@1 by form and kind of asker."""

    weights: dict[str, float]
    accuracy: dict[str, float]
    questions: int


@dataclass(frozen=True)
class Trained:
    """What `lvzhi train-ranker` makes."""

    ranker: TrainedRanker
    judgement: TrainedJudgement


@dataclass(frozen=True)
class Seen:
    """What the search sees of a text that is not in the index."""

    signals: Scores  # (duties, signals), of the whole text
    nearness: Nearness
    heading: Scores | None  # (duties, signals), of its heading
    characters: int

    def combined(self, ranker: Ranker) -> Combined:
        """As the search puts it together."""
        return combined(
            [self._view(self.signals, ranker)],
            None if self.heading is None else self._view(self.heading, ranker),
            self.characters,
        )

    def _view(self, signals: Scores, ranker: Ranker) -> View:
        return View(signals, ranker.scores(duty_features(signals)), self.nearness)


@dataclass(frozen=True)
class LeftOut:
    """Texts scored as if they were not in the index."""

    texts: tuple[AskedQuestion, ...]
    seen: tuple[Seen, ...]
    gold: Gold

    @property
    def features(self) -> Features:
        """What the ranker weighs of the whole texts."""
        return np.stack([duty_features(one.signals) for one in self.seen])


class NewTexts(NamedTuple):
    """Letters that an encoder has not seen, each as if it were not in the index."""

    covered: LeftOut
    uncovered: tuple[Seen, ...]


def letters_new_to(
    models: Sequence[str], files: TownFiles, cache_dir: Path, added: Path, reporter: Reporter
) -> NewTexts:
    """What these models make of letters, each told by one that is new to it; as `new_texts`.

    Their indexes are built aside, so that the one in use stays.
    """
    require(Extra.BUILD)
    with TemporaryDirectory() as scratch:

        def search_of(model: str) -> DutySearch:
            # Without weights, since the stored ones may be of other features.
            embedder = Embedder.load(prepare_engine(model, cache_dir, reporter.say))
            return open_search(
                files, embedder, Path(scratch), reporter, added=added, untrained=True
            )

        return new_texts(models, search_of, partial(reporter.progress, "留一法打分"))


def new_texts(
    models: Sequence[str], search_of: Callable[[str], DutySearch], on_progress: Progress
) -> NewTexts:
    """What the searches with these models make of letters, each told by one that is new to it.

    What a model was tuned on lies nearer to its duty than a new text would. ModelUnavailable
    where every model has seen all letters.
    """
    found: list[NewTexts] = []
    told: frozenset[int] = frozenset()  # `text_key` of what some model has told already
    for model in models:
        search = search_of(model)
        known = seen_by(model) | told
        if not any(map(trains(known), search.asked)):
            continue
        covered = leave_one_out(search, trains(known), on_progress)
        found.append(NewTexts(covered, tuple(_uncovered(search, known, on_progress))))
        texts = (*covered.texts, *search.index.uncovered)
        told |= {text_key(text.question) for text in texts if is_new(text.question, known)}
    if not found:
        raise ModelUnavailable(
            f"{'、'.join(models)} 调校时见过所有来信，用它训练会高估自己；请先运行 lvzhi "
            "train-embedder --leave-texts 0 --out 文件夹（0 到 4 各一次），"
            "再用 --with 文件夹 逐个加上。"
        )
    covered = LeftOut(
        texts=tuple(text for one in found for text in one.covered.texts),
        seen=tuple(seen for one in found for seen in one.covered.seen),
        gold=np.concatenate([one.covered.gold for one in found]),
    )
    return NewTexts(covered, tuple(seen for one in found for seen in one.uncovered))


def train(new: NewTexts) -> Trained:
    """Train both models on texts that are new to the encoder."""
    trained = train_ranker(new.covered)
    ranker = Ranker(np.array(list(trained.weights.values())))
    covered = [one.combined(ranker) for one in new.covered.seen]
    uncovered = [one.combined(ranker) for one in new.uncovered]
    first = [int(one.chances.argmax()) for one in covered]
    right = new.covered.gold[np.arange(len(first)), first]
    facts = np.stack([one.facts for one in (*covered, *uncovered)])
    is_covered = np.arange(len(facts)) < len(covered)
    judgement = train_judgement(
        facts, is_covered, np.concatenate([right, np.zeros(len(uncovered), dtype=np.bool_)])
    )
    return Trained(trained, judgement)


def calibrate_on(search: DutySearch, real: Sequence[RealLetter], folder: Path) -> TrainedJudgement:
    """The judgement in this folder on the scale of real letters, with the ranker beside it.

    Nothing is trained on their words: they only tell how often answers of one probability are
    fair on real texts.
    """
    ranker = Ranker.load(folder / WEIGHTS_FILE.name)
    judgement = Judgement.load(folder / JUDGEMENT_FILE.name)
    told = search.weighing(Weights(ranker, judgement, judgement))
    return calibrated(read_judgement(folder), list(_real_results(told, real)))


def is_new(question: str, seen: Set[int]) -> bool:
    """Whether a text is none of those `seen`, by `text_key`."""
    return text_key(question) not in seen


def _real_results(search: DutySearch, real: Sequence[RealLetter]) -> Iterator[RealResult]:
    """What the search makes of every title alone and of every whole letter."""
    for letter in real:
        for text in (letter.title, " ".join(letter.whole.split())):
            found = search.find(text, 1)
            yield RealResult(
                coverage=found.coverage,
                rightness=found.rightness,
                characters=len(text),
                is_covered=bool(letter.gold),
                is_fair=found.hits[0].duty.duty_id in letter.fair,
            )


def write_weights(trained: Trained, folder: Path) -> None:
    """Write both files of weights; those that ship with the product are in `index`."""
    _write(trained.ranker, folder / WEIGHTS_FILE.name)
    write_judgement(trained.judgement, folder)


def write_judgement(judgement: TrainedJudgement, folder: Path) -> None:
    """Write the judgement beside the ranker's weights."""
    _write(judgement, folder / JUDGEMENT_FILE.name)


def read_judgement(folder: Path) -> TrainedJudgement:
    """What `write_judgement` wrote."""
    return TypeAdapter(TrainedJudgement).validate_json((folder / JUDGEMENT_FILE.name).read_bytes())


def _write(model: TrainedRanker | TrainedJudgement, path: Path) -> None:
    path.write_text(json.dumps(asdict(model), ensure_ascii=False, indent=2) + "\n", "utf-8")


def leave_one_out(
    search: DutySearch, chosen: Chosen = lambda _: True, on_progress: Progress | None = None
) -> LeftOut:
    """Score the chosen covered texts, each hidden from the texts it is compared with."""
    duties = search.town.duties
    positions = {duty.duty_id: position for position, duty in enumerate(duties)}
    numbers = [number for number, text in enumerate(search.asked) if chosen(text)]
    seen: dict[int, Seen] = {}
    for fold, held_out in folds(search, numbers):
        for number in held_out:
            vector = search.index.asked_indexes.vectors.vector(number)
            text = search.asked[number].question
            seen[number] = _seen(fold, text, vector, asked_hidden(number))
            if on_progress:
                on_progress(len(seen), len(numbers))
    gold = np.zeros((len(numbers), len(duties)), dtype=np.bool_)
    for row, number in enumerate(numbers):
        gold[row, [positions[duty_id] for duty_id in search.asked[number].duties]] = True
    return LeftOut(
        tuple(search.asked[number] for number in numbers),
        tuple(seen[number] for number in numbers),
        gold,
    )


def trains(seen: Set[int]) -> Chosen:
    """Which texts train the weights: those as many of a kind as people really write, and new.

    With the asked questions, equally many for each duty, real titles and letters do worse. What
    the encoder has `seen` lies nearer to its duty than a new text would.
    """
    return lambda text: text.form is not Form.ASKED and is_new(text.question, seen)


def train_ranker(left_out: LeftOut) -> TrainedRanker:
    """Fit the weights by maximum likelihood (L-BFGS); deterministic."""
    features = left_out.features
    weights = np.round(fit_weights(features, left_out.gold), _DECIMALS)
    first = [int(Ranker(weights).scores(row).argmax()) for row in features]
    hits = left_out.gold[np.arange(len(first)), first]
    kinds = {
        kind: np.array([kind in (text.form, text.who) for text in left_out.texts])
        for kind in sorted({k for text in left_out.texts for k in (text.form, text.who)})
    }
    accuracy = {str(kind): float(hits[own].mean()) for kind, own in kinds.items()}
    return TrainedRanker(
        weights=dict(zip(FEATURES, weights.tolist(), strict=True)),
        accuracy={"all": float(hits.mean()), **accuracy},
        questions=len(hits),
    )


def _uncovered(search: DutySearch, seen: Set[int], on_progress: Progress | None) -> Iterator[Seen]:
    """The uncovered texts that are new to the encoder, each hidden from the others."""
    texts = search.index.uncovered
    vectors = search.index.uncovered_indexes.vectors
    for number, item in enumerate(texts):
        if not is_new(item.question, seen):
            continue
        yield _seen(search, item.question, vectors.vector(number), uncovered_hidden(number))
        if on_progress:
            on_progress(number + 1, len(texts))


Hide = Callable[[Evidence], Evidence]


def _seen(search: DutySearch, text: str, vector: NDArray[np.float32], hide: Hide) -> Seen:
    evidence = hide(search.evidence(vector, text))
    title = heading(text)
    return Seen(
        signals=search.signals(evidence),
        nearness=nearness_of(evidence),
        heading=search.signals(hide(search.evidence_of(title))) if title else None,
        characters=len(text),
    )


def asked_hidden(number: int) -> Hide:
    """Hides an asked text from what is scored."""
    return lambda evidence: evidence._replace(asked=without(evidence.asked, number))


def uncovered_hidden(number: int) -> Hide:
    """Hides an uncovered text from what is scored."""
    return lambda evidence: evidence._replace(uncovered=without(evidence.uncovered, number))


def folds(search: DutySearch, chosen: Sequence[int]) -> Iterator[tuple[DutySearch, Sequence[int]]]:
    """Searches by middles of duties without some texts, and the chosen ones of those."""
    numbers = np.arange(len(search.asked))
    vectors = search.index.asked_indexes.vectors.vectors
    for fold in range(_FOLDS):
        kept = numbers[numbers % _FOLDS != fold]
        pairs = pairs_of(search.town, [search.asked[i] for i in kept])
        centroids = centroids_of(vectors[kept], pairs, len(search.town.duties))
        yield (
            search.over(replace(search.index, centroids=centroids)),
            [number for number in chosen if number % _FOLDS == fold],
        )


def without(scores: TextScores, number: int) -> TextScores:
    """The scores with one text made the worst of all."""
    hidden = TextScores(*(column.copy() for column in scores))
    hidden.cosine[number] = -1.0
    hidden.words[number] = 0.0
    hidden.bigrams[number] = 0.0
    return hidden


def fit_weights(features: Features, gold: Gold) -> NDArray[np.float64]:
    """The weights of a softmax regression over duties, shape (features,)."""
    # Imported late: answering needs none of scipy.
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
