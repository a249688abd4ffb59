"""What a text states of a duty, by what the network tells of it."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from assistant.understanding.reader.chosen import Chosen
from assistant.understanding.reader.labels import ACTS, DENIED, LISTS
from assistant.understanding.reader.marked import Marked, Mention
from assistant.understanding.reader.network import Told
from assistant.understanding.reader.read_set import in_role, number_of_holders, supports
from assistant.understanding.scanner import Span
from assistant.understanding.statements.predicate import Kind, Predicate
from assistant.understanding.statements.stated import statements_of
from corpus.models import ListName

_MAY_STATE = 0.3  # how probably a text states something that its marks ask about
# What tells of no step beside whoever does it.
ASIDE = (
    "yesno",
    "filler",
    "neg",
    "stop",
    "pause",
    "role.lead",
    "role.join",
    "role.assist",
    "role.charge",
    "role.share",
    "link",
    "sign",
    "except",
    "ask",
    "aspect",
    "choice",
    "number",
)


class HolderSaid(NamedTuple):
    """What is said of one holder: in which role, and whether it is denied."""

    mention: Mention
    role: str
    denied: bool

    @property
    def of_whole(self) -> list[Predicate]:
        """The same, said of a whole duty: who does a step is in charge of it."""
        role = "charge" if self.role in ("step", "none") else self.role
        if self.mention.is_department:
            return [*_of_department(self.mention, role, denied=self.denied)]
        own = _of_level(self.mention, role, denied=self.denied)
        return [own] if own else []


class ReadClaim(NamedTuple):
    """Statements, and how probable it is that they are all that the text puts up."""

    predicates: tuple[Predicate, ...]
    probability: float


def read_claim(text: Marked, told: Told) -> ReadClaim | None:
    """The likeliest statements; None where it likelier states none, or one has no name."""
    chosen = Chosen(told)
    if chosen.of("act") != ACTS.index("claim"):
        return None
    stated = [*dict.fromkeys((*_of_text(text, chosen), *_of_holders(text, chosen)))]
    if chosen.unreadable or not stated:
        return None
    alike = len({one.negated for one in stated}) == 1  # 不归甲，归乙 is said as a whole
    roles = {one.kind for one in stated} == {Kind.LEADS, Kind.JOINS}  # 甲牵头，乙没参与
    if len(stated) > 1 and (alike or roles) and all(one.kind is not Kind.ALONE for one in stated):
        stated = [Predicate(Kind.EACH, parts=tuple(stated))]
    return ReadClaim(tuple(stated), chosen.probability)


def holders_said(text: Marked, told: Told) -> list[HolderSaid]:
    """What is likeliest said of each holder who has a role; none where more is stated than that.

    Nor of a text that hardly states anything.
    """
    if told.heads["act"][ACTS.index("claim")] < _MAY_STATE:
        return []
    chosen = Chosen(told)
    held = {
        mention.span: HolderSaid(mention, role, chosen.denied(number))
        for number, mention in enumerate(text.mentions)
        if not mention.is_section and (role := chosen.role(number)) != "none"
    }
    steps = any(said.role == "step" for said in held.values())  # 发钱 is no support then
    if any(one.kind is not Kind.SUPPORT or not steps for one in _of_text(text, chosen)):
        return []
    return [held[span] for span in put_up(text.spans, {*held}) if span in held]


def put_up(spans: tuple[Span, ...], holders: Collection[Span]) -> tuple[Span, ...]:
    """The spans of a statement, without tags and stories; all where those would take holders."""
    own = next((stated.spans for stated in statements_of(spans)), spans)
    return own if {*holders} <= {*own} else spans


def _of_text(text: Marked, chosen: Chosen) -> Iterator[Predicate]:
    for name in LISTS:
        if state := chosen.of(f"list {name}"):
            yield _in_list(ListName(name), denied=state == DENIED)
    if state := chosen.of("reclaimed"):
        yield _in_list(ListName.RECLAIMED, denied=state == DENIED)
    for head, kind in (("mark", Kind.ENFORCEMENT), ("penalty", Kind.PENALTY)):
        if state := chosen.of(head):
            yield Predicate(kind, negated=state == DENIED)
    yield from supports(text, chosen)
    yield from number_of_holders(text, chosen)


def _of_holders(text: Marked, chosen: Chosen) -> Iterator[Predicate]:
    roles = [chosen.role(number) for number in range(len(text.mentions))]
    for number, (mention, role) in enumerate(zip(text.mentions, roles, strict=True)):
        if role == "none":
            continue
        denied = chosen.denied(number)
        if mention.is_section:
            yield Predicate(Kind.SECTION, mention.span.names, denied)
        elif role == "step":
            chosen.unreadable = True  # a step is told by its duty
        elif mention.is_department:
            yield from _of_department(mention, role, denied=denied)
        elif of_level := _of_level(mention, role, denied=denied):
            yield of_level
        else:
            chosen.unreadable = True


def _of_department(mention: Mention, role: str, *, denied: bool) -> Iterator[Predicate]:
    names = mention.span.names
    match role:
        case "party":
            yield Predicate(Kind.NAMED, names, denied)
        case "sole":
            if not denied:
                yield Predicate(Kind.INVOLVED, names)
            yield Predicate(Kind.ALONE, names, denied)
        case _:
            yield in_role(names, role, negated=denied)


def _of_level(mention: Mention, role: str, *, denied: bool) -> Predicate | None:
    """Of the town or the county; None where no statement says it."""
    match mention.span.value, role:
        case "town", "charge":
            return Predicate(Kind.TOWN, negated=denied)
        case "town", "lead":
            return Predicate(Kind.TOWN_LEADS, negated=denied)
        case "town", "assist" | "join":
            return _in_list(ListName.ASSIST, denied=denied)
        case "town", "party":
            return _in_list(ListName.RECLAIMED, denied=not denied)
        case "county", "take":
            return _in_list(ListName.RECLAIMED, denied=denied)
        case "county", "charge" | "lead":
            return Predicate(Kind.COUNTY, negated=denied)
        case _:
            return None


def _in_list(name: ListName, *, denied: bool) -> Predicate:
    return Predicate(Kind.LIST, (name.value,), denied)
