"""Links between a town's duties and matters: found, doubtful, and what staff decided of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from corpus.models import Town
from corpus.source import SourceError, read_lines
from corpus.town import REFERENCE_TOWN
from corpus.towns.registry import TownFiles
from index.building.disk import write_whole
from index.matters.matcher import Matcher

# Links to the reference town's matters, and to the common ones that it lacks.
LINKS_FILE = "links.tsv"
LINKS_FILES = (LINKS_FILE, "links_common.tsv")
COLUMNS = ("本镇事项", "本镇事项名称", "对应事项", "对应事项名称", "把握", "是否同一件事")
SEPARATOR = "\t"
_LOCK_FILE = "links.lock"
_LOCK_TIMEOUT_S = 30.0  # a change takes hundredths of a second


class Verdict(StrEnum):
    """What staff say of a link."""

    SAME = "确认"
    OTHER = "否"


class Link(NamedTuple):
    """A pair that is, or may be, the same matter: ids of the town's and the reference's duty."""

    duty_id: str
    matter_id: str
    probability: float


class LinkRow(NamedTuple):
    """A link as its file has it, with what staff decided, and when."""

    line: int  # of the file, from 0
    link: Link
    title: str  # of the duty
    matter: str  # the matter's title
    verdict: Verdict | None
    day: str  # 2026-03-01; "" where it is not told

    @property
    def decided(self) -> str:
        """The last cell: the verdict, and its day."""
        return f"{self.verdict or ''} {self.day}".strip()

    def is_used(self, bound: float) -> bool:
        """Whether the matter's questions are the duty's; from the bound on nobody need say so."""
        if self.verdict is None:
            return self.link.probability >= bound
        return self.verdict is Verdict.SAME


class Linking(NamedTuple):
    """What is used and what is not, until somebody has looked at it."""

    links: tuple[Link, ...]
    doubtful: tuple[Link, ...]

    @property
    def duties_of(self) -> dict[str, tuple[str, ...]]:
        """The town's duties of every linked matter."""
        found: dict[str, tuple[str, ...]] = {}
        for link in self.links:
            found[link.matter_id] = (*found.get(link.matter_id, ()), link.duty_id)
        return found


Pair = tuple[str, str]  # ids of a duty and a matter
Verdicts = Mapping[Pair, Verdict]


def linking_of(
    chances: NDArray[np.float64], town: Town, reference: Town, matcher: Matcher, verdicts: Verdicts
) -> Linking:
    """The links by the pairs' probabilities (duties, matters); staff have the last word."""
    links: list[Link] = []
    doubtful: list[Link] = []
    told = chances >= matcher.doubtful
    ours = {duty.duty_id: place for place, duty in enumerate(town.duties)}
    theirs = {duty.duty_id: place for place, duty in enumerate(reference.duties)}
    for duty_id, matter_id in verdicts:
        if duty_id in ours and matter_id in theirs:
            told[ours[duty_id], theirs[matter_id]] = True
    ids = list(ours), list(theirs)
    for one, other in np.argwhere(told).tolist():
        chance = float(chances[one, other])
        link = Link(ids[0][one], ids[1][other], round(chance, 2))
        verdict = verdicts.get(link[:2])
        if verdict is Verdict.SAME or (verdict is None and chance >= matcher.bound):
            links.append(link)
        elif verdict is None:
            doubtful.append(link)
    return Linking(tuple(links), tuple(doubtful))


def read_rows(path: Path, town: Town) -> list[LinkRow]:
    """The links of a file with the duties' numbers of now; SourceError for a slip.

    They were told of a title: a newer version may have it under another number, or not at all,
    and then the row is left out. None where there is no file.
    """
    if not path.is_file():
        return []
    numbered = {(duty.duty_id, duty.title) for duty in town.duties}
    titled = {duty.title: duty.duty_id for duty in town.duties}
    rows: list[LinkRow] = []
    for line, text in enumerate(read_lines(path)[1:], start=1):
        cells = [cell.strip() for cell in text.split(SEPARATOR)]
        if len(cells) < len(COLUMNS):
            continue
        old, title, matter_id, matter, told, said = cells[: len(COLUMNS)]
        verdict, day = _read_decided(said, path, line)
        duty_id = old if (old, title) in numbered else titled.get(title)
        if duty_id:
            percent = told.removesuffix("%")
            probability = int(percent) / 100 if percent.isdecimal() else 0.0
            link = Link(duty_id, matter_id, probability)
            rows.append(LinkRow(line, link, title, matter, verdict, day))
    return rows


def _read_decided(said: str, path: Path, line: int) -> tuple[Verdict | None, str]:
    if not said:
        return None, ""
    word, _, day = said.partition(" ")
    try:
        return Verdict(word), day.strip()
    except ValueError:
        raise SourceError(
            f"{path} 第 {line + 1} 行：最后一列写的是“{said}”，应为确认、否或空着。"
        ) from None


@contextmanager
def links_locked(path: Path) -> Iterator[None]:
    """Nobody else changes the files of links beside this one meanwhile."""
    with FileLock(path.with_name(_LOCK_FILE), timeout=_LOCK_TIMEOUT_S):
        yield


def read_verdicts(path: Path, town: Town) -> dict[Pair, Verdict]:
    """What staff decided, none where there is no file; SourceError for a slip."""
    return {row.link[:2]: row.verdict for row in read_rows(path, town) if row.verdict}


def has_decisions(path: Path) -> bool:
    """Whether staff wrote anything in the last column; the town need not be read for that."""
    rows = read_lines(path)[1:] if path.is_file() else []
    cells = (row.split(SEPARATOR) for row in rows)
    return any(len(row) >= len(COLUMNS) and row[-1].strip() for row in cells)


def linked_matters(files: TownFiles, town: Town) -> dict[str, frozenset[str]]:
    """The matters of a town's duties as its index last linked them; none where it has no index.

    The reference town's duties are matters themselves.
    """
    if files.key == REFERENCE_TOWN:
        return {duty.duty_id: frozenset({duty.duty_id}) for duty in town.duties}
    path = files.folder / LINKS_FILE
    bound = Matcher.load().bound
    found: dict[str, frozenset[str]] = {}
    for row in read_rows(path, town):
        if row.is_used(bound):
            duty_id, matter_id = row.link[:2]
            found[duty_id] = found.get(duty_id, frozenset()) | {matter_id}
    return found


def write_links(
    path: Path, linking: Linking, town: Town, reference: Town, verdicts: Verdicts
) -> None:
    """The doubtful links for staff to look at, least sure last, then all others.

    `verdicts` are those that the linking was made with.
    """
    named = {link[:2] for link in (*linking.links, *linking.doubtful)}
    with links_locked(path):
        before = {row.link[:2]: row for row in read_rows(path, town)}
        # Staff may have decided something meanwhile.
        said = {pair: row.decided for pair, row in before.items() if row.verdict}
        decided: Mapping[Pair, str] = {**verdicts, **said}
        denied = [
            before[pair].link if pair in before else Link(*pair, 0.0)
            for pair in decided
            if pair not in named
        ]
        lines = [SEPARATOR.join(COLUMNS)]
        for group in (linking.doubtful, linking.links, denied):
            ordered = sorted(group, key=lambda link: -link.probability)
            lines += _rows(ordered, town, reference, decided)
        write_whole(path, "\n".join(lines) + "\n")


def _rows(
    links: Iterable[Link], town: Town, reference: Town, decided: Mapping[Pair, str]
) -> Sequence[str]:
    ours = {duty.duty_id: duty.title for duty in town.duties}
    theirs = {duty.duty_id: duty.title for duty in reference.duties}
    return [
        SEPARATOR.join(
            (
                link.duty_id,
                ours[link.duty_id],
                link.matter_id,
                theirs[link.matter_id],
                f"{link.probability:.0%}",
                decided.get(link[:2], ""),
            )
        )
        for link in links
        if link.duty_id in ours and link.matter_id in theirs
    ]
