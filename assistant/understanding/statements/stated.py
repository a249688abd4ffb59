"""Which spans of a message are a statement that it asks about: tags and stories set aside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

from assistant.understanding.scanner import Span
from assistant.understanding.sets.set_question import offers_choice
from assistant.understanding.statements.denials import (
    says_wrong,
    without_alternatives,
    without_double_denials,
    without_frames,
)
from assistant.understanding.words.claim_words import LONGEST_TAG, is_tag, may_hold_tag

_ASKED_INSIDE = ("yesno.affirm", "yesno.can", "yesno.by", "yesno.charge", "yesno.need")
_ENDS = ("不", "没", "没有", "不是", "不能")
_RHETORICAL = ("吗", "么", "嘛", "不是吗")  # 不是镇里管吗 claims that the town is in charge
_UNITED = ("link.related", "except.unrelated")  # 环保局也有份, 跟民政局不沾边
_STATED_LAST = (
    "role", "cannot", "holder", "department", "mark", "list", "does", "link.have", *_UNITED,
)  # fmt: skip
_FORMAL = ("role.lead", "role.join", "role.assist", "role.take", "mark.enforcement")
_HOLDERS = ("department", "holder.town", "holder.county", "unknown")
_GIVEN = ("link.by", "link.be", "neg")  # before the holder that is told to have it
_IN_LIST = ("link.by", "link.be", "neg")  # before the list that it is told to be in
_ASKING = frozenset("几何哪谁怎咋啥甚")  # 受理后几日内立案 asks, and claims nothing
_CLAIMS = (*_HOLDERS, "role.lead", "role.take", "cannot", "list", "mark.enforcement")
_LONGEST_BARE = 50  # characters of a statement that nothing marks as a question
_CUT = ("stop", "pause")


@dataclass(frozen=True)
class Stated:
    """The spans of a statement, and whether the message asks if it is so."""

    spans: tuple[Span, ...]
    asked: bool
    denied: bool = False  # as a whole: 不能说…, …是谣言


@lru_cache(maxsize=4)  # a message is read for its claim, its set's and its matters in turn
def statements_of(spans: tuple[Span, ...]) -> tuple[Stated, ...]:
    """The statements that a message may put up, the likeliest first."""
    return tuple(_statements(spans))


def _statements(spans: Sequence[Span]) -> Iterator[Stated]:
    plain, denied = without_frames(without_double_denials(spans))
    if wrong := _called_wrong(plain):
        told = _ended(plain[:wrong])
        if told and not any(span.among(*_CLAIMS) for span in plain[wrong:]):
            yield Stated(tuple(told), asked=True, denied=not denied)
        return
    clauses = [*_clauses(plain)]
    if tagged := _tagged(clauses):
        # 谁交了谁没交，还是镇里统计，是吧
        last = next(filter(None, reversed([*_between_pauses(tagged)])), [])
        if told := _ended(tagged) or _ended(last):
            yield Stated(tuple(told), asked=True, denied=denied)
        return
    asked = [*filter(None, map(_asked, _sentences(clauses)))]
    for told in asked or [*filter(None, map(_asked, clauses[-1:]))]:
        yield Stated(tuple(told), asked=True, denied=denied)
    if bare := _bare(_last_sentence(clauses)):
        yield Stated(tuple(bare), asked=False, denied=denied)


def _called_wrong(spans: Sequence[Span]) -> int:
    """Where words begin that call wrong what stands before them; 0 where none do."""
    start = 0
    for cut in [*(place for place, span in enumerate(spans) if span.kind in _CUT), len(spans)]:
        holders = (n for n in reversed(range(start, cut)) if spans[n].among(*_CLAIMS, *_FORMAL))
        tail = next(holders, start - 1) + 1
        if tail and says_wrong(_said(spans[tail:cut])):
            return tail
        start = cut + 1
    return 0


def asks_whether(spans: Sequence[Span]) -> bool:
    """Whether a message asks if something said of a holder, a role or a list is so."""
    clauses = [*_clauses(spans)]
    ends = any(span.among("yesno.end") and span.words.startswith("吧") for span in spans)
    chosen = offers_choice(spans) and not ends  # 还是镇里的活吧 offers none
    if chosen or not any(span.among(*_CLAIMS) for span in spans):
        return False
    if any(map(_is_tag, clauses)):
        return True
    if any(_asked(own) for own in _sentences(clauses) if ends or _tells_of_holder(own)):
        return True
    return not asks_otherwise(spans) and _tells_of_holder(_last_sentence(clauses))


def wants_to_know(spans: Sequence[Span]) -> bool:
    """Whether a message asks if what it says is so, of whatever it says it: …，对吧, …吗."""
    clauses = [*_clauses(spans)]
    return any(map(_is_tag, clauses)) or any(map(_asked, [*_sentences(clauses), *clauses[-1:]]))


def asks_only_whether(spans: Sequence[Span]) -> bool:
    """Whether it is one sentence that asks if it is so: 补多少给谁是镇里定的，对吗."""
    *before, last = [*_clauses(spans)] or [[]]
    if any(span.kind == "stop" for clause in before for span in clause):
        return False
    return _is_tag(last) or (not before and bool(_asked(last)))


def asks_otherwise(spans: Sequence[Span]) -> bool:
    """Whether a message asks something else than if what it says is so."""
    told = without_alternatives(spans)
    if any(span.among("ask", "aspect", "yesno", "choice") for span in told):
        return True
    return not _ASKING.isdisjoint("".join(span.words for span in spans))


def _tells_of_holder(sentence: Sequence[Span]) -> bool:
    """Whether a sentence says who has a role, a duty or a mark, and doesn't just name somebody."""
    if any(span.among(*_FORMAL, "cannot", "list") for span in sentence):
        return True
    told = [span for span in sentence if not span.among("filler", "link.modal", "link.again")]
    return any(
        (one.among(*_GIVEN) and other.among(*_HOLDERS))
        or (one.among(*_HOLDERS) and other.among("does", "role.charge", "yesno.charge"))
        for one, other in pairwise(told)
    )


def _tagged(clauses: Sequence[Sequence[Span]]) -> list[Span]:
    """The sentence that a tag asks about: what stands before it, or else after it."""
    tags = [place for place, own in enumerate(clauses) if _is_tag(own)]
    for start, tag in pairwise([-1, *tags]):
        before = _last_sentence(clauses[start + 1 : tag])
        if any(span.among(*_CLAIMS) for span in before):
            return before
    return _last_sentence(clauses[tags[-1] + 1 :]) if tags else []


def _clauses(spans: Sequence[Span]) -> Iterator[list[Span]]:
    """The clauses, each with the mark that ends it; a tag without a mark before it is its own."""
    clause: list[Span] = []
    for span in spans:
        clause.append(span)
        if span.kind in _CUT:
            yield from _with_tag_apart(clause)
            clause = []
    if clause:
        yield from _with_tag_apart(clause)


def _with_tag_apart(clause: list[Span]) -> Iterator[list[Span]]:
    near = clause[-1].end - LONGEST_TAG
    places = (place for place, span in enumerate(clause) if span.start >= near)
    may_be = places if may_hold_tag(_said(clause)) else ()
    tag = next((place for place in may_be if _is_tag(clause[place:])), 0)
    yield from (part for part in (clause[:tag], clause[tag:]) if part)


def _is_tag(clause: Sequence[Span]) -> bool:
    return is_tag(_said(clause))


def _said(clause: Sequence[Span]) -> str:
    """Its words without marks."""
    return "".join(s.words for s in clause if not s.among(*_CUT, "sign"))


def _sentences(clauses: Sequence[Sequence[Span]]) -> Iterator[list[Span]]:
    """Clauses up to a stop, or to a pause after 吧 or the like: a story may follow."""
    sentence: list[Span] = []
    for clause in clauses:
        sentence += clause
        last = [span for span in clause if not span.among("pause", "sign")][-1:]
        if clause[-1].kind == "stop" or (last and last[0].among("yesno.end")):
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _last_sentence(clauses: Sequence[Sequence[Span]]) -> list[Span]:
    """The last clauses that no stop parts."""
    kept: list[Sequence[Span]] = []
    for clause in reversed(clauses):
        if kept and clause[-1].kind == "stop":
            break
        kept.insert(0, clause)
    return [*chain.from_iterable(kept)]


def _ended(sentence: Sequence[Span]) -> list[Span] | None:
    """The sentence without the words that end it; None where it asks which, or doubts."""
    spans = [*sentence]
    if any(span.among("yesno.rhetoric", "ask.which", "aspect") for span in spans):
        return None
    ending = _without_end(spans)
    if ending in _RHETORICAL:
        spans = [span for span in spans if span.words not in ("不是", "又不是", "并不是")]
    return spans


def _asked(sentence: Sequence[Span]) -> list[Span] | None:
    """The sentence without what makes it a question; None where it is none of yes or no."""
    spans = [*sentence]
    if any(span.among("yesno.rhetoric", "ask.which", "ask.count") for span in spans):
        return None
    inside = any(span.among(*_ASKED_INSIDE) for span in spans)
    ending = _without_end(spans)
    if not (inside or ending):
        return None
    if ending in _RHETORICAL:
        spans = [span for span in spans if span.words not in ("不是", "又不是", "并不是")]
    return spans


def _without_end(spans: list[Span]) -> str:
    """Take the words that ask off the end of the spans; the first of them."""
    ending = ""
    while spans and (spans[-1].among("stop", "filler", "sign", "pause", "yesno.end", "link.be")
                     or (not ending and spans[-1].words in _ENDS)):  # fmt: skip
        last = spans.pop()
        if last.kind in ("yesno", "neg"):
            ending = last.words
    return ending


def _bare(sentence: Sequence[Span]) -> list[Span] | None:
    """A statement that nothing marks as a question: 流动人口管理，牵头的是公安."""
    marked = bool(sentence) and sentence[-1].words == "?"
    spans = [*sentence]
    while spans and spans[-1].kind in _CUT:
        spans.pop()
    words = "".join(span.words for span in spans)
    if asks_otherwise(spans) or not words:
        return None
    told = [span for span in spans if not span.among("filler", "sign")]
    if marked:
        return spans if told and told[-1].among(*_STATED_LAST) else None
    plainly = any(_states_plainly(clause) for clause in _between_pauses(told))
    return spans if len(words) <= _LONGEST_BARE and plainly else None


def _between_pauses(spans: Sequence[Span]) -> Iterator[list[Span]]:
    cuts = [-1, *(place for place, span in enumerate(spans) if span.kind in _CUT), len(spans)]
    yield from ([*spans[start + 1 : end]] for start, end in pairwise(cuts))


def _states_plainly(spans: Sequence[Span]) -> bool:
    """Whether a clause ends in who has a role, or that somebody has it (归镇里, 是公安的事)."""
    if len(spans) < 2:
        return False
    before, last = spans[-2:]
    held = any(one.among(*_GIVEN) and holder.among(*_HOLDERS) for one, holder in pairwise(spans))
    if last.among(*_UNITED):
        return any(span.among("department", "holder.town") for span in spans[:-1])
    if last.among("list", "item"):
        return before.among(*_HOLDERS if last.kind == "item" else _IN_LIST)
    if last.among(*_FORMAL):
        is_so = before.among("link.be", "link.only", "neg.plain") and len(spans) > 2
        of_whom = spans[-3] if is_so else before
        whom = of_whom.among(*_HOLDERS) or spans[0].among("department")
        return last.among("role.take") or held or whom
    if last.among("role.charge", "does") and (before.among("neg.need") or before.words == "没有"):
        return len(spans) > 2 and spans[-3].among(*_HOLDERS)  # 镇里不用做, 没有这个权
    if last.among("role.charge", "cannot") and before.among(*_HOLDERS, "link.self"):
        return len(spans) > 2  # after the matter: 公益性岗位申报镇里做
    return held and last.among(*_HOLDERS, "role.charge", "does", "cannot")
