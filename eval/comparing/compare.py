"""Whether run B is better than run A: paired bootstrap intervals, questions gained and lost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from eval.results import ALL, GROUPS, Results, Row, belongs

FloatArray = npt.NDArray[np.float64]
Pair = tuple[Row, Row]  # of one question

N_RESAMPLES = 10_000
SEED = 20_240_601
INTERVAL = (2.5, 97.5)  # percentiles, a 95 % interval

COMPARED = (
    "hit_1",
    "hit_3",
    "reciprocal_rank",
    "list_accuracy",
    "department_accuracy",
    "must_contain",
)


class ComparisonError(ValueError):
    """Two runs without a question in common; the message is Chinese."""


@dataclass(frozen=True)
class Difference:
    """One metric of one group in both runs, over the same `n` questions."""

    group: str
    metric: str
    n: int
    before: float
    after: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether the interval of the difference leaves out zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Comparison:
    """Run B against run A on the questions that both asked; pairs are (A's row, B's row)."""

    differences: tuple[Difference, ...]
    gained: tuple[Pair, ...]
    lost: tuple[Pair, ...]
    left_out: int


def compare(before: Results, after: Results) -> Comparison:
    """Compare two runs on the questions that are the same in both, gold included."""
    old = {row.question: row for row in before.rows}
    pairs = [(old[row.question], row) for row in after.rows if row.question in old]
    if not pairs:
        raise ComparisonError("两份结果没有相同的题目，不能比较；请用同一份题目文件重新评测")
    return compare_pairs(pairs, len(before.rows) + len(after.rows) - 2 * len(pairs))


def compare_pairs(pairs: Sequence[Pair], left_out: int = 0) -> Comparison:
    """The same of rows that are paired already."""
    return Comparison(
        differences=tuple(_differences(pairs)),
        gained=tuple(filter(is_gained, pairs)),
        lost=tuple(filter(is_lost, pairs)),
        left_out=left_out,
    )


def is_gained(pair: Pair) -> bool:
    """Whether a question is right that was not."""
    return is_right(pair[1]) and not is_right(pair[0])


def is_lost(pair: Pair) -> bool:
    """Whether a question is not right that was."""
    return is_right(pair[0]) and not is_right(pair[1])


def is_right(row: Row) -> bool:
    """A hit at rank 1; for an uncovered question, that it was declined."""
    return row.scores.hit_1 == 1.0 if row.question.covered else row.declined


def _differences(pairs: Sequence[Pair]) -> Iterator[Difference]:
    for group in (*GROUPS, ALL):
        for metric in COMPARED:
            both = [
                (getattr(old.scores, metric), getattr(new.scores, metric))
                for old, new in pairs
                if belongs(old, group)
            ]
            # The pair is of one question, so a metric applies to both runs or to neither.
            judged = [scores for scores in both if None not in scores]
            if judged:
                yield _difference(group, metric, np.asarray(judged, float))


def _difference(group: str, metric: str, judged: FloatArray) -> Difference:
    before, after = judged.mean(axis=0)
    low, high = bootstrap_interval(judged[:, 1] - judged[:, 0])
    return Difference(group, metric, len(judged), float(before), float(after), low, high)


def bootstrap_interval(differences: FloatArray) -> tuple[float, float]:
    """95 % percentile interval of the mean of paired differences (Efron 1979), reproducible.

    Resampling n questions with replacement is a multinomial draw of how often each distinct
    difference occurs.
    """
    values, counts = np.unique(differences, return_counts=True)
    n = int(counts.sum())
    drawn = np.random.default_rng(SEED).multinomial(n, counts / n, size=N_RESAMPLES)
    low, high = np.percentile(drawn @ values / n, INTERVAL)
    return float(low), float(high)
