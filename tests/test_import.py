"""`lvzhi import` keeps a town's file, what was read of it, and the office's corrections."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.common import OUT
from assistant.cli.main import app

TOWNS = Path(__file__).parent / "data" / "towns"


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LVZHI_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(OUT, "width", 200)
    return tmp_path


def lvzhi(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def imported(form: str = "docx", key: str = "bailu") -> str:
    done = lvzhi("import", str(TOWNS / "bailu" / f"list.{form}"), "--town", key)
    assert done.exit_code == 0, done.output
    return done.output


def listed(key: str = "bailu") -> list[dict[str, Any]]:
    done = lvzhi("list", "--town", key, "--json")
    assert done.exit_code == 0, done.output
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def test_an_imported_town_is_listed_with_its_parts(data_dir: Path) -> None:
    imported("pdf")
    rows = listed()
    truth = json.loads((TOWNS / "bailu" / "truth.json").read_text(encoding="utf-8"))["duties"]
    assert [row["duty_id"] for row in rows] == [f"{d['list']}-{d['number']}" for d in truth]
    for row, duty in zip(rows, truth, strict=True):
        shown = {name: row[name] for name in ("section", "title", "enforcement", "departments")}
        assert shown == {name: duty[name] for name in shown}
        parts = [{name: b[name] for name in ("kind", "holder", "items")} for b in row["blocks"]]
        assert parts[1:] == duty["blocks"]


def test_the_folder_holds_the_file_its_rows_and_the_model(data_dir: Path) -> None:
    imported()
    names = {path.name for path in (data_dir / "towns" / "bailu").iterdir()}
    assert names == {
        "document.docx",
        "source.txt",
        "town.json",
        "corrections.txt",
        "import.json",
    }


def test_the_report_counts_lists_and_shows_doubts_beside_the_source(data_dir: Path) -> None:
    shown = imported("txt")
    assert "福建省南浦市临溪区白鹭街道：共 60 项" in shown
    assert "上级部门收回事项清单" in shown
    assert "要核对的地方（10 处）" in shown
    assert "上收-2 的部门是空的，按合并单元格沿用上一项的" in shown
    assert "2 | 诊所备案现场核查" in shown


def test_a_list_without_any_duty_read_is_no_import(data_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "bare.txt"
    path.write_text("石桥镇基本履职事项清单（2项）\n一、党的建设（2项）\n", encoding="utf-8")
    done = lvzhi("import", str(path), "--town", "bare")
    assert done.exit_code == 2
    assert "一项事项也没有读出来" in done.output
    assert not (data_dir / "towns").exists()


def test_corrections_are_applied_on_the_next_import_and_kept(data_dir: Path) -> None:
    imported("txt")
    path = data_dir / "towns" / "bailu" / "corrections.txt"
    with path.open("a", encoding="utf-8") as file:
        file.write("上收-2 部门 = 临溪区行政审批局、临溪区卫生健康局\n")
        file.write("基本-1 名称 = 学习宣传贯彻党的路线方针政策\n基本-2 行政执法 = 是\n")
        file.write("乡镇 名称 = 白鹭街道办事处\n")
    for _ in range(2):
        assert "已照更正文件改了 4 处" in imported("txt")
        rows = {row["duty_id"]: row for row in listed()}
        assert rows["上收-2"]["departments"] == ["临溪区行政审批局", "临溪区卫生健康局"]
        assert rows["基本-1"]["title"] == "学习宣传贯彻党的路线方针政策"
        assert rows["基本-1"]["blocks"][0]["items"] == ["学习宣传贯彻党的路线方针政策"]
        assert rows["基本-2"]["enforcement"] is True
        assert rows["基本-2"]["departments"] == ["白鹭街道办事处"]
    assert "上收-2 的部门是空的" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("配合-1 部门", "“配合-1 部门”看不懂，应写成“配合-12 部门 = 县水利局”"),
        ("配合-1 颜色 = 红", "栏目只能是 名称、类别、部门、行政执法"),
        ("配合-99 部门 = 县水利局", "清单里没有“配合-99”这一项"),
        ("基本-1 行政执法 = 对", "行政执法应写 是 或 否，写的却是“对”"),
    ],
)
def test_a_bad_correction_is_named_and_changes_nothing(
    data_dir: Path, line: str, sentence: str
) -> None:
    imported()
    path = data_dir / "towns" / "bailu" / "corrections.txt"
    model = path.with_name("town.json").read_bytes()
    path.write_text(line + "\n", encoding="utf-8")
    done = lvzhi("import", str(TOWNS / "bailu" / "list.docx"), "--town", "bailu")
    assert done.exit_code == 2
    assert sentence in done.output
    assert path.with_name("town.json").read_bytes() == model


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("白鹭", "乡镇代号“白鹭”不合用，应为小写字母、数字、- 或 _"),
        ("../x", "乡镇代号“../x”不合用"),
        ("fuhe", "“fuhe”是随产品发布的乡镇，请换一个代号"),
    ],
)
def test_a_key_is_plain_and_no_shipped_towns(data_dir: Path, key: str, sentence: str) -> None:
    done = lvzhi("import", str(TOWNS / "bailu" / "list.docx"), "--town", key)
    assert done.exit_code == 2
    assert sentence in done.output


def test_a_town_that_is_not_there_names_those_that_are(data_dir: Path) -> None:
    imported()
    done = lvzhi("list", "--town", "nowhere")
    assert done.exit_code == 2
    assert "没有“nowhere”这个乡镇的数据，现有：fuhe、bailu。" in done.output


def test_what_a_document_does_not_mark_is_null(data_dir: Path, tmp_path: Path) -> None:
    text = (TOWNS / "bailu" / "list.txt").read_text(encoding="utf-8").replace("（行政执法）", "")
    path = tmp_path / "plain.txt"
    path.write_text(text, encoding="utf-8")
    done = lvzhi("import", str(path), "--town", "plain")
    assert "清单没有标注哪些是行政执法事项，按“未标注”处理" in done.output
    assert {row["enforcement"] for row in listed("plain")} == {None}


def test_several_files_are_one_list_only_where_they_are_photos(data_dir: Path) -> None:
    files = [str(TOWNS / "bailu" / f"list.{form}") for form in ("docx", "xlsx")]
    done = lvzhi("import", *files, "--town", "bailu")
    assert done.exit_code == 2
    assert "多个文件只用于一页一张的照片（jpg、png）" in done.output
    assert list(data_dir.iterdir()) == []
