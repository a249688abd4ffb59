"""An answer with its text, which is rendered once, from its parts."""

from collections.abc import Sequence
from typing import Any

from assistant.answer import Answer, AnswerKind, certainty_of
from assistant.answering.parts.part import Part
from assistant.answering.telling.lines import text_of
from corpus.models import Town


def answer_of(
    kind: AnswerKind, parts: Sequence[Part], town: Town, question: str = "", **fields: Any
) -> Answer:
    """An answer of this kind to a question; `fields` are the others of the contract."""
    told = tuple(parts)
    return Answer(
        kind=kind,
        text=text_of(told, town),
        parts=told,
        version=town.version or None,
        resolved_question=question,
        **fields,
    )


def retold(answer: Answer, parts: Sequence[Part], town: Town, **update: Any) -> Answer:
    """The answer with other parts, and what else of it is another."""
    told = tuple(parts)
    return answer.model_copy(update={"text": text_of(told, town), "parts": told, **update})


def less_sure(answer: Answer, share: float) -> Answer:
    """The answer, right only in this share of the cases in which its duty is."""
    confidence = answer.confidence * share
    update = {"confidence": confidence, "certainty": certainty_of(confidence)}
    return answer.model_copy(update=update)
