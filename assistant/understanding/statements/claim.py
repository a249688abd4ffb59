"""What a yes/no question puts up about a duty, and whether the lists bear it out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import NamedTuple

from assistant.understanding.scanner import Span, scan
from assistant.understanding.sets.asked_set import DEPARTMENTS
from assistant.understanding.sets.set_question import offers_choice
from assistant.understanding.statements.claimed import claimed_by
from assistant.understanding.statements.figures import figures_stated, words_beside
from assistant.understanding.statements.offices import settled
from assistant.understanding.statements.predicate import Kind, Predicate, Truth
from assistant.understanding.statements.stated import (
    Stated,
    asks_only_whether,
    asks_otherwise,
    asks_whether,
    statements_of,
    wants_to_know,
)
from assistant.understanding.statements.walk import TEXT_KINDS
from assistant.understanding.words.claim_words import words_for
from assistant.understanding.words.lexicon import Lexicon
from corpus.models import Duty, ListName

_BELONGS = ("归", "不归")
_ALONE = ("单独", "独立", "独家", "一手", "自己", "独自", "包办", "一家子", "单蹦儿", "唯一")
_ALL = ("都", "全", "全都", "全部", "统统", "都是", "全是", "都属于")
_MATTER = (*TEXT_KINDS, "mark")
_HOLDERS = ("department", "unknown", "holder.town", "holder.county")
_OF_SEVERAL = (Kind.LEADS, Kind.JOINS, Kind.INVOLVED, Kind.NAMED)  # each has its own truth


@dataclass(frozen=True)
class Claim:
    """The statement that a question puts up; all of its predicates are claimed."""

    predicates: tuple[Predicate, ...]
    matters: tuple[str, ...] = ()  # those that it is said of, where it may name several

    def is_of_one(self, duty: Duty) -> bool:
        """Whether it can be held against one duty: clauses may tell parts of an assisted one."""
        several = bool(self.matters) and duty.list is not ListName.ASSIST
        return not several and self.tells([duty])

    def tells(self, duties: Sequence[Duty]) -> bool:
        """Whether the lists say enough of these duties for a verdict."""
        return all(one.tells(duty) for one in self.predicates for duty in duties)

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


@lru_cache(maxsize=4)  # a message is read for its matters, and for its verdict
def read_claim(question: str, lexicon: Lexicon) -> Claim | None:
    """The statement that a yes/no question puts up; None where it puts up none.

    「动物检疫不归镇里管了吧」 claims that the town is not in charge; a choice (「镇里还是旗里」)
    claims nothing, and neither does a sentence that only doubts (「难道…」).
    """
    for stated in statements_of(scan(question, lexicon)):
        if offers_choice(stated.spans):
            continue
        spans = settled(stated.spans)
        own = [*_predicates(spans)]
        if any(one.negation in own for one in own):
            return None  # 镇里说不归镇里管
        predicates = _with_alone(stated.spans, own)
        if not predicates or _lists_others(stated.spans, predicates):
            if stated.asked:
                return None
            continue
        if stated.denied and (len(predicates) > 1 or predicates[0].kind is Kind.EACH):
            return None  # which of them is denied
        if stated.denied:
            predicates = (predicates[0].negation,)
        return Claim(predicates, _matters_named(spans) or _matters_apart(spans))
    return None


def clauses_stated(question: str, lexicon: Lexicon) -> tuple[str, ...]:
    """What one statement says of holders and matters, clause by clause; none where it has one.

    「乡道镇里养，县道也镇里养？」
    """
    spans = scan(question, lexicon)
    told = statements_of(spans) or (Stated(spans, asked=True),) * _says_with_a_mark(question, spans)
    for stated in told:
        groups = _groups(settled(stated.spans))
        each = [(_has_holder(group), {*_of_matter(group)}) for group in groups]
        if len(groups) > 1 and all(held and len(told) > 1 for held, told in each):
            return () if stated.denied else tuple(map(_text, groups))
    return ()


def read_figures(question: str) -> list[Predicate]:
    """The figures that a question names, each beside what it is of: 公示5天就够了吧."""
    words = words_beside(question)
    stated = dict.fromkeys(figures_stated(question))
    return [Predicate(Kind.FIGURE, (str(number), unit, *words)) for number, unit in stated]


def wants_verdict(question: str, lexicon: Lexicon) -> bool:
    """Whether a question wants to know if what it says is so, of holders or of anything else."""
    return wants_to_know(scan(question, lexicon))


def wants_verdict_alone(question: str, lexicon: Lexicon) -> bool:
    """Whether it wants to know that and nothing beside: what else it seems to ask is stated."""
    return asks_only_whether(scan(question, lexicon))


def asks_plainly_else(question: str, lexicon: Lexicon, *, stated: bool) -> bool:
    """Whether a question asks for one of two, or, unless it is surely `stated`, for something.

    镇里发还是气象局发; 市场局管啥.
    """
    spans = scan(question, lexicon)
    asks = not stated and asks_otherwise(spans) and not wants_to_know(spans)
    return asks or offers_choice(spans)


def is_said_with_a_mark(question: str, lexicon: Lexicon) -> bool:
    """Whether something is said of a holder, and only the mark asks: 镇里得自己盖个救助站？"""
    return _says_with_a_mark(question, scan(question, lexicon))


def _says_with_a_mark(question: str, spans: Sequence[Span]) -> bool:
    marked = question.rstrip().endswith(("?", "？"))
    return marked and not asks_otherwise(spans) and _has_holder(spans)


def asks_nothing(question: str, lexicon: Lexicon) -> bool:
    """Whether no word of a message asks for anything."""
    return not asks_otherwise(scan(question, lexicon))


def asks_verdict(question: str, lexicon: Lexicon) -> bool:
    """Whether a question wants to know if something said of holders or lists is so."""
    return asks_whether(scan(question, lexicon))


def puts_up(question: str, lexicon: Lexicon) -> bool:
    """Whether a statement or a choice is put up: 算执法事项不, 镇里罚还是旗里罚."""
    return offers_choice(scan(question, lexicon)) or read_claim(question, lexicon) is not None


def names_matter(question: str, lexicon: Lexicon) -> bool:
    """Whether it has a word of two characters or more that may be of a matter."""
    unknown = "".join(
        span.words if span.kind in TEXT_KINDS else " " for span in scan(question, lexicon)
    )
    return any(len(word) > 1 for word in unknown.split())


def _predicates(spans: Sequence[Span]) -> Iterator[Predicate]:
    """What is claimed; each of several holders may have a part of its own."""
    groups = _groups(spans)
    denies = any(span.kind == "neg" for span in spans)  # 不归住建局，归应急局: all of it
    each = [(own, claimed_by(own)) for own in groups]
    told = [(own, stated) for own, stated in each if stated]
    if not denies and told and any(_is_unread(own) for own, stated in each if not stated):
        return
    if (
        len(told) > 1
        and not denies
        and not any(one.negated for _, stated in told for one in stated)
    ):
        parts = [_joined(stated) for _, stated in told]
        if len({*parts}) > 1:
            yield Predicate(Kind.EACH, parts=tuple(dict.fromkeys(parts)))
            return
    stated = [*dict.fromkeys(one for _, own in told for one in own)]
    kinds = {(one.kind, one.negated) for one in stated}
    roles = {one.kind for one in stated} == {Kind.LEADS, Kind.JOINS}
    roles = roles and len({one.value for one in stated}) == len(stated)  # 甲牵头，乙没参与
    if len(stated) > 1 and (roles or (len(kinds) == 1 and stated[0].kind in _OF_SEVERAL)):
        yield Predicate(Kind.EACH, parts=tuple(stated))  # 既不归甲牵头，也不归乙牵头
    else:
        yield from stated


def _is_unread(group: Sequence[Span]) -> bool:
    """Whether a clause says something of a holder that was not understood."""
    names = any(span.among("department", "unknown", "holder.town") for span in group)
    return names and not any(span.among("except", "ask", "aspect") for span in group)


def _joined(stated: Sequence[Predicate]) -> Predicate:
    return stated[0] if len(stated) == 1 else Predicate(Kind.BOTH, parts=tuple(stated))


def _groups(spans: Sequence[Span]) -> list[tuple[Span, ...]]:
    """The spans cut before each clause that names a holder of its own."""
    groups: list[list[Span]] = [[]]
    for place, span in enumerate(spans):
        ends = span.among("pause") or span.words == " " or _joins_clauses(spans, place)
        if not ends:
            groups[-1].append(span)
        elif groups[-1]:
            groups.append([])
    joined: list[list[Span]] = []
    for group in groups:
        if joined and not (_has_holder(group) and _has_holder(joined[-1])):
            joined[-1] += [Span(joined[-1][-1].end, joined[-1][-1].end, "pause", "", ","), *group]
        elif group:
            joined.append(group)
    cut = [tuple(group) for group in joined]
    told_now = any(_has_word(group, "today") for group in cut)
    return [group for group in cut if not _tells_of_before(group, told_now=told_now)] or cut


def _tells_of_before(group: Sequence[Span], *, told_now: bool) -> bool:
    """Whether a clause tells how it was, which nobody asks: 以前镇里能办, 以前镇里还管，现在….

    `told_now`: another one says how it is today.
    """
    now = _has_word(group, "today") if told_now else _has_word(group, "now")
    return _has_word(group, "was") and not now


def _has_word(group: Sequence[Span], kind: str) -> bool:
    text = _text(group)
    return any(word in text for word in words_for("past", kind))


def _joins_clauses(spans: Sequence[Span], place: int) -> bool:
    """Whether 、 parts what two holders do: 民政局牵头、镇里配合."""
    if not 0 < place < len(spans) - 1 or not spans[place].among("link.and"):
        return False
    before, (after, *rest) = spans[place - 1], spans[place + 1 :]
    if before.among("role") and after.kind in TEXT_KINDS:  # 甲牵头、扑救由乙负责
        clause = [*takewhile(lambda span: not span.among("pause", "stop"), rest)]
        return any(by.among("link.by") and whom.among(*_HOLDERS) for by, whom in pairwise(clause))
    return before.among("role", "does", *TEXT_KINDS) and after.among(*_HOLDERS)


def _has_holder(spans: Sequence[Span]) -> bool:
    return any(span.among(*_HOLDERS) for span in spans)


def _with_alone(stated: Sequence[Span], own: Sequence[Predicate]) -> tuple[Predicate, ...]:
    """With that nobody else has a part: 只归农牧局管; where it is denied, that somebody has."""
    said = _said_alone(stated)
    if said is None or not (own or said.plainly):
        return tuple(own)
    told = {one: {*_offices_of(one)} for one in own}
    alone = {*said.names}
    denied = next((one for one, names in told.items() if one.negated and names & alone), None)
    if denied or (said.denied and not own):
        other = Predicate(Kind.ALONE, _offices_of(denied) if denied else said.names, negated=True)
        return tuple(other if one == denied else one for one in own) or (other,)
    names = [name for one in own if not one.negated for name in _offices_of(one)]
    return (*own, Predicate(Kind.ALONE, tuple(dict.fromkeys(names or said.names))))


def _offices_of(one: Predicate) -> tuple[str, ...]:
    if one.kind is Kind.EACH:
        return tuple(name for part in one.parts for name in _offices_of(part))
    return one.value if one.kind in (*DEPARTMENTS, Kind.NAMED) else ()


class _Alone(NamedTuple):
    """Departments that are said to be the only ones, or not to be."""

    names: tuple[str, ...]
    plainly: bool  # in words that say nothing else: 一家, 没别的部门
    denied: bool = False


def _said_alone(stated: Sequence[Span]) -> _Alone | None:
    """只归农牧局, 由水利局一家承接, 没别的部门."""
    told = [span for span in stated if not span.among("filler", "link.by", "link.be")]
    for place, (before, span) in enumerate(pairwise(told)):
        denied = any(one.kind == "neg" for one in told[max(0, place - 1) : place])
        if before.among("link.only") and span.kind == "department":
            last = told[place + 2 : place + 3]
            return _Alone(span.names, bool(last) and _only_one(last[0]), denied)
        one_each = any(after.kind == "department" for after in told[place + 2 : place + 3])
        if before.kind == "department" and _only_one(span) and not one_each:
            return _Alone(before.names, plainly=True, denied=denied)
        if {before.kind, span.kind} == {"neg", "except"} and "others" in (before.value, span.value):
            names = [name for one in told if one.kind == "department" for name in one.names]
            return _Alone(tuple(names), plainly=True)
    return None


def _only_one(span: Span) -> bool:
    return (span.among("number.1") and span.words != "一个") or span.words in _ALONE


def _lists_others(stated: Sequence[Span], predicates: Sequence[Predicate]) -> bool:
    """Whether departments stand side by side of which nothing was read: 林草、水利跟着."""
    told = {name for one in predicates for name in _offices_of(one)}
    beside = [
        (stated[place - 1], stated[place + 1])
        for place in range(1, len(stated) - 1)
        if stated[place].among("link.and")
    ]
    pairs = [pair for pair in beside if all(span.kind == "department" for span in pair)]
    return any(told.isdisjoint((*one.names, *other.names)) for one, other in pairs)


def _matters_named(spans: Sequence[Span]) -> tuple[str, ...]:
    """The matters put side by side that it is said of all of: 公益林管护、补偿金发放都上收了."""
    last = next((place for place, span in enumerate(spans) if span.words in _ALL), None)
    if last is None:
        return ()
    end = next((n for n in range(last) if spans[n].among("pause", *_HOLDERS)), last)
    joints = [n for n in range(1, end - 1) if spans[n].among("link.and")]
    joints = [
        n for n in joints if all(spans[n + by].among(*_MATTER, "role.charge") for by in (-1, 1))
    ]
    if not joints:
        return ()
    cuts = [-1, *joints, end]
    return tuple(_text(spans[start + 1 : stop]) for start, stop in pairwise(cuts))


def _matters_apart(spans: Sequence[Span]) -> tuple[str, ...]:
    """The matters of clauses that say the same of each: 乡道归镇里养护，县道也归镇里养护."""
    groups = _groups(spans)
    topics = [_text(_before_holder(group)) for group in groups]
    if len(groups) < 2 or not all(topics) or len({*topics}) < len(groups):
        return ()
    said = [tuple(claimed_by(group)) for group in groups]
    return tuple(map(_text, groups)) if said[0] and len({*said}) == 1 else ()


def _before_holder(group: Sequence[Span]) -> list[Span]:
    end = next((n for n, span in enumerate(group) if span.among(*_HOLDERS)), 0)
    return [span for span in group[:end] if span.kind in _MATTER]


def _of_matter(group: Sequence[Span]) -> str:
    return "".join(span.words for span in group if span.kind in _MATTER)


def _text(spans: Sequence[Span]) -> str:
    return "".join(span.words for span in spans).strip(" ,")


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
