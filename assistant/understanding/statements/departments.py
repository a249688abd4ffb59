"""Departments and the roles that a question gives them."""

from assistant.understanding.scanner import Span
from assistant.understanding.statements.predicate import Kind, Predicate
from assistant.understanding.statements.walk import (
    ALONE,
    ASSIST,
    BETWEEN,
    LACKING,
    OFFICES,
    RECLAIMED,
    Walk,
)

_FAR = ("ask", "item", "list", "each", "link.each")
_ALONE = ("一家", "一个部门", "单独", "独立")  # 林草局一家牵头
_CONCERNED = ("有关系", "有关", "有份", "有关联", "沾边", "相关")
_SEVERAL = ("两家", "俩", "三家", "两个", "三个", "两个部门", "双方", "几家", "他俩")
_TOGETHER = ("一起", "共同", "联合", "都", "一块", "一同", "同时", "凑齐", "凑齐了", "齐全")


class Departments(Walk):
    """Reads departments with what they do."""

    def _department(self, span: Span) -> None:
        names = dict.fromkeys(span.names or (span.words,))
        self._use(self._at - 1)
        if span.kind == "unknown":
            self._phrase.unknown = span.words
        while self._joins_department():
            self._use(self._at, self._at + 1)
            names |= dict.fromkeys(self._spans[self._at + 1].names)
            self._at += 2
        self._phrase.departments = tuple(dict.fromkeys([*self._phrase.departments, *names]))
        roles = self._roles()
        self._state(tuple(names), roles)

    def _joins_department(self) -> bool:
        pair = self._spans[self._at : self._at + 2]
        return len(pair) == 2 and pair[0].among("link.and") and pair[1].kind == "department"

    def _roles(self) -> list[tuple[str, bool]]:
        """What the holder before this place does, in order, each with whether it is affirmed."""
        roles: list[tuple[str, bool]] = []
        affirmed, place, negation = True, self._at, -1
        self._alone = self._only = False
        passed: list[Span] = []
        self._passed = []
        while place < len(self._spans):
            span = self._spans[place]
            if span.kind == "neg":
                affirmed, negation = False, place
            elif self._does(span):
                value = "cannot" if span.kind == "cannot" else span.value
                if span.kind == "mark" or self._is_lists_own(place) or self._lacks(place, negation):
                    break
                roles.append((value, affirmed))
                self._passed, passed = [*self._passed, *passed], []
                self._use(place, *([negation] if negation >= 0 else []))
                affirmed, negation, self._at = True, -1, place + 1
            elif span.words in _TOGETHER:
                self._phrase.together = True
            elif span.kind == "alone" or span.words in _ALONE:
                self._alone = True
                self._use(place)
                self._at = max(self._at, place + 1)
            elif self._is_both(place):
                pass
            elif not self._between(span, after_role=bool(roles)):
                break
            self._only = self._only or span.among("link.only")
            if span.kind == "list" and span.names:
                passed.append(span)
            place += 1
        return roles

    def _is_both(self, place: int) -> bool:
        """公安局跟应急局，两家都掺和的."""
        pair = self._spans[place : place + 2]
        return any(s.words in _SEVERAL for s in (pair if pair[0].kind == "pause" else pair[:1]))

    def _is_lists_own(self, place: int) -> bool:
        """牵头的配合工作: 配合 is the list that the duties are of."""
        if not place or place + 1 >= len(self._spans):
            return False
        own, after = self._spans[place : place + 2]
        before = place - 1
        while before > 0 and self._spans[before].among("filler.aside"):
            before -= 1
        listed = own.among("role.assist") and after.kind == "item"
        return listed and self._spans[before].words == "的"

    def _lacks(self, place: int, negation: int) -> bool:
        """没有参与部门: nobody takes part, which says nothing of this department's role."""
        span = self._spans[place]
        lacking = negation >= 0 and self._spans[negation].words in LACKING
        return lacking and span.among("role.join") and span.words.endswith(OFFICES)

    def _between(self, span: Span, *, after_role: bool) -> bool:
        """Whether a role may stand beyond this: 公安在哪些事项里是配合部门, 牵头和参与."""
        return span.among(*BETWEEN, *(("link.and", "pause") if after_role else _FAR))

    def _state(self, names: tuple[str, ...], roles: list[tuple[str, bool]]) -> None:
        """The predicates of departments in these roles, and that they have them to themselves."""
        alone, self._alone = self._alone, False
        self._state_roles(names, roles)
        if alone and not self._claims:
            self._add(ALONE)
        passed, self._passed = self._passed, []
        for span in passed:  # 气象局在配合清单出现几次
            self._add(Predicate(Kind.LIST, span.names))

    def _state_roles(self, names: tuple[str, ...], roles: list[tuple[str, bool]]) -> None:
        """The predicates of departments in these roles."""
        leads, joins = Predicate(Kind.LEADS, names), Predicate(Kind.JOINS, names)
        involved = Predicate(Kind.INVOLVED, names)
        signs = dict(roles)
        if self._claims:
            self._claim(names, signs)
            return
        if (
            self._phrase.together
            and len(names) > 1
            and all(signs.values())
            and set(signs) <= {"join", "charge", "take"}
        ):
            lists = [ASSIST] if "join" in signs else [RECLAIMED] if "take" in signs else []
            self._add(*(Predicate(Kind.INVOLVED, (name,)) for name in names), *lists, of=len(names))
        elif signs.get("lead") and ("join" in signs or "assist" in signs):
            joined = signs.get("join", signs.get("assist"))
            if joined:
                self._phrase.apart = (leads, joins)
                self._add(involved, ASSIST)
            else:  # 只牵头不参与 is to lead
                self._add(leads, ASSIST)
        elif signs.get("lead"):
            self._add(leads, ASSIST)
        elif "lead" in signs and not signs.get("join", signs.get("assist", True)):
            self._add(involved.negation, ASSIST)  # 既没牵头也没参与
        elif "lead" in signs:  # 不牵头: takes part without leading
            self._add(joins, ASSIST)
        elif "join" in signs:
            self._add(joins if signs["join"] else involved.negation, ASSIST)
        elif "take" in signs:
            self._add(involved if signs["take"] else involved.negation, RECLAIMED)
        elif signs and not all(signs.values()):
            self._add(involved.negation)
        elif "assist" in signs:
            self._add(involved, ASSIST)
        else:
            self._add(involved)

    def _claim(self, names: tuple[str, ...], signs: dict[str, bool]) -> None:
        """What a department is claimed to be; one named in passing claims nothing."""
        value = next(iter(signs), "")
        before = self._before(("filler",))
        held = before is not None and before.among(
            "link.by", "link.be", "link.give", "role.take", "yesno.affirm", "yesno.by", "neg",
            "yesno.choice", "list",
        )  # fmt: skip
        if self._is_unconcerned():
            self._negation = None
            self._phrase.predicates.append(Predicate(Kind.NAMED, names, negated=True))
            return
        after = self._after(("filler", "link.again"))
        if after is not None and not signs and after.words in _CONCERNED:
            self._add(Predicate(Kind.NAMED, names))  # 跟交通局也有关系
            return
        if self._is_relative() or not (signs or held or self._is_its_own()):
            self._negation = None
            return
        kinds = {"lead": Kind.LEADS, "join": Kind.JOINS, "assist": Kind.JOINS}
        stated = Predicate(kinds.get(value, Kind.INVOLVED), names)
        lists = [RECLAIMED] if value == "take" and signs[value] else []
        if value == "join" and self._only and signs[value]:
            lists.append(Predicate(Kind.LEADS, names).negation)  # 只是参与
        self._add(stated if signs.get(value, True) else stated.negation, *lists)

    def _is_unconcerned(self) -> bool:
        """跟农牧局没关系, 没公安局什么事: it has no part in it at all."""
        after = self._after(("filler", "total", "link.again"))
        if after is not None and after.among("except.unrelated"):
            self._use(self._spans.index(after, self._at))
            self._at = self._spans.index(after, self._at) + 1
            return True
        return self._negation is not None and after is not None and after.among("concern")

    def _is_its_own(self) -> bool:
        """Whether 的事 or 的活 follows."""
        pair = self._spans[self._at : self._at + 2]
        return len(pair) == 2 and pair[0].words == "的" and pair[1].kind == "item"

    def _inverted(self, role: str) -> bool:
        """牵头部门不是农牧局的: the role before who has it."""
        rest = [s for s in self._spans[self._at :] if s.kind != "filler"][:2]
        if len(rest) < 2 or rest[1].kind != "department" or not rest[0].among("neg", "link.be"):
            return False
        self._negation = rest[0] if rest[0].kind == "neg" else None
        self._use(self._at - 1)
        self._at = self._spans.index(rest[1]) + 1
        self._use(self._at - 1, self._at - 2)
        self._phrase.departments = rest[1].names
        self._state(rest[1].names, [(role, True)])
        return True
