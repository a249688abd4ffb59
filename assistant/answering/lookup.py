"""Looking duties up by number: 「配合清单第9项」「基本第81到86项」; some don't exist."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answer import Answer, AnswerKind, Citation, certainty_of
from assistant.answering import wording
from assistant.answering.composer import Composer
from assistant.answering.duty_part import Part as PartAsked
from assistant.answering.duty_part import has_part, only_number, part_asked
from assistant.answering.numbers_of import NumbersOf
from assistant.answering.parts.comparing import comparison
from assistant.answering.parts.framing import QuestionBack
from assistant.answering.parts.makers import enforcement, entry, no_support, part_of, whole
from assistant.answering.parts.of_duties import EntryForm, WhoForm
from assistant.answering.parts.of_sets import Absent, Size
from assistant.answering.parts.part import Part
from assistant.answering.telling.answers import answer_of
from assistant.understanding.comparison import compares
from assistant.understanding.references import Reference, fold_question, references
from corpus.departments import DepartmentNames
from corpus.models import Block, BlockKind, Duty, ListName, Town
from corpus.vocabulary import words_of

_FULL_DUTIES = 2  # so many duties are told in full, more of them by title
_CERTAIN = 1.0  # a number leaves nothing to guess
_MARK = re.compile(r"星号|执法事项")


@dataclass(frozen=True)
class _Wanted:
    """Duties that the numbers name, and numbers that don't exist."""

    duties: tuple[Duty, ...]
    missing: tuple[Absent, ...]


class Lookup:
    """Answers questions that name duties by number."""

    def __init__(self, town: Town, composer: Composer) -> None:
        """Look up in this town's lists and cite through this composer."""
        self._town = town
        self._composer = composer
        self._names = DepartmentNames(town)
        self._own = words_of(town).own_names
        self._numbers_of = NumbersOf(town)
        self._lists = {item.name: item.duties for item in town.lists}
        self._sizes = tuple(
            Size(list=name, number=len(duties)) for name, duties in self._lists.items()
        )

    def answer(self, question: str) -> Answer | None:
        """The duties with these numbers; None when the question names none by number.

        A number or a list that doesn't exist is said not to (`refused`); a bare number that fits
        several lists is asked back (`clarify`). 「某事是第几项」 is answered where the words stand
        in the lists verbatim, else None.
        """
        text = fold_question(question)
        found = references(text, self._own)
        named = [item for item in found if item.mention]
        if not found:
            placed = self._numbers_of.find(text)
            return self._placed(placed, question) if placed else None
        if not named:
            return self._without_list(found, text, question)
        unknown = [item.mention.name for item in named if item.mention and not item.mention.list]
        if unknown:
            return self._refusal([Absent(list_name=unknown[0], sizes=self._sizes)], question)
        if not all(item.numbers for item in named):
            return self._refusal([Absent(sizes=self._sizes)], question)
        return self._told(self._wanted(named), text, question)

    def _wanted(self, found: Sequence[Reference]) -> _Wanted:
        duties: dict[str, Duty] = {}
        missing = []
        for item in found:
            if item.mention is None or item.mention.list is None:
                continue
            own = self._lists[item.mention.list]
            present = [n for n in item.numbers if 1 <= abs(n) <= len(own)]
            chosen = [own[n - 1] if n > 0 else own[n] for n in present]
            duties |= {duty.duty_id: duty for duty in chosen}
            if absent := [n for n in item.numbers if not 1 <= abs(n) <= len(own)]:
                size = Size(list=item.mention.list, number=len(own))
                missing.append(Absent(numbers=tuple(absent), sizes=(size,)))
        return _Wanted(tuple(duties.values()), tuple(dict.fromkeys(missing)))

    def _without_list(self, found: Sequence[Reference], text: str, question: str) -> Answer | None:
        """A number alone: the one list that can be meant, or which of them."""
        if len(found) != 1 or not only_number(text, found[0], self._own):
            return None
        if not found[0].numbers:
            return self._refusal([Absent(sizes=self._sizes)], question)
        if min(found[0].numbers) < 0:
            return None
        part = part_asked(text, ())
        numbers = found[0].numbers
        fitting = [
            name
            for name, duties in self._lists.items()
            if all(1 <= number <= len(duties) for number in numbers) and has_part(name, part, text)
        ]
        if not fitting:
            absent = Absent(numbers=tuple(numbers), sizes=self._sizes)
            return self._refusal([absent], question)
        duties = [self._lists[name][n - 1] for name in fitting for n in numbers]
        if len(fitting) == 1:
            return self._told(_Wanted(tuple(duties), ()), text, question)
        ids = tuple(duty.duty_id for duty in duties)
        back = QuestionBack(text=wording.WHICH_LIST, duty_ids=ids)
        return answer_of(AnswerKind.CLARIFY, [back], self._town, question, alternatives=ids)

    def _refusal(self, absent: Sequence[Absent], question: str) -> Answer:
        return answer_of(AnswerKind.LOOKUP, absent, self._town, question, refused=True)

    def _told(self, wanted: _Wanted, text: str, question: str) -> Answer:
        duties = wanted.duties
        if not duties:
            return self._refusal(wanted.missing, question)
        citations: list[Citation] = []
        told: list[Part] = [*wanted.missing]
        departments: list[str] = []
        town = self._town.name
        compared = _is_compared(duties, text)
        if compared:
            told.append(comparison(duties, self._town))
        mentioned = {n for item in self._names.mentions(text) for n in item.departments}
        for duty in duties:
            named = tuple(name for name in duty.departments if name in mentioned)
            part = part_asked(text, named)
            departments += self._departments(duty, part, named, text)
            blocks = self._blocks(duty, part, named)
            if len(duties) > _FULL_DUTIES and part is PartAsked.WHOLE:
                told += [] if compared else [entry(duty, town, form=EntryForm.SHORT)]
                citations += self._composer.cite(duty, _titles(duty), _CERTAIN)
                continue
            told += [] if compared else self._parts(duty, part, blocks, text)
            cited = blocks + [b for b in _titles(duty) if b not in blocks]
            citations += self._composer.cite(duty, cited, _CERTAIN)
        return self._found(told, duties, departments, citations, question)

    def _placed(self, placed: Sequence[tuple[str, Duty]], question: str) -> Answer:
        """The answer to 「某事是第几项」: each phrase with its duty."""
        distinct = tuple({duty.duty_id: duty for _, duty in placed}.values())
        return self._found(
            [entry(duty, self._town.name, phrase=phrase) for phrase, duty in placed],
            distinct,
            [duty.lead_department for duty in distinct],
            [
                citation
                for duty in distinct
                for citation in self._composer.cite(duty, _titles(duty), _CERTAIN)
            ],
            question,
        )

    def _found(
        self,
        parts: Sequence[Part],
        duties: Sequence[Duty],
        departments: Sequence[str],
        citations: Sequence[Citation],
        question: str,
    ) -> Answer:
        return answer_of(
            AnswerKind.LOOKUP,
            parts,
            self._town,
            question,
            list=duties[0].list,
            departments=tuple(dict.fromkeys(departments)),
            township_role=self._composer.township_role(duties[0]) if len(duties) == 1 else None,
            citations=tuple(citations),
            confidence=_CERTAIN,
            certainty=certainty_of(_CERTAIN),
        )

    def _departments(
        self, duty: Duty, part: PartAsked, named: Sequence[str], text: str
    ) -> Iterable[str]:
        """Who is responsible for the part asked for; all the duty's departments for the whole."""
        if duty.list is not ListName.ASSIST:
            return duty.departments
        if part is PartAsked.DEPARTMENT:
            return named
        if part is PartAsked.TOWNSHIP:
            return (self._town.name,)
        return (duty.lead_department,) if part is PartAsked.LEAD else duty.departments

    def _blocks(self, duty: Duty, part: PartAsked, named: Sequence[str]) -> list[Block]:
        """The parts to tell: what is asked for; without such a part, the whole duty."""
        if part is PartAsked.SUPPORT:
            chosen = list(duty.parts(BlockKind.SUPPORT))
        elif part is PartAsked.TOWNSHIP:
            chosen = list(duty.parts(BlockKind.TOWNSHIP))
        elif part is PartAsked.DEPARTMENT:
            chosen = [
                b for b in duty.blocks if b.holder in named and b.kind is BlockKind.DEPARTMENT
            ]
        else:
            chosen = []
        parts = [block for block in duty.blocks if block.kind is not BlockKind.TITLE]
        return chosen or parts or list(duty.blocks)

    def _parts(self, duty: Duty, part: PartAsked, blocks: Sequence[Block], text: str) -> list[Part]:
        """What is asked for in one sentence, the duty, and the parts told, verbatim."""
        town = self._town.name
        first: list[Part] = []
        if part in (PartAsked.LEAD, PartAsked.HOLDERS):
            first.append(whole(duty, town, WhoForm.BRIEF))
        elif part is PartAsked.SUPPORT and not duty.parts(BlockKind.SUPPORT):
            first.append(no_support(duty, self._town))
        elif part is PartAsked.TOWNSHIP and duty.list is ListName.RECLAIMED:
            first.append(whole(duty, town, WhoForm.GONE))
        if _MARK.search(text):
            first.append(enforcement(duty, self._town))
        shown = [b for b in blocks if b.kind is not BlockKind.TITLE]
        own = entry(duty, town, charge=not first)
        return [*first, own, *(part_of(duty, block, block.items) for block in shown)]


def _titles(duty: Duty) -> list[Block]:
    return list(duty.parts(BlockKind.TITLE))


def _is_compared(duties: Sequence[Duty], text: str) -> bool:
    """Whether the duties are told side by side; what a part of them says is told in full."""
    in_short = part_asked(text, ()) in (PartAsked.WHOLE, PartAsked.LEAD, PartAsked.HOLDERS)
    return len(duties) > 1 and compares(text) and in_short
