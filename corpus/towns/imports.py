"""Imported towns: a folder each with the published file, what was read of it, and corrections."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from corpus.audit import Audit, audit_town
from corpus.bank.matters import COMMON_KEY
from corpus.counts import Problem
from corpus.interpreter import parse_town
from corpus.interpreter.elements import UNPLACED
from corpus.models import BlockKind, Duty, ListName, Town
from corpus.readers import Reading, read_document
from corpus.source import SourceError
from corpus.town import SOURCE_FILE, available_towns, describe
from corpus.towns.carried import carried_over, mended_values
from corpus.towns.corrections import (
    DEPARTMENTS,
    NAME,
    Correction,
    corrected,
    read_corrections,
    write_corrections,
)
from corpus.towns.proof import proving_lines
from corpus.towns.registry import (
    CARD_FILE,
    CORRECTIONS_FILE,
    DOCUMENT,
    KEY,
    MODEL_FILE,
    TOWNS_FOLDER,
    Card,
    TownFiles,
)
from corpus.towns.versions import all_versions, keep_version, says_the_same, version_name
from corpus.white_space import compact

_FILE_MODE = 0o644  # the service may run as another user than the one who imports


@dataclass(frozen=True)
class Imported:
    """A town as imported, what does not add up or is in doubt, and where it lies."""

    town: Town
    reading: Reading
    audit: Audit
    problems: tuple[Problem, ...]
    corrections: int
    folder: Path
    before: TownFiles | None  # the version that this one took the place of, if it is a new one

    def beside(self, problem: Problem) -> str:
        """The document's own words at a problem's place."""
        row = self.reading.rows[min(problem.line, len(self.reading.rows)) - 1]
        return " | ".join(" ".join(cell.split()) for cell in row.cells if cell.strip())


def import_town(
    path: Path, key: str, data_dir: Path, progress: Callable[[int, int], None]
) -> Imported:
    """Read a published file and keep it as the town `key`.

    Another document that says something else is a new version, and the one before it is kept; the
    same document, or the same lists in another file, takes the place of what is there.
    SourceError where the file or the corrections can't be used; then nothing is changed.
    """
    folder = _folder(key, data_dir)
    reading, read, problems = _read(path, key, progress)
    published = path.read_bytes()  # now: it may be the very file that is kept there
    present = _present(key, folder)
    corrections, left_out = _corrections(folder, present, published, read)
    imported_at = datetime.now(UTC)
    town = corrected(read, corrections, folder / CORRECTIONS_FILE)
    before = present if present and _differs(present, published, town) else None
    town = town.model_copy(update={"version": _version(present, before, imported_at)})
    audit = audit_town(read, reading.rows)
    mended = {(correction.subject, correction.field) for correction in corrections}
    found = [*problems, *_doubts(read, reading), *_gaps(audit), *left_out]
    found += _other_name(before, town)
    left = tuple(
        problem
        for problem in sorted(found, key=lambda problem: problem.line)
        if (problem.duty_id, problem.mended_by) not in mended
    )
    folder.mkdir(parents=True, exist_ok=True)
    kept = keep_version(before) if before else None
    for old in folder.glob(f"{DOCUMENT}.*"):
        old.unlink()
    (folder / f"{DOCUMENT}{path.suffix.lower()}").write_bytes(published)
    _write(folder / SOURCE_FILE, "\n".join(proving_lines(reading.lines, town, corrections)))
    _write(folder / MODEL_FILE, town.model_dump_json(indent=1))
    write_corrections(folder / CORRECTIONS_FILE, town, corrections, left, reading)
    card = Card(
        name=town.name,
        region=town.region,
        duties=len(town.duties),
        document=path.name,
        imported_at=imported_at,
        named=town.version,
        mended=mended_values(read, corrections),
    )
    _write(folder / CARD_FILE, card.model_dump_json(indent=1))  # last: it says that all is there
    return Imported(town, reading, audit, left, len(corrections), folder, kept)


def _read(
    path: Path, key: str, progress: Callable[[int, int], None]
) -> tuple[Reading, Town, list[Problem]]:
    """The document as rows and as a town with at least one duty; SourceError where it is none."""
    reading = read_document(path, progress)
    read, problems = parse_town(reading.rows, key)
    if read is None:
        raise SourceError(describe(reading, problems))
    if not any(part.duties for part in read.lists):
        raise SourceError(
            f"{path}：有清单的标题，但表格里一项事项也没有读出来（pdf 的表格没有框线时会这样），"
            "请找发布单位要 docx 或 xlsx 文件。"
        )
    return reading, read, problems


def _present(key: str, folder: Path) -> TownFiles | None:
    """What was imported before, where it can be read."""
    files = TownFiles(key, folder, imported=True)
    try:
        return files if files.stamp and files.card and files.town else None
    except SourceError:
        return None


def _corrections(
    folder: Path, present: TownFiles | None, published: bytes, read: Town
) -> tuple[tuple[Correction, ...], tuple[Problem, ...]]:
    """Those that the document needs, and what is to be looked at where it is another one."""
    corrections = read_corrections(folder / CORRECTIONS_FILE)
    if present is None or present.document.read_bytes() == published:
        return corrections, ()
    return carried_over(corrections, present.card.mended, present.town, read)


def _differs(present: TownFiles, published: bytes, town: Town) -> bool:
    """Whether the town is another version than the present one, not that one read anew."""
    is_same = present.document.read_bytes() == published
    return not is_same and not says_the_same(present.town, town)


def _version(present: TownFiles | None, before: TownFiles | None, imported_at: datetime) -> str:
    """The name of the version: a new one unless what is there was only read anew."""
    if present and not before and present.card.version:
        return present.card.version
    versions = all_versions(before) if before else ()
    taken = [str(version.card.version) for version in versions]
    return version_name(imported_at.astimezone().date(), taken)


def _write(path: Path, text: str) -> None:
    """Replace a file in one step: a service may be reading it."""
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
        os.chmod(file.name, _FILE_MODE)
    os.replace(file.name, path)


def remove_town(files: TownFiles) -> None:
    """Delete an imported town with its document and corrections; SourceError for a shipped one."""
    if not files.imported:
        raise SourceError(f"“{files.key}”是随产品发布的乡镇，删不掉；不用它就不必管它。")
    (files.folder / CARD_FILE).unlink(missing_ok=True)  # first: from now on it is gone
    shutil.rmtree(files.folder)


def _folder(key: str, data_dir: Path) -> Path:
    if not KEY.fullmatch(key):
        raise SourceError(f"乡镇代号“{key}”不合用，应为小写字母、数字、- 或 _，例如 shiqiao。")
    if key in (*available_towns(), COMMON_KEY):
        raise SourceError(f"“{key}”是随产品发布的乡镇，请换一个代号。")
    return data_dir / TOWNS_FOLDER / key


def _doubts(town: Town, reading: Reading) -> Iterator[Problem]:
    """What was read without anything to prove it, or not at all."""
    for doubt in reading.doubts:
        yield Problem(1, doubt, doubtful=True)
    yield from _doubtful_lines(town, reading)
    for item in town.left_out:
        if item.reason == UNPLACED:
            yield Problem(item.source_line, "这一行没有归入任何事项", doubtful=True)
    if not town.region:
        yield Problem(1, "没有找到所在的省市县", True, "乡镇", "地区")
    if not town.enforcement_marked:
        yield Problem(1, "清单没有标注哪些是行政执法事项，按“未标注”处理", doubtful=True)
    for part in town.lists:
        for duty in part.duties:
            if part.sections and not duty.section:
                message = f"{duty.duty_id} 不在任何类别下"
                yield Problem(duty.source_lines[0], message, True, duty.duty_id, "类别")
            yield from _empty_parts(duty)


def _doubtful_lines(town: Town, reading: Reading) -> Iterator[Problem]:
    """What was recognised without certainty, with the field that a correction mends."""
    holders = {line: duty for duty in town.duties for line in duty.source_lines}
    for number, row in enumerate(reading.rows, start=1):
        for text in row.doubtful:
            message = f"认字没有把握：“{text}”"
            duty = holders.get(number)
            fields = [
                (NAME, duty.title if duty else ""),
                (DEPARTMENTS, "、".join(duty.departments) if duty else ""),
            ]
            field = next((name for name, value in fields if compact(text) in compact(value)), "")
            subject = duty.duty_id if duty and field else ""
            yield Problem(number, message, True, subject, field)


def _other_name(before: TownFiles | None, town: Town) -> Iterator[Problem]:
    """A new version of another name may be another town's file."""
    if before and before.town.name != town.name:
        yield Problem(
            1,
            f"乡镇的名称原来是“{before.town.name}”，这一版是“{town.name}”；如果是导错了文件，"
            f"请再导入对的，然后删掉这一版：lvzhi towns remove {town.key} --version {town.version}",
            doubtful=True,
        )


def _empty_parts(duty: Duty) -> Iterator[Problem]:
    if duty.list is ListName.ASSIST:
        for kinds, whose in (
            ((BlockKind.TOWNSHIP,), "乡镇的配合职责"),
            ((BlockKind.DEPARTMENT, BlockKind.SHARED), "上级部门的职责"),
        ):
            if not any(duty.parts(kind) for kind in kinds):
                message = f"{duty.duty_id} 没有读到{whose}"
                yield Problem(duty.source_lines[0], message, doubtful=True)


def _gaps(audit: Audit) -> Iterator[Problem]:
    for gap in audit.gaps:
        names = "、".join((*gap.without_text, *gap.not_in_cell))
        message = f"{gap.duty_id} 的部门栏与正文不一致：{names}"
        yield Problem(gap.source_line, message, True, gap.duty_id, "部门")
