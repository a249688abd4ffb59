"""Training what tells a message that goes on: what `lvzhi train-continuing` writes.

How it sounds is learned from single messages, `leaning.txt` and `standing.txt`, from the short
questions of all towns and those that no list covers; how it sounds and what it finds, from the
talks of `second_messages.jsonl`, and from each first message there after another one.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.bank.questions import ASKED_FILE, UNCOVERED_FILE
from corpus.town import DATA_DIR, REFERENCE_TOWN
from index.continuing import CONTINUING_FILE, FACTS, facts_of
from index.danger import QueryEngine
from index.search import DutySearch

LEANING_FILE, STANDING_FILE = DATA_DIR / "leaning.txt", DATA_DIR / "standing.txt"
TALKS_FILE = DATA_DIR / REFERENCE_TOWN / "second_messages.jsonl"
_SHORT = range(4, 21)  # characters of a question that may be taken for a leaning one
_IN_A_TALK = 3.0  # weight of a message of the talks, beside the single ones
_LEAST_REGULAR = 3.0  # inverse of the regularisation, by leaving out each writer
_FOLDS = 5
_DIGITS = 4  # significant ones of a stored weight

Vectors = NDArray[Any]


class Example(NamedTuple):
    """A message after another one that is about a duty, and whether it goes on with it."""

    before: str
    duty: str
    message: str
    goes_on: bool


def examples() -> Iterator[Example]:
    """The talks; and each with the first message of one half the file away, which stands alone."""
    rows = [json.loads(line) for line in TALKS_FILE.read_text(encoding="utf-8").splitlines()]
    for place, row in enumerate(rows):
        first, second = row["turns"]
        yield Example(first, row["duty"], second, row["same"])
        other = rows[(place + len(rows) // 2) % len(rows)]
        if other["duty"] != row["duty"]:
            yield Example(first, row["duty"], other["turns"][0], goes_on=False)


def write_continuing_weights(
    search: DutySearch, engine: QueryEngine, path: Path = CONTINUING_FILE
) -> None:
    """Train with this search of the reference town, and write the weights. Deterministic."""
    from sklearn.preprocessing import StandardScaler

    places = {duty.duty_id: place for place, duty in enumerate(search.town.duties)}
    told = [*examples()]
    goes_on = np.array([one.goes_on for one in told])
    single = _Single.of(engine)
    said, before = (
        engine.embed_queries(texts)
        for texts in ([one.message for one in told], [one.before for one in told])
    )
    leaning = _held_back(single, said, goes_on)
    facts = np.array(
        [
            facts_of(leaning[n], said[n] @ before[n], places[one.duty], search.find(one.message))
            for n, one in enumerate(told)
        ]
    )
    scaler = StandardScaler().fit(facts)
    model = _fitted(scaler.transform(facts), goes_on)
    weights = model.coef_[0] / scaler.scale_
    whole = single.with_talks(said, goes_on)
    stored = {
        "model": engine.model_name,
        "weights": dict(zip(FACTS, _rounded(weights), strict=True)),
        "bias": _rounded(model.intercept_ - weights @ scaler.mean_)[0],
        "leaning": _rounded(np.append(whole.coef_[0], whole.intercept_)),
    }
    path.write_text(json.dumps(stored) + "\n", encoding="utf-8")


class _Single(NamedTuple):
    """Single messages, and whether they lean on something that was said."""

    vectors: Vectors
    leans: NDArray[np.bool_]

    @classmethod
    def of(cls, engine: QueryEngine) -> "_Single":
        leaning = LEANING_FILE.read_text(encoding="utf-8").split()
        texts = [*leaning, *_standing_alone()]
        return cls(engine.embed_queries(texts), np.arange(len(texts)) < len(leaning))

    def with_talks(self, vectors: Vectors, goes_on: NDArray[np.bool_]) -> Any:
        """A regression over these and the messages of talks."""
        weights = np.repeat([1.0, _IN_A_TALK], [len(self.leans), len(goes_on)])
        return _fitted(
            np.concatenate([self.vectors, vectors]), np.append(self.leans, goes_on), weights
        )


def _held_back(single: _Single, vectors: Vectors, goes_on: NDArray[np.bool_]) -> Vectors:
    """How each message of a talk sounds to a regression that was not shown it."""
    sounds = np.empty(len(goes_on))
    folds = np.random.default_rng(0).permutation(len(goes_on)) % _FOLDS
    for fold in range(_FOLDS):
        back = folds == fold
        model = single.with_talks(vectors[~back], goes_on[~back])
        sounds[back] = model.decision_function(vectors[back])
    return sounds


def _fitted(rows: Vectors, labels: NDArray[np.bool_], weights: Vectors | None = None) -> Any:
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


def _rounded(weights: Vectors) -> list[float]:
    return [float(f"{weight:.{_DIGITS}g}") for weight in np.ravel(weights).tolist()]
