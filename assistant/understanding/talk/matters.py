"""The matters that one message asks about, told apart by its own marks and grammar."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.talk.listed_matters import listed_matters
from assistant.understanding.talk.ties import asked_alike, content
from assistant.understanding.words.talk_words import any_of
from index.text.messages import ending, is_long

MAX_MATTERS = 5
_SHORT_PREDICATE = 10  # characters said once after all of them
_FULL_CHARS = 4  # of one that asks how or what of it, and so may ask more about another
_MIN_CHARS = 2  # of a matter without the words that only ask
_WHOSE = "归谁管"  # for what is asked of all of them: 哪几样是农牧局牵头
_APART = 3  # characters between two cuts
_SAME_ENDING = 2  # characters: 年鉴哪条，保密哪条

# Marks that count: 一是…二是, 1. … 2., （一）…（二）, 第一…第二, 第一个问题…第二个问题.
_ORDER, _LETTERS = "一二三四五六", "ABCDE"
_NOUN = any_of("matter.noun")
_COUNTED = (
    r"[(（](?P<round>[一二三四五1-5])[)）]",
    r"(?<![\u4e00-\u9fff])(?P<is>[一二三四五])是(?!否|不是)",
    r"(?<![\d.．第至到~—-])(?P<digit>[1-5])\s*[.．、:：)）](?!\d)",
    r"(?<![\u4e00-\u9fff])(?P<dun>[一二三四五])、",
    r"(?:^|(?<=[\s，,。；;？?]))(?:第|头)(?P<head>[一二三四五])[件个点桩样](?![孩娃月人])(?=[\u4e00-\u9fff])",
    r"(?<![A-Za-z])(?P<letter>[A-E])(?=[、.:：]?[\u4e00-\u9fff])",
    rf"第(?P<order>[一二三四五])(?!{any_of('matter.numbered')})(?=[\u4e00-\u9fff])",
    rf"(?:第|(?<![\u4e00-\u9fff])头)(?P<nth>[一二三四五])(?:[件个点桩样](?:{_NOUN}|(?=[，,：:是\s]))|(?=[，,：:是\s]))",
)
# Words that open a further matter.
_FURTHER = re.compile(
    rf"(?:^|(?<=[\s，,。.；;？?！!])){any_of('further.opening')}(?!外)[，,：:]?|"
    rf"{any_of('further.inside')}(?=[\u4e00-\u9fff\d])(?![的人])|"
    rf"{any_of('further.first')}(?:想问|是|事是)"
)
_ENDS = re.compile(r"(?:[？?！!。；;\n]|\.{2,}|(?<=[谁哪吗么办管])/)+")
_SIDE_BY_SIDE = re.compile(r"[；;+＋]|\(\d\)")
_PAUSES = re.compile(r"[，,、；;。？?！!\s]+")
_CLAUSES = re.compile(r"[，,；;。？?！!\s]+")  # cut but for what is listed
_ASKED_END = re.compile(any_of("matter.asked_end"))
_AND = re.compile(any_of("matter.listing"))
_PIECES = re.compile(rf"(?:[，,；;。？?！!：:—\s]|{any_of('matter.listing')})+")
_ENDS_JOINED = re.compile(rf"{any_of('matter.listing')}\s*$")
_ALSO = re.compile(any_of("matter.also"))
_MORE = re.compile(any_of("matter.more"))
_THEN = re.compile(any_of("matter.then"))
_SEPARATORS = (_ENDS, re.compile(r"[，,]+"), re.compile(r"[、\s]+"))  # the strongest first
_ASKS = re.compile(any_of("matter.asks"))
_WHO = re.compile(any_of("matter.who"))
_NUMBERS = {"2": 2, "3": 3, "4": 4, "二": 2, "两": 2, "俩": 2, "三": 3, "仨": 3, "四": 4}
_NUMBER = "[两俩二三仨四2-4]"
# How many matters the message says that it has: 反映两个事, 问四样, 以上三件, 这两件事.
_ANNOUNCED = re.compile(
    rf"{any_of('matter.announcing')}(?:你|您|下|一下|清楚)?(?P<number>{_NUMBER})"
    rf"(?:{any_of('matter.measure')}(?:{_NOUN})?情?|{_NOUN})|"
    rf"^.{{0,6}}(?P<bare>{_NUMBER}){any_of('matter.measure')}?{_NOUN}(?:.{{0,8}}?[：:]|.{{0,2}}[，,\s])"
)
_CLOSING = re.compile(rf"(?:(?<=[，,。；;？?！!\s]){any_of('matter.closing')}[。！!，,\s]*)+$")
_HOW_MANY = re.compile(rf"[两俩二三仨四几2-4]{any_of('matter.measure')}?{_NOUN}")
_SEVERAL = re.compile(any_of("several.said"))


@dataclass(frozen=True)
class Matters:
    """The matters of a message in its order; `marked` where it counts or separates them itself."""

    texts: tuple[str, ...]
    marked: bool = False
    stated: bool = False  # clauses of one statement, which may be of one matter
    parted: float = 0.0  # how probable they are, as learned; 0 where nothing was
    of_sets: bool = False  # it names a list, or the network hears sets asked for

    @property
    def several(self) -> bool:
        """Whether there is more than one."""
        return len(self.texts) > 1


def matters_of(whole: str) -> Matters:
    """The matters of a normalised message, at most five; a single one is the whole message."""
    message = _CLOSING.sub("", whole)
    listed = listed_matters(message)
    for marked, texts in (
        (True, _counted(message)),
        (True, _announced(message, _SEPARATORS[:1])),
        (listed.marked, [] if listed.clauses else listed.texts),
        (True, _announced(message, _SEPARATORS)),
        (True, _further(message)),
        (False, _questions(message)),
    ):
        kept = texts if texts is listed.texts else [one for one in texts if names_something(one)]
        if len(kept) > 1:
            marked = marked or (len(kept) > 2 and end_alike(kept))
            return Matters(tuple(kept[:MAX_MATTERS]), marked)
    for texts in (listed.texts, _told(message)):
        told = [text for text in texts if names_something(text)]
        if 1 < len(told) <= MAX_MATTERS:
            return Matters(tuple(told))
    return Matters((whole,))


def pieces_of(message: str, further: Sequence[int] = ()) -> tuple[str, ...]:
    """Clauses, and what a word joins in them; what names nothing goes with the one before it.

    They are cut at these `further` places, too, unless a cut is near. Put together they are
    the message, so that what stands between pieces is never lost.
    """
    cuts = {0, len(message), *(match.end() for match in _PIECES.finditer(message))}
    for place in sorted(further):
        if all(abs(place - cut) >= _APART for cut in cuts):
            cuts.add(place)
    pieces: list[str] = []
    start = 0
    for cut in sorted(cuts)[1:]:
        piece = message[start:cut]
        if pieces and not names_something(piece):
            pieces[-1] += piece
        else:
            pieces.append(piece)
        start = cut
    return tuple(pieces)


def without_joint(piece: str) -> str:
    """A piece without what joins it to the next: 办房照和."""
    return trimmed(_ENDS_JOINED.sub("", piece))


def ends_joined(piece: str) -> bool:
    """Whether a joining word stands at its end: 办房照和."""
    return bool(_ENDS_JOINED.search(piece))


def opens_further(text: str) -> bool:
    """Whether it has words that open a further matter: 另外, 还有个事."""
    return bool(_FURTHER.search(text))


def names_something(text: str) -> bool:
    """Whether a text names a matter, and does not merely ask or say how many it has."""
    return len(content(_HOW_MANY.sub("", text))) >= _MIN_CHARS


def joins(text: str) -> bool:
    """Whether a word or mark puts something beside something: 甲和乙, 甲、乙."""
    return bool(_AND.search(text))


def asks(text: str) -> bool:
    """Whether it asks anything."""
    return bool(_ASKS.search(text))


def asks_how_many(text: str) -> bool:
    """Whether it asks for a number, of one matter beside another question."""
    return bool(_MORE.search(text))


def asks_who(text: str) -> bool:
    """Whether it asks who has a matter or where it belongs, and not more of one."""
    return bool(_WHO.search(text))


def _counted(message: str) -> list[str]:
    """By marks that count up from one; what is said of all of them, of each."""
    for pattern in _COUNTED:
        marks = [*re.finditer(pattern, message)]
        values = [_value(match[match.lastgroup or 0]) for match in marks]
        if len(marks) > 1 and values == [*range(1, len(marks) + 1)]:
            ends = [*(match.start() for match in marks[1:]), len(message)]
            texts = [
                trimmed(message[match.end() : end]) for match, end in zip(marks, ends, strict=True)
            ]
            return listed_matters("、".join(texts)).texts or texts
    return []


def _announced(message: str, separators: Sequence[re.Pattern[str]]) -> list[str]:
    """As many parts as the message says that it has matters, at the strongest of these marks."""
    match = _ANNOUNCED.search(message)
    if match is None:
        return []
    number = _NUMBERS[match["number"] or match["bare"]]
    told, asked = message[: match.start()], trimmed(message[match.end() :])
    if len(told) < len(asked):  # announced before they are told
        told, asked = asked, ""
    asked = asked if len(asked) < _SHORT_PREDICATE else ""
    for separator in separators:
        parts = [part for part in separator.split(told) if names_something(part)]
        if len(parts) == number + 1 and _ASKS.search(parts[-1]):
            *parts, _ = parts
            asked = _WHOSE
        if len(parts) == number:
            return [trimmed(part) + asked for part in parts]
    return []


def _value(mark: str) -> int:
    if mark.isdecimal():
        return int(mark)
    return (_LETTERS if mark in _LETTERS else _ORDER).index(mark) + 1


def _further(message: str) -> list[str]:
    """By words that open a further matter, where both sides ask or tell one."""
    parts = [part for part in _FURTHER.split(message) if part and names_something(part)]
    if len(parts) < 2 or not any(_ASKS.search(part) for part in parts):
        return []
    return [trimmed(text) for part in parts for text in _whose(part) or [part]]


def _told(message: str) -> list[str]:
    """Sentences, where one of them opens a further matter or a mark sets them side by side."""
    if is_long(message) or not (_SIDE_BY_SIDE.search(message) or _opens_further(message)):
        return []
    sentences = (part for whole in _ENDS.split(message) for part in _SIDE_BY_SIDE.split(whole))
    return [trimmed(part) for whole in sentences for part in _FURTHER.split(whole) if part]


def _opens_further(message: str) -> bool:
    """Whether it opens a further matter, or one sentence after a question tells one, too."""
    if _FURTHER.search(message):
        return True
    first, *others = [part for part in _ENDS.split(message) if part]
    return bool(others) and bool(_ASKS.search(first)) and bool(_ALSO.search(others[-1]))


def _whose(message: str) -> list[str]:
    """The questions of a message, where they ask who has each."""
    asked = _questions(message)
    return asked if all(map(asks_who, asked)) else []


def _questions(message: str) -> list[str]:
    """Sentences, or else clauses, that each ask something and name what about.

    What asks nothing is the background of the question after it.
    """
    if is_long(message):
        return []
    spoken = _ASKED_END.sub(r"\g<0>\n", message)
    for text, separator in (
        (message, _ENDS),
        (message, _PAUSES),
        (message, _THEN),
        (message, _AND),
        (spoken, _PAUSES),
    ):
        parts = [part for part in separator.split(text) if part]
        asked: list[str] = []
        told = ""
        for part in parts:
            if _ASKS.search(part) and names_something(part + told):
                whole = trimmed(f"{told}，{part}" if told else part)
                alike = asked_alike(whole, asked[-1]) if asked else ""
                asked.append(alike or whole)
                told = ""
            else:
                told = f"{told}，{part}" if told else part
        full = all(len(content(one)) >= _FULL_CHARS and not asks_how_many(one) for one in asked)
        if len(asked) > 1 and not told and (full or _mostly_who(asked, separator)):
            return asked
    return []


def _mostly_who(asked: list[str], separator: re.Pattern[str]) -> bool:
    """Whether the same or who has it is asked of each, or who of two whole sentences."""
    asking = sum(map(asks_who, asked))
    if end_alike(asked):  # 低保咋办，残疾证咋办
        return True
    return asking == len(asked) or (separator is _ENDS and asking > 1)


def end_alike(texts: Sequence[str]) -> bool:
    """Whether all ask in the same words, and so set themselves side by side."""
    return len({text[-_SAME_ENDING:] for text in texts}) == 1


def trimmed(text: str) -> str:
    """A matter's words without the signs around them."""
    return text.strip(" ，,。；;：:、？?！!（(.\n")


def asks_several(question: str) -> bool:
    """Whether a question has words for several matters; a story does so at its end."""
    return bool(_SEVERAL.search(ending(question)))
