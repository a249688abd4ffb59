"""Every reader gives the same town from the same list, whatever the county's way of drafting."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.models import Duty, Town
from corpus.readers import read_document
from corpus.town import read_town

TOWNS = Path(__file__).parent / "data" / "towns"
FORMATS = ("docx", "xlsx", "html", "pdf", "txt")
DRAFTS = [(town, form) for town in ("bailu", "shiqiao") for form in FORMATS]


def truth(town: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((TOWNS / town / "truth.json").read_text(encoding="utf-8"))
    return read


def imported(town: str, form: str) -> Town:
    """The town as read, with nothing left that does not add up."""
    read, problems, reading = read_town(TOWNS / town / f"list.{form}", town)
    assert [(reading.place(p.line), p.message) for p in problems if not p.doubtful] == []
    assert read is not None
    return read


def as_truth(duty: Duty) -> dict[str, Any]:
    return {
        "list": duty.list.value,
        "number": duty.number,
        "section": duty.section,
        "title": duty.title,
        "enforcement": duty.enforcement,
        "departments": list(duty.departments),
        "blocks": [
            {"kind": block.kind.value, "holder": block.holder, "items": list(block.items)}
            for block in duty.blocks[1:]
        ],
    }


@pytest.mark.parametrize(("town", "form"), DRAFTS)
def test_every_format_gives_the_town_that_was_drafted(town: str, form: str) -> None:
    read, expected = imported(town, form), truth(town)
    assert [as_truth(duty) for duty in read.duties] == expected["duties"]
    assert (read.region, read.name) == (expected["region"], expected["name"])
    assert read.enforcement_marked


@pytest.mark.parametrize(
    ("town", "title"), [("bailu", "上级部门收回事项清单"), ("shiqiao", "县级部门收回履职事项清单")]
)
def test_lists_keep_the_name_that_they_were_printed_under(town: str, title: str) -> None:
    for form in FORMATS:
        titles = [part.title for part in imported(town, form).lists]
        assert titles == ["基本履职事项清单", "配合履职事项清单", title]


@pytest.mark.parametrize("form", FORMATS)
def test_the_declared_counts_are_those_of_the_headings(form: str) -> None:
    assert [part.declared for part in imported("bailu", form).lists] == [28, 14, 18]


def test_a_row_knows_its_place() -> None:
    places = {}
    for form in FORMATS:
        reading = read_document(TOWNS / "bailu" / f"list.{form}")
        row = next(n for n, r in enumerate(reading.rows, 1) if "打击欺诈骗保" in r.cells)
        places[form] = str(reading.place(row))
    assert places == {
        "docx": "第 2 个表格第 6 行",
        "xlsx": "“配合履职事项清单”表第 7 行",
        "html": "第 2 个表格第 6 行",
        "pdf": "第 3 页第 6 行",
        "txt": "第 54 行",
    }


def test_a_name_ending_means_nothing(tmp_path: Path) -> None:
    for form, other in (("docx", "pdf"), ("xlsx", "txt"), ("html", "docx"), ("pdf", "xls")):
        path = tmp_path / f"{form}.{other}"
        path.write_bytes((TOWNS / "bailu" / f"list.{form}").read_bytes())
        read, _, _ = read_town(path, "bailu")
        assert read is not None
        assert len(read.duties) == 60
