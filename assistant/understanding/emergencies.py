"""Danger to people here and now: found for recall first, what only sounds like it left out."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from assistant.understanding.question_text import is_english
from assistant.understanding.words import dangers as words
from assistant.understanding.words.dangers import Danger
from index.danger import Judged

Judge = Callable[[str], Judged]

_STORY_CHARS = 100  # a longer message tells what has happened, unless it cries for help
_SENTENCE_END = re.compile(r"[。！？!?；;\n]+")
_BEFORE = 14  # characters before a sign that may name the beast it happens to

# Where words and classifier disagree. In cross-validation 90 % of 611 dangers were found, and 8 %
# of 599 messages that only sound like danger; of 140 fresh ones that are not in the repository,
# half of them in the words of officials, 55 of 60, and 1 of 80 (without examples of such words 42
# and 2).
_RULED_OUT = 0.05  # below this the classifier overrules a sign
_RULED_OUT_SUICIDE = 0.005  # the same where its words are said, which lie next to mere sorrow
_ENOUGH = 0.2  # and from this it needs none
# The same where the message asks for an office or an amount, or sounds like mere chat: sorrow and
# jests lie next to suicide, and there the duty is not told.
_ENOUGH_OF_A_QUESTION = 0.7
_ENOUGH_AGAINST_WORDS = 0.7  # or speaks of the past, of beasts or of papers

# Threats of these are danger in themselves: a condition or a long time takes nothing away.
_THREATS = frozenset({Danger.SUICIDE, Danger.VIOLENCE})
# Danger whoever or whatever it happens to; the signs of the others are looked at for a beast.
_TO_ANYBODY = _THREATS | {
    Danger.CRIME,
    Danger.MISSING,
    Danger.FIRE,
    Danger.GAS_LEAK,
    Danger.GAS_VICTIM,
}


class _Sign(NamedTuple):
    """A sign of danger in a message, and whether its words report it as present."""

    danger: Danger
    scope: str  # the message, of a story the sentence
    to_people: bool
    now: bool


def find_danger(question: str, judge: Judge | None = None) -> Danger | None:
    """The danger that a normalised question reports, or None.

    `judge` is the classifier, if there is one for the embedding in use. A miss can cost a life
    and a false alarm costs a line, so a doubtful case is danger: also one that a space parts from
    what is asked beside it (镇里谁负责快点 山洪下来了桥上困着人).
    """
    if found := _danger_of(question, judge):
        return found
    short = len(question) <= _STORY_CHARS and not is_english(question)
    apart = question.split(" ") if short else []
    signs = (part for part in apart if len(part) < len(question) and _danger_of(part, None))
    return next(filter(None, (_danger_of(part, judge) for part in signs)), None)


def _danger_of(question: str, judge: Judge | None) -> Danger | None:
    """The danger that a message reports as a whole."""
    signs = list(_signs(question))
    told = next((sign for sign in signs if sign.to_people and sign.now), None)
    if judge is None or not question or len(question) > _STORY_CHARS:
        return _closer(told.danger, told.scope) if told else None
    judged = judge(question)
    if told:
        ruled_out = _RULED_OUT_SUICIDE if told.danger is Danger.SUICIDE else _RULED_OUT
        sure = judged.probability >= ruled_out or _cries(told.scope)
        return _closer(told.danger, told.scope) if sure else None
    if judged.probability < _needed(question, signs, judged.kind):
        return None
    return _closer(signs[0].danger if signs else Danger(judged.kind), question)


def _signs(question: str) -> Iterator[_Sign]:
    story = len(question) > _STORY_CHARS
    scopes = _SENTENCE_END.split(question) if story else [_SENTENCE_END.sub(" ", question)]
    for scope in scopes:
        patterns = _english_signs() if is_english(scope) else _chinese_signs()
        for danger, pattern in patterns.items():
            found = [match for match in pattern.finditer(scope) if not _describes(match)]
            if found:
                to_people = any(_is_of_people(danger, match) for match in found)
                yield _Sign(danger, scope, to_people, _is_now(danger, scope, story=story))


def _needed(question: str, signs: list[_Sign], kind: str) -> float:
    """How probable a danger must be that the words do not report."""
    if _cries(question):
        return _ENOUGH
    if signs or _against(question) or _has(words.ANIMAL, question):
        return _ENOUGH_AGAINST_WORDS
    asks = _has(words.ASKS, question) or kind == Danger.SUICIDE
    return _ENOUGH_OF_A_QUESTION if asks else _ENOUGH


def _describes(match: re.Match[str]) -> bool:
    """Whether a sign only says what something is like: 着火了的房子, 溺水事故."""
    return bool(_pattern(words.DESCRIBES).match(match.string, match.end()))


def _is_of_people(danger: Danger, match: re.Match[str]) -> bool:
    """Whether a sign happens to people, not to a beast that is named before it."""
    if danger in _TO_ANYBODY:
        return True
    before = match.string[max(0, match.start() - _BEFORE) : match.end()]
    before = _pattern(words.BY_ANIMAL).sub("", before)
    *_, beast = [0, *(found.end() for found in _pattern(words.ANIMAL).finditer(before))]
    return not beast or _has(words.PERSON, before[beast:])


def _is_now(danger: Danger, scope: str, *, story: bool) -> bool:
    """Whether it is reported as happening, not as past, supposed or a matter of offices."""
    if _cries(scope):
        return True
    if danger is Danger.SUICIDE:
        return not _has(words.OFFICIAL, scope) or _has(words.PERSON, scope)
    if story or _has(words.OFFICIAL, scope) or _is_over(scope):
        return False
    return danger in _THREATS or not _has(words.SUPPOSED, scope)


def _against(scope: str) -> bool:
    """Whether words speak against a present danger."""
    return _has(words.OFFICIAL, scope) or _has(words.SUPPOSED, scope) or _is_over(scope)


def _is_over(scope: str) -> bool:
    return _has(words.PAST, scope) and not _has(words.NOW, scope)


def _cries(scope: str) -> bool:
    return _has(words.CRIES, scope)


def _closer(danger: Danger, scope: str) -> Danger:
    """The danger that decides whom to call first, where one sign stands for two."""
    if danger is Danger.FIRE and _has(words.WILD, scope):
        return Danger.WILDFIRE
    if danger is Danger.TRAFFIC and _has(words.VICTIM, scope):
        return Danger.TRAFFIC_VICTIM
    if danger is Danger.GAS_LEAK and _chinese_signs()[Danger.GAS_VICTIM].search(scope):
        return Danger.GAS_VICTIM
    return danger


def _has(expression: str, text: str) -> bool:
    return bool(_pattern(expression).search(text))


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


@cache
def _chinese_signs() -> dict[Danger, re.Pattern[str]]:
    return {
        danger: re.compile(sign, re.VERBOSE)
        for danger in Danger
        if (sign := words.SIGNS.get(danger))
    }


@cache
def _english_signs() -> dict[Danger, re.Pattern[str]]:
    return {danger: _pattern(sign) for danger in Danger if (sign := words.ENGLISH.get(danger))}
