"""The matters that one message asks about, told apart by its own marks and grammar."""

import re
from dataclasses import dataclass

from assistant.understanding.ties import content
from index.text.messages import ending, is_long

_MAX_MATTERS = 5
_SHORT_PREDICATE = 10  # characters said once after all of them
_MIN_CHARS = 2  # of a matter without the words that only ask

# Marks that count: 一是…二是, 1. … 2., （一）…（二）, ①…②, 第一…第二.
_ORDER = "一二三四五六"
_COUNTED = (
    r"[(（](?P<round>[一二三四五1-5])[)）]",
    r"(?<![\u4e00-\u9fff])(?P<is>[一二三四五])是(?!否|不是)",
    r"(?<![\d.．第至到~—-])(?P<digit>[1-5])\s*[.．、:：)）](?!\d)",
    r"(?<![\u4e00-\u9fff])(?P<dun>[一二三四五])、",
    r"(?P<circle>[①②③④⑤])",
    r"第(?P<nth>[一二三四五])(?:[件个点桩样][事问]?[题情]?)?(?=[，,:：是\s])",
)
_CIRCLES = "①②③④⑤"
# Words that open a further matter.
_FURTHER = re.compile(
    r"(?:^|(?<=[\s，,。；;？?！!]))(?:还有(?:就是|个事|一[个件桩][事]?)?|另外|另(?=[：:，,])|顺便|顺带|再一个|再就是|再有|"
    r"最后(?:还有|一个)|再问|对了|还想(?:问|打听)|也想(?:问|打听)|再想问)(?!外)[，,：:]?|"
    r"(?:还有就是|再就是|还有一[个件桩]事?|另外(?:还有)?|顺便问下?)(?=[\u4e00-\u9fff\d])(?!的)|"
    r"(?:头一个|第一个|一个|一件|一桩)(?:想问|是|事是)|(?<=[\s，,。；;？?])(?:又一个|又一桩|再一桩)(?:是)?"
)
_ENDS = re.compile(r"[？?！!。；;\n]+")
_SIDE_BY_SIDE = re.compile(r"[；;+＋①②③④⑤]")
_PAUSES = re.compile(r"[，,、；;。？?！!\s]+")
_SEPARATORS = (_ENDS, re.compile(r"[，,]+"), re.compile(r"[、\s]+"))  # the strongest first
_ASKS = re.compile(
    r"谁|哪|啥|什么|咋|怎[么样]|如何|吗|么$|几[项件个条]|多少|多久|是不是|能不能|可不可以|归不归|有没有|"
    r"不(?=$|[？?])|没有?(?=$|[？?])|吧(?=$|[？?])|还是|想问|打听|呢$|找(?:个)?(?:部门|地方)|归口|打头|算不算|管不管|分别"
)
# Who or which, of which each of several matters must ask one; 咋走, 多少 only ask more about one.
_WHO = re.compile(r"谁|哪|归|找|罚|[收交]上去|想问|打听|呢$|管不管|[是还]镇里|还是|吧$|吗$|没有?$")
# One predicate said once of several objects.
_EACH = re.compile(
    r"[，,\s]*(?:这?[两俩三仨四几][样个件桩项]?(?:事|活)?(?:情)?)?(?:分别|各自?(?=[由归找是在])|都(?=[由归找是在谁哪])).{0,24}$|"
    r"(?:[，,\s]|(?<=[\u4e00-\u9fff]))(?:这?[两俩三仨四几](?:样|边|头)|仨|俩)(?:事|活)?.{0,16}$|"
    r"清单[里上]各?(?:是|在)第几[项条].{0,4}$"
)
# The same without a word for each, where the objects are listed by marks.
_OF_ALL_LISTED = re.compile(
    r"[，,](?:我|俺|咱|该|得|都|以上|上面|请问|到底)*(?:找谁|找哪|给谁|问谁|归谁|归哪|谁管|哪管|属于哪).{0,10}$|"
    r"(?:这些|这几样|以上|上面这些)(?:都|各|又|分别|到底)*.{0,12}$"
)
_SAID_OF_EACH = re.compile(
    r"分别|各自?|都|这?[两俩三仨四几][样个件桩边头](?:事情?|活)?|仨|俩|清单[里上]"
)
_HOW_MANY = re.compile(r"[两俩三仨四](?=[样个件桩]|事|分别|$|[^\u4e00-\u9fff])|[俩仨]")
_NUMBERS = {"2": 2, "3": 3, "4": 4, "二": 2, "两": 2, "俩": 2, "三": 3, "仨": 3, "四": 4}
_ONE_OF_THEM = re.compile(r"又?(?:是|算)(?:另)?一[桩件个回码](?:事)?$")
_BETWEEN = re.compile(r"、|，|,|\s+|以及|还有|(?<!总)和|(?<!不)跟|与|及")
# How many matters the message says that it has: 反映两个事, 问四样, 以上三件, 这两件事.
_ANNOUNCED = re.compile(
    r"(?:问|说|反映|投诉|咨询|打听|讲|以上|上面|这|一共|共)(?:你|您|下|一下|清楚)?(?P<number>[两俩二三仨四2-4])"
    r"(?:[个件样桩点]?(?:事儿?|问题|情况|诉求)|[样件桩点])(?:情)?"
)
# Words that put several matters side by side (「这两样分别找谁」).
_SEVERAL = re.compile(
    r"分别|各(?:归|由|找|管|是)|[两俩][样件个边头码]|都(?:找|归|能|是|得|管|在)|"
    r"\W(?:还有|另外|再就是|顺便)"
)


@dataclass(frozen=True)
class Matters:
    """The matters of a message in its order; `marked` where it counts or separates them itself.

    Those that are `told`, and asked nothing about, may be the background of one another: only
    what a duty is found for is a matter.
    """

    texts: tuple[str, ...]
    marked: bool
    told: bool = False

    @property
    def several(self) -> bool:
        """Whether there is more than one."""
        return len(self.texts) > 1


def matters_of(message: str) -> Matters:
    """The matters of a normalised message, at most five; a single one is the whole message."""
    for marked, texts in (
        (True, _counted(message)),
        (True, _each_of_them(message)),
        (True, _announced(message)),
        (True, _further(message)),
        (False, _questions(message)),
    ):
        kept = [text for text in texts if names_something(text)]
        if len(kept) > 1:
            return Matters(tuple(kept[:_MAX_MATTERS]), marked)
    told = [text for text in _told(message) if names_something(text)]
    if 1 < len(told) <= _MAX_MATTERS:
        return Matters(tuple(told), marked=False, told=True)
    return Matters((message,), marked=False)


def names_something(text: str) -> bool:
    """Whether a text names a matter and does not merely ask."""
    return len(content(text)) >= _MIN_CHARS


def _counted(message: str) -> list[str]:
    """By marks that count up from one."""
    for pattern in _COUNTED:
        marks = [*re.finditer(pattern, message)]
        values = [_value(match[match.lastgroup or 0]) for match in marks]
        if len(marks) > 1 and values == [*range(1, len(marks) + 1)]:
            ends = [*(match.start() for match in marks[1:]), len(message)]
            return [
                _trimmed(message[match.end() : end]) for match, end in zip(marks, ends, strict=True)
            ]
    return []


def _announced(message: str) -> list[str]:
    """As many parts as the message says that it has matters, at its strongest marks."""
    match = _ANNOUNCED.search(message)
    if match is None:
        return []
    number = _NUMBERS[match["number"]]
    told, asked = message[: match.start()], _trimmed(message[match.end() :])
    if len(told) < len(asked):  # announced before they are told
        told, asked = asked, ""
    asked = asked if len(asked) < _SHORT_PREDICATE else ""
    for separator in _SEPARATORS:
        parts = [part for part in separator.split(told) if names_something(part)]
        if len(parts) == number:
            return [_trimmed(part) + asked for part in parts]
    return []


def _value(mark: str) -> int:
    if mark.isdecimal():
        return int(mark)
    return (_CIRCLES if mark in _CIRCLES else _ORDER).index(mark) + 1


def _each_of_them(message: str) -> list[str]:
    """Objects before one predicate: 低保、特困、临时救助分别找谁."""
    if is_long(message):
        return []
    *before, last = _ENDS.split(message.rstrip("？?！!。；; ")) or [""]
    match = _EACH.search(last) or (_OF_ALL_LISTED.search(last) if "、" in last else None)
    if match is None or not _ASKS.search(match[0]):
        return []
    listed = _objects(last[: match.start()])
    predicate = _SAID_OF_EACH.sub("", match[0]).strip("，, ")
    objects = [*before, *listed] if len(listed) < len(before) else listed
    if (said := _HOW_MANY.search(match[0])) and _NUMBERS[said[0]] < len(objects):
        objects = objects[-_NUMBERS[said[0]] :]  # what stands before them is background
    objects = [_ONE_OF_THEM.sub("", _trimmed(one)) for one in objects]
    return [f"{one}{predicate}" for one in objects if names_something(one)]


def _objects(text: str) -> list[str]:
    """What is put side by side; of several clauses the last, where that alone has several."""
    *_, last = re.split(r"[，,]", text.rstrip("，, "))
    own = [part for part in _BETWEEN.split(last) if part]
    return own if len(own) > 1 else [part for part in _BETWEEN.split(text) if part]


def _further(message: str) -> list[str]:
    """By words that open a further matter, where both sides ask or tell one."""
    parts = [part for part in _FURTHER.split(message) if part and names_something(part)]
    if len(parts) < 2:
        return []
    asking = sum(bool(_ASKS.search(part)) for part in parts)
    return [_trimmed(part) for part in parts] if asking else []


def _told(message: str) -> list[str]:
    """Sentences, where one of them opens a further matter or a mark sets them side by side."""
    if is_long(message) or not (_SIDE_BY_SIDE.search(message) or _FURTHER.search(message)):
        return []
    sentences = (part for whole in _ENDS.split(message) for part in _SIDE_BY_SIDE.split(whole))
    return [_trimmed(part) for whole in sentences for part in _FURTHER.split(whole) if part]


def _questions(message: str) -> list[str]:
    """Sentences, or else clauses, that each ask something and name what about.

    What asks nothing is the background of the question after it.
    """
    if is_long(message):
        return []
    for separator in (_ENDS, _PAUSES):
        parts = [part for part in separator.split(message) if part]
        asked: list[str] = []
        told = ""
        for part in parts:
            if _ASKS.search(part) and names_something(part):
                asked.append(_trimmed(f"{told}，{part}" if told else part))
                told = ""
            else:
                told = f"{told}，{part}" if told else part
        if len(asked) > 1 and not told and sum(bool(_WHO.search(one)) for one in asked) > 1:
            return asked
    return []


def _trimmed(text: str) -> str:
    return text.strip(" ，,。；;：:、？?！!（(\n")


def asks_several(question: str) -> bool:
    """Whether a question has words for several matters; a story does so at its end."""
    return bool(_SEVERAL.search(ending(question)))
