"""What a question wants to know of a duty: one holder's part, the support, or who is in charge."""

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.departments import DepartmentNames, Mention
from corpus.models import BlockKind
from index.search import DutyHit


class Aspect(StrEnum):
    """The part of a duty that is asked for."""

    WHOLE = "whole"
    TOWNSHIP = "township"  # 镇里要做什么
    SUPPORT = "support"  # 履职保障是什么
    DEPARTMENTS = "departments"  # 某局负责什么, named in the question


TOWN = (
    r"(?:[咱俺我本]们?)?"
    r"(?:镇里|镇上|镇政府|镇党委|镇综合|镇执法|镇机关|[咱俺我本]们?(?:镇|乡|苏木|街道)|乡镇|苏木|乡里|"
    r"乡上|乡政府|乡党委|街道办(?:事处)?|街道党工委|街道里|镇街|街镇|乡镇街道|"
    r"街道(?=要|需要|该|应|做|干|负责|配合|承担|还|自己|管|怎么|咋|具体|能|有没有|参与|这边|那边))"
)
_TOWN = re.compile(TOWN)
_DUTY_WORDS = (
    r"做什么|做啥|做些|干什么|干啥|干些|干嘛|要做|该做|咋做|怎么做|做哪|办啥|要办|咋办|"
    r"配合[些点]?(?:什么|啥)|怎么配合|咋配合|哪些配合|配合责任|配合职责|职责|责任|任务|环节|"
    r"准备|收哪些|报哪些|哪几步|承担|负责什么|负责啥|管什么|管啥|咋防|怎么防|参与哪"
)
# The town stands close before what it does, or the other way round (「要镇里做什么」).
_TOWNSHIP = re.compile(rf"{TOWN}.{{0,12}}?(?:{_DUTY_WORDS})|(?:要|需要|让|叫){TOWN}")
_NOT_TOWNSHIP = re.compile(rf"{TOWN}(?:和|与|跟|、)|还是{TOWN}|{TOWN}.{{0,8}}还是")
_SUPPORT_GOODS = (
    "经费",
    "资金",
    "补助",
    "培训",
    "装备",
    "物资",
    "设备",
    "人员",
    "标准",
    "保障",
    "指导",
)
# Something given to the town, or asked whether there is any.
_GIVEN = re.compile(
    r"给(?:镇|乡|苏木|街道|村|我们|俺们|咱们)|(?:有没有|有无|提供|配|拨|哪些|什么|啥).{0,8}(?:保障|支持)|"
    r"(?:经费|资金|培训|装备|物资|设备|钱).{0,6}(?:吗|不|没|谁|由)|我们镇|上[级头].{0,6}给"
)
# A department by its office (住建局), or by a bare name that is then given something to do.
_OFFICE = re.compile(r"[局委办部院队所会府站]$")
_GIVEN_A_TASK = re.compile(
    r"部门|口子|那边|这边|和|与|跟|、|各|分别|负责|管|牵头|承担|干|做|咋|怎么|要|该|来|还是|有"
)


@dataclass(frozen=True)
class Asked:
    """An aspect with the departments that the question names (full names, in its order)."""

    aspect: Aspect
    named: tuple[str, ...] = ()


def asked_aspect(question: str, hit: DutyHit, names: DepartmentNames) -> Asked:
    """What of this duty the question asks for."""
    named = tuple(
        dict.fromkeys(
            name
            for mention in names.mentions(question)
            if _is_meant(question, mention)
            for name in mention.departments
            if name in hit.duty.departments
        )
    )
    if _asks_support(question, hit):
        return Asked(Aspect.SUPPORT, named)
    if asks_township(question) and not named:
        return Asked(Aspect.TOWNSHIP)
    return Asked(Aspect.DEPARTMENTS if named else Aspect.WHOLE, named)


def asks_township(question: str) -> bool:
    """Whether the question asks for the town's own part (镇里要做什么)."""
    return bool(_TOWNSHIP.search(question)) and not _NOT_TOWNSHIP.search(question)


def names_town(question: str) -> bool:
    """Whether it speaks of the town, whatever it asks: 镇里配合哪些."""
    return bool(_TOWN.search(question)) and not _NOT_TOWNSHIP.search(question)


def _is_meant(question: str, mention: Mention) -> bool:
    """Whether a short form is the department: 环保 in 环保局 or 环保负责啥, not in 环保督察."""
    form, rest = question[mention.start : mention.end], question[mention.end :]
    return bool(_OFFICE.search(form) or _GIVEN_A_TASK.match(rest))


def _asks_support(question: str, hit: DutyHit) -> bool:
    """履职保障 is named, or something that a support block grants is asked as a thing given."""
    support = "".join(block.text for block in hit.duty.parts(BlockKind.SUPPORT))
    if not support:
        return False
    granted = any(word in question and word in support for word in _SUPPORT_GOODS)
    return "履职保障" in question or (granted and bool(_GIVEN.search(question)))
