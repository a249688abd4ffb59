"""What a run leaves behind: scored rows and totals, with a JSON form that round-trips."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import AnswerKind, Certainty
from corpus.models import ListName
from eval.comparing.calibration import brier_score, expected_calibration_error
from eval.metrics import refusal_scores
from eval.questions import Question, QuestionFile

ALL = "all"
GROUPS = {
    "villager": frozenset(
        ("colloquial", "typo", "story", "english", "yesno", "routing", "steps", "multi")
    ),
    "staff": frozenset(("township", "department", "penalty", "support")),
}


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Scores(_Frozen):
    """Measures of one question or their means, 0 to 1; None where a measure doesn't apply."""

    hit_1: float | None = Field(default=None, description="first ranked is gold or acceptable")
    hit_3: float | None = None
    reciprocal_rank: float | None = None
    gold_recall_5: float | None = Field(default=None, description="several gold, no enumeration")
    set_precision: float | None = Field(default=None, description="enumerations only")
    set_recall: float | None = None
    set_f1: float | None = None
    list_accuracy: float | None = None
    department_accuracy: float | None = Field(default=None, description="exactly the set")
    department_hit: float | None = Field(default=None, description="first named is expected")
    must_contain: float | None = Field(default=None, description="share of phrases found")


class Row(_Frozen):
    """One question, what was answered and how it scored."""

    question: Question
    kind: AnswerKind | None = Field(default=None, description="None where asking raised an error")
    text: str = ""
    ranked: tuple[str, ...] = Field(default=(), description="distinct duty ids, best first")
    list: ListName | None = None
    departments: tuple[str, ...] = ()
    confidence: float = 0.0
    certainty: Certainty = Certainty.NONE
    coverage: float = Field(default=0.0, description="probability that the lists cover it")
    matched_terms: tuple[str, ...] = ()
    refused: bool = False
    declined: bool = Field(default=False, description="refused or without citations")
    citations: int = 0
    citations_valid: int = 0
    latency_ms: float
    error: str | None = None
    scores: Scores


class Totals(Scores):
    """Means over several rows, and what only exists over several rows."""

    n: int
    errors: int
    declined: float = Field(description="share of questions declined")
    refusal_precision: float | None = None
    refusal_recall: float | None = None
    refused_covered: float | None = None
    citations_valid: float | None = Field(default=None, description="share of all citations")
    sure_right: float | None = Field(default=None, description="share of sure answers, right")
    sure_share: float | None = Field(default=None, description="of covered questions, sure")
    agreement: float | None = Field(
        default=None, description="share of letters whose title and text give the same first duty"
    )
    brier: float | None = Field(default=None, description="over answered questions")
    calibration_error: float | None = None
    latency_p50_ms: float
    latency_p95_ms: float


class RunInfo(_Frozen):
    """What was measured, when and on what."""

    model: str
    index_version: str
    created: str = Field(description="ISO 8601 with zone")
    python: str
    machine: str
    question_files: tuple[QuestionFile, ...]


class Results(_Frozen):
    """A whole run; `titles` names every duty that a row mentions."""

    info: RunInfo
    totals: dict[str, Totals] = Field(description="by style in order of appearance, then group")
    rows: tuple[Row, ...]
    titles: dict[str, str]

    def save(self, path: Path) -> None:
        """Write the JSON form."""
        path.write_text(self.model_dump_json(indent=1), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Results":
        """Read the JSON form; pydantic's ValidationError where it is something else."""
        return cls.model_validate_json(path.read_text(encoding="utf-8"))


def belongs(row: Row, name: str) -> bool:
    """Whether the row is of the group or style with this name."""
    return name == ALL or row.question.style in GROUPS.get(name, (name,))


def total_by_name(rows: Sequence[Row]) -> dict[str, Totals]:
    """Totals by style in order of appearance, then by group, then of all; empty ones left out."""
    names = (*dict.fromkeys(row.question.style for row in rows), *GROUPS, ALL)
    chosen = {name: [row for row in rows if belongs(row, name)] for name in names}
    return {name: total(some) for name, some in chosen.items() if some}


def answered(rows: Iterable[Row]) -> list[tuple[float, float]]:
    """Confidence and hit (0 or 1) of each answered question.

    Confidence is the probability that the first citation is right, so a declined question has
    none, and an uncovered question that was answered is a miss.
    """
    return [
        (row.confidence, row.scores.hit_1 or 0.0)
        for row in rows
        if row.error is None and not row.declined
    ]


def total(rows: Sequence[Row]) -> Totals:
    """Totals of at least one row; each mean is over the rows to which the measure applies."""
    refusals = refusal_scores(
        [row.question.covered for row in rows], [row.declined for row in rows]
    )
    confidences, hits = zip(*answered(rows), strict=True) if answered(rows) else ((), ())
    sure = [row for row in rows if row.certainty is Certainty.SURE]
    covered = sum(row.question.covered for row in rows)
    citations = sum(row.citations for row in rows)
    latencies = [row.latency_ms for row in rows]
    return Totals(
        **{name: _mean(rows, name) for name in Scores.model_fields},
        n=len(rows),
        errors=sum(row.error is not None for row in rows),
        declined=sum(row.declined for row in rows) / len(rows),
        refusal_precision=refusals.precision,
        refusal_recall=refusals.recall,
        refused_covered=refusals.on_covered,
        citations_valid=sum(r.citations_valid for r in rows) / citations if citations else None,
        sure_right=sum(row.scores.hit_1 or 0.0 for row in sure) / len(sure) if sure else None,
        sure_share=sum(row.question.covered for row in sure) / covered if covered else None,
        agreement=_agreement(rows),
        brier=brier_score(confidences, hits) if hits else None,
        calibration_error=expected_calibration_error(confidences, hits) if hits else None,
        latency_p50_ms=float(np.percentile(latencies, 50)),
        latency_p95_ms=float(np.percentile(latencies, 95)),
    )


def _agreement(rows: Sequence[Row]) -> float | None:
    """Over the covered letters of which both texts were asked."""
    first: dict[str, list[tuple[str, ...]]] = {}
    for row in rows:
        if row.question.letter and row.question.covered:
            first.setdefault(row.question.letter, []).append(row.ranked[:1])
    pairs = [found for found in first.values() if len(found) > 1]
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else None


def _mean(rows: Iterable[Row], name: str) -> float | None:
    values = [value for row in rows if (value := getattr(row.scores, name)) is not None]
    return sum(values) / len(values) if values else None
