"""Where in the talk a message points: a place in what was told, beside it, or the way back."""

import re
from dataclasses import dataclass

from assistant.understanding.talk.ties import content
from assistant.understanding.words.talk_words import any_of

_NUMERALS = "零一二三四五六七八九十"
_NUMBER = r"(?:[一二三四五六七八九十]|\d{1,2})"
_UNIT = rf"{any_of('point.unit')}"
_NOUN = rf"(?P<noun>{any_of('point.noun')})?"
_PAUSE = r"[，,：:、 ]"
_OPENING = rf"(?:{any_of('point.opening')}|{_PAUSE})*"
_THAT = r"(?:的|那|这|一)*"
_ALONE = r"(?=呢?[？?]?$)"  # a number that nothing follows
_NTH = re.compile(
    rf"^{_OPENING}(?:(?P<asked>{any_of('point.asked')})|{any_of('point.of')}|{_PAUSE})*?"
    rf"(?:(?P<end>{any_of('point.from_end')})?第(?P<nth>{_NUMBER})(?:{_UNIT}|{_ALONE})|"
    rf"(?P<middle>{any_of('point.middle')}){_THAT}{_UNIT}|"
    rf"(?P<first>{any_of('point.first')})(?:{_THAT}{_UNIT}|的|(?<=者))|"
    rf"(?P<last>{any_of('point.last')}){_THAT}{_UNIT}|"
    rf"(?P<later>{any_of('point.later')})(?:这|那|一)*个|(?P<latter>{any_of('point.latter')}))"
    rf"{_NOUN}(?P<rest>.{{0,24}})$"
)
_DEPARTMENT = re.compile(
    rf"^{_OPENING}(?:{any_of('point.of')}|{_PAUSE})*?"
    rf"(?:(?P<end>{any_of('point.from_end')})?第(?P<nth>{_NUMBER})|(?P<middle>(?!))|"
    rf"(?P<first>{any_of('point.first')})|(?P<last>{any_of('point.last')})|"
    rf"(?:(?P<former>{any_of('point.former')})|{any_of('point.later')})(?={_THAT}[个份张家])|"
    rf"(?P<other>{any_of('point.other')})){_THAT}[个份张]?"
    rf"(?:{any_of('point.department')}|(?P<sheet>{any_of('point.sheet')}))"
    rf"(?:里[头面边]?|[中上的])*(?P<rest>.{{0,16}})$"
)
_THOSE = re.compile(rf"^{_PAUSE}*[那这]{_NUMBER}?[两几]?[家个]?{any_of('point.department')}")
_ONE_DEPARTMENT = re.compile(
    rf"(?P<leading>{any_of('point.leading')})|(?P<joining>{any_of('point.joining')})|"
    rf"{any_of('point.that_department')}"
)
_SAME_SECTION = re.compile(any_of("point.same_section"))
_DESCRIBED = re.compile(
    rf"^{_OPENING}(?:{any_of('point.of')}|{_PAUSE})*(?P<said>[^，,]{{2,12}}?)的?"
    rf"{any_of('picks.described')}(?P<rest>.{{0,24}})$"
)
_OF_IT = re.compile(rf"^(?:{_PAUSE}|{any_of('point.of_it')})")
_MUCH = 6  # characters of matter: more are of a question of its own
_NEXT = re.compile(
    rf"^{_OPENING}{any_of('point.near')}*"
    rf"(?:(?P<before>{any_of('point.before')})|(?P<behind>{any_of('point.behind')}))"
    rf"{any_of('point.between')}*(?P<unit>{_UNIT}){_NOUN}(?P<rest>.{{0,16}})$"
)
_ON = re.compile(
    rf"^{_OPENING}(?:接着|继续|再)*(?:(?P<back>{any_of('point.back')})|{any_of('point.on')})"
    r"[面头边]?(?:看|翻|数|念|说|讲)?(?:是啥|是什么)?[呢吧]?[？?]?$"
)
_BARE_NUMBER = re.compile(
    r"^(?:那|再看|看看)?第?(?P<number>\d{1,3})"
    r"(?:[项条号](?:呢|是啥|是什么|讲啥|说啥|讲的啥)?|呢)[？?]?$"
)
_NAMED_THAT = rf"(?:的?[那这]一?{_UNIT})?"
_OTHER = re.compile(
    rf"^{_OPENING}(?:{any_of('point.besides')}(?P<named>[^，,]{{1,12}}?){_NAMED_THAT}"
    rf"{any_of('point.outside')}?{_PAUSE}+|"
    rf"(?P<done>[^，,]{{1,12}}?){_NAMED_THAT}{any_of('point.done')}{_PAUSE}+)?(?:{any_of('point.of')})*?"
    rf"{any_of('point.other')}{_UNIT}(?!{any_of('point.department')}){_NOUN}(?P<rest>.{{0,24}})$"
)
_LEFT_OUT = re.compile(rf"(?:[也又]|{_PAUSE})?{any_of('point.besides')}")
# Back to what was said: 回到低保, 刚才问的, 前面那件事. 之前 alone tells of the past.
_SAID = rf"(?:{any_of('back.said')}(?:过|到)?的)"
_EARLIER = any_of("back.earlier", "back.first")
# The first of the whole talk: 最初那份名单, 头一个问的, 第一个单子里.
_SHEET = any_of("point.sheet")
_AT_FIRST = re.compile(
    rf"^(?:{any_of('point.opening', 'back.return')}|{_PAUSE})*"
    rf"(?:{any_of('back.first')}(?P<said>{_SAID})?的?|(?P<asked>(?:头一?|第一)个{_SAID})|"
    rf"(?:头一?|第一)[个份张](?={_SHEET}))"
    rf"(?P<that>[那这]一?(?:{_UNIT}|[份张批]))?(?P<sheet>{_SHEET})?"
    rf"(?:里[头面边]?|[中上的]|{_PAUSE})*(?P<rest>.{{0,24}})$"
)
_BACK = re.compile(
    rf"{any_of('back.return')}(?:去|来|说|问|看)?(?:{_EARLIER})?{_SAID}?(?:那|这)?|"
    rf"{_EARLIER}(?:{_SAID}(?:那|这)?|的?(?:那|这)(?=[个件项事条]))|"
    rf"{any_of('back.just')}(?=[^，,。？?]{{2,12}}的(?:事|那|[，,]))|"
    r"^(?:那|再说|说说)?(?:前(?:头|面)?(?:那|一)+[个件](?![月年周天人])(?:事情?|问题)?|"
    rf"上一?[个件](?:事情?|问题|(?=呢|[，,]|$|{any_of('point.of_it')})))"
)


MIDDLE = 0
_BEFORE_LAST = -2


@dataclass(frozen=True)
class Place:
    """A place in what was told before: from 1, from the end with -1, or in the middle."""

    number: int
    rest: str  # what is asked of it
    of_list: bool = False  # the nth 项, which may be a number of a list
    of_asked: bool = False  # of what was asked, and not of what was listed
    of_items: bool = False  # the nth 条, which may be a step of a duty
    later: bool = False  # 后面那个: the last of several, or the next in a list
    of_set: bool = False  # of what was listed
    other: bool = False  # of two the one that was not talked of

    def among(self, size: int) -> int | None:
        """Its index among so many; None where there is no such place."""
        if self.number == MIDDLE:
            return size // 2 if size % 2 else None
        if not 1 <= abs(self.number) <= size:
            return None
        return self.number - 1 if self.number > 0 else size + self.number


@dataclass(frozen=True)
class Other:
    """What is left of several, where some of them are not meant."""

    besides: str  # the words of those that are not meant; "" for those talked of last
    rest: str  # what is asked of it


@dataclass(frozen=True)
class AtFirst:
    """What the talk began with, or a place in that."""

    place: Place | None  # None for all of it
    rest: str  # what is asked of it
    of_set: bool  # of what was listed


@dataclass(frozen=True)
class Step:
    """From what was told to its neighbour in a list: 1 to the next, -1 to the one before."""

    by: int
    rest: str  # what is asked of it
    may_be_turn: bool  # 上一个: also what was asked before


def place_asked(question: str) -> Place | None:
    """The place in the previous answer that is asked for (「第二条展开说说」)."""
    match = _NTH.match(question)
    if match is None or not _is_of_it(match):
        return None
    pointed = match[0][: match.start("rest")]
    return Place(
        _number(match),
        match["rest"].strip("，,的 ？?"),
        of_list="项" in pointed or (match["nth"] is not None and pointed.endswith(match["nth"])),
        of_items=pointed[-1:] in "条点步",
        of_asked=bool(match["asked"]) or match["noun"] == "问题",
        later=bool(match["later"]),
    )


def _number(match: re.Match[str]) -> int:
    if match["first"] or match["middle"]:
        return 1 if match["first"] else MIDDLE
    if match["nth"] is None:
        return -1
    nth = match["nth"]
    number = int(nth) if nth.isdecimal() else _NUMERALS.index(nth)
    return -number if match["end"] else number


def _is_of_it(match: re.Match[str]) -> bool:
    """Whether what follows asks of that place, and is no other noun: 第二个娃能不能落户."""
    told = content(match["rest"])
    if not told or match.groupdict().get("noun"):
        return not told  # 最后一个问题，低保找谁
    return len(told) <= _MUCH and bool(_OF_IT.match(match["rest"]))


def department_asked(question: str) -> Place | None:
    """The place among the departments told, or their sets: 第二个部门干啥, 前一份名单的头一项."""
    match = _DEPARTMENT.match(question)
    if match is None:
        return None
    return Place(
        _BEFORE_LAST if match["former"] else _number(match),
        match["rest"].strip("，,的 ？?"),
        of_set=bool(match["sheet"]),
        other=bool(match["other"]),
    )


def departments_meant(question: str) -> bool:
    """Whether it is about the departments told before: 那两家单位各管啥."""
    return _THOSE.match(question) is not None


def with_department(question: str, leading: str, joining: str, meant: str) -> str | None:
    """The question with one of these names for the department of before that it points at.

    接手的这个局还接走了哪些, 参与的那家还参与几项, 它牵头的还有啥; "" is a name not known.
    """
    pointed = _ONE_DEPARTMENT.search(question)
    if pointed is None:
        return None
    name = leading if pointed["leading"] else joining if pointed["joining"] else meant
    return question[: pointed.start()] + name + question[pointed.end() :] if name else None


def with_section(question: str, section: str) -> str | None:
    """The question with this section for that of the duty before: 跟它同一类别的还有哪些."""
    named = _SAME_SECTION.sub(section, question, count=1)
    return named if named != question else None


def one_described(question: str) -> tuple[str, str] | None:
    """How one of those listed is told, and what is asked of it: 里头管坟的那个，公安局干啥."""
    match = _DESCRIBED.match(question)
    return (match["said"], match["rest"].strip("，,的 ？?")) if match else None


def neighbour_asked(question: str) -> Step | None:
    """The step to 下一项 or 它前面那条; None where no neighbour is asked for."""
    if on := _ON.match(question):
        return Step(-1 if on["back"] else 1, "", may_be_turn=False)
    match = _NEXT.match(question)
    if match is None or not _is_of_it(match):
        return None
    may_be_turn = match["unit"] in "个件" or bool(match["noun"])
    step = 1 if match["behind"] else -1
    return Step(step, match["rest"].strip("，,的 ？?"), may_be_turn)


def other_asked(question: str) -> Other | None:
    """What is asked of the other one: 不是防疫员，另一个镇里做啥, 剩下那个呢."""
    match = _OTHER.match(question)
    if match is None:
        told = one_described(question)
        left_out = _LEFT_OUT.match(told[0]) if told else None
        return Other(_LEFT_OUT.sub("、", told[0])[1:], told[1]) if told and left_out else None
    named = match["named"] or match["done"] or ""
    return Other(named, match["rest"].strip("，,的 ？?")) if named or _is_of_it(match) else None


def asked_at_first(question: str) -> AtFirst | None:
    """What is asked of the beginning of the talk: 最初那份名单的最后一项, 头一个问的呢."""
    match = _AT_FIRST.match(question)
    if match is None:
        return None
    place = place_asked(match["rest"])
    told = match["said"] or match["asked"] or match["that"] or match["sheet"]
    if place is None and not (told and _is_of_it(match)):
        return None
    rest = place.rest if place else match["rest"].strip("，,的 ？?")
    return AtFirst(place, rest, of_set=bool(match["sheet"]))


def number_asked(question: str) -> int | None:
    """A bare number of the list that was looked into before (「66项呢」)."""
    match = _BARE_NUMBER.match(question)
    return int(match["number"]) if match else None


def way_back(question: str) -> str | None:
    """What is said beside the words that lead back to an earlier matter; None without them."""
    match = _BACK.search(question)
    return question[: match.start()] + question[match.end() :] if match else None


def only_points(question: str) -> bool:
    """Whether it says nothing but a place in the talk: 跟它挨着的上一项."""
    place = place_asked(question) or neighbour_asked(question)
    return place is not None and not content(place.rest)
