"""What was read of a town, field by field, against the truth of who drafted it."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus.models import BlockKind, Duty, ListName, Town

FIELDS = ("numbers", "titles", "sections", "enforcement", "departments", "blocks")
_MARKS = re.compile(
    r"\s|\d+[.．、]|[（(]\d+[)）]|[①-⑳]|[一二三四五六七八九十]是|[；;。，,、：:“”\"‘’]"
)
Truth = Mapping[str, Any]


def truths_of(folder: Path) -> list[Truth]:
    """The duties of a town in `truth.json` or `truth.jsonl`."""
    if (path := folder / "truth.json").exists():
        found: list[Truth] = json.loads(path.read_text(encoding="utf-8"))["duties"]
        return found
    lines = (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines[1:]]


def shares(town: Town | None, truths: list[Truth]) -> dict[str, float]:
    """The share of each field that was read as it is true."""
    right: defaultdict[str, list[bool]] = defaultdict(list)
    duties = {(duty.list.value, duty.number): duty for duty in town.duties} if town else {}
    for truth in truths:
        duty = duties.get((truth["list"], truth["number"]))
        for field, told in _told(truth, duty, town.name if town else ""):
            right[field].append(told)
    return {field: sum(right[field]) / max(1, len(right[field])) for field in FIELDS}


def _told(truth: Truth, duty: Duty | None, town: str) -> Iterator[tuple[str, bool]]:
    parts = list(_parts(truth))
    if duty is None:
        yield from ((field, False) for field in FIELDS[:-1])
        yield from (("blocks", False) for _ in parts)
        return
    yield "numbers", True
    yield "titles", _bare(duty.title) == _bare(truth["title"])
    yield "sections", duty.section == truth["section"]
    yield "enforcement", duty.enforcement == truth["enforcement"]
    names = [name for name in duty.departments if name != town]
    yield "departments", names == [name for name in truth["departments"] if name != town]
    read = {_bare("".join(block.items)) for block in duty.blocks}
    yield from (("blocks", part in read) for part in parts)


def _parts(truth: Truth) -> Iterator[str]:
    """The text of each holder, without marks of items."""
    if isinstance(truth["blocks"], list):
        yield from (_bare("".join(block["items"])) for block in truth["blocks"])
        return
    for kind, text in truth["blocks"].items():
        if not (kind == BlockKind.DEPARTMENT and truth["list"] == ListName.RECLAIMED):
            yield _bare(text)  # the third list's departments are told in words of its own


def _bare(text: str) -> str:
    return _MARKS.sub("", text)
