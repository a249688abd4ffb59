"""Words that tie a question to the talk before it: pronouns, places in a list, the way back."""

import re
from dataclasses import dataclass

from corpus.departments import DepartmentNames

_SHORT_CHARS = 24  # a question that leans on another is a short one

# A beginning, an ending, or a pronoun that leans on what was said before.
_LEANING = re.compile(
    r"^(?:那(?!达慕|些年|年)|那么|那要|要是|如果|假如|还有|另外|换成|再(?!婚|生|教育|就业)|又|具体|然后|接着|所以|"
    r"同样|一样)|呢[？?]?$|"
    r"它|他们|她们|对方|(?<!别)(?<!老)人家|这个?(?:事|活|项|钱|证|地方|局|部门)|那个?(?:事|活|项|钱|证|局)|这[些个项条里]|"
    r"上面|前面|刚才|刚刚|前一个|上一个|也归|也是|同样|也一样"
)
_TIES = re.compile(r"^(?:那么|那(?!达慕)|要是|如果|还有|另外|换成)+|呢[？?]?$")
# Words without a matter of their own: who, what, how, how long, where, papers, money, the town.
_EMPTY = re.compile(
    r"谁|哪[个些]?|活|哪里|哪儿|什么|啥|怎么|咋|如何|多久|多长|时间|几天|多少|材料|手续|流程|步骤|程序|地方|部门|单位|"
    r"电话|审批|审核|批准|镇政府|镇里|镇上|咱镇|乡里|村里|旗里|县里|上头|要|得|该|能|会|做|办|干|管|找|去|来|交|拿|"
    r"批(?:下来)?|下来|细点?|清楚|明白|一共|总共|共|步|准备|负责|配合|牵头|参与|承担|职责|责任|任务|(?<!找)工作|归(?![还侨国])|环节|保障|支持|"
    r"那|这|呢|吗|嘛|呗|呀|啊|吧|的|了|过|不|没|有|是|和|在|给|就|也|还|又|再|先|后|最|都|具体|详细|展开|说说|讲讲|说|讲|列|"
    r"要是|如果|对方|他们|它|人家|不服|同意|不管|属于|清单|第|条|项|个|事|几|头|里|我|俺|咱|你|您|看|问|一下"
)
_ASKS = re.compile(r"谁|哪|啥|什么|怎|咋|如何|多久|多长|几天|多少|吗|么")
_NUMERALS = "零一二三四五六七八九十"
_NUMBER = r"(?:[一二三四五六七八九十]|\d{1,2})"
_UNIT = r"(?:[条项个点件桩][事]?)"
_NTH = re.compile(
    rf"^(?:那|把|请|就|再)*(?:上面|前面|刚才|其中|这?里面?|它|它的|说)*(?:的|那)?"
    rf"(?:(?P<last>倒数)?第(?P<nth>{_NUMBER}){_UNIT}|(?P<first>头|打头)(?:一{_UNIT}|的)|"
    rf"(?P<end>最后|末尾|末了)(?:的|那|一)*{_UNIT}|(?P<later>后[头面边]|后)(?:这|那|一)*个)"
    r"(?P<rest>.{0,20})$"
)
_BESIDE = re.compile(
    rf"^(?:那|它的?)?(?P<way>[上下前后])(?:面)?一{_UNIT}(?:(?:是|讲|说|写|呢|又).{{0,10}}|)$"
)
_BARE_NUMBER = re.compile(
    r"^(?:那|再看|看看)?第?(?P<number>\d{1,3})[项条号](?:呢|是啥|是什么|讲啥|说啥|讲的啥)?[？?]?$"
)
# Back to what was said: 回到低保, 刚才问的, 前面那件事. 之前 alone tells of the past.
_RETURN = r"(?:回到|回头(?=说|问|看)|说回|扯回|绕回|拐回)(?:去|来|说|问|看)?"
_EARLIER = r"(?:刚才|刚刚|前面|前头|之前|先前|最开始|一开始|最先|头里|起先|最早)"
_BACK = re.compile(
    rf"{_RETURN}(?:{_EARLIER})?(?:(?:问|说|讲|提|聊)(?:过|到)?的)?(?:那|这)?|"
    rf"{_EARLIER}(?:(?:问|说|讲|提|聊)(?:过|到)?的(?:那|这)?|的?(?:那|这)(?=[个件项事条]))|"
    r"^(?:那|再说|说说)?前(?:头|面)?(?:那|一)+[个件](?:事|问题)?"
)
# One of what was listed, by its words.
_PICKS = re.compile(r"那一?[个项条件桩](?!人|时|月)|这里面|里面|里头|其中")


@dataclass(frozen=True)
class Place:
    """A place in what was listed before: from 1, or from the end with -1."""

    number: int
    rest: str  # what is asked of it
    of_list: bool = False  # the nth 项, which may be a number of a list


def leans(question: str) -> bool:
    """Whether a question can't be understood without an earlier one, by its words."""
    if len(question) > _SHORT_CHARS:
        return False
    return refers(question) or not content(question)


def refers(question: str) -> bool:
    """Whether it has a word that points at something said before."""
    return bool(_LEANING.search(question))


def is_short(question: str) -> bool:
    """Whether it is short enough to be the rest of a question that was begun before."""
    return len(question) <= _SHORT_CHARS


def core(question: str) -> str:
    """The question without the words that only tie it to the one before (「那特困呢」)."""
    return _TIES.sub("", question) or question


def content(question: str) -> str:
    """What is left of a question without words that carry no matter of their own."""
    return re.sub(r"\W", "", _EMPTY.sub("", question))


def content_beside(question: str, names: DepartmentNames) -> str:
    """What is left of it without departments either."""
    for mention in reversed(names.mentions(question)):
        question = question[: mention.start] + question[mention.end :]
    return content(question)


def asks_of_nothing(question: str) -> bool:
    """Whether it asks who or how without any matter: 归哪个部门牵头."""
    return bool(_ASKS.search(question)) and not content(question)


def place_asked(question: str) -> Place | None:
    """The place in the previous answer that is asked for (「第二条展开说说」)."""
    match = _NTH.match(question)
    if match is None or content(match["rest"]):
        return None
    if match["first"]:
        number = 1
    elif match["end"] or match["later"]:
        number = -1
    else:
        nth = match["nth"]
        number = int(nth) if nth.isdecimal() else _NUMERALS.index(nth)
        number = -number if match["last"] else number
    return Place(number, match["rest"].strip("，,的 ？?"), "项" in match[0])


def picks(question: str) -> bool:
    """Whether it points at one of several that were listed (「公益林那项具体是啥」)."""
    return bool(_PICKS.search(question))


def number_asked(question: str) -> int | None:
    """A bare number of the list that was looked into before (「66项呢」)."""
    match = _BARE_NUMBER.match(question)
    return int(match["number"]) if match else None


def neighbour_asked(question: str) -> int:
    """1 for 下一项, -1 for 上一项, 0 where neither is asked for."""
    match = _BESIDE.match(question)
    if match is None:
        return 0
    return 1 if match["way"] in "下后" else -1


def way_back(question: str) -> str:
    """What is said beside the words that lead back to an earlier matter; "" without them."""
    match = _BACK.search(question)
    return question[: match.start()] + question[match.end() :] if match else ""
