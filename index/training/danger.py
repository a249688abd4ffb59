"""Training the danger classifier: what `lvzhi train-danger` writes to `danger.json`.

Danger is learned from `corpus/data/danger.tsv` (label and message; `none` is no danger), and what
no danger sounds like from the questions that no list covers and the towns' own, too.
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
from index.danger import DANGER_FILE, QueryEngine

EXAMPLES_FILE = DATA_DIR / "danger.tsv"
NO_DANGER = "none"
_ASKED_WEIGHT = 0.1  # of an asked question: they are many times as many as the examples
_ASKED_CHARS = 100  # longer messages are not judged
_INVERSE_REGULARISATION = 10.0  # by 5-fold cross-validation
_DIGITS = 4  # significant ones of a stored weight
_MAY_BE_DANGER = 0.5  # by a first fit: some asked questions do report danger


def examples() -> list[tuple[str, str]]:
    """The rows of the examples' file: label and message."""
    lines = EXAMPLES_FILE.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line)
    return [(label, _folded(message)) for label, message in rows]


def write_danger_weights(engine: QueryEngine, path: Path = DANGER_FILE) -> None:
    """Train with this engine, and write the weights to `path`."""
    path.write_text(json.dumps(_trained(engine), separators=(",", ":")) + "\n", "utf-8")


def _trained(engine: QueryEngine) -> dict[str, Any]:
    """The weights as `DangerModel.load` reads them. Deterministic."""
    chat = [(NO_DANGER, question) for question in _questions(UNCOVERED_FILE)]
    rows, others = examples() + chat, list(_asked())
    labels = np.array([label for label, _ in rows])
    vectors = engine.embed_queries([message for _, message in rows] + others)
    danger = np.concatenate([labels != NO_DANGER, np.zeros(len(others), np.bool_)])
    weights = np.where(np.arange(len(danger)) < len(rows), 1.0, _ASKED_WEIGHT)
    first = _fitted(vectors, danger, weights)
    doubtful = (first.predict_proba(vectors)[:, 1] > _MAY_BE_DANGER) & ~danger
    doubtful[: len(rows)] = False
    model = _fitted(vectors, danger, np.where(doubtful, 0.0, weights))
    dangers = np.flatnonzero(labels != NO_DANGER)
    kinds = _fitted(vectors[dangers], labels[dangers], np.ones(len(dangers)))
    return {
        "model": engine.model_name,
        "kinds": kinds.classes_.tolist(),
        "danger": _stored(model)[0],
        "kind": _stored(kinds),
    }


def _asked() -> Iterator[str]:
    """The asked questions and letters of all towns."""
    for path in sorted([*DATA_DIR.glob(f"*/{ASKED_FILE}"), *DATA_DIR.glob(f"*/{LETTERS_FILE}")]):
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


def _stored(model: Any) -> list[list[float]]:
    """Weights with the bias last, a row a class, shortened."""
    rows = np.column_stack([model.coef_, model.intercept_])
    return [[float(f"{weight:.{_DIGITS}g}") for weight in row] for row in rows.tolist()]
