"""What the assistant says to questions that staff add: before they decide, and afterwards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answering.parts.part import Part
from corpus.bank.questions import AskedQuestion

if TYPE_CHECKING:
    from assistant.assistant import Assistant


@dataclass(frozen=True)
class Reply:
    """An added or pending question with the assistant's answer to it at this moment."""

    asked: AskedQuestion
    duty_id: str | None  # first cited; None where it declines
    confidence: float
    text: str
    parts: tuple[Part, ...]  # that the text is rendered from

    @property
    def found(self) -> bool:
        """Whether the first citation is a duty that the question is attached to."""
        return self.duty_id in self.asked.duties


def replies(assistant: "Assistant", questions: Sequence[AskedQuestion]) -> Iterator[Reply]:
    """The assistant's answers, one by one."""
    for asked in questions:
        answer = assistant.ask(asked.question)
        first = answer.citations[0].duty_id if answer.citations else None
        yield Reply(asked, first, answer.confidence, answer.text, answer.parts)
