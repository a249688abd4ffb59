"""The whole real document: every number, section, title and department, and 20 duties by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.models import Block, BlockKind, Town
from corpus.town import DATA_DIR, load_town

SOURCE = (DATA_DIR / "fuhe" / "source.txt").read_text(encoding="utf-8").split("\n")
HAND_CHECKED = json.loads(
    (Path(__file__).parent / "data" / "hand_checked.json").read_text(encoding="utf-8")
)

# The source's own section headings: (list, section, declared count, source line).
SECTIONS = [
    ("基本", "党的建设", 23, 16),
    ("基本", "经济发展", 5, 44),
    ("基本", "民生服务", 15, 50),
    ("基本", "平安法治", 9, 70),
    ("基本", "乡村振兴", 12, 82),
    ("基本", "城乡建设", 11, 97),
    ("基本", "生态环保", 14, 111),
    ("基本", "文化旅游", 3, 130),
    ("基本", "综合政务", 6, 134),
    ("配合", "党的建设", 2, 145),
    ("配合", "经济发展", 1, 152),
    ("配合", "民生服务", 7, 154),
    ("配合", "平安法治", 10, 179),
    ("配合", "乡村振兴", 16, 225),
    ("配合", "城乡建设", 7, 262),
    ("配合", "生态保护", 15, 276),
    ("配合", "综合政务", 1, 315),
    ("上收", "党的建设", 1, 321),
    ("上收", "民生服务", 7, 323),
    ("上收", "平安法治", 10, 335),
    ("上收", "乡村振兴", 6, 354),
    ("上收", "城乡建设", 27, 367),
    ("上收", "生态环保", 34, 417),
]


@pytest.fixture(scope="module")
def fuhe() -> Town:
    return load_town("fuhe")


def test_the_town_its_region_and_its_document_are_named(fuhe: Town) -> None:
    assert (fuhe.region, fuhe.name) == ("内蒙古自治区赤峰市巴林左旗", "富河镇")
    assert fuhe.source_name == "内蒙古自治区赤峰市巴林左旗富河镇履行职责事项清单"


def test_every_list_has_the_duties_it_declares(fuhe: Town) -> None:
    found = [(part.name, part.declared, len(part.duties)) for part in fuhe.lists]
    assert found == [("基本", 98, 98), ("配合", 59, 59), ("上收", 85, 85)]
    assert fuhe.lists[2].heading.endswith("上收履事项清单（85项）")


def test_every_section_stands_where_the_document_has_it(fuhe: Town) -> None:
    sections = [section for part in fuhe.lists for section in part.sections]
    assert [(s.list, s.name, s.declared, s.source_line) for s in sections] == SECTIONS


def test_numbers_and_sections_follow_the_declared_counts(fuhe: Town) -> None:
    expected = []
    for name in ("基本", "配合", "上收"):
        sections = [section for list_, section, n, _ in SECTIONS if list_ == name for _ in range(n)]
        expected += [(f"{name}-{n}", section) for n, section in enumerate(sections, start=1)]
    assert [(duty.duty_id, duty.section) for duty in fuhe.duties] == expected


def test_every_number_and_title_is_what_its_source_line_says(fuhe: Town) -> None:
    for duty in fuhe.duties:
        printed = [SOURCE[line - 1].split("\t")[:2] for line in duty.source_lines]
        assert {number for number, _ in printed} == {str(duty.number)}
        titles = list(dict.fromkeys(title.removeprefix("*") for _, title in printed))
        assert titles == [duty.title, *duty.title_variants]


def test_every_assisted_duty_has_the_departments_of_its_cell(fuhe: Town) -> None:
    for duty in fuhe.lists[1].duties:
        for line in duty.source_lines:
            cell = SOURCE[line - 1].split("\t")[2]
            assert "".join(duty.departments) == "".join(cell.split())


def test_departments_have_their_full_names_and_basic_duties_the_towns(fuhe: Town) -> None:
    assert {duty.departments for duty in fuhe.lists[0].duties} == {("富河镇",)}
    names = {name for part in fuhe.lists[1:] for duty in part.duties for name in duty.departments}
    assert names == {
        "赤峰市生态环境局巴林左旗分局",
        "中共巴林左旗委员会组织部",
        "中共巴林左旗委员会宣传部",
        "巴林左旗交通运输局",
        "巴林左旗人力资源和社会保障局",
        "巴林左旗人民政府",
        "巴林左旗住房和城乡建设局",
        "巴林左旗公安局",
        "巴林左旗农牧局",
        "巴林左旗医疗保障局",
        "巴林左旗卫生健康委员会",
        "巴林左旗发展和改革委员会",
        "巴林左旗司法局",
        "巴林左旗安全生产委员会办公室",
        "巴林左旗工信和科技局",
        "巴林左旗市场监督管理局",
        "巴林左旗应急管理局",
        "巴林左旗政务服务与数据管理局",
        "巴林左旗教育局",
        "巴林左旗文化旅游体育局",
        "巴林左旗林业和草原局",
        "巴林左旗民政局",
        "巴林左旗气象局",
        "巴林左旗水利局",
        "巴林左旗消防救援大队",
        "巴林左旗自然资源局",
        "巴林左旗财政局",
    }


def test_reclaimed_duties_have_one_department_but_for_one(fuhe: Town) -> None:
    assert [d.number for d in fuhe.lists[2].duties if len(d.departments) > 1] == [47]


def test_enforcement_is_marked_where_the_source_has_a_star(fuhe: Town) -> None:
    marked = [duty for duty in fuhe.duties if duty.enforcement]
    starred = [line for line, text in enumerate(SOURCE, start=1) if "*" in text]
    assert [duty.source_lines[0] for duty in marked] == starred
    assert len(marked) == 65


@pytest.mark.parametrize("expected", HAND_CHECKED, ids=lambda duty: duty["duty_id"])
def test_hand_checked_duty(fuhe: Town, expected: dict[str, Any]) -> None:
    duty = fuhe.duty(expected["duty_id"])
    read = json.loads(duty.model_dump_json())
    for name in ("section", "title", "title_variants", "enforcement", "departments"):
        assert read[name] == expected[name]
    assert read["source_lines"] == expected["source_lines"]
    title, *parts = duty.blocks
    assert (title.kind, title.holder) == (BlockKind.TITLE, duty.departments[0])
    assert title.items == (duty.title,)
    for block, wanted in zip(parts, expected["blocks"], strict=True):
        _assert_block(block, wanted)
    variants = [variant for block in parts for variant in block.variants]
    for variant, phrase in zip(variants, expected["township_variants"], strict=True):
        assert phrase in variant


def _assert_block(block: Block, wanted: dict[str, Any]) -> None:
    read = {name: getattr(block, name) for name in ("kind", "holder", "heading")}
    assert read == {name: wanted[name] for name in read}
    assert len(block.items) == wanted["items"]
    assert list(block.source_lines) == wanted["source_lines"]
    for item, ends in ((block.items[0], wanted["first"]), (block.items[-1], wanted["last"])):
        start, end = ends.split("…")
        assert item.startswith(start)
        assert item.endswith(end)
