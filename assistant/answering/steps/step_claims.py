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
from assistant.understanding.statements.predicate import Kind, Predicate
from corpus.models import Duty, ListName
from corpus.white_space import compact
from index.engine.embedding import Embedder
from index.text.words import bigrams

_DUTIES_REMEMBERED = 32  # some 300 KiB each
_HALF = 0.5


class StepClaim(NamedTuple):
    """Who is claimed to do which steps, and how probable it is that the verdict on it is right."""

    claim: Claim
    probability: float


class _Said(NamedTuple):
    predicates: Sequence[Predicate]  # none where nothing is said
    probability: float
    of_step: bool


class StepClaims:
    """Reads what a question claims of an assisted duty as claims of its steps.

    Each clause tells of the step whose words are nearest to its own, of the whole duty, or of
    nothing. Of 750 statements by five writers, each read by weights that had not seen his, 590
    have the right verdict: `lvzhi train-steps` says so.
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
        steps = self._steps(duty)
        each = [
            said_of(clause, self._weights.weighed(clause, steps), steps)
            for clause in self._reader.clauses_of(question, {*duty.departments})
        ]
        if not any(said.of_step for said in each):
            return None
        stated = tuple(dict.fromkeys(one for said in each for one in said.predicates))
        claim = Claim(stated if len(stated) == 1 else (Predicate(Kind.EACH, parts=stated),))
        probability = float(np.prod([said.probability for said in each]))
        if not claim.tells([duty]):
            return None
        return StepClaim(claim, self._weights.calibrated(probability))

    def _steps_of(self, duty: Duty) -> DutySteps:
        return duty_steps(duty, self._read_tokens)


def said_of(clause: HeldClause, told: Weighed, steps: DutySteps) -> _Said:
    """What a clause says of its holder: that he does, or does not do, the step that it tells of.

    The step is the likeliest of those that are his, if he does it so, else of the others.
    """
    if told.nothing > _HALF:
        return _Said((), told.nothing, of_step=False)
    denied = clause.denied > _HALF
    sure = max(clause.denied, 1 - clause.denied)
    his = np.array([step.is_of(clause.holder) for step in steps.steps])
    if told.whole > told.steps.sum() or _is_of_several(clause, his, steps):
        said = HolderSaid(clause.mention, clause.role, denied)
        return _Said(said.of_whole, told.whole * sure, of_step=False)
    does = float(told.steps[his].sum() / told.steps.sum())
    among = np.where(his == (does > _HALF), told.steps, 0)
    step = steps.steps[int(among.argmax())].words
    own = Predicate(Kind.DOES, (clause.holder, step), denied)
    return _Said((own,), float(told.steps.sum()) * max(does, 1 - does) * sure, of_step=True)


def _is_of_several(clause: HeldClause, his: NDArray[np.bool_], steps: DutySteps) -> bool:
    """Whether he is said to have what both he and others have steps of, in so many words.

    危房改造镇里说了算 is of the whole.
    """
    pairs = bigrams(without_title(clause.words, compact(steps.duty.title)))
    has = np.array([all(pair in step.words for pair in pairs) for step in steps.steps])
    of_both = bool((has & his).any() and (has & ~his).any())
    return clause.role == "charge" and bool(pairs) and of_both
