"""The administrative words of one town: what it, its county and its villages are called."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from corpus.models import Town

_LEVEL = re.compile(r"(?P<stem>.*?)(?P<level>街道(?:办事处)?|苏木|镇|乡)$")
_SELF_RULED = re.compile(r"(?:[^省市县区旗盟州]{1,4}族)+(?=[乡县])")
_PROVINCE = r"(?P<province>[^省市县旗盟州]{2,8}?(?:省|自治区)|(?:北京|天津|上海|重庆)市)?"
_PREFECTURE = r"(?P<prefecture>.{1,12}?(?:地区|自治州|市|盟|州(?!市)))?"
_COUNTY = r"(?P<county>.{1,15}?(?:新区|自治县|自治旗|林区|特区|县|旗|区|市))?"
_REGION = re.compile(f"{_PROVINCE}{_PREFECTURE}{_COUNTY}")
_OF_DEPARTMENT = re.compile(r"(?:中共)?(?P<county>.{1,9}?[县旗区市])(?!场|政|委)")
_COUNTY_LEVEL = re.compile(r"[县旗区市]$")
_VILLAGES = ("嘎查", "社区", "村")
_IN_TOWN = {"镇": "镇里", "乡": "乡里", "苏木": "苏木里", "街道": "街道"}


@dataclass(frozen=True)
class TownWords:
    """Names as the document has them, and the words that people use for them."""

    name: str  # 白鹭街道
    stem: str  # 白鹭
    level: str  # 镇, 乡, 苏木 or 街道
    province: str  # 福建省; empty where the document does not tell, as the next two
    prefecture: str  # 南浦市
    county: str  # 临溪区
    villages: tuple[str, ...]  # those of 村, 社区, 嘎查 that the document speaks of

    @property
    def county_level(self) -> str:
        """县, 旗, 区 or 市."""
        found = _COUNTY_LEVEL.search(self.county)
        return found.group() if found else "县"

    @property
    def in_town(self) -> str:
        """What the town is called by its own: 镇里, 街道."""
        return _IN_TOWN[self.level]

    def worded(self, fixed: str) -> str:
        """A text of ours that holds nobody's words: what it calls the town is what this one is."""
        return fixed.replace("镇里", self.in_town).replace("本镇", f"本{self.level}")

    @property
    def in_county(self) -> str:
        """What the county is called: 县里."""
        return f"{self.county_level}里"

    @property
    def own_names(self) -> tuple[str, ...]:
        """The names of the town and what it lies in, longest first."""
        places = (self.name, self.stem, self.county, self.prefecture, self.province)
        return tuple(sorted(filter(None, places), key=len, reverse=True))

    @property
    def village(self) -> str:
        """The commonest word for a village of it."""
        return self.villages[0] if self.villages else "村"


@lru_cache(maxsize=64)  # a town that nobody uses any more is let go
def words_of(town: Town) -> TownWords:
    """The words of this town."""
    named = _LEVEL.fullmatch(town.name)
    region = _REGION.fullmatch(town.region)
    parts = {key: value or "" for key, value in (region.groupdict() if region else {}).items()}
    county = parts.get("county") or parts.get("prefecture") or _commonest_county(town)
    level = (named["level"] if named else "镇").removesuffix("办事处")
    stem = _SELF_RULED.sub("", named["stem"]) if named else town.name
    printed = Counter[str]()
    for duty in town.duties:
        for text in (duty.title, *(block.text for block in duty.blocks)):
            printed.update({word: text.count(word) for word in _VILLAGES})
    villages = tuple(word for word, count in printed.most_common() if count)
    return TownWords(
        name=town.name,
        stem=stem,
        level=level,
        province=parts.get("province", ""),
        prefecture=parts.get("prefecture", ""),
        county=county,
        villages=villages,
    )


def _commonest_county(town: Town) -> str:
    """The county that most departments begin with, where the document's heading names none."""
    names = {name for duty in town.duties for name in duty.departments} - {town.name}
    found = Counter(m["county"] for name in names if (m := _OF_DEPARTMENT.match(name)))
    best = found.most_common(1)
    return best[0][0] if best and best[0][1] > 1 else ""
