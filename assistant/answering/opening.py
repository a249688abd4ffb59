"""The first sentence of a duty's answer: who is in charge, and was the question right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assistant.answer import Answer, Certainty, certainty_of
from assistant.answering.parts.makers import enforcement, no_support, who
from assistant.answering.parts.of_duties import Enforcement, Entry, Verdict, Who, WrittenStep
from assistant.answering.parts.part import Part
from assistant.answering.steps.step_claims import StepClaims
from assistant.answering.telling.answers import retold
from assistant.understanding.reader.read_claim import HolderSaid
from assistant.understanding.reader.reader import Reader
from assistant.understanding.statements.claim import (
    Claim,
    asks_nothing,
    asks_plainly_else,
    asks_verdict,
    asks_which,
    is_said_with_a_mark,
    read_claim,
    read_figures,
    wants_verdict,
    wants_verdict_alone,
)
from assistant.understanding.statements.figures import written_figure
from assistant.understanding.statements.predicate import Kind, Predicate, Truth
from assistant.understanding.words.lexicon import Lexicon
from corpus.models import Duty, ListName, Town
from index.text.messages import is_long

# How probably what a question puts up is read as it was meant: where rules and network give the
# same verdict, where only the rules do or a step is told by meaning, where the two differ, and
# where only the network does, being so sure at least. Chosen on statements by writers whom neither
# had seen. Of choices (管不管) the network reads nothing, so that its silence says little about
# what the rules read.
AGREED, BY_RULES, _DIFFERENTLY, _BY_NETWORK, _LEAST = 0.93, 0.9, 0.7, 0.7, 0.2
# Where the two differ the rules are heard, unless the network is as sure as this: neither was
# oftener right of those statements, and the network takes 不是…吗 for a denial.
_SOONER = 0.7
# At most so sure is an answer that leaves open whether a statement is so: one that was not read,
# and one that was read and that the lists do not settle.
UNREAD, UNSETTLED = 0.85, 0.79
# How probably a question states something by the network, so that its asking words (没什么事) are
# none: so sure it is of no public question that asks, but for choices (tests/test_step_claims.py).
_HELD = 0.9  # whose a duty of one holder is said to be: nine of ten such were right
_STATED, _HALF = 0.8, 0.5
_TOLD = 0.4  # how probably a verdict on steps is right, before it is told: one of three
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


class Openings:
    """Settles what yes/no questions put up about duties of one town."""

    def __init__(
        self, town: Town, lexicon: Lexicon, reader: Reader | None, steps: StepClaims | None
    ) -> None:
        """Read claims by the rules with this lexicon, by the network, and step by step."""
        self._town = town
        self._lexicon = lexicon
        self._reader = reader
        self._steps = steps

    def of(self, question: str, duty: Duty, rightness: float) -> Opening:
        """What this question wants settled about this duty first, which is right so probably."""
        likely = rightness >= _LIKELY
        claim = read_claim(question, self._lexicon) if likely else None
        read = self._read_by_network(question, duty) if likely else None
        which = asks_which(question, self._lexicon)
        of_support = claim is not None and any(one.kind is Kind.SUPPORT for one in claim.predicates)
        figures = [one for one in read_figures(question) if one.tells(duty)] if likely else []
        put_up = claim is not None or (
            likely
            and (self._is_put_up(question) or (figures and asks_nothing(question, self._lexicon)))
        )
        if len(figures) == 1 and put_up:
            beside = claim.predicates if claim and claim.is_of_one(duty) else ()
            near = BY_RULES if _tells_of_words(figures[0], duty) else _DIFFERENTLY
            return Opening(Claim((*beside, *figures)), which, rightness * near)
        of_steps = None
        of_roles = claim and read and _is_of_roles(read.claim) and _agree(claim, read.claim, duty)
        if self._steps and likely and put_up and not of_support and not of_roles:
            of_steps = self._steps.claim_of(question, duty)
        if of_steps and of_steps.probability < _TOLD:
            return Opening(None, which, min(rightness, UNREAD))
        if of_steps:
            return Opening(of_steps.claim, which, rightness * of_steps.probability)
        if claim and claim.is_of_one(duty):  # one duty settles nothing of several
            if read is None:
                return Opening(claim, which, rightness * BY_RULES)
            if read.claim.truth(duty) is claim.truth(duty):
                return Opening(claim, which, rightness * AGREED)
            denied = {one.negation for one in claim.predicates} == {*read.claim.predicates}
            sooner = read.claim if read.probability >= _SOONER and not denied else claim
            return Opening(sooner, which, rightness * _DIFFERENTLY)
        lacks = claim and all(
            p.kind is Kind.SUPPORT and not p.tells(duty) for p in claim.predicates
        )
        if lacks and not is_long(question):  # who gives no money in a story is somebody else
            return Opening(None, which, rightness * BY_RULES, untold=True)
        if claim and not lacks:
            return Opening(None, which, min(rightness, UNSETTLED))
        said = self._reader.holders_of(question) if put_up and self._reader else []
        told = read.claim if read else _held(said, duty)
        if put_up and told:
            return Opening(told, which, rightness * (_BY_NETWORK if read else _HELD))
        asked = asks_verdict(question, self._lexicon) or self._heard(question) > _HALF
        return Opening(None, which, min(rightness, UNREAD) if asked else rightness)

    def settles_all(self, question: str) -> bool:
        """Whether a verdict is all that the question wants: 补多少由农牧局定，对吗."""
        return wants_verdict_alone(question, self._lexicon)

    def settled_lookup(self, question: str, answer: Answer, duty: Duty) -> Answer:
        """The answer to a lookup of this duty, opened by the verdict where one is wanted.

        `question`: its words beside the number.
        """
        if asks_plainly_else(question, self._lexicon, stated=False):
            return answer
        opening = self.of(question, duty, answer.confidence)
        right = opening.rightness
        sure = {"confidence": right, "certainty": certainty_of(right)}
        if opening.claim is None:
            return answer.model_copy(update=sure) if right < answer.confidence else answer
        parts = first_sentence(opening, duty, (), self._town)
        rest = [part for part in answer.parts if not isinstance(part, Entry | Enforcement | Who)]
        verdict = opening.claim.truth(duty).value
        return retold(answer, [*parts, *rest], self._town, verdict=verdict, **sure)

    def _is_put_up(self, question: str) -> bool:
        """Whether the question wants to know if what it says is so, whatever that is."""
        heard = self._heard(question)
        wanted = (
            heard > _HALF
            or wants_verdict(question, self._lexicon)
            or is_said_with_a_mark(question, self._lexicon)
        )
        stated = heard >= _STATED
        return wanted and not asks_plainly_else(question, self._lexicon, stated=stated)

    def _heard(self, question: str) -> float:
        return self._reader.stated(question) if self._reader else 0.0

    def _read_by_network(self, question: str, duty: Duty) -> _Read | None:
        """What the network reads, where this duty settles it."""
        read = self._reader.claim_of(question) if self._reader else None
        if read is None or read.probability < _LEAST:
            return None
        claim = Claim(read.predicates)
        return _Read(claim, read.probability) if claim.is_of_one(duty) else None


def _is_of_roles(claim: Claim) -> bool:
    """Whether all that is claimed is who leads, joins or has no part: it tells of no step."""
    told = [*claim.predicates]
    for one in told:
        told += one.parts
    kinds = {one.kind for one in told}
    return kinds <= {Kind.EACH, Kind.LEADS, Kind.JOINS, Kind.NAMED}


def _agree(one: Claim, other: Claim, duty: Duty) -> bool:
    return one.tells([duty]) and one.truth(duty) is other.truth(duty)


def _held(said: Sequence[HolderSaid], duty: Duty) -> Claim | None:
    """Whose a duty of one holder is said to be, whatever step of it is told beside a holder."""
    held = tuple(one for holder in said for one in holder.of_whole)
    if duty.list is ListName.ASSIST or not held:
        return None
    claim = Claim(held if len(held) == 1 else (Predicate(Kind.EACH, parts=held),))
    return claim if claim.is_of_one(duty) else None


def _tells_of_words(figure: Predicate, duty: Duty) -> bool:
    """Whether what a duty writes shares a word with what the figure is said of."""
    _, unit, *words = figure.value
    found = written_figure(duty, unit, words)
    return found is not None and any(word in found[1] for word in words)


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
        each=tuple(_each_written(claim, duty)),
    )
    marked = any(one.kind is Kind.ENFORCEMENT for one in claim.predicates)
    mark = (enforcement(duty, town),) if marked else ()
    return verdict, *mark, who(duty, town.name, departments)


def _written(claim: Claim, duty: Duty) -> str:
    """The duty's own words for the figure or the step that a claim names."""
    own = next((one for one in claim.predicates if one.kind is Kind.FIGURE), None)
    if own:
        found = written_figure(duty, own.value[1], own.value[2:])
        return found[1] if found else ""
    alone = claim.predicates[0] if len(claim.predicates) == 1 else None
    return alone.step if alone else ""


def _each_written(claim: Claim, duty: Duty) -> Iterator[WrittenStep]:
    """The steps that a claim of several quotes, and whose each is."""
    for own in dict.fromkeys(part for one in claim.predicates for part in one.parts):
        if own.step:
            yield WrittenStep(words=own.step, holders=own.doers(duty))


def _other_doers(claim: Claim, duty: Duty) -> tuple[str, ...]:
    """Whose the part is that a claim gives to somebody else; none where it gives it rightly."""
    own = claim.predicates[0]
    if len(claim.predicates) != 1 or own.kind is not Kind.DOES:
        return ()
    rightly = (claim.truth(duty) is Truth.YES) is not own.negated
    return () if rightly else tuple(n for n in own.doers(duty) if n not in own.value)
