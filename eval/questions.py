"""The question file: its model, its loader and its fingerprint."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic import field_validator as validator

from corpus.bank.real_letters import RealLetter
from corpus.models import ListName
from eval.reading.wording import FIELD_ERRORS

_LETTER_FIELD = '"title"'  # no question has such a field
PUBLIC_EVAL = Path(__file__).parent / "data" / "public_eval.jsonl"

DutyId = Annotated[
    str, StringConstraints(pattern=r"^(?:[a-z0-9_-]+/)?(?:基本|配合|上收)-[1-9][0-9]*$")
]


class QuestionFileError(ValueError):
    """A question file that can't be used; the Chinese message names each file and line."""


class Question(BaseModel):
    """One question and what a right answer to it holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    context: tuple[str, ...] = Field(default=(), description="earlier questions of the user")
    gold: tuple[DutyId, ...] = Field(description="best first; empty: must be declined")
    acceptable: tuple[DutyId, ...] = Field(default=(), description="also a fair citation")
    list: ListName | None = None
    departments: tuple[str, ...] = ()
    style: str = Field(min_length=1)
    must_contain: tuple[str, ...] = ()
    note: str = ""
    letter: str = Field(default="", description="id of the real letter that this is a text of")

    @model_validator(mode="before")
    @classmethod
    def _covered_is_told_by_gold(cls, row: Any) -> Any:
        """Files that say `covered` beside `gold` say it twice."""
        if not isinstance(row, dict) or "covered" not in row:
            return row
        if row["covered"] is not bool(row.get("gold")):
            raise ValueError("covered 与 gold 不一致")
        return {name: value for name, value in row.items() if name != "covered"}

    @validator("must_contain")
    @classmethod
    def _without_blanks(cls, phrases: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(phrase for phrase in phrases if phrase.strip())

    @property
    def covered(self) -> bool:
        """Whether the lists hold an answer."""
        return bool(self.gold)


class QuestionFile(BaseModel):
    """A question file's fingerprint, kept with results so that like is compared with like."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    sha256: str


def fingerprint(path: Path) -> QuestionFile:
    """Name and checksum of a question file."""
    return QuestionFile(name=path.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def load_questions(paths: Sequence[Path]) -> tuple[Question, ...]:
    """All questions of the files, in order; blank lines are skipped.

    A line with `title` and `text` is a real letter and becomes two questions: its title alone
    (style `title`, id `…/title`), and title and text as one message (style `letter`).
    Raises `QuestionFileError` once, with every wrong field as `file:line`; ids must be unique
    over all files, because results are paired by id.
    """
    questions: list[Question] = []
    problems: list[str] = []
    places: dict[str, str] = {}
    for path in paths:
        for number, line in enumerate(_lines(path), start=1):
            place = f"{path}:{number}"
            for question in _parse(line, place, problems) if line.strip() else ():
                if question.id in places:
                    problems.append(f"{place} id：“{question.id}”已在 {places[question.id]} 用过")
                places.setdefault(question.id, place)
                questions.append(question)
    if problems:
        listed = "\n".join(f"  {problem}" for problem in problems)
        raise QuestionFileError(f"题目文件有 {len(problems)} 处错误，请改正后重试：\n{listed}")
    if not questions:
        raise QuestionFileError(f"题目文件里没有题目：{'、'.join(map(str, paths))}")
    return tuple(questions)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise QuestionFileError(f"读不到题目文件 {path}：{error.strerror}") from error
    except UnicodeDecodeError as error:
        raise QuestionFileError(f"题目文件 {path} 不是 UTF-8 编码，请另存为 UTF-8") from error


def _parse(line: str, place: str, problems: list[str]) -> tuple[Question, ...]:
    """The line's question, or a letter's two; none with its problems added to `problems`."""
    try:
        if _LETTER_FIELD in line:
            return _questions_of(RealLetter.model_validate_json(line))
        return (Question.model_validate_json(line),)
    except ValidationError as error:
        for detail in error.errors():
            field = ".".join(map(str, detail["loc"])) or "整行"
            reason = FIELD_ERRORS.get(detail["type"], detail["msg"])
            problems.append(f"{place} {field}：{reason}")
        return ()


def _questions_of(letter: RealLetter) -> tuple[Question, ...]:
    return tuple(
        Question(
            id=f"{letter.id}/{style}",
            question=text,
            gold=letter.gold,
            acceptable=letter.acceptable,
            list=letter.list,
            departments=(letter.department,) if letter.department else (),
            style=style,
            letter=letter.id,
        )
        for style, text in (("title", letter.title), ("letter", letter.whole))
    )
