"""A town's notes as they are read: every answer asks, so that an entry shows at once."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from assistant.notes.note import Change, NoteKind

_LOG = logging.getLogger(__name__)

Place = tuple[str, NoteKind]  # subject and kind


class NoteError(ValueError):
    """Notes that can't be taken or read; one Chinese sentence a problem."""

    def __init__(self, *problems: str) -> None:
        """Keep the sentences and show them one a line."""
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Notes:
    """All that was ever entered, oldest first."""

    changes: tuple[Change, ...] = ()

    @cached_property
    def standing(self) -> Mapping[Place, Change]:
        """The notes that stand now, by subject and kind."""
        latest = {(one.subject, one.kind): one for one in self.changes}
        return {place: one for place, one in latest.items() if one.value}

    def of(self, subject: str, title: str = "") -> dict[NoteKind, Change]:
        """What stands of a subject; none of a duty that was called otherwise then."""
        found = ((kind, self.standing.get((subject, kind))) for kind in NoteKind)
        return {kind: one for kind, one in found if one and one.title == title}

    def history(self, subject: str) -> list[Change]:
        """The changes of a subject, the latest first."""
        return [one for one in reversed(self.changes) if one.subject == subject]


_NONE = Notes()
Stamp = tuple[int, int, int]


@dataclass
class NoteBook:
    """One town's notes for who answers: a file that is missing or damaged holds none.

    It is read again where it was replaced; one look at the file costs some microseconds.
    """

    path: Path | None = None
    _read: tuple[Stamp | None, Notes] = field(default=(None, _NONE), init=False, repr=False)

    def now(self) -> Notes:
        """The notes as they stand in the file at this moment."""
        if self.path is None:
            return _NONE
        stamp = _stamp(self.path)
        known, notes = self._read
        if stamp != known:
            notes = self._fresh(self.path) if stamp else _NONE
            self._read = stamp, notes
        return notes

    def _fresh(self, path: Path) -> Notes:
        try:
            return read_notes(path)
        except NoteError as error:
            _LOG.error("notes not used: %s", error)
            return _NONE


def read_notes(path: Path) -> Notes:
    """The notes of a file, none where there is no file; NoteError names a line that is damaged."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return _NONE
    except (OSError, UnicodeDecodeError) as error:
        raise NoteError(f"{path}：读不到，应为 UTF-8 文本且有读取权限；请检查。") from error
    rows = (_change(path, number, line) for number, line in enumerate(lines, start=1) if line)
    return Notes(tuple(rows))


def _change(path: Path, number: int, line: str) -> Change:
    try:
        return Change.model_validate_json(line)
    except ValidationError as error:
        raise NoteError(f"{path}：第 {number} 行不是一条补充，请改正或删去这一行。") from error


def to_lines(changes: Sequence[Change]) -> str:
    """Changes as JSON lines."""
    return "".join(one.model_dump_json(exclude_defaults=True) + "\n" for one in changes)


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
