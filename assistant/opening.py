"""The first sentence of a duty's answer: who is in charge, and was the question right."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant import wording
from assistant.claim_wording import verdict_on
from assistant.understanding.claim import Claim, asks_which, read_claim
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.statements.predicate import Truth
from corpus.models import Duty, Town
from index.messages import ending, is_long

# Words that put two matters side by side (「这两样分别找谁」).
_SEVERAL = re.compile(
    r"分别|各(?:归|由|找|管|是)|[两俩][样件个边头码]|都(?:找|归|能|是|得|管|在)|"
    r"\W(?:还有|另外|再就是|顺便)"
)
_BETWEEN = re.compile(r"[，,、；;。？?！!]|又|还有|以及|再加上|和|跟")
_MIN_MATTER_CHARS = 3  # and no longer than a question that is searched as it is


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


def asks_several(question: str) -> bool:
    """Whether a question asks about more than one matter; a story does so at its end."""
    return bool(_SEVERAL.search(ending(question)))


def matters(question: str) -> list[str]:
    """The matters that a question puts side by side, each as a text to search with."""
    parts = _BETWEEN.split(question)
    return [part for part in parts if len(part) >= _MIN_MATTER_CHARS and not is_long(part)]


def first_sentence(opening: Opening, duty: Duty, departments: Sequence[str], town: Town) -> str:
    """The direct answer, naming list and number."""
    statement = wording.in_charge(duty, town.name, departments)
    if opening.claim and opening.verdict:
        return verdict_on(opening.claim, opening.verdict, duty, town.name) + statement
    if opening.which:
        return wording.level(duty, town) + statement
    return statement
