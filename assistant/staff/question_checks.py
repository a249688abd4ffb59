"""What a question must be before staff may attach it to duties."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, field_validator

from assistant.log.personal_data import personal_number
from assistant.understanding.emergencies import find_danger
from assistant.understanding.normalisation import normalise
from corpus.bank.questions import AskedQuestion, Asker
from corpus.departments import DepartmentNames
from corpus.models import Duty, ListName, Town

MIN_CHARS, MAX_CHARS = 2, 200  # of a question
_ID_CHARS = 8  # hexadecimal: 5,000 questions share one with probability 0.003
_SEPARATORS = re.compile(r"[;；,，、|]")
_DUTY = re.compile(
    r"(?:[a-z0-9_-]+/)?(基本|配合|上收)(?:履职)?(?:事项)?(?:清单)?[-–—\s]*第?\s*0*(\d{1,4})\s*项?"
)
_ASKERS = {"群众": Asker.VILLAGER, "干部": Asker.STAFF, "关键词": Asker.KEYWORD}


class QuestionError(ValueError):
    """Questions that can't be taken; one Chinese sentence a problem."""

    def __init__(self, *problems: str) -> None:
        """Keep the sentences and show them one a line."""
        super().__init__("\n".join(problems))
        self.problems = problems


class Draft(BaseModel):
    """A question as staff give it: names may be short, departments and asker left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    duties: tuple[str, ...]
    departments: tuple[str, ...] = ()
    who: Asker = Asker.VILLAGER

    @field_validator("duties", "departments", mode="before")
    @classmethod
    def _several_in_one_cell(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in _SEPARATORS.split(value) if part.strip())

    @field_validator("who", mode="before")
    @classmethod
    def _asker_in_chinese(cls, value: Any) -> Any:
        return _ASKERS.get(value, value) if isinstance(value, str) else value


class Placed(NamedTuple):
    """A draft, or what is wrong with it, and where it stands (`新问题.csv:3`; typed in: "")."""

    place: str
    draft: Draft | QuestionError


class Known(NamedTuple):
    """A question that is there already, and where: `待审`, `已生效`, `随产品发布`, a place."""

    where: str
    asked: AskedQuestion


def question_key(question: str) -> str:
    """What makes two questions the same: letters and digits, half-width, lower case."""
    folded = unicodedata.normalize("NFKC", question).lower()
    return "".join(char for char in folded if char.isalnum())


def question_id(question: str) -> str:
    """A short name for a question, the same on every machine."""
    return hashlib.sha256(question_key(question).encode()).hexdigest()[:_ID_CHARS]


def sounds_of_danger(question: str) -> bool:
    """Whether a question's words report danger to people; a classifier may know better."""
    return find_danger(normalise(question)) is not None


class QuestionRules:
    """Turns drafts into asked questions of one town."""

    def __init__(self, town: Town, in_danger: Callable[[str], bool] = sounds_of_danger) -> None:
        """Check against this town's duties and departments; what is `in_danger` fits no duty."""
        self._town = town
        self._in_danger = in_danger
        self._duties = {duty.duty_id: duty for duty in town.duties}
        self._short_forms = DepartmentNames(town).short_forms

    def checked(self, draft: Draft, known: Mapping[str, Known]) -> AskedQuestion:
        """The question with full names; QuestionError gathers all that is wrong with it.

        `known` are the questions there are, by `question_key`. Departments left out are those
        of the duties: the town for 基本, the receiving ones for 上收, the lead for 配合.
        """
        problems: list[str] = []
        question = _printable(draft.question)
        problems += _question_problems(question, known.get(question_key(question)))
        if self._in_danger(question):
            problems.append(
                f"“{_shown(question)}”说的是险情，助手先给急救、报警电话，不能挂到事项上；"
                "问的是事后的救助、责任，请把话写明白再加。"
            )
        duties = self._found_duties(draft.duties, problems)
        departments = self._found_departments(draft.departments, duties, problems)
        if problems:
            raise QuestionError(*problems)
        return AskedQuestion(
            question=question,
            duties=tuple(duty.duty_id for duty in duties),
            departments=departments,
            who=draft.who,
        )

    def _found_duties(self, given: tuple[str, ...], problems: list[str]) -> list[Duty]:
        found: dict[str, Duty] = {}
        if not given:
            problems.append("没有写事项，至少要一个，例如 配合-40；请用 lvzhi list 查编号。")
        for text in given:
            match = _DUTY.fullmatch(_clean(text))
            duty = self._duties.get(f"{match[1]}-{match[2]}") if match else None
            if duty:
                found[duty.duty_id] = duty
            else:
                problems.append(
                    f"没有“{_shown(text)}”这一项，应为：{self._sizes()}，例如 配合-40；"
                    "请用 lvzhi list 查编号。"
                )
        return list(found.values())

    def _found_departments(
        self, given: tuple[str, ...], duties: list[Duty], problems: list[str]
    ) -> tuple[str, ...]:
        if not given:
            names = (name for duty in duties for name in default_departments(duty))
            return tuple(dict.fromkeys(names))
        allowed = dict.fromkeys(name for duty in duties for name in self._of_duty(duty))
        chosen: set[str] = set()
        for name in map(_clean, given):
            meant = self._short_forms.get(name, frozenset())
            meant = meant | ({name} if name == self._town.name else set())
            if not meant:
                problems.append(
                    f"清单里没有“{_shown(name)}”这个部门，应为部门全称或简称，如 民政局；"
                    "不写则按事项自动填。"
                )
            elif duties and not meant & allowed.keys():
                problems.append(
                    f"“{_shown(name)}”不是 {'、'.join(duty.duty_id for duty in duties)} 的部门，"
                    f"应为：{'、'.join(allowed)}；请改部门或事项。"
                )
            chosen |= meant
        return tuple(name for name in allowed if name in chosen)

    def _of_duty(self, duty: Duty) -> tuple[str, ...]:
        """The departments a question about the duty may be for; the town where it takes part."""
        town = (self._town.name,) if duty.list is ListName.ASSIST else ()
        return duty.departments + town

    def _sizes(self) -> str:
        return "、".join(f"{item.name} 1 到 {len(item.duties)}" for item in self._town.lists)


def _question_problems(question: str, same: Known | None) -> list[str]:
    problems: list[str] = []
    if not MIN_CHARS <= len(question) <= MAX_CHARS or len(question_key(question)) < MIN_CHARS:
        problems.append(
            f"问题“{_shown(question)}”有 {len(question)} 个字、其中文字和数字"
            f" {len(question_key(question))} 个，应为 {MIN_CHARS} 到 {MAX_CHARS} 个字；请改写。"
        )
    if number := personal_number(question):
        problems.append(f"问题里有疑似{number}，加进来会被长期保存；请去掉号码后再加。")
    if same:
        duties = "、".join(same.asked.duties)
        problems.append(
            f"问题“{_shown(question)}”与{same.where}的“{_shown(same.asked.question)}”重复"
            f"（挂在 {duties}）；请换个问法，或不必再加。"
        )
    return problems


def default_departments(duty: Duty) -> tuple[str, ...]:
    """Whom a question about the duty is for where nobody says: its lead, or all who took it."""
    return (duty.lead_department,) if duty.list is ListName.ASSIST else duty.departments


def _clean(text: str) -> str:
    """A name without control characters and runs of space, half-width."""
    return _printable(unicodedata.normalize("NFKC", text))


def _printable(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _shown(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}……"
