"""A chat message taken apart: what its sender asks, what it quotes, and the chat around it."""

import re
from functools import partial
from typing import NamedTuple

from assistant.understanding.normalisation import half_width
from assistant.understanding.words.message_shapes import ERRANDS, SHAPES, Errand, Sort

_SPEAKER = re.compile(r"^[(（]?(?:[^：:\n]{0,20}\d:\d{2}(?::\d{2})?\s*)?[^：:\n]{1,30}[：:]\s*")
_OURS = re.compile(r"助手|机器人|问答")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_COURTESY_CHARS = 60  # at either end of a message
_MIN_QUOTED_CHARS = 4  # 收到 and 好的 are no context
_ERRAND_CHARS = 1_000  # of a prompt; what it is for stands at its start
_TRANSCRIPT = re.compile(r"(?:human|user|用户)\s*[:：]", re.IGNORECASE)
_ERRANDS = [(errand, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for errand, pattern in ERRANDS]

_HELLO = (
    r"(?:各位)?(?:老师|领导|同志|师傅|大哥|大姐|亲|工作人员)?(?:们)?(?:大家)?(?:你|您|早上|上午|中午|下午|晚上|大家|们)?好(?:呀|啊|哈)?|"
    r"早|哈[喽啰]|嗨|喂|hi|hello|hey|ok|(?:老师|领导|同志|师傅|大哥|大姐|亲)们?|在吗|在不在?|有人吗|"
    r"打[扰搅](?:一下|了|您)?(?:哈|啊)?|(?:您|你们?)?辛苦(?:了|啦)?|(?:请教|请问|麻烦|咨询)(?:一下|下|您)?(?:哈|啊)?"
)
_BYE = (
    r"(?:非常|太|万分|先)?(?:多谢|谢谢|感谢|谢了|谢啦)(?:了|啦|啊|哈|您|你|领导|老师|大家|各位)*|(?:您|你们?)?辛苦(?:了|啦|您)*|"
    r"麻烦(?:了|啦|您了?|你了?)|拜托(?:了|啦|您了?)?|thanks?(?:you)?|thx|tks|ok"
)
_OPENING = re.compile(rf"^\W*(?:(?:{_HELLO})(?:\W+|$))+", re.IGNORECASE)
_CLOSING = re.compile(rf"(?:(?:^|\W+)(?:{_BYE}))+\W*$", re.IGNORECASE)


class Message(NamedTuple):
    """What a message holds."""

    text: str  # what its sender says, without greetings around it
    quoted: tuple[str, ...] = ()  # what others said, oldest first: context, not the question
    attached: bool = False  # pictures, voice, files: they can't be read


def read_message(raw: str) -> Message:
    """Take a message apart as it was typed, before it is normalised.

    A message that only forwards what somebody said asks that.
    """
    quoted: list[str] = []
    attached = False

    def taken(sort: Sort, match: re.Match[str]) -> str:
        nonlocal attached
        attached |= sort is Sort.ATTACHMENT
        if sort in (Sort.RECORD, Sort.QUOTE):
            quoted.extend(filter(None, map(_said, (match["said"] or "").splitlines())))
            return "\n"
        return " "

    text = _INVISIBLE.sub("", raw)
    for shape in SHAPES:
        text = shape.pattern.sub(partial(taken, shape.sort), text)
    text = text.strip()
    if not text and quoted:
        return Message(quoted[-1], tuple(quoted[:-1]), attached)
    context = (one for one in quoted if len(one) >= _MIN_QUOTED_CHARS)
    return Message(_without_courtesies(text), tuple(context), attached)


def without_notes(text: str) -> str:
    """A message without what its bot has noted about who sent it."""
    for shape in SHAPES:
        if shape.sort is Sort.NOTE:
            text = shape.pattern.sub("", text)
    return text.strip()


def read_errand(text: str) -> Errand | None:
    """What a client's prompt wants for the client itself; None where it may be a person's words."""
    text = text.strip()
    # Of a prompt that holds a whole talk, the order stands below it.
    starts = [text, *text.splitlines()] if _TRANSCRIPT.match(text) else [text]
    wanted = (
        errand
        for start in starts
        for errand, pattern in _ERRANDS
        if pattern.match(start[:_ERRAND_CHARS])
    )
    return next(wanted, None)


def _said(quoted: str) -> str:
    """The words of a quoted message without their speaker; "" for our own answers."""
    words = _INVISIBLE.sub("", quoted).strip()
    speaker = _SPEAKER.match(words)
    if speaker and _OURS.search(speaker.group()):
        return ""
    words = words[speaker.end() :] if speaker else words
    for shape in SHAPES:
        if shape.sort in (Sort.ATTACHMENT, Sort.MENTION):
            words = shape.pattern.sub(" ", words)
    return words.strip()


def _without_courtesies(text: str) -> str:
    """The text without greetings before and thanks after it; a mere greeting stays."""
    folded = half_width(text)
    opening = _OPENING.match(folded[:_COURTESY_CHARS])
    rest = folded[opening.end() :] if opening else folded
    middle = max(0, len(rest) - _COURTESY_CHARS)
    return (rest[:middle] + _CLOSING.sub("", rest[middle:])).strip() or text
