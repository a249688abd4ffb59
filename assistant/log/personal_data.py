"""Personal numbers in a text that would be stored: of telephones, people, banks, cars, WeChat."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# The expressions read `_plain` text: half-width, all digits 0 to 9, all dashes "-". Every
# repetition in them has a bound or keeps to one run of digits, so that no text takes long.
_PLAIN = str.maketrans("〇零一幺二三四五六七八九−─━ー~_", "001123456789------")
_UNSEEN = frozenset(("Cc", "Cf", "Me", "Mn"))  # zero-width characters and marks between digits
_MAX_WIDE = 4  # characters of one that NFKC takes apart: ⑩, ℡; some become eighteen
_GAP = r"[-\s.()+]{0,3}"  # what people put between groups of digits
# Marks that stand between the items of a list, too: there the groups must be those of a number.
_MARK = r"[-\s.()+,、。·•;:/\\|*#'\"“”‘’\[\]【】]{1,4}"
_END = r"(?!\d|\s?[元万亿块米亩斤户人岁天年月日号个公吨度名次台头只%])"
_DATE = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d"
# A list of years, of dates or of public short numbers (12345, 95598) is no one's.
_NO_LIST = rf"(?!(?:(?:19|20)\d\d|{_DATE}|(?:1[02]|9[56])\d{{3}})(?!\d))"
# 15 digits: identity cards of the first generation; 16 to 19: bank cards; 18: identity cards.
_LONG = (
    rf"{_NO_LIST}(?=\d{{3}}|(?:\d[-\s.()+]{{1,3}}){{3}})\d(?:{_GAP}\d){{14,18}}(?:{_GAP}[Xx])?(?!\d)"
    rf"|\d{{15,}}[Xx]?"  # several numbers without a gap
    rf"|{_NO_LIST}(?:\d{{4}}(?:{_MARK}\d{{4}}){{3}}(?:{_MARK}\d{{1,3}})?"
    rf"|\d{{6}}{_MARK}(?:\d{{8}}|\d{{4}}{_MARK}\d\d(?:{_MARK})?\d\d){_MARK}\d{{3}}[\dXx]){_END}"
)
_MOBILE = (
    rf"(?:(?:\+|00)?86{_GAP})?1[3-9]\d(?:{_GAP}\d){{8,11}}?(?!\d)"  # some type a digit too many
    rf"|1[3-9]\d(?:{_MARK}\d{{4}}{_MARK}\d{{4}}|{_MARK}\d{{8}}|\d{{4}}{_MARK}\d{{4}}"
    rf"|\d{_MARK}\d{{4}}{_MARK}\d{{3}}|{_MARK}\d{{3}}{_MARK}\d{{5}}){_END}"
    rf"|1{_MARK}[3-9](?:{_MARK}\d){{9}}{_END}"
)
_LANDLINE = (
    rf"(?:(?:\+|00)86{_GAP}0?|0)(?:10|2\d|[3-9]\d\d)(?:{_MARK})?[2-9](?:{_GAP}\d){{6,7}}(?!\d)"
)
# Seven or eight digits alone may be a date or an amount; after these words they are not.
_TOLD = r"(?<!〔)(?:电话|座机|号码|联系方式|手机|固话|传真|(?i:tel|phone))[^\d〔]{0,6}"
# Names of people in 公众号 and 企业微信; a capital or a digit tells them from a plain word.
_OPENID = r"(?<![\w-])(?=[a-z_-]*[A-Z0-9])(?:o[\w-]{27,28}|w[mo][\w-]{30})(?![\w-])"
_PLATE = (
    "[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-Za-z]"
    r"[-\s.·•]?(?=[A-Za-z]{0,5}\d)[A-Za-z0-9]{5,6}(?![A-Za-z0-9])"
)
_NAMES = {
    "openid": "微信号",
    "long": "身份证号或银行卡号",
    "mobile": "手机号",
    "landline": "座机号",
    "run": "号码",  # of so many digits that it is no amount
    "told": "座机号",
    "plate": "车牌号",
}
_NUMBERS = re.compile(
    rf"(?P<openid>{_OPENID})"
    rf"|(?<!\d)(?:(?P<long>{_LONG})|(?P<mobile>{_MOBILE})|(?P<landline>{_LANDLINE})"
    rf"|(?P<run>(?!{_DATE})\d{{11,14}}(?!\d)))"
    rf"|{_TOLD}(?!{_LONG}|{_MOBILE}|{_LANDLINE})(?P<told>\d{{3,4}}{_GAP}\d{{4}})(?!\d|年)"
    rf"|(?P<plate>{_PLATE})",
    re.ASCII,
)


def personal_number(text: str) -> str | None:
    """The first personal number in a text, named and masked (手机号“138****00”), if any.

    Full-width and Chinese digits count. Public short numbers (12345, 110) are no one's.
    """
    plain, _ = _plain(text)
    for kind, start, end in _found(plain):
        return f"{_NAMES[kind]}“{_masked(plain[start:end])}”"
    return None


def personal_kinds(text: str) -> frozenset[str]:
    """The names of the kinds of personal numbers in a text: 手机号, 座机号."""
    return frozenset(_NAMES[kind] for kind, *_ in _found(_plain(text)[0]))


def without_personal_numbers(text: str) -> str:
    """The text with every personal number replaced by its name: 〔手机号〕.

    `personal_number` finds none in what comes out; a text without any comes out as it is.
    """
    plain, origins = _plain(text)
    pieces: list[str] = []
    done = 0
    for kind, start, end in _found(plain):
        pieces += text[done : origins[start]], f"〔{_NAMES[kind]}〕"
        done = origins[end - 1] + 1
    return "".join((*pieces, text[done:]))


def _found(plain: str) -> Iterator[tuple[str, int, int]]:
    """Kind and place of each personal number."""
    for match in _NUMBERS.finditer(plain):
        kind = str(match.lastgroup)
        yield kind, *match.span(kind)


def _plain(text: str) -> tuple[str, list[int]]:
    """The text as the expressions read it, and for each of its characters where it came from."""
    pieces = [_plain_character(char) for char in text]
    origins = [place for place, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), origins


@lru_cache(maxsize=4096)
def _plain_character(char: str) -> str:
    kind = unicodedata.category(char)
    if char.isspace() or kind == "Pd":
        return " " if char.isspace() else "-"
    if kind in _UNSEEN:
        return ""
    wide = unicodedata.normalize("NFKC", char)[:_MAX_WIDE].translate(_PLAIN)
    return "".join(str(unicodedata.decimal(one, one)) for one in wide)


def _masked(found: str) -> str:
    kept = "".join(char for char in found if char.isalnum() and char.isascii())
    return f"{kept[:3]}****{kept[-2:]}"
