"""Two towns drafted by somebody who had not seen the readers, in two counties' styles.

澜溪镇: departments on rows of their own, ▲ before titles, sections as rows. 文昌桥街道: a column of
sections, the town's part before the departments', 是否行政执法 as a column.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from corpus.models import Duty, ListName, Town
from corpus.town import read_town
from tests.towns import MADE

FORMATS = ("docx", "xlsx", "html", "pdf", "txt")
_MARKS = re.compile(r"\s|\d+[.．、]|[（(]\d+[)）]|[①-⑳]|[一二三四五六七八九十]是|[；;。，,]")
_LEAST_BLOCKS = {"pdf": 0.97}  # a department's row that a page splits may join the one before


def drafted(key: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    lines = (MADE / key / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    head, *duties = map(json.loads, lines)
    return head, duties


def _bare(text: str) -> str:
    return _MARKS.sub("", text)


def _parts(truth: dict[str, Any]) -> Iterator[str]:
    for kind, text in truth["blocks"].items():
        if not (kind == "department" and truth["list"] == ListName.RECLAIMED):  # who, in words
            yield _bare(text)


def _facts(duty: Duty, town: Town) -> dict[str, Any]:
    return {
        "list": duty.list.value,
        "number": duty.number,
        "section": duty.section,
        "title": _bare(duty.title),
        "enforcement": duty.enforcement,
        "departments": [name for name in duty.departments if name != town.name],
    }


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("key", ["lanxi", "wenchang"])
def test_what_others_drafted_is_read(key: str, form: str) -> None:
    head, truths = drafted(key)
    town, _, _ = read_town(MADE / key / f"list.{form}", key)
    assert town is not None
    assert town.name == head["name"]
    assert [_facts(duty, town) for duty in town.duties] == [
        {name: truth[name] for name in ("list", "number", "section")}
        | {"title": _bare(truth["title"])}
        | {name: truth[name] for name in ("enforcement", "departments")}
        for truth in truths
    ]
    found = [
        part in {_bare("".join(block.items)) for block in duty.blocks}
        for duty, truth in zip(town.duties, truths, strict=True)
        for part in _parts(truth)
    ]
    assert sum(found) >= _LEAST_BLOCKS.get(form, 1.0) * len(found)
