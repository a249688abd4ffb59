"""From duties found to a cited answer: which parts are quoted, and how they are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from assistant.answer import (
    Answer,
    AnswerKind,
    Certainty,
    Citation,
    MissingAspect,
    certainty_of,
)
from assistant.answering import wording
from assistant.answering.citation import CitationChecker
from assistant.understanding.aspects import Asked, Aspect
from assistant.understanding.question_text import is_english
from corpus.country.advice import load_advice
from corpus.models import Block, BlockKind, Duty, ListName, Town
from index.search import DutyHit, Found
from index.text.words import bigrams

_SHOWN_CHARS = 220  # of one part in the text; the citation has all of it
_CITED_TOO = 0.25  # a further duty this probable is cited, not only offered
_MAX_CITED_DUTIES = 3
_MAX_ALTERNATIVES = 4
_ALTERNATIVE = 0.0001  # less probable duties are not offered
_CLOSE = 0.1  # an alternative this probable is worth telling apart
_TOLD_APART = 2  # alternatives, of an unsure answer
# Coverage from which a refusal names the nearest duties: below, they are rather absurd.
_MAYBE_RELATED = 0.1


@dataclass(frozen=True)
class Request:
    """A question as far as it shapes the telling of an answer."""

    question: str
    asked: Asked
    opening: str  # the first sentence
    rightness: float  # calibrated probability that the best duty is a fair answer
    missing: tuple[MissingAspect, ...] = ()  # asked, and not in the lists

    @property
    def certainty(self) -> Certainty:
        """Whether to rely on the best duty."""
        return certainty_of(self.rightness)


class Composer:
    """Writes answers about one town's duties."""

    def __init__(self, town: Town, checker: CitationChecker) -> None:
        """Answers name this town; quotes are cut so that they pass this check."""
        self._town = town
        self._checker = checker

    def duty_answer(
        self,
        hits: Sequence[DutyHit],
        departments: Sequence[str],
        request: Request,
    ) -> Answer:
        """The answer from the best hit; others are cited or offered as they are probable."""
        best = hits[0]
        close = [hit for hit in hits[1:] if hit.probability >= _CITED_TOO]
        further = close[: _MAX_CITED_DUTIES - 1]
        others = [
            hit for hit in hits[1:] if not _among(hit, further) and hit.probability >= _ALTERNATIVE
        ]
        blocks = self._blocks(best, departments)
        citations = self.cite(best.duty, blocks, best.probability)
        for hit in further:
            citations += self.cite(hit.duty, self._blocks(hit, ())[:1], hit.probability)
        return Answer(
            kind=AnswerKind.DUTY,
            text=self._text(best, [*further, *others], blocks, request),
            list=best.duty.list,
            departments=tuple(dict.fromkeys(departments)),
            township_role=self._township_role(best.duty),
            citations=tuple(citations),
            alternatives=tuple(hit.duty.duty_id for hit in others[:_MAX_ALTERNATIVES]),
            confidence=request.rightness,
            certainty=request.certainty,
            missing=request.missing,
            resolved_question="",
        )

    def refusal(self, found: Found) -> Answer:
        """The lists don't cover it: no citation, who else may help, duties that may be related."""
        duties = [hit.duty for hit in found.hits[:2] if found.coverage >= _MAYBE_RELATED]
        return Answer(
            kind=AnswerKind.REFUSAL,
            text=wording.refusal(duties, load_advice().get(found.kind)),
            alternatives=tuple(duty.duty_id for duty in duties),
            refused=True,
            resolved_question="",
        )

    def cite(self, duty: Duty, blocks: Sequence[Block], score: float) -> list[Citation]:
        """Citations of these parts of a duty, in the order given, every item quoted."""
        return [
            Citation(
                duty_id=duty.duty_id,
                list=duty.list,
                number=duty.number,
                section=duty.section,
                title=duty.title,
                holder=block.holder,
                quote=quote,
                source_lines=lines,
                score=score,
            )
            for block in blocks
            for quote, lines in self._checker.quotable(block.items, block.source_lines)
        ]

    def _blocks(self, hit: DutyHit, departments: Sequence[str]) -> list[Block]:
        """The parts to quote, most to the point first.

        Those of the departments asked for, then of the lead, the town, and what matched; a title
        stands for a duty without parts.
        """
        parts = [block for block in hit.duty.blocks if block.kind is not BlockKind.TITLE]
        if not parts:
            return list(hit.duty.blocks)
        matched = next(p.passage for p in hit.passages if p.passage.kind is not BlockKind.TITLE)
        wanted = {hit.duty.lead_department, self._town.name}
        own = [block for block in parts if block.kind is not BlockKind.SUPPORT]
        chosen = [block for block in own if block.holder in departments]
        chosen += [block for block in own if block.holder in wanted]
        chosen += [b for b in parts if (b.kind, b.holder) == (matched.kind, matched.holder)]
        chosen += hit.duty.parts(BlockKind.SHARED)
        return list(dict.fromkeys(chosen)) or parts

    def _text(
        self, best: DutyHit, others: Sequence[DutyHit], blocks: Sequence[Block], request: Request
    ) -> str:
        lines = [request.opening]
        if request.certainty is Certainty.UNSURE:
            lines = [wording.doubtful(request.opening, is_english(request.question))]
        if best.duty.list is ListName.BASIC:
            lines.append(best.duty.title)
        if request.missing:
            lines.insert(0, wording.unsaid(request.missing, best.duty))
        for block, shown in () if request.missing else self._told(best, blocks, request):
            lines.append(self.part_text(best.duty, block, shown))
        if request.certainty is Certainty.UNSURE:
            close = [hit.duty for hit in others if hit.probability >= _CLOSE][:_TOLD_APART]
            told = [(duty, distinguishing(best.duty.title, duty.title)) for duty in close]
            lines += [wording.maybe_meant(told, self._town.name)] if told else []
        return "\n".join(lines)

    def _told(
        self, hit: DutyHit, blocks: Sequence[Block], request: Request
    ) -> list[tuple[Block, Sequence[str]]]:
        """The parts that the text tells, each with the items shown.

        A part that is asked for is complete; otherwise long parts are cut to what matches.
        """
        asked_for = {
            Aspect.SUPPORT: hit.duty.parts(BlockKind.SUPPORT),
            Aspect.TOWNSHIP: hit.duty.parts(BlockKind.TOWNSHIP),
            Aspect.DEPARTMENTS: [b for b in blocks if b.holder in request.asked.named],
            Aspect.WHOLE: [],
        }[request.asked.aspect]
        if asked_for:
            return [(block, block.items) for block in asked_for]
        return [
            (block, most_relevant(block.items, request.question, _SHOWN_CHARS))
            for block in blocks
            if block.kind not in (BlockKind.TITLE, BlockKind.SUPPORT)
        ]

    def part_text(self, duty: Duty, block: Block, shown: Sequence[str]) -> str:
        """One holder's part with its heading; items without a number get one."""
        if block.kind is BlockKind.SUPPORT:
            heading = wording.SUPPORT_HEADING
        else:
            name = block.heading or block.holder
            heading = wording.part_heading(duty.list, name, self._town.name)
        lines = [heading, *numbered(block.items, shown)]
        if len(shown) < len(block.items):
            lines.append(wording.shortened(len(block.items)))
        return "\n".join(lines)

    def _township_role(self, duty: Duty) -> str | None:
        if duty.list is ListName.BASIC:
            return duty.title
        own = duty.parts(BlockKind.TOWNSHIP)
        return own[0].text if own else None


def _among(hit: DutyHit, hits: Sequence[DutyHit]) -> bool:
    return any(hit.duty == other.duty for other in hits)


def numbered(items: Sequence[str], shown: Sequence[str]) -> list[str]:
    """The shown items with their place in the part, where they carry no number of their own."""
    if len(items) == 1 or wording.OWN_MARK.match(items[0]):
        return list(shown)
    return [f"{items.index(item) + 1}.{item}" for item in shown]


def most_relevant(items: Sequence[str], question: str, limit: int) -> list[str]:
    """The items that share most character pairs with the question, in their own order.

    All of them where they have at most `limit` characters together; at least one.
    """
    if sum(map(len, items)) <= limit:
        return list(items)
    asked = set(bigrams(question))
    overlap = [len(asked.intersection(bigrams(item))) for item in items]
    chosen: list[int] = []
    for position in sorted(range(len(items)), key=lambda i: (-overlap[i], i)):
        if chosen and sum(len(items[i]) for i in [*chosen, position]) > limit:
            break
        chosen.append(position)
    return [items[i] for i in sorted(chosen)]


def distinguishing(title: str, other: str) -> str:
    """What the other title has where the two differ; the whole of it where little is shared.

    >>> distinguishing("对在草原禁牧区放牧的处罚", "对在农区放牧的处罚")
    '农区'
    """
    before = _shared(title, other)
    after = _shared(title[before:][::-1], other[before:][::-1])
    middle = other[before : len(other) - after]
    return middle if before + after >= len(other) // 2 and len(middle) > 1 else other


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
