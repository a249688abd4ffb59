"""The offices of counties all over the country: their printed names and what people call them."""

import json
import re
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from corpus.town import DATA_DIR

OFFICES_FILE = DATA_DIR / "offices.json"
# How a name ends that is an office's and no topic's: 城管 and 残联, but not 教育.
OFFICE_ENDS = ("局", "委", "部", "办", "队", "所", "会", "院", "社", "联", "中心", "公司", "城管")


class Office(BaseModel):
    """One office, which counties print in different ways."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    official: tuple[str, ...] = Field(min_length=1, description="as counties print it")
    said: tuple[str, ...] = Field(description="as people call it or a part of it: 派出所")
    stem: str = Field(default="", description="pattern of names that are not among the official")
    otherwise: str = Field(
        default="", alias="else", description="office that has its tasks where a county has none"
    )
    else_said: tuple[str, ...] = Field(default=(), description="what then means that office")
    where: str = Field(default="", description="pattern of titles that prove it")


@cache
def national_offices() -> tuple[Office, ...]:
    """All of them."""
    rows = json.loads(OFFICES_FILE.read_text(encoding="utf-8"))
    return tuple(Office.model_validate(row) for row in rows)


@cache
def offices_of(short_name: str) -> tuple[Office, ...]:
    """The offices that a department of this name is: several for 教育和体育局.

    By a printed name of one; else by the stems that the name holds.
    """
    named = tuple(office for office in national_offices() if short_name in office.official)
    if named or not short_name.endswith(OFFICE_ENDS):
        return named
    stemmed = (office for office in national_offices() if office.stem)
    return tuple(office for office in stemmed if re.search(office.stem, short_name))
