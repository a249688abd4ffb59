"""`lvzhi towns`: the towns there are, their removal and export."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from assistant.cli.common import OUT, serve_by_default
from assistant.cli.main import app
from assistant.service.refusals import RefusedError
from assistant.service.rest.duty_rows import DutyFilters
from assistant.service.rest.town_duties import TownDuties
from assistant.settings import Settings
from corpus.town import load_town
from corpus.towns.exports import HEADINGS
from corpus.towns.registry import CARD_FILE, TownRegistry
from index.building.build import open_search
from index.search import DutySearch
from tests.embedders import HashEmbedder
from tests.towns import beside_fuhe, imported


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two imported towns, and no index yet."""
    monkeypatch.setenv("LVZHI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LVZHI_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("LVZHI_TOWN", raising=False)
    monkeypatch.setattr(OUT, "width", 120)
    monkeypatch.chdir(tmp_path)
    for key in ("bailu", "shiqiao"):
        imported(key, tmp_path)
    return tmp_path


def lvzhi(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=answer)


def rows() -> dict[str, dict[str, Any]]:
    done = lvzhi("towns", "--json")
    assert done.exit_code == 0, done.output
    return {row["key"]: row for row in json.loads(done.stdout)}


def test_the_table_names_every_town(data_dir: Path) -> None:
    done = lvzhi("towns")
    assert done.exit_code == 0, done.output
    for word in ("fuhe 默认", "富河镇", "随产品", "bailu", "白鹭街道", "石桥镇", "未建", "242"):
        assert word in done.output


@pytest.mark.slow
def test_a_town_is_told_with_its_own_questions_and_its_index(
    data_dir: Path, fast_search: DutySearch
) -> None:
    cache = beside_fuhe(data_dir, fast_search)
    added = data_dir / "questions" / "bailu" / "added.jsonl"
    added.parent.mkdir(parents=True)
    question = {"question": "谁来掏下水道", "duties": ["基本-1"], "departments": ["白鹭街道"]}
    added.write_text(json.dumps(question | {"who": "villager"}), encoding="utf-8")
    before = rows()
    assert [(key, row["index"], row["own_questions"]) for key, row in before.items()] == [
        ("fuhe", "built", 0),
        ("bailu", "missing", 1),
        ("shiqiao", "missing", 0),
    ]
    assert (before["bailu"]["default"], before["fuhe"]["default"]) == (False, True)
    open_search(TownRegistry(data_dir).files("bailu"), HashEmbedder(), cache)
    assert rows()["bailu"]["index"] == "built"
    corrections = data_dir / "towns" / "bailu" / "corrections.txt"
    corrections.write_text("基本-1 名称 = 宣传党的政策\n", encoding="utf-8")
    imported("bailu", data_dir)
    assert rows()["bailu"]["index"] == "stale"


def test_a_damaged_town_is_shown_with_the_remedy(data_dir: Path) -> None:
    (data_dir / "towns" / "bailu" / CARD_FILE).write_text("{", encoding="utf-8")
    assert "请用 lvzhi import 重新导入 bailu" in rows()["bailu"]["problem"]
    assert rows()["shiqiao"]["problem"] is None
    assert lvzhi("towns").exit_code == 0
    assert lvzhi("towns", "remove", "bailu", "--yes").exit_code == 0


@pytest.mark.slow
def test_a_town_is_removed_with_its_index_when_that_is_wanted(
    data_dir: Path, fast_search: DutySearch
) -> None:
    files = TownRegistry(data_dir).files("bailu")
    open_search(files, HashEmbedder(), beside_fuhe(data_dir, fast_search))
    kept = lvzhi("towns", "remove", "bailu", answer="n\n")
    assert "删除 白鹭街道（bailu）的清单、旧版、更正和索引？" in kept.output
    assert "没有删除" in kept.output
    assert files.folder.exists()
    done = lvzhi("towns", "remove", "bailu", answer="y\n")
    assert "已删除 bailu" in done.output
    assert not files.folder.exists()
    assert not (data_dir / "cache" / "indexes" / "bailu").exists()
    assert list(rows()) == ["fuhe", "shiqiao"]
    assert lvzhi("towns", "remove", "shiqiao", "-y").exit_code == 0


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("fuhe", "随产品发布的乡镇，删不掉"),
        ("shiqiao", "LVZHI_TOWN 设的默认乡镇"),
        ("nowhere", "现有：fuhe、bailu、shiqiao。"),
        ("../bailu", "现有：fuhe、bailu、shiqiao。"),
    ],
)
def test_what_must_stay_is_not_removed(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, key: str, said: str
) -> None:
    monkeypatch.setenv("LVZHI_TOWN", "shiqiao")
    done = lvzhi("towns", "remove", key, "--yes")
    assert done.exit_code == 2
    assert said in done.output
    assert list(rows()) == ["fuhe", "bailu", "shiqiao"]


def test_a_town_is_exported_as_a_table_or_as_data(data_dir: Path) -> None:
    done = lvzhi("towns", "export", "bailu")
    assert "已导出 60 项到 白鹭街道履职事项清单.xlsx" in done.output
    book = load_workbook(data_dir / "白鹭街道履职事项清单.xlsx")
    assert [cell.value for cell in book.worksheets[0][1]] == list(HEADINGS)
    assert lvzhi("towns", "export", "fuhe", "-o", "fuhe.json").exit_code == 0
    found = json.loads((data_dir / "fuhe.json").read_text(encoding="utf-8"))
    assert found == load_town().model_dump(mode="json")
    wrong = lvzhi("towns", "export", "bailu", "--format", "json", "-o", "no/such/folder.json")
    assert wrong.exit_code == 2
    assert "写不了 no/such/folder.json" in wrong.output


def test_an_export_is_imported_again(data_dir: Path) -> None:
    lvzhi("towns", "export", "shiqiao", "-o", "out.xlsx")
    assert lvzhi("import", "out.xlsx", "--town", "again").exit_code == 0
    one, other = (
        json.loads(lvzhi("list", "--town", k, "--json").stdout) for k in ("shiqiao", "again")
    )
    for row in (*one, *other):
        for block in row["blocks"]:
            block["source_lines"] = block["heading"] = None
    assert one == other


def test_what_a_document_does_not_mark_is_not_told_as_none(data_dir: Path) -> None:
    path = data_dir / "towns" / "bailu" / "town.json"
    town = json.loads(path.read_text(encoding="utf-8")) | {"enforcement_marked": False}
    path.write_text(json.dumps(town), encoding="utf-8")
    done = lvzhi("list", "--town", "bailu", "--enforcement")
    assert done.exit_code == 2
    assert "没有标注哪些是行政执法事项" in done.output
    duties = TownDuties(TownRegistry(data_dir).files("bailu").town)
    assert {duty.enforcement for duty in duties.page(DutyFilters(limit=100)).duties} == {None}
    with pytest.raises(RefusedError, match="没有标注哪些是行政执法事项"):
        duties.page(DutyFilters(enforcement=False))


@pytest.mark.parametrize("command", ["serve", "api", "mcp"])
def test_a_service_is_not_started_for_a_town_that_is_not_there(
    data_dir: Path, command: str
) -> None:
    done = lvzhi(command, "--town", "nowhere")
    assert done.exit_code == 2
    assert "没有“nowhere”这个乡镇的数据，现有：fuhe、bailu、shiqiao。" in done.output


def test_the_town_of_a_service_is_its_default(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LVZHI_TOWN", "fuhe")
    serve_by_default("")
    assert Settings.from_environment().town == "fuhe"
    serve_by_default("bailu")
    assert Settings.from_environment().town == "bailu"
