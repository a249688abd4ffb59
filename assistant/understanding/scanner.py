"""A question as typed spans that account for each of its characters."""

from functools import lru_cache
from typing import NamedTuple

from assistant.understanding.references import fold_question, list_mentions, stretches
from assistant.understanding.words.lexicon import Lexicon, Meaning

TEXT = "text"  # no word that the lexicon knows: a topic, or unread
_STOPS = "。?!;\n"
_PAUSES = ",:"
_NUMERALS = frozenset("0123456789〇零一二两三四五六七八九十百")
_MEASURES = ("项", "条", "件", "种", "样", "类", "部分", "个部分", "章", "个板块", "个章节", "大类")
_AFTER_THIS = ("块", "个", "家")  # 这三块
_IN_ALL = ("一共", "总共", "统共", "拢共", "合计", "共")
_INSIDE = ("里", "中", "内")  # after a list's name
_IS_NOT = "是不"  # at the end of a question it asks, before more it denies
_MOODS = "呀啊哈呢哇"  # 是不呀
_LIST_FOLLOWS = (
    "list",
    "item",
    "link.and",
    "ask.count",
)  # kinds after 基本 that make it a list's name


class Span(NamedTuple):
    """A stretch of a folded question; `names` are departments, sections or lists in full."""

    start: int
    end: int
    kind: str
    value: str
    words: str
    names: tuple[str, ...] = ()

    def among(self, *kinds: str) -> bool:
        """Whether it is of one of these kinds, written `kind` or `kind.value`."""
        return self.kind in kinds or (self.value != "" and f"{self.kind}.{self.value}" in kinds)


@lru_cache(maxsize=4)  # one question is read for its sets, its claim and its opening in turn
def scan(question: str, lexicon: Lexicon) -> tuple[Span, ...]:
    """The spans of a question, in order; the longest word at each place wins."""
    text = fold_question(question)
    lists = {item.start: item for item in list_mentions(text) if item.list}
    ranges = {item.start: item for item in stretches(text)} if lists else {}
    spans: list[Span] = []
    position = 0
    while position < len(text):
        item = lists.get(position)
        if item and item.list:
            named = (item.list.value,)
            spans.append(
                Span(position, item.end, "list", "named", text[position : item.end], named)
            )
            inside = lexicon.meanings(text, item.end)[1]
            if text[item.end : item.end + 1] in _INSIDE and (
                not inside or inside[0].kind == "content"
            ):
                spans.append(Span(item.end, item.end + 1, "filler", "word", text[item.end]))
        elif row := ranges.get(position):
            ends = (str(row.first), str(row.last))
            spans.append(Span(position, row.end, "range", "", text[position : row.end], ends))
        elif text[position] in _STOPS or text[position] in _PAUSES:
            kind = "stop" if text[position] in _STOPS else "pause"
            spans.append(Span(position, position + 1, kind, "", text[position]))
        elif counted := _counted(text, position, lexicon):
            words = text[position:counted]
            spans.append(Span(position, counted, "filler", "counted", words))
        else:
            end, found = lexicon.meanings(text, position)
            if end < position + 3 and _offers_its_denial(text, position):
                end, found = position + 2, (Meaning("yesno", "affirm"),)
            after = text[end : end + 1]
            if text[position:end] == _IS_NOT and after.isalpha() and after not in _MOODS:
                end, found = position + 1, lexicon.meanings(text[: position + 1], position)[1]
            end, meaning = (end, found[0]) if found else (position + 1, _sign(text[position]))
            spans.append(
                Span(position, end, meaning.kind, meaning.value, text[position:end], meaning.names)
            )
        position = spans[-1].end
    following = [*spans[1:], None]
    return tuple(map(_listed, spans, following))


def _counted(text: str, position: int, lexicon: Lexicon) -> int:
    """Where a number before 项 or the like ends, which only says how many there are; else 0."""
    end = position
    while end < len(text) and text[end] in _NUMERALS:
        end += 1
    if end == position or text[position - 1 : position] == "第":
        return 0  # 第二部分 is one that is pointed at
    measures = _MEASURES + (_AFTER_THIS if text[position - 1 : position] in ("这", "那") else ())
    if text[:position].endswith(_IN_ALL) and text[end : end + 1] in ("", *_STOPS, *_PAUSES):
        return end  # 上收一共85，其中…
    measure = next((one for one in measures if text.startswith(one, end)), "")
    longer, found = lexicon.meanings(text, position)
    content = bool(found) and found[0].kind == "content" and longer <= end + len(measure)
    if not measure or (longer > end and not content):
        return 0
    return end if len(measure) == 1 and measure not in _AFTER_THIS else end + len(measure)


def _offers_its_denial(text: str, position: int) -> bool:
    """Whether 算不算 or the like begins here: the verb, 不, and the verb again."""
    verb = text[position]
    return verb.isalpha() and text.startswith(f"不{verb}", position + 1)


def _sign(character: str) -> Meaning:
    """An unknown character: of some text, or a sign that says nothing."""
    return Meaning(TEXT if character.isalnum() else "sign", "")


def _listed(span: Span, following: Span | None) -> Span:
    """基本 alone is text unless more of a list's name follows."""
    if span.kind != "list" or span.value == "named":
        return span
    known = following is not None and (
        following.among(*_LIST_FOLLOWS) or following.words in ("的", "里", "中", "上", "、", " ")
    )
    return span._replace(names=(span.value,)) if known else span._replace(kind=TEXT)
