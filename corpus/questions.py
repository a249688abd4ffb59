"""Asked questions (相似问): everyday questions attached to duties, validated on load."""

from collections.abc import Set
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.models import Town
from corpus.source import SourceError
from corpus.town import DATA_DIR

ASKED_FILE = "asked.jsonl"
# Questions that no duty list covers; they are the same for every town.
UNCOVERED_FILE = DATA_DIR / "uncovered.jsonl"
_SHOWN_PROBLEMS = 10  # of a file with many, the first ones are enough to act on


class Asker(StrEnum):
    """Who would put it this way."""

    VILLAGER = "villager"
    STAFF = "staff"
    KEYWORD = "keyword"


class AskedQuestion(BaseModel):
    """One question with the duties that answer it, best first, and who is responsible."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str = Field(min_length=1)
    duties: tuple[str, ...] = Field(min_length=1)
    departments: tuple[str, ...] = Field(min_length=1)
    who: Asker


class UncoveredQuestion(BaseModel):
    """A question that no duty list covers: plainly outside, or near to a duty's subject."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str = Field(min_length=1)
    kind: Literal["outside", "near"]


def load_uncovered() -> tuple[UncoveredQuestion, ...]:
    """The shipped questions that must be refused, to learn refusal from."""
    lines = UNCOVERED_FILE.read_text(encoding="utf-8").splitlines()
    return tuple(UncoveredQuestion.model_validate_json(line) for line in lines)


def load_asked(path: Path, town: Town) -> tuple[AskedQuestion, ...]:
    """The asked questions of a town; SourceError names file, line and what is wrong."""
    try:
        # Not splitlines(): a JSON string may hold U+2028, which is no line end here.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}：读不到相似问文件（{error}），应为 UTF-8 的 JSONL。") from error
    duties = {duty.duty_id for duty in town.duties}
    departments = {name for duty in town.duties for name in duty.departments}
    asked: dict[str, AskedQuestion] = {}
    problems: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            item = AskedQuestion.model_validate_json(line)
        except ValidationError as error:
            wrong = [_first_error(error)]
        else:
            wrong = unknown_names(item, duties, departments)
            if item.question in asked:
                wrong.append(f"问题重复“{item.question[:40]}”")
            asked[item.question] = item
        problems += [f"{path.name} 第 {number} 行：{problem}。" for problem in wrong]
    if problems:
        more = len(problems) - _SHOWN_PROBLEMS
        shown = problems[:_SHOWN_PROBLEMS] + ([f"另有 {more} 处问题。"] if more > 0 else [])
        raise SourceError("\n".join(shown))
    return tuple(asked.values())


def load_asked_and_added(
    shipped: Path, added: Path | None, town: Town
) -> tuple[AskedQuestion, ...]:
    """The shipped questions, then a town's own from `added`, which need not exist.

    A question that stands in both counts once, as shipped. SourceError as for `load_asked`.
    """
    asked = load_asked(shipped, town)
    if added is None or not added.is_file():
        return asked
    known = {item.question for item in asked}
    return asked + tuple(item for item in load_asked(added, town) if item.question not in known)


def unknown_names(asked: AskedQuestion, duties: Set[str], departments: Set[str]) -> list[str]:
    """What this question names that is in neither set, one sentence each."""
    return [f"没有“{duty_id}”这一项" for duty_id in asked.duties if duty_id not in duties] + [
        f"清单中没有“{name}”这个部门" for name in asked.departments if name not in departments
    ]


def _first_error(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    match first["type"]:
        case "json_invalid":
            return "不是合规的 JSON"
        case "extra_forbidden":
            return f"多出字段 {where}"
        case "missing":
            return f"缺少字段 {where}"
    return f"字段 {where or '整行'} 不合规（{first['msg']}）"
