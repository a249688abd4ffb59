"""What a question leaves out: 除了…以外, …的不要, 不算这三块, 没有别的部门, …其他部门."""

from dataclasses import replace
from itertools import takewhile

from assistant.understanding.scanner import Span
from assistant.understanding.statements.holders import Holders
from assistant.understanding.statements.predicate import MANY, Kind, Predicate
from assistant.understanding.statements.walk import (
    ALONE,
    ASSIST,
    OFFICES,
    TEXT_KINDS,
    counts_beside_leader,
)

_OTHER_OFFICES = ("别的部门", "其他部门", "其它部门", "别的局", "其他局", "别的单位", "其余")
_BESIDES = ("还有", "也有", "有", "又有")
_THOSE = ("这", "那", "以上", "上面", "上述", "前面")
POINTED_AT = (Kind.SECTION, Kind.LEADS, Kind.JOINS, Kind.INVOLVED)


class Exclusions(Holders):
    """Reads what is left out, before or after it is named."""

    def _excepted(self, span: Span) -> None:
        self._use(self._at - 1)
        if span.value in ("open", "close") and self._those_before():
            return
        if span.value == "open" and self._counts_beside_leader():
            return
        if span.value in ("open", "close") and self._taken is not None:
            self._except, self._taken = self._taken, None
            self._close_except()
        elif self._except is None and self._is_unwanted():
            return
        elif span.value == "open":
            self._close_except()
            self._except = len(self._phrase.predicates)
        elif span.value == "close" and self._except is None and len(span.words) > 1:
            self._leave_out_last()
        elif span.value == "close":
            self._close_except()
        elif span.value == "unrelated":
            self._unrelated(span)

    def _counts_beside_leader(self) -> bool:
        """除了牵头的还有两家: of the leader nothing is left out, the others are counted."""
        after = self._after(("filler",))
        if after is None or not after.among("role.lead") or not counts_beside_leader(self._spans):
            return False
        self._at = self._spans.index(after, self._at) + 1
        self._use(self._at - 1)
        return True

    def _unrelated(self, span: Span) -> None:
        """跟民政局没关系的; a topic that is denied so is not understood."""
        topic = self._before(("filler",))
        if topic is not None and topic.kind in TEXT_KINDS:
            self._phrase.without.append(self._text_before())
        elif self._phrase.predicates:
            own = self._phrase.predicates
            for place in range(len(own) - self._listed_before(), len(own)):
                own[place] = own[place].negation

    def _listed_before(self) -> int:
        """How many of the last predicates are denied together: 水利、林草都不沾边的."""
        named = 0
        for span in reversed(self._spans[: self._at - 1]):
            if not span.among("department", "filler", "link.and"):
                break
            named += span.kind == "department"
        own = [*takewhile(_is_of_office, reversed(self._phrase.predicates))]
        return max(1, min(named, len(own)))

    def _text_before(self) -> str:
        """The text that is denied after it: 跟消毒无关的."""
        end = self._at - 1
        while end and self._spans[end - 1].kind not in TEXT_KINDS:
            end -= 1
        start = end
        while start and self._spans[start - 1].kind in TEXT_KINDS:
            start -= 1
        self._use(*range(start, end))
        return "".join(span.words for span in self._spans[start:end])

    def _is_unwanted(self) -> bool:
        """城乡建设的不要, 带星的去掉: what this clause has stated is left out."""
        after = self._after(("filler",))
        if after is not None and not after.among("stop", "pause", "ask", "total", "except.others"):
            return False
        self._use(self._at - 1)
        if self._except is not None:
            self._close_except()
            return True
        own = self._phrase.predicates[self._clause :]
        stated = [p for p in own if p.kind is not Kind.LIST] or own
        if not stated:
            return False
        self._phrase.predicates = [p for p in self._phrase.predicates if p not in stated]
        self._leave_out(stated)
        return True

    def _leave_out_last(self) -> None:
        """生态保护以外的: without 除, the last that was stated beside a role's list."""
        own = self._phrase.predicates
        at = next((n for n in reversed(range(len(own))) if own[n].kind is not Kind.LIST), -1)
        if not own or own[at].negated:
            return
        rest = [s for s in self._spans[self._at :] if s.kind != "filler"][:2]
        holds = len(rest) > 1 and rest[0].among("holder.all", "except.others")
        kind = {"lead": Kind.LEADS, "join": Kind.JOINS}.get(rest[1].value if holds else "")
        if kind and own[at].kind is Kind.INVOLVED:  # 民政局以外的部门牵头的
            own[at] = replace(own[at], kind=kind)
        own[at] = own[at].negation

    def _those_before(self) -> bool:
        """不算这三块: the sections or departments just named are left out."""
        place = self._at
        that = self._spans[place : place + 1]
        if not that or not that[0].words.startswith(_THOSE):
            return False
        if not all(s.among("filler", "item", "ask", "except.close", "pause", "stop")
                   for s in self._spans[place + 1 : place + 2]):  # fmt: skip
            return False
        for number in reversed(range(len(self._phrase.predicates))):
            predicate = self._phrase.predicates[number]
            if predicate.kind in POINTED_AT and not predicate.negated:
                same = [p for p in self._phrase.predicates if p.kind is predicate.kind]
                kept = [p for p in self._phrase.predicates if p not in same]
                self._phrase.predicates = [*kept, *(p.negation for p in same)]
                self._use(self._at - 1)
                return True
        return False

    def _others(self, span: Span) -> None:
        """没有别的部门参与: of one department alone."""
        after = self._after(("filler",))
        if self._negation is None:
            before = self._spans[self._at - 2] if self._at > 1 else None
            if before is not None and before.words in ("给", "帮", "替", "为", "跟"):
                return  # 给别的局当帮手
            beside = before is not None and (
                before.words in _BESIDES or before.among("role.share")  # 还拉上别的局
            )
            if beside and self._includes_them():
                return
            if span.words.endswith(OFFICES) and self._is_beside_leader(after):
                self._add(Predicate(Kind.HOLDERS, ("2", str(MANY))))
                return
            others = span.words in _OTHER_OFFICES and bool(self._subject)
            if others and after and after.kind == "role":
                beside = after.among("role.join") and self._includes_them()
                if not beside:
                    self._of_others(after)
            return
        if after is None or not after.among("role.join", "role.charge", "role.lead"):
            if span.words.endswith(OFFICES):
                self._negation = None
                self._held_alone()
            self._drop_negation()
            return
        self._negation = None
        self._at = self._spans.index(after) + 1
        self._use(self._at - 1)
        self._held_alone()

    def _held_alone(self) -> None:
        """没有别的部门; 除农牧局外没有别的部门 is of what that one has alone."""
        self._close_except()
        stated = self._phrase.predicates
        self._phrase.predicates = [p.negation if _is_left_out(p) else p for p in stated]
        self._add(ALONE)

    def _includes_them(self) -> bool:
        """除农牧局外还有别的部门参加的, 还有别的部门参与的: theirs, and of others too."""
        self._close_except()
        stated = self._phrase.predicates
        left_out = [*filter(_is_left_out, stated)]
        after = self._after(("filler",))
        joins = after is not None and after.among("role.join")
        if not (left_out or joins):
            return False
        self._phrase.predicates = [p.negation if p in left_out else p for p in stated]
        if after is not None and (joins or after.among("role.charge")):
            self._at = self._spans.index(after, self._at) + 1
            self._use(self._at - 1)
        self._add(Predicate(Kind.HOLDERS, ("2", str(MANY))))
        return True

    def _is_beside_leader(self, after: Span | None) -> bool:
        """林草局挑头、还拉着别的局一起上的: not 林草局牵头几项，别的局牵头几项."""
        leads = any(p.kind is Kind.LEADS and not p.negated for p in self._phrase.predicates)
        own = after is not None and after.among("role.lead")
        return leads and not own and not any(s.kind == "ask" for s in self._spans[: self._at])

    def _of_others(self, role: Span) -> None:
        """农牧局牵头几项，其他部门牵头几项: those that the first does not."""
        self._use(self._at - 1)
        self._at = self._spans.index(role, self._at)
        roles = [(name, not sign) for name, sign in self._roles()]
        leads = dict(roles).get("lead") is False
        stated = Predicate(Kind.LEADS if leads else Kind.INVOLVED, self._subject)
        self._phrase.departments = self._subject
        self._add(stated.negation, *([ASSIST] if leads else []))


def _is_left_out(predicate: Predicate) -> bool:
    return predicate.kind is Kind.INVOLVED and predicate.negated


def _is_of_office(predicate: Predicate) -> bool:
    return predicate.kind is Kind.INVOLVED and not predicate.negated
