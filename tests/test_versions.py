"""A new document of a town is a version: kept, named, compared, and its own things follow it."""

import json
import os
import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.common import OUT
from assistant.cli.main import app
from assistant.settings import Settings
from assistant.staff.added_questions import QuestionStore
from assistant.staff.carried_questions import lost_questions
from corpus.source import SourceError
from corpus.town import load_town
from corpus.towns.exports import ExportForm, exported
from corpus.towns.imports import import_town
from corpus.towns.registry import CARD_FILE, TownRegistry
from corpus.towns.versions import (
    KEPT,
    find_version,
    keep_version,
    older_versions,
    remove_version,
    version_name,
)
from tests.towns import MADE
from tests.versions import BUREAU, FIRST, POLICE, dated, newer


def lvzhi(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def facts(*arguments: str) -> dict[str, Any]:
    done = lvzhi(*arguments, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def data_dir(two_versions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(two_versions / "towns", tmp_path / "towns")
    shutil.copytree(two_versions / "questions", tmp_path / "questions")
    monkeypatch.setenv("LVZHI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LVZHI_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(OUT, "width", 200)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_version_before_is_kept_with_all_that_it_was_read_from(data_dir: Path) -> None:
    files = TownRegistry(data_dir).files("shiqiao")
    (older,) = older_versions(files)
    assert {path.name for path in older.folder.iterdir()} == {
        "document.xlsx",
        "source.txt",
        "town.json",
        "corrections.txt",
        "import.json",
    }
    assert (older.town.version, older.card.duties) == (FIRST, 60)
    assert older.town.duty("配合-2").title == "做好义务教育阶段学生控辍保学"
    assert files.town.duty("配合-2").title == "开展社会救助对象动态管理"
    assert files.town.version == files.card.version == datetime.now().date().isoformat()
    assert TownRegistry(data_dir).keys == ("fuhe", "shiqiao")


def test_the_import_tells_what_it_took_the_place_of(two_versions: Path) -> None:
    told = json.loads((two_versions / "import.json").read_text(encoding="utf-8"))
    assert told["before"] == FIRST
    assert told["version"] == datetime.now().date().isoformat()


def test_the_towns_are_told_with_versions_and_dates(data_dir: Path) -> None:
    shown = lvzhi("towns").output
    assert f"旧版 {FIRST}" in shown
    done = lvzhi("towns", "--json")
    rows = {row["key"]: row for row in json.loads(done.stdout)}
    assert rows["shiqiao"]["older_versions"] == [FIRST]
    assert rows["fuhe"]["older_versions"] == []


def test_the_difference_is_told_as_data(data_dir: Path) -> None:
    found = facts("diff", "shiqiao")
    assert found["from"] == FIRST
    assert [duty["title"] for duty in found["added"]] == ["无人机飞行管理"]
    assert [duty["duty_id"] for duty in found["removed"]] == ["配合-2"]
    moved = [(m["from"], m["to"]) for m in found["moved"] if m["other_list"]]
    assert moved == [("基本-26", "上收-19")]
    assert {(m["from"], m["to"]) for m in found["moved"]} >= {("配合-1", "配合-2")}
    assert found["departments"]["removed"] == ["永宁县司法局"]
    (handed,) = [c for c in found["departments"]["changed"] if c["from"] == "配合-8"]
    assert (handed["departments_from"], handed["departments"]) == (["永宁县司法局"], [POLICE])
    (swim,) = [one for one in found["reworded"] if one["from"] == "配合-9"]
    assert [w["words"] for w in swim["parts"]] == [[{"before": "宣传", "after": "宣讲"}]]
    assert (
        "“组织开展农村人居环境整治，推进生活垃圾分类”原来镇里办，现在归永宁县农业农村局"
        in found["public"]
    )
    assert [one["question"] for one in found["questions_lost"]] == ["娃不上学谁管"]
    assert found["questions_lost"][0]["titles"] == ["做好义务教育阶段学生控辍保学"]


def test_the_difference_is_told_in_words(data_dir: Path) -> None:
    shown = lvzhi("diff", "shiqiao").output
    for line in (
        f"石桥镇：{FIRST} 版（60 项）",
        "新增 1 项，删去 1 项，换清单 1 项",
        "· 社区矫正对象教育帮扶原来由永宁县司法局牵头，现在由永宁县公安局牵头",
        "· 配合-1 无人机飞行管理（配合，永宁县公安局牵头）",
        "· 基本-26 → 上收-19",
        "· 基本-27 到 基本-28（2 项）往前 1 位，现在是 基本-26 到 基本-27",
        "开展防溺水政策［-宣传-］［+宣讲+］",
        "· 娃不上学谁管（原来挂在 做好义务教育阶段学生控辍保学）",
    ):
        assert line in shown, shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("shiqiao", "--from", "2025-12-31"), f"没有“2025-12-31”这一版，现有：{FIRST}、"),
        (("shiqiao", "--to", FIRST), f"只有 {FIRST} 这一版，没有更早的可比"),
        (("shiqiao", "--from", "2099-01-01"), "请对调或另选"),
        (("fuhe",), "只有 随产品发布的 这一版"),
        (("shiqiao", "fuhe", "--from", FIRST), "请去掉 --from 和 --to"),
        (("nowhere",), "没有“nowhere”这个乡镇的数据"),
    ],
)
def test_what_cannot_be_compared_says_why(
    data_dir: Path, arguments: Sequence[str], said: str
) -> None:
    done = lvzhi("diff", *arguments)
    assert done.exit_code == 2
    assert said in done.output


@pytest.mark.parametrize("since", [FIRST, "2026-05-20"])
def test_a_day_means_the_version_that_was_in_force(data_dir: Path, since: str) -> None:
    assert facts("diff", "shiqiao", "--from", since)["from"] == FIRST


def test_two_towns_are_compared(data_dir: Path) -> None:
    shutil.copytree(data_dir / "towns/shiqiao/versions" / FIRST, data_dir / "towns" / "before")
    found = facts("diff", "before", "shiqiao")
    assert [duty["title"] for duty in found["only_other"]] == ["无人机飞行管理"]
    differing = [pair["one"]["duty_id"] for pair in found["same"] if not pair["same_list"]]
    assert differing == ["基本-26"]
    shown = lvzhi("diff", "before", "shiqiao").output
    assert "同一件事 59 件，其中 0 件按事项库认出，59 件按名称相近认出" in shown
    assert "在不同清单里的 1 件" in shown
    assert "同在一张清单、牵头部门不同的 1 件" in shown


def test_own_questions_follow_their_duties_and_the_others_are_set_aside(data_dir: Path) -> None:
    store = QuestionStore.open(Settings.from_environment().of_town("shiqiao"))
    assert [(one.question, one.duties, one.departments) for one in store.added()] == [
        ("社区矫正找哪个", ("配合-8",), (POLICE,)),
        ("环境卫生谁搞", ("上收-19",), (BUREAU,)),
        ("娃落水谁管", ("配合-9",), ("永宁县教育局",)),
    ]


def test_after_a_wrong_file_and_the_right_one_all_is_as_before(data_dir: Path) -> None:
    settings = Settings.from_environment().of_town("shiqiao")
    before = QuestionStore.open(settings).added()
    lists = [duty.title for duty in settings.town_files.town.duties]
    kept = shutil.copy(settings.town_files.document, data_dir / "right.xlsx")
    wrong = newer(load_town(), [lambda d: d.shorten(6)])
    (data_dir / "wrong.xlsx").write_bytes(exported(wrong, ExportForm.XLSX))
    done = lvzhi("import", "wrong.xlsx", "--town", "shiqiao")
    assert "乡镇的名称原来是“石桥镇”，这一版是“富河镇”" in done.output.replace("\n", "")
    assert "自己加的问题有 3 个原来的事项没有了" in done.output
    assert QuestionStore.open(settings).added() == ()
    assert lvzhi("import", str(kept), "--town", "shiqiao").exit_code == 0
    store = QuestionStore.open(settings)
    assert [duty.title for duty in store.town.duties] == lists
    assert store.added() == before
    assert [one.asked.question for one in lost_questions(store)] == ["娃不上学谁管"]


def test_the_same_lists_in_another_file_are_no_version(data_dir: Path) -> None:
    town = TownRegistry(data_dir).files("shiqiao").town
    path = data_dir / "again.xlsx"
    path.write_bytes(exported(town, ExportForm.XLSX) + b"\0")
    found = import_town(path, "shiqiao", data_dir, lambda done, total: None)
    assert found.before is None
    files = TownRegistry(data_dir).files("shiqiao")
    assert len(older_versions(files)) == 1
    assert files.card.version == town.version


def test_corrections_get_the_new_numbers_or_are_told_as_left_out(
    two_versions: Path, tmp_path: Path
) -> None:
    shutil.copytree(two_versions / "once", tmp_path / "towns")
    path = tmp_path / "towns" / "shiqiao" / "corrections.txt"
    lines = (
        "基本-27 类别 = 党务政务",  # not read otherwise in the new one, where it is 基本-26
        "配合-2 部门 = 永宁县教育和体育局",  # gone in the new one
        "配合-8 部门 = 永宁县司法局、永宁县民政局",  # printed anew in the new one
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    import_town(MADE / "shiqiao" / "list.xlsx", "shiqiao", tmp_path, lambda done, total: None)
    second = two_versions / "second.xlsx"
    found = import_town(second, "shiqiao", tmp_path, lambda done, total: None)
    assert found.corrections == 1
    assert found.town.duty("基本-26").section == "党务政务"
    assert found.town.duty("配合-8").departments == (POLICE,)
    said = [problem.message for problem in found.problems]
    assert any("“配合-2 部门 = 永宁县教育和体育局”没有用" in text for text in said)
    assert any("这次读出的是“永宁县公安局”，没有照旧改" in text for text in said)
    kept = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in kept if not line.startswith("#")] == ["基本-26 类别 = 党务政务", ""]


def test_so_many_versions_are_kept_and_one_can_be_removed(data_dir: Path) -> None:
    files = TownRegistry(data_dir).files("shiqiao")
    for month in range(4, 4 + KEPT):
        dated(files.folder, date(2026 + month // 12, month % 12 + 1, 1).isoformat())
        os.utime(files.folder / CARD_FILE, ns=(month, month))
        keep_version(files)
    dated(files.folder, "2027-12-31")
    os.utime(files.folder / CARD_FILE, ns=(99, 99))
    names = [older.card.version for older in older_versions(files)]
    assert len(names) == KEPT
    assert FIRST not in names
    assert names == sorted(str(name) for name in names)
    remove_version(files, str(names[3]))
    assert names[3] not in [older.card.version for older in older_versions(files)]
    for name in ("2027-12-31", "2020-01-01", "../shiqiao"):
        with pytest.raises(SourceError):
            remove_version(files, name)


def test_an_older_version_is_removed_by_command(data_dir: Path) -> None:
    done = lvzhi("towns", "remove", "shiqiao", "--version", FIRST)
    assert (done.exit_code, done.output) == (0, f"已删除 shiqiao 的旧版 {FIRST}。\n")
    assert older_versions(TownRegistry(data_dir).files("shiqiao")) == ()


@pytest.mark.parametrize(
    ("taken", "name"),
    [
        ((), "2026-03-01"),
        (("2026-02-28",), "2026-03-01"),
        (("2026-03-01",), "2026-03-01-2"),
        (("2026-02-28", "2026-03-01-9", "2026-03-01-10"), "2026-03-01-11"),
    ],
)
def test_a_day_may_have_several_versions(taken: Sequence[str], name: str) -> None:
    assert version_name(date(2026, 3, 1), taken) == name


def test_a_town_imported_before_versions_were_named_has_its_day(data_dir: Path) -> None:
    files = TownRegistry(data_dir).files("shiqiao")
    for name, field in ((CARD_FILE, "named"), ("town.json", "version"), (CARD_FILE, "mended")):
        path = files.folder / name
        data = json.loads(path.read_text(encoding="utf-8"))
        del data[field]
        path.write_text(json.dumps(data), encoding="utf-8")
    today = datetime.now(UTC).astimezone().date().isoformat()
    assert (files.card.version, files.town.version) == (today, today)
    assert find_version(files, today).folder == files.folder
