"""Reads the fixtures' towns from harder forms of their documents, and tells how much was right."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from corpus.town import read_town
from eval.documents.fields import FIELDS, shares, truths_of
from eval.documents.printing import write_scan

MARK = "documents"
PAGE = Path(__file__).parents[2] / "docs" / "towns.md"
TOWNS = Path(__file__).parents[2] / "tests" / "data" / "towns"
_COLUMNS = ("编号", "名称", "类别", "行政执法", "部门", "职责")  # of FIELDS


class Figures(NamedTuple):
    """What was read of one document."""

    town: str
    form: str
    pages: int
    shares: dict[str, float]
    cpu_s: float  # a page


def measured(keys: Sequence[str], progress: Callable[[str], None]) -> Iterator[Figures]:
    """The figures of these towns (none: all), without rulings where there is such a pdf."""
    folders = sorted(f for f in TOWNS.iterdir() if (f / "list.pdf").exists())
    with TemporaryDirectory() as scratch:
        for folder in folders:
            if keys and folder.name not in keys:
                continue
            progress(folder.name)
            if (loose := folder / "unruled.pdf").exists():
                yield _figures(folder, loose, "pdf，没有框线", 0)
            scan = Path(scratch) / f"{folder.name}.pdf"
            pages = write_scan(folder / "list.pdf", scan)
            yield _figures(folder, scan, "扫描件，200 dpi", pages)


def lines(figures: Sequence[Figures]) -> list[str]:
    """A table of the figures in Markdown."""
    head = ("乡镇", "文件", *_COLUMNS, "每页 CPU 秒")
    told = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for one in figures:
        cells = [one.town, one.form, *(f"{one.shares[field]:.3f}" for field in FIELDS)]
        told.append(f"| {' | '.join(cells)} | {f'{one.cpu_s:.1f}' if one.pages else ''} |")
    return told


def _figures(folder: Path, document: Path, form: str, pages: int) -> Figures:
    start = time.process_time()
    town, _, _ = read_town(document, folder.name)
    spent = time.process_time() - start
    name = town.name if town else folder.name
    found = shares(town, truths_of(folder))
    return Figures(name, form, pages, found, spent / max(1, pages))
