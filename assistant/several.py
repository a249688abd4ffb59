"""One answer made of those to several matters, each under its own name."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from assistant import wording
from assistant.answer import Answer, AnswerKind, Matter, certainty_of

Item = TypeVar("Item")


def together(asked: Sequence[str], answers: Sequence[Answer], question: str) -> Answer:
    """The answers, each under the words that ask for it; as sure as the least sure of them."""
    given = [answer for answer in answers if answer.citations]
    confidence = min((answer.confidence for answer in given), default=0.0)
    first = given[0] if given else answers[0]
    return first.model_copy(
        update={
            "kind": first.kind if given else AnswerKind.REFUSAL,
            "text": "\n".join(
                f"{wording.matter_heading(place, text)}\n{answer.text}"
                for place, (text, answer) in enumerate(zip(asked, answers, strict=True), start=1)
            ),
            "departments": _once(name for answer in given for name in answer.departments),
            "citations": tuple(citation for answer in given for citation in answer.citations),
            "alternatives": _once(duty for answer in answers for duty in answer.alternatives),
            "confidence": confidence,
            "certainty": certainty_of(confidence) if given else first.certainty,
            "refused": not given,
            "missing": _once(aspect for answer in answers for aspect in answer.missing),
            "verdict": None,
            "matters": tuple(map(_matter, asked, answers)),
            "resolved_question": question,
            "matched_terms": _once(term for answer in given for term in answer.matched_terms),
        }
    )


def _matter(asked: str, answer: Answer) -> Matter:
    first = answer.citations[0] if answer.citations else None
    return Matter(
        asked=asked,
        duty_id=first.duty_id if first else None,
        list=answer.list,
        departments=answer.departments,
    )


def _once(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))
