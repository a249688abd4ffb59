"""Training what tells the duty that a message means after another one.

`lvzhi train-meant` writes it. How a message sounds that leans on something is learned from single
messages, `leaning.txt` and `standing.txt`, from the short questions of all towns and those that no
list covers; what it means by how it sounds and what it finds, from the talks of
`second_messages.jsonl`, and from what stands alone after the first message of each.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.bank.questions import ASKED_FILE, UNCOVERED_FILE
from corpus.town import DATA_DIR, REFERENCE_TOWN
from index.danger import QueryEngine
from index.duty_meant import (
    DUTY_MEANT_FILE,
    FACTS,
    Second,
    facts_of,
    joined_to,
    likeliest,
    meanings_of,
)
from index.search import DutySearch

LEANING_FILE, STANDING_FILE = DATA_DIR / "leaning.txt", DATA_DIR / "standing.txt"
TALKS_FILE = DATA_DIR / REFERENCE_TOWN / "second_messages.jsonl"
_SHORT = range(4, 21)  # characters of a question that may be taken for a leaning one
_IN_A_TALK = 3.0  # weight of a message of the talks, beside the single ones
_LEAST_REGULAR = 3.0  # inverse of the regularisation, by leaving out each writer
_PENALTY = 1e-3  # of the squares of the weights, by facts of one standard deviation
_ROUNDS = 500
_FOLDS = 5
_DIGITS = 4  # significant ones of a stored weight

Array = NDArray[Any]


class Example(NamedTuple):
    """A message after another one that is about a duty, and the duties that it means."""

    before: str
    duty: str
    message: str
    means: Sequence[str]  # none: what no list covers


class Trained(NamedTuple):
    """How many messages are told rightly by weights that had not seen them."""

    right: int
    messages: int


def examples() -> Iterator[Example]:
    """The talks; and each with what stands alone: the first message of one half the file away, and
    in turn a question that no list covers.
    """
    rows = [json.loads(line) for line in TALKS_FILE.read_text(encoding="utf-8").splitlines()]
    uncovered = [
        json.loads(line) for line in UNCOVERED_FILE.read_text(encoding="utf-8").splitlines()
    ]
    for place, row in enumerate(rows):
        first, second = row["turns"]
        yield Example(first, row["duty"], second, row["means"])
        other = rows[(place + len(rows) // 2) % len(rows)]
        if other["duty"] != row["duty"]:
            yield Example(first, row["duty"], other["turns"][0], [other["duty"]])
        apart = uncovered[place * len(uncovered) // len(rows)]
        yield Example(first, row["duty"], str(apart["question"]), [])


def write_meant_weights(
    search: DutySearch, engine: QueryEngine, path: Path = DUTY_MEANT_FILE
) -> Trained:
    """Train with this search of the reference town, and write the weights. Deterministic."""
    places = {duty.duty_id: place for place, duty in enumerate(search.town.duties)}
    told = [*examples()]
    goes_on = np.array([one.duty in one.means for one in told])
    single = _Single.of(engine)
    said, before = (
        engine.embed_queries(texts)
        for texts in ([one.message for one in told], [one.before for one in told])
    )
    leaning = _held_back(single, said, goes_on)
    choices = [
        _choice(one, places, search, float(said[n] @ before[n]), leaning[n])
        for n, one in enumerate(told)
    ]
    folds = np.random.default_rng(0).permutation(len(choices)) % _FOLDS
    right = sum(
        likeliest(choices[n].facts, weights)[0] in choices[n].right
        for fold in range(_FOLDS)
        for weights in [_chosen([choices[n] for n in np.flatnonzero(folds != fold)])]
        for n in np.flatnonzero(folds == fold)
    )
    whole = single.with_talks(said, goes_on)
    stored = {
        "model": engine.model_name,
        "weights": dict(zip(FACTS, _rounded(_chosen(choices)), strict=True)),
        "leaning": _rounded(np.append(whole.coef_[0], whole.intercept_)),
    }
    path.write_text(json.dumps(stored) + "\n", encoding="utf-8")
    return Trained(right, len(choices))


class _Choice(NamedTuple):
    """What an example may mean, and which of it is right."""

    facts: Array  # (meanings, len(FACTS))
    right: frozenset[int]  # places among them


def _choice(
    one: Example, places: dict[str, int], search: DutySearch, cosine: float, leaning: float
) -> _Choice:
    alone = search.find(one.message)
    joined = search.find(joined_to(one.before, one.message))
    second = Second(places[one.duty], len(one.message), cosine, leaning, alone, joined)
    meanings = meanings_of(second)
    means: set[int | None] = {places[duty] for duty in one.means} or {None}
    right = frozenset(n for n, meaning in enumerate(meanings) if meaning in means)
    return _Choice(facts_of(second, meanings), right)


def _chosen(choices: Sequence[_Choice]) -> Array:
    """Weights by which the right one of each is most probable, (len(FACTS),)."""
    from scipy.optimize import minimize

    reached = [one for one in choices if one.right]
    facts = np.vstack([one.facts for one in reached])
    ends = np.cumsum([len(one.facts) for one in reached])[:-1]
    right = np.concatenate([np.isin(np.arange(len(one.facts)), [*one.right]) for one in reached])
    of_choice = np.repeat(np.arange(len(reached)), [len(one.facts) for one in reached])
    scale = facts.std(axis=0)
    scaled = facts / scale

    def loss(weights: Array) -> tuple[float, Array]:
        told = scaled @ weights
        told -= np.array([part.max() for part in np.split(told, ends)])[of_choice]
        chances = np.exp(told)
        chances /= np.bincount(of_choice, chances)[of_choice]
        own = np.bincount(of_choice, chances * right)
        slope = (chances - chances * right / own[of_choice]) @ scaled / len(reached)
        value = -np.log(own).mean() + _PENALTY * weights @ weights
        return float(value), slope + 2 * _PENALTY * weights

    fitted = minimize(
        loss, np.zeros(len(FACTS)), jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS}
    )
    return np.asarray(fitted.x / scale)


class _Single(NamedTuple):
    """Single messages, and whether they lean on something that was said."""

    vectors: Array
    leans: NDArray[np.bool_]

    @classmethod
    def of(cls, engine: QueryEngine) -> "_Single":
        leaning = LEANING_FILE.read_text(encoding="utf-8").split()
        texts = [*leaning, *_standing_alone()]
        return cls(engine.embed_queries(texts), np.arange(len(texts)) < len(leaning))

    def with_talks(self, vectors: Array, goes_on: NDArray[np.bool_]) -> Any:
        """A regression over these and the messages of talks."""
        weights = np.repeat([1.0, _IN_A_TALK], [len(self.leans), len(goes_on)])
        return _fitted(
            np.concatenate([self.vectors, vectors]), np.append(self.leans, goes_on), weights
        )


def _held_back(single: _Single, vectors: Array, goes_on: NDArray[np.bool_]) -> Array:
    """How each message of a talk sounds to a regression that was not shown it."""
    sounds = np.empty(len(goes_on))
    folds = np.random.default_rng(0).permutation(len(goes_on)) % _FOLDS
    for fold in range(_FOLDS):
        back = folds == fold
        model = single.with_talks(vectors[~back], goes_on[~back])
        sounds[back] = model.decision_function(vectors[back])
    return sounds


def _fitted(rows: Array, labels: NDArray[np.bool_], weights: Array | None = None) -> Any:
    from sklearn.linear_model import LogisticRegression

    balanced = "balanced" if weights is not None else None
    model = LogisticRegression(C=_LEAST_REGULAR, max_iter=5000, class_weight=balanced)
    return model.fit(rows, labels, sample_weight=weights)


def _standing_alone() -> Iterator[str]:
    yield from STANDING_FILE.read_text(encoding="utf-8").split()
    for path in sorted([*DATA_DIR.glob(f"*/{ASKED_FILE}"), *DATA_DIR.glob(UNCOVERED_FILE.name)]):
        for line in path.read_text(encoding="utf-8").splitlines():
            question = str(json.loads(line)["question"])
            if len(question) in _SHORT:
                yield question


def _rounded(weights: Array) -> list[float]:
    return [float(f"{weight:.{_DIGITS}g}") for weight in np.ravel(weights).tolist()]
