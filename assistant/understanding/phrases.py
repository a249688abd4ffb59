"""The predicates that a stretch of spans states, each negation over what it negates."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.understanding.predicates import Kind, Predicate
from assistant.understanding.scanner import TEXT, Span
from corpus.models import ListName

_ASSIST = Predicate(Kind.LIST, (ListName.ASSIST.value,))
_RECLAIMED = Predicate(Kind.LIST, (ListName.RECLAIMED.value,))
_TOWN = Predicate(Kind.TOWN)
_MARKS = {"penalty": Predicate(Kind.PENALTY), "enforcement": Predicate(Kind.ENFORCEMENT)}
# What may stand between a holder and what it does.
_BETWEEN = ("filler", "courtesy", "link.be", "link.by", "link.modal", "link.again", "link.only",
            "link.turn", "link.self", "total", "link.have", "yesno.by", "yesno.affirm",
            "yesno.can", "yesno.need")  # fmt: skip
_FAR = ("ask", "item", "list", "each", "link.each")
_ACTS = ("role", "cannot", "mark.penalty", "does", "yesno.charge")
TEXT_KINDS = (TEXT, "content", "does", "part", "support", "guarantee")
_MANY = 99  # departments


@dataclass
class Phrase:
    """What a stretch states, and which of its spans say so."""

    predicates: list[Predicate] = field(default_factory=list)
    used: set[int] = field(default_factory=set)  # places of the spans that were read
    unread: list[str] = field(default_factory=list)  # a negation of something not understood
    apart: tuple[Predicate, ...] = ()  # roles asked for one by one: 牵头和参与的各几项
    departments: tuple[str, ...] = ()
    unknown: str = ""  # a department that the lists do not name
    town: bool = False
    together: bool = False  # the departments share the duties: 一起, 共同


def read_phrase(
    spans: Sequence[Span], subject: Sequence[str] = (), *, claims: bool = False
) -> Phrase:
    """What these spans state; `subject` are departments of before, whose role they may tell.

    A claim is also told by what is done (镇里审批), and by a bare holder that does it.
    """
    return _Reader(spans, subject, claims).read()


class _Reader:
    def __init__(self, spans: Sequence[Span], subject: Sequence[str], claims: bool) -> None:
        self._spans, self._subject, self._claims = spans, tuple(subject), claims
        self._phrase = Phrase()
        self._negation: Span | None = None
        self._except: int | None = None  # number of predicates before 除了
        self._at = 0

    def read(self) -> Phrase:
        while self._at < len(self._spans):
            span = self._spans[self._at]
            self._at += 1
            self._one(span)
        self._close_except()
        self._drop_negation()
        return self._phrase

    def _one(self, span: Span) -> None:
        match span.kind:
            case "neg":
                self._drop_negation()
                self._use(self._at - 1)
                self._negation = span
            case "except":
                self._excepted(span)
            case "department":
                self._department(span)
            case "unknown":
                self._department(span)
            case "holder":
                self._holder(span)
            case "role":
                self._role(span)
            case "cannot":
                self._cannot(span)
            case "list" if span.names:
                self._list(span)
            case "section":
                self._add(Predicate(Kind.SECTION, span.names))
            case "mark":
                self._mark(span)
            case "support":
                self._support(span)
            case "number" if span.value != "up":
                self._number(span)
            case "link" if span.value == "self" and self._acts(self._at):
                self._use(self._at - 1)
                self._town()
            case "stop" | "pause" | "ask" | "yesno":
                if span.kind != "ask":
                    self._close_except()
                self._drop_negation()
            case kind if kind in TEXT_KINDS:
                self._text(span)

    # Negation: over the next predicate; 除了 over all up to 以外.

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
            self._phrase.predicates.append(_MARKS["enforcement"].negation)
        elif not self._claims:
            self._phrase.unread.append(negation.words)

    def _excepted(self, span: Span) -> None:
        self._use(self._at - 1)
        if span.value == "open":
            self._close_except()
            self._except = len(self._phrase.predicates)
        elif span.value == "close":
            self._close_except()
        elif span.value == "unrelated" and self._phrase.predicates:
            last = self._phrase.predicates.pop()
            self._phrase.predicates.append(last.negation)

    def _close_except(self) -> None:
        since, self._except = self._except, None
        if since is None:
            return
        own = self._phrase.predicates[since:]
        del self._phrase.predicates[since:]
        # 除了处罚和林草局的: each is left out; a department's penalties: both at once.
        self._phrase.predicates += [predicate.negation for predicate in own]

    def _text(self, span: Span) -> None:
        """A topic; one that is negated is not understood."""
        if self._claims:
            return
        if self._except is not None and len(self._phrase.predicates) == self._except:
            self._phrase.unread.append(f"除{span.words}")
            self._except = None
            self._use(self._at - 1)
        elif self._negation and self._negation.words not in ("非", "无", "未", "不", "没"):
            self._phrase.unread.append(self._negation.words + span.words)
            self._negation = None
            self._use(self._at - 1)
        elif self._negation:  # 非煤, 无害化: part of a word
            self._phrase.used.discard(self._at - 2)
            self._negation = None

    # Who: a department, the town, the county, with what it does.

    def _acts(self, place: int) -> bool:
        """Whether something that a holder does stands at this place, or close after it."""
        while place < len(self._spans) and self._spans[place].among(*_BETWEEN):
            place += 1
        return place < len(self._spans) and self._does(self._spans[place])

    def _does(self, span: Span) -> bool:
        return span.among(*_ACTS) and (self._claims or span.kind != "does")

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
        while place < len(self._spans):
            span = self._spans[place]
            if span.kind == "neg":
                affirmed, negation = False, place
            elif self._does(span):
                value = "cannot" if span.kind == "cannot" else span.value
                if span.kind == "mark":
                    break
                roles.append((value, affirmed))
                self._use(place, *([negation] if negation >= 0 else []))
                affirmed, negation, self._at = True, -1, place + 1
            elif span.words in ("一起", "共同", "联合", "都", "一块", "一同", "同时"):
                self._phrase.together = True
            elif not span.among(*_BETWEEN) and not (roles and span.among("link.and", "pause")):
                if roles or not span.among(*_FAR):
                    break
            place += 1
        return roles

    def _state(self, names: tuple[str, ...], roles: list[tuple[str, bool]]) -> None:
        """The predicates of departments in these roles."""
        leads, joins = Predicate(Kind.LEADS, names), Predicate(Kind.JOINS, names)
        involved = Predicate(Kind.INVOLVED, names)
        signs = dict(roles)
        if self._claims:
            self._claim(names, signs)
            return
        if self._phrase.together and len(names) > 1 and set(signs) <= {"join", "charge", "take"}:
            lists = [_ASSIST] if "join" in signs else [_RECLAIMED] if "take" in signs else []
            self._add(*(Predicate(Kind.INVOLVED, (name,)) for name in names), *lists, of=len(names))
        elif signs.get("lead") and ("join" in signs or "assist" in signs):
            joined = signs.get("join", signs.get("assist"))
            if joined:
                self._phrase.apart = (leads, joins)
                self._add(involved, _ASSIST)
            else:  # 只牵头不参与 is to lead
                self._add(leads, _ASSIST)
        elif signs.get("lead"):
            self._add(leads, _ASSIST)
        elif "lead" in signs:  # 不牵头: takes part without leading
            self._add(joins, _ASSIST)
        elif "join" in signs:
            self._add(joins if signs["join"] else involved.negation, _ASSIST)
        elif "take" in signs:
            self._add(involved if signs["take"] else involved.negation, _RECLAIMED)
        elif signs and not all(signs.values()):
            self._add(involved.negation)
        elif "assist" in signs:
            self._add(involved, _ASSIST)
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
        if self._is_relative() or not (signs or held or self._is_its_own()):
            self._negation = None
            return
        kinds = {"lead": Kind.LEADS, "join": Kind.JOINS, "assist": Kind.JOINS}
        stated = Predicate(kinds.get(value, Kind.INVOLVED), names)
        lists = [_RECLAIMED] if value == "take" and signs[value] else []
        self._add(stated if signs.get(value, True) else stated.negation, *lists)

    def _is_relative(self) -> bool:
        """Whether 的 and a thing follow: 农牧局发的补贴 says nothing of who is in charge."""
        pair = self._spans[self._at : self._at + 2]
        return len(pair) == 2 and pair[0].words == "的" and pair[1].kind in TEXT_KINDS

    def _is_its_own(self) -> bool:
        """Whether 的事 or 的活 follows."""
        pair = self._spans[self._at : self._at + 2]
        return len(pair) == 2 and pair[0].words == "的" and pair[1].kind == "item"

    def _holder(self, span: Span) -> None:
        if span.value == "town":
            self._use(self._at - 1)
            self._phrase.town = True
            self._town()
        elif span.value == "county":
            self._use(self._at - 1)
            self._county()
        elif span.value == "all":
            self._drop_negation()

    def _town(self) -> None:
        """The town and what it does, can do or need not do."""
        negation, self._negation = self._negation, None
        negated, modal, place, found = negation is not None, negation is not None, self._at, ""
        while place < len(self._spans) and not found:
            span = self._spans[place]
            if span.kind == "neg":
                negated, modal = True, True
                self._use(place)
            elif self._does(span):
                found = "cannot" if span.kind == "cannot" else span.value
                found = "charge" if span.kind in ("does", "yesno") else found
                self._use(place)
                if span.kind == "mark" or (span.kind, span.value) == ("cannot", "penalty"):
                    self._penalty()
            elif not span.among(*_BETWEEN):
                break
            modal = modal or span.among("link.modal", "link.again", "link.self", "yesno")
            place += 1
        before = self._spans[self._at - 2] if self._at > 1 else None
        held = before is not None and before.among("link.by", "link.self", "yesno.by")
        if self._claims and before and before.among("link.be", "yesno.affirm", "yesno.choice"):
            held = True
        self._at = place
        if self._claims and self._is_relative():
            return
        modal = modal or held
        self._state_town(found, negated, modal)

    def _penalty(self) -> None:
        if _MARKS["penalty"] not in self._phrase.predicates:
            self._phrase.predicates.append(_MARKS["penalty"])

    def _state_town(self, found: str, negated: bool, modal: bool) -> None:
        stated: Predicate | None = None
        if found == "assist" or found == "join":
            stated = _ASSIST
        elif found == "cannot":
            stated, negated = _TOWN, not negated
        elif found == "take":
            stated = None  # 镇里上收的: taken from the town
            self._phrase.predicates.append(_RECLAIMED.negation if negated else _RECLAIMED)
        elif found == "lead":
            stated = Predicate(Kind.TOWN_LEADS)
        elif found or negated or (modal and self._claims):
            stated = _TOWN
        if stated is not None:
            own = stated.negation if negated else stated
            if own not in self._phrase.predicates:
                self._phrase.predicates.append(own)

    def _county(self) -> None:
        before = self._spans[self._at - 2] if self._at > 1 else None
        roles = self._roles()
        signs = dict(roles)
        if "lead" in signs:
            self._add(_ASSIST if signs["lead"] else _ASSIST.negation)
        elif "take" in signs:
            self._add(_RECLAIMED if signs["take"] else _RECLAIMED.negation)
        elif "charge" in signs or (before and before.among("link.by", "yesno.by")):
            if (before and before.among("link.give")) or "assist" in signs:
                return
            county = Predicate(Kind.COUNTY)
            self._add(county if signs.get("charge", True) else county.negation)
        elif "assist" in signs:
            self._add(_ASSIST)

    def _role(self, span: Span) -> None:
        """A role without its holder: that of before, the lists' own sense, or the town's."""
        place = self._at - 1
        if span.value in ("lead", "join") and self._subject:
            self._use(place)
            self._at = place
            self._negation, negation = None, self._negation
            roles = self._roles()
            if negation is not None:
                roles = [(name, not sign) for name, sign in roles]
            self._phrase.departments = self._subject
            self._state(self._subject, roles)
        elif span.value == "take":
            self._add(_RECLAIMED)
        elif span.value == "assist":
            self._add(_ASSIST)
        elif span.value == "lead" and not self._claims:
            self._lead_alone(span)
        elif span.value == "charge" and self._negation:
            if self._negation.value in ("able", "need"):
                self._add(_TOWN)

    def _lead_alone(self, span: Span) -> None:
        """部门牵头的 are the assisted duties; 镇里不牵头 says no more; else nobody knows who."""
        negation, self._negation = self._negation, None
        self._use(self._at - 1)
        before = self._before(("filler", "link.be"))
        if before and before.among("holder.all") and not negation:
            self._add(_ASSIST)
        elif not (negation and self._phrase.town):
            self._phrase.unread.append((negation.words if negation else "") + span.words)

    def _cannot(self, span: Span) -> None:
        self._use(self._at - 1)
        if span.value == "penalty":
            self._penalty()
        self._phrase.predicates.append(_TOWN.negation)

    # What: list, mark, support, number of departments.

    def _list(self, span: Span) -> None:
        names = [*span.names]
        self._use(self._at - 1)
        while self._at + 1 < len(self._spans):
            joint, following = self._spans[self._at : self._at + 2]
            if not (joint.among("link.and") and following.kind == "list" and following.names):
                break
            names += following.names
            self._at += 2
        self._add(Predicate(Kind.LIST, tuple(dict.fromkeys(names))))

    def _mark(self, span: Span) -> None:
        mark = _MARKS[span.value]
        negation = self._negation
        if negation and negation.value in ("able", "need"):
            self._add(_TOWN)  # 不能再罚的
            self._penalty()
        elif negation and self._phrase.town and negation.words in ("没有", "没"):
            self._add(_TOWN)
            self._penalty()
        else:
            self._add(mark)

    def _support(self, span: Span) -> None:
        """Support that is given, granted or lacking; else its word is of a topic."""
        before = self._before(("filler", "holder.town", "link.and", "support"))
        after = self._after(("filler", "link.and", "support"))
        given = before is not None and before.among("neg", "link.give", "link.have", "ask.exist")
        if (
            not (
                given
                or (after and after.kind == "guarantee")
                or span.words.startswith(("给", "拨", "出", "掏"))
            )
            and span.value != "any"
        ):
            self._text(span)
            return
        kind = "" if span.value == "any" else span.value
        for place in range(self._at, min(self._at + 3, len(self._spans))):
            if self._spans[place].kind == "guarantee":
                self._use(place)
        self._add(Predicate(Kind.SUPPORT, (kind,)), _ASSIST)

    def _before(self, skipped: tuple[str, ...]) -> Span | None:
        own = (s for s in reversed(self._spans[: self._at - 1]) if not s.among(*skipped))
        return next(own, None)

    def _after(self, skipped: tuple[str, ...]) -> Span | None:
        return next((s for s in self._spans[self._at :] if not s.among(*skipped)), None)

    def _number(self, span: Span) -> None:
        """两个部门, 三个以上部门, 多个局一起."""
        place, up = self._at, False
        while place < len(self._spans) and self._spans[place].among(
            "number.up", "filler", "role", "item.list"
        ):
            up = up or self._spans[place].among("number.up")
            place += 1
        office = place < len(self._spans) and self._spans[place].among("holder.all")
        if not (office or span.words.endswith("部门")):
            return
        place += 1
        up = up or (place < len(self._spans) and self._spans[place].among("number.up"))
        self._use(*range(self._at - 1, min(place, len(self._spans))))
        least = 2 if span.value == "many" else int(span.value)
        most = _MANY if up or span.value == "many" else least
        self._add(Predicate(Kind.HOLDERS, (str(least), str(most))))


def merged(predicates: Sequence[Predicate], *, together: bool) -> tuple[Predicate, ...]:
    """The predicates with those of one kind in one: 民政局和公安局牵头的 are of either.

    Nobody leads a duty beside another, and none stands in two lists or sections.
    """
    one = {Kind.LIST, Kind.SECTION, Kind.LEADS, Kind.JOINS} | (
        {Kind.INVOLVED} - {Kind.INVOLVED} if together else {Kind.INVOLVED}
    )
    kept: list[Predicate] = []
    for predicate in predicates:
        same = next(
            (p for p in kept if p.kind is predicate.kind and p.kind in one and not p.negated), None
        )
        if same is None or predicate.negated:
            kept.append(predicate)
        else:
            value = tuple(dict.fromkeys([*same.value, *predicate.value]))
            kept[kept.index(same)] = replace(same, value=value)
    return tuple(kept)
