"""Objects before one predicate: 低保、特困、临时救助分别找谁, 甲和乙是一个部门管么."""

import re
from typing import NamedTuple

from assistant.understanding.talk.ties import content
from assistant.understanding.words.talk_words import any_of
from index.text.messages import is_long

_MIN_CHARS = 2  # of an object
_COUNT = r"[两俩三仨四几]"
_ENDS = re.compile(r"[？?！!。；;\n]+")
_PAUSE = re.compile(r"[，,\s]+")
_BETWEEN = re.compile(any_of("matter.between"))
_LISTING = re.compile(any_of("matter.listing"))
_MEASURED = rf"(?:{any_of('matter.measure')}{any_of('matter.noun')}?|{any_of('matter.noun')})"
_THESE = rf"(?:这{_COUNT}{_MEASURED}|(?<!第){_COUNT}{any_of('matter.sides')}|仨|俩(?![人口]))"
_SAID_OF_EACH = re.compile(
    rf"{any_of('matter.each')}|各自?|都|{any_of('matter.these')}|{_THESE}|清单[里上]"
)
# One predicate said once of several objects, by a word for each of them.
_EACH = re.compile(
    rf"[，,\s]*(?:{_THESE})?{any_of('matter.each')}.{{0,24}}$|"
    rf"(?:[，,\s]|(?<=[\u4e00-\u9fff])){_THESE}.{{0,16}}$|"
    r"清单[里上]各?(?:是|在)第几[项条].{0,4}$"
)
_SAME = re.compile(rf"[，,\s]*(?:{_THESE})?都?{any_of('matter.same')}$")
_ASKS = re.compile(any_of("matter.asks"))
_WHO = re.compile(r"[谁哪]")
_MOODS = re.compile(any_of("matter.mood"))
_WHOSE = "归谁管"  # what is asked of each where all may be of one department
_HOW_MANY = re.compile(r"[两俩三仨四](?=[样个件桩项]|事|分别|$|[^\u4e00-\u9fff])|[俩仨]")
_NUMBERS = {"两": 2, "俩": 2, "三": 3, "仨": 3, "四": 4, "五": 5}
# How many matters there are, in the words that stand for all of them: 这俩, 三样, 两件不同的事.
_SAID = re.compile(
    rf"(?<![第头前后])(?:(?P<kinds>[两俩三仨四五]){any_of('matter.sides')}|"
    rf"(?P<nouns>[两俩三仨四五])(?:{any_of('matter.measure')}|种)(?:不同的?)?{any_of('matter.noun')}|"
    r"(?P<each>[两俩三仨四五])[个件桩项条种](?=都|均|是否|分别|各)|"
    rf"这(?P<these>[两俩三仨四五])(?![天年月家口人户次])|(?P<all>仨))"
)
_CLAUSE = re.compile(r"[，,；;。？?！!：:\s]+")
_LISTED = 3  # things one after another, from where on each may be a matter
_ONE_OF_THEM = re.compile(
    rf"又?(?:是|算)(?:另)?一[桩件个回码](?:事)?$|(?:{any_of('matter.tail')})$"
)
_MANNER = re.compile(rf"(?:^|(?<=[，,；;。]))\s*{any_of('matter.manner')}\s*(?:[，,；;。]|$)")
_SHARED_CHARS = 8  # at most, of what is said of each between the list and the predicate


class ListedMatters(NamedTuple):
    """The objects with what is asked of them; `clauses`: whole ones, of which some only tell."""

    texts: list[str]
    marked: bool = True
    clauses: bool = False


NONE = ListedMatters([])


def listed_matters(message: str) -> ListedMatters:
    """The matters of a message that lists them before it asks once; none without such a list."""
    if is_long(message):
        return NONE
    plain = _MANNER.sub("", message)
    *before, last = [part for part in _ENDS.split(plain) if part.strip()] or [""]
    if before and not content(_SAID_OF_EACH.sub("", last)) and _WHO.search(last):
        asked = last  # 是同一个单位管吗？各是谁
        *before, last = before
        last = last if _SAME.search(last) else f"{last}，{_said_of_each(asked)}"
    last = last.strip()
    return _by_each(before, last) or _by_one_department(before, last) or NONE


def matters_said(message: str) -> int:
    """How many matters it says that it has; 0 where it says none, or two numbers of them."""
    numbers = {_NUMBERS[match[match.lastgroup or 0]] for match in _SAID.finditer(message)}
    return numbers.pop() if len(numbers) == 1 else 0


def things_listed(message: str) -> int:
    """How many things stand one after another in a clause; 0 of fewer than three.

    Nor do they where they are of one thing: 禁牧、垃圾分类、水土保持的宣传教育.
    """
    clauses = (clause.split("、") for clause in _CLAUSE.split(message))
    listed = max(0 if "的" in last else len(before) + 1 for *before, last in clauses)
    return listed if listed >= _LISTED else 0


def is_said_of_each(text: str) -> bool:
    """Whether it has words for all of several: 这俩都上收了."""
    return bool(_SAID_OF_EACH.search(text))


def _said_of_each(asked: str) -> str:
    return asked if _EACH.search(asked) else f"都{asked}"


def _by_each(before: list[str], last: str) -> ListedMatters | None:
    match = _EACH.search(last)
    if match is None or not _ASKS.search(match[0]):
        return None
    predicate = _SAID_OF_EACH.sub("", match[0]).strip("，, ")
    return _objects(before, last[: match.start()], predicate, match[0])


def _by_one_department(before: list[str], last: str) -> ListedMatters | None:
    match = _SAME.search(last)
    if match is None or not _LISTING.search(last[: match.start()]):
        return None
    found = _objects(before, last[: match.start()], _WHOSE, match[0])
    return found and found._replace(marked=False)


def _objects(before: list[str], head: str, predicate: str, said: str) -> ListedMatters | None:
    """What is put side by side before a predicate, each with it."""
    clauses = [part for part in _PAUSE.split(head) if content(_SAID.sub("", part))]
    shared = ""
    if len(clauses) > 1 and _is_shared(clauses):
        *clauses, shared = clauses
        shared = _SAID_OF_EACH.sub("", shared)
    own = [part for part in _BETWEEN.split(clauses[-1]) if part] if clauses else []
    by_clauses = len(own) < 2
    if by_clauses and len(told := [one for one in clauses if _tells(one)]) > 1:
        clauses, by_clauses = told, False
    listed = own if len(own) > 1 else clauses
    objects = [*before, *listed] if len(listed) <= len(before) else listed
    by_clauses = by_clauses and objects is listed
    if (many := _HOW_MANY.search(said)) and _NUMBERS[many[0]] < len(objects):
        objects = objects[-_NUMBERS[many[0]] :]  # what stands before them is background
    objects = [_named(one) for one in objects]
    texts = [f"{one}{shared}{predicate}" for one in objects if _is_named(one)]
    if len(texts) < 2:
        return None
    return ListedMatters(texts, clauses=by_clauses and not many)


def _tells(clause: str) -> bool:
    """Whether a clause tells of some matter, and not how its teller feels: 愁死了."""
    told = content(_MOODS.sub("", clause))
    return len(told) > _MIN_CHARS or (_is_named(clause) and told == content(clause))


def _is_named(one: str) -> bool:
    """Whether something is named, be it by a short word that holds one for asking: 工会."""
    told = content(one)
    return len(told) >= _MIN_CHARS or (bool(told) and len(one) == _MIN_CHARS)


def _is_shared(clauses: list[str]) -> bool:
    """Whether the last clause is said of each that the one before lists: …电梯，安全检查各归谁."""
    *_, listing, last = clauses
    return "、" in listing and not _LISTING.search(last) and len(last) <= _SHARED_CHARS


def _named(text: str) -> str:
    """An object without what introduces the list or counts it: 关于我村：黑土地."""
    *_, text = re.split("[：:]", text.strip(" ，,。；;：:、？?！!（(\n"))
    return _ONE_OF_THEM.sub("", text) or text
