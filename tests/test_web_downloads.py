"""Downloads of a view: what programs read back from the files."""

import csv
import io
import json
import os
import time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assistant.web.lists import downloads
from assistant.web.lists.downloads import (
    HEADINGS,
    Format,
    clear_copies,
    clear_downloads,
    download_file,
)
from corpus.models import Duty, Town


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    return tmp_path


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def armed(duty: Duty) -> Duty:
    return duty.model_copy(update={"title": '=HYPERLINK("http://x")', "section": "@SUM(A1)"})


def test_csv_has_every_duty_and_a_mark_that_excel_reads(town: Town) -> None:
    path = download_file(town.duties, town, Format.CSV)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    heads, *rows = rows_of(path)
    assert tuple(heads) == HEADINGS
    assert [row[0] for row in rows] == [duty.duty_id for duty in town.duties]
    low_income = next(row for row in rows if row[0] == "配合-6")
    assert low_income[6] == "巴林左旗民政局"
    assert "3.旗民政审核确认" in low_income[8]


def test_no_cell_is_a_formula(town: Town) -> None:
    duty = armed(town.duty("配合-6"))
    rows = rows_of(download_file([duty], town, Format.CSV))
    assert rows[1][4] == '\'=HYPERLINK("http://x")'
    assert rows[1][2] == "'@SUM(A1)"
    sheet = load_workbook(download_file([duty], town, Format.EXCEL)).active
    assert sheet is not None
    assert sheet["E2"].data_type == "s"
    assert sheet["E2"].value == '=HYPERLINK("http://x")'


def test_excel_has_the_same_rows_with_numbers_as_numbers(town: Town) -> None:
    sheet = load_workbook(download_file(town.duties, town, Format.EXCEL)).active
    assert sheet is not None
    assert sheet.max_row == 243
    assert [cell.value for cell in sheet[1]] == list(HEADINGS)
    assert sheet["D2"].value == 1


def test_json_holds_the_whole_duties(town: Town) -> None:
    duties = [duty for duty in town.duties if duty.section == "民生服务"]
    data = json.loads(download_file(duties, town, Format.JSON).read_text(encoding="utf-8"))
    assert data["town"] == "富河镇"
    read = [{key: v for key, v in row.items() if key != "duty_id"} for row in data["duties"]]
    assert [Duty.model_validate(row) for row in read] == duties


def test_files_lie_where_the_page_serves_them_under_a_telling_name(
    town: Town, folder: Path
) -> None:
    path = download_file(town.duties[:3], town, Format.CSV)
    assert path.is_relative_to(folder)
    assert path.name == "富河镇履职事项清单_3项.csv"


def test_a_view_is_one_file_however_often_it_is_asked_for(town: Town, folder: Path) -> None:
    for _ in range(3):
        download_file(town.duties[:3], town, Format.CSV)
    download_file(town.duties[1:4], town, Format.CSV)
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 2


def test_what_gradio_once_copied_is_cleared_at_the_start(town: Town, folder: Path) -> None:
    made = download_file(town.duties[:2], town, Format.CSV)
    copied, mine = folder / ("0f" * 32), folder / "mine"
    for path in (copied, mine):
        path.mkdir()
        (path / "environ").write_text("secret", encoding="utf-8")
    clear_copies(folder)
    assert set(folder.iterdir()) == {made.parent, mine}


def test_a_view_is_made_once_and_kept_for_a_while_again(town: Town) -> None:
    path = download_file(town.duties[:3], town, Format.CSV)
    made = path.stat().st_ino
    os.utime(path, (0, 0))
    assert download_file(town.duties[:3], town, Format.CSV).stat().st_ino == made
    assert path.stat().st_mtime > 0


def test_a_duty_that_has_changed_is_another_file(town: Town) -> None:
    duty = town.duty("配合-6")
    assert download_file([duty], town, Format.CSV) != download_file([armed(duty)], town, Format.CSV)


def test_many_views_take_a_bounded_place_and_the_last_one_is_there(
    town: Town, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound = 300_000
    monkeypatch.setattr(downloads, "MAX_BYTES", bound)
    for start in range(60):
        path = download_file(town.duties[start : start + 20], town, Format.JSON)
        os.utime(path, (start, time.time() - 60 + start))
        assert path.is_file()
    left = [path for path in folder.rglob("*") if path.is_file()]
    assert 2 <= len(left) < 30
    assert sum(path.stat().st_size for path in left) <= bound + path.stat().st_size


def test_old_files_are_removed_and_what_others_put_there_is_not(town: Town, folder: Path) -> None:
    old = download_file(town.duties[:3], town, Format.CSV)
    new = download_file(town.duties[:4], town, Format.CSV)
    other = folder / "other.txt"
    other.write_text("kept")
    for path in (old, other):
        os.utime(path, (0, 0))
    clear_downloads()
    assert [old.parent.exists(), new.exists(), other.exists()] == [False, True, True]
