"""The committed scores of the public talks, and the drop that fails a build."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError
from rich.table import Table

from eval.baseline import BaselineError
from eval.questions import QuestionFile, fingerprint
from eval.talks.rows import PUBLIC_TALKS
from eval.talks.scores import KindScore

TALKS_BASELINE = Path(__file__).parents[1] / "baselines" / "talks.json"
_REMEDY = "请运行 python -m eval talks --update 重新生成"


class TalksBaseline(BaseModel):
    """Right and confidently wrong talks by kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: QuestionFile
    right: dict[str, int]
    confidently_wrong: dict[str, int]


def talks_baseline(scores: Sequence[KindScore]) -> TalksBaseline:
    """What would be committed for these scores of the public talks."""
    return TalksBaseline(
        file=fingerprint(PUBLIC_TALKS),
        right={score.name: score.right for score in scores},
        confidently_wrong={score.name: score.confidently_wrong for score in scores},
    )


def load_talks_baseline(path: Path = TALKS_BASELINE) -> TalksBaseline:
    """Read the committed file; BaselineError where there is none or it can't be read."""
    try:
        return TalksBaseline.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise BaselineError(f"没有基线文件 {path}，{_REMEDY}") from error
    except ValidationError as error:
        raise BaselineError(f"基线文件 {path} 已损坏，{_REMEDY}") from error


def save_talks_baseline(baseline: TalksBaseline, path: Path = TALKS_BASELINE) -> None:
    """Write the file that is committed."""
    path.write_text(baseline.model_dump_json(indent=1) + "\n", encoding="utf-8")


def drops(before: TalksBaseline, after: TalksBaseline) -> list[str]:
    """What got worse, a sentence each; BaselineError where the talks are other ones."""
    if before.file != after.file:
        raise BaselineError(f"题目文件与基线所用的不同，不能比较；确认题目无误后，{_REMEDY}")
    worse = [
        f"{name}：答对 {right} → {after.right.get(name, 0)}"
        for name, right in before.right.items()
        if after.right.get(name, 0) < right
    ]
    return worse + [
        f"{name}：很有把握却答错 {before.confidently_wrong.get(name, 0)} → {wrong}"
        for name, wrong in after.confidently_wrong.items()
        if wrong > before.confidently_wrong.get(name, 0)
    ]


def talks_table(scores: Sequence[KindScore]) -> Table:
    """One row a kind."""
    table = Table("类别", "题数", "答对", "答对率", "很有把握却答错", title="说得对不对")
    for score in scores:
        cells = (score.talks, score.right, f"{score.share:.1%}", score.confidently_wrong)
        table.add_row(score.name, *map(str, cells))
    return table
