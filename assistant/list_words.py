"""Which lists a question is about, by name or by ways to say them: 收走的, 镇里自己管的."""

import re
from typing import NamedTuple

from assistant.references import list_mentions
from corpus.models import ListName

TOWN = (
    r"(?:[咱俺我本你]们?)?(?:镇(?:综合(?:行政)?执法(?:大?队|局|办)?|里|上|政府|党委|人民政府|一级|级)?|"
    r"乡镇|苏木|乡里)"
)
# Ways to say a list without its name.
_LIST_WORDS = {
    ListName.ASSIST: re.compile(
        rf"(?:(?:跟|和|要|需要?|由|给)?{TOWN})?(?:需要?|要)?配合\s*(?:的|做的|履行的)?"
        r"(?:履职)?(?:事项?|(?=(?:都|一共|总共)?有?(?:哪些|(?:几|哪几|多少)[项条件个])))|"
        r"配合的(?=(?:都|一共)*(?:有|是)(?:啥|什么))|"
        rf"(?:需要?|要|得)?{TOWN}(?:需要?|要|得)?配合(?:上级|上头|上面|旗里|县里|各)+(?:部门|局)?"
        r"(?:做|干|办)?的?|"
        rf"{TOWN}(?:需要?|要|得)配合的?"
    ),
    ListName.RECLAIMED: re.compile(
        r"(?:已经?|被|给)*(?:上收|收回|收走|接走|接管|接手|划走|拿走|收上)(?:走|去|来|上去|上来)?"
        r"(?:给|到|的|了)*(?:履职)?(?:事项?|清单)?|承接(?:的|了)*|"
        r"收了(?=哪|(?:几|多少)[项条件个]|啥|什么)|"
        rf"{TOWN}(?:现在|已经?)*(?:不用|不再|不能|没权)(?:再|自己|直接)*"
        r"(?:管|做|办|干|承担|负责|(?=处罚|罚|执法))?了?的?|"
        rf"(?:不用|不再|不归|不由|不让){TOWN}(?:再|自己)*(?:管|做|办|干|承担|负责)?了?的?"
    ),
    ListName.BASIC: re.compile(
        rf"{TOWN}(?:能|可以|还|就|要)*自己(?:还|就|可以|能|能够|直接|有权|负责|承担|要|该)*"
        r"(?:管|做|办|干|承担|负责|(?=处罚|执法|罚))?的?|"
        rf"{TOWN}(?:现在|目前)?(?:还|就|可以|能|能够|直接|有权|有)+"
        r"(?:管的?|(?=.{0,6}(?:处罚|执法|罚)))|"
        rf"{TOWN}(?:现在|目前|还)*(?:保留|留下|剩下|剩)(?:的|了|着)*|"
        rf"{TOWN}(?:主责|独立承担|独立负责)的?|"
        r"基本的(?=(?:都|一共|总共)?有?(?:哪些|(?:几|哪几|多少)[项条件个]))"
    ),
}
# 配合和上收两张清单: 清单 stands once for both.
_WORD = r"(?:基本|配合|上收|收回)"
_COUPLED = re.compile(
    rf"{_WORD}(?:履职)?(?:事项)?(?:(?:、|,|和|与|跟|及|以及|还有){_WORD}(?:履职)?(?:事项)?)+"
    r"(?:这?[两二三]?[张个份种类])?的?(?:清单|履职|事项)*"
)
_ANY_LIST = re.compile(
    r"(?:这?[三两]张|所有|全部|整个|各|咱们?|我们)?(?:镇里?|乡镇)?的?(?:履职)?(?:事项)?清单"
)
_INSIDE = re.compile(r"\s*(?:里面|里头|里边|当中|之中|里|中|内|上(?![级头面边报]))")


class ListWords(NamedTuple):
    """The lists, in the order said, and the text with their words blanked."""

    lists: tuple[ListName, ...]
    named: bool  # as a list: 清单, 配合事项; not only 收走 or 自己管
    rest: str


def read_lists(text: str) -> ListWords:
    """The lists that a folded text is about; none where it names none or all of them."""
    lists: list[tuple[int, ListName]] = []
    for match in _COUPLED.finditer(text):
        lists += [(match.start(), _list_of(word)) for word in re.findall(_WORD, match[0])]
        text = _blank_inside(text, match.start(), match.end())
    for mention in list_mentions(text):
        if mention.list:
            lists.append((mention.start, mention.list))
            text = _blank_inside(text, mention.start, mention.end)
    named = bool(lists)
    if not named and (any_list := _ANY_LIST.search(text)):
        named = True
        text = _blank_inside(text, any_list.start(), any_list.end())
    for name, pattern in _LIST_WORDS.items():
        if named and name is ListName.BASIC:
            continue  # 上收清单里镇里还能罚的: the list that is named holds
        for match in pattern.finditer(text):
            lists.append((match.start(), name))
            text = blank(text, match.start(), match.end())
    ordered = tuple(dict.fromkeys(name for _, name in sorted(lists)))
    return ListWords(ordered, named, text)


def _list_of(word: str) -> ListName:
    return ListName.RECLAIMED if word == "收回" else ListName(word)


def _blank_inside(text: str, start: int, end: int) -> str:
    """Blank a list's name and 里 or 中 after it."""
    after = _INSIDE.match(text, end)
    return blank(text, start, after.end() if after else end)


def blank(text: str, start: int, end: int) -> str:
    """The text with spaces from start to end, so that offsets stay."""
    return text[:start] + " " * (end - start) + text[end:]
