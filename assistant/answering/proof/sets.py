"""Statements computed a second time, by plain sets of duty ids: counts and verdicts are proven."""

from collections.abc import Iterable, Sequence

from assistant.answering.proof.written import figures_nearest
from assistant.understanding.statements.predicate import (
    QUOTED,
    SUPPORT_WORDS,
    Kind,
    Predicate,
    Truth,
)
from corpus.models import BlockKind, Duty, ListName, Town

_BASIC, _ASSIST, _RECLAIMED = [ListName.BASIC], [ListName.ASSIST], [ListName.RECLAIMED]
_NONE: frozenset[str] = frozenset()
_YES, _NO = {Truth.YES}, {Truth.NO}


class Sets:
    """The sets of one town's duties that statements select.

    It shares no code with `Predicate.truth`, so that a mistake in one is seen by the other.
    """

    def __init__(self, town: Town) -> None:
        """Of this town."""
        self._lists = {one.name: one.duties for one in town.lists}
        self._duties = town.duties
        self._all = _ids(town.duties)
        self._marks = town.enforcement_marked

    def selected(self, stated: Iterable[Predicate]) -> frozenset[str]:
        """The duties of which all statements hold, by id.

        What holds in part, a department's taking part aside, belongs neither to a statement nor
        to its negation.
        """
        chosen = self._all
        for one in stated:
            holds, partly = self._holds(one, self._all)
            if one.negated:
                chosen &= self._all - holds - partly
            else:
                chosen &= holds | (partly if one.kind is Kind.INVOLVED else _NONE)
        return chosen

    def truth(self, stated: Iterable[Predicate], duty_ids: Iterable[str]) -> Truth:
        """Whether the lists bear out all that is stated of each of these duties."""
        whole = {self._truth_of(tuple(stated), duty_id) for duty_id in duty_ids}
        return next(iter(whole)) if len(whole) == 1 else Truth.PARTLY

    def can_tell(self, stated: Iterable[Predicate]) -> bool:
        """Whether the document says such a thing of duties: some mark no enforcement at all."""
        marks = (Kind.ENFORCEMENT, Kind.PENALTY)
        return self._marks or not any(
            one.kind in marks or not self.can_tell(one.parts) for one in stated
        )

    def settles(self, stated: Iterable[Predicate], duty_ids: Iterable[str]) -> bool:
        """Whether the document says enough of these duties: a part may stand nowhere."""
        among = frozenset(duty_ids)
        return not any(self._left_open(one, among) for one in stated)

    def doers(self, one: Predicate, duty_id: str) -> frozenset[str]:
        """Whose a part is, the town under "", where a duty tells it; else none."""
        if one.kind is not Kind.DOES:
            return _NONE
        counts = [_mentions(duty, one) for duty in self._duties if duty.duty_id == duty_id]
        most = max((count for told in counts for count in told.values()), default=0)
        own = (name for told in counts for name, count in told.items() if count == most > 0)
        return frozenset(own)

    def clauses_with(self, stated: Iterable[Predicate], duty_ids: Iterable[str]) -> frozenset[str]:
        """What these duties write of the figures that are stated, or the only step."""
        among, told = frozenset(duty_ids), tuple(stated)
        if len(told) == 1 and told[0].step:
            own = (duty for duty in self._duties if duty.duty_id in among)
            return frozenset(told[0].step for d in own if any(_mentions(d, told[0]).values()))
        figures = (one for one in told if one.kind is Kind.FIGURE)
        return frozenset(c for one in figures for _, _, c in self._written(one, among))

    def _written(self, one: Predicate, among: frozenset[str]) -> list[tuple[str, int, str]]:
        """The duty, number and clause of each figure written of the same as this one."""
        _, unit, *words = one.value
        own = [duty for duty in self._duties if duty.duty_id in among]
        return [(d.duty_id, n, c) for d in own for n, c in figures_nearest(d, unit, words)]

    def _left_open(self, one: Predicate, among: frozenset[str]) -> frozenset[str]:
        """The duties among these that leave it open: who does a part, how many, what is given."""
        if one.kind is Kind.PENALTY:
            return (among & self._within(_BASIC)) - self._described(one)
        if one.kind is Kind.SUPPORT:
            return among - self._within(_ASSIST)
        if one.kind is Kind.FIGURE:
            told = {(duty_id, number) for duty_id, number, _ in self._written(one, among)}
            once = {duty_id for duty_id, _ in told}
            return among - once if len(once) == len(told) else among
        if one.kind is not Kind.DOES:
            return _NONE.union(*(self._left_open(part, among) for part in one.parts))
        counts = {duty: _mentions(duty, one) for duty in self._with_parts(one, among)}
        return frozenset(
            duty.duty_id
            for duty, told in counts.items()
            if (one.value[0] in told and told[one.value[0]] not in {0, max(told.values())})
            or (one.value[0] in told and not any(told.values()))
        )

    def _with_parts(self, one: Predicate, among: frozenset[str]) -> list[Duty]:
        """The assisted duties among these that are not just named for this part."""
        assisted = [d for d in self._lists.get(ListName.ASSIST, ()) if d.duty_id in among]
        return [d for d in assisted if not _in_title(d, one) or any(_mentions(d, one).values())]

    def _doing(
        self, one: Predicate, among: frozenset[str]
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Whose part it is, where it is one; else who has the duty, in whole or in part."""
        holder = one.value[0]
        whole = Predicate(Kind.INVOLVED, (holder,)) if holder else Predicate(Kind.TOWN)
        holds, partly = self._holds(whole, among)
        counts = {duty.duty_id: _mentions(duty, one) for duty in self._with_parts(one, among)}
        own = {key for key, told in counts.items() if told.get(holder, 0) == max(told.values()) > 0}
        return (holds - {*counts}) | own, partly - {*counts}

    def _truth_of(self, stated: Sequence[Predicate], duty_id: str) -> Truth:
        truths = {self._truth(one, duty_id) for one in stated}
        return next((t for t in (Truth.NO, Truth.PARTLY) if t in truths), Truth.YES)

    def _truth(self, one: Predicate, duty_id: str) -> Truth:
        holds, partly = self._holds(one, frozenset({duty_id}))
        if duty_id in partly:
            return Truth.PARTLY
        return Truth.YES if (duty_id in holds) is not one.negated else Truth.NO

    def _holds(
        self, one: Predicate, among: frozenset[str]
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Of which duties a statement holds, and of which in part, its negation aside.

        Of others than those `among` nothing need be known: some statements cost a look at texts.
        """
        match one.kind:
            case Kind.LIST:
                return self._within(one.value), _NONE
            case Kind.TOWN:
                return self._within(_BASIC), self._within(_ASSIST)
            case Kind.TOWN_LEADS:
                return self._within(_BASIC), _NONE
            case Kind.COUNTY:
                return self._within(_RECLAIMED), self._within(_ASSIST)
            case Kind.LEADS:
                return self._led(one.value), self._within(_RECLAIMED) & self._naming(one.value)
            case Kind.JOINS:
                joins = self._joined(one.value)
                return joins, self._led(one.value) - joins
            case Kind.HEADS:
                taken = self._within(_RECLAIMED) & self._naming(one.value)
                return self._led(one.value) | taken, _NONE
            case Kind.INVOLVED:
                partly = self._joined(one.value) - self._led(one.value)
                return self._naming(one.value) - partly, partly
            case Kind.NAMED:
                return self._naming(one.value), _NONE
            case Kind.ALONE:
                held = (d for d in self._duties if d.departments)
                return _ids(d for d in held if not {*d.departments} - {*one.value}), _NONE
            case Kind.DOES:
                return self._doing(one, among)
            case Kind.FIGURE:
                written = self._written(one, among)
                return frozenset(d for d, n, _ in written if n == int(one.value[0])), _NONE
            case Kind.EACH:
                truths = {key: {self._truth(part, key) for part in one.parts} for key in among}
                none = [_NO, {Truth.NO, Truth.PARTLY}] if _leads_among(one) else [_NO]
                mixed = frozenset(k for k, own in truths.items() if own not in (_YES, *none))
                return frozenset(k for k, own in truths.items() if own == _YES), mixed
            case Kind.BOTH:
                return self.selected(one.parts), _NONE
            case _:
                return self._described(one), _NONE

    def _described(self, one: Predicate) -> frozenset[str]:
        """By what stands in a duty itself."""
        match one.kind:
            case Kind.SECTION:
                return _ids(duty for duty in self._duties if duty.section in one.value)
            case Kind.SUPPORT:
                quoted = one.value[1:] == (QUOTED,)
                words = one.value[:1] if quoted else SUPPORT_WORDS[one.value[0]]
                supported = ((duty, _support(duty)) for duty in self._duties)
                return _ids(
                    duty for duty, text in supported if text and any(word in text for word in words)
                )
            case Kind.TITLE:
                titles = {duty.duty_id: "".join(duty.title.split()) for duty in self._duties}
                return frozenset(
                    key for key, title in titles.items() for word in one.value if word in title
                )
            case Kind.NUMBERS:
                first, last = map(int, one.value)
                return _ids(
                    duty
                    for own in self._lists.values()
                    for duty in own
                    if duty.number >= first and duty.number <= last
                )
            case Kind.HOLDERS:
                counts = range(int(one.value[0]), int(one.value[1]) + 1)
                return _ids(d for d in self._duties if len(d.departments) in counts)
            case _:
                marked = [duty for duty in self._duties if duty.enforcement]
                penalties = one.kind is Kind.PENALTY
                return _ids(d for d in marked if not penalties or d.title.find("处罚") >= 0)

    def _within(self, names: Sequence[str]) -> frozenset[str]:
        return _ids(d for name, duties in self._lists.items() if name in names for d in duties)

    def _naming(self, departments: Sequence[str]) -> frozenset[str]:
        return _ids(d for name in departments for d in self._duties if name in d.departments)

    def _led(self, departments: Sequence[str]) -> frozenset[str]:
        assisted = self._lists.get(ListName.ASSIST, ())
        return _ids(d for d in assisted if d.departments[0] in departments)

    def _joined(self, departments: Sequence[str]) -> frozenset[str]:
        assisted = self._lists.get(ListName.ASSIST, ())
        return _ids(d for d in assisted for name in departments if name in d.departments[1:])


def _mentions(duty: Duty, one: Predicate) -> dict[str, int]:
    """How many of the words for a part stand in what each holder does, the town under ""."""
    own: dict[str, list[str]] = {name: [] for name in ("", *duty.departments)}
    for block in duty.blocks:
        if block.kind is BlockKind.SHARED:
            for name in duty.departments:
                own[name] += block.items
        elif block.kind in (BlockKind.DEPARTMENT, BlockKind.TOWNSHIP):
            name = block.holder if block.kind is BlockKind.DEPARTMENT else ""
            own.setdefault(name, []).extend(block.items)
    texts = {name: "".join("".join(items).split()) for name, items in own.items()}
    words = set(one.value[1:]) - _in_title(duty, one)
    return {name: len(_words_in(text, words)) for name, text in texts.items()}


def _leads_among(one: Predicate) -> bool:
    """Whether it is said who leads and who takes part, and nothing else."""
    roles = [part.kind for part in one.parts]
    return Kind.LEADS in roles and all(kind in (Kind.LEADS, Kind.JOINS) for kind in roles)


def _in_title(duty: Duty, one: Predicate) -> set[str]:
    return _words_in("".join(duty.title.split()), one.value[1:])


def _words_in(text: str, words: Iterable[str]) -> set[str]:
    """The words that stand in a text."""
    return {word for word in words if word in text}


def _support(duty: Duty) -> str:
    """What a duty's support says, each block ended by a line break."""
    given = [block.text for block in duty.blocks if block.kind is BlockKind.SUPPORT]
    return "".join(f"{text}\n" for text in given)


def _ids(duties: Iterable[Duty]) -> frozenset[str]:
    return frozenset(duty.duty_id for duty in duties)
