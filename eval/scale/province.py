"""A made-up province: towns of recombined duties, some as files to be read, the rest imported."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from corpus.models import Town
from corpus.town import SOURCE_FILE
from corpus.towns.exports import HEADINGS, Cells, rows_of
from corpus.towns.registry import CARD_FILE, MODEL_FILE, TOWNS_FOLDER, Card, TownFiles, TownRegistry
from index.matters.local_words import in_words_of

PROVINCE = "岭东省"
COUNTIES, COUNTY_FILES = 2, 10  # counties, and files of each: every other town is cut from one
_SHARE = (0.55, 0.95)  # of a file's duties, that a town has
_FIRST, _SECOND = "安宁平清石柳云青白长永大新南北东", "泉桥溪山河林湖坪沟岭川源塘湾店岗"
_LEVELS = ("镇", "镇", "乡", "街道")
_PLACE = HEADINGS.index("来源镇街")
_SEED = 12


@dataclass(frozen=True)
class MadeFile:
    """A town's published file, in the words of its own county."""

    key: str
    text: str


def published(known: Town) -> Iterator[MadeFile]:
    """The files of the province: the duties of a known town, told of another one."""
    for number in range(COUNTIES * COUNTY_FILES):
        county, place = divmod(number, COUNTY_FILES)
        region = f"{PROVINCE}{_stem(3)}市{_stem(40 + county)}县"
        name = _stem(100 + 7 * place) + _LEVELS[place % len(_LEVELS)]
        yield MadeFile(f"f{number:02d}", _text(region, name, known))


def write_files(folder: Path, known: Town) -> list[Path]:
    """Write the files to a folder of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for file in published(known):
        paths.append(folder / f"{file.key}.txt")
        paths[-1].write_text(file.text, encoding="utf-8")
    return paths


def install_towns(data_dir: Path, files: Sequence[TownFiles], towns: int) -> Iterator[TownFiles]:
    """So many towns beside those that were read from files: each has some of the duties of one.

    They are put where an import puts them; always the same ones.
    """
    chance = np.random.default_rng(_SEED)
    registry = TownRegistry(data_dir)
    for number in range(towns):
        whole, key = files[number % len(files)], f"t{number:05d}"
        share = chance.uniform(*_SHARE)
        stored = json.loads(whole.model_bytes)
        stored["key"] = key
        for part in stored["lists"]:
            kept = [duty for duty in part["duties"] if chance.random() < share]
            part["duties"] = [duty | {"number": n} for n, duty in enumerate(kept, start=1)]
            part["declared"] = len(kept)
        folder = data_dir / TOWNS_FOLDER / key
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(stored, ensure_ascii=False)
        (folder / MODEL_FILE).write_text(text, encoding="utf-8")
        (folder / SOURCE_FILE).write_bytes((whole.folder / SOURCE_FILE).read_bytes())
        card = Card(
            name=stored["name"],
            region=stored["region"],
            duties=sum(len(part["duties"]) for part in stored["lists"]),
            document=whole.card.document,
            imported_at=datetime.now(UTC),
        )
        (folder / CARD_FILE).write_text(card.model_dump_json(), encoding="utf-8")
        yield registry.files(key)


def _text(region: str, name: str, known: Town) -> str:
    """The known town's table in another town's words, as tab-separated text."""
    here = known.model_copy(update={"key": "made", "name": name, "region": region})
    put = in_words_of(here, known)
    lines = ["\t".join(HEADINGS)]
    for row in rows_of(known):
        cells: Cells = (*row[:_PLACE], region + name, *row[_PLACE + 1 :])
        lines.append("\t".join(put(str(cell)).replace("\n", "<br>") for cell in cells))
    return "\n".join([f"{region}{name}履行职责事项清单", *lines, "注：*为行政执法事项。", ""])


def _stem(number: int) -> str:
    """A name of two characters."""
    return _FIRST[number % len(_FIRST)] + _SECOND[number // len(_FIRST) % len(_SECOND)]
