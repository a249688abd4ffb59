"""The reference town's texts in another town's words: its names of town, county and villages."""

import re
from collections.abc import Callable
from functools import partial

from corpus.models import Town
from corpus.vocabulary import TownWords, words_of

# 旗 that is no county, or another one's name.
_NO_COUNTY = re.compile(
    r"[锦红国党彩军团升]旗|旗[杆帜袍子舰号]|(?:阿鲁科尔沁|克什克腾|翁牛特|喀喇沁|敖汉|巴林右|右|[阿克翁喀敖])旗"
)


def in_words_of(town: Town, reference: Town) -> Callable[[str], str]:
    """A function that puts a text of the reference town into this town's words."""
    ours, theirs = words_of(town), words_of(reference)
    renamed = dict(_renamed(theirs, ours))
    pattern = re.compile("|".join(map(re.escape, sorted(renamed, key=len, reverse=True))))
    return partial(_put, pattern, renamed)


def _put(pattern: re.Pattern[str], renamed: dict[str, str], text: str) -> str:
    kept = {at for match in _NO_COUNTY.finditer(text) for at in range(*match.span())}
    return pattern.sub(lambda match: match[0] if match.start() in kept else renamed[match[0]], text)


def _renamed(theirs: TownWords, ours: TownWords) -> list[tuple[str, str]]:
    """Each of their words with ours; longer ones come to bear first."""
    county, short = ours.county or ours.in_county, theirs.county[-2:]
    pairs = [
        (theirs.name, ours.name),
        (theirs.stem, ours.stem),
        (theirs.county, county),
        (short, county),
        (theirs.prefecture, ours.prefecture or "市里"),
        (theirs.prefecture.removesuffix("市"), ours.prefecture.removesuffix("市") or "市里"),
        (theirs.province, ours.province or "省里"),
        (theirs.province.removesuffix("自治区"), ours.province.removesuffix("省") or "省里"),
        ("嘎查村", ours.village),
        ("嘎查", ours.village),
        ("苏木乡镇", "乡镇"),
        ("苏木", "乡镇"),
    ]
    if theirs.county_level == "旗" != ours.county_level:
        level = ours.county_level
        pairs += [("旗县", "县"), ("旗", level)]
    if ours.level != theirs.level:
        pairs += [("镇里", ours.in_town), ("镇上", ours.in_town), ("镇政府", f"{ours.level}")]
    return [(old, new) for old, new in pairs if old and old != new]
