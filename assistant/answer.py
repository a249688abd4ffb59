"""The `Answer` contract: what the web page, the bots and the evaluation all receive."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.answering.parts.of_notes import TownNote
from assistant.answering.parts.part import Part
from assistant.understanding.words.unsaid import MissingAspect
from corpus.models import ListName


class AnswerKind(StrEnum):
    """What sort of reply this is."""

    DUTY = "duty"
    ENUMERATE = "enumerate"
    LOOKUP = "lookup"
    REFUSAL = "refusal"
    CLARIFY = "clarify"
    GREETING = "greeting"
    EMERGENCY = "emergency"  # numbers to call and nothing else


class Certainty(StrEnum):
    """Whether to rely on the first citation."""

    SURE = "sure"  # right at least nine times in ten on real texts
    UNSURE = "unsure"  # said to be so, with the question that tells the likeliest duties apart
    NONE = "none"  # nothing is cited


# Of `Answer.confidence`. Of the answers from here up, 90 % of those to real titles and letters
# are right: `python -m eval run` on a file of real letters prints it as 有把握的答对率.
SURE_FROM = 0.83


def certainty_of(confidence: float) -> Certainty:
    """The certainty of an answer with citations."""
    return Certainty.SURE if confidence >= SURE_FROM else Certainty.UNSURE


class Citation(BaseModel):
    """One place of the published document that supports the answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    duty_id: str = Field(description="`配合-40`")
    list: ListName
    number: int = Field(ge=1)
    section: str
    title: str
    holder: str = Field(description="whose part is quoted: a department or the town")
    quote: str = Field(description="verbatim source text")
    source_lines: tuple[int, ...] = Field(description="1-based lines of the source file")
    score: float = Field(description="higher is better; the ranker's probability of the duty")


class Matter(BaseModel):
    """One of the matters that a message asks about, and what was found for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    asked: str = Field(description="the words of the message that ask about it")
    duty_id: str | None = Field(default=None, description="None where the lists don't cover it")
    list: ListName | None = None
    departments: tuple[str, ...] = ()
    parts: tuple[Part, ...] = Field(default=(), description="of `Answer.parts`, its own")


class Answer(BaseModel):
    """A reply to one question; JSON-serialisable. Citations are ordered, best first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: AnswerKind
    text: str = Field(description="the Chinese answer for a person")
    list: ListName | None = Field(default=None, description="list of the first cited duty")
    departments: tuple[str, ...] = Field(
        default=(),
        description="responsible for this question, lead first, official full names; "
        "the town where the township's own part was asked or the duty is 基本",
    )
    township_role: str | None = Field(default=None, description="what the township does in it")
    citations: tuple[Citation, ...] = ()
    alternatives: tuple[str, ...] = Field(default=(), description="further duty ids maybe meant")
    confidence: float = Field(
        default=0.0, ge=0.0, le=1.0, description="calibrated: that the first citation is right"
    )
    certainty: Certainty = Certainty.NONE
    refused: bool = Field(default=False, description="true where the lists don't cover it")
    verdict: Literal["yes", "no", "partly"] | None = Field(
        default=None,
        description="whether the lists bear out what a yes/no question puts up (不归咱们了吧: "
        "yes where it is not the town's); None where nothing is claimed or the duty is improbable; "
        "where the duty is unsure, it is told on the condition that this one is meant",
    )
    missing: tuple[MissingAspect, ...] = Field(
        default=(), description="aspects asked for that the document does not hold"
    )
    emergency: tuple[str, ...] = Field(
        default=(), description="numbers to call before anything else, the first one first"
    )
    other_place: str | None = Field(
        default=None, description="the place that was named, where it is not this town's"
    )
    matters: tuple[Matter, ...] = Field(
        default=(), description="one entry a matter, where a message asks about several"
    )
    parts: tuple[Part, ...] = Field(
        default=(), description="typed pieces that `text` and every channel are rendered from"
    )
    town_notes: tuple[TownNote, ...] = Field(
        default=(), description="added by the town's staff: no words of the lists, not cited"
    )
    version: str | None = Field(
        default=None,
        description="of the lists: the day they were imported, 2026-03-01; None of those that ship",
    )
    resolved_question: str
    matched_terms: tuple[str, ...] = Field(
        default=(), description="words of the question that occur in the cited text"
    )
    latency_ms: float = Field(default=0.0, ge=0.0)
