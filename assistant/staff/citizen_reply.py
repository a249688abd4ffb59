"""A reply to a citizen made from an answer: plain words of an office, ready to be sent."""

from collections.abc import Iterator
from datetime import date

from assistant.answer import Answer, Certainty
from assistant.answering.citation import cites_list
from assistant.answering.parts.framing import Note, QuestionBack
from assistant.answering.parts.of_duties import MaybeMeant, Steps, Support
from assistant.answering.telling.lines import lines_of, without_related
from assistant.answering.wording import HOTLINE, brief, reference, shortened
from assistant.log.personal_data import without_personal_numbers
from corpus.models import Town
from corpus.vocabulary import words_of

_QUOTED_CHARS = 80  # of the question
_NAMED_DUTIES = 5
_OPENING = "您好！您问的“{question}”，答复如下："
NO_DUTY = "这件事在本镇公布的履职事项清单里没有找到。"
_WORTH = "以上依据公布的履职事项清单，具体办理以主管部门为准。"
_CALL = f"还有不清楚的，请拨打{HOTLINE}政务服务便民热线。"


def reply_of(answer: Answer, question: str, town: Town, day: date) -> str | None:
    """The reply to a question, dated and signed; None where the answer is not one to send on.

    That is of danger, which has numbers to call, of what was not understood, of another place, and
    where the answer is unsure.
    """
    if answer.emergency or answer.other_place:
        return None
    if answer.refused:
        told = [words_of(town).worded(NO_DUTY)]
    elif answer.certainty is Certainty.SURE:
        told = [*_told(answer, town), *_sources(answer, town), _WORTH]
    else:
        return None
    quoted = _quoted(without_personal_numbers(" ".join(question.split())))
    return "\n".join(
        (
            _OPENING.format(question=quoted),
            *told,
            _CALL,
            town.name,
            f"{day.year}年{day.month}月{day.day}日",
        )
    )


def _told(answer: Answer, town: Town) -> Iterator[str]:
    """The lines of the answer that state something; what is left out of them stands in the list."""
    framing = (Note, QuestionBack, MaybeMeant)
    parts = [part for part in without_related(answer.parts) if not isinstance(part, framing)]
    left_out = {
        shortened(part.total)
        for part in parts
        if isinstance(part, Steps | Support) and len(part.items) < part.total
    }
    return (line.text for line in lines_of(parts, town, plain=True) if line.text not in left_out)


def _sources(answer: Answer, town: Town) -> Iterator[str]:
    """The document, and the first of the duties that it is cited for."""
    duties = dict.fromkeys(c.duty_id for c in answer.citations if not cites_list(c, town))
    named = [
        f"{reference(duty)}“{brief(duty.title.rstrip('。'))}”" for duty in map(town.duty, duties)
    ]
    rest = "等" if len(named) > _NAMED_DUTIES else ""
    where = f"中的{'、'.join(named[:_NAMED_DUTIES])}{rest}" if named else ""
    if answer.citations:
        yield f"依据：《{town.source_name}》{where}，全文以清单为准。"


def _quoted(text: str) -> str:
    return text if len(text) <= _QUOTED_CHARS else f"{text[:_QUOTED_CHARS]}……"
