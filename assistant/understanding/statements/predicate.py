"""Statements about a duty, negated or not: they filter sets, and they are what claims claim."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.understanding.statements.figures import written_figure
from corpus.models import BlockKind, Duty, ListName
from corpus.white_space import compact

# How 履职保障 words each kind of support; any of them stands for the kind.
SUPPORT_WORDS = {
    "经费": ("经费", "资金", "补助", "补贴", "奖励"),
    "培训": ("培训",),
    "物资装备": ("物资", "装备", "设备", "器材", "用品", "药品", "疫苗"),
    "技术指导": ("指导", "技术"),
    "": ("",),  # any support at all
}

MANY = 99  # more departments than any duty has
QUOTABLE = range(4, 61)  # characters of a step: fewer are words for one, more are not quoted
QUOTED = "quoted"  # second value of a support that is meant by its very words


class Kind(StrEnum):
    """What is stated."""

    LIST = "list"
    SECTION = "section"
    LEADS = "leads"  # a department leads an assisted duty
    JOINS = "joins"  # takes part in one that another leads
    HEADS = "heads"  # leads an assisted duty, or has taken one over
    INVOLVED = "involved"  # leads, takes part, or has taken it over
    NAMED = "named"  # has any part at all; only claimed
    TOWN = "town"  # the town is in charge
    TOWN_LEADS = "town_leads"  # and no department does
    COUNTY = "county"  # a department of the county is
    PENALTY = "penalty"
    ENFORCEMENT = "enforcement"
    SUPPORT = "support"
    TITLE = "title"  # its title has any of these words
    NUMBERS = "numbers"  # in its list; value: the first and the last
    HOLDERS = "holders"  # value: the least and the greatest number of departments
    ALONE = "alone"  # nobody but these departments has a part; only claimed
    BOTH = "both"  # all of `parts`; needed to negate several at once
    DOES = "does"  # a part: value: who ("": the town), words for what; only claimed
    FIGURE = "figure"  # value: number, unit, words of what it is of; only claimed
    EACH = "each"  # all of `parts`, PARTLY where some of them hold; only claimed


class Truth(StrEnum):
    """Whether a statement about a duty holds; PARTLY for who merely takes part in it."""

    YES = "yes"
    NO = "no"
    PARTLY = "partly"

    @property
    def opposite(self) -> "Truth":
        """That of the negated statement."""
        return {Truth.YES: Truth.NO, Truth.NO: Truth.YES}.get(self, Truth.PARTLY)


@dataclass(frozen=True)
class Predicate:
    """One statement; several values mean any of them."""

    kind: Kind
    value: tuple[str, ...] = ()
    negated: bool = False
    parts: tuple["Predicate", ...] = ()

    def truth(self, duty: Duty) -> Truth:
        """Whether it holds of a duty, as a claim."""
        holds = _TRUTHS[self.kind](self, duty)
        truth = holds if isinstance(holds, Truth) else Truth.YES if holds else Truth.NO
        return truth.opposite if self.negated else truth

    def tells(self, duty: Duty) -> bool:
        """Whether the lists say enough of a duty to hold this against it, as a claim."""
        if self.kind is Kind.DOES:
            return _acts(self, duty) is not None
        if self.kind is Kind.PENALTY:  # it may be another duty to punish the same
            return duty.list is not ListName.BASIC or _is_penalty(duty)
        if self.kind is Kind.SUPPORT:  # the other lists don't tell what the town is given
            return duty.list is ListName.ASSIST
        if self.kind is Kind.FIGURE:
            return written_figure(duty, self.value[1], self.value[2:]) is not None
        return all(part.tells(duty) for part in self.parts)

    def passes(self, duty: Duty) -> bool:
        """Whether a duty belongs to the set that is so described.

        What holds partly passes neither the statement nor its negation, but for a department's
        duties, to which those belong in which it takes part.
        """
        truth = self.truth(duty)
        partly = truth is Truth.PARTLY and self.kind is Kind.INVOLVED and not self.negated
        return truth is Truth.YES or partly

    def doers(self, duty: Duty) -> tuple[str, ...]:
        """Whose part a statement about a part names, "" the town; none where nobody's."""
        told = told_of(self.value[1:], duty)
        most = max(told.values())
        return tuple(name for name, count in told.items() if count == most > 0)

    @property
    def step(self) -> str:
        """The only step that a statement about a part quotes whole; "" where it has just words."""
        told = self.value[1:] if self.kind is Kind.DOES else ()
        return told[0] if len(told) == 1 and len(told[0]) in QUOTABLE else ""

    @property
    def negation(self) -> "Predicate":
        """The opposite statement."""
        return replace(self, negated=not self.negated)


def _leads(asked: Predicate, duty: Duty) -> Truth | bool:
    if duty.list is ListName.RECLAIMED and set(asked.value) & set(duty.departments):
        return Truth.PARTLY
    return duty.list is ListName.ASSIST and duty.lead_department in asked.value


def _joins(asked: Predicate, duty: Duty) -> Truth | bool:
    if duty.list is not ListName.ASSIST:
        return False
    return True if set(asked.value) & set(duty.departments[1:]) else _partly(_leads(asked, duty))


def _heads(asked: Predicate, duty: Duty) -> bool:
    return _leads(asked, duty) in (True, Truth.PARTLY)


def _involved(asked: Predicate, duty: Duty) -> Truth | bool:
    if not set(asked.value) & set(duty.departments):
        return False
    joins = duty.list is ListName.ASSIST and duty.lead_department not in asked.value
    return Truth.PARTLY if joins else True


def _alone(asked: Predicate, duty: Duty) -> bool:
    return bool(duty.departments) and set(duty.departments) <= set(asked.value)


def _does(asked: Predicate, duty: Duty) -> Truth | bool:
    return _acts(asked, duty) or False


def _acts(asked: Predicate, duty: Duty) -> Truth | bool | None:
    """Whether a holder does a part of a duty; None where its words leave that open.

    Of a duty that is all one holder's, or is named for that part, the whole is meant.
    """
    holder, *words = asked.value
    told = told_of(words, duty)
    most, own = max(told.values()), told.get(holder, 0)
    named = any(word in compact(duty.title) for word in words)
    if duty.list is not ListName.ASSIST or (named and not most):
        return _involved(replace(asked, value=(holder,)), duty) if holder else _town(asked, duty)
    if holder and holder not in duty.departments:
        return False
    if not most or 0 < own < most:
        return None
    return own == most


def told_of(words: Sequence[str], duty: Duty) -> dict[str, int]:
    """How many of these words, the title's aside, stand in what each holder does."""
    parts = [word for word in words if word not in compact(duty.title)]
    texts = _texts_of(duty)
    return {name: sum(word in text for word in parts) for name, text in texts.items()}


def _texts_of(duty: Duty) -> dict[str, str]:
    """What each holder does in an assisted duty, the town under "", shared tasks with each."""
    shared = "".join(block.text for block in duty.parts(BlockKind.SHARED))
    texts = dict.fromkeys(duty.departments, shared)
    for block in duty.parts(BlockKind.DEPARTMENT):
        texts[block.holder] = texts.get(block.holder, "") + block.text
    town = "".join(block.text for block in duty.parts(BlockKind.TOWNSHIP))
    return {name: compact(text) for name, text in {**texts, "": town}.items()}


def _each(asked: Predicate, duty: Duty) -> Truth:
    truths = {part.truth(duty) for part in asked.parts}
    roles = {part.kind for part in asked.parts}
    told = Kind.LEADS in roles and roles <= {Kind.LEADS, Kind.JOINS}
    if told and truths == {Truth.NO, Truth.PARTLY}:
        return Truth.NO  # another leads, and the one that is said to join leads, or helps
    return truths.pop() if len(truths) == 1 else Truth.PARTLY


def _partly(holds: Truth | bool) -> Truth | bool:
    return Truth.PARTLY if holds else False


def _town(_: Predicate, duty: Duty) -> Truth | bool:
    return Truth.PARTLY if duty.list is ListName.ASSIST else duty.list is ListName.BASIC


def _county(_: Predicate, duty: Duty) -> Truth | bool:
    return Truth.PARTLY if duty.list is ListName.ASSIST else duty.list is ListName.RECLAIMED


def _supported(asked: Predicate, duty: Duty) -> bool:
    kind, *quoted = asked.value
    words = (kind,) if quoted else SUPPORT_WORDS[kind]
    return any(word in block.text for block in duty.parts(BlockKind.SUPPORT) for word in words)


def _is_penalty(duty: Duty) -> bool:
    return duty.enforcement and "处罚" in duty.title


def _held_by(asked: Predicate, duty: Duty) -> bool:
    least, most = map(int, asked.value)
    return least <= len(duty.departments) <= most


def _written(asked: Predicate, duty: Duty) -> bool:
    number, unit, *words = asked.value
    found = written_figure(duty, unit, words)
    return found is not None and found[0].number == int(number)


def _titled(asked: Predicate, duty: Duty) -> bool:
    title = compact(duty.title)
    return any(word in title for word in asked.value)


_TRUTHS: Mapping[Kind, Callable[[Predicate, Duty], Truth | bool]] = {
    Kind.LIST: lambda asked, duty: duty.list in asked.value,
    Kind.SECTION: lambda asked, duty: duty.section in asked.value,
    Kind.NUMBERS: lambda asked, duty: int(asked.value[0]) <= duty.number <= int(asked.value[1]),
    Kind.LEADS: _leads,
    Kind.JOINS: _joins,
    Kind.HEADS: _heads,
    Kind.INVOLVED: _involved,
    Kind.NAMED: lambda asked, duty: bool(set(asked.value) & set(duty.departments)),
    Kind.TOWN: _town,
    Kind.TOWN_LEADS: lambda _, duty: duty.list is ListName.BASIC,
    Kind.COUNTY: _county,
    Kind.PENALTY: lambda _, duty: _is_penalty(duty),
    Kind.ENFORCEMENT: lambda _, duty: duty.enforcement,
    Kind.SUPPORT: _supported,
    Kind.TITLE: _titled,
    Kind.HOLDERS: _held_by,
    Kind.ALONE: _alone,
    Kind.FIGURE: _written,
    Kind.DOES: _does,
    Kind.EACH: _each,
    Kind.BOTH: lambda asked, duty: all(part.passes(duty) for part in asked.parts),
}


def all_pass(predicates: Iterable[Predicate], duty: Duty) -> bool:
    """Whether a duty is in the set that all of them describe."""
    return all(predicate.passes(duty) for predicate in predicates)
