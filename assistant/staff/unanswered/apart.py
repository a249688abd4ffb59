"""Messages that are no matter for a duty: danger, which has numbers to call, and mere abuse."""

import re
from enum import StrEnum
from functools import cache

from assistant.understanding.talk.ties import content
from assistant.understanding.words import abuse as words


class Apart(StrEnum):
    """Why staff can't attach a message."""

    DANGER = "险情"
    ABUSE = "骂人的话"


def is_abuse(message: str) -> bool:
    """Whether a normalised message insults and says nothing else.

    A complaint with a curse in it is a question like others.
    """
    rest, insults = _insults().subn(" ", message)
    return bool(insults) and not content(_beside().sub(" ", rest))


@cache
def _insults() -> re.Pattern[str]:
    return re.compile(f"{words.INSULTS}|{words.NAMED}|{words.AIMED_AT}{words.ONLY_AIMED}")


@cache
def _beside() -> re.Pattern[str]:
    return re.compile(words.BESIDE)
