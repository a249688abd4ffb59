"""The links of a town as staff see them: what they are asked, and what becomes of their word."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from assistant.cli.common import OUT
from assistant.cli.main import app
from assistant.staff.town_links import SHOWN, TownLinks
from assistant.web.staff.teaching.links import links_html
from corpus.models import Town
from corpus.source import SourceError
from corpus.town import load_town
from corpus.towns.registry import TownFiles
from index.matters.decisions import decide
from index.matters.links import LINKS_FILES, Verdict, linking_of, read_verdicts, write_links
from index.matters.matcher import Matcher
from tests.towns import FUHE, imported

DAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return imported("bailu", tmp_path_factory.mktemp("bailu")).town


@pytest.fixture
def files(tmp_path: Path) -> TownFiles:
    """白鹭街道 with links of its first duties to 富河镇's, and to the common matters."""
    files = imported("bailu", tmp_path)
    titles = {duty.duty_id: duty.title for duty in files.town.duties}
    rows = {
        LINKS_FILES[0]: [
            ("基本-1", "配合-32", "农作物病虫害防治", 45),
            ("基本-2", "基本-22", "妇联", 21),
            ("基本-3", "基本-23", "太不像", 19),
            ("基本-4", "基本-24", "用着", 99),
            ("基本-5", "基本-25", "用着，最没把握", 50),
        ],
        LINKS_FILES[1]: [("基本-1", "基本-32", "常见的一件事", 49)],
    }
    for name, links in rows.items():
        lines = [
            "\t".join((duty_id, titles[duty_id], matter_id, matter, f"{percent}%", ""))
            for duty_id, matter_id, matter, percent in links
        ]
        (files.folder / name).write_text("\n".join(["表头", *lines]) + "\n", encoding="utf-8")
    return files


def names(links: Any) -> list[str]:
    return [link.name for link in links]


def test_staff_are_asked_of_what_is_likely_but_not_used_best_first(files: TownFiles) -> None:
    links = TownLinks(files)
    assert names(links.proposed()) == ["基本-1=常见-32", "基本-1=配合-32", "基本-2=基本-22"]
    assert names(links.used()) == ["基本-5=基本-25", "基本-4=基本-24"]
    assert links.denied() == ()
    common, pests = links.proposed()[:2]
    assert (pests.title, pests.matter) == (files.town.duty("基本-1").title, "农作物病虫害防治")
    assert len(pests.samples) == len(common.samples) == 2
    assert not set(pests.samples) & set(common.samples)
    assert not [word for word in ("嘎查", "旗里", "富河") if word in "".join(pests.samples)]


def test_a_decision_is_kept_with_its_day_and_can_be_taken_back(files: TownFiles) -> None:
    links = TownLinks(files)
    links.decide({"基本-1＝常见-32 ": Verdict.SAME, "基本-4=基本-24": Verdict.OTHER}, DAY)
    assert names(links.proposed()) == ["基本-1=配合-32", "基本-2=基本-22"]
    assert names(links.used()) == ["基本-5=基本-25", "基本-1=常见-32"]
    (denied,) = links.denied()
    assert (denied.name, denied.day) == ("基本-4=基本-24", "2026-03-01")
    paths = [files.folder / name for name in LINKS_FILES]
    assert [read_verdicts(path, files.town) for path in paths] == [
        {("基本-4", "基本-24"): Verdict.OTHER},
        {("基本-1", "基本-32"): Verdict.SAME},
    ]
    links.decide({"基本-1=常见-32": None, "基本-4=基本-24": None})
    assert names(links.proposed()) == ["基本-1=常见-32", "基本-1=配合-32", "基本-2=基本-22"]
    assert names(links.used()) == ["基本-5=基本-25", "基本-4=基本-24"]


def test_of_decisions_with_a_slip_none_is_kept(files: TownFiles) -> None:
    links = TownLinks(files)
    with pytest.raises(SourceError, match="没有 基本-1=基本-99 这样的对应；请照 lvzhi links bailu"):
        links.decide({"基本-2=基本-22": Verdict.SAME, "基本-1=基本-99": Verdict.SAME})
    assert len(links.proposed()) == 3


def test_a_town_that_was_never_built_and_one_that_ships_say_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="还没有建过索引，请先运行 lvzhi build --town bailu"):
        TownLinks(imported("bailu", tmp_path)).proposed()
    with pytest.raises(SourceError, match="富河镇是随产品发布的"):
        TownLinks(FUHE)


def test_what_is_decided_while_an_index_is_built_outlives_it(tmp_path: Path, town: Town) -> None:
    fuhe, matcher = load_town("fuhe"), Matcher.load()
    chances = np.zeros((len(town.duties), len(fuhe.duties)))
    chances[0, 0], chances[1, 1], chances[2, 2] = 0.3, 0.3, 0.9
    pairs = [(town.duties[i].duty_id, fuhe.duties[i].duty_id) for i in range(3)]
    path = tmp_path / LINKS_FILES[0]
    write_links(path, linking_of(chances, town, fuhe, matcher, {}), town, fuhe, {})
    decide(path, town, {pairs[0]: Verdict.SAME, pairs[2]: Verdict.OTHER}, DAY)
    known = read_verdicts(path, town)
    linking = linking_of(chances, town, fuhe, matcher, known)
    decide(path, town, {pairs[1]: Verdict.SAME}, DAY)  # the build knows nothing of it
    write_links(path, linking, town, fuhe, known)
    assert read_verdicts(path, town) == {
        pairs[0]: Verdict.SAME,
        pairs[1]: Verdict.SAME,
        pairs[2]: Verdict.OTHER,
    }
    text = path.read_text(encoding="utf-8")
    assert text.count("2026-03-01") == 3
    assert "90%\t否 2026-03-01" in text


def test_the_panel_asks_with_questions_and_folds_what_is_settled(files: TownFiles) -> None:
    links = TownLinks(files)
    links.decide({"基本-4=基本-24": Verdict.OTHER}, DAY)
    shown = links_html(links.proposed(), links.used(), links.denied())
    open_part, *folded = shown.split("<details>")
    assert "请看是不是同一件事：3 处</h2>" in open_part
    assert open_part.count("是同一件事</button>") == open_part.count("不是</button>") == 3
    assert 'data-staff="submit" data-id="基本-1=常见-32"' in open_part
    assert links.proposed()[0].samples[0] in open_part
    assert ["正在用的 1 处" in part for part in folded] == [True, False]
    assert "工作人员 2026-03-01 否定的" in folded[1]
    many = links_html(links.proposed() * SHOWN, (), ())
    assert many.count("不是</button>") == SHOWN
    assert "没有要确认的" in links_html((), (), ())


def test_links_are_listed_and_decided_by_command(
    files: TownFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []
    monkeypatch.setenv("LVZHI_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(OUT, "width", 140)
    monkeypatch.setattr(
        "assistant.cli.towns.load_assistant", lambda settings: loaded.append(settings.town)
    )

    def lvzhi(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["links", "bailu", *arguments])
        assert done.exit_code == 0, done.output
        return done.stdout

    listed = lvzhi()
    assert "请看是不是同一件事（3 处）" in listed
    assert "是，就 lvzhi links bailu --confirm 基本-1=常见-32" in listed
    assert "基本-4=基本-24" not in listed
    assert loaded == []
    done = lvzhi("--confirm", "基本-1=配合-32", "--reject", "基本-4=基本-24", "--all")
    assert "已记下 2 处，索引已更新，马上生效。" in done
    assert "正在用的（2 处）" in done
    assert "否定了的（1 处）" in done
    assert loaded == ["bailu"]
    facts = json.loads(lvzhi("--undo", "基本-4=基本-24", "--json"))
    assert [row["name"] for row in facts["used"]] == [
        "基本-5=基本-25", "基本-4=基本-24", "基本-1=配合-32",
    ]  # fmt: skip
    assert facts["used"][2]["verdict"] == "确认"
    assert facts["denied"] == []
