"""A town's export: the table that list-keeping systems exchange comes back as the same town."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from corpus.models import Town
from corpus.town import read_town
from corpus.towns.exports import HEADINGS, ExportForm, exported
from tests.towns import FUHE, imported

# Where a duty stands in a file, what it declares and how it is printed twice are its own.
OF_THE_FILE = {"source_line", "source_lines", "declared", "heading", "left_out"}
OF_THE_IMPORT = {"version"}
OF_PAGES = {"variants", "title_variants"}
OF_ITS_OWN = OF_THE_FILE | OF_PAGES | OF_THE_IMPORT


def told(value: Any) -> Any:
    """A dumped town without what a file says of itself."""
    if isinstance(value, dict):
        return {k: told(v) for k, v in value.items() if k not in OF_ITS_OWN}
    return [told(item) for item in value] if isinstance(value, list | tuple) else value


def again(town: Town, folder: Path) -> Town:
    path = folder / "export.xlsx"
    path.write_bytes(exported(town, ExportForm.XLSX))
    found, problems, _ = read_town(path, town.key)
    assert problems == []
    assert found is not None
    return found


@pytest.mark.parametrize("form", ["docx", "txt"])
@pytest.mark.parametrize("key", ["bailu", "shiqiao"])
def test_the_exchanged_table_is_read_as_the_same_town(tmp_path: Path, key: str, form: str) -> None:
    town = imported(key, tmp_path, form).town
    assert told(again(town, tmp_path).model_dump()) == told(town.model_dump())


def test_the_shipped_town_comes_back_too(tmp_path: Path) -> None:
    town = FUHE.town
    assert told(again(town, tmp_path).model_dump()) == told(town.model_dump())


def test_the_table_has_the_columns_and_a_row_for_each_duty(tmp_path: Path) -> None:
    town = imported("shiqiao", tmp_path).town
    book = load_workbook(io.BytesIO(exported(town, ExportForm.XLSX)))
    heading, *rows = book.worksheets[0].iter_rows(values_only=True)
    assert heading == HEADINGS
    assert len(rows) == len(town.duties)
    duty = town.duty("配合-1")
    row = dict(zip(HEADINGS, rows[len(town.lists[0].duties)], strict=True))
    assert (row["类别"], row["事项类型"], row["序号"]) == (duty.section, "配合履职事项清单", 1)
    assert row["关联单位"] == "、".join(duty.departments)
    assert row["来源镇街"] == "湖南省桃州市永宁县石桥镇"


def test_a_town_that_marks_none_and_one_that_does_not_mark_stay_apart(tmp_path: Path) -> None:
    data = imported("bailu", tmp_path).town.model_dump()
    for duty in (duty for part in data["lists"] for duty in part["duties"]):
        duty["enforcement"] = False
        duty["title"] = duty["title"].replace("（行政执法）", "")
    for marked in (True, False):
        town = Town.model_validate(data | {"enforcement_marked": marked})
        assert again(town, tmp_path).enforcement_marked is marked


def test_a_title_that_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    data = imported("bailu", tmp_path).town.model_dump()
    data["lists"][0]["duties"][0]["title"] = '=HYPERLINK("x")'
    book = load_workbook(
        io.BytesIO(exported(Town.model_validate(data), ExportForm.XLSX)), data_only=False
    )
    assert book.worksheets[0]["D2"].data_type == "s"


def test_json_is_the_whole_town(tmp_path: Path) -> None:
    town = imported("bailu", tmp_path).town
    assert Town.model_validate(json.loads(exported(town, ExportForm.JSON))) == town
