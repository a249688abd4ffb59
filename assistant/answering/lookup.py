"""Looking duties up by number: 「配合清单第9项」「基本第81到86项」; some don't exist."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answer import Answer, AnswerKind, Citation, certainty_of
from assistant.answering import wording
from assistant.answering.composer import Composer
from assistant.answering.duty_part import Part, has_part, only_number, part_asked
from assistant.answering.numbers_of import NumbersOf
from assistant.understanding.references import Reference, fold_question, references
from corpus.departments import DepartmentNames
from corpus.models import Block, BlockKind, Duty, ListName, Town
from corpus.vocabulary import words_of

_FULL_DUTIES = 2  # so many duties are told in full, more of them by title
_CERTAIN = 1.0  # a number leaves nothing to guess
_MARK = re.compile(r"星号|执法事项")


@dataclass(frozen=True)
class _Wanted:
    """Duties that the numbers name, and sentences about numbers that don't exist."""

    duties: tuple[Duty, ...]
    missing: tuple[str, ...]


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
        self._sizes = [(name, len(duties)) for name, duties in self._lists.items()]

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
            return self._refusal([wording.no_such_list(unknown[0], self._sizes)], question)
        if not all(item.numbers for item in named):
            return self._refusal([wording.no_number(self._sizes)], question)
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
                missing.append(wording.no_such_number(item.mention.list, len(own), absent))
        return _Wanted(tuple(duties.values()), tuple(dict.fromkeys(missing)))

    def _without_list(self, found: Sequence[Reference], text: str, question: str) -> Answer | None:
        """A number alone: the one list that can be meant, or which of them."""
        if len(found) != 1 or not only_number(text, found[0], self._own):
            return None
        if not found[0].numbers:
            return self._refusal([wording.no_number(self._sizes)], question)
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
            return self._refusal([wording.no_such_number_at_all(numbers, self._sizes)], question)
        duties = [self._lists[name][n - 1] for name in fitting for n in numbers]
        if len(fitting) == 1:
            return self._told(_Wanted(tuple(duties), ()), text, question)
        return Answer(
            kind=AnswerKind.CLARIFY,
            text=wording.which_list(duties),
            alternatives=tuple(duty.duty_id for duty in duties),
            resolved_question=question,
        )

    def _refusal(self, sentences: Sequence[str], question: str) -> Answer:
        return Answer(
            kind=AnswerKind.LOOKUP,
            text="\n".join(sentences),
            refused=True,
            confidence=0.0,
            resolved_question=question,
        )

    def _told(self, wanted: _Wanted, text: str, question: str) -> Answer:
        duties = wanted.duties
        if not duties:
            return self._refusal(wanted.missing, question)
        citations: list[Citation] = []
        told, departments = list(wanted.missing), list[str]()
        mentioned = {n for item in self._names.mentions(text) for n in item.departments}
        for duty in duties:
            named = tuple(name for name in duty.departments if name in mentioned)
            part = part_asked(text, named)
            departments += self._departments(duty, part, named, text)
            blocks = self._blocks(duty, part, named)
            if len(duties) > _FULL_DUTIES and part is Part.WHOLE:
                told.append(wording.duty_line(duty, self._town.name))
                citations += self._composer.cite(duty, _titles(duty), _CERTAIN)
                continue
            told += self._sentences(duty, part, blocks, text)
            cited = blocks + [b for b in _titles(duty) if b not in blocks]
            citations += self._composer.cite(duty, cited, _CERTAIN)
        return Answer(
            kind=AnswerKind.LOOKUP,
            text="\n".join(told),
            list=duties[0].list,
            departments=tuple(dict.fromkeys(departments)),
            township_role=self._role(duties),
            citations=tuple(citations),
            confidence=_CERTAIN,
            certainty=certainty_of(_CERTAIN),
            resolved_question=question,
        )

    def _placed(self, duties: Sequence[tuple[str, Duty]], question: str) -> Answer:
        """The answer to 「某事是第几项」: each phrase with its duty."""
        distinct = tuple({duty.duty_id: duty for _, duty in duties}.values())
        return Answer(
            kind=AnswerKind.LOOKUP,
            text="\n".join(wording.place_of(phrase, duty) for phrase, duty in duties),
            list=distinct[0].list,
            departments=tuple(dict.fromkeys(duty.lead_department for duty in distinct)),
            township_role=self._role(distinct),
            citations=tuple(
                citation
                for duty in distinct
                for citation in self._composer.cite(duty, _titles(duty), _CERTAIN)
            ),
            confidence=_CERTAIN,
            certainty=certainty_of(_CERTAIN),
            resolved_question=question,
        )

    def _role(self, duties: Sequence[Duty]) -> str | None:
        """What the town does, where one duty was asked for."""
        if len(duties) > 1:
            return None
        if duties[0].list is ListName.BASIC:
            return duties[0].title
        own = duties[0].parts(BlockKind.TOWNSHIP)
        return own[0].text if own else None

    def _departments(
        self, duty: Duty, part: Part, named: Sequence[str], text: str
    ) -> Iterable[str]:
        """Who is responsible for the part asked for; all the duty's departments for the whole."""
        if duty.list is not ListName.ASSIST:
            return duty.departments
        if part is Part.DEPARTMENT:
            return named
        if part is Part.TOWNSHIP:
            return (self._town.name,)
        return (duty.lead_department,) if part is Part.LEAD else duty.departments

    def _blocks(self, duty: Duty, part: Part, named: Sequence[str]) -> list[Block]:
        """The parts to tell: what is asked for; without such a part, the whole duty."""
        if part is Part.SUPPORT:
            chosen = list(duty.parts(BlockKind.SUPPORT))
        elif part is Part.TOWNSHIP:
            chosen = list(duty.parts(BlockKind.TOWNSHIP))
        elif part is Part.DEPARTMENT:
            chosen = [
                b for b in duty.blocks if b.holder in named and b.kind is BlockKind.DEPARTMENT
            ]
        else:
            chosen = []
        parts = [block for block in duty.blocks if block.kind is not BlockKind.TITLE]
        return chosen or parts or list(duty.blocks)

    def _sentences(self, duty: Duty, part: Part, blocks: Sequence[Block], text: str) -> list[str]:
        """What is asked for in one sentence, the duty, and the parts told, verbatim."""
        town = self._town.name
        first = []
        if part in (Part.LEAD, Part.HOLDERS):
            first = [wording.who(duty, town)]
        elif part is Part.SUPPORT and not duty.parts(BlockKind.SUPPORT):
            first = [wording.no_support(duty)]
        elif part is Part.TOWNSHIP and duty.list is ListName.RECLAIMED:
            first = [wording.not_the_towns(duty, town)]
        if _MARK.search(text):
            first.append(wording.enforcement_mark(duty))
        shown = [b for b in blocks if b.kind is not BlockKind.TITLE]
        return [
            *first,
            wording.looked_up(duty, "" if first else wording.who(duty, town)),
            *(line for block in shown for line in wording.part_lines(duty, block, town)),
        ]


def _titles(duty: Duty) -> list[Block]:
    return list(duty.parts(BlockKind.TITLE))
