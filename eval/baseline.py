"""The committed quality of the public set, and the drop that fails a build."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.questions import QuestionFile
from eval.results import ALL, GROUPS, Results, Totals

PUBLIC_BASELINE = Path(__file__).parent / "baselines" / "public_eval.json"

# Answers are deterministic, so one question less is a drop. Figures are kept to 4 decimals.
TOLERANCE = 0.0
# But for places behind the first: processors with VNNI add int8 products otherwise than those
# without, and between the two one question's duty moved from the second place to the third.
TOLERANCES = {"reciprocal_rank": 0.002}
DECIMALS = 4

# The metrics that may not get worse in a group or overall.
HIGHER_IS_BETTER = (
    "hit_1",
    "hit_3",
    "reciprocal_rank",
    "gold_recall_5",
    "set_f1",
    "list_accuracy",
    "department_accuracy",
    "department_hit",
    "must_contain",
    "refusal_precision",
    "refusal_recall",
    "citations_valid",
    "sure_right",
)
LOWER_IS_BETTER = ("refused_covered", "errors")


class BaselineError(ValueError):
    """A baseline that is missing, damaged or of other questions; the message is Chinese."""


class Baseline(BaseModel):
    """Quality by style and group; nothing that depends on the machine's speed or the date."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question_files: tuple[QuestionFile, ...]
    totals: dict[str, dict[str, float | None]]


@dataclass(frozen=True)
class Change:
    """One headline metric of one group that moved; `gain` is negative for the worse."""

    group: str
    metric: str
    before: float | None
    after: float | None

    @property
    def gain(self) -> float:
        """Signed change, positive is better; a metric that is gone counts as zero."""
        change = (self.after or 0.0) - (self.before or 0.0)
        return -change if self.metric in LOWER_IS_BETTER else change


def baseline_of(results: Results) -> Baseline:
    """The quality of a run, without its latencies."""
    totals = {name: _quality(totals) for name, totals in results.totals.items()}
    return Baseline(question_files=results.info.question_files, totals=totals)


def _quality(totals: Totals) -> dict[str, float | None]:
    figures = totals.model_dump(exclude={"latency_p50_ms", "latency_p95_ms"})
    return {
        name: None if value is None else round(float(value), DECIMALS)
        for name, value in figures.items()
    }


def save_baseline(baseline: Baseline, path: Path) -> None:
    """Write the file that is committed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(baseline.model_dump_json(indent=1) + "\n", encoding="utf-8")


def load_baseline(path: Path) -> Baseline:
    """Read the committed file; BaselineError where there is none or it can't be read."""
    remedy = "请运行 python -m eval baseline --update 重新生成"
    try:
        return Baseline.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BaselineError(f"没有基线文件 {path}，{remedy}") from error
    except (ValidationError, UnicodeDecodeError) as error:
        raise BaselineError(f"基线文件 {path} 已损坏，{remedy}") from error


def changes(before: Baseline, after: Baseline) -> list[Change]:
    """Every headline metric of the groups and overall that moved by more than is tolerated.

    Raises BaselineError where the two were measured on different question files.
    """
    if before.question_files != after.question_files:
        names = "、".join(file.name for file in before.question_files)
        raise BaselineError(
            f"题目文件与基线所用的（{names}）不同，不能比较；"
            "确认题目无误后运行 python -m eval baseline --update"
        )
    found = (
        Change(group, metric, _figure(before, group, metric), _figure(after, group, metric))
        for group in (*GROUPS, ALL)
        for metric in (*HIGHER_IS_BETTER, *LOWER_IS_BETTER)
    )
    return [
        change for change in found if abs(change.gain) > TOLERANCES.get(change.metric, TOLERANCE)
    ]


def _figure(baseline: Baseline, group: str, metric: str) -> float | None:
    return baseline.totals.get(group, {}).get(metric)
