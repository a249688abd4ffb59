"""The duties that an answer speaks of."""

from collections.abc import Iterator

from assistant.answer import Answer
from assistant.answering.parts.framing import QuestionBack, Related
from assistant.answering.parts.of_duties import (
    Comparison,
    Enforcement,
    Entry,
    MaybeMeant,
    Steps,
    Support,
    Unsaid,
    Verdict,
    Who,
)
from assistant.answering.parts.of_notes import TownNotes
from assistant.answering.parts.of_sets import Beyond, Listed


def duties_named(answer: Answer) -> Iterator[str]:
    """Their ids, as often as they are named."""
    yield from (citation.duty_id for citation in answer.citations)
    yield from answer.alternatives
    yield from (matter.duty_id for matter in answer.matters if matter.duty_id)
    for part in (*answer.parts, *(one for matter in answer.matters for one in matter.parts)):
        match part:
            case Related() | QuestionBack() | Comparison() | Verdict() | Beyond():
                yield from part.duty_ids
            case MaybeMeant() | Listed():
                yield from (one.duty_id for one in part.duties)
            case Who() | Entry() | Steps() | Support() | Enforcement() | Unsaid():
                yield part.duty_id
            case TownNotes(duty_id=str(duty_id)):
                yield duty_id
            case _:
                pass
