"""Who may do a thing, told by a power, a punishment, or whom one sends, in plain words."""

from collections.abc import Sequence
from itertools import pairwise

from assistant.understanding.scanner import Span
from assistant.understanding.words.claim_words import words_for

_HOLDERS = ("department", "unknown", "holder.town", "holder.county")
_OFFICES = ("department", "unknown", "holder.county")
_AND_HAS = ("还有", "又有")
_BETWEEN = ("filler", "link.modal", "link.again", "yesno.can")
_ENDS = ("pause", "stop", "yesno.end", "filler", "sign")
_TO_US = ("neg.need", "link.by", "yesno.by", "yesno.charge")
_DOES = ("does", "role.charge", "cannot")


def told_plainly(spans: Sequence[Span]) -> list[Span]:
    """镇里没有处罚权, 环保局来罚, 镇里派人去查, 不用我们查: who is in charge, or isn't."""
    return _with_punisher(_with_power(_with_us(_without_sent(spans))))


def _without_sent(spans: Sequence[Span]) -> list[Span]:
    """派人 before what they do means nothing."""
    plain = [*spans]
    for place, (sends, sent) in enumerate(pairwise(spans)):
        if sends.words.endswith(words_for("sent", "verb")) and sent.words in words_for(
            "sent", "who"
        ):
            plain[place : place + 2] = [_filler(sends), _filler(sent)]
    return plain


def _with_us(spans: Sequence[Span]) -> list[Span]:
    """不用我们查, 归咱管: who writes so is the town."""
    plain = [*spans]
    for place in range(1, len(spans) - 1):
        before, who, after = spans[place - 1 : place + 2]
        asked = before.among(*_TO_US) or before.words.endswith(("不归", "不由"))
        if asked and who.words in words_for("sent", "us") and after.among(*_DOES):
            plain[place] = who._replace(kind="holder", value="town")
    return plain


def _with_power(spans: Sequence[Span]) -> list[Span]:
    """有权 with what it is, or that was named before: in charge."""
    plain = [*spans]
    before, told_power = None, False  # the last span that is no filler; whether one is a power
    for place, span in enumerate(spans):
        if span.kind == "filler":
            continue
        holder, before = before, span
        has = span.among("link.have") or span.words in (*_AND_HAS, "没有", "没")
        if not (has and holder is not None and holder.among(*_HOLDERS)):
            told_power = told_power or _is_power(span)
            continue
        after = next((at for at in range(place + 1, len(spans)) if spans[at].kind != "filler"), 0)
        if after and (told := _power_end(spans, after)):
            end = told
        elif told_power and all(one.among(*_ENDS, "neg") for one in spans[place + 1 :]):
            end = place + 1
        else:
            continue
        charge = span._replace(end=spans[end - 1].end, kind="role", value="charge", words="管")
        plain[place:end] = [span, charge] if span.kind == "neg" else [charge]
        break
    return plain


def _power_end(spans: Sequence[Span], start: int) -> int:
    """Where a power ends that one or two spans name, 0 if none begins here."""
    words = ""
    for end in range(start + 1, min(len(spans), start + 2) + 1):
        words += spans[end - 1].words
        if words.endswith(words_for("owned", "power")):
            return end
    return 0


def _is_power(span: Span) -> bool:
    return span.words.endswith(words_for("owned", "power"))


def _with_punisher(spans: Sequence[Span]) -> list[Span]:
    """环保局来罚: in charge, where nothing of the matter follows."""
    plain = [*spans]
    for place, span in enumerate(spans):
        if not span.among("mark.penalty") or _is_power(span):
            continue
        before = [one for one in spans[:place] if not one.among(*_BETWEEN, "neg")][-2:]
        last = place + 1 == len(spans) or spans[place + 1].among(*_ENDS)
        given = len(before) > 1 and before[0].among("link.by")  # 由镇里罚款
        if before and last and (before[-1].among(*_OFFICES) or given):
            plain[place] = span._replace(kind="role", value="charge")
    return plain


def _filler(span: Span) -> Span:
    return span._replace(kind="filler", value="word")
