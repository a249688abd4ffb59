"""A walk over spans: what it has read so far, and the negation that waits for a predicate."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.understanding.scanner import TEXT, Span
from assistant.understanding.statements.predicate import Kind, Predicate
from corpus.models import ListName

ASSIST = Predicate(Kind.LIST, (ListName.ASSIST.value,))
RECLAIMED = Predicate(Kind.LIST, (ListName.RECLAIMED.value,))
TOWN = Predicate(Kind.TOWN)
MARKS = {"penalty": Predicate(Kind.PENALTY), "enforcement": Predicate(Kind.ENFORCEMENT)}
ALONE = Predicate(Kind.HOLDERS, ("1", "1"))
LACKING = ("没有", "没", "无", "没写", "没列", "没带", "不带")
QUOTES = tuple("“‘「『《\"'")  # that open
OFFICES = ("部门", "单位", "局", "方", "者")
LEFT_OUT = ("不算", "不含", "不包括", "不计")
# What may stand between a holder and what it does.
BETWEEN = (
    "filler", "link.be", "link.by", "link.modal", "link.again", "link.only",
    "link.turn", "link.self", "total", "link.have", "yesno.by", "yesno.affirm", "yesno.can",
    "yesno.need",
)  # fmt: skip
_ACTS = ("role", "cannot", "mark.penalty", "does", "yesno.charge")
TEXT_KINDS = (TEXT, "content", "does", "part", "support", "guarantee")
UNABLE = ("able", "need")  # 不能管, 不用管: of the town


@dataclass
class Phrase:
    """What a stretch states, and which of its spans say so."""

    predicates: list[Predicate] = field(default_factory=list)
    used: set[int] = field(default_factory=set)  # places of the spans that were read
    unread: list[str] = field(default_factory=list)  # a negation of something not understood
    without: list[str] = field(default_factory=list)  # text that is denied or left out
    apart: tuple[Predicate, ...] = ()  # roles asked for one by one: 牵头和参与的各几项
    # What each of several sets has of its own: 牵头的和收走的.
    side_by_side: tuple[tuple[Predicate, ...], ...] = ()
    departments: tuple[str, ...] = ()
    unknown: str = ""  # a department that the lists do not name
    town: bool = False


class Walk:
    """The spans, the place in them, and what has been stated up to it."""

    def __init__(self, spans: Sequence[Span], subject: Sequence[str], claims: bool) -> None:
        """Read these spans; `subject` and `claims` as for `read_phrase`."""
        self._spans, self._subject, self._claims = spans, tuple(subject), claims
        self._phrase = Phrase()
        self._negation: Span | None = None
        self._except: int | None = None  # number of predicates before 除了
        self._at = 0
        self._clause = 0  # number of predicates before the clause
        self._taken: int | None = None  # number of predicates before 把
        self._passed: list[Span] = []  # lists between the last department and its role
        self._alone = self._only = False  # of the last department
        # 不牵头 as it may be read: takes part without leading, or whatever another leads.
        self._doubtful: tuple[Predicate, Predicate] | None = None
        self._leads_meant = False  # who leads is asked: 配合事项的牵头单位
        self._together = self._loosely = False  # several share each duty: 一起; told by 都 alone

    def _use(self, *places: int) -> None:
        self._phrase.used.update(places)

    def _add(self, *stated: Predicate, of: int = 1) -> None:
        """State predicates, the first `of` of them under the negation before them."""
        negated, self._negation = self._negation is not None, None
        for place, predicate in enumerate(stated):
            own = predicate.negation if negated and place < of else predicate
            if own not in self._phrase.predicates:
                self._phrase.predicates.append(own)
        self._use(self._at - 1)

    def _drop_negation(self) -> None:
        """A negation of nothing that is understood: 没标的 lacks the mark, else it is unread."""
        negation, self._negation = self._negation, None
        if negation is None:
            return
        if any(sign in negation.words for sign in "标打带"):
            self._phrase.predicates.append(MARKS["enforcement"].negation)
        elif not self._claims and not self._is_empty(negation):
            self._phrase.unread.append(negation.words)

    def _is_empty(self, negation: Span) -> bool:
        """打星的都没有: whether there is none of what its clause has stated."""
        place = self._spans.index(negation)
        before = self._spans[place - 2 : place]
        after = self._spans[place + 1 : place + 2]
        ends = not after or after[0].among("pause", "stop", "yesno.end")
        whole = bool(before) and before[-1].words in ("都", "也", "的")
        return ends and whole and len(self._phrase.predicates) > self._clause

    def _close_except(self) -> None:
        since, self._except = self._except, None
        if since is None:
            return
        own = self._phrase.predicates[since:]
        del self._phrase.predicates[since:]
        self._leave_out(own)

    def _leave_out(self, own: Sequence[Predicate]) -> None:
        """除了处罚和林草局的: each is left out; the list of a role that is left out stays.

        镇里自己干的基本事项 are the list, of whose duties the town is not left out elsewhere.
        """
        role = any(p.kind in (Kind.LEADS, Kind.JOINS) for p in own)
        listed = any(p.kind is Kind.LIST for p in own)
        self._phrase.predicates += [
            p if role and p in (ASSIST, RECLAIMED) else p.negation
            for p in own
            if not (listed and p.kind is Kind.TOWN)
        ]

    def _before(self, skipped: tuple[str, ...]) -> Span | None:
        own = (s for s in reversed(self._spans[: self._at - 1]) if not s.among(*skipped))
        return next(own, None)

    def _after(self, skipped: tuple[str, ...]) -> Span | None:
        return next((s for s in self._spans[self._at :] if not s.among(*skipped)), None)

    def _acts(self, place: int) -> bool:
        """Whether something that a holder does stands at this place, or close after it."""
        while place < len(self._spans) and self._spans[place].among(*BETWEEN):
            place += 1
        return place < len(self._spans) and self._does(self._spans[place])

    def _does(self, span: Span) -> bool:
        return span.among(*_ACTS) and (self._claims or span.kind != "does")

    def _penalty(self) -> None:
        if MARKS["penalty"] not in self._phrase.predicates:
            self._phrase.predicates.append(MARKS["penalty"])

    def _is_relative(self) -> bool:
        """Whether 的 and a thing follow: 农牧局发的补贴 says nothing of who is in charge."""
        pair = self._spans[self._at : self._at + 2]
        return len(pair) == 2 and pair[0].words == "的" and pair[1].kind in TEXT_KINDS


def counts_beside_leader(spans: Sequence[Span]) -> bool:
    """Whether a number is one of departments beside the one that leads: 参与部门三家以上."""
    told = [span for span in spans if not span.among("filler", "link.have", "text")]
    if not any(span.kind == "number" for span in told):
        return False
    for place, (one, after) in enumerate(pairwise(told)):
        if after.among("role.lead") and (one.among("except.open") or one.words in LEFT_OUT):
            return True
        named = one.words.endswith(OFFICES) or after.among("holder.all")
        near = [*told[max(0, place - 2) : place], *told[place + 1 : place + 4]]
        if one.among("role.join") and named and any(span.kind == "number" for span in near):
            return True
    return False
