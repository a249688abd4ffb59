"""What MCP clients, and the language models behind them, are told: tools, parameters, bounds."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from assistant.service.desk import MAX_HISTORY
from assistant.service.rest.duty_rows import MAX_FOUND, MAX_PAGE
from assistant.service.rest.kept_talk import MAX_STATE_CHARS
from assistant.understanding.normalisation import MAX_QUESTION_CHARS
from corpus.models import ListName, Town
from corpus.towns.registry import MAX_KEY_CHARS

TITLE = "履职问答"

ASK_TITLE = "问履职事项"
ASK = (
    "用大白话问一件事归谁管、乡镇做什么、还归不归乡镇管，得到带原文引用的回答。"
    "请把 text 原样转告，并附上 references 和 notice；refused 为 true 表示清单里没有这件事，"
    "不要自己补充。"
)
SEARCH_TITLE = "检索履职事项"
SEARCH = "按意思找最接近的履职事项，只给候选和匹配到的原文，不下结论；要结论请用 ask。"
GET_TITLE = "看一项全文"
GET = "按编号取一个履职事项的全部原文：各部门职责、乡镇职责、履职保障。编号来自其他工具的结果。"
LIST_TITLE = "列出履职事项"
LIST = "按清单、类别、部门、是否行政执法、字词筛选履职事项，可以翻页；total 是符合条件的总数。"
DUTY_TITLE = "履职事项全文"
DUTY = "一个履职事项的全部原文（JSON），地址如 duty://fuhe/配合-40。"
REMEDY = "请按工具的参数说明改正后重试。"

Question = Annotated[
    str,
    Field(
        description="要问的话，口语、方言都可以",
        min_length=1,
        max_length=MAX_QUESTION_CHARS,
        examples=["俺家房子快塌了找谁"],
    ),
]
History = Annotated[
    tuple[Annotated[str, Field(max_length=MAX_QUESTION_CHARS)], ...],
    Field(
        description="同一个人先前问过的话，早的在前；追问时带上，有 state 就不用",
        max_length=MAX_HISTORY,
        fail_fast=True,
    ),
]
State = Annotated[
    str,
    Field(
        description="上一次 ask 的结果里的 state，追问时原样给回（“第二个呢”“那水利局呢”要靠它）",
        max_length=MAX_STATE_CHARS,
    ),
]
TownKey = Annotated[
    str, Field(description="乡镇代号，如 fuhe；不写则用这台服务默认的", max_length=MAX_KEY_CHARS)
]
DutyId = Annotated[
    str, Field(description="事项编号：清单名-序号", max_length=40, examples=["配合-40"])
]
FoundLimit = Annotated[int, Field(description="最多几项", ge=1, le=MAX_FOUND)]
ListChoice = Annotated[
    ListName | None,
    Field(description="哪张清单：基本（乡镇自己办）、配合（上级牵头）、上收（上级收回）"),
]
SectionName = Annotated[str | None, Field(description="类别，如 民生服务", max_length=40)]
DepartmentName = Annotated[
    str | None, Field(description="部门，全称或简称，如 民政局", max_length=60)
]
Enforcement = Annotated[
    bool | None, Field(description="true 只要行政执法事项，false 只要不是的，不写则都要")
]
Words = Annotated[str, Field(description="全文里要有的字词，空格分开", max_length=100)]
Offset = Annotated[int, Field(description="跳过前几项", ge=0, le=100_000)]
PageLimit = Annotated[int, Field(description="最多几项", ge=1, le=MAX_PAGE)]


def instructions(town: Town, keys: Sequence[str], named: str) -> str:
    """What the server is for; `named` are the keys of its towns in a sentence."""
    others = f"别的乡镇用 town 参数，代号有 {named}。" if len(keys) > 1 else ""
    return (
        f"依据《{town.source_name}》回答：一件事在哪张履职事项清单里、归哪个部门、{town.name}做什么。"
        "有具体问题用 ask；要看候选用 search_duties；要全文用 get_duty；要成批列出用 list_duties。"
        f"只说清单里有的，引用原文和编号。{others}"
    )


def no_tool(name: str, names: tuple[str, ...]) -> str:
    """There is no such tool."""
    return f"没有“{name[:40]}”这个工具，应为 {'、'.join(names)} 之一。"
