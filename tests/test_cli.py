"""The command line as a user meets it: each command, its JSON, its errors, its imports."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.main import app

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "corpus" / "data" / "fuhe" / "source.txt"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_list_json_has_every_duty() -> None:
    rows = json.loads(run("list", "--json").stdout)
    assert len(rows) == 242
    assert set(rows[0]) == {
        "duty_id",
        "list",
        "number",
        "section",
        "title",
        "enforcement",
        "departments",
        "blocks",
    }
    assert rows[98]["duty_id"] == "配合-1"


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (["--department", "气象局"], ["配合-13", "配合-19"]),
        (["--list", "上收", "--section", "党的建设"], ["上收-1"]),
        (["--department", "市监局", "--list", "上收"], ["上收-9", "上收-15"]),
    ],
)
def test_list_filters(filters: list[str], ids: list[str]) -> None:
    rows = json.loads(run("list", "--json", *filters).stdout)
    assert [row["duty_id"] for row in rows] == ids


def test_list_enforcement_is_what_the_source_stars() -> None:
    rows = json.loads(run("list", "--json", "--enforcement").stdout)
    starred = sum("*" in line for line in SOURCE.read_text(encoding="utf-8").splitlines())
    assert len(rows) == starred


@pytest.mark.parametrize("words", [["配合-40"], ["配合", "40"]])
def test_show_finds_a_duty_by_either_form(words: list[str]) -> None:
    assert "农村低收入群体等重点对象住房安全保障" in run("show", *words).stdout
    assert json.loads(run("show", *words, "--json").stdout)["duty_id"] == "配合-40"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["show", "配合-60"], "配合 1 到 59"),
        (["list", "--department", "海洋局"], "没有“海洋局”这个部门"),
        (["list", "--section", "海洋"], "没有“海洋”这个类别"),
        (["audit", "/nonexistent.txt"], "读不到清单"),
    ],
)
def test_bad_input_gets_one_sentence_and_exit_code_2(arguments: list[str], expected: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert expected in result.output.replace("\n", "")
    assert "Traceback" not in result.output


def test_audit_of_the_shipped_list_adds_up() -> None:
    result = run("audit", "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 0
    assert report["problems"] == []
    assert report["coverage"] > 0.995


def test_audit_fails_with_the_line_where_a_count_disagrees(tmp_path: Path) -> None:
    broken = tmp_path / "broken.txt"
    text = SOURCE.read_text(encoding="utf-8")
    broken.write_text(text.replace("二、经济发展（5项）", "二、经济发展（6项）"), encoding="utf-8")
    result = run("audit", str(broken))
    assert result.exit_code == 1
    line = text[: text.index("二、经济发展（5项）")].count("\n") + 1
    assert f"broken.txt 第 {line} 行" in result.output.replace("\n", "")


def test_ask_search_and_build_speak_json(cache_dir: Path) -> None:
    answer = json.loads(run("ask", "低保咋申请", "--json").stdout)
    assert answer["citations"][0]["duty_id"] == "配合-6"
    hits = json.loads(run("search", "低保咋申请", "--json", "-k", "3").stdout)
    assert hits[0]["duty_id"] == "配合-6"
    assert len(hits) == 3
    assert json.loads(run("build", "--json").stdout)["duties"] == 242


def test_help_is_chinese_and_names_every_command() -> None:
    output = run("--help").output
    for word in ("ask", "chat", "search", "show", "list", "audit", "build", "serve", "清单"):
        assert word in output


def test_a_cold_ask_imports_no_training_or_web_library(cache_dir: Path) -> None:
    code = (
        "import sys; from assistant.cli.main import app; "
        "app(['ask', '低保咋申请'], standalone_mode=False); "
        "print([m for m in ('torch', 'transformers', 'gradio', 'onnx') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_library_works_from_another_directory(tmp_path: Path, cache_dir: Path) -> None:
    code = "from assistant import Assistant; print(Assistant.load().ask('低保咋申请').list)"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "配合"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("LVZHI_TOWN", "../etc", "不是已有的乡镇"),
        ("LVZHI_THREADS", "many", "应为 0 到 64 的整数"),
        pytest.param(
            "LVZHI_EMBEDDING_MODEL", "no-such/model", "no-such/model", marks=pytest.mark.model
        ),
    ],
)
def test_bad_settings_get_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(name, value)
    result = run("ask", "低保咋申请")
    assert result.exit_code == 2
    assert expected in result.output.replace("\n", "")
