"""What may be asked next of the duty just answered, each as a question that stands alone."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from assistant.answer import Answer, AnswerKind, Certainty
from assistant.answering.parts.of_duties import Steps
from assistant.answering.telling.plain_line import matter_name, office_name
from assistant.answering.wording import brief
from assistant.notes.note import NoteKind
from assistant.understanding.normalisation import normalise
from assistant.web.chat.wire import Option
from assistant.web.labels import Labels
from corpus.models import Block, BlockKind, Duty, Town
from corpus.vocabulary import words_of

MAX_OPTIONS = 3
_TITLE_CHARS = 28  # of a duty, on a chip
_OF_THE_DUTY = 2  # so that what else may be meant has room


def next_questions(
    answer: Answer, town: Town, labels: Labels, noted: Collection[NoteKind] = ()
) -> list[Option]:
    """At most three: of an unsure answer which duty is meant, else its parts and what is near.

    `noted` is what the town's staff noted of the duty answered.
    """
    if answer.emergency:
        return []
    others = [_meant(town.duty(duty_id), labels.elsewhere) for duty_id in answer.alternatives]
    if asks_back(answer):
        first = town.duty(answer.citations[0].duty_id)
        return [_meant(first, labels.this_one), *others[:1]]
    parts = _parts(answer, town, labels, noted)
    own = list(islice(parts, _OF_THE_DUTY if others else MAX_OPTIONS))
    return [*own, *others][:MAX_OPTIONS]


def asks_back(answer: Answer) -> bool:
    """Whether two duties are close, so that the asker is to say which."""
    unsure = answer.certainty is Certainty.UNSURE and answer.kind is AnswerKind.DUTY
    return unsure and bool(answer.alternatives and answer.citations) and not answer.matters


def thread_of(answer: Answer, town: Town, question: str, earlier: Sequence[str]) -> str:
    """The matter that a follow-up is still about; "" of a question that stands alone."""
    said, understood = normalise(question), answer.resolved_question
    of_several = answer.matters or answer.kind is AnswerKind.ENUMERATE
    if not earlier or not answer.citations or of_several or understood.startswith(said):
        return ""
    duty = town.duty(answer.citations[0].duty_id)
    return (matter_name(duty) or brief(duty.title.rstrip("。"))).removesuffix("的事")


def _parts(
    answer: Answer, town: Town, labels: Labels, noted: Collection[NoteKind]
) -> Iterator[Option]:
    """What to bring, where it was noted, and the parts not told whole, the town's first."""
    if answer.kind not in (AnswerKind.DUTY, AnswerKind.LOOKUP) or answer.matters:
        return
    cited = {citation.duty_id for citation in answer.citations}
    if answer.kind is AnswerKind.LOOKUP and len(cited) > 1:
        return
    for citation in answer.citations[:1]:
        duty = town.duty(citation.duty_id)
        if NoteKind.PAPERS in noted and all(
            n.kind is not NoteKind.PAPERS for n in answer.town_notes
        ):
            yield Option(label=labels.papers, value=f"{_number(duty)}，要带什么材料")
        told = {(s.kind, s.holder) for s in _steps(answer, duty) if len(s.items) == s.total}
        for block in (*duty.parts(BlockKind.TOWNSHIP), *duty.parts(BlockKind.DEPARTMENT)):
            if (block.kind, block.holder) not in told:
                yield _part(duty, block, town, labels)


def _steps(answer: Answer, duty: Duty) -> Iterator[Steps]:
    return (
        part for part in answer.parts if isinstance(part, Steps) and part.duty_id == duty.duty_id
    )


def _part(duty: Duty, block: Block, town: Town, labels: Labels) -> Option:
    here = block.kind is BlockKind.TOWNSHIP
    asked = words_of(town).in_town if here else block.holder
    name = asked if here else office_name(block.holder, town)
    return Option(
        label=labels.does_what.format(name=name), value=f"{_number(duty)}，{asked}要做什么"
    )


def _meant(duty: Duty, label: str) -> Option:
    title = _short(duty.title.rstrip("。"))
    return Option(label=label.format(title=title, duty_id=duty.duty_id), value=_number(duty))


def _short(title: str) -> str:
    """A title of two rows of a phone at most, cut where it pauses."""
    if len(title) <= _TITLE_CHARS:
        return title
    start = title[:_TITLE_CHARS]
    pause = max(map(start.rfind, "，、；"))
    return f"{start[:pause] if pause > _TITLE_CHARS // 2 else start}……"


def _number(duty: Duty) -> str:
    return f"{duty.list.value}清单第{duty.number}项"
