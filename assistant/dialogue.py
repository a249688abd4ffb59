"""Follow-ups: whether a question stands alone, narrows the one before, or moves to another duty."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from index.messages import is_long
from index.search import DutySearch, Found

_REMEMBERED = 3  # earlier questions looked at
_SHORT_CHARS = 16  # an elliptical question is a short one
_TELLS_LITTLE = 2  # characters of matter; more are searched for, if there is nothing to lean on
_KEPT_CHARS = 200  # of what is put before a question: a story asks at its end
_STANDS_ALONE = 0.6  # probability of a fair answer that needs no earlier question
_REFERS_BACK = 0.8  # the same where a word such as 他们 or 这个 refers to one

# Words that lean on what was said before: a beginning, an ending, or a pronoun.
_LEANING = re.compile(
    r"^(?:那|那么|那要|要是|如果|假如|还有|另外|换成|再|又|具体|然后|接着|所以)|"
    r"呢[？?]?$|"
    r"它|他们|她们|对方|(?<!别)(?<!老)人家|这个?(?:事|活|项|钱|证|地方)|那个?(?:事|活|项|钱|证)|这[些个项条]|"
    r"上面|前面|刚才|刚刚|前一个|上一个|也归|也是"
)
_TIES = re.compile(r"^(?:那么|那|要是|如果|还有|另外|换成)+|呢?[？?]?$")
# Words without a matter of their own: who, what, how, how long, where, papers, money.
_EMPTY = re.compile(
    r"谁|哪个?|哪里|哪儿|什么|啥|怎么|咋|多久|多长|时间|几天|多少|材料|手续|流程|步骤|地方|部门|单位|"
    r"电话|审批|审核|批准|镇里|镇上|村里|旗里|县里|要|得|该|能|会|做|办|干|管|找|去|来|交|拿|准备|负责|配合|"
    r"那|这|呢|吗|呀|啊|吧|的|了|不|没|有|是|和|在|给|就|也|还|又|再|具体|详细|展开|说说|讲讲|"
    r"要是|如果|对方|他们|它|人家|不服|同意|不管|第|条|项|个"
)
_PLACE = re.compile(
    r"^(?:那|把|请)?(?:上面|前面)?(?:的|那)?第(?P<place>[一二三四五六七八九十]|\d{1,2})[条项个点]"
    r"(?P<rest>.{0,10})$"
)
_NUMERALS = "零一二三四五六七八九十"


class Relation(StrEnum):
    """How a question relates to the one before."""

    ALONE = "alone"
    NARROWS = "narrows"  # asks more about the same duty
    MOVES = "moves"  # needs the earlier words, but is about another duty
    UNCLEAR = "unclear"  # leans on something that was not said


@dataclass(frozen=True)
class Resolved:
    """A question with what it leans on put before it, and the duties found for it."""

    question: str
    relation: Relation
    found: Found


def leans(question: str) -> bool:
    """Whether a question can't be understood without an earlier one, by its words."""
    if len(question) > _SHORT_CHARS:
        return False
    return bool(_LEANING.search(question)) or not _content(question)


def place_asked(question: str) -> int | None:
    """The place in the previous answer that is asked for (「第二条展开说说」); from 1."""
    match = _PLACE.match(question)
    if match is None or _content(match["rest"]):
        return None
    place = match["place"]
    return int(place) if place.isdecimal() else _NUMERALS.index(place)


def resolve(question: str, history: Sequence[str], search: DutySearch, k: int) -> Resolved:
    """The question as it is meant after the earlier ones (oldest first), and what it finds.

    A question that stands alone is never changed, so that a new topic is not dragged back. So
    does a long one: it tells its own matter.
    """
    if is_long(question):
        return Resolved(question, Relation.ALONE, search.find(question, k))
    earlier = [*islice((text for text in reversed(history) if text), _REMEMBERED)][::-1]
    core = _core(question) if earlier else question
    alone = search.find(core, k)
    needed = _REFERS_BACK if earlier and _LEANING.search(core) else _STANDS_ALONE
    likely = alone.rightness >= needed
    sure = likely and alone.covered and bool(_content(question))
    if sure or not (leans(question) or (earlier and _LEANING.search(question))):
        return Resolved(question, Relation.ALONE, alone)
    if not earlier:
        unclear = not sure and leans(question) and len(_content(question)) <= _TELLS_LITTLE
        return Resolved(question, Relation.UNCLEAR if unclear else Relation.ALONE, alone)
    before = resolve(earlier[-1], earlier[:-1], search, k)
    joined = f"{before.question[-_KEPT_CHARS:].rstrip('？?。 ')}，{question}"
    if not _content(question):  # no matter of its own: it can only be that of before
        return Resolved(joined, Relation.NARROWS, before.found)
    found = search.find(joined, k)
    if found.hits[0].duty == before.found.hits[0].duty:
        return Resolved(joined, Relation.NARROWS, found)
    if found.rightness > alone.rightness:
        return Resolved(joined, Relation.MOVES, found)
    return Resolved(question, Relation.ALONE, alone)


def _core(question: str) -> str:
    """The question without the words that only tie it to the one before (「那特困呢」)."""
    return _TIES.sub("", question) or question


def _content(question: str) -> str:
    """What is left of a question without words that carry no matter of their own."""
    return re.sub(r"\W", "", _EMPTY.sub("", question))
