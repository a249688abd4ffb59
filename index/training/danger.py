"""Training the danger classifier: what `lvzhi train-danger` writes to `danger.npz`.

Danger is learned from `corpus/data/danger.tsv` (label and message; `none` is no danger), and what
no danger sounds like from the questions that no list covers, the towns' own and the reader's, too.
"""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.bank.questions import ASKED_FILE, LETTERS_FILE, UNCOVERED_FILE
from corpus.town import DATA_DIR
from index.danger import DANGER_FILE, NEAR, DangerModel, QueryEngine

EXAMPLES_FILE = DATA_DIR / "danger.tsv"
NO_DANGER = "none"
_ASKED_WEIGHT = 0.5  # of an asked question: they are many times as many as the examples
_ASKED_CHARS = 100  # longer messages are not judged
# By 5-fold cross-validation 11 % of the dangers are missed where 11 % of the others sound like one.
_INVERSE_REGULARISATION, _COST = 10.0, 3.0
_MAY_BE_DANGER = 0.5  # by a regression: some asked questions do report danger
_MISTAKEN = 0.01  # and below this none is like one


def examples() -> list[tuple[str, str]]:
    """The rows of the examples' file: label and message."""
    lines = EXAMPLES_FILE.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line)
    return [(label, _folded(message)) for label, message in rows]


def write_danger_weights(engine: QueryEngine, path: Path = DANGER_FILE) -> None:
    """Train with this engine, and write the weights to `path`."""
    _trained(engine).save(engine.model_name, path)


def _trained(engine: QueryEngine) -> DangerModel:
    """Deterministic. Of asked questions only those that may be mistaken for danger count."""
    chat = [(NO_DANGER, question) for question in _questions(UNCOVERED_FILE)]
    rows, others = examples() + chat, list(_asked())
    labels = np.array([label for label, _ in rows])
    vectors = engine.embed_queries([message for _, message in rows] + others)
    danger = np.concatenate([labels != NO_DANGER, np.zeros(len(others), np.bool_)])
    weights = np.where(np.arange(len(danger)) < len(rows), 1.0, _ASKED_WEIGHT)
    alike = _fitted(vectors, danger, weights).predict_proba(vectors)[:, 1]
    kept = (alike > _MISTAKEN) & ((alike < _MAY_BE_DANGER) | danger)
    kept[: len(rows)] = True
    vectors, danger, weights = vectors[kept], danger[kept], weights[kept]
    machine = _machine(vectors, danger, weights)
    values = _held_back(vectors, danger, weights)
    odds = _fitted(values[:, None], danger, weights)
    dangers = np.flatnonzero(labels != NO_DANGER)
    kinds = _fitted(vectors[dangers], labels[dangers], np.ones(len(dangers)))
    return DangerModel(
        supports=machine.support_vectors_.astype(np.float32),
        weights=machine.dual_coef_[0].astype(np.float32),
        bias=float(machine.intercept_[0]),
        scale=(float(odds.coef_[0, 0]), float(odds.intercept_[0])),
        kinds=tuple(kinds.classes_.tolist()),
        kind=np.column_stack([kinds.coef_, kinds.intercept_]).astype(np.float32),
    )


def _machine(vectors: NDArray[Any], danger: NDArray[Any], weights: NDArray[Any]) -> Any:
    from sklearn.svm import SVC

    return SVC(C=_COST, gamma=NEAR).fit(vectors, danger, sample_weight=weights)


def _held_back(
    vectors: NDArray[Any], danger: NDArray[Any], weights: NDArray[Any]
) -> NDArray[np.float64]:
    """The value of each text by a machine that was not shown it."""
    from sklearn.model_selection import StratifiedKFold

    values = np.empty(len(danger))
    for shown, back in StratifiedKFold(5, shuffle=True, random_state=0).split(vectors, danger):
        machine = _machine(vectors[shown], danger[shown], weights[shown])
        values[back] = machine.decision_function(vectors[back])
    return values


def _asked() -> Iterator[str]:
    """The asked questions and letters of all towns, and the examples of what a reader reads."""
    for pattern in (f"*/{ASKED_FILE}", f"*/{LETTERS_FILE}", "read_*.jsonl"):
        for path in sorted(DATA_DIR.glob(pattern)):
            yield from _questions(path)


def _questions(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        question = _folded(json.loads(line)["question"])
        if len(question) <= _ASKED_CHARS:
            yield question


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _fitted(vectors: NDArray[Any], labels: NDArray[Any], weights: NDArray[Any]) -> Any:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=_INVERSE_REGULARISATION, max_iter=5000)
    return model.fit(vectors, labels, sample_weight=weights)
