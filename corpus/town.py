"""The towns that ship with the product, and loading one from its folder."""

import re
from functools import cache
from pathlib import Path

from corpus.counts import Problem
from corpus.models import Town
from corpus.readers import Reading, read_document
from corpus.source import SourceError

DATA_DIR = Path(__file__).parent / "data"
SOURCE_FILE = "source.txt"
REFERENCE_TOWN = "fuhe"  # whose questions other towns share
_KEY = re.compile(r"[a-z0-9_-]+")


def available_towns() -> tuple[str, ...]:
    """Keys of the towns that ship with the product."""
    return tuple(sorted(path.parent.name for path in DATA_DIR.glob(f"*/{SOURCE_FILE}")))


def town_folder(key: str) -> Path:
    """The folder of a shipped town; SourceError names the towns there are."""
    if not _KEY.fullmatch(key) or key not in available_towns():
        raise SourceError(f"没有“{key}”这个乡镇的数据，现有：{'、'.join(available_towns())}。")
    return DATA_DIR / key


def read_town(path: Path, key: str = "town") -> tuple[Town | None, list[Problem], Reading]:
    """The town in a published file, what does not add up, and the rows it was read from.

    SourceError where the file can't be read.
    """
    from corpus.interpreter import parse_town  # late: who has an index reads no document

    reading = read_document(path)
    town, problems = parse_town(reading.rows, key)
    return town, problems, reading


def load_source(path: Path, key: str = "town") -> Town:
    """The town in any source file, proven; SourceError lists every problem with its place."""
    town, problems, reading = read_town(path, key)
    certain = [problem for problem in problems if not problem.doubtful]
    if certain or town is None:
        raise SourceError(describe(reading, certain))
    return town


@cache
def load_town(key: str = "fuhe") -> Town:
    """A shipped town, parsed and proven; SourceError as for `load_source`."""
    return load_source(town_folder(key) / SOURCE_FILE, key)


def describe(reading: Reading, problems: list[Problem]) -> str:
    """One sentence a problem, naming file and place."""
    return "\n".join(
        f"{reading.file} {reading.place(item.line)}：{item.message}。" for item in problems
    )
