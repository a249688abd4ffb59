"""Words that tie a question to the talk before it: pronouns, openings, words without a matter."""

import re
from collections.abc import Iterator

from assistant.understanding.words.talk_words import any_of
from corpus.departments import DepartmentNames

_MOST_HEADS = 3  # clauses at the beginning that may tell of the matter before
_LONGEST_HEAD = 8  # characters of matter in them
_SHORT_CHARS = 24  # a question that leans on another is a short one

# A beginning, an ending, or a pronoun that leans on what was said before.
_LEANING = re.compile(
    rf"^{any_of('tie.opening')}|呢[？?]?$|{any_of('tie.pointing')}|{any_of('tie.when')}$"
)
_SUBJECT = re.compile(rf"^(?:那么?)?{any_of('tie.subject')}")
_ONE = re.compile(rf"^{any_of('tie.opening')}?{any_of('tie.one')}")
_TIES = re.compile(rf"^{any_of('tie.stripped')}+|呢[？?]?$")
_EMPTY = re.compile(
    any_of("empty.asked", "empty.part", "empty.holder", "empty.doing", "empty.other")
)
_ASKS = re.compile(any_of("asks.of_matter"))
_ASKED_AT_END = re.compile(rf"{any_of('asks.of_matter')}[^、，,；;？?]{{0,8}}$")
_WHAT_ABOUT = re.compile(rf"^{any_of('tie.before_matter')}*(?P<matter>\w{{2,12}})呢[？?]?$")
_WHEN = re.compile(rf"{any_of('tie.when')}$")
_SUPPOSED = re.compile(any_of("tie.supposed"))
_AFTER_DEPARTMENT = re.compile(rf"^{any_of('tie.after_department')}")
_SUPPORT = re.compile(rf"[配发拨]?{any_of('tie.support')}")
_MORE = re.compile(any_of("set.more"))
_BETWEEN = re.compile(rf"{any_of('matter.listing')}|,")
_COMPARED = re.compile(any_of("set.compared"))
_PICKS = re.compile(any_of("picks.one"))
_BOTH = re.compile(any_of("set.both"))
_BESIDE = re.compile(any_of("set.beside"))
_PAUSE = re.compile(r"[，,。；;：:—\s]+")
_REST = re.compile(any_of("set.rest"))
_SAME = re.compile(rf"[，,]?{any_of('set.same')}[，,]?")
_DROPPED = re.compile(
    rf"^(?:{any_of('drop.opening')}[，,。 ]*)*(?:{any_of('drop.not')}[^，,。]{{1,10}}?了|"
    rf"[^，,。]{{1,10}}?{any_of('drop.enough')})[，,。；;]\s*(?=[^，,。]{{4}})"
)
_WRONG = re.compile(rf"^(?:{any_of('drop.wrong')}[，,。！! ]+)+(?=[^，,。]{{4}})")


def leans(question: str) -> bool:
    """Whether a question can't be understood without an earlier one, by its words."""
    if len(question) > _SHORT_CHARS:
        return False
    return refers(question) or not content(question)


def refers(question: str) -> bool:
    """Whether it has a word that points at something said before."""
    return bool(_LEANING.search(question))


def is_of_what_was_said(question: str) -> bool:
    """Whether its first word is a pronoun for the matter before: 他们给不给培训, 该项归谁."""
    return bool(_SUBJECT.match(question))


def means_duty(question: str) -> bool:
    """Whether its first words stand for one duty: 这项镇里做什么."""
    return bool(_ONE.match(question))


def supposes(question: str) -> bool:
    """Whether it tells another case than before, which may be another matter's: 要是烧了呢."""
    return bool(_SUPPOSED.search(question))


def is_short(question: str) -> bool:
    """Whether it is short enough to be the rest of a question that was begun before."""
    return len(question) <= _SHORT_CHARS


def core(question: str) -> str:
    """The question without the words that only tie it to the one before (「那特困呢」)."""
    return _TIES.sub("", question) or question


def asked_alike(question: str, before: str) -> str:
    """「医保呢」 in the words that the question before asked by: 医保谁经办; "" for others."""
    match = _WHAT_ABOUT.match(question)
    asked = _ASKED_AT_END.search(before.rstrip("？?。！! "))
    matter = match["matter"] if match and asked else ""
    if asked is None or _ASKS.search(matter) or _WHEN.search(matter):
        return ""
    return matter + asked[0] if matter and content(matter) == matter else ""


def content(question: str) -> str:
    """What is left of a question without words that carry no matter of their own."""
    return re.sub(r"\W", "", _EMPTY.sub("", question))


def content_beside(question: str, names: DepartmentNames) -> str:
    """What is left of it without departments either."""
    for mention in reversed(names.mentions(question)):
        rest = _AFTER_DEPARTMENT.sub("", question[mention.end :])
        question = question[: mention.start] + rest
    return content(question)


def objects_of(question: str) -> tuple[str, ...]:
    """What a question puts side by side: 大棚房和黑土地归谁; none where it names one.

    Nor where it is written out with the words before it, which a full-width comma joins.
    """
    if "，" in question:
        return ()
    named = tuple(part for part in _BETWEEN.split(question) if len(content(part)) > 1)
    return named if len(named) > 1 else ()


def asks_support(question: str) -> bool:
    """Whether it asks what is given, and does not say for what: 有没有经费."""
    return bool(_SUPPORT.search(question)) and not content(_SUPPORT.sub("", question))


def asks_of_nothing(question: str) -> bool:
    """Whether it asks who or how without any matter: 归哪个部门牵头."""
    return bool(_ASKS.search(question)) and not content(question)


def picks(question: str) -> bool:
    """Whether it points at one of several that were listed (「公益林那项具体是啥」)."""
    return bool(_PICKS.search(question))


def written_out(question: str, departments: tuple[str, ...]) -> str:
    """两家一块承接的 with the departments that were asked for before; "" without such a word."""
    match = _BOTH.search(question)
    if match is None or len(departments) < 2:
        return ""
    return question[: match.start()] + "和".join(departments) + question[match.end() :]


def asks_more(question: str) -> bool:
    """Whether it only asks if that was all of a set: 还有呢."""
    return bool(_MORE.search(question))


def compares(question: str) -> bool:
    """Whether sets are compared: 林草局比它多吗."""
    return bool(_COMPARED.search(question))


def heads(question: str) -> Iterator[tuple[str, str]]:
    """The first clauses of a question that tell little and ask nothing, each with the rest."""
    for pause in [*_PAUSE.finditer(question)][:_MOST_HEADS]:
        head, rest = question[: pause.start()], question[pause.end() :]
        if len(content(head)) > _LONGEST_HEAD or _ASKS.search(head):
            return
        yield head, rest


def asks_the_rest(question: str) -> bool:
    """Whether it asks for those of a set that the last narrowing left out: 其余的是哪些."""
    return bool(_REST.search(question))


def without_dropped(question: str) -> str:
    """The question without the clause that drops what was talked of: 不问水利了，林草局的呢."""
    return _DROPPED.sub("", _WRONG.sub("", question))


def beside_those(question: str) -> str:
    """The question without 除了这些 or 同样的条件, which its own words make superfluous."""
    return _SAME.sub("", _BESIDE.sub("", question))
