"""Loading a folder of published files: each a town, imported, indexed and found across towns."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pypinyin import lazy_pinyin

from corpus.source import SourceError
from corpus.towns.imports import import_town
from corpus.towns.registry import KEY, MAX_KEY_CHARS, TownFiles, TownRegistry
from index.building.build import Workshop
from index.building.standing import Standing, index_of, standing

ENDINGS = (".docx", ".doc", ".xlsx", ".xls", ".pdf", ".html", ".htm", ".txt")
_NO_LIST = ("~$", ".")  # what Word and LibreOffice put beside a file that is open in them
_LOG = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of a file."""

    LOADED = "loaded"
    THERE = "there"  # since an earlier run
    FAILED = "failed"


@dataclass(frozen=True)
class LoadedTown:
    """A file, the town that it is, and what is to be looked at."""

    file: Path
    key: str
    outcome: Outcome
    duties: int = 0
    doubtful: int = 0
    problem: str = ""


def town_files_in(folder: Path) -> list[Path]:
    """The files of a folder that may each be a town's; SourceError where there are none."""
    if not folder.is_dir():
        raise SourceError(f"{folder} 不是文件夹，应为放着各乡镇清单文件的文件夹。")
    files = sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in ENDINGS and not path.name.startswith(_NO_LIST) and path.is_file()
    )
    if not files:
        raise SourceError(f"{folder} 里没有清单文件，应有 {'、'.join(ENDINGS)} 文件。")
    return files


def key_of_file(path: Path) -> str:
    """The key of a file's town: the file's name, in pinyin where it is Chinese."""
    stem = path.stem.lower()
    if KEY.fullmatch(stem):
        return stem
    letters = "".join(lazy_pinyin(stem, v_to_u=False)).lower()
    return "".join(c for c in letters if KEY.fullmatch(c))[:MAX_KEY_CHARS]


def load_towns(
    files: Sequence[Path], data_dir: Path, workshop: Workshop, added: Callable[[str], Path]
) -> Iterator[LoadedTown]:
    """Load one file after another; what stands already is left alone, so that one can go on.

    A file that can't be used is told and stops no other. `added` gives the file of a town's own
    questions. CacheUnusable where nothing can be kept.
    """
    registry = TownRegistry(data_dir)
    told = workshop.vectors.told()
    seen: dict[str, Path] = {}
    for path in files:
        key = key_of_file(path)
        other = seen.setdefault(key, path)
        try:
            if other is not path:
                raise SourceError(
                    f"代号“{key}”与 {other.name} 的相同，请把其中一个文件的名字改成别的代号。"
                )
            yield _loaded(path, key, registry, workshop, told, added(key))
        except SourceError as error:
            yield LoadedTown(path, key, Outcome.FAILED, problem=str(error))
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            _LOG.exception("%s can't be loaded", path.name)
            problem = f"读这个文件时程序出错（{type(error).__name__}），请把它发给开发者。"
            yield LoadedTown(path, key, Outcome.FAILED, problem=problem)


def _loaded(
    path: Path,
    key: str,
    registry: TownRegistry,
    workshop: Workshop,
    told: frozenset[str],
    added: Path,
) -> LoadedTown:
    files = registry.find(key)
    doubtful = 0
    outcome = Outcome.THERE
    if files is None or not _is_of(path, files):
        imported = import_town(path, key, registry.data_dir, lambda done, total: None)
        files, doubtful = registry.files(key), len(imported.problems)
        outcome = Outcome.LOADED
    built = standing(files, workshop.cache_dir) is Standing.BUILT
    if not built or key not in told:
        index = workshop.opened(files, index_of(workshop.cache_dir, key), added)
        if built:  # else the build has told it
            workshop.tell(index)
        outcome = Outcome.LOADED
    return LoadedTown(path, key, outcome, files.card.duties, doubtful)


def _is_of(path: Path, files: TownFiles) -> bool:
    """Whether a town was imported from this very file; the import tells why one can't be read."""
    try:
        return files.imported and files.document.read_bytes() == path.read_bytes()
    except OSError:
        return False
