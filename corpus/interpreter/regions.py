"""Whose lists these are: region and town from headings, cover, and the names of departments."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from corpus.white_space import compact

# A county (县, 旗, 区) is the last unit of a region, so that 甲县新市镇 and 甲县旗下营镇 keep their
# own 市 and 旗; without one it is a city. 自治区 and 地区 are further up.
_COUNTY = r".*?(?:[^省市盟旗县区州][县旗]|(?<!自治)(?<!地)区)"
_CITY = r".*(?:[^省市盟旗县区州]|州)[省市盟州]"
_OFFICE = r"(?:人民政府|党工委|党委|委员会|办事处)?"
_TOWN_NAME = re.compile(
    rf"(?P<region>{_COUNTY}|{_CITY})?(?P<name>.+?(?:镇|乡|苏木|街道(?:办事处)?)){_OFFICE}"
)
_TITLE_END = re.compile(
    r"[《》]|(?:履行职责|履职)?(?:职责)?事项(?:清单|目录).*|清单.*|[（(].*|权责.*"
)
_PROVINCE = re.compile(
    "(?:北京|天津|上海|重庆)市|(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)自治区|(?:河北|山西|辽宁|吉林|黑龙江"
    "|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海)省"
)
_HAN = re.compile(r"[\u4e00-\u9fff]{2,40}")
_LEVELS = "省市盟旗县区州"
_PREFIX = re.compile(rf"(?:中共)?(?P<region>.{{1,20}}?[{_LEVELS}])(?![{_LEVELS}]|场|政)")


class Owner(NamedTuple):
    """Where the lists are from; empty what the document doesn't tell."""

    region: str
    name: str


def owner_of(headings: Sequence[str], cover: Sequence[str], departments: Iterable[str]) -> Owner:
    """The town, most trusted where a list's heading names it, with the fullest region found."""
    named = list(filter(None, map(_owner, (*headings, *_cover_titles(cover)))))
    if not named:
        return Owner("", next(filter(None, headings), ""))
    name = named[0].name
    regions = [owner.region for owner in named if owner.name == name and owner.region]
    return Owner(max(regions, key=len, default="") or _region_of(departments), name)


def _owner(text: str) -> Owner | None:
    plain = _TITLE_END.sub("", compact(text))
    if province := _PROVINCE.search(plain):
        plain = plain[province.start() :]
    match = _TOWN_NAME.fullmatch(plain) if _HAN.fullmatch(plain) else None
    return Owner(match["region"] or "", match["name"]) if match else None


def _cover_titles(cover: Sequence[str]) -> list[str]:
    """The cover's lines, and what two or three in a row make together."""
    lines = [compact(text) for text in cover]
    joined = ["".join(lines[at : at + size]) for size in (3, 2) for at in range(len(lines))]
    return [*joined, *lines]


def _region_of(departments: Iterable[str]) -> str:
    """The county that most departments begin with."""
    found = Counter(match["region"] for name in departments if (match := _PREFIX.match(name)))
    common = found.most_common(1)
    return common[0][0] if common and len(common[0][0]) > 1 and common[0][1] > 1 else ""


def source_name(cover: Sequence[str]) -> str:
    """The title on the cover: its lines up to the one that ends in 清单."""
    title = ""
    for text in cover:
        title += text
        if title.endswith("清单"):
            return title
    return ""
