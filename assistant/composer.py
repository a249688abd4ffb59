"""From duties found to a cited answer: which parts are quoted, and how they are told."""

from collections.abc import Sequence

from assistant import wording
from assistant.answer import Answer, AnswerKind, Citation
from assistant.citation import CitationChecker
from corpus.models import Block, BlockKind, Duty, ListName, Town
from index.search import DutyHit
from index.words import bigrams

_SHOWN_CHARS = 300  # of one part in the text; the citation has all of it
_CITED_TOO = 0.25  # a further duty this probable is cited, not only offered
_MAX_CITED_DUTIES = 3
_MAX_ALTERNATIVES = 4
_ALTERNATIVE = 0.005  # less probable duties are not offered


class Composer:
    """Writes answers about one town's duties."""

    def __init__(self, town: Town, checker: CitationChecker) -> None:
        """Answers name this town; quotes are cut so that they pass this check."""
        self._town = town
        self._checker = checker

    def duty_answer(
        self, hits: Sequence[DutyHit], departments: Sequence[str], question: str
    ) -> Answer:
        """The answer from the best hit; others are cited or offered as they are probable."""
        best = hits[0]
        cited = [best] + [hit for hit in hits[1:] if hit.probability >= _CITED_TOO]
        cited = cited[:_MAX_CITED_DUTIES]
        others = [
            hit.duty.duty_id for hit in hits if hit not in cited and hit.probability >= _ALTERNATIVE
        ]
        blocks = self._blocks(best, departments)
        citations = self.cite(best.duty, blocks, best.probability)
        for hit in cited[1:]:
            citations += self.cite(hit.duty, self._blocks(hit, ())[:1], hit.probability)
        return Answer(
            kind=AnswerKind.DUTY,
            text=self._text(best.duty, blocks, departments, question),
            list=best.duty.list,
            departments=tuple(departments),
            township_role=self._township_role(best.duty),
            citations=tuple(citations),
            alternatives=tuple(others[:_MAX_ALTERNATIVES]),
            confidence=min(best.probability, 1.0),
            resolved_question=question,
        )

    def refusal(self, nearest: Sequence[DutyHit], question: str) -> Answer:
        """The lists don't cover it: no citation, at most two duties that may be related."""
        duties = [hit.duty for hit in nearest[:2]]
        return Answer(
            kind=AnswerKind.REFUSAL,
            text=wording.refusal(duties),
            alternatives=tuple(duty.duty_id for duty in duties),
            refused=True,
            resolved_question=question,
        )

    def _blocks(self, hit: DutyHit, departments: Sequence[str]) -> list[Block]:
        """The parts to quote, most to the point first.

        The part that matched, the parts of the departments asked about, of the lead and the
        town; a title stands for a duty without parts.
        """
        duty = hit.duty
        parts = [block for block in duty.blocks if block.kind is not BlockKind.TITLE]
        if not parts:
            return list(duty.blocks)
        matched = next(
            (item.passage for item in hit.passages if item.passage.kind is not BlockKind.TITLE),
            None,
        )
        wanted = {duty.lead_department, self._town.name, *departments}
        chosen = [b for b in parts if b.holder in wanted and b.kind is not BlockKind.SUPPORT]
        if matched:
            chosen += [b for b in parts if (b.kind, b.holder) == (matched.kind, matched.holder)]
        first = [b for b in chosen if b.holder in departments]
        return list(dict.fromkeys([*first, *chosen])) or parts

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

    def _text(
        self, duty: Duty, blocks: Sequence[Block], departments: Sequence[str], question: str
    ) -> str:
        town = self._town.name
        if duty.list is ListName.BASIC:
            return f"{wording.own_duty(duty, town)}\n{duty.title}"
        if duty.list is ListName.RECLAIMED:
            first = wording.reclaimed_duty(duty, town)
        else:
            first = wording.assisted_duty(duty, town, departments)
        return "\n".join([first, *(self._part(duty, block, question) for block in blocks)])

    def _part(self, duty: Duty, block: Block, question: str) -> str:
        if block.kind is BlockKind.SUPPORT:
            heading = wording.SUPPORT_HEADING
        else:
            name = block.heading or block.holder
            heading = wording.part_heading(duty.list, name, self._town.name)
        shown = most_relevant(block.items, question, _SHOWN_CHARS)
        lines = [heading, *shown]
        if len(shown) < len(block.items):
            lines.append(wording.shortened(len(block.items)))
        return "\n".join(lines)

    def _township_role(self, duty: Duty) -> str | None:
        if duty.list is ListName.BASIC:
            return duty.title
        own = duty.parts(BlockKind.TOWNSHIP)
        return own[0].text if own else None


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
