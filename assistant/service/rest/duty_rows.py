"""Duties as programs get them: rows, pages, one in full, departments, search results."""

from pydantic import BaseModel, ConfigDict, Field

from corpus.models import Block, ListName
from corpus.towns.registry import MAX_KEY_CHARS

MAX_PAGE = 100
MAX_FOUND = 20


class _Reply(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DutyRow(_Reply):
    """A duty without its text."""

    duty_id: str = Field(examples=["配合-40"])
    reference: str = Field(description="怎样对人说", examples=["《配合履职事项清单》第40项"])
    list: ListName
    number: int
    section: str = Field(examples=["民生服务"])
    title: str
    enforcement: bool | None = Field(
        description="是否行政执法事项（原文带 * 等标记）；这份清单一项也没有标注的，没有这一项"
    )
    departments: tuple[str, ...] = Field(description="负责的部门，牵头的在前；基本事项是乡镇自己")


class DutyDetail(DutyRow):
    """A duty with every word of the source."""

    town: str
    title_variants: tuple[str, ...]
    blocks: tuple[Block, ...] = Field(description="各部门、乡镇、履职保障各一段，原文")
    source_lines: tuple[int, ...]
    notice: str = Field(description="来源和效力，请一并显示")


class DutyPage(_Reply):
    """Some of the duties that pass the filters, in the document's order."""

    town: str
    total: int = Field(description="符合条件的共多少项")
    offset: int
    limit: int
    duties: tuple[DutyRow, ...]


class FoundDuty(DutyRow):
    """A duty found for a question."""

    probability: float = Field(description="就是问这一项的可能性，0 到 1")
    holder: str = Field(description="匹配到的那一段是谁的职责")
    text: str = Field(description="匹配到的那一段")


class SearchPage(_Reply):
    """The duties nearest to a question, best first, whether or not they answer it."""

    town: str
    question: str = Field(description="实际检索的问句")
    covered: bool = Field(description="清单是否管这件事；否则以下只是字面相近")
    duties: tuple[FoundDuty, ...]


class DepartmentRow(_Reply):
    """A department and how many duties it has."""

    name: str
    short_name: str = Field(examples=["林草局"])
    duties: int
    leads: int = Field(description="其中牵头的")
    by_list: dict[ListName, int]


class DepartmentPage(_Reply):
    """All departments of a town, the one with most duties first."""

    town: str
    departments: tuple[DepartmentRow, ...]


class DutyFilters(BaseModel):
    """Which duties are wanted, and which part of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    list: ListName | None = Field(default=None, description="哪张清单")
    section: str | None = Field(default=None, max_length=40, description="类别，如 民生服务")
    department: str | None = Field(
        default=None, max_length=60, description="部门全称或简称，如 林草局"
    )
    enforcement: bool | None = Field(default=None, description="只要行政执法事项，或只要不是的")
    text: str = Field(default="", max_length=100, description="全文里要有的字词，空格分开")
    offset: int = Field(default=0, ge=0, le=100_000, description="跳过前几项")
    limit: int = Field(default=20, ge=1, le=MAX_PAGE, description="最多几项")
    town: str = Field(
        default="", max_length=MAX_KEY_CHARS, description="乡镇代号，见 /v1/towns；不写则用默认的"
    )
