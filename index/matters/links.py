"""Links between a town's duties and matters: found, doubtful, and what staff decided of them."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.models import Town
from corpus.source import SourceError, read_lines
from corpus.town import REFERENCE_TOWN
from corpus.towns.registry import TownFiles
from index.matters.matcher import Matcher

# Links to the reference town's matters, and to the common ones that it lacks.
LINKS_FILE = "links.tsv"
LINKS_FILES = (LINKS_FILE, "links_common.tsv")
_COLUMNS = ("本镇事项", "本镇事项名称", "对应事项", "对应事项名称", "把握", "是否同一件事")
_SEPARATOR = "\t"


class Verdict(StrEnum):
    """What staff say of a link."""

    SAME = "确认"
    OTHER = "否"


class Link(NamedTuple):
    """A pair that is, or may be, the same matter: ids of the town's and the reference's duty."""

    duty_id: str
    matter_id: str
    probability: float


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


Verdicts = Mapping[tuple[str, str], Verdict]


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


def read_verdicts(path: Path, town: Town) -> dict[tuple[str, str], Verdict]:
    """What staff wrote in the last column, none where there is no file; SourceError for a slip.

    They said it of a title: a newer version may have it under another number, or not at all.
    """
    numbered = {(duty.duty_id, duty.title) for duty in town.duties}
    titled = {duty.title: duty.duty_id for duty in town.duties}
    found: dict[tuple[str, str], Verdict] = {}
    for number, cells in decided_rows(path):
        try:
            verdict = Verdict(cells[-1])
        except ValueError:
            raise SourceError(
                f"{path} 第 {number} 行：最后一列写的是“{cells[-1]}”，应为确认、否或空着。"
            ) from None
        is_same = (cells[0], cells[1]) in numbered
        if duty_id := cells[0] if is_same else titled.get(cells[1]):
            found[duty_id, cells[2]] = verdict
    return found


def decided_rows(path: Path) -> list[tuple[int, list[str]]]:
    """The rows whose last column is filled in, with their numbers; none where there is no file."""
    if not path.is_file():
        return []
    lines = enumerate(read_lines(path)[1:], start=2)
    rows = [(number, [cell.strip() for cell in line.split(_SEPARATOR)]) for number, line in lines]
    return [(number, cells) for number, cells in rows if len(cells) >= len(_COLUMNS) and cells[-1]]


def linked_matters(files: TownFiles, town: Town) -> dict[str, frozenset[str]]:
    """The matters of a town's duties as its index last linked them; none where it has no index.

    The reference town's duties are matters themselves. A row of a duty that is called otherwise
    now is left out.
    """
    if files.key == REFERENCE_TOWN:
        return {duty.duty_id: frozenset({duty.duty_id}) for duty in town.duties}
    path = files.folder / LINKS_FILE
    if not path.is_file():
        return {}
    titles, bound = {duty.duty_id: duty.title for duty in town.duties}, Matcher.load().bound
    found: dict[str, frozenset[str]] = {}
    for line in read_lines(path)[1:]:
        cells = [cell.strip() for cell in line.split(_SEPARATOR)]
        if len(cells) < len(_COLUMNS) or titles.get(cells[0]) != cells[1]:
            continue
        likely = float(cells[4].removesuffix("%") or 0) / 100 >= bound
        if cells[-1] == Verdict.SAME or (likely and not cells[-1]):
            found[cells[0]] = found.get(cells[0], frozenset()) | {cells[2]}
    return found


def write_links(
    path: Path, linking: Linking, town: Town, reference: Town, verdicts: Verdicts
) -> None:
    """The doubtful links for staff to look at, least sure last, then all others."""
    named = {(link.duty_id, link.matter_id) for link in (*linking.links, *linking.doubtful)}
    denied = [Link(*pair, 0.0) for pair in verdicts if pair not in named]
    lines = [_SEPARATOR.join(_COLUMNS)]
    for group in (linking.doubtful, linking.links, denied):
        lines += _rows(sorted(group, key=lambda link: -link.probability), town, reference, verdicts)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _rows(links: Iterable[Link], town: Town, reference: Town, verdicts: Verdicts) -> Sequence[str]:
    ours = {duty.duty_id: duty.title for duty in town.duties}
    theirs = {duty.duty_id: duty.title for duty in reference.duties}
    return [
        _SEPARATOR.join(
            (
                link.duty_id,
                ours[link.duty_id],
                link.matter_id,
                theirs[link.matter_id],
                f"{link.probability:.0%}",
                verdicts.get(link[:2], ""),
            )
        )
        for link in links
        if link.duty_id in ours and link.matter_id in theirs
    ]
