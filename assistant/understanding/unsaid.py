"""Aspects of a duty that a question asks and that the lists do not hold: amount, time, papers…"""

from assistant.understanding.words.unsaid import MissingAspect, is_told, pattern
from corpus.models import Duty

_STORY_CHARS, _ENDING_CHARS = 100, 80  # a long message asks at its end


def asked_aspects(question: str) -> tuple[MissingAspect, ...]:
    """The aspects that a normalised question asks and that duty lists do not hold, in order."""
    asked = _asking(question)
    found = {
        aspect
        for aspect in MissingAspect
        if pattern("asked", aspect).search(pattern("not_asked", aspect).sub("", asked))
    }
    if asks_hours(question):
        found.add(MissingAspect.TIME)
    return tuple(aspect for aspect in MissingAspect if aspect in found)


def may_ask_aspects(question: str) -> bool:
    """Whether a question has words that often ask such a thing, read or not."""
    return bool(pattern("hints", "word").search(_asking(question)))


def asks_hours(question: str) -> bool:
    """Whether a normalised question asks when somebody is there: 几点上班, 周末开门不."""
    return bool(pattern("hours", "asked").search(_asking(question)))


def beside_hours(question: str) -> str:
    """What is left of a question without that."""
    return pattern("hours", "asked").sub("", _asking(question))


def _asking(question: str) -> str:
    """The part of a question that asks."""
    return question if len(question) <= _STORY_CHARS else question[-_ENDING_CHARS:]


def is_held(aspect: MissingAspect, duty: Duty) -> bool:
    """Whether a duty's own words may hold this aspect, so that nobody may call it missing."""
    if not is_told("held", aspect):
        return False
    text = duty.title + "".join(block.text for block in duty.blocks)
    return bool(pattern("held", aspect).search(text))
