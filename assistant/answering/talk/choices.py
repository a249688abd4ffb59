"""Which one is meant of the duties that a talk put side by side: the one named, or the one left."""

from collections.abc import Sequence

from assistant.answer import AnswerKind
from assistant.answering.talk.talk_search import CUT_SHORT, SEARCHED
from assistant.answering.talk.turns import TalkState, Turn
from assistant.understanding.talk.matters import MAX_MATTERS
from assistant.understanding.talk.pointing import Other
from assistant.understanding.talk.ties import objects_of
from index.search import DutySearch

_FOUND = 0.5  # probability of each of the objects that were answered as one
_MUCH_LIKELIER = 10  # so many times as probable as the next is the one that words name


class Choices:
    """Tells the duties of a talk from each other."""

    def __init__(self, search: DutySearch) -> None:
        """Know the duties of this search by their words."""
        self._search = search
        self._town = search.town

    def narrowed(self, duty_id: str, before: Turn) -> Turn:
        """A turn about one of those duties alone; never a sure one."""
        return Turn(
            question=self._town.duty(duty_id).title,
            kind=AnswerKind.DUTY,
            duties=(duty_id,),
            confidence=min(before.confidence, CUT_SHORT),
        )

    def apart(self, turn: Turn) -> Turn:
        """大棚房和黑土地归谁, which was answered as one: the turn with a duty for each of them."""
        objects = objects_of(turn.question) if turn.kind is AnswerKind.DUTY else ()
        if turn.several or not 1 < len(objects) <= MAX_MATTERS:
            return turn
        hits = [self._search.find(one, SEARCHED).hits[0] for one in objects]
        duties = tuple(dict.fromkeys(hit.duty.duty_id for hit in hits))
        likely = all(hit.probability >= _FOUND for hit in hits)
        if not likely or len(duties) < len(objects) or turn.duty not in duties:
            return turn
        doubted = min(turn.confidence, CUT_SHORT)
        update = {"duties": duties, "several": True, "confidence": doubted}
        return turn.model_copy(update=update)

    def named(self, words: str, ids: Sequence[str]) -> str | None:
        """The duty that these words tell from the others; None where they may mean two."""
        hits = self._search.find(words, len(self._town.duties)).hits
        own = [hit for hit in hits if hit.duty.duty_id in ids][:2]
        if len(own) == 2 and own[0].probability < _MUCH_LIKELIER * own[1].probability:
            return None
        return own[0].duty.duty_id if own else None

    def left(self, other: Other, talk: TalkState) -> Turn | None:
        """What is left without the one that is named, or those talked of since they were told."""
        told = [turn for turn in talk.turns if turn.duties]
        if not told:
            return None
        before, among, gone = self._told_together(told)
        if other.besides:
            words = objects_of(other.besides) or (other.besides,)
            gone = {named for one in words if (named := self.named(one, among))}
        left = [duty_id for duty_id in among if duty_id not in gone]
        return self.narrowed(left[0], before) if gone and len(left) == 1 else None

    def _told_together(self, told: Sequence[Turn]) -> tuple[Turn, Sequence[str], set[str]]:
        """The turn that told several, its duties, and those talked of since; else the last two."""
        since: list[str] = []
        for turn in reversed(told):
            whole = self.apart(turn) if turn is told[-1] else turn
            if len(whole.duties) > 1 and set(since) <= set(whole.duties):
                return whole, whole.duties, set(since) or _answered(turn, whole)
            if turn.duty is None or turn.several:
                break
            since.append(turn.duty)
        last = list(dict.fromkeys(since))[:2]
        return told[-1], last, set(last[:1])


def _answered(turn: Turn, whole: Turn) -> set[str]:
    """The one that was answered of several that were asked for as one."""
    return {turn.duties[0]} if len(turn.duties) < len(whole.duties) else set()
