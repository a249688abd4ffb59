"""Personal numbers in a text that would be stored: telephone, identity card, bank card."""

import re
import unicodedata

_CHINESE_DIGITS = str.maketrans("〇零一幺二三四五六七八九", "001123456789")
_UNSEEN = frozenset(("Cf", "Me", "Mn"))  # zero-width characters and marks between digits
_GAP = r"[-\s.—_]?"  # what people put between groups of digits
_NUMBERS = (
    # 15 digits: identity cards of the first generation; 16 to 19: bank cards; 18: identity cards.
    ("身份证号或银行卡号", re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{14,18}}[xX]?(?!\d)")),
    ("手机号", re.compile(rf"(?<!\d)(?:\+?86{_GAP})?1[3-9]\d(?:{_GAP}\d){{8}}(?!\d)")),
    ("座机号", re.compile(rf"(?<!\d)0\d{{2,3}}\)?{_GAP}\d{{7,8}}(?!\d)")),
    # Seven or eight digits alone may be a date or an amount; after these words they are not.
    ("座机号", re.compile(r"(?:电话|座机|号码|联系方式)\D{0,6}(\d{3,4}[-\s]?\d{4})(?!\d)")),
)


def personal_number(text: str) -> str | None:
    """The first personal number in a text, named and masked (手机号“138****0000”), if any.

    Full-width and Chinese digits count. Public short numbers (12345, 110) are no one's.
    """
    plain, _ = _plain(text)
    for name, pattern in _NUMBERS:
        if match := pattern.search(plain):
            return f"{name}“{_masked(match[0])}”"
    return None


def without_personal_numbers(text: str) -> str:
    """The text with every personal number replaced by its name: 〔手机号〕.

    `personal_number` finds none in what comes out; a text without any comes out as it is.
    """
    while personal_number(text):  # what is masked may bare another number
        for name, pattern in _NUMBERS:
            text = _replaced(text, pattern, f"〔{name}〕")
    return text


def _replaced(text: str, pattern: re.Pattern[str], name: str) -> str:
    plain, origins = _plain(text)
    for match in reversed([*pattern.finditer(plain)]):
        start, end = match.span(pattern.groups)  # a pattern has one group at most
        text = f"{text[: origins[start]]}{name}{text[origins[end - 1] + 1 :]}"
    return text


def _plain(text: str) -> tuple[str, list[int]]:
    """The text with plain digits, and for each of its characters the place it came from."""
    pieces = [
        "" if unicodedata.category(char) in _UNSEEN else unicodedata.normalize("NFKC", char)
        for char in text
    ]
    origins = [place for place, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces).translate(_CHINESE_DIGITS), origins


def _masked(found: str) -> str:
    kept = "".join(char for char in found if char.isalnum() and char.isascii())
    return f"{kept[:3]}****{kept[-2:]}"
