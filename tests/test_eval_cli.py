"""The command line: which outcome gives which exit code. The evaluated run itself is a fake."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.__main__ import app
from eval.questions import Question, QuestionFile
from eval.results import Results, Row, RunInfo, Scores, total_by_name


def fake_results(hit: float) -> Results:
    question = Question(id="1", question="低保找谁", gold=("配合-6",), style="typo")
    row = Row(
        question=question,
        ranked=("配合-6",) if hit else ("配合-7",),
        latency_ms=1.0,
        scores=Scores(hit_1=hit),
    )
    info = RunInfo(
        model="fake",
        index_version="1",
        created="2024-06-01T00:00:00+00:00",
        python="3.11",
        machine="test",
        question_files=(QuestionFile(name="q.jsonl", sha256="0"),),
    )
    return Results(info=info, totals=total_by_name([row]), rows=(row,), titles={})


def evaluating(monkeypatch: pytest.MonkeyPatch, hit: float) -> None:
    def evaluate(_: Sequence[Path], town: str = "") -> Results:
        return fake_results(hit)

    monkeypatch.setattr("eval.__main__._evaluate", evaluate)


@pytest.fixture
def baseline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "baseline.json"
    monkeypatch.setattr("eval.__main__.PUBLIC_BASELINE", path)
    return path


def test_a_drop_fails_and_an_update_accepts_it(
    monkeypatch: pytest.MonkeyPatch, baseline: Path
) -> None:
    cli = CliRunner()
    monkeypatch.setattr("eval.__main__.run_talks", lambda: None)
    evaluating(monkeypatch, 1.0)
    assert cli.invoke(app, ["baseline"]).exit_code == 2  # there is none yet
    assert cli.invoke(app, ["baseline", "--update"]).exit_code == 0
    assert cli.invoke(app, []).exit_code == 0
    evaluating(monkeypatch, 0.0)
    dropped = cli.invoke(app, [])
    assert dropped.exit_code == 1
    assert "变差 全部 hit@1：1.0000 → 0.0000" in dropped.output
    assert cli.invoke(app, ["baseline", "--update"]).exit_code == 0
    evaluating(monkeypatch, 1.0)
    improved = cli.invoke(app, ["baseline"])
    assert improved.exit_code == 0
    assert "变好 全部 hit@1" in improved.output


def test_run_writes_results_and_report(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    evaluating(monkeypatch, 1.0)
    json, html = tmp_path / "r.json", tmp_path / "r.html"
    ran = CliRunner().invoke(app, ["run", "--json", str(json), "--html", str(html)])
    assert ran.exit_code == 0
    assert Results.load(json) == fake_results(1.0)
    assert html.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_compare_reads_two_results(tmp_path: Path) -> None:
    a, b = tmp_path / "a.json", tmp_path / "b.json"
    fake_results(0.0).save(a)
    fake_results(1.0).save(b)
    compared = CliRunner().invoke(app, ["compare", str(a), str(b)])
    assert compared.exit_code == 0
    assert "新答对 1 题" in compared.output


def test_input_that_can_not_be_used_exits_with_2(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{}\n", encoding="utf-8")
    ran = CliRunner().invoke(app, ["run", str(bad)])
    assert ran.exit_code == 2
    assert "缺少该字段" in ran.output
    compared = CliRunner().invoke(app, ["compare", str(bad), str(tmp_path / "none.json")])
    assert compared.exit_code == 2
    assert "不是 run --json 写出的结果文件" in compared.output.replace("\n", "")
