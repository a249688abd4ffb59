"""What a question ranks or compares: which department, section, list or duty has most."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.understanding.scanner import Span
from assistant.understanding.sets.asked_set import topics_of
from assistant.understanding.sets.asking import read_asking
from assistant.understanding.statements.phrase import merged, read_phrase
from assistant.understanding.statements.predicate import Kind, Predicate
from assistant.understanding.statements.walk import ASSIST, OFFICES, RECLAIMED
from assistant.understanding.words.lexicon import Lexicon

_ROLES = {"lead": Kind.LEADS, "join": Kind.JOINS, "take": Kind.INVOLVED}
_OF_ROLE = {Kind.LEADS: ASSIST, Kind.JOINS: ASSIST, Kind.INVOLVED: RECLAIMED}
_MANY, _FEW = "多", "少"
_THAN = "比"
_ONE, _DONE = ("一项", "一件", "一条", "一样", "一个"), ("了", "过")
_NEAR = 4  # spans
_AMOUNT = ("数量", "个数", "总数", "数目")  # 部门数量最多
_NOT_ASKED = ("ask", "aspect", "link.each")
# What is counted, beside who has it.
_COUNTED = ("list", "section", "mark", "item", "range", "filler", "total")


class By(StrEnum):
    """What the duties are counted by."""

    DEPARTMENT = "department"
    SECTION = "section"
    LIST = "list"
    HOLDERS = "holders"  # how many departments a duty has


@dataclass(frozen=True)
class Ranking:
    """Of the duties of `base`, whose are most; `names` are compared, else all."""

    by: By
    base: tuple[Predicate, ...]
    role: Kind = Kind.INVOLVED
    most: bool = True
    names: tuple[str, ...] = ()
    just_one: bool = False  # whose is one alone, and so fewest

    def of(self, *names: str) -> Predicate:
        """What tells the duties of those that are counted."""
        match self.by:
            case By.DEPARTMENT:
                return Predicate(self.role, names)
            case By.SECTION:
                return Predicate(Kind.SECTION, names)
            case By.LIST:
                return Predicate(Kind.LIST, names)
            case By.HOLDERS:
                return Predicate(Kind.HOLDERS, (names[0], names[0]))


def read_ranking(question: str, lexicon: Lexicon) -> Ranking | None:
    """What is ranked; None where nothing is, or a matter is told beside."""
    spans = _ranking_part(read_asking(question, lexicon))
    just_one = _has_just_one(spans)
    by = By.DEPARTMENT if just_one else _by(spans)
    compared = [span for n, span in enumerate(spans) if just_one or _compares(spans, n)]
    if not compared or by is None or topics_of(spans, _words_of(spans, by)):
        return None
    most = not just_one and not any(_FEW in span.words for span in compared)
    if by is not By.DEPARTMENT:
        asked = [span for span in spans if not span.among(*_NOT_ASKED)]
        stated = merged(read_phrase(asked).predicates)
        return Ranking(by, _without(stated, by), most=most)
    role = next((_ROLES[s.value] for s in spans if s.among(*(f"role.{r}" for r in _ROLES))), None)
    stated = merged(read_phrase([s for s in spans if s.among(*_COUNTED)]).predicates)
    if role:
        stated = merged([*stated, _OF_ROLE[role]])
    names = tuple(dict.fromkeys(n for s in spans if s.kind == "department" for n in s.names))
    if len(names) == 1:
        return None  # one is not compared, and none else is told
    return Ranking(by, stated, role or _role_in(stated), most, names, just_one)


def _has_just_one(spans: Sequence[Span]) -> bool:
    """有些单位总共就接了一项: whichever departments have one in a role."""
    for place, span in enumerate(spans):
        if not span.among("role.lead", "role.take", "role.join"):
            continue
        before, after = spans[max(0, place - _NEAR) : place], spans[place + 1 : place + _NEAR]
        one = next((s for s in after if s.words not in _DONE), None)
        only = any(s.among("link.only", "total") or s.words == "就" for s in before)
        anybody = any(s.among("holder.all", "aspect.office") for s in spans)
        counted = any(s.kind in ("number", "department") for s in spans[:place])
        if only and anybody and not counted and one is not None and one.words in _ONE:
            return True
    return False


def _ranking_part(spans: Sequence[Span]) -> Sequence[Span]:
    """Without the clauses behind it that ask for what is found: 哪一类最少，都是啥."""
    compared = next((n for n in range(len(spans)) if _compares(spans, n)), len(spans))
    cuts = (n for n in range(compared, len(spans)) if spans[n].among("pause", "stop"))
    end = next(cuts, len(spans))
    return spans[:end] if any(span.kind == "ask" for span in spans[end:]) else spans


def _by(spans: Sequence[Span]) -> By | None:
    """What is counted by: two departments, 哪个局, 哪一类, 哪张清单, or a duty's departments."""
    if sum(span.kind == "department" for span in spans) > 1:
        return By.DEPARTMENT
    for place, span in enumerate(spans):
        after = [s for s in spans[place + 1 : place + 3] if s.kind != "filler"]
        if span.among("aspect.office"):
            return By.DEPARTMENT
        if span.among("ask.sort"):
            return By.SECTION
        if span.among("ask.which") and after and after[0].among("item.list"):
            return By.LIST
        joining = span.among("role.join") and span.words.endswith(OFFICES)  # 参与部门最多
        following = place + 1 + sum(s.words in _AMOUNT for s in spans[place + 1 : place + 2])
        if (joining or span.among("holder.all")) and _compares(spans, following):
            return By.HOLDERS
    return None


def _compares(spans: Sequence[Span], place: int) -> bool:
    """Whether 最多 or the like stands here, or 多 that ends a clause."""
    if place >= len(spans):
        return False
    span, after = spans[place], spans[place + 1 : place + 2]
    if span.among("aspect.most"):
        return True
    ends = not after or after[0].among(
        "pause", "stop", "filler.word", "filler.courtesy", "yesno.end"
    )
    than = any(before.words == _THAN for before in spans[:place])
    return (ends or than) and span.words in (_MANY, _FEW)


def _words_of(spans: Sequence[Span], by: By) -> set[int]:
    """The places of words that are of no topic: those of the ranking itself."""
    return {
        place
        for place, span in enumerate(spans)
        if span.words in (_THAN, _FEW) or (by is By.SECTION and span.words == "章")
    }


def _without(stated: Sequence[Predicate], by: By) -> tuple[Predicate, ...]:
    """What is counted, without what it is counted by."""
    return tuple(p for p in stated if by is not By.HOLDERS or p.kind is not Kind.HOLDERS)


def _role_in(stated: Sequence[Predicate]) -> Kind:
    """Without a role: who leads in the assisted list, and whoever has a part elsewhere."""
    return Kind.LEADS if ASSIST in stated else Kind.INVOLVED
