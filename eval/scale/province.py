"""A made-up province: towns of recombined duties in the words of their own county, as files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.models import ListName, Town
from corpus.towns.exports import HEADINGS, Cells, rows_of
from index.matters.local_words import in_words_of

PROVINCE = "岭东省"
COUNTY_TOWNS = 40  # towns of a county; real ones have 14 on average, and take as much longer
_SHARE = (0.55, 0.95)  # of the known duties, that a town has
_FIRST, _SECOND = "安宁平清石柳云青白长永大新南北东", "泉桥溪山河林湖坪沟岭川源塘湾店岗"
_LEVELS = ("镇", "镇", "乡", "街道")
_NUMBER, _PLACE = HEADINGS.index("序号"), HEADINGS.index("来源镇街")
_LIST = HEADINGS.index("事项类型")
_SEED = 12


@dataclass(frozen=True)
class MadeTown:
    """A town of the province, and the text of its published file."""

    key: str
    name: str
    text: str


def province(known: Sequence[Town], towns: int) -> Iterator[MadeTown]:
    """So many towns, made of the duties of known ones; always the same ones."""
    chance = np.random.default_rng(_SEED)
    for number in range(towns):
        county, place = divmod(number, COUNTY_TOWNS)
        region = f"{PROVINCE}{_stem(county // 8)}市{_stem(100 + county)}县"
        name = _stem(200 + place) + _LEVELS[number % len(_LEVELS)]
        source = known[number % len(known)]
        rows = list(_rows(source, region, name, chance))
        yield MadeTown(f"t{number:05d}", name, _text(region + name, rows))


def write_province(folder: Path, known: Sequence[Town], towns: int) -> list[MadeTown]:
    """Write a file for each town; those that are there already are left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    made = list(province(known, towns))
    for town in made:
        path = folder / f"{town.key}.txt"
        if not path.exists():
            path.write_text(town.text, encoding="utf-8")
    return made


def _rows(source: Town, region: str, name: str, chance: np.random.Generator) -> Iterator[Cells]:
    """Some of the known town's rows in this town's words, numbered anew in each list."""
    here = Town(
        key="made",
        name=name,
        region=region,
        source_name="",
        lists=(),
        enforcement_marked=source.enforcement_marked,
    )
    put = in_words_of(here, source)
    share = chance.uniform(*_SHARE)
    numbers: dict[str, int] = {}
    for duty, row in zip(source.duties, rows_of(source), strict=True):
        if chance.random() > share:
            continue
        cells = [put(cell) if isinstance(cell, str) else cell for cell in row]
        numbers[duty.list] = numbers.get(duty.list, 0) + 1
        cells[_NUMBER], cells[_PLACE] = numbers[duty.list], region + name
        cells[_LIST] = ListName(duty.list).full_name
        yield tuple(cells)


def _text(name: str, rows: Sequence[Cells]) -> str:
    """The table as tab-separated text."""
    lines = ["\t".join(HEADINGS)]
    lines += ["\t".join(str(cell).replace("\n", "<br>") for cell in row) for row in rows]
    return "\n".join([f"{name}履行职责事项清单", *lines, "注：*为行政执法事项。", ""])


def _stem(number: int) -> str:
    """A name of two characters."""
    return _FIRST[number % len(_FIRST)] + _SECOND[number // len(_FIRST) % len(_SECOND)]
