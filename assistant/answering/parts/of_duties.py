"""What an answer claims of single duties, as data that can be proven."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.understanding.statements.predicate import Predicate, Truth
from assistant.understanding.words.unsaid import MissingAspect
from corpus.models import BlockKind, ListName


class Piece(BaseModel):
    """What a part is made of, and every part."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Standing(StrEnum):
    """What a holder is in one duty."""

    OWN = "own"  # the town, of a duty that it does itself
    LEADS = "leads"
    JOINS = "joins"  # takes part in what another leads
    TAKES = "takes"  # has taken the duty back
    ASSISTS = "assists"  # the town, of a duty that a department leads


class Holding(Piece):
    """One holder of a duty, by full name."""

    holder: str
    role: Standing


class WrittenStep(Piece):
    """The duty's own words for a step, and whose it is; "" is the town."""

    words: str
    holders: tuple[str, ...]


class Verdict(Piece):
    """Whether the lists bear out what a yes/no question puts up about duties."""

    type: Literal["verdict"] = "verdict"
    duty_ids: tuple[str, ...] = Field(min_length=1, description="one, or those of several matters")
    truth: Truth
    claimed: tuple[Predicate, ...] = Field(min_length=1, description="all of them are claimed")
    if_meant: bool = Field(default=False, description="said on the condition that it is this duty")
    doers: tuple[str, ...] = Field(
        default=(), description="whose the part is that is claimed of another; empty for the town"
    )
    written: str = Field(
        default="", description="the duty's own words for a figure or a step that is claimed"
    )
    each: tuple[WrittenStep, ...] = Field(
        default=(), description="where more is claimed at once: what settles it, step by step"
    )


class WhoForm(StrEnum):
    """The sentence that says who holds a duty."""

    OPENING = "opening"  # 这件事由某局牵头，镇里配合，见……
    BRIEF = "brief"  # 由某局牵头，参与的还有……
    GONE = "gone"  # 镇里不再承担这一项
    ENGLISH = "english"


class Who(Piece):
    """Who holds one duty, in which role."""

    type: Literal["who"] = "who"
    duty_id: str
    holders: tuple[Holding, ...] = Field(min_length=1)
    about: tuple[str, ...] = Field(default=(), description="who has the part that was asked about")
    which: bool = Field(default=False, description="town or county was asked, so that comes first")
    form: WhoForm = WhoForm.OPENING


class EntryForm(StrEnum):
    """How much is told of a duty as it stands in its list."""

    FULL = "full"
    SHORT = "short"  # one of many
    TITLE = "title"  # nothing else


class Entry(Piece):
    """A duty as it stands in its list."""

    type: Literal["entry"] = "entry"
    duty_id: str
    title: str
    section: str
    holders: tuple[Holding, ...] = Field(default=(), description="empty where told elsewhere")
    phrase: str = Field(default="", description="words looked for that stand in the duty")
    form: EntryForm = EntryForm.FULL


class Step(Piece):
    """One item of a part, with its place there."""

    place: int = Field(ge=1)
    text: str


class Steps(Piece):
    """What one holder does in a duty, verbatim: all items, or those most to the point."""

    type: Literal["steps"] = "steps"
    duty_id: str
    kind: BlockKind
    holder: str
    heading: str = Field(default="", description="as printed, where it isn't the holder's name")
    items: tuple[Step, ...] = Field(min_length=1)
    total: int = Field(ge=1, description="items of the part, shown or not")


class Support(Piece):
    """履职保障: what the upper department gives the town, verbatim; no items where it's none."""

    type: Literal["support"] = "support"
    duty_id: str
    holder: str = ""
    items: tuple[Step, ...] = ()
    total: int = 0
    elsewhere: tuple[ListName, ...] = Field(
        default=(), description="lists that have support, where this duty has none"
    )


class Enforcement(Piece):
    """Whether a duty is marked as administrative enforcement."""

    type: Literal["enforcement"] = "enforcement"
    duty_id: str
    marked: bool | None = Field(description="None where the document marks no duty at all")


class Unsaid(Piece):
    """What was asked of a duty and the lists do not hold, and who knows it."""

    type: Literal["unsaid"] = "unsaid"
    duty_id: str
    aspects: tuple[MissingAspect, ...] = Field(min_length=1)
    ask: Holding


class Meant(Piece):
    """A duty that may be meant instead: what tells it apart, and who holds it."""

    duty_id: str
    difference: str = Field(description="words of its title")
    holder: Holding


class MaybeMeant(Piece):
    """Duties that may be meant instead of an unsure one."""

    type: Literal["maybe_meant"] = "maybe_meant"
    duties: tuple[Meant, ...] = Field(min_length=1)


class Compared(StrEnum):
    """What duties are compared by."""

    SECTION = "section"
    HOLDER = "holder"  # who leads it, has taken it back, or does it alone
    OTHERS = "others"  # who takes part
    TOWN = "town"  # the town's standing
    ENFORCEMENT = "enforcement"


class ComparisonRow(Piece):
    """One respect, a cell a duty; a cell holds names or `Standing` values, or none."""

    by: Compared
    cells: tuple[tuple[str, ...], ...]


class Comparison(Piece):
    """Duties side by side."""

    type: Literal["comparison"] = "comparison"
    duty_ids: tuple[str, ...] = Field(min_length=2)
    rows: tuple[ComparisonRow, ...] = Field(min_length=1)
