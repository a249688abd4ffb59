"""Days and shares that a statement names and a duty writes: 公示不少于7天, 按30%抽查."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.understanding.references import read_number
from corpus.models import Duty
from corpus.white_space import compact

_UNITS = {
    "工作日": ("个工作日", "工作日"),
    "天": ("个自然日", "自然日", "天", "日"),
    "月": ("个月",),
    "%": ("%",),
    "小时": ("个小时", "小时"),
    "公斤": ("公斤", "千克", "kg"),
}
_NUMERAL = r"\d{1,5}|[一二两三四五六七八九十百]{1,5}"
_FIGURE = re.compile(
    rf"百分之(?P<share>{_NUMERAL})|(?<![第\d.一二三四五六七八九十百])(?P<number>{_NUMERAL})"
    rf"(?P<unit>{'|'.join(form for forms in _UNITS.values() for form in forms)})"
)
_OF_WHO_WRITES = re.compile(rf"(?:{_FIGURE.pattern})[了过前后多来]")  # 等了15天了
_SENTENCES, _CLAUSES = re.compile(r"[。；;\n]"), re.compile(r"[，,：:。；;？?！!]")
_ORDER = re.compile(r"^[(（]?\d{1,2}[.．、)）]")  # of an item
_WORD = re.compile("[一-鿿]{2}")


class Figure(NamedTuple):
    """A number with its unit."""

    number: int
    unit: str


def figures_in(text: str) -> Iterator[Figure]:
    """Those of a text, in its order."""
    for match in _FIGURE.finditer(text.replace("％", "%")):
        if share := match["share"]:
            yield Figure(read_number(share), "%")
        else:
            unit = next(name for name, forms in _UNITS.items() if match["unit"] in forms)
            yield Figure(read_number(match["number"]), unit)


def figures_stated(text: str) -> list[Figure]:
    """Those that a statement names, and not what happened to who writes so."""
    return [*figures_in(_OF_WHO_WRITES.sub(" ", text))]


def words_beside(text: str) -> list[str]:
    """The pairs of characters of the clause that names a figure, which may be words."""
    clauses = (c for c in _CLAUSES.split(text) if any(figures_in(c)))
    rest = _FIGURE.sub(" ", next(clauses, "").replace("％", "%"))
    pairs = (rest[place : place + 2] for place in range(len(rest) - 1))
    return [pair for pair in pairs if _WORD.fullmatch(pair)]


def written_figure(duty: Duty, unit: str, words: Sequence[str]) -> tuple[Figure, str] | None:
    """What a duty writes in this unit where it speaks of these words, and the clause that says so.

    None where it writes nothing, or several different things as near to the words.
    """
    found: list[tuple[int, Figure, str]] = []
    for block in duty.blocks:
        for sentence in _SENTENCES.split(block.text):
            near = sum(word in compact(sentence) for word in words)
            for clause in _CLAUSES.split(sentence):
                own = (figure for figure in figures_in(compact(clause)) if figure.unit == unit)
                found += [(near, figure, _ORDER.sub("", compact(clause))) for figure in own]
    most = max((near for near, *_ in found), default=0)
    nearest = [(figure, clause) for near, figure, clause in found if near == most]
    return nearest[0] if len({figure for figure, _ in nearest}) == 1 else None
