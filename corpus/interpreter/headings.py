"""Headings of a document: of lists, sections, contents and notes, as text alone."""

import re
from typing import NamedTuple

from corpus.models import ListName
from corpus.white_space import compact

_NUMERALS = "一二三四五六七八九十"
_DIGITS = "零一二三四五六七八九"
_COUNT = r"(?:[（(]?共?计?(?P<count>\d+)[项条个件][)）]?)?"
# Towns call the third list 上收, 收回, 县级收回, 上级部门收回 or 县直部门上收.
_NAME = (
    r"基本|配合|协助|(?:由)?(?:(?:上|[县旗市区州盟])[级直]?)?(?:级|直)?(?:部门)?(?:上收|收回|回收)"
)
_PART = (
    rf"(?:附[件表]\d*[：:.]?|表\d*[：:.]?|第[{_NUMERALS}]部分|清单[{_NUMERALS}][：:]?"
    rf"|[（(]?[{_NUMERALS}][)）、.．]+|[（(]?\d[)）、.．]+)?"
)
# The third list's printed heading lost its 职 in places, so 履 and 职 are optional one by one.
_DUTIES = r"(?:履行职责|履?职?责?)事项(?:清单|目录|一览表|表)?"
_LOST_CHARACTER = re.compile(r"(?<!履)职事项|履事项")
_LIST = re.compile(
    rf"{_PART}《?(?P<owner>[^，。；：]*?)(?P<title>(?P<name>{_NAME}){_DUTIES})》?{_COUNT}"
)
_LIST_ASIDE = re.compile(
    rf"{_PART}(?P<owner>[^，。；：]*?)(?:履行职责|履职)事项清单[（(：:—-]+"
    rf"(?P<title>(?P<name>{_NAME}){_DUTIES})[)）]?{_COUNT}"
)
_SHEET = re.compile(r"基本|配合|协助|上收|收回|回收")
_SECTION = re.compile(
    rf"(?:[（(](?P<inner>[{_NUMERALS}]{{1,3}})[)）]|(?P<outer>[{_NUMERALS}]{{1,3}})[、.．]+"
    rf"|(?P<digits>\d{{1,2}})[、.．]|第(?P<part>[{_NUMERALS}]{{1,3}})(?:部分|类)[、：:]?)?"
    rf"(?P<name>[^。；：，\d]{{2,20}}?){_COUNT}"
)
_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff、“”（）()]{2,16}")
_CONTENTS_LINE = re.compile(r"(?P<heading>.+?)[.·…．\-—]*\d+")
_NOTE = re.compile(
    r"(?:[（(]?\s*(?:备?注|说明|填表说明|附注|注释|特别说明)\s*\d*\s*[：:]|[*＊★▲△]\s*[为表])"
)
_ATTACHMENT = re.compile(r"附[件表]\s*\d*[：:]?")
_PAGE_NUMBER = re.compile(r"[-—–\s]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*[/共]\s*\d+\s*页?)?[-—–\s]*")
CONTENTS = ("目录", "目次")

# Sections that need no numeral and no count to be known.
_SECTION_NAMES = frozenset(
    re.findall(
        r"[^、]+",
        "党的建设、党建工作、党群工作、经济发展、民生服务、民生保障、平安法治、平安建设、"
        "乡村振兴、精神文明建设、社会管理、社会治理、社会保障、社会事业、社会服务、安全稳定、"
        "民族宗教、民族工作、城乡建设、城市建设、城市管理、城市治理、自然资源、生态环保、"
        "生态保护、生态环境、环境保护、生态文明、交通运输、商贸流通、文化和旅游、文化旅游、"
        "文旅融合、教育文化、卫生健康、应急管理及消防、应急管理、安全生产、市场监管、"
        "人民武装、综合政务、综合行政、投资促进、公共服务、公共安全、公共管理、农业农村、"
        "科技创新、宣传思想、基层治理、教育培训监管、综合执法、行政执法、区域发展、社区治理、"
        "营商环境、退役军人、人大政协、组织人事、其他事项",
    )
)


class ListTitle(NamedTuple):
    """`…富河镇配合履职事项清单（59项）`, taken apart."""

    owner: str  # what stands before the list's name: region and town
    name: ListName
    title: str  # 配合履职事项清单, as printed
    declared: int | None


class SectionTitle(NamedTuple):
    """`三、民生服务（15项）`, taken apart; an `ordinal` of None is not printed."""

    ordinal: int | None
    style: str  # how the ordinal is written; empty without one
    name: str
    declared: int | None


def list_title(text: str) -> ListTitle | None:
    """The list that this text, and nothing beside it, names."""
    text = compact(text)
    match = _LIST.fullmatch(text) or _LIST_ASIDE.fullmatch(text)
    if match is None:
        return None
    count = match["count"]
    title = _LOST_CHARACTER.sub("履职事项", match["title"])
    return ListTitle(
        match["owner"], _list_name(match["name"]), title, int(count) if count else None
    )


def sheet_title(text: str) -> ListTitle | None:
    """The list that a sheet's name tells, in whatever words."""
    found = {_list_name(word) for word in _SHEET.findall(text)}
    if len(found) != 1:
        return None
    exact = list_title(text)
    return exact or ListTitle("", found.pop(), compact(text), None)


def section_title(text: str) -> SectionTitle | None:
    """The section that this text may be the heading of."""
    match = _SECTION.fullmatch(compact(text))
    if match is None:
        return None
    count = match["count"]
    declared = int(count) if count else None
    for style in ("outer", "inner", "part"):
        if match[style]:
            return SectionTitle(chinese_ordinal(match[style]), style, match["name"], declared)
    if match["digits"]:
        return SectionTitle(int(match["digits"]), "digits", match["name"], declared)
    return SectionTitle(None, "", match["name"], declared)


def is_plain_name(text: str) -> bool:
    """Whether this could be a section without numeral: a few words and no stop."""
    plain = compact(text)
    return (
        _PLAIN_NAME.fullmatch(plain) is not None
        and not plain.endswith(("清单", "目录", "序号"))
        and list_title(plain) is None
    )


def is_section_name(name: str) -> bool:
    """Whether lists of duties commonly have a section of this name."""
    return name in _SECTION_NAMES


def contents_entry(text: str) -> str | None:
    """The heading of a line of the table of contents: what stands before its page."""
    match = _CONTENTS_LINE.fullmatch(compact(text))
    return match["heading"] if match else None


def is_note(text: str) -> bool:
    """Whether this opens notes to a table."""
    return _NOTE.match(text.strip()) is not None


def is_attachment(text: str) -> bool:
    """附件1 on a line of its own."""
    return _ATTACHMENT.fullmatch(text.strip()) is not None


def is_page_number(text: str) -> bool:
    """- 3 - on a line of its own."""
    return _PAGE_NUMBER.fullmatch(text) is not None


def chinese_ordinal(text: str) -> int:
    """`十二` -> 12, for ordinals below 100."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS.index(ones)
    return (_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)


def _list_name(word: str) -> ListName:
    if word == "基本":
        return ListName.BASIC
    return ListName.ASSIST if word in ("配合", "协助") else ListName.RECLAIMED
