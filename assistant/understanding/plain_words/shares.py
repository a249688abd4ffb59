"""Who has a share in a duty or none, told in a roundabout way, in the words that say it plainly."""

from collections.abc import Sequence

from assistant.understanding.scanner import TEXT, Span
from assistant.understanding.statements.walk import LACKING, TEXT_KINDS
from assistant.understanding.words.claim_words import words_for

_HOLDERS = ("department", "unknown", "holder.town", "holder.county")
_OF_WHAT = (*TEXT_KINDS, "item", "list", "filler", "sign")
_TOPIC = (TEXT, "content", "does.word")
_STATES = ("link.be", "link.by", "link.have", "neg", "role", "link.modal", "yesno", "link.only")
_ENDS = ("pause", "stop", "yesno.end", "filler", "sign", "item")
_NO_SHARE, _A_SHARE = "没份", "有份"


def shares_told(spans: Sequence[Span]) -> list[Span]:
    """公安局在这项里是牵头的, 镇里一点责任都没有, 轮不到镇里, 是参与的一方, 算责任单位之一."""
    return _as_one_of(_passed_over(_without_share(_with_matter_first(spans))))


def _with_matter_first(spans: Sequence[Span]) -> list[Span]:
    """公安局在流动人口那项是牵头的, 不是检查的牵头单位: what it is told of, before the holder."""
    for place in range(len(spans) - 2):
        holder, joint = spans[place : place + 2]
        inside = joint.words in words_for("share", "in")
        if not holder.among(*_HOLDERS) or not (inside or joint.among("link.be", "neg.plain")):
            continue
        start = end = place + 2
        while end < len(spans) and spans[end].among(*_OF_WHAT):
            end += 1
        told = any(span.among(*_TOPIC) for span in spans[start:end])
        if not told or end == len(spans):
            continue
        if inside and spans[end].among(*_STATES):
            return [*spans[:place], *spans[start:end], holder, *spans[end:]]
        if spans[end - 1].words == "的" and spans[end].among("role.lead", "role.join"):
            return [*spans[:place], *spans[start : end - 1], holder, joint, *spans[end:]]
    return [*spans]


def _without_share(spans: Sequence[Span]) -> list[Span]:
    """镇里一点责任都没有: it has no share."""
    plain = [*spans]
    holder = None
    for place, span in enumerate(spans):
        if span.among(*_HOLDERS):
            holder = place
        if span.words not in LACKING or holder is None or not _ends(spans, place + 1):
            continue
        between = "".join(one.words for one in spans[holder + 1 : place])
        if between.rstrip("都也").endswith(words_for("share", "thing")):
            plain[holder + 1 : place + 1] = [_unrelated(spans[holder + 1], span)]
            break
    return plain


def _passed_over(spans: Sequence[Span]) -> list[Span]:
    """轮不到镇里, 不关民政局的事: it has no share."""
    for place in range(len(spans) - 1):
        passes, holder = spans[place : place + 2]
        if passes.words in words_for("share", "passed") and holder.among(*_HOLDERS):
            end = place + 2
            while end < len(spans) and spans[end].among("filler", "item"):
                end += 1
            if end == len(spans) or spans[end].among(*_ENDS):
                unrelated = _unrelated(passes, spans[end - 1])
                return [*spans[:place], holder, unrelated, *spans[end:]]
    return [*spans]


def _as_one_of(spans: Sequence[Span]) -> list[Span]:
    """是参与的一方 takes part, 算责任单位之一 has a share."""
    plain = [*spans]
    held = False
    for place, span in enumerate(spans):
        after = "".join(one.words for one in spans[place + 1 : place + 4])
        office = span.words + "".join(one.words for one in spans[place + 1 : place + 2])
        if span.among("role") and after.startswith(words_for("share", "party")):
            rest = len(spans[place + 1].words) if spans[place + 1].words == "的" else 0
            plain[place + 1 : place + (3 if rest else 2)] = []
            break
        held = held or span.among("department")
        if held and office in words_for("share", "office") and _is(spans, place - 1):
            one_of = spans[place + 2 : place + 4]
            end = place + 4 if "".join(one.words for one in one_of) == "之一" else place + 2
            related = span._replace(kind="link", value="related", words=_A_SHARE)
            plain[place - 1 : end] = [related]
            break
    return plain


def _is(spans: Sequence[Span], place: int) -> bool:
    return place > 0 and spans[place].among("link.be")


def _ends(spans: Sequence[Span], place: int) -> bool:
    return place >= len(spans) or spans[place].among(*_ENDS)


def _unrelated(first: Span, last: Span) -> Span:
    return Span(first.start, last.end, "except", "unrelated", _NO_SHARE)
