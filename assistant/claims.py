"""Questions that put up who is in charge: right or wrong, and who of two."""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.aspects import TOWN
from corpus.departments import DepartmentNames
from corpus.models import Duty, ListName

_COUNTY = r"(?:旗里|县里|区里|市里|上头|上级|上面|旗县)"
_DOES = (
    r"(?:管|办|罚|处罚|负责|承担|牵头|审批|审核|签字|批|做|弄|查|修|拆|发|收|监管|检查|执法|"
    r"实施|主责|立案|登记|建|开|盖个?章|出|化验|验收|考核|主体)"
)
_YES_NO = re.compile(
    r"(?:吗|(?<![什怎多])么|嘛|不|没|吧|对不对|对吧|对吗|没有)$|是不是|能不能|还能|还归|还由"
)
# 「镇里还是旗里」 offers a choice; 「现在还是镇里做吗」 has no holder before 还是.
_CHOICE = re.compile(rf"(?:{TOWN}|{_COUNTY}|村里|公安|[局委办部队院站])[^，。？！]{{0,8}}还是")
_WHICH = re.compile(
    rf"{_CHOICE.pattern}|归谁|谁管|谁来管|哪个清单|哪张清单|哪一?[类张份]清单|归{TOWN}|归{_COUNTY}"
)
_NEAR = r"[^，。？！]"
_TOWN_DOES = (
    rf"{TOWN}{_NEAR}{{0,14}}{_DOES}|{_DOES}{_NEAR}{{0,6}}(?:是|归|由|在){_NEAR}{{0,4}}{TOWN}"
)
_SENTENCE_END = re.compile(r"[？?。!！；;]")
_CLOSE_BY = 10  # characters between a department's name and what it does


class Verdict(StrEnum):
    """Whether what the question takes for granted is so."""

    YES = "yes"
    NO = "no"
    PARTLY = "partly"  # an assisted duty: the department leads, the town takes part


@dataclass(frozen=True)
class Claim:
    """Who the question takes to be in charge: the town, or departments by full name."""

    town: bool
    departments: tuple[str, ...]


def claimed(question: str, names: DepartmentNames, town: str) -> Claim | None:
    """What a yes/no question claims about who is in charge; None where it claims nothing.

    「动物检疫还归镇里管吗」 claims the town, 「雨露计划是教育局牵头的对吧」 a department;
    a choice (「镇里还是旗里」) claims nothing.
    """
    for sentence in filter(None, _SENTENCE_END.split(question)):
        if _YES_NO.search(sentence) and not _CHOICE.search(sentence):
            return _claim_of(sentence, names, town)
    return None


def _claim_of(sentence: str, names: DepartmentNames, town: str) -> Claim | None:
    """The holder that stands next to what it is said to do."""
    for mention in names.mentions(sentence):
        if re.search(_DOES, sentence[mention.end : mention.end + _CLOSE_BY]):
            return Claim(town=False, departments=mention.departments)
    if re.search(_TOWN_DOES.replace(TOWN, f"(?:{TOWN}|{town})"), sentence):
        return Claim(town=True, departments=())
    return None


def verdict(claim: Claim, duty: Duty) -> Verdict:
    """Whether the lists bear the claim out."""
    if claim.town:
        return {
            ListName.BASIC: Verdict.YES,
            ListName.ASSIST: Verdict.PARTLY,
            ListName.RECLAIMED: Verdict.NO,
        }[duty.list]
    if duty.lead_department in claim.departments:
        return Verdict.YES
    return Verdict.PARTLY if set(claim.departments) & set(duty.departments) else Verdict.NO


def asks_which(question: str) -> bool:
    """Whether the question asks who of two, or which list."""
    return bool(_WHICH.search(question))
