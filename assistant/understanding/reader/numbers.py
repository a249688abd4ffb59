"""The numbers of departments that a text says."""

import re

from assistant.understanding.statements.predicate import MANY

_SAID = re.compile(
    r"(?<![第\d十])(?:\d{1,2}|[一二两三四五六七八九十])(?=[个家]|部门|单位|局|以上|及以上|$)|[俩仨]"
)
_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九十")} | {
    "两": 2,
    "俩": 2,
    "仨": 3,
}


def numbers_in(text: str) -> tuple[int, ...]:
    """Those before a measure of departments, in their order."""
    return tuple(_DIGITS.get(digit) or int(digit) for digit in _SAID.findall(text))


def holders(told: str, said: tuple[int, ...]) -> tuple[int, int] | None:
    """The least and the greatest number of departments; None where that is not what is said."""
    if told == "alone" and said and said[0] > 1:
        return None
    if told in ("alone", "many"):
        return (1, 1) if told == "alone" else (2, MANY)
    if not said:
        return None
    number = said[0]
    match told:
        case "exactly":
            return number, number
        case "at least":
            return number, MANY
        case "more":
            return number + 1, MANY
        case "at most":
            return 1, number
        case _:
            return 1, number - 1
