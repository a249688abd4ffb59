"""Numbers and list names in a question: 「配合第3、5项」 means numbers 3 and 5 of the 配合 list."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.models import ListName

MOST_NUMBERS = 999  # in a list
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL = r"\d{1,4}|[〇零一二两三四五六七八九十百]{1,6}"  # four digits are a year, unless 第…项
_UNIT = r"(?:项|条|款|件|个(?!部门|单位|局)|号(?!文|楼|线|令|院|村|公路|台))"
_JOIN = re.compile(r"\s*(?:、|,|和|与|跟|及|以及|还有)\s*")
_TO = re.compile(r"\s*(?:-+|~+|—+|–|到|至)\s*")
# What may follow a number that has no 项 after it; 配合第三方 and 配合12345热线 are no numbers.
_AFTER_BARE = (
    r"(?=$|\.(?!\d)|[\s;:!?。()“”\"'《》的是讲说写啥咋怎谁由归哪属叫指对牵要镇]|"
    r"有(?:哪|啥|什么|几)|都有.{1,2}(?:部门|单位|局))"
)
# 上收-22 is an id whatever follows, except a unit.
_ID = re.compile(r"(?P<n>\d{1,3})(?![\d.%年月日天人户元岁周亩万千])")
_BEFORE_NEXT = r"(?=\s*(?:、|,|和|与|跟|及|还有|-|~|—|–|到|至))"
# 配合3项工作 and 基本98项都有啥 count, they don't point.
_COUNTED = (
    r"(?!\s*(?:部门|单位|单子|清单|局|家|部分|大?类|板块|方面|工作|任务|内容|制度|措施|政策|都|也|不|没|全|里|中|分别|当中|"
    r"以上|左右))"
)
_NUMBERED = re.compile(rf"第\s*(?P<n>{_NUMERAL})\s*(?:(?P<unit>{_UNIT})|{_AFTER_BARE})")
_OPEN = re.compile(rf"第\s*(?P<n>{_NUMERAL})\s*{_BEFORE_NEXT}")
_BARE = re.compile(
    rf"(?P<n>\d{{1,3}}|[零一二三四五六七八九十百]{{1,6}})(?![\d.%])"
    rf"\s*(?:(?P<unit>{_UNIT}){_COUNTED}|{_AFTER_BARE}|{_BEFORE_NEXT})"
)
_UP_TO = re.compile(
    rf"(?P<n>{_NUMERAL})(?![\d.%])\s*(?:{_UNIT}|{_AFTER_BARE}|{_BEFORE_NEXT}|(?=[都里中哪全分]))"
)
# 倒数第三条 and 倒数三 are one, 倒数三条 are three.
_FROM_END = re.compile(
    rf"倒数\s*(?:第\s*|(?!{_NUMERAL}\s*[项条件个]))(?P<n>{_NUMERAL})(?![\d点千万亿]|\.\d)\s*{_UNIT}?"
)
# No list has such a number: 第40.5项, 第-5项, 第99999项, 第一千项.
_IMPOSSIBLE = (
    r"(?:-\s*\d{1,12}|\d{5,12}|\d{1,12}(?:\.|点)\d{1,12}|"
    r"[〇零一二两三四五六七八九十百]{0,6}[点千万亿][〇零一二两三四五六七八九十百千万亿]{0,12})"
)
_ODD = re.compile(rf"(?:倒数\s*)?第\s*{_IMPOSSIBLE}\s*(?:{_UNIT}|{_AFTER_BARE})")
_ODD_BARE = re.compile(rf"{_IMPOSSIBLE}\s*{_UNIT}{_COUNTED}")
_LAST = re.compile(r"(?:最后|最?末[尾了]?)\s*的?一?\s*(?:项|条|个|号|件)")
_RUN = re.compile(
    rf"(?P<end>前|开头的?|(?<![上里外后前])头|最后(?:[头面边]?那)?|最?末[尾了]?那?|倒数|后)\s*(?P<n>{_NUMERAL})\s*(?:[项条件]|个(?!局|部门|单位))"
)
_FROM_BEHIND = ("最后", "最末", "末", "倒数", "后")
# A stretch of numbers that more is asked of: 第30到40号里头, 前十项, 第45项以后, 配合-10到配合-20.
_LIST_ID = r"(?:基本|配合|上收)\s*-\s*"
_LIST_BEFORE = r"(?:基本|配合|上收)\s*-?\s*"
_STRETCH = re.compile(
    rf"(?:(?P<numbered>编号|序号|号码)\s*(?:为|是|在|:)?\s*)?从?(?:第\s*|(?P<id>{_LIST_BEFORE}))?(?P<first>{_NUMERAL})\s*(?P<unit>[项条件号])?\s*"
    rf"(?:-+|~+|—+|–|(?:往[后下])?(?:一直|一路)?[数排看查翻捋]?[到至])\s*"
    rf"(?:{_LIST_BEFORE})?(?:第\s*)?(?P<last>{_NUMERAL})\s*(?P<after>[项条件号])?(?![个家年月日天岁万元])"
    r"(?P<between>之间)?(?:\s*[(,]\s*(?:含|包括|包含|连)(?:两头|两端|首尾|头尾|本数)(?:在内)?\)?)?"
)
_LIST_RIGHT_BEFORE = re.compile(r"(?:清单|单子|目录)[里中的上]?\s*$")
_BEYOND = re.compile(
    rf"(?:(?:排在|排|从)?(?:第\s*|(?P<id>{_LIST_ID}))|从(?=\d+\s*{_UNIT})|(?:(?<=[单表录])|(?<=单子))(?={_NUMERAL}\s*{_UNIT}))(?P<n>{_NUMERAL})\s*{_UNIT}?(?:"
    r"(?P<from>起|开始)(?:往[后下])?|(?P<after>之后|以后|后头|后面|后边|往[后下](?![一直数排看查翻捋]*[到至])|以下|开外)|"
    r"(?P<before>之前|以前|前头|前面|前边|往前|以上))"
    r"(?P<with>\s*[(,]?\s*(?:含|包括|包含)(?:\s*第?\d{1,3}\s*[项条号]?|本数)?\)?)?"
    rf"(?:\s*[(,]\s*(?:不[含算](?:第?(?:{_NUMERAL})[项条号]?)?|第?(?:{_NUMERAL})[项条号]?不[含算](?:在内)?)\)?)?"
)
_OWN_WORDS = r"履职?|职责|责任|事项|任务|工作"
_OWN = rf"(?:{_OWN_WORDS}){{0,6}}"  # bounded: it is tried at every place
_SHEET = r"表格|一览表|册子|[表单](?=[里上中的内从第\d])|[那这][本份册张](?=[里上中的,)]|$)"
_WORD = r"(?P<word>基本|配合|(?:上级|[县旗区市]级)?(?:部门)?(?:上收|收回|收走|接走))"
_NAMED = re.compile(
    rf"{_WORD}(?:去|来)?的?(?:{_OWN}(?:清单|单子|目录|{_SHEET})|(?:履职|职责|事项)+)"
)
_PLACE = r"(?:[里中的]|那(?=第))*\s*[-—:#]?\s*"
# 收走二十项 counts what was taken, 上收20项 and 收走的第20项 point.
_WEAK = re.compile(
    rf"{_WORD}(?:(?={_PLACE}(?:第|最后|倒数|末|前\s*(?:{_NUMERAL})项))|(?<![走回])(?={_PLACE}(?:{_NUMERAL})))"
)
_TOWNS_OWN = re.compile(rf"自己(?:干|做|办)?的?(?:那[张份本])?{_OWN}(?:清单|单子|目录)")
_NTH_LIST = re.compile(r"第(?P<n>[一二三四五六七八九\d])(?:张|份|个)(?:履职|事项)*(?:清单|表|单子)")
_OTHER_LIST = re.compile(
    rf"(?P<name>[一-鿿]{{2,12}}?)[”\"》]?(?:的|里|中)?(?:{_OWN}清单|履职(?:事项)?(?=第))"
)
_GENERIC = re.compile(
    r"(?:请问?|麻烦|帮我?|查|看|找|问|翻|一下|想知道|知道|告诉|咱们?|我们?|俺们?|你们?|这|那|该|本|"
    r"此|某|张|份|个|的|里|在|把|和|对|按|照|三|全|总|整|都|上|中|镇|乡|村|苏木|街道|旗|县|政府|"
    r"履职|履责|事项|职责|责任|工作|说|给|是|有|列|文件|官方|公布|公开|印发|"
    r"[”“\"《》])*"
)
_SEPARATOR = re.compile(r"(?:[里中上内]|[的那](?=第|最|倒|前|头|后))*\s*[-—:#]?\s*")
# 处罚流程第一项 is a step of a duty, and 第9项的第2条 an item in it.
_PART_BEFORE = re.compile(
    r"(?:流程|步骤|程序|材料|条件|要求|措施|规定|职责|责任|任务|内容|保障|方式|[项条号])[的里中]*\s*$"
)
_LOOK_BACK = 12  # characters: what stands farther before a number isn't what it counts


@dataclass(frozen=True)
class ListMention:
    """A list named in a question; `list` is None where there is no such list."""

    start: int
    end: int
    list: ListName | None
    name: str


@dataclass(frozen=True)
class Reference:
    """Numbers asked for, negative ones from the end; `mention` is None where no list is named.

    No numbers are one that no list can have: 第40.5项.
    """

    start: int
    end: int
    numbers: tuple[int, ...]
    mention: ListMention | None


class Stretch(NamedTuple):
    """Numbers of a list in a row, from the end if negative, and the characters that say so."""

    start: int
    end: int
    first: int
    last: int


def read_number(text: str) -> int:
    """An Arabic or Chinese numeral up to 999: 三十一 and 三一 are both 31."""
    if text.isdecimal():
        return int(text)
    if "十" not in text and "百" not in text:
        return int("".join(str(_DIGITS[char]) for char in text))
    total = digit = 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def fold_question(question: str) -> str:
    """Full-width forms to half-width, so that one pattern serves both."""
    return unicodedata.normalize("NFKC", question)


def list_mentions(text: str, own: Sequence[str] = ()) -> list[ListMention]:
    """The lists that a folded question names, in order; also ones that don't exist.

    `own` are the names of the town and what it lies in, which name no other list.
    """
    found = [*_known_lists(text)]
    masked = text
    for item in found:
        masked = masked[: item.start] + " " * (item.end - item.start) + masked[item.end :]
    for match in _OTHER_LIST.finditer(masked):
        name = match["name"]
        for place in own:
            name = name.replace(place, "")
        if not _GENERIC.fullmatch(name):
            found.append(ListMention(match.start(), match.end(), None, _printed(match[0])))
    return sorted(found, key=lambda item: item.start)


def _known_lists(text: str) -> Iterator[ListMention]:
    taken: set[int] = set()
    for pattern in (_NTH_LIST, _NAMED, _TOWNS_OWN, _WEAK):
        for match in pattern.finditer(text):
            start, end = match.span()
            places = range(start, end)
            if not taken.isdisjoint(places):
                continue
            taken.update(places)
            yield ListMention(start, end, _list_of(match), match[0])


def _list_of(match: re.Match[str]) -> ListName | None:
    if match.re is _TOWNS_OWN:
        return ListName.BASIC
    if match.re is _NTH_LIST:
        position = read_number(match["n"])
        return list(ListName)[position - 1] if 1 <= position <= len(ListName) else None
    word = match["word"]
    return ListName(word) if word in ("基本", "配合") else ListName.RECLAIMED


def _printed(name: str) -> str:
    """The list's name as asked, without the words before it and quotation marks."""
    return re.sub(r"^(?:请问|帮我|查一?下|看一?下|咱们?|我们|的|在|把)+", "", name).strip('“”"《》')


def references(question: str, own: Sequence[str] = ()) -> list[Reference]:
    """Every number that a question points at, with the list it belongs to.

    A number takes the list named last before it, else the first named after it. Only 第…项 and
    numbers directly after a list's name point; years, ages, telephone numbers don't.
    """
    text = fold_question(question)
    mentions = list_mentions(text, own)
    starts = {_after_separator(text, item.end) for item in mentions}
    inside = {at for item in mentions for at in range(item.start, item.end)}
    ends = [item.end for item in mentions]
    found: list[Reference] = []
    position = 0
    while position < len(text):
        after_list = position in starts
        read = None if position in inside else _read_at(text, position, after_list)
        if read is None or (not after_list and _counts_parts(text, position)):
            position += 1
            continue
        numbers, end = read
        before = bisect_right(ends, position)
        named = mentions[max(before - 1, 0)] if mentions else None
        found.append(Reference(position, end, numbers, named))
        position = end
    return found


def stretches(text: str) -> list[Stretch]:
    """The stretches of numbers in a folded text: 30到40号, 前十项, 第45项后头."""
    found: list[Stretch] = []
    for match in _STRETCH.finditer(text):
        told = ("numbered", "id", "unit", "after", "between")
        of_list = _LIST_RIGHT_BEFORE.search(text, 0, match.start())  # 配合清单31至40
        if of_list or any(match[name] for name in told) or "第" in match[0]:
            first, last = sorted((read_number(match["first"]), read_number(match["last"])))
            found.append(Stretch(max(match.start(), match.end("id")), match.end(), first, last))
    for match in _BEYOND.finditer(text):
        number, without = read_number(match["n"]), not match["with"]
        first = 1 if match["before"] else number + bool(match["after"] and without)
        last = number - without if match["before"] else MOST_NUMBERS
        found.append(Stretch(max(match.start(), match.end("id")), match.end(), first, last))
    for match in _RUN.finditer(text):
        count = read_number(match["n"])
        first, last = (-count, -1) if match["end"].startswith(_FROM_BEHIND) else (1, count)
        found.append(Stretch(match.start(), match.end(), first, last))
    return found


def _after_separator(text: str, end: int) -> int:
    match = _SEPARATOR.match(text, end)
    return match.end() if match else end


def _counts_parts(text: str, position: int) -> bool:
    """Whether the number at this place counts steps or items of a duty, not duties."""
    return bool(_PART_BEFORE.search(text, max(0, position - _LOOK_BACK), position))


def _read_at(text: str, position: int, after_list: bool) -> tuple[tuple[int, ...], int] | None:
    if match := _LAST.match(text, position):
        return (-1,), match.end()
    odd = _ODD.match(text, position)
    if odd is None and after_list:
        odd = _ODD_BARE.match(text, position)
    if odd:
        return (), odd.end()
    if match := _FROM_END.match(text, position):
        return (-read_number(match["n"]),), match.end()
    if after_list and (match := _RUN.match(text, position)):
        count = min(read_number(match["n"]), MOST_NUMBERS)
        backwards = match["end"].startswith(_FROM_BEHIND)
        return tuple(range(-count, 0) if backwards else range(1, count + 1)), match.end()
    match = _NUMBERED.match(text, position) or _OPEN.match(text, position)
    if match is None and after_list:
        match = _BARE.match(text, position)
        if match is None and text[position - 1] == "-":
            match = _ID.match(text, position)
    return _series(text, match) if match else None


def _series(text: str, first: re.Match[str]) -> tuple[tuple[int, ...], int]:
    """The numbers of 第3、5项 or 第81到86项, from the match of the first one on."""
    last, end = read_number(first["n"]), first.end()
    numbers = {last: None}
    while True:
        joined = _TO.match(text, end) or _JOIN.match(text, end)
        if joined is None:
            break
        ranged = joined.re is _TO
        start = joined.end()
        if ranged and (again := _NAMED.match(text, start) or _WEAK.match(text, start)):
            start = _after_separator(text, again.end())
        following = _NUMBERED.match(text, start) or _OPEN.match(text, start)
        following = following or (_UP_TO if ranged else _BARE).match(text, start)
        if following is None:
            break
        number = read_number(following["n"])
        if ranged:
            low, high = sorted((last, number))
            numbers |= dict.fromkeys(range(low, high + 1))
            numbers = dict.fromkeys(sorted(numbers)) if number == low else numbers
            last = high
        else:
            last = number
            numbers[last] = None
        end = following.end()
    return tuple(numbers), end


def beside_references(question: str) -> str:
    """What is left of a question without the numbers and lists that it names them by."""
    text = fold_question(question)
    for found in reversed(references(text)):
        start = min(found.start, found.mention.start) if found.mention else found.start
        text = text[:start] + text[found.end :]
    return text
