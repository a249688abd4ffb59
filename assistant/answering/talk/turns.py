"""The talk so far, as data: what was asked and told, bounded, so that a caller can keep it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Answer, AnswerKind, Citation
from assistant.answering.parts.of_sets import Count, Listed
from assistant.log.personal_data import without_personal_numbers
from assistant.understanding.sets.asked_set import AskedSet
from assistant.understanding.statements.predicate import all_pass
from corpus.models import Duty, Town
from index.text.words import bigrams

KEPT_TURNS = 6  # that a talk can go back to
KEPT_CHARS = 200  # of what was asked: a story asks at its end


class Told(NamedTuple):
    """An answer, and the set that it lists, where it lists one."""

    answer: Answer
    asked: AskedSet | None = None
    beside: tuple[AskedSet, ...] = ()  # all of several sets


class Turn(BaseModel):
    """One earlier message with what it was answered, as far as a later one may lean on it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str = Field(
        max_length=KEPT_CHARS,
        description="what was asked, standing alone; the duty's title, where a number asked for it",
    )
    kind: AnswerKind
    duties: tuple[str, ...] = Field(
        default=(), description="ids in the order told: one duty, several matters', or those listed"
    )
    several: bool = Field(default=False, description="the duties are of so many matters")
    part: int = Field(default=0, ge=0, description="place of the duty's block that was told first")
    confidence: float = Field(default=0.0, ge=0.0, le=1.0, description="that it is this duty")
    refused: bool = Field(default=False, description="no duty covers what was asked")
    asked: AskedSet | None = Field(default=None, description="the set that was listed")
    beside: tuple[AskedSet, ...] = Field(default=(), description="all of several sets, in order")

    @property
    def duty(self) -> str | None:
        """The one duty that it was about, of several matters the last; None of a listing."""
        if self.several:
            return self.duties[-1] if self.duties else None
        return self.duties[0] if len(self.duties) == 1 else None


class TalkState(BaseModel):
    """The talk after an answer; JSON-serialisable, and empty before the first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    turns: tuple[Turn, ...] = Field(
        default=(), max_length=KEPT_TURNS, description="that said something, the latest last"
    )
    version: str = Field(default="", description="of the lists that the turns are about")

    @property
    def last(self) -> Turn | None:
        """The latest turn."""
        return self.turns[-1] if self.turns else None

    def after(self, question: str, told: Told, town: Town) -> "TalkState":
        """The talk once this question was answered; a greeting says nothing to lean on."""
        turn = _turn(question, told, town)
        if not turn.duties and not turn.refused:
            return self
        return TalkState(turns=(*self.turns, turn)[-KEPT_TURNS:], version=town.version)

    def before(self, question: str) -> "TalkState":
        """The talk before this question, which may be said again: a message that was sent twice."""
        turns, said = self.turns, _kept(question)
        while turns and turns[-1].question == said:
            turns = turns[:-1]
        return self.model_copy(update={"turns": turns})

    def within(self, town: Town) -> "TalkState":
        """The turns whose duties this town has: a kept state may be older than its lists.

        Of an older version none, as a number may be another duty's now.
        """
        if self.version and self.version != town.version:
            return TalkState()
        known = {duty.duty_id for duty in town.duties}
        kept = tuple(turn for turn in self.turns if known.issuperset(turn.duties))
        return TalkState(turns=kept, version=self.version)


def _turn(question: str, told: Told, town: Town) -> Turn:
    answer = told.answer
    duties = _duties(answer, town)
    named = answer.resolved_question or question
    if answer.kind is AnswerKind.LOOKUP and len(duties) == 1:
        named = town.duty(duties[0]).title
    return Turn(
        question=_kept(named),
        kind=answer.kind,
        duties=duties,
        several=bool(answer.matters),
        part=_part(town.duty(duties[0]), answer.citations) if duties else 0,
        confidence=answer.confidence,
        refused=answer.refused,
        asked=told.asked,
        beside=told.beside,
    )


def _kept(question: str) -> str:
    return without_personal_numbers(question)[-KEPT_CHARS:]


def _duties(answer: Answer, town: Town) -> tuple[str, ...]:
    if answer.matters:
        return tuple(matter.duty_id for matter in answer.matters if matter.duty_id)
    if answer.kind is AnswerKind.ENUMERATE:
        return tuple(dict.fromkeys(_in_sets(answer, town)))
    cited = tuple(dict.fromkeys(citation.duty_id for citation in answer.citations))
    return cited[:1] if answer.kind is AnswerKind.DUTY else cited


def _in_sets(answer: Answer, town: Town) -> Iterator[str]:
    """The duties listed, and those that were only counted."""
    for part in answer.parts:
        if isinstance(part, Listed):
            yield from (one.duty_id for one in part.duties)
        elif isinstance(part, Count) and part.sections:
            yield from (duty.duty_id for duty in town.duties if all_pass(part.stated, duty))


def _part(duty: Duty, citations: Sequence[Citation]) -> int:
    quotes = [citation.quote for citation in citations[:1]]
    places = (
        place
        for place, block in enumerate(duty.blocks)
        if any(quote.startswith(block.items[0]) for quote in quotes)
    )
    return next(places, 0)


def turn_meant(said: str, talk: TalkState, town: Town) -> Turn | None:
    """The earlier turn that shares most words with what is said of it; the last but one without."""
    pairs = set(bigrams(said))

    def shared(turn: Turn) -> int:
        titles = "".join(town.duty(duty_id).title for duty_id in turn.duties[:3])
        return len(pairs.intersection(bigrams(turn.question + titles)))

    about = [turn for turn in talk.turns if turn.duties]
    best = max(about, key=shared, default=None)
    if best is None or shared(best):
        return best
    return about[-2] if len(about) > 1 else about[-1]
