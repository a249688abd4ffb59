"""The questions that a town's staff add: pending ones, and added ones that are live."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.settings import Settings
from assistant.staff.question_checks import (
    Known,
    Placed,
    QuestionError,
    QuestionRules,
    question_id,
    question_key,
    sounds_of_danger,
)
from corpus.bank.questions import AskedQuestion, load_asked, load_shipped
from corpus.models import Town
from corpus.source import SourceError
from index.building.disk import write_whole

PENDING_FILE = "pending.jsonl"
LOCK_FILE = "lock"
LOCK_TIMEOUT_S = 30.0  # a change takes hundredths of a second
_SHOWN_PROBLEMS = 50  # of a whole file
_FILE_MODE = 0o644  # the service may run as another user than the one who adds


class QuestionStore:
    """Two files of one town; every change is whole, under a lock, and survives a kill.

    An accepted question is first written to the added ones, then taken from the pending ones;
    killed in between it stands in both, and counts as added.
    """

    def __init__(
        self,
        added_file: Path,
        town: Town,
        shipped: Sequence[AskedQuestion],
        in_danger: Callable[[str], bool] = sounds_of_danger,
    ) -> None:
        """Keep the questions beside `added_file`; its folder need not exist.

        What is `in_danger` is not taken.
        """
        self.added_file = added_file
        self.pending_file = added_file.with_name(PENDING_FILE)
        self.town = town
        self._shipped = tuple(shipped)
        self._in_danger = in_danger

    @classmethod
    def open(
        cls, settings: Settings, in_danger: Callable[[str], bool] = sounds_of_danger
    ) -> "QuestionStore":
        """The store of the town that the settings name."""
        files = settings.town_files
        town = files.town
        shipped = load_shipped(files.folder, town)
        return cls(settings.added_questions, town, shipped, in_danger)

    def added(self) -> tuple[AskedQuestion, ...]:
        """The live questions, oldest first; QuestionError where the file is not in order."""
        return self._read(self.added_file)

    def pending(self) -> tuple[AskedQuestion, ...]:
        """The questions that wait for review, oldest first; QuestionError as for `added`."""
        live = {question_key(item.question) for item in self.added()}
        return tuple(
            item
            for item in self._read(self.pending_file)
            if question_key(item.question) not in live
        )

    def settled(self) -> frozenset[str]:
        """Keys of the questions that staff have attached, live or pending."""
        return frozenset(question_key(one.question) for one in (*self.added(), *self.pending()))

    def propose(self, placed: Sequence[Placed]) -> tuple[AskedQuestion, ...]:
        """Put drafts among the pending questions: all, or none and QuestionError with all
        that is wrong."""
        with self.locked():
            pending = self.pending()
            fresh, problems = self._checked(placed, pending)
            if problems:
                raise QuestionError(*_shortened(problems))
            write_questions(self.pending_file, (*pending, *fresh))
        return tuple(fresh)

    def decide(
        self, accept: Sequence[str] = (), reject: Sequence[str] = ()
    ) -> tuple[tuple[AskedQuestion, ...], tuple[AskedQuestion, ...]]:
        """Make pending questions live or drop them; those accepted, those rejected.

        QuestionError where an id is not pending; then nothing is changed.
        """
        with self.locked():
            accepted, rest = _parted(self.pending(), accept, "待审的")
            rejected, rest = _parted(rest, reject, "待审的")
            if accepted:
                write_questions(self.added_file, (*self.added(), *accepted))
            write_questions(self.pending_file, rest)
        return accepted, rejected

    def remove(self, ids: Sequence[str]) -> tuple[AskedQuestion, ...]:
        """Drop live questions; QuestionError where one is not live, then none is dropped."""
        with self.locked():
            removed, rest = _parted(self.added(), ids, "已生效的")
            write_questions(self.added_file, rest)
        return removed

    def _checked(
        self, placed: Sequence[Placed], pending: Sequence[AskedQuestion]
    ) -> tuple[list[AskedQuestion], list[str]]:
        rules = QuestionRules(self.town, self._in_danger)
        known = self._known(pending)
        fresh: list[AskedQuestion] = []
        problems: list[str] = []
        for place, draft in placed:
            try:
                if isinstance(draft, QuestionError):
                    raise draft
                item = rules.checked(draft, known)
            except QuestionError as error:
                problems += [f"{place}：{text}" if place else text for text in error.problems]
            else:
                known[question_key(item.question)] = Known(f" {place} ", item)
                fresh.append(item)
        return fresh, problems

    def _known(self, pending: Sequence[AskedQuestion]) -> dict[str, Known]:
        by_place = {"待审": pending, "已生效": self.added(), "随产品发布": self._shipped}
        return {
            question_key(item.question): Known(where, item)
            for where, items in by_place.items()
            for item in items
        }

    def _read(self, path: Path) -> tuple[AskedQuestion, ...]:
        if not path.is_file():
            return ()
        try:
            return load_asked(path, self.town)
        except SourceError as error:
            raise QuestionError(f"{error}\n请在 {path} 中改正或删去这些行后重试。") from error

    def replace(self, path: Path, questions: Sequence[AskedQuestion]) -> None:
        """Put these in place of all that one of the two files has; called under the lock."""
        write_questions(path, questions)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else changes the files meanwhile; QuestionError where that can't be had."""
        folder = self.added_file.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / LOCK_FILE, timeout=LOCK_TIMEOUT_S):
                yield
        except Timeout:
            raise QuestionError(
                f"另一个进程正在改 {folder} 里的问题，等了 {LOCK_TIMEOUT_S:.0f} 秒还没改完，"
                "请稍后重试。"
            ) from None
        except OSError as error:
            raise QuestionError(
                f"写不进数据文件夹 {folder}，应为可写的文件夹；"
                "请检查权限和磁盘空间，或用 LVZHI_DATA_DIR 另指一个。"
            ) from error


def write_questions(path: Path, questions: Sequence[AskedQuestion]) -> None:
    """Replace a file of questions in one step; a kill leaves the old file or the new one."""
    write_whole(path, to_lines(questions), _FILE_MODE)


def to_lines(questions: Sequence[AskedQuestion]) -> str:
    """The questions as JSON lines, in the form of the shipped file."""
    return "".join(item.model_dump_json(exclude_defaults=True) + "\n" for item in questions)


def _parted(
    questions: Sequence[AskedQuestion], ids: Sequence[str], name: str
) -> tuple[tuple[AskedQuestion, ...], tuple[AskedQuestion, ...]]:
    """Those with one of the ids, and the others; QuestionError for an id that none has."""
    marked = [(question_id(item.question), item) for item in questions]
    missing = [one for one in dict.fromkeys(ids) if one not in {known for known, _ in marked}]
    if missing:
        raise QuestionError(
            f"{name}问题里没有编号“{'”“'.join(missing)}”，应为 8 位编号；"
            "请用 lvzhi questions review --json（待审）或 export --json（已生效）查看。"
        )
    chosen = tuple(item for one, item in marked if one in ids)
    return chosen, tuple(item for one, item in marked if one not in ids)


def _shortened(problems: Sequence[str]) -> list[str]:
    more = len(problems) - _SHOWN_PROBLEMS
    return [*problems[:_SHOWN_PROBLEMS], *([f"另有 {more} 处问题。"] if more > 0 else [])]
