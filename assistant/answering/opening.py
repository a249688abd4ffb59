"""The first sentence of a duty's answer: who is in charge, and was the question right."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assistant.answer import Answer, Certainty, certainty_of
from assistant.answering.parts.makers import enforcement, no_support, who
from assistant.answering.parts.of_duties import Enforcement, Entry, Verdict, Who
from assistant.answering.parts.part import Part
from assistant.answering.telling.answers import retold
from assistant.understanding.reader.reader import Reader
from assistant.understanding.statements.claim import (
    Claim,
    as_step,
    asks_verdict,
    asks_which,
    read_claim,
    read_figure,
    wants_verdict,
)
from assistant.understanding.statements.figures import written_figure
from assistant.understanding.statements.predicate import Kind, Truth
from assistant.understanding.words.lexicon import Lexicon
from corpus.models import Duty, Town

# How probably what a question puts up is read as it was meant: where rules and network give the
# same verdict, where only the rules do, where the two differ, and where only the network does,
# being so sure at least. Chosen on statements by writers whom neither had seen. Of choices (管不管)
# the network reads nothing, so that its silence says little about what the rules read.
AGREED, BY_RULES, _DIFFERENTLY, _BY_NETWORK, _LEAST = 0.93, 0.9, 0.7, 0.7, 0.2
# Where the two differ the rules are heard, unless the network is as sure as this: neither was
# oftener right of those statements, and the network takes 不是…吗 for a denial.
_SOONER = 0.7
# At most so sure is an answer that leaves open whether a statement is so: one that was not read,
# and one that was read and that the lists do not settle.
UNREAD, UNSETTLED = 0.85, 0.79
_LIKELY = 0.5  # a less probable duty says nothing of what was claimed, even as a condition


@dataclass(frozen=True)
class Opening:
    """What the first sentence has to settle."""

    claim: Claim | None  # what a yes/no question puts up; told only of a likely duty
    which: bool  # who of two, or which list, is asked
    rightness: float  # of the duty, and of what is said about the claim
    untold: bool = False  # support is asked of a duty whose list tells of none


class _Read(NamedTuple):
    claim: Claim
    probability: float


def opening_of(
    question: str, duty: Duty, lexicon: Lexicon, reader: Reader | None, rightness: float
) -> Opening:
    """What this question wants settled about this duty first, which is right so probably."""
    likely = rightness >= _LIKELY
    claim = read_claim(question, lexicon) if likely else None
    claim = claim and as_step(claim, question, duty, lexicon)
    read = _read_by_network(question, duty, lexicon, reader) if likely and reader else None
    which = asks_which(question, lexicon)
    figure = read_figure(question) if likely else None
    if figure and figure.tells(duty) and _is_put_up(question, claim, lexicon, reader):
        beside = claim.predicates if claim and claim.is_of_one(duty) else ()
        return Opening(Claim((*beside, figure)), which, rightness * BY_RULES)
    if claim and claim.is_of_one(duty):  # one duty settles nothing of several
        if read is None:
            return Opening(claim, which, rightness * BY_RULES)
        if read.claim.truth(duty) is claim.truth(duty):
            return Opening(claim, which, rightness * AGREED)
        sooner = read.claim if read.probability >= _SOONER else claim
        return Opening(sooner, which, rightness * _DIFFERENTLY)
    if claim and all(one.kind is Kind.SUPPORT and not one.tells(duty) for one in claim.predicates):
        return Opening(None, which, rightness * BY_RULES, untold=True)
    if claim:
        return Opening(None, which, min(rightness, UNSETTLED))
    if read:
        return Opening(read.claim, which, rightness * _BY_NETWORK)
    asked = asks_verdict(question, lexicon) or (reader is not None and reader.puts_up(question))
    return Opening(None, which, min(rightness, UNREAD) if asked else rightness)


def _is_put_up(question: str, claim: Claim | None, lexicon: Lexicon, reader: Reader | None) -> bool:
    """Whether the question wants to know if what it says is so."""
    heard = reader is not None and reader.puts_up(question)
    return claim is not None or heard or wants_verdict(question, lexicon)


def _read_by_network(question: str, duty: Duty, lexicon: Lexicon, reader: Reader) -> _Read | None:
    """What the network reads, where this duty settles it."""
    read = reader.claim_of(question)
    if read is None or read.probability < _LEAST:
        return None
    claim = as_step(Claim(read.predicates), question, duty, lexicon)
    return _Read(claim, read.probability) if claim.is_of_one(duty) else None


def settled_lookup(
    question: str, answer: Answer, duty: Duty, town: Town, lexicon: Lexicon, reader: Reader | None
) -> Answer:
    """The answer to a lookup of this duty, opened by the verdict where the question wants one."""
    opening = opening_of(question, duty, lexicon, reader, answer.confidence)
    sure = {"confidence": opening.rightness, "certainty": certainty_of(opening.rightness)}
    if opening.claim is None:
        return answer.model_copy(update=sure) if opening.rightness < answer.confidence else answer
    parts = first_sentence(opening, duty, (), town)
    rest = [part for part in answer.parts if not isinstance(part, Entry | Enforcement | Who)]
    verdict = opening.claim.truth(duty).value
    return retold(answer, [*parts, *rest], town, verdict=verdict, **sure)


def first_sentence(
    opening: Opening, duty: Duty, departments: Sequence[str], town: Town
) -> tuple[Part, ...]:
    """The direct answer, naming list and number."""
    claim = opening.claim
    if opening.untold:
        return no_support(duty, town), who(duty, town.name)
    if claim is None:
        return (who(duty, town.name, departments, which=opening.which),)
    verdict = Verdict(
        duty_ids=(duty.duty_id,),
        truth=claim.truth(duty),
        claimed=claim.predicates,
        if_meant=certainty_of(opening.rightness) is not Certainty.SURE,
        doers=_other_doers(claim, duty),
        written=_written(claim, duty),
    )
    marked = any(one.kind is Kind.ENFORCEMENT for one in claim.predicates)
    mark = (enforcement(duty, town),) if marked else ()
    return verdict, *mark, who(duty, town.name, departments)


def _written(claim: Claim, duty: Duty) -> str:
    """The duty's own words for the figure that a claim names."""
    own = next((one for one in claim.predicates if one.kind is Kind.FIGURE), None)
    found = written_figure(duty, own.value[1], own.value[2:]) if own else None
    return found[1] if found else ""


def _other_doers(claim: Claim, duty: Duty) -> tuple[str, ...]:
    """Whose the part is that a claim gives to somebody else; none where it gives it rightly."""
    own = claim.predicates[0]
    if len(claim.predicates) != 1 or own.kind is not Kind.DOES:
        return ()
    rightly = (claim.truth(duty) is Truth.YES) is not own.negated
    return () if rightly else tuple(n for n in own.doers(duty) if n not in own.value)
