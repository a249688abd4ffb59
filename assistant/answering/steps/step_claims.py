"""What a question says of who does what in an assisted duty, as claims of its steps."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.answering.steps.duty_steps import DutySteps, ReadsTokens, duty_steps, steps_written
from assistant.answering.steps.weighing import Weighed, Weights, without_title
from assistant.understanding.reader.held_clauses import HeldClause
from assistant.understanding.reader.read_claim import HolderSaid
from assistant.understanding.reader.reader import Reader
from assistant.understanding.statements.claim import Claim
from assistant.understanding.statements.predicate import Kind, Predicate, Truth
from corpus.models import Duty, ListName
from corpus.white_space import compact
from index.engine.embedding import Embedder
from index.text.words import bigrams

_DUTIES_REMEMBERED = 32  # some 300 KiB each
_HALF = 0.5
_NEVER = 0.01  # probability of what a clause may as well not say


class StepClaim(NamedTuple):
    """Who is claimed to do which steps, and how probable it is that the verdict on it is right."""

    claim: Claim
    probability: float


class Reading(NamedTuple):
    """One of the things that a clause may say, and how probably it does."""

    predicates: tuple[Predicate, ...]  # none where it says nothing
    probability: float
    of_step: bool = False

    def truths(self, duty: Duty) -> set[Truth]:
        """How true of a duty it is, one by one."""
        return {Claim((predicate,)).truth(duty) for predicate in self.predicates}


class Way(NamedTuple):
    """What all clauses may say together so that it comes to one verdict."""

    probability: float  # of all such ways, if what each clause says depends on no other
    likeliest: float  # of the one below
    readings: tuple[Reading, ...] = ()


_NO_WAY = Way(0.0, 0.0)


class StepClaims:
    """Reads what a question claims of an assisted duty as claims of its steps.

    Each clause tells of the step whose words are nearest to its own, of the whole duty, or of
    nothing; told is the verdict that most of what they may say comes to. Of 750 statements by five
    writers, each read by weights that had not seen his, 595 have the right verdict: `lvzhi
    train-steps` says so.
    """

    def __init__(self, reader: Reader, weights: Weights, read_tokens: ReadsTokens) -> None:
        """Clauses as this reader tells them, steps by the tokens of their words."""
        self._reader = reader
        self._weights = weights
        self._read_tokens = read_tokens
        self._steps = lru_cache(_DUTIES_REMEMBERED)(self._steps_of)

    @classmethod
    def of(cls, engine: object, reader: Reader | None) -> "StepClaims | None":
        """With this engine; None where it tells no tokens or no weights are for it."""
        if reader is None or not isinstance(engine, Embedder):
            return None
        weights = Weights.load(engine.weights_hash)
        return cls(reader, weights, engine.read_tokens_of) if weights else None

    def claim_of(self, question: str, duty: Duty) -> StepClaim | None:
        """What is claimed; None where no step is: then the whole duty is meant, or another."""
        if duty.list is not ListName.ASSIST or not steps_written(duty):
            return None
        clauses = self._reader.clauses_of(question, {*duty.departments})
        if not clauses:
            return None  # most have none, and a duty's steps cost far more than they do
        steps = self._steps(duty)
        each = [readings_of(one, self._weights.weighed(one, steps), steps) for one in clauses]
        ways = together(each, duty)
        if not ways:
            return None
        verdict, probability = self._weights.verdict(
            {truth: way.probability for truth, way in ways.items()}, len(each)
        )
        readings = ways[verdict].readings
        if not any(reading.of_step for reading in readings):
            return None
        stated = tuple(dict.fromkeys(one for said in readings for one in said.predicates))
        claim = Claim(stated if len(stated) == 1 else (Predicate(Kind.EACH, parts=stated),))
        return StepClaim(claim, probability) if claim.tells([duty]) else None

    def _steps_of(self, duty: Duty) -> DutySteps:
        return duty_steps(duty, self._read_tokens)


def readings_of(clause: HeldClause, told: Weighed, steps: DutySteps) -> list[Reading]:
    """What a clause may say of its holder: that he does, or does not do, the likeliest step of
    his, or of the others; that he has the whole duty in some role; or nothing.
    """
    his = np.array([step.is_of(clause.holder) for step in steps.steps])
    one_of = [] if _is_of_several(clause, his, steps) else [his, ~his]
    readings = [Reading((), told.nothing)]
    for denied, share in ((False, 1 - clause.denied), (True, clause.denied)):
        whole = HolderSaid(clause.mention, clause.role, denied).of_whole
        readings.append(Reading(tuple(whole), told.whole * share))
        for own in one_of:
            chances = np.where(own, told.steps, 0)
            step = steps.steps[int(chances.argmax())].words
            does = Predicate(Kind.DOES, (clause.holder, step), denied)
            readings.append(Reading((does,), float(chances.sum()) * share, of_step=True))
    return [reading for reading in readings if reading.probability > _NEVER]


def together(each: Sequence[Sequence[Reading]], duty: Duty) -> dict[Truth, Way]:
    """How clauses that may say such things come to each verdict; to none where nothing is said."""
    ways: dict[Truth | None, Way] = {None: Way(1.0, 1.0)}
    for readings in each:
        further: dict[Truth | None, Way] = {}
        for before, way in ways.items():
            for one in readings:
                verdict = _joined({before, *one.truths(duty)})
                known = further.get(verdict, _NO_WAY)
                summed = known.probability + way.probability * one.probability
                longer = Way(summed, way.likeliest * one.probability, (*way.readings, one))
                if longer.likeliest < known.likeliest:
                    longer = known._replace(probability=summed)
                further[verdict] = longer
        ways = further
    return {verdict: way for verdict, way in ways.items() if verdict}


def _joined(truths: set[Truth | None]) -> Truth | None:
    """The verdict on what is so true each; None where nothing is said."""
    said = [truth for truth in truths if truth]
    return None if not said else said[0] if len(said) == 1 else Truth.PARTLY


def _is_of_several(clause: HeldClause, his: NDArray[np.bool_], steps: DutySteps) -> bool:
    """Whether he is said to have what both he and others have steps of, in so many words.

    危房改造镇里说了算 is of the whole.
    """
    pairs = bigrams(without_title(clause.words, compact(steps.duty.title)))
    has = np.array([all(pair in step.words for pair in pairs) for step in steps.steps])
    of_both = bool((has & his).any() and (has & ~his).any())
    return clause.role == "charge" and bool(pairs) and of_both
