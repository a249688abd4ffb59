"""The state of a talk as a client of the interface keeps it: a bounded text, read with distrust."""

from pydantic import ValidationError

from assistant.answering.talk.turns import TalkState, Turn
from assistant.service.refusals import Refusal, RefusedError
from assistant.understanding.statements.predicate import all_pass
from corpus.models import Town

MAX_STATE_CHARS = 20_000  # six turns that list all duties take fewer
_BETWEEN = " "  # after the town's key, which has none


def packed(state: TalkState, town: Town) -> str:
    """The text to give back with the next question; the oldest turns go where it grows too long."""
    while state.turns:
        text = f"{town.key}{_BETWEEN}{state.model_dump_json(exclude_defaults=True)}"
        if len(text) <= MAX_STATE_CHARS:
            return text
        state = state.model_copy(update={"turns": state.turns[1:]})
    return ""


def unpacked(text: str, town: Town) -> TalkState:
    """The state that such a text holds; RefusedError for any other, or of another town.

    Whatever it says, an answer is proven against the lists. A set that it names must be that of
    the duties that it says were listed.
    """
    if not text:
        return TalkState()
    key, _, kept = text.partition(_BETWEEN)
    if key != town.key:
        raise _refused("是别的乡镇的")
    try:
        state = TalkState.model_validate_json(kept)
    except ValidationError:
        raise _refused("不是回答里给的那一串") from None
    return state.model_copy(update={"turns": tuple(_sound(turn, town) for turn in state.turns)})


def _sound(turn: Turn, town: Town) -> Turn:
    if turn.asked is None:
        return turn
    try:
        chosen = {d.duty_id for d in town.duties if all_pass(turn.asked.predicates, d)}
    except (LookupError, ValueError, RecursionError):  # values that no question makes
        chosen = set()
    sound = bool(turn.duties) and chosen.issuperset(turn.duties)
    return turn if sound else turn.model_copy(update={"asked": None})


def _refused(why: str) -> RefusedError:
    sentence = f"state {why}；请原样给回上一次回答里的 state，或者不写。"
    return RefusedError(Refusal.INVALID, param="state", sentence=sentence)
