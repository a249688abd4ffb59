"""The first sentence of a duty's answer: who is in charge, and was the question right."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant import wording
from assistant.claim_wording import verdict_on
from assistant.understanding.claim import Claim, asks_which, read_claim
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.statements.predicate import Truth
from corpus.models import Duty, Town


@dataclass(frozen=True)
class Opening:
    """What the first sentence has to settle."""

    claim: Claim | None  # what a yes/no question puts up
    verdict: Truth | None  # whether the duty bears it out; told only of a sure duty
    which: bool  # who of two, or which list, is asked


def opening_of(question: str, duty: Duty, lexicon: Lexicon, *, sure: bool) -> Opening:
    """What this question wants settled about this duty first."""
    claim = read_claim(question, lexicon) if sure else None
    return Opening(
        claim=claim,
        verdict=claim.truth(duty) if claim else None,
        which=asks_which(question, lexicon),
    )


def first_sentence(opening: Opening, duty: Duty, departments: Sequence[str], town: Town) -> str:
    """The direct answer, naming list and number."""
    statement = wording.in_charge(duty, town.name, departments)
    if opening.claim and opening.verdict:
        return verdict_on(opening.claim, opening.verdict, duty, town.name) + statement
    if opening.which:
        return wording.level(duty, town) + statement
    return statement
