"""The links of a town's duties to matters as staff see them, and what they decide of each."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from assistant.log.entry import CHINA
from corpus.bank.matters import load_matters
from corpus.bank.questions import ASKED_FILE, AskedQuestion, Asker, load_asked
from corpus.source import SourceError
from corpus.town import REFERENCE_TOWN, load_town, town_folder
from corpus.towns.registry import TownFiles
from index.matters.decisions import PROPOSED, decide
from index.matters.links import LINKS_FILES, LinkRow, Pair, Verdict, read_rows
from index.matters.local_words import in_words_of
from index.matters.matcher import Matcher

SHOWN = 30  # proposals at a time, the likeliest first: what somebody has the patience for
_SAMPLES = 2  # questions of a matter
_MAX_SAMPLE_CHARS = 30
_COMMON = "常见"  # in place of the list's name in a common matter's number
_OF_COMMON = re.compile(r"^[^-]+")
_EQUALS = re.compile(r"\s*[=＝]\s*")


@dataclass(frozen=True)
class SeenLink:
    """One pair of a duty and a matter, told for people."""

    name: str  # 基本-29=配合-32, or 基本-7=常见-100: what it is decided by
    duty_id: str
    title: str
    matter: str
    samples: tuple[str, ...]  # questions of the matter, in the town's words
    probability: float
    verdict: Verdict | None
    day: str  # of the verdict, 2026-03-01; "" where there is none


class TownLinks:
    """A town's links as they stand in its folder; they are used from the next index on."""

    def __init__(self, files: TownFiles) -> None:
        """Read nothing yet; SourceError for a town that has a bank of its own."""
        if not files.imported:
            raise SourceError(f"{files.town.name}是随产品发布的，有自己的问法，不借别的乡镇的。")
        self._files = files
        self._bound = Matcher.load().bound

    def proposed(self) -> tuple[SeenLink, ...]:
        """What nobody has decided and is not used, likely enough to be worth a look, best first."""
        return self._seen(
            lambda row: row.verdict is None and PROPOSED <= row.link.probability < self._bound,
            lambda row: (-row.link.probability,),
        )

    def used(self) -> tuple[SeenLink, ...]:
        """Those whose questions are used, the least sure first, confirmed ones last."""
        return self._seen(
            lambda row: row.is_used(self._bound),
            lambda row: (row.verdict is not None, row.link.probability),
        )

    def denied(self) -> tuple[SeenLink, ...]:
        """Those that staff turned down, the latest first."""
        found = self._seen(lambda row: row.verdict is Verdict.OTHER, lambda row: (row.line,))
        return tuple(sorted(found, key=lambda link: link.day, reverse=True))

    def decide(self, decisions: Mapping[str, Verdict | None], day: date | None = None) -> None:
        """Confirm or turn down links by their names, or take that back (None).

        SourceError where one isn't there; then nothing changes.
        """
        known = {name: (path, row) for path, name, row in self._rows()}
        wanted = {_EQUALS.sub("=", name.strip()): said for name, said in decisions.items()}
        if unknown := [name for name in wanted if name not in known]:
            raise SourceError(
                f"没有 {'、'.join(unknown)} 这样的对应；"
                f"请照 lvzhi links {self._files.key} 里“写法”一栏写，例如 配合-6=常见-12。"
            )
        by_path: dict[Path, dict[Pair, Verdict | None]] = {}
        for name, verdict in wanted.items():
            path, row = known[name]
            by_path.setdefault(path, {})[row.link[:2]] = verdict
        today = day or datetime.now(CHINA).date()
        for path, pairs in by_path.items():
            decide(path, self._files.town, pairs, today)

    def _seen(
        self, wanted: Callable[[LinkRow], bool], order: Callable[[LinkRow], tuple[float, ...]]
    ) -> tuple[SeenLink, ...]:
        found = [(path, name, row) for path, name, row in self._rows() if wanted(row)]
        ordered = sorted(found, key=lambda one: order(one[2]))
        return tuple(self._told(path, row, name) for path, name, row in ordered)

    def _rows(self) -> Iterator[tuple[Path, str, LinkRow]]:
        """All links with their names; SourceError where the town was never built."""
        town, paths = self._files.town, [self._files.folder / name for name in LINKS_FILES]
        if not any(path.is_file() for path in paths):
            key = self._files.key
            raise SourceError(f"{key} 还没有建过索引，请先运行 lvzhi build --town {key}。")
        for path in paths:
            for row in read_rows(path, town):
                duty_id, matter_id = row.link[:2]
                matter = _OF_COMMON.sub(_COMMON, matter_id) if _is_common(path) else matter_id
                yield path, f"{duty_id}={matter}", row

    def _told(self, path: Path, row: LinkRow, name: str) -> SeenLink:
        town, matter_id = self._files.town, row.link.matter_id
        asked = _common_questions() if _is_common(path) else _reference_questions()
        put = in_words_of(town, load_town(REFERENCE_TOWN))
        return SeenLink(
            name=name,
            duty_id=row.link.duty_id,
            title=row.title,
            matter=put(row.matter),
            samples=tuple(put(question) for question in asked.get(matter_id, ())[:_SAMPLES]),
            probability=row.link.probability,
            verdict=row.verdict,
            day=row.day,
        )


def _is_common(path: Path) -> bool:
    return path.name != LINKS_FILES[0]


@cache
def _reference_questions() -> dict[str, tuple[str, ...]]:
    path = town_folder(REFERENCE_TOWN) / ASKED_FILE
    return _by_matter(load_asked(path, load_town(REFERENCE_TOWN)))


@cache
def _common_questions() -> dict[str, tuple[str, ...]]:
    return _by_matter(load_matters().asked)


def _by_matter(asked: Sequence[AskedQuestion]) -> dict[str, tuple[str, ...]]:
    """Villagers' short questions of each matter, as far as they are of it alone."""
    found: dict[str, tuple[str, ...]] = {}
    for row in asked:
        is_short = len(row.question) <= _MAX_SAMPLE_CHARS
        if row.who is Asker.VILLAGER and is_short and len(row.duties) == 1:
            (matter_id,) = row.duties
            found[matter_id] = (*found.get(matter_id, ()), row.question)
    return found
