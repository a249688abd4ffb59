"""Denials that deny another denial, a part of what is said, or the whole of it."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.understanding.scanner import Span
from assistant.understanding.words.claim_words import words_for

_NO = ("不", "没")
_BETWEEN = ("link.modal", "filler")  # 不可能不, 没说不
_MOVES = ("把", "将", "人", "有人", "谁", "让", "给", "被")  # 没把…收走, 没人接手
_RHETORICAL = ("吗", "么", "嘛")
_CHOSEN_FROM = ("holder", "department", "list", "ask", "aspect", "yesno")
_CLAUSE_ENDS = ("stop", "pause")
_LONGEST_WRONG = 12  # characters of a clause that calls something wrong
_FAR = 3  # spans of words that make a denial none: 还能, 怎么能


def without_double_denials(spans: Sequence[Span]) -> list[Span]:
    """The spans with 不能不 as nothing, 归不归 as a question, 不就是 as 就是.

    没把它收走 becomes 把它没收走.
    """
    plain = without_alternatives(spans)
    for place, (span, following) in enumerate(pairwise(plain)):
        if span.words in _NO and following.words == "就是":
            plain[place] = span._replace(kind="filler", value="word")
        elif _asks_by_denial(plain, place):
            plain[place] = span._replace(kind="yesno", value="affirm")
    return _moved(_cancelled(plain))


def without_alternatives(spans: Sequence[Span]) -> list[Span]:
    """The spans with 还是不 as nothing, where the same is denied after it: 赔还是不赔由谁定.

    So is the 还是 of 水质检测还是由镇里负责, with nobody and nothing asked before it.
    """
    plain = [*spans]
    for place, (span, following) in enumerate(pairwise(spans)):
        alone = not any(one.among(*_CHOSEN_FROM) for one in spans[:place])
        if span.among("yesno.choice") and following.among("link.by") and alone:
            plain[place] = span._replace(kind="filler", value="word")
    for place in range(1, len(spans) - 2):
        before, choice, denial, denied = spans[place - 1 : place + 3]
        same = before.words[-1:] == denied.words[:1]
        if choice.among("yesno.choice") and denial.words in _NO and same:
            for number in (place, place + 1):
                plain[number] = plain[number]._replace(kind="filler", value="word")
    return plain


def without_frames(spans: Sequence[Span]) -> tuple[list[Span], bool]:
    """The spans without words that deny all that follows, and whether it is denied.

    不能说跟镇里没关系, 没人说归公安局.
    """
    text = "".join(span.words for span in spans)
    if any(word in text for word in words_for("denial", "doubted")):
        return [*spans], False  # 我就不信还能不管
    frames = [found.span() for found in re.finditer(_any(words_for("denial", "frame")), text)]
    plain, place = [*spans], 0
    for number, span in enumerate(spans):
        end = place + len(span.words)
        if any(start < end and place < stop for start, stop in frames):
            plain[number] = span._replace(kind="filler", value="word", names=())
        place = end
    return plain, len(frames) % 2 == 1


def says_wrong(clause: str) -> bool:
    """Whether a clause calls what was said wrong: 这是谣言吧, 这行填错了."""
    found = re.search(_any(words_for("denial", "wrong")), clause)
    if found is None or len(clause) > _LONGEST_WRONG:
        return False
    beside = clause[: found.start()] + clause[found.end() :]
    return not any(word in beside for word in words_for("denial", "open"))


def _any(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _asks_by_denial(spans: Sequence[Span], place: int) -> bool:
    """归不归, 收没收走, 有份没份: the denied word stands before its denial, too.

    现在不在镇里办 denies.
    """
    span = spans[place]
    if not place or not span.among("neg", "except.unrelated") or span.words[0] not in _NO:
        return False
    denied, before = (span.words[1:] or spans[place + 1].words)[:1], spans[place - 1]
    part_of_word = before.kind == "filler" and len(before.words) > 1
    return before.words[-1:] == denied and not part_of_word


def _cancelled(spans: Sequence[Span]) -> list[Span]:
    """Two denials in a row, with nothing but can or say between, are none."""
    plain = [*spans]
    first: int | None = None
    asks = any(span.words in _RHETORICAL for span in spans)
    for place, span in enumerate(spans):
        if span.kind == "neg":
            before = "".join(one.words for one in spans[max(0, place - _FAR) : place])
            if before.endswith(words_for("denial", "doubted")):
                plain[place] = span._replace(kind="link", value="be")  # 还能不管
            elif first is not None and asks and spans[first].words.endswith("不是"):
                first = None  # 不是早没处罚权了吗
            elif first is not None:
                plain[first] = plain[first]._replace(kind="filler", value="word")
                plain[place] = span._replace(kind="link", value="be")
                first = None
            else:
                first = place
        elif not span.among(*_BETWEEN):
            first = None
    return plain


def _moved(spans: Sequence[Span]) -> list[Span]:
    """没把湿地收走: the denial is of what is done."""
    plain = [*spans]
    for place, (span, following) in enumerate(pairwise(spans)):
        if not (span.among("neg.plain") and following.words in _MOVES):
            continue
        rest = range(place + 1, len(plain))
        ends = next((n for n in rest if plain[n].among(*_CLAUSE_ENDS)), len(plain))
        taken = next((n for n in rest if n < ends and plain[n].among("role.take")), None)
        if taken is not None:
            plain[place:taken] = [*plain[place + 1 : taken], span]
    return plain
