"""The first sentence of a duty's answer: who is in charge, and was the question right."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Certainty, certainty_of
from assistant.answering import wording
from assistant.answering.claim_wording import verdict_on
from assistant.understanding.statements.claim import Claim, asks_which, read_claim
from assistant.understanding.statements.predicate import Truth
from assistant.understanding.words.lexicon import Lexicon
from corpus.models import Duty, Town

_LIKELY = 0.5  # a less probable duty says nothing of what was claimed, even as a condition


@dataclass(frozen=True)
class Opening:
    """What the first sentence has to settle."""

    claim: Claim | None  # what a yes/no question puts up
    verdict: Truth | None  # whether the duty bears it out; told only of a likely duty
    which: bool  # who of two, or which list, is asked
    sure: bool  # else the verdict is told on the condition that this duty is meant


def opening_of(question: str, duty: Duty, lexicon: Lexicon, rightness: float) -> Opening:
    """What this question wants settled about this duty first, which is right so probably."""
    claim = read_claim(question, lexicon) if rightness >= _LIKELY else None
    if claim and claim.of_all:
        claim = None  # one duty bears out nothing of several matters
    return Opening(
        claim=claim,
        verdict=claim.truth(duty) if claim else None,
        which=asks_which(question, lexicon),
        sure=certainty_of(rightness) is Certainty.SURE,
    )


def first_sentence(opening: Opening, duty: Duty, departments: Sequence[str], town: Town) -> str:
    """The direct answer, naming list and number."""
    statement = wording.in_charge(duty, town.name, departments)
    if opening.claim and opening.verdict:
        told = verdict_on(opening.claim, opening.verdict, duty, town.name) + statement
        return told if opening.sure else wording.if_meant(told)
    if opening.which:
        return wording.level(duty, town) + statement
    return statement
