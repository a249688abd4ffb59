"""What of a duty, named by its number, a question asks for."""

import re
from collections.abc import Sequence
from enum import StrEnum

from assistant.understanding.references import Reference
from corpus.models import ListName

_SUPPORT = re.compile(r"保障|经费|培训|(?:给|提供)\S{0,6}(?:支持|物资|装备|钱)")
_TOWN = re.compile(
    r"(?:镇[里上]?|乡[里上]?|苏木里?|街道(?:办(?:事处)?|里)?|我们|咱们?|俺们?)(?:这边|这块|政府)?(?:还|都|应该|应当|具体|需要|该|得)*"
    r"(?:要|做|干|办|管|配合|负责|承担|准备|的?(?:配合)?职责|的?任务|的?责任)|配合职责"
)
_WHO = re.compile(r"牵头|主责|主管|哪[个一]?(?:局|部门|单位|家)|谁|主体|承接|科室")
_ALL_WHO = re.compile(
    r"(?:哪些|哪几个?|几个|[两二三四五六七八]个|所有)(?:部门|单位|局)|(?:部门|单位)都?有"
)
_FILLER = re.compile(
    r"请问?|帮我?|麻烦|查|看|列|念|一下|告诉|我|想知道|讲|说|写|是|的|了|什么|啥|内容|原文|原话|具体|"
    r"全文|哪|个|些|几|局|部门|单位|谁|牵头|主管|负责|承接|履职|提供|保障|经费|培训|类别|类|属于|事项|职责|"
    r"清单|镇里?|乡|苏木|街道(?:办(?:事处)?)?|咱|们|要|做|干|办|配合|怎么|咋|样|由|归|管|都|有|里|这|那|出来?|给|"
    r"上级|上面|吗|呢|呀|啊|吧|叫|方面|工作|到底|下|[\s\W]"
)


class Part(StrEnum):
    """What of a duty found by number is asked for."""

    WHOLE = "whole"
    LEAD = "lead"
    HOLDERS = "holders"  # all the departments
    DEPARTMENT = "department"  # one named
    SUPPORT = "support"
    TOWNSHIP = "township"


def part_asked(text: str, named: Sequence[str]) -> Part:
    """The part; `named` are departments of the duty that the question names."""
    if _SUPPORT.search(text):
        return Part.SUPPORT
    if _ALL_WHO.search(text):
        return Part.HOLDERS
    if named and "牵头" not in text:
        return Part.DEPARTMENT
    if _TOWN.search(text):
        return Part.TOWNSHIP
    return Part.LEAD if _WHO.search(text) else Part.WHOLE


def has_part(name: ListName, part: Part, text: str) -> bool:
    """Whether duties of this list have the part asked for: 履职保障 stands only in 配合."""
    if part is Part.SUPPORT or "牵头" in text:
        return name is ListName.ASSIST
    return name is ListName.RECLAIMED if "承接" in text else True


def only_number(text: str, found: Reference, own: Sequence[str]) -> bool:
    """Whether a question says nothing but the number, what is asked of it, and names of our own."""
    rest = text[: found.start] + text[found.end :]
    for name in own:
        rest = rest.replace(name, "")
    return not _FILLER.sub("", rest) and text[found.start : found.end].endswith(("项", "条"))
