"""Training what tells a message that goes on: what `lvzhi train-leaning` writes beside the rest.

It learns from the talks of `second_messages.jsonl`, and from each first message after another one.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from corpus.town import DATA_DIR, REFERENCE_TOWN
from index.continuing import CONTINUING_FILE, FACTS, Continuing
from index.danger import QueryEngine
from index.leaning import leaning_judge
from index.search import DutySearch

MESSAGES_FILE = DATA_DIR / REFERENCE_TOWN / "second_messages.jsonl"
_INVERSE_REGULARISATION = 3.0
_DIGITS = 4  # significant ones of a stored weight
_FOUND = 1  # duties: all are judged, none is told


class Example(NamedTuple):
    """A message after another one that is about a duty, and whether it goes on with it."""

    before: str
    duty: str
    message: str
    goes_on: bool


def examples() -> Iterator[Example]:
    """The talks; and half way on, another's first message, which stands alone."""
    rows = [json.loads(line) for line in MESSAGES_FILE.read_text(encoding="utf-8").splitlines()]
    for place, row in enumerate(rows):
        yield Example(row["first"], row["duty"], row["second"], row["same"])
        other = rows[(place + len(rows) // 2) % len(rows)]
        if other["duty"] != row["duty"]:
            yield Example(row["first"], row["duty"], other["first"], goes_on=False)


def write_continuing_weights(
    search: DutySearch, engine: QueryEngine, path: Path = CONTINUING_FILE
) -> None:
    """Train with this search of the reference town, and write the weights. Deterministic."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    leaning = leaning_judge(engine)
    if leaning is None:
        raise ValueError("leaning.json is of another model")
    judge = Continuing(engine, leaning, np.zeros(len(FACTS) + 1))
    places = {duty.duty_id: place for place, duty in enumerate(search.town.duties)}
    told = list(examples())
    facts = np.array(
        [
            judge.facts(one.before, places[one.duty], one.message, search.find(one.message, _FOUND))
            for one in told
        ]
    )
    scaler = StandardScaler().fit(facts)
    model = LogisticRegression(C=_INVERSE_REGULARISATION, max_iter=5000).fit(
        scaler.transform(facts), [one.goes_on for one in told]
    )
    weights = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - weights @ scaler.mean_)
    stored = {
        "model": engine.model_name,
        "weights": dict(zip(FACTS, map(_rounded, weights.tolist()), strict=True)),
        "bias": _rounded(bias),
    }
    path.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def _rounded(weight: float) -> float:
    return float(f"{weight:.{_DIGITS}g}")
