"""A part of a page in docs/ that a command writes, between marks that stay."""

from collections.abc import Sequence
from pathlib import Path


def write_marked(lines: Sequence[str], page: Path, mark: str) -> None:
    """Put the lines between `<!-- mark -->` and its end; ValueError where they are missing."""
    begin, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    before, found, rest = page.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{page} 里没有 {begin} 与 {end} 标记。")
    text = "\n".join(lines)
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")
