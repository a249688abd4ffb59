"""Departments and the roles that a question gives them."""

from assistant.understanding.scanner import Span
from assistant.understanding.statements.predicate import Kind, Predicate
from assistant.understanding.statements.walk import (
    ALONE,
    ASSIST,
    BETWEEN,
    LACKING,
    RECLAIMED,
    Walk,
)

_FAR = ("ask", "item", "list", "each", "link.each")
_FEWEST = ("一个", "一项", "一件", "一条")  # 一个都没挑头
_ALONE = ("一家", "一个部门", "单独", "独立")  # 林草局一家牵头
_CONCERNED = ("有关系", "有关", "有份", "有关联", "沾边", "相关")
_SEVERAL = (
    "两家", "俩", "三家", "两个", "三个", "两个部门", "双方", "几家", "他俩", "谁", "三个部门",
    "它俩", "四家",
)  # fmt: skip
_TOGETHER = (
    "一起", "共同", "联合", "都", "一块", "一同", "同时", "凑齐", "凑齐了", "齐全", "均", "皆",
    "一块儿", "一道", "一并", "双双", "全都",
)  # fmt: skip
_HELD_BY = ("filler", "link.be", "link.turn", "neg", "yesno.affirm", "link.only")  # 牵头的却不是


class Departments(Walk):
    """Reads departments with what they do."""

    def _department(self, span: Span) -> None:
        names = dict.fromkeys(span.names or (span.words,))
        start = self._at - 1
        self._use(start)
        if span.kind == "unknown":
            self._phrase.unknown = span.words
        while self._joins_department():
            self._use(self._at, self._at + 1)
            names |= dict.fromkeys(self._spans[self._at + 1].names)
            self._at += 2
        self._phrase.departments = tuple(dict.fromkeys([*self._phrase.departments, *names]))
        roles = self._roles()
        after = self._after(("filler", "item"))
        if after is not None and after.among("ask.which"):
            self._together &= not self._loosely  # 两家都摊上了什么: what of either
        if any(span.among("link.each") for span in self._spans):
            self._together = False  # 三家各接了几项
        self._state(tuple(names), roles)

    def _joins_department(self) -> bool:
        """Whether another department follows, joined or right after: 林草水利两家."""
        pair = self._spans[self._at : self._at + 2]
        if pair and pair[0].kind == "department" and not self._claims:
            self._at -= 1
            return True
        return len(pair) == 2 and pair[0].among("link.and") and pair[1].kind == "department"

    def _roles(self) -> list[tuple[str, bool]]:
        """What the holder before this place does, in order, each with whether it is affirmed."""
        roles: list[tuple[str, bool]] = []
        affirmed, place, negation = True, self._at, -1
        self._alone = self._only = self._together = self._loosely = False
        passed: list[Span] = []
        self._passed = []
        while place < len(self._spans):
            span = self._spans[place]
            if span.kind == "neg" and not roles and self._is_denied_at(place):
                roles.append(("share", False))
                self._use(place)
                self._at = place + 1
                break
            if span.kind == "neg":
                affirmed, negation = False, place
            elif self._does(span):
                value = "cannot" if span.kind == "cannot" else span.value
                if span.kind == "mark" or (roles and self._is_held_by_another(place)):
                    break
                if roles and value == "assist" and self._names_list(place):
                    break
                roles.append((value, affirmed))
                if span.words.startswith(("都", "同")):
                    self._share(span)
                self._passed, passed = [*self._passed, *passed], []
                self._use(place, *([negation] if negation >= 0 else []))
                affirmed, negation, self._at = True, -1, place + 1
            elif span.words in _TOGETHER:
                self._share(span)
            elif span.kind == "alone" or span.words in _ALONE:
                self._alone = True
                self._use(place)
                self._at = max(self._at, place + 1)
            elif self._is_both(place):
                self._share(span)
            elif span.words in _FEWEST and not roles:
                pass
            elif not self._between(span, after_role=bool(roles)):
                break
            self._only = self._only or span.among("link.only")
            if span.kind == "list" and span.names:
                passed.append(span)
            place += 1
        return roles

    def _share(self, span: Span) -> None:
        self._together = True
        self._loosely = span.words.startswith("都") or span.kind in ("number", "pause")

    def _is_held_by_another(self, place: int) -> bool:
        """卫健委跟着干、牵头的却是应急局: the role is that of the department after it."""
        rest = [span for span in self._spans[place + 1 :] if not span.among(*_HELD_BY)]
        told = any(s.among("link.be", "neg", "yesno.affirm") for s in self._spans[place + 1 :][:4])
        return told and bool(rest) and rest[0].kind == "department"

    def _names_list(self, place: int) -> bool:
        """挑头的那些配合事儿: a list's duties, and no further role."""
        return any(span.among("item.duty") for span in self._spans[place + 1 : place + 2])

    def _is_denied_at(self, place: int) -> bool:
        """农牧没有, 消防队不在里面的: a denial with nothing of what it denies after it."""
        between = self._spans[self._at : place]
        passed = (s.among("filler", "link.turn", "total") or s.words in _FEWEST for s in between)
        if self._claims or not all(passed):
            return False
        rest = self._spans[place + 1 :]
        after = next((s for s in rest if s.words == "的" or s.kind != "filler"), None)
        return after is None or after.words == "的" or after.among("pause", "stop")

    def _is_both(self, place: int) -> bool:
        """公安局跟应急局，两家都掺和的."""
        pair = self._spans[place : place + 2]
        return any(s.words in _SEVERAL for s in (pair if pair[0].kind == "pause" else pair[:1]))

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
        if "take" in signs and all(signs.values()) and signs.keys() & {"lead", "join"}:
            sets = {"lead": (leads, ASSIST), "join": (joins, ASSIST), "take": (involved, RECLAIMED)}
            self._phrase.side_by_side = tuple(sets[role] for role in signs if role in sets)
            self._add()
            return
        each = self._together and len(names) > 1
        shares = [Predicate(Kind.INVOLVED, (name,)) for name in names] if each else [involved]
        lead, join = signs.get("lead"), signs.get("join", signs.get("assist"))
        if lead and join:
            self._phrase.apart = (leads, joins)
            self._add(*shares, ASSIST, of=len(shares))
        elif lead:  # 只牵头不参与 is to lead
            self._add(leads, ASSIST)
        elif lead is False and join is False:
            self._add(involved.negation, ASSIST)  # 既没牵头也没参与
        elif lead is False and each and self._loosely and len(signs) == 1:
            self._add(leads.negation, ASSIST)  # 甲和乙都没牵头的
        elif lead is False and each:
            self._add(*shares, leads.negation, ASSIST, of=len(shares))
        elif lead is False:
            self._doubtful = None if len(signs) > 1 or self._only else (joins, leads.negation)
            self._add(joins, ASSIST)
        elif not all(signs.values()):
            lists = {"join": [ASSIST], "take": [RECLAIMED]}.get(next(iter(signs)), [])
            self._add(involved.negation, *lists)
        elif "join" in signs:
            self._add(*(shares if each else [joins]), ASSIST, of=len(shares))
        elif "take" in signs:  # 甲跟乙这两家收走的: of either, unless 一起
            together = any(span.words in _TOGETHER for span in self._spans[: self._at])
            own = shares if together else [involved]
            self._add(*own, RECLAIMED, of=len(own))
        else:
            lists = [ASSIST] if "assist" in signs else []
            self._add(*shares, *lists, of=len(shares))

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
        if self._is_relative() or not (signs or held):
            self._negation = None
            return
        kinds = {
            "lead": Kind.LEADS, "join": Kind.JOINS, "assist": Kind.JOINS, "share": Kind.NAMED,
        }  # fmt: skip
        stated = Predicate(kinds.get(value, Kind.INVOLVED), names)
        lists = [RECLAIMED] if value == "take" and signs[value] else []
        if value == "join" and self._only and signs[value]:
            lists.append(Predicate(Kind.LEADS, names).negation)  # 只是参与
        self._add(stated if signs.get(value, True) else stated.negation, *lists)

    def _is_unconcerned(self) -> bool:
        """跟农牧局没关系, 没公安局什么事, 没有水利局的份儿: it has no part in it at all."""
        after = self._after(("filler", "total", "link.again"))
        if after is not None and after.among("except.unrelated"):
            self._use(self._spans.index(after, self._at))
            self._at = self._spans.index(after, self._at) + 1
            return True
        if self._negation is None or after is None:
            return False
        lacks = self._negation.words in LACKING and after.among("item", "role.share")
        return lacks or after.among("concern")

    def _inverted(self, role: str) -> bool:
        """牵头部门不是农牧局的, 领头的既不是甲也不是乙: the role before who has it."""
        found = False
        while self._has_holder_next():
            rest = [s for s in self._spans[self._at :] if not s.among("filler", "link.turn")]
            joint, holder = rest[:2]
            self._negation = joint if joint.kind == "neg" else None
            self._use(self._at - 1)
            self._at = self._spans.index(holder, self._at) + 1
            self._use(self._at - 1, self._at - 2)
            names = [*holder.names]
            while self._joins_department():
                self._use(self._at, self._at + 1)
                names += self._spans[self._at + 1].names
                self._at += 2
            self._phrase.departments = tuple(names)
            self._state(tuple(names), [(role, True)])
            found = True
        return found

    def _has_holder_next(self) -> bool:
        rest = [s for s in self._spans[self._at :] if not s.among("filler", "link.turn")][:2]
        held = len(rest) == 2 and rest[0].among("neg", "link.be") and rest[1].kind == "department"
        return held
