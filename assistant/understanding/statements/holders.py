"""The town and the county, with what they do or can't do, and roles without a holder."""

from assistant.understanding.scanner import Span
from assistant.understanding.statements.departments import Departments
from assistant.understanding.statements.predicate import Kind, Predicate
from assistant.understanding.statements.walk import (
    ALONE,
    ASSIST,
    BETWEEN,
    LACKING,
    OFFICES,
    RECLAIMED,
    TOWN,
    UNABLE,
)

_TAKES_PART = ("参", "掺", "插", "搭伙", "入伙", "出")  # other words for joining say who assists


def _with_first_denied(roles: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """A negation before several roles is of the first: 没挑头，参与了啥."""
    return [(name, sign if place else not sign) for place, (name, sign) in enumerate(roles)]


class Holders(Departments):
    """Reads who holds a duty besides the departments."""

    def _holder(self, span: Span) -> None:
        if span.value == "town":
            self._use(self._at - 1)
            self._phrase.town = True
            after = self._after(("filler",))
            if not (after and after.kind == "list"):  # 镇里的基本事项 are the list's
                self._town()
        elif span.value == "county":
            self._use(self._at - 1)
            self._county()
        elif span.value == "all":
            self._drop_negation()

    def _town(self) -> None:
        """The town and what it does, can do or need not do."""
        if self._claims and self._is_unconcerned():
            self._negation = None
            self._phrase.predicates.append(RECLAIMED)
            return
        origin = self._spans[self._at - 2 : self._at - 1]
        if not self._claims and origin and origin[0].words == "从":
            self._add(RECLAIMED)  # 从镇里交给市监局的
            return
        negation, self._negation = self._negation, None
        negated, modal, place, found = negation is not None, negation is not None, self._at, ""
        while place < len(self._spans) and not found:
            span = self._spans[place]
            if span.kind == "neg" and self._is_of_another(place):
                break  # 是镇里不是水利局
            if span.kind == "neg":
                negated, modal = True, True
                self._use(place)
            elif self._does(span):
                found = "cannot" if span.kind == "cannot" else span.value
                found = "charge" if span.kind in ("does", "yesno") else found
                if found == "join" and self._claims and not span.words.startswith(_TAKES_PART):
                    found = "assist"
                self._use(place)
                if span.kind == "mark" or (span.kind, span.value) == ("cannot", "penalty"):
                    self._penalty()
            elif not span.among(*BETWEEN):
                break
            modal = modal or span.among("link.modal", "link.again", "link.self", "yesno")
            place += 1
        start = self._at
        before = self._spans[self._at - 2] if self._at > 1 else None
        held = before is not None and before.among("link.by", "link.self", "yesno.by")
        if self._claims and before and before.among("link.be", "yesno.affirm", "yesno.choice"):
            held = True
        self._at = place
        if self._claims and self._is_relative():
            return
        modal = modal or held
        own = any(span.among("link.self") for span in self._spans[start:place])
        if own and not found and self._spans[place - 1].words == "的" and not self._claims:
            found = "charge"  # 镇里自己的活
        self._state_town(found, negated, modal)

    def _is_of_another(self, denial: int) -> bool:
        rest = (span for span in self._spans[denial + 1 :] if span.kind != "filler")
        after = next(rest, None)
        return self._claims and after is not None and after.among("department")

    def _state_town(self, found: str, negated: bool, modal: bool) -> None:
        stated: Predicate | None = None
        if found == "join" and self._claims:
            self._phrase.predicates.append(RECLAIMED if negated else RECLAIMED.negation)
        elif found == "assist" or found == "join":
            stated = ASSIST
        elif found == "cannot":
            stated, negated = TOWN, not negated
        elif found == "take":
            stated = None  # 镇里上收的: taken from the town
            self._phrase.predicates.append(RECLAIMED.negation if negated else RECLAIMED)
        elif found == "lead":
            stated = Predicate(Kind.TOWN_LEADS)
        elif found or negated or (modal and self._claims):
            stated = TOWN
        if stated is not None:
            own = stated.negation if negated else stated
            if own not in self._phrase.predicates:
                self._phrase.predicates.append(own)

    def _county(self) -> None:
        before = self._spans[self._at - 2] if self._at > 1 else None
        if before is not None and before.words == "帮":
            self._add(ASSIST)  # 帮旗里的
            return
        roles = self._roles()
        signs = dict(roles)
        does = bool(signs.keys() & {"charge", "word", "whole"})
        if "lead" in signs:
            self._add(ASSIST if signs["lead"] else ASSIST.negation)
        elif "take" in signs:
            self._add(RECLAIMED if signs["take"] else RECLAIMED.negation)
        elif does or (before and before.among("link.by", "yesno.by")):
            if (before and before.among("link.give")) or "assist" in signs:
                return
            county = Predicate(Kind.COUNTY)
            self._add(county if all(signs.values()) else county.negation)
        elif "assist" in signs:
            self._add(ASSIST)

    def _role(self, span: Span) -> None:
        """A role without its holder: that of before, the lists' own sense, or the town's."""
        place = self._at - 1
        if span.value == "join" and span.words.endswith(OFFICES) and self._none_joins():
            return
        if span.value in ("lead", "join") and self._inverted(span.value):
            return
        if span.value in ("lead", "join", "take") and self._is_of_bare(place):
            return
        if span.value in ("lead", "join") and self._subject:
            self._use(place)
            self._at = place
            self._negation, negation = None, self._negation
            roles = self._roles()
            if negation is not None:
                roles = _with_first_denied(roles)
            self._phrase.departments = self._subject
            self._state(self._subject, roles)
        elif span.value == "take":
            self._add(RECLAIMED)
        elif span.value == "assist":
            self._add(ASSIST)
        elif span.value == "lead" and not self._claims:
            self._lead_alone(span)
        elif span.value == "charge" and self._negation and self._negation.value in UNABLE:
            self._add(TOWN)

    def _is_of_bare(self, place: int) -> bool:
        """Whether the role is of the department named in an earlier clause: 应急局，牵头的."""
        own = self._phrase.departments
        bare = Predicate(Kind.INVOLVED, own)
        if self._claims or not own or bare not in self._phrase.predicates:
            return False
        if self._except is not None:  # 除了自己牵头那个
            self._add(
                Predicate(Kind.LEADS if self._spans[place].among("role.lead") else Kind.JOINS, own)
            )
            return True
        self._phrase.predicates.remove(bare)
        self._at = place
        negation, self._negation = self._negation, None
        roles = self._roles()
        if negation is not None:
            roles = _with_first_denied(roles)
        self._state(own, roles)
        return True

    def _none_joins(self) -> bool:
        """没有参与部门的, 一个参与部门都没有的: of one department alone."""
        if self._negation and self._negation.words in LACKING:
            self._negation = None
            self._add(ALONE, ASSIST)
            return True
        after = self._after(("filler",))
        if after is None or after.kind != "neg" or after.words not in LACKING:
            return False
        place = self._spans.index(after, self._at)
        following = self._spans[place + 1 : place + 2]
        if following and not (following[0].words == "的" or following[0].among("stop", "pause")):
            return False
        self._use(self._at - 1, place)
        self._at = place + 1
        self._add(ALONE, ASSIST)
        return True

    def _lead_alone(self, span: Span) -> None:
        """部门牵头的 are the assisted duties; 镇里不牵头 says no more; else nobody knows who."""
        negation, self._negation = self._negation, None
        self._use(self._at - 1)
        before = self._before(("filler", "link.be"))
        asked = before is not None and before.among("aspect.office")  # 哪几个局挑头
        noun = before is not None and before.among("list", "section") and not negation
        if not self._claims and (asked or (noun and span.words.endswith(OFFICES))):
            self._leads_meant = True
            self._phrase.predicates.append(ASSIST)
            return
        if before and before.among("link.only") and span.words.endswith(OFFICES):
            self._add(ALONE, ASSIST)  # 只有牵头单位的
            return
        if before and before.among("holder.all") and not negation:
            self._add(ASSIST)
        elif not (negation and self._phrase.town):
            self._phrase.unread.append((negation.words if negation else "") + span.words)

    def _cannot(self, span: Span) -> None:
        self._use(self._at - 1)
        if span.value == "penalty":
            self._penalty()
        self._phrase.predicates.append(TOWN.negation)
