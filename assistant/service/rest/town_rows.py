"""The towns of a service as programs get them."""

from pydantic import BaseModel, ConfigDict, Field

from corpus.towns.registry import Listed, TownRegistry

MAX_TOWNS = 1000


class _Reply(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TownRow(_Reply):
    """A town that can be asked."""

    key: str = Field(description="代号：接口的 town 参数，模型名 lvzhi/代号", examples=["fuhe"])
    name: str = Field(examples=["富河镇"])
    region: str = Field(description="所在的省市县", examples=["内蒙古自治区赤峰市巴林左旗"])
    duties: int = Field(description="清单里的事项数")
    version: str | None = Field(
        description="清单的版本，即哪天导入的；同一天的第二版后面有 -2；随产品发布的没有这一项",
        examples=["2026-03-01"],
    )
    default: bool = Field(description="不写 town 时就是它")


class TownPage(_Reply):
    """Some of the towns, those that ship with the product first."""

    total: int
    offset: int
    limit: int
    towns: tuple[TownRow, ...]


def town_page(registry: TownRegistry, default: str, offset: int, limit: int) -> TownPage:
    """The part wanted of the towns there are."""
    listed = tuple(registry.listed())
    wanted = listed[offset : offset + limit]
    rows = tuple(_row(each, default) for each in wanted)
    return TownPage(total=len(listed), offset=offset, limit=limit, towns=rows)


def _row(listed: Listed, default: str) -> TownRow:
    files, card = listed
    return TownRow(
        key=files.key,
        name=card.name,
        region=card.region,
        duties=card.duties,
        version=card.version,
        default=files.key == default,
    )
