"""`lvzhi feedback` as an operator meets it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.main import app
from assistant.log.question_log import FeedbackStore
from assistant.settings import Settings
from tests.test_feedback import REFUSAL, age, record


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FeedbackStore:
    """A log of three questions: one of 40 days ago, a refused one, a rated one."""
    monkeypatch.setenv("LVZHI_DATA_DIR", str(tmp_path / "data"))
    store = FeedbackStore.open(Settings.from_environment())
    record(store, "上个月问的")
    age(store, 40)
    record(store, "今天天气 13800138000", REFUSAL)
    store.rate(record(store, "低保咋申请"), helpful=False, reason="太长")
    return store


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["feedback", *arguments])


def test_export_prints_json_lines_newest_first() -> None:
    result = run("export")
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["question"] for row in rows] == ["低保咋申请", "今天天气 〔手机号〕", "上个月问的"]
    assert (rows[0]["helpful"], rows[0]["reason"], rows[0]["duties"]) == (
        False,
        "太长",
        ["配合-6", "基本-1"],
    )
    assert "answer_id" not in rows[0]


def test_export_writes_what_the_name_says(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    result = run("export", str(file), "--days", "7")
    assert result.exit_code == 0
    assert "已导出 2 条到" in result.output
    lines = file.read_bytes().decode("utf-8-sig").split("\r\n")
    assert [line.split(",")[1] for line in lines if line] == [
        "问题",
        "低保咋申请",
        "今天天气 〔手机号〕",
    ]
    assert run("export", str(file), "--format", "jsonl").exit_code == 0
    assert json.loads(file.read_text(encoding="utf-8").splitlines()[0])["channel"] == "web"


def test_a_file_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    result = run("export", str(tmp_path / "none" / "out.csv"))
    assert result.exit_code == 2
    assert "写不进去" in result.stderr


def test_stats_tells_totals_and_counts() -> None:
    output = run("stats", "--days", "7").output.replace("\n", "")
    assert "7 天共 2 个问题，拒答 1 个（50.0%）；评价 1 次，有帮助 0，没帮上 1" in output
    for name in ("配合", "巴林左旗民政局", "web"):
        assert name in output
    facts = json.loads(run("stats", "--json").stdout)
    assert (facts["questions"], len(facts["days"]), facts["lists"]) == (2, 30, {"配合": 1})


def test_prune_keeps_what_is_asked_for(store: FeedbackStore) -> None:
    assert "已删除 0 条，保留最近 180 天" in run("prune").output
    assert json.loads(run("prune", "--days", "30", "--json").stdout) == {
        "deleted": 1,
        "keep_days": 30,
    }
    assert [entry.question for entry in store.entries()] == ["低保咋申请", "今天天气 〔手机号〕"]
    assert "已删除 2 条" in run("prune", "--days", "0").output


def test_a_data_folder_that_can_not_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv("LVZHI_DATA_DIR", str(tmp_path / "file"))
    result = run("stats")
    assert result.exit_code == 2
    assert "请检查文件和文件夹的权限" in result.stderr
