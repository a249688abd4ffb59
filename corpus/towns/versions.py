"""The older versions of an imported town: kept below its folder, the present one in force."""

import re
import shutil
from collections.abc import Iterable
from datetime import date

from corpus.models import Duty, Town
from corpus.source import SourceError
from corpus.town import SOURCE_FILE
from corpus.towns.registry import (
    CARD_FILE,
    CORRECTIONS_FILE,
    DOCUMENT,
    MODEL_FILE,
    TownFiles,
)

VERSIONS_FOLDER = "versions"
KEPT = 10  # older versions of a town; the oldest goes first
NAME = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(?:-(?P<nth>\d{1,4}))?")
_FILES = (SOURCE_FILE, MODEL_FILE, CORRECTIONS_FILE, f"{DOCUMENT}.*", CARD_FILE)


def version_name(day: date, taken: Iterable[str]) -> str:
    """The name of a version of this day that is none of those taken: 2026-03-01, 2026-03-01-2."""
    same_day = [_order(name)[1] for name in taken if name.startswith(day.isoformat())]
    return f"{day}-{max(same_day) + 1}" if same_day else day.isoformat()


def told_day(version: str) -> str:
    """The day of a version in words, 2026年3月1日; "" for the lists that ship."""
    if not version:
        return ""
    year, month, day = version.split("-")[:3]
    return f"{year}年{int(month)}月{int(day)}日"


def older_versions(files: TownFiles) -> tuple[TownFiles, ...]:
    """The versions before the present one, oldest first."""
    if not files.imported:
        return ()
    folder = files.folder / VERSIONS_FOLDER
    kept = (path.parent for path in folder.glob(f"[0-9]*/{CARD_FILE}"))
    present = files.card.version  # its copy may lie there where an import was cut off
    names = [path.name for path in kept if NAME.fullmatch(path.name) and path.name != present]
    return tuple(
        TownFiles(files.key, folder / name, imported=True) for name in sorted(names, key=_order)
    )


def all_versions(files: TownFiles) -> tuple[TownFiles, ...]:
    """All versions, the present one last."""
    return (*older_versions(files), files)


def find_version(files: TownFiles, wanted: str) -> TownFiles:
    """The version of this name, or the one that was in force on a day.

    SourceError names the versions there are.
    """
    versions = all_versions(files)
    named = [version for version in versions if version.card.version == wanted]
    if named:
        return named[0]
    match = NAME.fullmatch(wanted)
    if match and not match["nth"]:
        before = [v for v in versions if v.card.version and v.card.version[:10] <= wanted]
        if before:
            return before[-1]
    there = "、".join(str(version.card.version) for version in versions)
    raise SourceError(
        f"{files.key} 没有“{wanted[:40]}”这一版，现有：{there}；"
        "可以写其中一个，或者一个日期，指当天有效的那一版。"
    )


def keep_version(files: TownFiles) -> TownFiles:
    """Copy the present version to the older ones; whoever reads the present is not disturbed."""
    folder = files.folder / VERSIONS_FOLDER
    name = str(files.card.version)
    unready, ready = folder / f".{name}", folder / name
    shutil.rmtree(unready, ignore_errors=True)
    unready.mkdir(parents=True)
    for pattern in _FILES:
        for path in files.folder.glob(pattern):
            shutil.copy2(path, unready)
    shutil.rmtree(ready, ignore_errors=True)
    unready.rename(ready)
    for path in sorted(folder.glob("[0-9]*"), key=lambda path: _order(path.name))[:-KEPT]:
        shutil.rmtree(path, ignore_errors=True)
    return TownFiles(files.key, ready, imported=True)


def remove_version(files: TownFiles, name: str) -> None:
    """Delete an older version; SourceError for the present one, or where there is none."""
    found = find_version(files, name)
    if found.folder == files.folder or found.card.version != name:
        there = "、".join(str(older.card.version) for older in older_versions(files)) or "没有"
        raise SourceError(f"“{name[:40]}”不是 {files.key} 留着的旧版，旧版：{there}。")
    shutil.rmtree(found.folder)


def says_the_same(one: Town, other: Town) -> bool:
    """Whether two towns' lists are the same but for places and layout of the documents."""
    return [_said(duty) for duty in one.duties] == [_said(duty) for duty in other.duties]


def _said(duty: Duty) -> tuple[object, ...]:
    parts = [(block.kind, block.holder, block.items) for block in duty.blocks]
    return (
        duty.duty_id,
        duty.section,
        duty.title,
        duty.enforcement,
        duty.departments,
        parts,
    )


def _order(name: str) -> tuple[str, int]:
    found = NAME.fullmatch(name)
    return (found["day"], int(found["nth"] or 1)) if found else ("", 0)
