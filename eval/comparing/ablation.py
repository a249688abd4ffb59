"""What each signal of the search is worth: the ranker without some, and other ways to rank."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.questions import Question
from eval.results import GROUPS
from index.features import FEATURES, SIGNALS, Scores, duty_features
from index.search import DutySearch
from index.training.letters import LeftOut, fit_weights

RETRIEVAL_PAGE = Path(__file__).parents[2] / "docs" / "retrieval.md"
MARK = "ablation"
_RRF_K = 60  # Cormack, Clarke, Buettcher: Reciprocal Rank Fusion, SIGIR 2009

Rank = Callable[[Scores], NDArray[np.float64]]  # signals (duties, signals) -> scores (duties,)


@dataclass(frozen=True)
class Variant:
    """A way to rank duties by their signals."""

    name: str
    rank: Rank


def ablate(search: DutySearch, left_out: LeftOut, questions: Sequence[Question]) -> list[str]:
    """The table's lines in Markdown: letters that are new to the encoder, and the public set."""
    answerable = [q for q in questions if q.gold and not q.context]
    public = [search.signals(search.evidence_of(q.question)) for q in answerable]
    lines = [
        "| 排序依据 | 来信等留一 hit@1 | 群众 hit@1 | 群众 hit@3 | 干部 hit@1 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for variant in _variants(left_out):
        asked = _hits(
            [variant.rank(one.signals) for one in left_out.seen],
            [np.flatnonzero(own) for own in left_out.gold],
        )
        scores = [variant.rank(one) for one in public]
        cells = [f"{asked:.1%}"]
        for group, depth in (("villager", 1), ("villager", 3), ("staff", 1)):
            chosen = [i for i, q in enumerate(answerable) if q.style in GROUPS[group]]
            gold = [_positions(search, answerable[i]) for i in chosen]
            cells.append(f"{_hits([scores[i] for i in chosen], gold, depth):.1%}")
        lines.append(f"| {variant.name} | {' | '.join(cells)} |")
    return lines


def _variants(left_out: LeftOut) -> list[Variant]:
    alone = [Variant(f"只用 {name}", _signal(name)) for name in SIGNALS]
    of_passages = [f for f in FEATURES if f.startswith("passage")]
    without_bm25 = [f for f in FEATURES if "cosine" in f or "centroid" in f]
    learned = {
        "学习权重，不用相似问": of_passages,
        "学习权重，不用 BM25": without_bm25,
        "学习权重，不用中心和最近条文": [
            f for f in FEATURES if f not in ("asked_centroid", "passage_cosine")
        ],
        "学习权重，全部信号": list(FEATURES),
    }
    return [
        *alone,
        Variant("RRF，全部信号", _reciprocal_rank_fusion),
        *(Variant(name, _learned(left_out, kept)) for name, kept in learned.items()),
    ]


def _signal(name: str) -> Rank:
    column = SIGNALS.index(name)
    return lambda signals: np.asarray(signals[:, column], dtype=np.float64)


def _reciprocal_rank_fusion(signals: Scores) -> NDArray[np.float64]:
    ranks = np.argsort(np.argsort(-signals, axis=0, kind="stable"), axis=0)
    return np.asarray((1.0 / (_RRF_K + 1 + ranks)).sum(axis=1))


def _learned(left_out: LeftOut, kept: Sequence[str]) -> Rank:
    columns = [FEATURES.index(name) for name in kept]
    weights = fit_weights(left_out.features[:, :, columns], left_out.gold)
    return lambda signals: np.asarray(duty_features(signals)[:, columns] @ weights)


def _positions(search: DutySearch, question: Question) -> NDArray[np.intp]:
    right = {*question.gold, *question.acceptable}
    return np.array([i for i, d in enumerate(search.town.duties) if d.duty_id in right])


def _hits(
    scores: Sequence[NDArray[np.float64]], gold: Sequence[NDArray[np.intp]], depth: int = 1
) -> float:
    """The share of questions with a right duty among the first `depth`."""
    found = [
        np.isin(np.argsort(-own, kind="stable")[:depth], right).any()
        for own, right in zip(scores, gold, strict=True)
    ]
    return float(np.mean(found))
