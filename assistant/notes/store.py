"""Where a town's staff enter notes: every change is added, none is lost, and each can be undone."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.log.entry import CHINA
from assistant.notes.book import NoteError, Notes, read_notes, to_lines
from assistant.notes.checks import NoteRules, Problem, Subject, checked_who
from assistant.notes.note import NAMES, Change, NoteKind
from assistant.settings import Settings
from corpus.models import Town
from corpus.town import load_town
from index.building.disk import write_whole

LOCK_FILE = "notes.lock"
LOCK_TIMEOUT_S = 30.0  # a change takes hundredths of a second
_SHOWN_PROBLEMS = 50  # of a whole file
_FILE_MODE = 0o644  # the service may run as another user than the one who enters


@dataclass(frozen=True)
class Draft:
    """What is entered of one subject; kinds left out stay as they are, "" takes one away."""

    subject: str
    values: Mapping[NoteKind, str]
    mobile: bool = False  # mobile numbers in it are public ones
    row: str = ""  # where it stands, for what is wrong: `事项表第 5 行`
    columns: Mapping[NoteKind, str] = field(default_factory=dict)

    def place(self, kind: NoteKind | None) -> str:
        """Row and column of a value; "" for what was not read from a file."""
        column = f" {self.columns[kind]} 列" if kind and kind in self.columns else ""
        return f"{self.row}{column}：" if self.row else ""


class NoteStore:
    """One file of one town; every change is whole, under a lock, and survives a kill."""

    def __init__(self, path: Path, town: Town) -> None:
        """Keep the notes there; its folder need not exist."""
        self.path = path
        self.town = town
        self.rules = NoteRules(town)

    @classmethod
    def open(cls, settings: Settings) -> "NoteStore":
        """The store of the town that the settings name."""
        return cls(settings.notes, load_town(settings.town))

    def notes(self) -> Notes:
        """What is there; NoteError where the file is not in order."""
        return read_notes(self.path)

    def titles(self) -> dict[str, str]:
        """The subjects that can have notes, with the titles of duties: departments first."""
        duties = {duty.duty_id: duty.title for duty in self.town.duties}
        return dict.fromkeys(self.rules.departments, "") | duties

    def outdated(self) -> list[Change]:
        """What stands of duties that are gone or are called otherwise now; it isn't shown."""
        titles = self.titles()
        standing = self.notes().standing.values()
        return [one for one in standing if titles.get(one.subject) != one.title]

    def enter(self, drafts: Sequence[Draft], who: str) -> tuple[Change, ...]:
        """Note all drafts, or none and NoteError with all that is wrong; the changes made.

        What stands already in these words is no change.
        """
        entered = _Act(checked_who(who))
        with self._locked():
            notes = self.notes()
            made, problems = self._checked(drafts, entered, notes)
            if problems:
                raise NoteError(*_shortened(problems))
            self._add(notes, made)
        return tuple(made)

    def undo(self, who: str, subject: str = "") -> tuple[Change, ...]:
        """Put back what stood before the last act, of one subject or of all that it changed.

        The undoing is an act itself, so that undoing twice leaves all as it was. NoteError where
        there is nothing to undo.
        """
        undoing = _Act(checked_who(who))
        with self._locked():
            notes = self.notes()
            last = next((c for c in reversed(notes.changes) if subject in ("", c.subject)), None)
            if last is None:
                raise NoteError("还没有可撤销的补充。")
            undone = [c for c in notes.changes if c.act == last.act and subject in ("", c.subject)]
            before = {(c.subject, c.kind): c for c in notes.changes if c.act != last.act}
            made = [
                undoing.again(before.get((c.subject, c.kind)) or c.model_copy(update={"value": ""}))
                for c in undone
            ]
            self._add(notes, made)
        return tuple(made)

    def _checked(
        self, drafts: Sequence[Draft], entered: "_Act", notes: Notes
    ) -> tuple[list[Change], list[str]]:
        made: list[Change] = []
        problems: list[str] = []
        seen: dict[str, str] = {}
        for draft in drafts:
            subject = self.rules.subject(draft.subject)
            if isinstance(subject, Problem):
                problems.append(draft.place(None) + subject.sentence)
                continue
            if subject.key in seen:
                problems.append(
                    f"{draft.place(None)}{subject.key}写了两次，另见{seen[subject.key]}。"
                )
            seen[subject.key] = draft.row
            values, wrong = self.rules.checked(draft.values, mobile=draft.mobile)
            standing = notes.of(*subject)
            wrong += _without_office(values, standing)
            problems += [draft.place(one.kind) + one.sentence for one in wrong]
            made += [
                entered.change(subject, kind, value, draft.mobile)
                for kind, value in values.items()
                if value != (standing[kind].value if kind in standing else "")
            ]
        return made, problems

    def _add(self, notes: Notes, made: Sequence[Change]) -> None:
        if made:
            write_whole(self.path, to_lines((*notes.changes, *made)), _FILE_MODE)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        folder = self.path.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / LOCK_FILE, timeout=LOCK_TIMEOUT_S):
                yield
        except Timeout:
            raise NoteError(
                f"另一个进程正在改 {folder} 里的补充，等了 {LOCK_TIMEOUT_S:.0f} 秒还没改完，"
                "请稍后重试。"
            ) from None
        except OSError as error:
            raise NoteError(
                f"写不进数据文件夹 {folder}，应为可写的文件夹；"
                "请检查权限和磁盘空间，或用 LVZHI_DATA_DIR 另指一个。"
            ) from error


def _without_office(
    values: Mapping[NoteKind, str], standing: Mapping[NoteKind, Change]
) -> list[Problem]:
    """A window says nothing without the office that it is in."""
    after = {kind: one.value for kind, one in standing.items()} | dict(values)
    if after.get(NoteKind.WINDOW) and not after.get(NoteKind.OFFICE):
        office = NAMES[NoteKind.OFFICE]
        return [Problem(NoteKind.WINDOW, f"写了窗口，还要写{office}：是哪里的窗口。")]
    return []


@dataclass(frozen=True)
class _Act:
    """All that one person enters at one time."""

    who: str
    at: datetime = field(default_factory=lambda: datetime.now(CHINA).replace(microsecond=0))
    name: str = field(default_factory=lambda: secrets.token_hex(4))

    def change(self, subject: Subject, kind: NoteKind, value: str, mobile: bool) -> Change:
        return Change(
            act=self.name,
            at=self.at,
            who=self.who,
            subject=subject.key,
            title=subject.title,
            kind=kind,
            value=value,
            mobile=mobile,
        )

    def again(self, earlier: Change) -> Change:
        """An earlier value, which stands once more."""
        return earlier.model_copy(update={"act": self.name, "at": self.at, "who": self.who})


def _shortened(problems: Sequence[str]) -> list[str]:
    more = len(problems) - _SHOWN_PROBLEMS
    return [*problems[:_SHOWN_PROBLEMS], *([f"另有 {more} 处问题。"] if more > 0 else [])]
