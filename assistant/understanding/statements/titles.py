"""Words that a duty's title has or lacks, wherever they stand: 标题带“补偿”的, 题目里写了的."""

from collections.abc import Sequence
from typing import NamedTuple

from assistant.understanding.scanner import TEXT, Span
from assistant.understanding.statements.walk import QUOTES, TEXT_KINDS

_CLOSING = tuple("”’」』》\"'")
_SAYS = ("link.have", "title.says", "role.charge", "link.by")
_ALSO = ("又", "也", "且", "并", "同时", "而且", "并且", "还有", "还")
_AT_ONCE = "同时"
_PASSED = ("link.turn", "filler", "number", "link.only", "link.modal", "total",
           "except.others", "link.again")  # fmt: skip
_LACKS = ("没有", "没", "无", "不", "不含", "不带", "没带", "没写", "没提", "不提",
          "没出现", "不出现")  # fmt: skip
_ENDS = ("stop", "pause", "ask", "list", "item", "total", "title", "yesno", "except", "neg")
_BRACKETS = (")", "]", "】")
_WORD_ENDS = ("的", "了", "都", "也", "就", "那", "这", "等", "在")
_BACK = ("filler", "sign", "pause", "title.end", "title.says", "total", "link.have",
         "link.related", "link.by", "role.charge", "link.be", "ask.which")  # fmt: skip
_JOINTS = ("link.and", "link.turn", "link.again", "pause", "filler", "neg",
           "title.says", "link.have")  # fmt: skip
# A word for having something that makes a quoted text that of the title, without 标题.
_QUOTED_AFTER = ("link.have", "title.says")


class _Words(NamedTuple):
    words: tuple[str, ...]
    end: int  # place after the last of them
    negated: bool
    every: bool = False  # of all the words: 既有…又有…


def with_titles(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans with each statement about titles as one; its value is `none` for what they lack.

    It is `all` where a title has each of several words.
    """
    kept: list[Span] = []
    place = 0
    while place < len(spans):
        span = spans[place]
        if span.among("title.noun"):
            if place and spans[place - 1].kind == "department" and span.words.startswith("名"):
                kept.append(span._replace(kind="filler", value="word"))  # 教育局名字没出现的
                place += 1
                continue
            place = _at_noun(spans, place, kept)
            continue
        found = _quoted_alone(spans, place)
        if found:
            kept.append(_joined(spans[place : found.end], found))
            place = found.end
            continue
        kept.append(span._replace(kind=TEXT) if span.kind == "title" else span)
        place += 1
    return tuple(kept)


def _at_noun(spans: Sequence[Span], noun: int, kept: list[Span]) -> int:
    """Reads what 标题 is said to have, after it or before it; the place to go on from."""
    place, negated, said = noun + 1, False, False
    while place < len(spans):
        span = spans[place]
        if span.kind == "neg":
            negated = True
        elif span.among(*_SAYS, "link.within"):
            said = True
        elif not (said and span.among("link.be")) and (
            not span.among(*_PASSED) or (said and span.words == "的")
        ):
            break
        place += 1
    found = _words(spans, place, need_quote=not (said or negated))
    if found:
        every = found.every or any(span.words == _AT_ONCE for span in spans[noun:place])
        found = found._replace(every=every)
        kept.append(_joined(spans[noun : found.end], found, negated=negated))
        return found.end
    before = _words_before(kept, said=said)
    if before is not None:
        own = [*kept[before:], *spans[noun:place]]
        words = "".join(span.words for span in _text_of(kept[before:]))
        denied = negated or any(span.kind == "neg" for span in own)
        del kept[before:]
        kept.append(_joined(own, _Words((words,), 0, denied)))
        return place
    kept.append(spans[noun]._replace(kind="filler", value="word"))
    return noun + 1


def _joined(spans: Sequence[Span], found: _Words, *, negated: bool = False) -> Span:
    words = "".join(span.words for span in spans)
    value = "none" if found.negated or negated else "all" if found.every else ""
    return Span(spans[0].start, spans[-1].end, "title", value, words, found.words)


def _words(spans: Sequence[Span], start: int, *, need_quote: bool) -> _Words | None:
    """The words at this place, in quotation marks or up to 的 or 字, and others joined by 或."""
    words: list[str] = []
    every = False
    place = end = start
    while True:
        if _opens(spans, place):
            last = _closing(spans, place)
            text, place = spans[place + 1 : last], last + 1
        elif need_quote or (words and not _opens(spans, start) and not _ends_soon(spans, place)):
            break
        else:
            last = place
            while last < len(spans) and not _is_end(spans[last]):
                last += 1
            text, place = spans[place:last], last
        if not text:
            break
        words.append("".join(span.words for span in text))
        while place < len(spans) and spans[place].among("title.end"):
            place += 1
        end = place
        place = _next_word(spans, place, quoted=_opens(spans, start))
        if place == end:
            break
        every = every or any(span.words in _ALSO for span in spans[end:place])
    return _with_what_lacks(spans, words, end)._replace(every=every) if words else None


def _next_word(spans: Sequence[Span], end: int, *, quoted: bool) -> int:
    """Where another word of the same statement begins (、“补贴”; 也没有“处罚”); else `end`."""
    place = end
    if not quoted:
        again = end < len(spans) and spans[end].words == "的"
        place += again
        joined = place < len(spans) and spans[place].among("link.and")
        says = joined and spans[place + 1 : place + 2] and spans[place + 1].among("title.says")
        if not joined or (again and not says):  # 讲物业的和讲道路的
            return end
        return place + 1 + bool(says)
    while place < len(spans) and spans[place].among(*_JOINTS) and spans[place].words != "的":
        place += 1
    return place if _opens(spans, place) else end


def _with_what_lacks(spans: Sequence[Span], words: Sequence[str], end: int) -> _Words:
    """…“党”字都没有: a negation after the words."""
    place = end
    while place < len(spans) and spans[place].among("filler", "title.end", "total"):
        if spans[place].words == "的":
            return _Words(tuple(words), end, negated=False)
        place += 1
    if place < len(spans) and spans[place].kind == "neg" and spans[place].words in _LACKS:
        following = spans[place + 1] if place + 1 < len(spans) else None
        if following is None or following.words == "的" or following.among("stop", "pause", "ask"):
            return _Words(tuple(words), place + 1, negated=True)
    return _Words(tuple(words), end, negated=False)


def _quoted_alone(spans: Sequence[Span], place: int) -> _Words | None:
    """带“补偿”的 and “补偿”字样 without a word for the title, quoting no word of the lists' own."""
    span = spans[place]
    if _opens(spans, place):  # 一个“党”字都没写的
        last = _closing(spans, place)
        if spans[last + 1 : last + 2] and spans[last + 1].among("title.end"):
            return _words(spans, place, need_quote=True)
    if not (span.among(*_QUOTED_AFTER) or (span.kind == "neg" and len(span.words) > 1)):
        return None
    if not _opens(spans, place + 1):
        return None
    inside = spans[place + 2 : _closing(spans, place + 1)]
    if not any(span.kind in (TEXT, "content") for span in inside):
        return None
    found = _words(spans, place + 1, need_quote=True)
    return found._replace(negated=found.negated or span.kind == "neg") if found else None


def _words_before(kept: Sequence[Span], *, said: bool) -> int | None:
    """Where the text begins that 标题 is told of after it; None where it is told of none."""
    place = len(kept) - 1
    while place >= 0 and (kept[place].among(*_BACK) or kept[place].kind == "neg"):
        said = said or kept[place].among("role.charge", "title.says")
        place -= 1
    if not said or place < 0 or kept[place].kind not in TEXT_KINDS:
        return None
    while place and kept[place - 1].kind in TEXT_KINDS:
        place -= 1
    return place


def _text_of(spans: Sequence[Span]) -> list[Span]:
    text: list[Span] = []
    for span in spans:
        if span.kind not in TEXT_KINDS:
            break
        text.append(span)
    return text


def _opens(spans: Sequence[Span], place: int) -> bool:
    is_sign = place < len(spans) and spans[place].kind == "sign"
    return is_sign and spans[place].words in QUOTES and _closing(spans, place) > place + 1


def _closing(spans: Sequence[Span], place: int) -> int:
    """Where the quotation that opens at this place is closed; the place itself if it is not."""
    for last in range(place + 1, len(spans)):
        if spans[last].kind == "sign" and spans[last].words in _CLOSING:
            return last
    return place


def _is_end(span: Span) -> bool:
    return span.among(*_ENDS, "link.and") or span.words in (*_WORD_ENDS, *_BRACKETS)


def _ends_soon(spans: Sequence[Span], place: int) -> bool:
    """Whether a further word is text up to 的 or 字."""
    last = place
    while last < len(spans) and spans[last].kind in TEXT_KINDS:
        last += 1
    return place < last < len(spans) and (
        spans[last].words == "的" or spans[last].among("title.end")
    )
