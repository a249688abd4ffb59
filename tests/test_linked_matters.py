"""Links between a town's duties and matters: what they are made of, and what staff decide."""

from pathlib import Path

import numpy as np
import pytest

from corpus.comparison.likeness import punishes
from corpus.models import Town
from corpus.source import SourceError
from corpus.town import load_source, load_town
from index.features import FEATURES, LINKED_FEATURES, duty_features, linked_features
from index.matters.acts import clauses, matter_words
from index.matters.links import Verdict, linking_of, read_verdicts, write_links
from index.matters.local_words import in_words_of
from index.matters.matcher import Matcher
from index.matters.signals import PAIR_SIGNALS
from index.training.matching import FIT, MEASURE, labelled_titles
from tests.towns import MADE
from tests.versions import newer


@pytest.fixture(scope="module")
def bailu() -> Town:
    return load_source(MADE / "bailu" / "list.xlsx", "bailu")


@pytest.fixture(scope="module")
def fuhe() -> Town:
    return load_town("fuhe")


def test_every_labelled_title_names_matters_that_there_are(fuhe: Town) -> None:
    ids = {duty.duty_id for duty in fuhe.duties}
    rows = labelled_titles()
    assert {row.part for row in rows} == {FIT, MEASURE}
    assert [row for row in rows if not (row.matters | row.arguable) <= ids] == []
    by_part = [{row.title for row in rows if row.part == part} for part in (FIT, MEASURE)]
    assert not by_part[0] & by_part[1]


def test_the_shipped_matcher_links_what_is_alike_and_nothing_else() -> None:
    matcher = Matcher.load()
    alike = [9.2, 0.7, 0.8, 1.0, 0.0, 0.5, 0.4, 0.3, 0.8, 0.5, 0.7]
    apart = [-9.2, 0.1, 0.1, 0.0, 0.0, -0.5, -0.4, -0.3, 0.1, -0.5, 0.1]
    other_act = [*alike[:4], 1.0, *alike[5:]]
    assert len(alike) == len(PAIR_SIGNALS)
    same, penalty, no = matcher.probabilities(np.array([[alike, other_act, apart]]))[0]
    assert same > matcher.bound > matcher.doubtful > no
    assert penalty < same


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        (
            "受理最低生活保障、特困人员救助供养申请，开展家庭状况核查。",
            ["受理最低生活保障", "特困人员救助供养申请", "开展家庭状况核查"],
        ),
        ("信访", ["信访"]),
    ],
)
def test_a_title_is_taken_apart(title: str, parts: list[str]) -> None:
    assert clauses(title) == parts


def test_acts_and_the_words_of_a_matter() -> None:
    assert punishes("对露天焚烧秸秆的处罚")
    assert not punishes("开展秸秆综合利用工作")
    assert matter_words("做好水土保持工作") == matter_words("水土保持")


def test_staff_have_the_last_word_on_a_link(tmp_path: Path, bailu: Town, fuhe: Town) -> None:
    matcher = Matcher.load()
    chances = np.zeros((len(bailu.duties), len(fuhe.duties)))
    chances[0, 0], chances[0, 1], chances[1, 1], chances[2, 2] = 0.9, 0.3, 0.3, 0.9
    ours = [duty.duty_id for duty in bailu.duties]
    theirs = [duty.duty_id for duty in fuhe.duties]
    path = tmp_path / "links.tsv"
    assert read_verdicts(path, bailu) == {}
    found = linking_of(chances, bailu, fuhe, matcher, {})
    assert [link[:2] for link in found.links] == [(ours[0], theirs[0]), (ours[2], theirs[2])]
    assert [link[:2] for link in found.doubtful] == [(ours[0], theirs[1]), (ours[1], theirs[1])]
    write_links(path, found, bailu, fuhe, {})
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[1].split("\t")[:5] == [
        ours[0], bailu.duties[0].title, theirs[1], fuhe.duties[1].title, "30%",
    ]  # fmt: skip
    lines[2] += "确认"
    lines[4] += "否"
    path.write_text("\n".join(lines), encoding="utf-8")
    verdicts = read_verdicts(path, bailu)
    assert verdicts == {
        (ours[1], theirs[1]): Verdict.SAME,
        (ours[2], theirs[2]): Verdict.OTHER,
    }
    decided = linking_of(chances, bailu, fuhe, matcher, verdicts)
    assert [link[:2] for link in decided.links] == [(ours[0], theirs[0]), (ours[1], theirs[1])]
    write_links(path, decided, bailu, fuhe, verdicts)
    assert read_verdicts(path, bailu) == verdicts


def test_a_verdict_follows_its_title_into_a_newer_version(
    tmp_path: Path, bailu: Town, fuhe: Town
) -> None:
    path = tmp_path / "links.tsv"
    rows = [
        ("上收-1", bailu.duty("上收-1").title, "上收-1", "", "20%", "确认"),
        ("上收-2", bailu.duty("上收-2").title, "上收-2", "", "20%", "否"),
    ]
    path.write_text("\n".join(["表头", *map("\t".join, rows)]), encoding="utf-8")
    changed = newer(bailu, [lambda d: d.remove("上收-2"), lambda d: d.shuffle("上收")])
    assert read_verdicts(path, changed) == {("上收-17", "上收-1"): Verdict.SAME}


def test_a_slip_in_the_links_is_told_with_its_line(tmp_path: Path, bailu: Town) -> None:
    path = tmp_path / "links.tsv"
    path.write_text("标题\n甲\t乙\t丙\t丁\t50%\t可能\n", encoding="utf-8")
    with pytest.raises(SourceError, match="第 2 行：最后一列写的是“可能”，应为确认、否或空着"):
        read_verdicts(path, bailu)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("富河镇的低保咋申请", "白鹭街道的低保咋申请"),
        ("我是巴林左旗富河镇人", "我是临溪区白鹭街道人"),
        ("镇里还管吗，旗里谁管", "街道还管吗，区里谁管"),
        ("我们嘎查的路坏了", "我们村的路坏了"),
        ("苏木里要做啥", "乡镇里要做啥"),
        ("给派出所送锦旗", "给派出所送锦旗"),
        ("赤峰市里的医院", "南浦市里的医院"),
    ],
)
def test_a_text_is_put_in_the_towns_words(bailu: Town, fuhe: Town, theirs: str, ours: str) -> None:
    assert in_words_of(bailu, fuhe)(theirs) == ours


def test_features_of_a_town_that_was_asked_of_everything_are_the_usual_ones() -> None:
    signals = np.random.default_rng(1).random((5, 7)).astype(np.float32)
    usual = duty_features(signals)
    linked = linked_features(signals, np.ones(5, dtype=np.bool_))
    np.testing.assert_allclose(linked[:, : len(FEATURES)], usual, rtol=1e-5)
    assert not linked[:, len(FEATURES) :].any()
    assert linked.shape == (5, len(LINKED_FEATURES))


def test_a_duty_that_nobody_asked_about_is_weighed_by_its_passages() -> None:
    signals = np.random.default_rng(2).random((4, 7)).astype(np.float32)
    signals[3, [0, 1, 4, 6]] = 0.0  # what its asked questions would tell
    features = linked_features(signals, np.array([True, True, True, False]))
    asked = [i for i, name in enumerate(FEATURES) if name.startswith("asked")]
    lacking = features[:, len(FEATURES) :]
    assert not features[3, asked].any()
    assert not lacking[:3].any()
    assert lacking[3, 0] == 1.0
    assert lacking[3, 1] == signals[:3, 0].max()
    assert lacking[3, 2] == signals[3, 2]
