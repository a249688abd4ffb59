"""Training what tells a leaning question: what `lvzhi train-leaning` writes to `leaning.json`.

What leans is learned from `corpus/data/leaning.txt`, what stands alone from `standing.txt` beside
it, from the short questions of all towns, and from those that no list covers.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from corpus.bank.questions import ASKED_FILE, UNCOVERED_FILE
from corpus.town import DATA_DIR
from index.danger import QueryEngine
from index.leaning import LEANING_FILE

EXAMPLES_FILE, STANDING_FILE = DATA_DIR / "leaning.txt", DATA_DIR / "standing.txt"
_SHORT = range(4, 21)  # characters
_INVERSE_REGULARISATION = 10.0  # by 5-fold cross-validation
_DIGITS = 4  # significant ones of a stored weight


def write_leaning_weights(engine: QueryEngine, path: Path = LEANING_FILE) -> None:
    """Train with this engine, and write the weights to `path`. Deterministic."""
    from sklearn.linear_model import LogisticRegression

    leaning = EXAMPLES_FILE.read_text(encoding="utf-8").split()
    alone = list(_standing_alone())
    labels = np.arange(len(leaning) + len(alone)) < len(leaning)
    model = LogisticRegression(
        C=_INVERSE_REGULARISATION, max_iter=5000, class_weight="balanced"
    ).fit(engine.embed_queries([*leaning, *alone]), labels)
    weights = [*model.coef_[0].tolist(), float(model.intercept_[0])]
    stored = {
        "model": engine.model_name,
        "weights": [float(f"{weight:.{_DIGITS}g}") for weight in weights],
    }
    path.write_text(json.dumps(stored, separators=(",", ":")) + "\n", encoding="utf-8")


def _standing_alone() -> Iterator[str]:
    yield from STANDING_FILE.read_text(encoding="utf-8").split()
    for path in sorted([*DATA_DIR.glob(f"*/{ASKED_FILE}"), *DATA_DIR.glob(UNCOVERED_FILE.name)]):
        for line in path.read_text(encoding="utf-8").splitlines():
            question = str(json.loads(line)["question"])
            if len(question) in _SHORT:
                yield question
