"""The forms of telephone numbers that staff may publish, and how they are dialled."""

import re
import unicodedata

MAX_NUMBERS = 3
EXPECTED = "0476-7890123、7890123、400-123-4567、12345，分机写成 0476-7890123转801"
_SEPARATORS = re.compile(r"[、,;/]+|(?<=\d)\s+(?=\d{3})|\s*或\s*")
_DASHES = re.compile(r"[‐‑‒–—―−－]+")
_MOBILE = r"1[3-9]\d{9}"
_NUMBER = re.compile(
    rf"(?P<mobile>{_MOBILE})"
    r"|(?P<area>0(?:10|2\d|[3-9]\d\d))-?(?P<local>[2-9]\d{6,7})|[2-9]\d{6,7}"
    r"|400-?\d{3}-?\d{4}|800-?\d{3}-?\d{4}|11[0249]|12[02]|12\d{3}|1[01]\d{3}|9[56]\d{3,4}"
)
_EXTENSION = re.compile(r"^(?P<number>.+?)(?:转|分机)(?P<extension>\d{1,5})$")


def numbers_in(text: str) -> tuple[str, ...] | None:
    """The numbers of a field in one form each; None where it is anything but numbers."""
    plain = unicodedata.normalize("NFKC", _DASHES.sub("-", text)).strip()
    plain = re.sub(r"\(\s*(0\d{2,3})\s*\)\s*", r"\1-", plain)
    plain = re.sub(r"\b(0\d{2,3})\s+(?=\d{7,8}(?!\d))", r"\1-", plain)
    pieces = [re.sub(r"\s+", "", piece) for piece in _SEPARATORS.split(plain)]
    found = [_number(piece) for piece in pieces if piece]
    told = tuple(one for one in found if one)
    return told if 0 < len(told) == len(found) <= MAX_NUMBERS else None


def is_mobile(number: str) -> bool:
    """Whether a number of `numbers_in` is a mobile one."""
    return re.fullmatch(_MOBILE, number) is not None


def dialled(number: str) -> str:
    """A number as a telephone takes it, without its extension, which is asked for by voice."""
    return re.sub(r"\D", "", number.partition("转")[0])


def _number(text: str) -> str | None:
    split = _EXTENSION.match(text)
    number, extension = (split["number"], f"转{split['extension']}") if split else (text, "")
    match = _NUMBER.fullmatch(number)
    if match is None:
        return None
    told = f"{match['area']}-{match['local']}" if match["area"] else number
    return told + extension
