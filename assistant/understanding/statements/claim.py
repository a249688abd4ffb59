"""What a yes/no question puts up about a duty, and whether the lists bear it out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.understanding.scanner import Span, scan
from assistant.understanding.sets.asked_set import DEPARTMENTS, AskedSet, topics_of
from assistant.understanding.sets.set_question import offers_choice
from assistant.understanding.statements.offices import settled
from assistant.understanding.statements.phrase import merged, read_phrase
from assistant.understanding.statements.predicate import Kind, Predicate, Truth
from assistant.understanding.statements.walk import TEXT_KINDS
from assistant.understanding.words.lexicon import Lexicon
from corpus.models import Duty

_CLAIMED = (
    Kind.LIST, Kind.LEADS, Kind.JOINS, Kind.INVOLVED, Kind.NAMED, Kind.TOWN, Kind.TOWN_LEADS,
    Kind.COUNTY, Kind.ENFORCEMENT,
)  # fmt: skip
_ASKED_INSIDE = ("yesno.affirm", "yesno.can", "yesno.by", "yesno.charge", "yesno.need")
_BELONGS = ("归", "不归")
_ONE = ("一", "1", "任")  # 一项都不, 任何一项
_ENDS = ("不", "没", "没有", "不是")
_ANY, _CONCERN = ("什么", "啥", "甚", "多少"), ("事", "事儿", "关系", "责任", "份", "活", "事情")
_ALONE = ("单独", "独立", "独家", "一手", "自己", "独自", "包办", "一家子")
_STATED_LAST = ("role", "cannot", "holder", "department", "mark", "list", "does")
_ALL = ("都", "全", "全都", "全部", "统统")
_MATTER = (*TEXT_KINDS, "mark")
_ASKING = frozenset("几何哪谁怎咋啥")  # 受理后几日内立案 asks, and claims nothing
_RHETORICAL = ("吗", "么", "嘛", "不是吗")  # 不是镇里管吗 claims that the town is in charge


@dataclass(frozen=True)
class Claim:
    """The statement that a question puts up; all of its predicates are claimed."""

    predicates: tuple[Predicate, ...]
    of_all: bool = False  # said of several matters at once: 这两样都…

    def truth(self, duty: Duty) -> Truth:
        """Whether the lists bear the whole statement out of this duty."""
        return self.truth_of([duty])

    def truth_of(self, duties: Sequence[Duty]) -> Truth:
        """Whether they bear it out of each of these duties; PARTLY where of some."""
        whole = {self._truth(duty) for duty in duties}
        return whole.pop() if len(whole) == 1 else Truth.PARTLY

    def _truth(self, duty: Duty) -> Truth:
        truths = {predicate.truth(duty) for predicate in self.predicates}
        if Truth.NO in truths:
            return Truth.NO
        return Truth.PARTLY if Truth.PARTLY in truths else Truth.YES

    @property
    def negated(self) -> bool:
        """Whether the statement denies something."""
        return any(predicate.negated for predicate in self.predicates)


def read_claim(question: str, lexicon: Lexicon) -> Claim | None:
    """The statement that a yes/no question puts up; None where it puts up none.

    「动物检疫不归镇里管了吧」 claims that the town is not in charge; a choice (「镇里还是旗里」)
    claims nothing, and neither does a sentence that only doubts (「难道…」).
    """
    for sentence in _sentences(scan(question, lexicon)):
        stated = _statement(sentence) or _bare_statement(sentence)
        if stated is None or offers_choice(sentence):
            continue
        phrase = read_phrase(settled(stated), claims=True)
        own = [predicate for predicate in phrase.predicates if predicate.kind in _CLAIMED]
        of_all = any(span.words in _ALL for span in sentence) and _names_several(sentence)
        if not own:
            return None
        claimed = [_of_each(predicate) for predicate in merged(own, together=True)]
        return Claim((*claimed, *_alone(stated, own)), of_all)
    return None


def _of_each(claimed: Predicate) -> Predicate:
    """What is claimed of several departments is claimed of each; denied, it is of all of them."""
    if claimed.kind not in (*DEPARTMENTS, Kind.NAMED) or claimed.negated or len(claimed.value) < 2:
        return claimed
    return Predicate(
        Kind.EACH, parts=tuple(replace(claimed, value=(name,)) for name in claimed.value)
    )


def _alone(stated: Sequence[Span], own: Sequence[Predicate]) -> list[Predicate]:
    """That nobody else has a part: 只归农牧局管, 由水利局一家承接."""
    names = [name for p in own if p.kind in DEPARTMENTS and not p.negated for name in p.value]
    told = [span for span in stated if not span.among("filler", "link.by", "link.be")]
    only = any(
        (before.among("link.only") and span.kind == "department")
        or (before.kind == "department" and (span.among("number.1") or span.words in _ALONE))
        for before, span in pairwise(told)
    )
    return [Predicate(Kind.ALONE, tuple(dict.fromkeys(names)))] if only and names else []


@dataclass(frozen=True)
class SetClaim:
    """A statement that a department has duties of a kind, or (`denied`) none at all."""

    asked: AskedSet
    denied: bool


def read_set_claim(question: str, lexicon: Lexicon) -> SetClaim | None:
    """「财政局在配合清单里一项都不牵头吧」: a claim about no one matter; else None."""
    sentences = [sentence for sentence in _sentences(scan(question, lexicon)) if sentence]
    stated = _statement(sentences[0]) if len(sentences) == 1 else None
    if stated is None or not any(span.words[:1] in _ONE for span in stated):
        return None
    spans = settled(stated)
    phrase = read_phrase(spans, claims=True)
    about = [p for p in phrase.predicates if p.kind in (*DEPARTMENTS, Kind.LIST)]
    if topics_of(spans, phrase.used) or not any(p.kind in DEPARTMENTS for p in about):
        return None
    positive = [p.negation if p.negated else p for p in about]
    denied = any(p.negated for p in about)
    asked = AskedSet(merged(positive, together=False), departments=phrase.departments)
    return SetClaim(asked, denied)


def asks_which(question: str, lexicon: Lexicon) -> bool:
    """Whether the question asks who of two, or which list."""
    spans = settled(scan(question, lexicon))
    if offers_choice(spans):
        return True
    for span, following in pairwise(span for span in spans if span.kind != "filler"):
        held = span.words.startswith(_BELONGS) or span.among("yesno.by")
        if held and (following.words == "谁" or following.among("holder.town", "holder.county")):
            return True
        if span.words in ("谁", "谁来") and following.among("role.charge"):
            return True
        if span.among("ask.which") and following.among("item.list", "list"):
            return True
    return False


def _names_several(sentence: Sequence[Span]) -> bool:
    """Whether two matters are named side by side: 疫情信息采集跟疫病防控."""
    joints = [place for place, span in enumerate(sentence) if span.among("link.and")]
    return any(
        0 < place < len(sentence) - 1
        and sentence[place - 1].kind in _MATTER
        and sentence[place + 1].kind in _MATTER
        for place in joints
    )


def _sentences(spans: Sequence[Span]) -> Iterator[list[Span]]:
    sentence: list[Span] = []
    for span in spans:
        if span.kind == "stop":
            yield [*sentence, span] if sentence else sentence
            sentence = []
        else:
            sentence.append(span)
    yield sentence


def _statement(sentence: Sequence[Span]) -> list[Span] | None:
    """The sentence without what makes it a question; None where it is none of yes or no."""
    spans = _without_idiom(sentence)
    if any(span.among("yesno.rhetoric", "ask.which", "ask.count") for span in spans):
        return None
    inside = any(span.among(*_ASKED_INSIDE) for span in spans)
    ending = ""
    while spans and (spans[-1].among("stop", "filler", "sign", "pause", "yesno.end", "link.be")
                     or (not ending and spans[-1].words in _ENDS)):  # fmt: skip
        last = spans.pop()
        if last.kind in ("yesno", "neg"):
            ending = last.words
    if not (inside or ending):
        return None
    if ending in _RHETORICAL:
        spans = [span for span in spans if span.words not in ("不是", "又不是", "并不是")]
    return spans


def _bare_statement(sentence: Sequence[Span]) -> list[Span] | None:
    """A statement with nothing but the question mark: 科技成果转化，工信局牵头？."""
    if not sentence or sentence[-1].words != "?":
        return None
    spans = _without_idiom(sentence[:-1])
    if any(span.among("ask", "aspect", "yesno.rhetoric", "yesno.choice") for span in spans):
        return None
    if not _ASKING.isdisjoint("".join(span.words for span in spans)):
        return None
    last = [span for span in spans if not span.among("filler", "sign")][-1:]
    return spans if last and last[0].among(*_STATED_LAST) else None


def _without_idiom(sentence: Sequence[Span]) -> list[Span]:
    """The sentence with 没公安局什么事 as what it says: no concern of theirs."""
    spans = list(sentence)
    for place in range(1, len(spans) - 1):
        what, thing = spans[place : place + 2]
        holder = spans[place - 1].among("department", "holder")
        if holder and what.words in _ANY and thing.words in _CONCERN:
            spans[place : place + 2] = [thing._replace(kind="concern", value="")]
            break
    return spans
