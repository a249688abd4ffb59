"""The predicates that a stretch of spans states, each negation over what it negates."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.scanner import Span
from assistant.understanding.statements.exclusions import POINTED_AT, Exclusions
from assistant.understanding.statements.predicate import MANY, QUOTED, Kind, Predicate
from assistant.understanding.statements.walk import (
    ALONE,
    ASSIST,
    LEFT_OUT,
    MARKS,
    OFFICES,
    QUOTES,
    RECLAIMED,
    TEXT_KINDS,
    TOWN,
    UNABLE,
    Phrase,
    counts_beside_leader,
)

_OFFICES_COUNTED = ("部门", "单位")  # before their number
_OF_SOME = (Kind.SECTION, Kind.NUMBERS, Kind.LEADS)
_ONE = (Kind.LIST, Kind.SECTION, Kind.LEADS)  # a duty has one of each
_OPENS, _CLOSES = ("(", "["), (")", "]")
_UNWANTED = ("不要", "不算", "不计", "别算", "别列", "别要", "不看", "不列")


def read_phrase(
    spans: Sequence[Span], subject: Sequence[str] = (), *, claims: bool = False
) -> Phrase:
    """What these spans state; `subject` are departments of before, whose role they may tell.

    A claim is also told by what is done (镇里审批), and by a bare holder that does it.
    """
    return _Reader(spans, subject, claims).read()


class _Reader(Exclusions):
    def read(self) -> Phrase:
        while self._at < len(self._spans):
            span = self._spans[self._at]
            self._at += 1
            self._one(span)
        self._close_except()
        self._drop_negation()
        self._settle_doubtful()
        if self._leads_meant:
            self._phrase.predicates = [*map(_as_led, self._phrase.predicates)]
        return self._phrase

    def _settle_doubtful(self) -> None:
        """不牵头的 among duties that are told by more, a section's, are the others of them."""
        stated = self._phrase.predicates
        if self._doubtful and any(p.kind in _OF_SOME and not p.negated for p in stated):
            joins, others = self._doubtful
            self._phrase.predicates = [others if p == joins else p for p in stated]

    def _one(self, span: Span) -> None:
        match span.kind:
            case "neg" if span.words in LEFT_OUT and self._those_before():
                pass
            case "neg" if span.words in _UNWANTED and self._is_unwanted():
                pass
            case "neg":
                self._drop_negation()
                self._use(self._at - 1)
                self._negation = span
            case "filler" if span.words in ("把", "将"):
                self._taken = len(self._phrase.predicates)
            case "title":
                stated = Predicate(Kind.TITLE, span.names)
                if span.value == "all":
                    own = [Predicate(Kind.TITLE, (name,)) for name in span.names]
                    self._add(*own, of=len(own))
                else:
                    self._add(stated.negation if span.value == "none" else stated)
            case "sign" if span.words == " " and self._claims:
                self._drop_negation()
            case "except" if span.value == "others":
                self._others(span)
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
            case "range":
                self._add(Predicate(Kind.NUMBERS, span.names))
            case "mark" if self._is_marked_twice():
                self._use(self._at - 1)
            case "mark":
                self._mark(span)
            case "support":
                self._support(span)
            case "number" if span.value != "up":
                self._number(span)
            case "alone" if not self._claims:
                self._add(ALONE)
            case "link" if span.value == "self" and self._phrase.departments:
                pass  # 应急局自己牵头的
            case "link" if span.value == "self" and self._acts(self._at):
                self._use(self._at - 1)
                self._town()
            case "stop" | "pause" | "ask" | "yesno":
                if span.kind != "ask":
                    self._close_except()
                    self._taken, self._clause = None, len(self._phrase.predicates)
                self._drop_negation()
            case "guarantee" if self._negation and self._before(("filler",)) is not None:
                self._support(span._replace(kind="support", value="any"))
            case kind if kind in TEXT_KINDS:
                self._text(span)

    def _text(self, span: Span) -> None:
        """A topic; one that is negated is not understood."""
        if self._claims:
            if span.kind != "does":
                self._drop_negation()  # 要不到工钱: of the matter, and not of what is claimed
            return
        if self._except is not None and len(self._phrase.predicates) == self._except:
            self._phrase.without.append(self._text_from_here())
            if self._at < len(self._spans) and self._spans[self._at].among("except.close"):
                self._at += 1
            self._except = None
        elif self._negation and self._negation.words not in ("非", "无", "未", "不", "没"):
            self._phrase.without.append(self._text_from_here())
            self._negation = None
        elif self._negation:  # 非煤, 无害化: part of a word
            self._phrase.used.discard(self._at - 2)
            self._negation = None

    def _text_from_here(self) -> str:
        start = self._at - 1
        inside = False
        while self._at < len(self._spans):
            span = self._spans[self._at]
            inside = (inside or span.words in _OPENS) and span.words not in _CLOSES
            explains = self._spans[self._at + 1 : self._at + 2]
            aside = span.words == "的" and bool(explains) and explains[0].words in _OPENS
            if not (span.kind in TEXT_KINDS or inside or aside or span.words in _CLOSES):
                break
            self._at += 1
        self._use(*range(start, self._at))
        return "".join(span.words for span in self._spans[start : self._at])

    def _list(self, span: Span) -> None:
        names = [*span.names]
        self._use(self._at - 1)
        last = self._phrase.predicates[-1:]
        head = self._spans[self._at - 2].words == "的" if self._at > 1 else False
        if self._claims and head and last and last[0].negated and last[0].kind in POINTED_AT:
            return  # 不是组织部牵头的配合事项: the list is denied with the role, or not at all
        while self._at + 1 < len(self._spans):
            joint, following = self._spans[self._at : self._at + 2]
            if not (joint.among("link.and") and following.kind == "list" and following.names):
                break
            names += following.names
            self._at += 2
        self._add(Predicate(Kind.LIST, tuple(dict.fromkeys(names))))

    def _is_marked_twice(self) -> bool:
        """罚款处罚, 不是罚款那种带星的: the mark of before, said in another way."""
        before = self._before(("filler",))
        return self._at > 1 and before is not None and before.kind == "mark"

    def _mark(self, span: Span) -> None:
        mark = MARKS[span.value]
        negation = self._negation
        if negation and negation.value in UNABLE:
            self._add(TOWN)  # 不能再罚的
            self._penalty()
        elif negation and self._phrase.town and negation.words in ("没有", "没"):
            self._add(TOWN)
            self._penalty()
        else:
            self._add(mark)

    def _support(self, span: Span) -> None:
        """Support that is given, granted or lacking; else its word is of a topic."""
        before = self._before(("filler", "holder", "link.and", "support", "sign"))
        after = self._after(("filler", "link.and", "support"))
        given = before is not None and before.among(
            "neg", "link.give", "link.have", "ask.exist", "text.says"
        )
        given = given or any(s.among("support.any") for s in self._spans[: self._at - 1])
        payer = self._before(("filler", "link.modal", "link.and", "support"))
        if payer and payer.kind == "department" and span.words.endswith(("钱", "款")):
            self._text(span)  # 财政局要出钱的: what it does, not what the town is given
            return
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
        self._use(*(p for p, other in enumerate(self._spans) if other.kind == "guarantee"))
        quoted = self._spans[self._at - 2].words in QUOTES if self._at > 1 else False
        quoted = quoted or (before is not None and _is_said(before))
        anyhow = Predicate(Kind.SUPPORT, ("",))
        if kind and anyhow in self._phrase.predicates:  # 履职保障写着“技术指导”的
            self._phrase.predicates.remove(anyhow)
        said = (span.words, QUOTED) if quoted else (kind,)
        self._add(Predicate(Kind.SUPPORT, said), ASSIST)

    def _number(self, span: Span) -> None:
        """两个部门, 三个以上部门, 多个局一起, 部门超过6个."""
        if span.value in ("over", "least", "under"):
            return
        place, up = self._at, False
        bound = self._before(("filler",))
        while place < len(self._spans) and self._spans[place].among(
            "number.up", "filler", "role", "item.list"
        ):
            up = up or self._spans[place].among("number.up")
            place += 1
        office = place < len(self._spans) and (
            self._spans[place].among("holder.all") or self._spans[place].words.endswith(OFFICES)
        )
        if (joiners := self._joiners(self._at, place)) is not None:
            office, place = True, joiners  # 两个参与部门
        elif span.words.endswith("家") and not self._phrase.departments:
            office, place = True, place - 1  # 两家一起接的
        if not (office or span.words.endswith("部门") or self._counts_offices(bound)):
            return
        place += 1
        up = up or (place < len(self._spans) and self._spans[place].among("number.up"))
        self._use(*range(self._at - 1, min(place, len(self._spans))))
        named = sum(own.kind == "department" for own in self._spans[: self._at - 1])
        bounded = up or (bound is not None and bound.kind == "number")
        if named > 1 and span.value == str(named) and not bounded:
            return  # 林草局和水利局，俩局都有份
        least = 2 if span.value == "many" else int(span.value)
        most = MANY if up or span.value == "many" else least
        if bound is not None and bound.kind == "number" and span.value != "many":
            least, most = {
                "over": (least + 1, MANY),
                "least": (least, MANY),
                "under": (1, least - 1),
            }.get(bound.value, (least, most))
        last = self._phrase.predicates[-1:]
        if bound is not None and bound.among("link.and") and last and last[0].kind is Kind.HOLDERS:
            self._phrase.predicates.pop()  # 五个部门还有五个以上
            least = min(least, int(last[0].value[0]))
        if counts_beside_leader(self._spans):
            least, most = least + 1, min(most + 1, MANY)
        self._add(Predicate(Kind.HOLDERS, (str(least), str(most))))

    def _joiners(self, start: int, end: int) -> int | None:
        """Where a word for departments that take part stands, unless there are none of them."""
        own = (n for n in range(start, end) if self._spans[n].among("role.join"))
        place = next((n for n in own if _counts(self._spans[n])), None)
        if place is None:
            return None
        after = (s for s in self._spans[place + 1 :] if not s.among("filler", "total"))
        none = next(after, None)
        return None if none is not None and none.kind == "neg" else place

    def _counts_offices(self, bound: Span | None) -> bool:
        """Whether a bound on a number stands after the offices that it counts."""
        if bound is not None and _counts(bound):
            return True  # 上级部门5个及以上
        if bound is None or not bound.among("number.over", "number.least", "number.under"):
            return False
        at = self._spans.index(bound)
        before = [
            span
            for span in self._spans[:at]
            if not span.among("filler", "link") and (_counts(span) or not span.among("role"))
        ]
        office = before[-1] if before else None
        return office is not None and (
            office.among("holder.all") or office.words.endswith(("部门", "单位", "局"))
        )


def _counts(span: Span) -> bool:
    return span.words.endswith(_OFFICES_COUNTED)


def _as_led(stated: Predicate) -> Predicate:
    """Where it is asked who leads, a department that is left out is one that leads."""
    out = stated.kind is Kind.INVOLVED and stated.negated
    return replace(stated, kind=Kind.LEADS) if out else stated


def _is_said(before: Span) -> bool:
    """Whether support is told by its very word: 写了物资, 没提经费."""
    return before.among("link.have", "neg", "text.says") and any(
        sign in before.words for sign in "写提"
    )


def headed(predicates: Sequence[Predicate]) -> tuple[Predicate, ...]:
    """甲牵头的配合事项，加上甲收走的: of two lists what a department leads or has taken over."""
    both = next((p for p in predicates if p.kind is Kind.LIST and not p.negated), None)
    led = next((p for p in predicates if p.kind is Kind.LEADS and not p.negated), None)
    if not led or not both or {*both.value} != {*ASSIST.value, *RECLAIMED.value}:
        return tuple(predicates)
    heads = replace(led, kind=Kind.HEADS)
    rest = (p for p in predicates if p != replace(led, kind=Kind.INVOLVED))
    return tuple(heads if p == led else p for p in rest)


def by_list(predicates: Sequence[Predicate]) -> list[Sequence[Predicate]]:
    """甲参与的，加上甲收走的: two sets, for nobody takes part in what was taken back."""
    both = next((p for p in predicates if p.kind is Kind.LIST and not p.negated), None)
    joins = next((p for p in predicates if p.kind is Kind.JOINS and not p.negated), None)
    if not joins or not both or {*both.value} != {*ASSIST.value, *RECLAIMED.value}:
        return [predicates]
    rest = [p for p in predicates if p not in (both, joins)]
    return [[*rest, joins, ASSIST], [*rest, replace(joins, kind=Kind.INVOLVED), RECLAIMED]]


def merged(predicates: Sequence[Predicate]) -> tuple[Predicate, ...]:
    """The predicates with those of one kind in one: 民政局和公安局牵头的 are of either.

    Nobody leads a duty beside another, and none stands in two lists or sections.
    """
    kept: list[Predicate] = []
    for predicate in predicates:
        same = next(
            (p for p in kept if p.kind is predicate.kind and p.kind in _ONE and not p.negated), None
        )
        if same is None or predicate.negated:
            kept.append(predicate)
        else:
            value = tuple(dict.fromkeys([*same.value, *predicate.value]))
            kept[kept.index(same)] = replace(same, value=value)
    return tuple(kept)
