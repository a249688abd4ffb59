"""The question bank: asked questions (相似问) and letters, with duties or covered by none."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.models import Town
from corpus.source import SourceError
from corpus.town import DATA_DIR

ASKED_FILE = "asked.jsonl"
LETTERS_FILE = "letters.jsonl"
# Short questions that no duty list covers; they are the same for every town.
UNCOVERED_FILE = DATA_DIR / "uncovered.jsonl"
_SHOWN_PROBLEMS = 10  # of a file with many, the first ones are enough to act on


class Asker(StrEnum):
    """Who would put it this way."""

    VILLAGER = "villager"
    STAFF = "staff"
    KEYWORD = "keyword"


class Form(StrEnum):
    """In what form a text reaches a government."""

    ASKED = "asked"  # a question in so many words
    TITLE = "title"  # of a letter
    LETTER = "letter"
    SEARCH = "search"
    CHAT = "chat"


class Act(StrEnum):
    """What the writer of a letter wants."""

    ASK = "问"
    APPLY = "办"
    BUILD = "建"
    INTERVENE = "管"
    CORRECT = "纠"
    ACCUSE = "告"
    PROPOSE = "议"


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str = Field(min_length=1)


class AskedQuestion(_Row):
    """One text with the duties that answer it, best first, and who is responsible."""

    duties: tuple[str, ...] = Field(min_length=1)
    departments: tuple[str, ...] = Field(min_length=1)
    who: Asker
    form: Form = Form.ASKED
    act: Act | None = None


UNNAMED_KINDS = ("outside", "near")


class UncoveredQuestion(_Row):
    """A text that no duty list covers.

    `kind` says what it is about (电力, 劳动争议工伤…); of short questions it is "outside" or
    "near" a duty's subject.
    """

    kind: str = Field(min_length=1)
    form: Form = Form.ASKED
    act: Act | None = None


class _Letter(_Row):
    """A row of the letters' file: with duties, or with none and a kind."""

    form: Form
    duties: tuple[str, ...]
    departments: tuple[str, ...]
    act: Act
    kind: str
    who: Asker

    def placed(self) -> AskedQuestion | UncoveredQuestion:
        """The row as what it is; ValidationError where it is neither."""
        both = {"question": self.question, "form": self.form, "act": self.act}
        if self.duties:
            covered = {"duties": self.duties, "departments": self.departments, "who": self.who}
            return AskedQuestion.model_validate(both | covered)
        return UncoveredQuestion.model_validate(both | {"kind": self.kind})


@dataclass(frozen=True)
class Bank:
    """All texts that a town's search learns from."""

    asked: tuple[AskedQuestion, ...]
    uncovered: tuple[UncoveredQuestion, ...]


Row = TypeVar("Row", bound=_Row)


def load_bank(folder: Path, added: Path | None, town: Town) -> Bank:
    """The shipped questions and letters of a town, then its own from `added`, if there are any.

    A text that stands in several files counts once, as in the first. SourceError as for
    `load_asked`.
    """
    asked = load_shipped(folder, town)
    uncovered: list[UncoveredQuestion] = [*load_uncovered()]
    uncovered += [row for row in _letters(folder, town) if isinstance(row, UncoveredQuestion)]
    if added is not None and added.is_file():
        asked += load_asked(added, town)
    return Bank(once(asked), once(uncovered))


def load_shipped(folder: Path, town: Town) -> tuple[AskedQuestion, ...]:
    """The covered texts that ship with a town, an imported one has none.

    SourceError as for `load_asked`.
    """
    asked = load_asked(folder / ASKED_FILE, town) if (folder / ASKED_FILE).is_file() else ()
    letters = [row for row in _letters(folder, town) if isinstance(row, AskedQuestion)]
    return once([*asked, *letters])


def bank_files(folder: Path) -> list[Path]:
    """The files that the bank of a town is read from, for telling whether they have changed."""
    files = (folder / ASKED_FILE, folder / LETTERS_FILE, UNCOVERED_FILE)
    return [path for path in files if path.is_file()]


def load_uncovered() -> tuple[UncoveredQuestion, ...]:
    """The shipped short questions that must be refused."""
    lines = UNCOVERED_FILE.read_text(encoding="utf-8").splitlines()
    return tuple(UncoveredQuestion.model_validate_json(line) for line in lines)


def load_asked(path: Path, town: Town) -> tuple[AskedQuestion, ...]:
    """The asked questions of a town; SourceError names file, line and what is wrong."""
    return _load(path, town, AskedQuestion.model_validate_json)


def _letters(folder: Path, town: Town) -> tuple[AskedQuestion | UncoveredQuestion, ...]:
    """The letters of a town, none where it has no such file."""
    path = folder / LETTERS_FILE
    if not path.is_file():
        return ()
    return _load(path, town, lambda line: _Letter.model_validate_json(line).placed())


def _load(path: Path, town: Town, read: Callable[[str], Row]) -> tuple[Row, ...]:
    """The rows of a file of JSON lines, each `read` and its names and text checked."""
    try:
        # Not splitlines(): a JSON string may hold U+2028, which is no line end here.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}：读不到相似问文件（{error}），应为 UTF-8 的 JSONL。") from error
    duties = {duty.duty_id for duty in town.duties}
    departments = {name for duty in town.duties for name in duty.departments}
    rows: dict[str, Row] = {}
    problems: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            item = read(line)
        except ValidationError as error:
            wrong = [_first_error(error)]
        else:
            wrong = (
                unknown_names(item, duties, departments) if isinstance(item, AskedQuestion) else []
            )
            if item.question in rows:
                wrong.append(f"问题重复“{item.question[:40]}”")
            rows[item.question] = item
        problems += [f"{path.name} 第 {number} 行：{problem}。" for problem in wrong]
    if problems:
        more = len(problems) - _SHOWN_PROBLEMS
        shown = problems[:_SHOWN_PROBLEMS] + ([f"另有 {more} 处问题。"] if more > 0 else [])
        raise SourceError("\n".join(shown))
    return tuple(rows.values())


def once(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows without those whose text stands before."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.question, row)
    return tuple(first.values())


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
