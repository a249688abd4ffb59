"""Two towns compared: matters in different lists, and which office leads what."""

from pathlib import Path

import pytest

from corpus.comparison.offices import office_groups, same_office
from corpus.comparison.two_towns import By, two_towns
from corpus.models import Town
from corpus.town import load_source
from corpus.towns.registry import TownRegistry
from index.matters.links import LINKS_FILE, linked_matters
from tests.towns import FUHE, MADE, imported
from tests.versions import newer


@pytest.fixture(scope="module")
def street() -> Town:
    return load_source(MADE / "bailu" / "list.xlsx", "bailu")


@pytest.fixture(scope="module")
def town() -> Town:
    return load_source(MADE / "shiqiao" / "list.xlsx", "shiqiao")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("临溪区民政局", "永宁县民政局", True),
        ("临溪区卫生健康局", "永宁县卫生健康委员会", True),
        ("临溪区教育局", "永宁县教育和体育局", True),
        ("临溪区环保局", "永宁县生态环境局", True),
        ("临溪区农牧局", "永宁县农业农村局", True),
        ("临溪区水利局", "永宁县农业农村局", False),
        ("临溪区公安局", "永宁县司法局", False),
        ("临溪区禁毒办", "永宁县禁毒办", True),
    ],
)
def test_an_office_is_known_whatever_is_printed(
    street: Town, town: Town, one: str, other: str, same: bool
) -> None:
    assert same_office(one, other, street, town) is same


def test_a_bureau_that_is_two_elsewhere_is_one_group(street: Town, town: Town) -> None:
    groups = office_groups(
        ["临溪区教育和体育局", "临溪区水利局"],
        ["永宁县教育局", "永宁县教科局", "永宁县审计局"],
        street,
        town,
    )
    assert [tuple(group) for group in groups] == [
        (["临溪区水利局"], []),
        (["临溪区教育和体育局"], ["永宁县教育局", "永宁县教科局"]),
        ([], ["永宁县审计局"]),
    ]


def test_what_differs_between_two_towns_is_found(street: Town, town: Town) -> None:
    changed = newer(
        town,
        [
            lambda d: d.move("配合-10", "上收", "永宁县住房和城乡建设局"),
            lambda d: d.departments("配合-8", "永宁县公安局"),
            lambda d: d.remove("基本-3"),
            lambda d: d.add("基本", "做好农村客运补贴初审", at=0),
        ],
    )
    found = two_towns(street, changed, {}, {})
    assert [(p.one.duty_id, p.other.list, p.by) for p in found.other_list] == [
        ("配合-10", "上收", By.TITLE)
    ]
    assert [(p.one.title, p.other.departments) for p in found.other_lead] == [
        ("社区矫正对象教育帮扶", ("永宁县公安局",))
    ]
    assert [duty.duty_id for duty in found.only_one] == ["基本-3"]
    assert [duty.duty_id for duty in found.only_other] == ["基本-1"]
    police = next(b for b in found.bureaux if "临溪区公安局" in b.one_names)
    assert (police.one_leads, police.other_leads) == (("配合-5",), ("配合-5", "配合-8"))
    justice = next(b for b in found.bureaux if "临溪区司法局" in b.one_names)
    assert (justice.other_names, justice.other_leads) == ((), ())


def test_a_common_matter_joins_titles_that_share_no_word(street: Town, town: Town) -> None:
    changed = newer(town, [lambda d: d.retitle("配合-9", "暑期青少年涉水安全")])
    assert "配合-9" in {d.duty_id for d in two_towns(street, changed, {}, {}).only_one}
    matter = {"配合-9": frozenset({"配合-77"})}
    found = two_towns(street, changed, matter, matter)
    (pair,) = [pair for pair in found.same if pair.one.duty_id == "配合-9"]
    assert (pair.other.duty_id, pair.by) == ("配合-9", By.MATTER)


def test_the_links_in_use_are_read_and_no_others(tmp_path: Path) -> None:
    files = imported("bailu", tmp_path)
    town = files.town
    assert linked_matters(files, town) == {}
    rows = [
        ("基本-1", town.duty("基本-1").title, "基本-2", "甲", "99%", ""),
        ("基本-2", town.duty("基本-2").title, "基本-3", "乙", "99%", "否"),
        ("基本-3", town.duty("基本-3").title, "基本-4", "丙", "20%", "确认"),
        ("基本-4", town.duty("基本-4").title, "基本-5", "丁", "20%", ""),
        ("基本-5", "从前的名称", "基本-6", "戊", "99%", ""),
    ]
    text = "\n".join("\t".join(row) for row in [("表头",), *rows])
    (files.folder / LINKS_FILE).write_text(text, encoding="utf-8")
    assert linked_matters(files, town) == {
        "基本-1": frozenset({"基本-2"}),
        "基本-3": frozenset({"基本-4"}),
    }
    shipped = TownRegistry(tmp_path).files("fuhe")
    assert linked_matters(shipped, FUHE.town)["配合-9"] == {"配合-9"}
