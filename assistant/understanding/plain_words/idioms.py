"""Turns of speech in a claim, put as the plain words that they stand for."""

from collections.abc import Sequence
from itertools import pairwise

from assistant.understanding.scanner import Span
from assistant.understanding.statements.walk import TEXT_KINDS
from assistant.understanding.words.claim_words import words_for

_HOLDERS = ("department", "holder.town", "holder.county", "unknown")
_ANY, _CONCERN = ("什么", "啥", "甚", "多少"), ("事", "事儿", "关系", "责任", "份", "活", "事情")
_GONE = ("去了", "去", "来了")  # 收到农牧局去了 leaves nobody out
_SAYS, _THEY = ("说", "讲", "告诉", "回复", "答复"), ("他们", "自己", "人家", "她们", "他")
_ALSO = ("也", "还")
_FOR = ("给",)  # 镇里给办: for us
_HAS_DUTY = ("有责任", "有职责", "有义务", "负有责任", "有这个责任")
_INSIDE = ("里头", "里面", "里边", "内", "其中", "其内", "列", "名单里", "里")
_PART = "有份"
_SHARE = ("份", "份儿", "事", "事儿", "活", "活儿")
_RELATED, _UNRELATED = ("link", "related", _PART), ("except", "unrelated", "没份")
_CLAUSE_ENDS = ("stop", "pause", "yesno.end", "filler", "number", "sign")
_SEVERAL = ("两家", "俩", "三家", "四家", "几家", "两个部门", "三个部门")
_OF_OFFICES = (*TEXT_KINDS, "office", "department", "filler", "mark")
_OFFICES = ("holder.all", "number")
_LONGEST_OFFICE = 6  # characters after 镇


def in_plain_words(spans: Sequence[Span]) -> list[Span]:
    """The spans of a statement, with what is said in a roundabout way put plainly."""
    plain = _own_office(_fillers(_shared(_unconcerned(_beside_others(spans)))))
    plain = _spoken_for(plain)
    return _with_a_part(_placed(_among_offices(_unknown_office(plain))))


def _beside_others(spans: Sequence[Span]) -> list[Span]:
    """除了民政局，公安也有份: of the first nothing is said."""
    start = next((place for place, span in enumerate(spans) if span.among("except.open")), None)
    if start is None:
        return [*spans]
    end = next((n for n in range(start, len(spans)) if spans[n].among("pause")), None)
    rest = spans[end + 1 :] if end else ()
    also = any(span.words.startswith(_ALSO) or span.among("support") for span in rest)
    return [*spans[:start], *rest] if also else [*spans]


def _spoken_for(spans: Sequence[Span]) -> list[Span]:
    """镇干部说不归他们管: who says so has nothing by that, and they are who says so."""
    plain = [*spans]
    for place, (span, said) in enumerate(pairwise(spans)):
        if not span.among(*_HOLDERS) or said.words not in _SAYS:
            continue
        rest = range(place + 2, len(spans))
        they = next((n for n in rest if spans[n].words in _THEY), None)
        others = {spans[n].words for n in rest if spans[n].among(*_HOLDERS)}
        if others and span.words not in others:  # 镇里说不归镇里管 stays in doubt
            plain[place] = span._replace(kind="filler", value="word")
        elif they is not None and not others:
            plain[they] = span._replace(start=spans[they].start, end=spans[they].end)
            plain[place] = span._replace(kind="filler", value="word")
    return plain


def _unconcerned(spans: Sequence[Span]) -> list[Span]:
    """没公安局什么事 as what it says: no concern of theirs."""
    plain = [*spans]
    for place in range(1, len(plain) - 1):
        what, thing = plain[place : place + 2]
        holder = plain[place - 1].among("department", "holder")
        if holder and what.words in _ANY and thing.words in _CONCERN:
            plain[place : place + 2] = [thing._replace(kind="concern", value="")]
            break
    return plain


def _shared(spans: Sequence[Span]) -> list[Span]:
    """有公安局的份, 没镇里的事: it has a part, or none."""
    plain: list[Span] = []
    place = 0
    while place < len(spans):
        own = spans[place : place + 4]
        if len(own) == 4 and _is_share(own):
            lacks = own[0].kind == "neg"
            if lacks and plain and plain[-1].kind == "neg":  # 不是没公安局的份
                plain.pop()
                lacks = False
            kind, value, words = _UNRELATED if lacks else _RELATED
            plain += [own[1], Span(own[2].start, own[3].end, kind, value, words)]
            place += 4
        else:
            plain.append(spans[place])
            place += 1
    return plain


def _is_share(spans: Sequence[Span]) -> bool:
    said, holder, of, share = spans
    says = said.among("link.have") or said.words in ("没", "没有")
    whose = holder.among("department", "holder.town") and of.words == "的"
    return says and whose and share.words in _SHARE


def _fillers(spans: Sequence[Span]) -> list[Span]:
    """去了 after who took it, 给 before what is done, 两家 after both, 牵头的单位: no meaning."""
    plain = [*spans]
    for place, span in enumerate(plain):
        before = plain[place - 1] if place else None
        after = plain[place + 1] if place + 1 < len(plain) else None
        told = next((one for one in reversed(plain[:place]) if one.kind != "filler"), None)
        of_role = told is not None and told.kind == "role" and span.among("holder.all")
        gone = span.words in _GONE and before is not None and before.among(*_HOLDERS)
        does = span.words in _FOR and after is not None and after.among("does", "role.charge")
        both = span.kind == "number" and span.words in _SEVERAL and place > 0
        if gone or does or of_role or (both and plain[place - 1].kind == "department"):
            plain[place] = span._replace(kind="filler", value="word")
    return plain


def _placed(spans: Sequence[Span]) -> list[Span]:
    """还在镇里, 参与部门有公安局: it is theirs, they are."""
    plain = [*spans]
    for place, span in enumerate(spans[:-1]):
        before = next((one for one in reversed(spans[:place]) if one.kind != "filler"), None)
        last = place + 2 == len(spans) or spans[place + 2].among(*_CLAUSE_ENDS)
        at = span.words.endswith("在") and span.kind != "neg"
        there = at and spans[place + 1].among(*_HOLDERS) and last
        roles = before is not None and before.among("role.lead", "role.join")
        if there or (roles and span.among("link.have") and spans[place + 1].kind == "department"):
            plain[place] = span._replace(kind="link", value="be")
    return plain


def _among_offices(spans: Sequence[Span]) -> list[Span]:
    """那七家里没有财政局, 几家单位里有公安: it has a part, or none."""
    plain: list[Span] = []
    for place, span in enumerate(spans):
        said = [one for one in plain if one.kind != "filler"][-2:]
        ends = place + 1 == len(spans) or spans[place + 1].among(*_CLAUSE_ENDS)
        if span.kind == "department" and ends and len(said) == 2 and said[0].among(*_OFFICES):
            lacks = said[1].words in ("没有", "没", "不含", "不包括")
            if lacks or said[1].among("link.have"):
                plain.remove(said[1])
                kind, value, words = _UNRELATED if lacks else _RELATED
                plain += [span, Span(span.end, span.end, kind, value, words)]
                continue
        plain.append(span)
    return plain


def _with_a_part(spans: Sequence[Span]) -> list[Span]:
    """水利局有责任, 水利局也在里头, 责任单位有水利局: they have a part in it."""
    spans = _among_them(spans)
    plain: list[Span] = []
    listed = False  # departments stand after 责任单位有
    for place, span in enumerate(spans):
        following = spans[place + 1] if place + 1 < len(spans) else None
        ends = following is None or following.among(*_CLAUSE_ENDS)
        duty = span.words in _HAS_DUTY and ends and any(s.kind == "department" for s in plain)
        if duty:
            span = span._replace(kind="link", value="related", words=_PART)
        opens = span.among("link.have", "link.be") and plain and plain[-1].among("holder.all")
        listed = (listed and span.among("department", "link.and")) or bool(opens)
        plain.append(span)
        joined = following is not None and following.among("department", "link.and")
        if listed and span.kind == "department" and not joined:
            plain.append(Span(span.end, span.end, "link", "related", _PART))
    return plain


def _among_them(spans: Sequence[Span]) -> list[Span]:
    plain: list[Span] = []
    for place, span in enumerate(spans):
        inside = span.words in _INSIDE and place and spans[place - 1].words == "在"
        if inside and any(one.kind == "department" for one in plain):
            plain[-1] = Span(span.start, span.end, "link", "related", _PART)
        else:
            plain.append(span)
    return plain


def _own_office(spans: Sequence[Span]) -> list[Span]:
    """镇医保窗口 and 镇民政办 are the town."""
    plain: list[Span] = []
    place = 0
    while place < len(spans):
        span, end, words = spans[place], place + 1, ""
        if span.among("holder.town"):
            reach, text = end, ""
            while reach < len(spans) and spans[reach].among(*_OF_OFFICES):
                if spans[reach].words == "的" or len(text) > _LONGEST_OFFICE:
                    break
                text += spans[reach].words
                reach += 1
                if len(text) <= _LONGEST_OFFICE and text.endswith(words_for("office", "ends")):
                    end, words = reach, text
        plain.append(span._replace(end=spans[end - 1].end, words=span.words + words))
        place = end
    return plain


def _unknown_office(spans: Sequence[Span]) -> list[Span]:
    """由商务部门: an office that the lists don't name."""
    plain: list[Span] = []
    for span in spans:
        plain.append(span)
        if not span.words.endswith(words_for("office", "unknown")) or not span.among("holder.all"):
            continue
        start = len(plain) - 1
        while start and plain[start - 1].kind in TEXT_KINDS:
            start -= 1
        if start < len(plain) - 1 and start and plain[start - 1].among("link.by", "link.be"):
            words = "".join(own.words for own in plain[start:])
            plain[start:] = [Span(plain[start].start, span.end, "unknown", "", words)]
    return plain
