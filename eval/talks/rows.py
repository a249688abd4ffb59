"""A talk to be judged: its turns, and what a right answer to the last one holds."""

from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.questions import DutyId, QuestionFileError

PUBLIC_TALKS = Path(__file__).parents[1] / "data" / "talks.jsonl"


class Kind(StrEnum):
    """What a talk tries."""

    SET = "set"
    VERDICT = "verdict"
    FOLLOW_UP = "follow_up"
    SEVERAL = "several"
    UNSAID = "unsaid"
    OTHER_PLACE = "other_place"
    EMERGENCY = "emergency"
    FALSE_ALARM = "false_alarm"
    NOISE = "noise"
    CLEAN = "noise, without it"  # made of a noisy talk, to compare it with


class Talk(BaseModel):
    """One row of a talks file; which of the expectations are there depends on the kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    kind: Kind
    turns: tuple[str, ...] = Field(min_length=1, description="messages, the last is answered")
    duties: tuple[DutyId, ...] = Field(default=(), description="any of them is a right first one")
    sets: tuple[tuple[DutyId, ...], ...] = Field(default=(), description="any is the right set")
    counts: tuple[int, ...] = Field(default=(), description="all of them must be said")
    negated: bool = Field(default=False, description="asks by what is not so")
    verdict: Literal["yes", "no", "partly"] | None = None
    matters: tuple[tuple[DutyId, ...], ...] = Field(
        default=(), description="one entry a matter in order: its right duties, empty for none"
    )
    missing: tuple[str, ...] = ()
    other_place: str | None = None
    call: tuple[str, ...] = Field(default=(), description="any is a right first number")
    clean: str | None = Field(default=None, description="a noisy message without the noise")
    note: str = ""


def load_talks(path: Path) -> tuple[Talk, ...]:
    """The rows of a JSON Lines file; QuestionFileError names the lines that can't be used."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionFileError(f"读不到题目文件 {path}：{error}") from error
    talks: list[Talk] = []
    problems: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            talks += _with_clean(Talk.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "整行"
            problems.append(f"{path.name} 第 {number} 行：{where} 不合规（{first['msg']}）。")
    if problems:
        raise QuestionFileError("\n".join(problems))
    return tuple(talks)


def _with_clean(talk: Talk) -> list[Talk]:
    """The talk, and after a noisy one the same without its noise."""
    if talk.clean is None:
        return [talk]
    changed = {"id": f"{talk.id}/clean", "kind": Kind.CLEAN, "turns": (talk.clean,)}
    return [talk, talk.model_copy(update=changed)]
