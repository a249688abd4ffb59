"""The made-up province, and what its figures are held to."""

from pathlib import Path

import pytest

from corpus.models import Town
from corpus.towns.imports import import_town
from corpus.towns.registry import TownRegistry
from eval.scale.figures import Across, Asking, Loading, Lost, ScaleFigures, Times
from eval.scale.province import COUNTIES, COUNTY_FILES, install_towns, published
from eval.scale.view import missed, scale_lines
from tests.towns import imported

TIMES = Times(p50_ms=10, p95_ms=40, cpu_p50_ms=9, cpu_p95_ms=30)
FIGURES = ScaleFigures(
    loading=Loading(
        files=20,
        file_cpu_s=3.5,
        texts=3_000,
        text_cpu_ms=20,
        towns=980,
        town_cpu_s=0.36,
        wall_s=600,
        peak_rss_mb=800,
        index_kb=5_000,
        document_kb=700,
        duties=180_000,
    ),
    asking=Asking(one=TIMES, open=TIMES, first=TIMES, opened=60, town_mb=15, rss_mb=1_400),
    across=[Across(question="哪些镇有", found=7, seen=9, search_ms=3, whole_ms=1_500)],
    across_kb=260,
    restart_s=2.5,
    lost=Lost(
        towns=12,
        asked_before=150,
        same_before=150,
        asked_after=150,
        same_after=150,
        milvus=TIMES,
        worst_after_ms=300,
    ),
    machine="x86_64，2 核",
    measured_at="2026-11-27 13:00",
)


def test_the_country_is_reckoned_from_what_was_measured() -> None:
    text = "\n".join(scale_lines(FIGURES))
    assert "1,000 个镇，180,000 项" in text
    assert "| 事项 | 6.8 百万 |" in text
    assert "| 磁盘 | 216 GB，其中跨镇索引 9 GB |" in text
    assert "| 链接、建好 | 3.8 核时 |" in text
    assert "| 向量化，按每镇 150 段不与别镇相同的文字 | 32 核时 |" in text
    assert missed(FIGURES) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"asking": FIGURES.asking.model_copy(update={"rss_mb": 2_100})}, "内存 2100 MB"),
        (
            {
                "asking": FIGURES.asking.model_copy(
                    update={"first": TIMES.model_copy(update={"cpu_p95_ms": 46})}
                )
            },
            "没开着的镇",
        ),
        ({"lost": FIGURES.lost and FIGURES.lost.model_copy(update={"same_after": 149})}, "Milvus"),
    ],
)
def test_what_is_not_kept_is_told(change: dict[str, object], said: str) -> None:
    (line,) = missed(FIGURES.model_copy(update=change))
    assert said in line


def test_without_milvus_the_rest_is_told() -> None:
    figures = FIGURES.model_copy(update={"lost": None})
    assert missed(figures) == []
    assert "没有装 Milvus Lite" in "\n".join(scale_lines(figures))


def test_a_file_of_the_province_is_read_as_it_was_meant(town: Town, tmp_path: Path) -> None:
    files = list(published(town))
    assert len({file.text for file in files}) == len(files) == COUNTIES * COUNTY_FILES
    path = tmp_path / f"{files[3].key}.txt"
    path.write_text(files[3].text, encoding="utf-8")
    read = import_town(path, "made", tmp_path / "data", lambda done, total: None)
    assert read.problems == ()
    assert len(read.town.duties) == len(town.duties)
    assert read.town.region.startswith("岭东省")
    for name in (town.name, "巴林左旗", "嘎查"):
        assert name not in files[3].text


def test_the_other_towns_have_some_of_the_duties_in_the_documents_words(tmp_path: Path) -> None:
    whole = imported("bailu", tmp_path)
    towns = list(install_towns(tmp_path, [whole], 3))
    assert [one.key for one in towns] == ["t00000", "t00001", "t00002"]
    registry = TownRegistry(tmp_path)
    titles = {duty.title for duty in whole.town.duties}
    for files in towns:
        made = registry.files(files.key).town
        assert len(made.duties) == files.card.duties < len(titles)
        assert {duty.title for duty in made.duties} < titles
        for part in made.lists:
            assert [duty.number for duty in part.duties] == [*range(1, len(part.duties) + 1)]
            assert part.declared == len(part.duties)
        assert files.lines == whole.lines
    assert towns[0].town.duties != towns[1].town.duties
