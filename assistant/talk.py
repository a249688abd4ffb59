"""The talk so far: what each earlier message asked and what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Answer, AnswerKind
from index.words import bigrams


@dataclass(frozen=True)
class Turn:
    """One earlier message with its answer."""

    question: str  # as it was read; the duty's title, where a number asked for it
    answer: Answer

    @property
    def duties(self) -> tuple[str, ...]:
        """Ids of what was answered, in its order: matters, listed duties, or one duty."""
        if self.answer.matters:
            return tuple(m.duty_id for m in self.answer.matters if m.duty_id)
        cited = tuple(dict.fromkeys(citation.duty_id for citation in self.answer.citations))
        return cited[:1] if self.answer.kind is AnswerKind.DUTY else cited

    @property
    def duty(self) -> str | None:
        """The one duty that it was about, of several matters the last; None of a listing."""
        if self.answer.matters:
            return self.duties[-1] if self.duties else None
        return self.duties[0] if len(self.duties) == 1 else None


def turn_meant(said: str, talk: Sequence[Turn]) -> Turn | None:
    """The earlier turn that shares most words with what is said of it; the last but one without."""
    pairs = set(bigrams(said))

    def shared(turn: Turn) -> int:
        titles = "".join(citation.title for citation in turn.answer.citations[:3])
        return len(pairs.intersection(bigrams(turn.question + titles)))

    about = [turn for turn in talk if turn.duties]
    best = max(about, key=shared, default=None)
    if best is None or shared(best):
        return best
    return about[-2] if len(about) > 1 else about[-1]
