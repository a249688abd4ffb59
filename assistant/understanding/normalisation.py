"""One form for what people type: simplified characters, half width, no emoji, single spaces."""

import re
import unicodedata

MAX_QUESTION_CHARS = 5000  # what lies beyond is not read
_MAX_MARKS = 30  # combining marks in a row, as in Unicode's stream-safe format

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Emoji, dingbats and other pictures are symbols of these categories; modifiers, joiners and
# variation selectors tie them together.
_PICTURES = frozenset({"So", "Sk", "Cs", "Co", "Cn"})
_TIES = frozenset("\ufe0e\ufe0f\u20e3")
_INVISIBLE = "Cf"  # joiners, zero-width spaces, byte order marks: they stand inside words
_REPEATED = re.compile(r"([。！？!?，,、~～…])\1+")
_CIRCLED = re.compile(r"(?<!第)[①-⑨](?![项条])")
# The mark of enforcement, as it is said of a duty; other stars adorn a text.
_STARRED = re.compile(r"(?<=[打标带有加画了着没无个是“])[★☆](?![★☆])|(?<![★☆])[★☆](?=[号的])")
_ASKED_LOUDLY = re.compile(r"[!?]*\?[!?]+|!+\?")  # ?!?! is a question


def normalise(question: str) -> str:
    """A question as it is searched; "" where nothing but signs was typed."""
    kept = _without_long_marks(question[:MAX_QUESTION_CHARS])
    # Cut again: of one character NFKC makes up to 18.
    folded = _STARRED.sub("*", half_width(kept)[:MAX_QUESTION_CHARS])
    plain = "".join(_plain(character) for character in folded)
    spaced = " ".join(_REPEATED.sub(r"\1", _ASKED_LOUDLY.sub("?", plain)).split())
    if not any(character.isalnum() for character in spaced):
        return ""
    return simplified(spaced) if _is_traditional(spaced) else spaced


def half_width(text: str) -> str:
    """The text in NFKC's forms; a circled number stays apart from the words it counts."""
    return unicodedata.normalize("NFKC", _CIRCLED.sub(_in_brackets, text))


def simplified(text: str) -> str:
    """Traditional characters, also of Taiwan's forms, in simplified ones."""
    # Imported here: a simplified question never needs it.
    from opencc import OpenCC

    converted: str = OpenCC("tw2s").convert(text)
    return converted


def _without_long_marks(text: str) -> str:
    """The text with runs of combining marks cut: sorting them takes the square of their number."""
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def _in_brackets(circled: re.Match[str]) -> str:
    """① as (1): as a mere digit it would be part of what it counts."""
    return f"({unicodedata.digit(circled[0])})"


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if character in _TIES or category == _INVISIBLE:
        return ""
    unwanted = category in _PICTURES or not character.isprintable()
    return " " if unwanted else character


def _is_traditional(text: str) -> bool:
    """Whether a Chinese character is missing from GB 2312, which holds the simplified ones."""
    return any(not _in_gb2312(character) for character in _CHINESE.findall(text))


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
