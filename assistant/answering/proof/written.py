"""The figures that a duty writes, read a second time: what a verdict on one is held against."""

import re
import unicodedata
from collections.abc import Sequence
from functools import reduce

from corpus.models import Duty

_FORMS = {
    "个工作日": "工作日", "工作日": "工作日", "个自然日": "天", "自然日": "天", "天": "天",
    "日": "天", "个月": "月", "个小时": "小时", "小时": "小时", "%": "%", "％": "%",
    "公斤": "公斤", "千克": "公斤", "kg": "公斤",
}  # fmt: skip
_NUMBER = r"[0-9一二两三四五六七八九十百]+"
_AMOUNT = re.compile(rf"(?<![第.0-9])({_NUMBER})({'|'.join(_FORMS)})|百分之({_NUMBER})")
_NUMBERED = re.compile(r"^[(（]?[0-9]{1,2}[.．、)）]")


def figures_nearest(duty: Duty, unit: str, words: Sequence[str]) -> frozenset[tuple[int, str]]:
    """The numbers in this unit with their clauses, of the sentences that share most words."""
    told: dict[int, set[tuple[int, str]]] = {}
    for item in (item for block in duty.blocks for item in block.items):
        for sentence in item.replace("；", "。").replace(";", "。").split("。"):
            text = "".join(sentence.split())
            shared = len([word for word in words if word in text])
            for match in _AMOUNT.finditer(text):
                number, form, share = match.groups()
                if (_FORMS[form] if form else "%") == unit:
                    clause = _clause(text, match.start())
                    told.setdefault(shared, set()).add((_value(number or share), clause))
    most = max(told, default=0)
    return frozenset(told.get(most, ()))


def _clause(text: str, place: int) -> str:
    """What stands between marks around a place, without the number of its item."""
    marks = [n for n, char in enumerate(text) if char in "，,：:"]
    start = max((n + 1 for n in marks if n < place), default=0)
    own = text[start : min((n for n in marks if n > place), default=len(text))]
    return _NUMBERED.sub("", own)


def _value(number: str) -> int:
    if number.isdecimal():
        return int(number)
    whole, last = reduce(_added, number, (0, 0))
    return whole + last


def _added(told: tuple[int, int], sign: str) -> tuple[int, int]:
    """二十三 sign by sign: what is settled, and the digit that a ten or hundred may still raise."""
    whole, digit = told
    value = 2 if sign == "两" else int(unicodedata.numeric(sign))
    return (whole + (digit or 1) * value, 0) if value >= 10 else (whole, value)
