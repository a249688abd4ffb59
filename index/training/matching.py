"""Training the matcher on pairs of titles that people labelled, and measuring it on others."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.models import Town
from corpus.town import DATA_DIR
from index.features import Owners
from index.matters.matcher import MATCHER_FILE
from index.matters.reference import Reference
from index.matters.signals import PAIR_SIGNALS, Pairs, TextEmbedder, pair_signals, titles_of
from index.search import DutySearch

LABELLED_FILE = DATA_DIR / "matter_links.tsv"
FIT, MEASURE = "fit", "measure"
BOUND = 0.5  # chosen on the rows that it was fitted on
DOUBTFUL = 0.1
_DECIMALS = 3
_NONE = "-"


class LabelledTitle(NamedTuple):
    """A duty's title in another county, and the reference town's duties of its matter."""

    part: str
    title: str
    matters: frozenset[str]
    arguable: frozenset[str]  # neither right nor wrong


@dataclass(frozen=True)
class TrainedMatcher:
    """What is stored in `matcher.json`."""

    engine: str  # hash of the embedding model's weights
    weights: dict[str, float]
    bias: float
    bound: float
    doubtful: float
    precision: float  # on titles that it was not fitted on, at the bound
    recall: float
    titles: int  # that it was measured on


def labelled_titles(path: Path = LABELLED_FILE) -> list[LabelledTitle]:
    """The rows of the labelled file."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            part, _, title, matters, *arguable = line.split("\t")
            rows.append(LabelledTitle(part, title, _ids(matters), _ids(*arguable)))
    return rows


def train_matcher(reference: DutySearch, embedder: TextEmbedder, engine: str) -> TrainedMatcher:
    """Fit on one part of the labelled titles, measure on the other; deterministic."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows = labelled_titles()
    fit = [row for row in rows if row.part == FIT]
    measure = [row for row in rows if row.part == MEASURE]
    signals, labels = _pairs(fit, reference, embedder)
    regression = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000, tol=1e-9))
    told = labels >= 0
    scaler, fitted = regression.fit(signals[told], labels[told])
    weights = np.round(fitted.coef_[0] / scaler.scale_, _DECIMALS)
    bias = round(float(fitted.intercept_[0] - weights @ scaler.mean_), _DECIMALS)
    signals, labels = _pairs(measure, reference, embedder)
    linked = 1.0 / (1.0 + np.exp(-(signals @ weights + bias))) >= BOUND
    right = int((linked & (labels == 1)).sum())
    return TrainedMatcher(
        engine=engine,
        weights=dict(zip(PAIR_SIGNALS, weights.tolist(), strict=True)),
        bias=bias,
        bound=BOUND,
        doubtful=DOUBTFUL,
        precision=round(right / max(1, int((linked & (labels >= 0)).sum())), _DECIMALS),
        recall=round(right / int((labels == 1).sum()), _DECIMALS),
        titles=len(measure),
    )


def write_matcher(trained: TrainedMatcher, path: Path = MATCHER_FILE) -> None:
    """Write the weights that ship with the product."""
    path.write_text(json.dumps(asdict(trained), ensure_ascii=False, indent=2) + "\n", "utf-8")


def _ids(cell: str = _NONE) -> frozenset[str]:
    return frozenset(cell.split(",")) - {_NONE, ""}


def _pairs(
    rows: Sequence[LabelledTitle], reference: DutySearch, embedder: TextEmbedder
) -> tuple[Pairs, NDArray[np.int_]]:
    """The signals of every pair of a title and a matter, and 1 for the same, -1 for arguable."""
    titles = [row.title for row in rows]
    vectors = embedder.embed_passages(titles)
    owners = Owners.of([[place] for place in range(len(titles))], len(titles))
    known = titles_of(titles, vectors, owners, embedder)
    labels = np.array([[_label(row, duty) for duty in _ids_of(reference.town)] for row in rows])
    return pair_signals(known, Reference(reference)), labels


def _ids_of(town: Town) -> list[str]:
    return [duty.duty_id for duty in town.duties]


def _label(row: LabelledTitle, duty_id: str) -> int:
    return 1 if duty_id in row.matters else -1 if duty_id in row.arguable else 0
