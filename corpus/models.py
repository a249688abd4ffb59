"""The published document as data: town, lists, sections, duties, blocks and their provenance."""

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ListName(StrEnum):
    """The three lists: the township's own, the assisted, and those taken back."""

    BASIC = "基本"
    ASSIST = "配合"
    RECLAIMED = "上收"

    @property
    def full_name(self) -> str:
        """The list's name in citations: `基本履职事项清单`."""
        return f"{self.value}履职事项清单"


class BlockKind(StrEnum):
    """What a part of a duty is."""

    TITLE = "title"
    DEPARTMENT = "department"
    SHARED = "shared_task"
    SUPPORT = "support"
    TOWNSHIP = "township"


class Block(_Frozen):
    """One holder's part of a duty.

    `items` are verbatim (white space normalised, their own numbers kept); `source_lines` are
    1-based lines of the source file. `variants` are other wordings of the whole block that the
    document gives where a page break repeats the row.
    """

    kind: BlockKind
    holder: str = Field(description="department's or town's full name; 共性任务 belongs to all")
    heading: str = Field(default="", description="as printed before the colon: 某局等相关部门")
    items: tuple[str, ...] = Field(min_length=1)
    source_lines: tuple[int, ...]
    variants: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The items, one a line."""
        return "\n".join(self.items)


class Duty(_Frozen):
    """One numbered duty (履职事项)."""

    list: ListName
    number: int = Field(ge=1)
    section: str = Field(description="section name without its ordinal and count: 民生服务")
    title: str = Field(
        description="without symbols that mark enforcement; words that do, （行政执法）, are kept"
    )
    title_variants: tuple[str, ...] = ()
    enforcement: bool = Field(
        description="marked as administrative enforcement, in any part; see Town.enforcement_marked"
    )
    departments: tuple[str, ...] = Field(
        min_length=1,
        description="lead first, official full names; the town itself for 基本",
    )
    blocks: tuple[Block, ...]
    source_lines: tuple[int, ...]

    @property
    def duty_id(self) -> str:
        """`配合-40`."""
        return f"{self.list.value}-{self.number}"

    @property
    def lead_department(self) -> str:
        """牵头部门: the first department; the town for its own duties."""
        return self.departments[0]

    def parts(self, kind: BlockKind) -> tuple[Block, ...]:
        """The blocks of one kind, in document order."""
        return tuple(block for block in self.blocks if block.kind is kind)


class Section(_Frozen):
    """A section heading with the count it declares, if it does."""

    list: ListName
    ordinal: int = Field(ge=1, description="一、 is 1")
    name: str
    declared: int | None
    source_line: int


class DutyList(_Frozen):
    """A list heading with the count it declares, its sections and duties."""

    name: ListName
    heading: str = Field(description="as printed")
    title: str = Field(description="the list's own name in it: 上级部门收回事项清单")
    declared: int | None
    source_line: int
    sections: tuple[Section, ...]
    duties: tuple[Duty, ...]


class LeftOut(_Frozen):
    """Source text that is in no duty: headings, page furniture, or something to look at."""

    source_line: int
    text: str
    reason: str


class Town(_Frozen):
    """A township's whole published document."""

    key: str = Field(pattern=r"^[a-z0-9_-]+$", description="`fuhe`; prefixes ids across towns")
    name: str = Field(description="`富河镇`")
    region: str = Field(description="what stands before the name: `内蒙古自治区赤峰市巴林左旗`")
    source_name: str
    version: str = Field(
        default="", description="the day of its import: 2026-03-01; empty for a town that ships"
    )
    lists: tuple[DutyList, ...]
    left_out: tuple[LeftOut, ...] = ()
    enforcement_marked: bool = Field(
        description="the document marks enforcement; if not, no duty is known to be or not to be"
    )

    @model_validator(mode="after")
    def _duty_ids_are_unique(self) -> Self:
        ids = [duty.duty_id for duty in self.duties]
        if len(ids) != len(set(ids)):
            twice = sorted({duty_id for duty_id in ids if ids.count(duty_id) > 1})
            raise ValueError(f"duty ids occur twice: {twice}")
        return self

    def __hash__(self) -> int:
        """Cheap, as what is derived of a town is kept by it; equality is that of all fields."""
        return hash((self.key, self.name, self.source_name, self.version))

    @property
    def duties(self) -> tuple[Duty, ...]:
        """All duties in document order."""
        return tuple(duty for duty_list in self.lists for duty in duty_list.duties)

    def list_title(self, name: ListName) -> str:
        """What the document calls a list: 上级部门收回事项清单."""
        titles = {duty_list.name: duty_list.title for duty_list in self.lists}
        return titles.get(name) or name.full_name

    def duty(self, duty_id: str) -> Duty:
        """The duty with this id; KeyError where there is none."""
        name, _, number = duty_id.partition("-")
        for own in self.lists:
            for duty in own.duties if own.name == name and number.isdecimal() else ():
                if duty.number == int(number) and duty.duty_id == duty_id:
                    return duty
        raise KeyError(duty_id)
