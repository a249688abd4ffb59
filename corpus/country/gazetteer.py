"""The places of China by the names that people use for them, and which of them hold a town."""

import re
from collections.abc import Iterator, Set
from functools import cache, lru_cache
from typing import NamedTuple

from corpus.models import Duty, Town
from corpus.town import DATA_DIR
from corpus.vocabulary import words_of

PLACES_FILE = DATA_DIR / "places.tsv"

_PEOPLES = (
    r"(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|"
    r"纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|普米|怒|塔吉克|鄂温克|德昂|保安|裕固|独龙|鄂伦春|"
    r"各)族?"
)
_PROVINCE_END = re.compile(r"(?:维吾尔|回族|壮族)?(?:自治区|特别行政区|省|市)$")
_SELF_RULED = re.compile(rf"(?<=..)(?:{_PEOPLES})+(?=自治[州县旗])")
_PREFECTURE_END = re.compile(r"(?:自治州|市|地区|盟)$")
_COUNTY_END = re.compile(r"(?:自治县|自治旗|县|旗)$")
_BANNER = re.compile(r"(?P<first>.).*?(?P<side>[左右]?翼?[前后中]?)旗")
_ENDS = "省市县区旗盟州"  # of names that no document prints by chance
_MIN_SHORT = 2
# Names that are words, too: only the full name (长治市) is a place.
_WORDS = frozenset(
    [
        "安康",
        "长治",
        "大同",
        "来宾",
        "朝阳",
        "白银",
        "日照",
        "山南",
        "文山",
        "海东",
        "海北",
        "海西",
        "东方",
        "黄山",
        "三明",
        "白山",
        "中卫",
        "平凉",
        "四平",
        "凉山",
        "资阳",
        "保定",
        "兴安",
        "阿里",
        "中山",
        "吉安",
        "南平",
        "宁德",
        "永州",
        "河源",
        "新余",
        "清远",
        "黄南",
        "海南州",
        "红河",
        "怒江",
        "林芝",
        "通化",
        "北海",
        "铁岭",
        "盘锦",
        "丽水",
        "金华",
        "台州",
        "宜春",
        "上饶",
        "抚州",
        "滨州",
        "延安",
        "安顺",
        "大理",
        "昌都",
        "和田",
        "巴中",
        "广安",
        "达州",
        "眉山",
        "雅安",
        "内江",
        "遂宁",
        "自贡",
        "周口",
        "驻马店",
        "随州",
        "孝感",
        "宁城县城",
        "和平",
        "新华",
        "长安",
        "城区",
        "郊区",
        "矿区",
        "东区",
        "西区",
        "市区",
    ]
)


class Gazetteer:
    """Spoken names of places, of one town's point of view."""

    def __init__(self, town: Town, ours: Set[str], country: "_Country") -> None:
        """The names of the town and of what it lies in are `ours`."""
        self.ours = ours
        self.longest = max(country.longest, *map(len, ours))  # characters of the longest name
        self._town = town
        self._country = country

    def is_other(self, name: str) -> bool:
        """Whether it is another place's name: not one that the town's document prints by chance."""
        if name in self.ours:
            return False
        if name in self._country.towns:
            return True
        return name in self._country.areas and (name[-1] in _ENDS or not self._is_printed(name))

    def _is_printed(self, name: str) -> bool:
        texts = (text for duty in self._town.duties for text in _texts(duty))
        return any(name in text for text in texts)


def gazetteer_of(town: Town) -> Gazetteer:
    """The names of the town and what holds it, and of all other places.

    Counties of the town's own prefecture go by their short names, too (阿旗, 右旗, 林西); a name
    that its document prints is no other place.
    """
    whole = f"{_region_of(town)}{town.name}"
    home = _home(whole)
    ours = {town.region, *words_of(town).own_names}
    for place in _places():
        if whole.startswith(place.path):
            ours.update(_names(place, _near(place, home)))
    return Gazetteer(town, ours, _country(home))


class _Home(NamedTuple):
    """Where a town is, as far as the names of other places depend on it."""

    province: str
    prefecture: str


class _Country(NamedTuple):
    """All places' names; the towns of a prefecture have them in common."""

    areas: frozenset[str]
    towns: frozenset[str]
    longest: int


@lru_cache(maxsize=16)
def _country(home: _Home) -> _Country:
    areas = {name for place in _places() for name in _names(place, _near(place, home))}
    return _Country(frozenset(areas), _towns(), max(map(len, areas | _towns())))


@cache
def _towns() -> frozenset[str]:
    return frozenset(name for *_, towns in _rows() for name in towns.split())


def _texts(duty: Duty) -> Iterator[str]:
    yield duty.title
    yield from (item for block in duty.blocks for item in block.items)


def _region_of(town: Town) -> str:
    """The region from the province down, where the document prints a part of it.

    永宁县, 浙江省义乌市: the county of that name, which holds the town if there are several.
    """
    words = words_of(town)
    printed = {words.province, words.prefecture, words.county} - {""}
    found = [(areas, towns.split()) for *areas, towns in _rows() if printed <= {*areas}]
    holding = [areas for areas, towns in found if town.name in towns] or [a for a, _ in found]
    paths = {"".join(areas) for areas in holding if areas[2] == words.county}
    return paths.pop() if words.county and len(paths) == 1 else town.region


class _Place(NamedTuple):
    path: str  # from the province down: 内蒙古自治区赤峰市
    name: str
    level: str  # province, prefecture or county


@cache
def _places() -> tuple[_Place, ...]:
    """All provinces, prefectures and counties."""
    places: dict[str, _Place] = {}
    for *areas, _ in _rows():
        path = ""
        for name, level in zip(areas, ("province", "prefecture", "county"), strict=True):
            path += name
            if name:
                places.setdefault(path, _Place(path, name, level))
    return tuple(places.values())


@cache
def _rows() -> tuple[list[str], ...]:
    """Province, prefecture, county and towns of each row of the file."""
    lines = PLACES_FILE.read_text(encoding="utf-8").splitlines()
    return tuple(line.split("\t") for line in lines if not line.startswith("#"))


def _home(whole: str) -> _Home:
    province, _, rest = whole.partition("自治区") if "自治区" in whole else whole.partition("省")
    prefecture = re.match(r".+?(?:市|盟|州|地区)", rest)
    return _Home(province, prefecture.group() if prefecture else "")


def _near(place: _Place, home: _Home) -> int:
    """0 outside the town's province, 1 inside, 2 inside its prefecture."""
    if not place.path.startswith(home.province):
        return 0
    return 2 if home.prefecture and home.prefecture in place.path else 1


def _names(place: _Place, near: int) -> Iterator[str]:
    if len(place.name) > _MIN_SHORT:
        yield place.name
    plain = _SELF_RULED.sub("", place.name)
    if place.level == "province":
        short = _PROVINCE_END.sub("", place.name)
        yield from (short, "内蒙") if short == "内蒙古" else (short,)
    elif place.level == "prefecture":
        yield from _short(_PREFECTURE_END.sub("", plain))
        if place.name.endswith("自治州"):
            yield plain.replace("自治州", "州")
    else:
        yield from _county_names(place.name, plain, near)


def _county_names(name: str, plain: str, near: int) -> Iterator[str]:
    if plain != name:
        yield plain.replace("自治", "")
    if name.endswith("市") and (near or len(name) > 3):
        yield from _short(name[:-1])
    if near == 2 and not name.endswith("区"):
        yield from _short(_COUNTY_END.sub("", plain))
    banner = _BANNER.fullmatch(plain.replace("自治", ""))
    if banner and near:
        side = banner["side"].replace("翼", "")
        if side:
            yield f"{banner['first']}{side}旗"
        if near == 2:
            yield f"{banner['first']}旗"
        if near == 2 and side:
            yield f"{side}旗"


def _short(name: str) -> Iterator[str]:
    if len(name) >= _MIN_SHORT and name not in _WORDS:
        yield name
