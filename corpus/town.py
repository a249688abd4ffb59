"""The towns that ship with the product, and loading one from its folder."""

import re
from functools import cache
from pathlib import Path

from corpus.counts import Problem
from corpus.models import Town
from corpus.parser import parse_town
from corpus.source import SourceError, read_lines

DATA_DIR = Path(__file__).parent / "data"
SOURCE_FILE = "source.txt"
_KEY = re.compile(r"[a-z0-9_-]+")


def available_towns() -> tuple[str, ...]:
    """Keys of the towns that ship with the product."""
    return tuple(sorted(path.parent.name for path in DATA_DIR.glob(f"*/{SOURCE_FILE}")))


def town_folder(key: str) -> Path:
    """The folder of a shipped town; SourceError names the towns there are."""
    if not _KEY.fullmatch(key) or key not in available_towns():
        raise SourceError(f"没有“{key}”这个乡镇的数据，现有：{'、'.join(available_towns())}。")
    return DATA_DIR / key


def read_town(path: Path, key: str = "town") -> tuple[Town | None, list[Problem]]:
    """The town in a source file and what does not add up; SourceError if it isn't text."""
    return parse_town(read_lines(path), key)


def load_source(path: Path, key: str = "town") -> Town:
    """The town in any source file, proven; SourceError lists every problem with its line."""
    town, problems = read_town(path, key)
    if problems or town is None:
        raise SourceError(describe(path, problems))
    return town


@cache
def load_town(key: str = "fuhe") -> Town:
    """A shipped town, parsed and proven; SourceError as for `load_source`."""
    return load_source(town_folder(key) / SOURCE_FILE, key)


def describe(path: Path, problems: list[Problem]) -> str:
    """One sentence a problem, naming file and line."""
    return "\n".join(f"{path.name} 第 {item.line} 行：{item.message}。" for item in problems)
