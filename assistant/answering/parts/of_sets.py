"""What an answer claims of sets of duties: counts, lists, and what there is not."""

from typing import Literal

from pydantic import Field

from assistant.answering.parts.of_duties import Holding, Piece, Standing
from assistant.understanding.sets.ranking import By
from assistant.understanding.statements.predicate import Kind, Predicate, Truth
from corpus.models import ListName


class SetVerdict(Piece):
    """Whether there are such duties as a question says, or says that there are none."""

    type: Literal["set_verdict"] = "set_verdict"
    truth: Truth
    stated: tuple[Predicate, ...] = Field(min_length=1, description="all hold of such a duty")
    denied: bool = Field(description="the question says that there are none")


class Share(Piece):
    """How many of the counted duties stand in a list or one of its sections."""

    list: ListName
    section: str = ""
    number: int = Field(ge=1)


class Count(Piece):
    """How many duties are what the statements and the topic say."""

    type: Literal["count"] = "count"
    number: int = Field(ge=0)
    stated: tuple[Predicate, ...] = Field(default=(), description="all hold of each duty counted")
    topic: str = Field(default="", description="words that the duties were chosen by besides")
    unread: tuple[str, ...] = Field(default=(), description="words that were not understood")
    lists: tuple[Share, ...] = ()
    sections: tuple[Share, ...] = Field(default=(), description="where the duties aren't listed")


class Beside(Piece):
    """How many duties departments have in the other role than the one counted."""

    type: Literal["beside"] = "beside"
    departments: tuple[str, ...] = Field(min_length=1)
    role: Literal[Standing.LEADS, Standing.JOINS]  # JOINS: and they lead none
    number: int = Field(ge=1)


class Ranked(Piece):
    """Whose duties are most, or fewest, of those that the statements describe."""

    type: Literal["ranked"] = "ranked"
    by: By
    role: Kind = Field(description="in which departments have them")
    most: bool
    stated: tuple[Predicate, ...] = Field(description="all hold of each duty counted")
    among: tuple[str, ...] = Field(default=(), description="who is compared; all if empty")
    names: tuple[str, ...] = Field(min_length=1, description="who has most; several as many")
    number: int = Field(ge=0, description="of duties; of departments where they are counted by")
    apart: int = Field(default=0, description="by how many two that are compared differ")


class ListedDuty(Piece):
    """One duty of a set, with its holders as far as they are told."""

    duty_id: str
    holders: tuple[Holding, ...] = Field(min_length=1)


class Listed(Piece):
    """The duties of the count before, in the order told."""

    type: Literal["listed"] = "listed"
    duties: tuple[ListedDuty, ...] = Field(min_length=1)
    asked: tuple[str, ...] = Field(default=(), description="departments whose duties these are")


class Size(Piece):
    """How many duties a list has."""

    list: ListName
    number: int = Field(ge=0)


class Absent(Piece):
    """Numbers, or a list, that there are not; without either, what was said is no number."""

    type: Literal["absent"] = "absent"
    numbers: tuple[int, ...] = Field(default=(), description="negative ones count from the end")
    list_name: str | None = Field(default=None, description="a list, as said, that isn't there")
    sizes: tuple[Size, ...] = Field(
        min_length=1, description="the lists that were looked in: one, or all"
    )


class Beyond(Piece):
    """A place that what was told before does not have: duties, or the items of one part."""

    type: Literal["beyond"] = "beyond"
    place: int = Field(description="negative ones count from the end")
    size: int = Field(ge=1)
    duty_ids: tuple[str, ...] = Field(min_length=1, description="as told; one for its items")
    part: int | None = Field(default=None, description="place of the duty's part with the items")
