"""The state of a talk as a client of the interface keeps it: a bounded text, read with distrust."""

from pydantic import Field, ValidationError

from assistant.answering.talk.turns import TalkState, Turn
from assistant.channels.rendering import StructuredAnswer
from assistant.service.desk import Asked, Desk
from assistant.service.refusals import Refusal, RefusedError
from assistant.understanding.statements.predicate import all_pass
from corpus.models import Town

MAX_STATE_CHARS = 20_000  # six turns that list all duties take fewer
_BETWEEN = " "  # after the town's key, which has none


class AskReply(StructuredAnswer):
    """The answer, and what to give back with the next question."""

    state: str = Field(
        max_length=MAX_STATE_CHARS, description="谈到哪了：下一次问的时候原样给回，不用看懂"
    )


def reply(told: StructuredAnswer, asked: Asked) -> AskReply:
    """What was told, with the state of the talk after it."""
    return AskReply(**told.model_dump(), state=packed(asked.state, asked.town))


async def kept(desk: Desk, state: str, town: str) -> TalkState | None:
    """What a client of this town gives back; None where it keeps nothing. Raises as `unpacked`."""
    if not state:
        return None
    return unpacked(state, (await desk.office(town)).assistant.town)


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
    key, between, turns = text.partition(_BETWEEN)
    if between and key != town.key:
        raise _refused("是别的乡镇的")
    try:
        state = TalkState.model_validate_json(turns)
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
