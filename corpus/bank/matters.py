"""Matters that many towns' lists have and the reference town's lacks, with people's questions."""

from functools import cache
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from corpus.bank.questions import AskedQuestion, Asker
from corpus.models import Block, BlockKind, Duty, DutyList, ListName, Section, Town
from corpus.town import DATA_DIR

MATTERS_FILE = DATA_DIR / "matters.jsonl"
COMMON_KEY = "common"
_HOLDER = "常见事项"  # whoever it is in a town: told by that town's document alone
_SECTION = "常见"


class _Matter(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1)
    also: tuple[str, ...] = Field(description="how other lists print it, or parts of it")
    questions: tuple[str, ...] = Field(min_length=1)


class CommonMatters(NamedTuple):
    """The matters in the form of a town, each a duty, so that towns are linked to it likewise."""

    town: Town
    asked: tuple[AskedQuestion, ...]


@cache
def load_matters() -> CommonMatters:
    """The matters that ship with the product."""
    lines = MATTERS_FILE.read_text(encoding="utf-8").splitlines()
    matters = [_Matter.model_validate_json(line) for line in lines]
    duties = tuple(_duty(matter, number) for number, matter in enumerate(matters, start=1))
    asked = tuple(
        AskedQuestion(
            question=question,
            duties=(duty.duty_id,),
            departments=duty.departments,
            who=Asker.VILLAGER,
        )
        for matter, duty in zip(matters, duties, strict=True)
        for question in matter.questions
    )
    section = Section(
        list=ListName.BASIC, ordinal=1, name=_SECTION, declared=len(duties), source_line=1
    )
    matters_list = DutyList(
        name=ListName.BASIC,
        heading=_HOLDER,
        title=_HOLDER,
        declared=len(duties),
        source_line=1,
        sections=(section,),
        duties=duties,
    )
    town = Town(
        key=COMMON_KEY, name=_HOLDER, region="", source_name=MATTERS_FILE.name,
        lists=(matters_list,), left_out=(), enforcement_marked=False,
    )  # fmt: skip
    return CommonMatters(town, asked)


def _duty(matter: _Matter, number: int) -> Duty:
    return Duty(
        list=ListName.BASIC,
        number=number,
        section=_SECTION,
        title=matter.title,
        enforcement=False,
        departments=(_HOLDER,),
        blocks=tuple(
            Block(kind=BlockKind.TITLE, holder=_HOLDER, items=(wording,), source_lines=(number,))
            for wording in (matter.title, *matter.also)
        ),
        source_lines=(number,),
    )
