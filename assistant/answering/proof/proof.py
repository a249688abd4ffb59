"""The proof of a whole answer: its text, fields, citations and every part."""

from collections.abc import Iterator, Sequence
from itertools import chain, takewhile

from assistant.answer import Answer, Certainty, Matter
from assistant.answering.citation import CitationChecker
from assistant.answering.parts.framing import (
    Call,
    Elsewhere,
    MatterHeading,
    Note,
    NotePurpose,
    QuestionBack,
    Related,
)
from assistant.answering.parts.of_duties import Comparison, MaybeMeant, Verdict
from assistant.answering.parts.of_notes import TownNotes
from assistant.answering.parts.of_sets import (
    Absent,
    Beside,
    Beyond,
    Count,
    Listed,
    Ranked,
    SetVerdict,
)
from assistant.answering.parts.part import Part
from assistant.answering.proof.duty_claims import DutyClaims
from assistant.answering.proof.fields import Fields
from assistant.answering.proof.framing_claims import FramingClaims
from assistant.answering.proof.named import duties_named
from assistant.answering.proof.note_claims import NoteClaims
from assistant.answering.proof.set_claims import SetClaims
from assistant.answering.proof.sets import Sets
from assistant.answering.proof.told_names import ToldNames
from assistant.answering.telling.lines import text_of
from assistant.notes.book import NoteBook
from corpus.models import Town


class Proof:
    """Proves answers against one town's model; problems are in English, for the log."""

    def __init__(self, town: Town, checker: CitationChecker, book: NoteBook | None = None) -> None:
        """Against this model and the town's notes, quotes against the checker's source."""
        self._town = town
        self._checker = checker
        self._sets = Sets(town)
        self._duty_claims = DutyClaims(town)
        self._set_claims = SetClaims(town, self._sets, self._duty_claims)
        self._framing = FramingClaims(town)
        self._fields = Fields(town, self._sets)
        self._told_names = ToldNames(town)
        self._notes = NoteClaims(town, book or NoteBook())
        self._known = {duty.duty_id for duty in town.duties}

    def problems(self, answer: Answer) -> list[str]:
        """Why an answer must not leave; none where all that it says is so."""
        found = [p for c in answer.citations if (p := self._checker.problem(c))]
        unknown = {one for one in duties_named(answer) if one not in self._known}
        found += [f"there is no {one}" for one in sorted(unknown)]
        if found:
            return found  # the rest looks these duties up
        if answer.text != text_of(answer.parts, self._town):
            found.append("the text is not what the parts say")
        found += self._told_names.problems(answer)
        if answer.matters:
            found += self._several(answer)
        else:
            sure = answer.certainty is Certainty.SURE
            found += self._parts(answer.parts, answer, sure=sure, refused=answer.refused)
        return [*found, *self._fields.problems(answer), *self._notes.listed(answer)]

    def _several(self, answer: Answer) -> Iterator[str]:
        """The parts of each matter for itself, and that nothing else stands between them."""
        own = takewhile(lambda part: isinstance(part, Call | Verdict), answer.parts)
        joint = tuple(own)
        below = (_under_heading(*placed) for placed in enumerate(answer.matters, start=1))
        if answer.parts != (*joint, *chain.from_iterable(below)):
            yield "the parts are not those of the matters"
        yield from self._parts(joint, answer, sure=answer.certainty is Certainty.SURE)
        for matter in answer.matters:
            doubtful = any(
                isinstance(p, Note) and p.purpose is NotePurpose.DOUBT for p in matter.parts
            )
            refused = matter.duty_id is None
            yield from self._parts(matter.parts, answer, sure=not doubtful, refused=refused)

    def _parts(
        self, parts: Sequence[Part], answer: Answer, *, sure: bool, refused: bool = False
    ) -> Iterator[str]:
        yield from self._set_claims.problems(parts)
        cited = {citation.duty_id for citation in answer.citations}
        none = any(isinstance(part, Count) and not part.number for part in parts)
        for part in parts:
            match part:
                case Note():
                    yield from self._framing.note(part, refused=refused)
                case Related() if not (refused or none):
                    yield "duties are only related to what is refused"
                case Verdict():
                    yield from self._verdict(part, sure=sure)
                    yield from _uncited(part.duty_ids, cited)
                case TownNotes():
                    yield from self._notes.problems(part, parts)
                    yield from _uncited([part.duty_id] if part.duty_id else [], cited)
                case Comparison():
                    yield from self._duty_claims.comparison(part)
                    yield from _uncited(part.duty_ids, cited)
                case _:
                    yield from self._other(part, cited)

    def _other(self, part: Part, cited: set[str]) -> Iterator[str]:
        match part:
            case Count() | Listed() | Related() | MatterHeading() | Note() | Verdict():
                pass  # proven by what calls this
            case Comparison() | TownNotes():
                pass
            case SetVerdict():
                yield from self._set_claims.verdict(part)
            case Beside():
                yield from self._set_claims.beside(part)
            case Ranked():
                yield from self._set_claims.ranked(part)
            case Absent():
                yield from self._set_claims.absent(part)
            case Beyond():
                yield from self._set_claims.beyond(part)
            case MaybeMeant():
                yield from self._duty_claims.meant(part)
            case Call():
                yield from self._framing.call(part)
            case Elsewhere():
                yield from self._framing.elsewhere(part)
            case QuestionBack():
                yield from self._framing.question(part)
            case _:
                yield from self._duty_claims.problems(part)
                yield from _uncited([part.duty_id], cited)

    def _verdict(self, verdict: Verdict, *, sure: bool) -> Iterator[str]:
        if not self._sets.can_tell(verdict.claimed):
            yield "the document does not say such a thing of duties"
        if not self._sets.settles(verdict.claimed, verdict.duty_ids):
            yield f"{verdict.duty_ids} do not say who does that part"
        if verdict.doers:
            yield from self._doers(verdict)
        yield from self._each(verdict)
        clauses = self._sets.clauses_with(verdict.claimed, verdict.duty_ids)
        if (verdict.written or clauses) and verdict.written not in clauses:
            yield f"no figure or step of {verdict.duty_ids} is written as “{verdict.written}”"
        truth = self._sets.truth(verdict.claimed, verdict.duty_ids)
        if verdict.truth is not truth:
            yield f"the verdict on {verdict.duty_ids} is {truth}, not {verdict.truth}"
        if not sure and not verdict.if_meant:
            yield f"a verdict without a condition on {verdict.duty_ids}, which is not sure"

    def _doers(self, verdict: Verdict) -> Iterator[str]:
        """Who is told to do a part that is another's, or is claimed of them already."""
        claimed, duty_id = verdict.claimed[0], verdict.duty_ids[0]
        others = self._sets.doers(claimed, duty_id) - set(claimed.value)
        if set(verdict.doers) != others or len(verdict.claimed) + len(verdict.duty_ids) > 2:
            yield f"that part of {duty_id} is not just {verdict.doers}'s"

    def _each(self, verdict: Verdict) -> Iterator[str]:
        """Of several steps each with its own words, and those who do it."""
        parts = [part for one in verdict.claimed for part in one.parts if part.step]
        duty_id = verdict.duty_ids[0]
        written = {(part.step, self._sets.doers(part, duty_id)) for part in parts}
        if written != {(step.words, frozenset(step.holders)) for step in verdict.each}:
            yield f"the steps of {duty_id} are not {verdict.each}"


def _under_heading(place: int, matter: Matter) -> tuple[Part, ...]:
    return (MatterHeading(place=place, asked=matter.asked), *matter.parts)


def _uncited(told: Sequence[str], cited: set[str]) -> Iterator[str]:
    left = [duty_id for duty_id in told if duty_id not in cited]
    if left:
        yield f"{left} are told and not cited"
