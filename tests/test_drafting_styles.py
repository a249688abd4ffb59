"""How counties draft and print differs; each difference is a small document of its own."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from corpus.counts import Problem
from corpus.interpreter import parse_town
from corpus.models import BlockKind, Duty, ListName, Town
from corpus.readers.grid import Cell, Form, GridRow, Place, table_rows
from corpus.readers.plain import text_rows
from corpus.town import read_town

ASSIST = "序号\t事项名称\t牵头部门\t部门职责\t街道职责"


def read(lines: Sequence[str]) -> tuple[Town, list[Problem]]:
    town, problems = parse_town(tuple(text_rows(lines)), "small")
    assert town is not None
    return town, problems


def document(*assist: str, header: str = ASSIST, notes: Sequence[str] = ()) -> list[str]:
    return [
        *("江南省甲市乙区丙街道", "履行职责事项清单"),
        *("丙街道基本履职事项清单", "序号\t事项名称", "党的建设", "1\t做好党建工作。"),
        *("丙街道配合履职事项清单", header, "民生服务", *assist, *notes),
        *("丙街道上级部门收回事项清单", "序号\t事项名称\t承接部门及工作方式", "城乡建设"),
        "1\t道路保洁\t乙区城管局：负责保洁。",
    ]


def assisted(*rows: str, header: str = ASSIST) -> Duty:
    town, problems = read(document(*rows, header=header))
    assert [problem for problem in problems if not problem.doubtful] == []
    (duty,) = town.lists[1].duties
    return duty


def upper(cell: str, departments: str = "乙区水利局") -> list[tuple[str, str, tuple[str, ...]]]:
    duty = assisted(f"1\t防汛\t{departments}\t{cell}\t巡河。")
    return [(b.kind.value, b.holder, b.items) for b in duty.blocks[1:-1]]


def test_a_region_that_the_cover_alone_has_is_the_towns() -> None:
    town, _ = read(document("1\t防汛\t乙区水利局\t巡查。\t巡河。"))
    assert (town.region, town.name) == ("江南省甲市乙区", "丙街道")


def test_a_region_that_nothing_names_is_that_of_the_departments() -> None:
    town, _ = read(document("1\t防汛\t乙区水利局、乙区民政局\t巡查。\t巡河。")[2:])
    assert (town.region, town.name) == ("乙区", "丙街道")


@pytest.mark.parametrize(
    "heading",
    [
        "民生服务",
        "民生服务\t\t\t\t",
        "一、民生服务",
        "（一）民生服务（1项）",
        "一、民生服务（共1项）",
        "民生服务（1项）",
        "第一部分 民生服务",
        "邻里互助",  # no list of names has it: the duty that follows tells
    ],
)
def test_a_section_needs_neither_numeral_nor_count(heading: str) -> None:
    lines = document("1\t防汛\t乙区水利局\t巡查。\t巡河。")
    lines[lines.index("民生服务")] = heading
    town, problems = read(lines)
    assert problems == []
    name = "邻里互助" if "邻里" in heading else "民生服务"
    assert [section.name for section in town.lists[1].sections] == [name]
    assert town.lists[1].duties[0].section == name


def test_a_heading_inside_a_section_opens_none() -> None:
    lines = document("1\t防汛\t乙区水利局\t巡查。\t巡河。")
    at = lines.index("民生服务")
    lines[at : at + 1] = ["一、民生服务", "（一）防灾减灾"]
    town, _ = read(lines)
    assert [section.name for section in town.lists[1].sections] == ["民生服务"]


@pytest.mark.parametrize(
    "word",
    ["履职支持", "保障措施", "履职保障", "支持保障", "提供的履职保障措施", "工作保障", "资源保障"],
)
@pytest.mark.parametrize("form", ["{}：培训。", "【{}】培训。", "<p>{}</p><p>培训。</p>"])
def test_what_is_provided_goes_by_many_names(word: str, form: str) -> None:
    assert upper(f"巡查。<br>{form.format(word)}")[1] == ("support", "乙区水利局", ("培训。",))


def test_what_is_provided_may_have_a_column() -> None:
    header = "序号\t事项名称\t牵头部门\t部门职责\t履职支持\t街道职责"
    duty = assisted("1\t防汛\t乙区水利局\t巡查。\t培训。\t巡河。", header=header)
    kinds = [(block.kind, block.items) for block in duty.blocks[1:]]
    assert kinds == [
        (BlockKind.DEPARTMENT, ("巡查。",)),
        (BlockKind.SUPPORT, ("培训。",)),
        (BlockKind.TOWNSHIP, ("巡河。",)),
    ]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("①巡查；②上报。", ("①巡查；", "②上报。")),
        ("（1）巡查；（2）上报。", ("（1）巡查；", "（2）上报。")),
        ("一是巡查；二是上报。", ("一是巡查；", "二是上报。")),
        ("（一）巡查。（二）上报。", ("（一）巡查。", "（二）上报。")),
        ("一、巡查。二、上报。", ("一、巡查。", "二、上报。")),
        ("主要职责：1.巡查。2.上报。", ("主要职责：", "1.巡查。", "2.上报。")),
        (
            "1.巡查：（1）河道；（2）水库。2.上报。",
            ("1.巡查：", "（1）河道；", "（2）水库。", "2.上报。"),
        ),
        ("按第（1）项办理。", ("按第（1）项办理。",)),
        ("每年增长1.5个百分点。", ("每年增长1.5个百分点。",)),
    ],
)
def test_items_are_numbered_in_many_styles(text: str, items: tuple[str, ...]) -> None:
    assert assisted(f"1\t防汛\t乙区水利局\t巡查。\t{text}").blocks[-1].items == items


def test_departments_may_have_rows_of_their_own() -> None:
    duty = assisted(
        "1\t防汛\t乙区水利局\t巡查。<br>履职支持：培训。\t巡河。",
        "\t\t乙区民政局\t救助。\t",
        "\t\t乙区公安局\t警戒。\t",
    )
    assert duty.departments == ("乙区水利局", "乙区民政局", "乙区公安局")
    assert [(b.kind.value, b.holder, b.items) for b in duty.blocks[1:]] == [
        ("department", "乙区水利局", ("巡查。",)),
        ("support", "乙区水利局", ("培训。",)),
        ("department", "乙区民政局", ("救助。",)),
        ("department", "乙区公安局", ("警戒。",)),
        ("township", "丙街道", ("巡河。",)),
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "乙区水利局：巡查。乙区民政局：救助。",
        "1.乙区水利局：巡查。2.乙区民政局：救助。",
        "【乙区水利局】巡查。<br>【乙区民政局】救助。",
        "乙区水利局职责：巡查。<br>乙区民政局职责：救助。",
        "水利局：巡查。<br>民政局：救助。",
    ],
)
def test_a_departments_heading_has_many_forms(cell: str) -> None:
    assert upper(cell, "乙区水利局<br>乙区民政局") == [
        ("department", "乙区水利局", ("巡查。",)),
        ("department", "乙区民政局", ("救助。",)),
    ]


def test_a_sentence_may_begin_with_its_department() -> None:
    cell = "乙区水利局负责巡查。<br>乙区民政局负责救助。"
    assert upper(cell, "乙区水利局、乙区民政局") == [
        ("department", "乙区水利局", ("乙区水利局负责巡查。",)),
        ("department", "乙区民政局", ("乙区民政局负责救助。",)),
    ]


@pytest.mark.parametrize(
    ("number", "title", "remark", "marked"),
    [
        ("1", "*防汛检查", "", True),
        ("1", "防汛检查★", "", True),
        ("1", "▲防汛检查", "", True),
        ("1*", "防汛检查", "", True),
        ("1", "防汛检查（行政执法）", "", True),
        ("1", "【行政处罚】防汛检查", "", True),
        ("1", "防汛检查", "行政执法事项", True),
        ("1", "防汛检查", "非行政执法事项", False),
        ("1", "统筹综合行政执法工作", "", False),
        ("1", "防汛检查", "", False),
    ],
)
def test_enforcement_is_marked_in_many_ways(
    number: str, title: str, remark: str, marked: bool
) -> None:
    row = f"{number}\t{title}\t乙区水利局\t巡查。\t巡河。\t{remark}"
    assert assisted(row, header=f"{ASSIST}\t备注").enforcement is marked


def test_a_note_tells_which_mark_is_enforcement() -> None:
    notes = ["注：标●的为行政执法事项，标★的为重点事项。"]
    rows = ("1\t●防汛\t乙区水利局\t巡查。\t巡河。", "2\t★防火\t乙区水利局\t巡查。\t巡山。")
    town, _ = read(document(*rows, notes=notes))
    assert [duty.enforcement for duty in town.lists[1].duties] == [True, False]


def test_enforcement_that_nothing_marks_is_not_marked_rather_than_none() -> None:
    town, _ = read(document("1\t防汛\t乙区水利局\t巡查。\t巡河。"))
    assert not town.enforcement_marked


def test_notes_under_a_table_are_set_aside() -> None:
    notes = ["注：1.本清单自公布之日起施行。", "2.由区委编办负责解释。"]
    town, problems = read(document("1\t防汛\t乙区水利局\t巡查。\t巡河。", notes=notes))
    assert problems == []
    assert [item.text for item in town.left_out if item.reason == "注释"] == notes


def test_a_number_inside_a_duty_starts_none() -> None:
    rows = ("1\t防汛\t乙区水利局\t巡查。\t巡河。", "2\t防火\t乙区水利局\t巡查。\t巡山。")
    town, problems = read(document(*rows, "1\t\t\t另查。\t", "3\t防雪\t乙区水利局\t查。\t扫雪。"))
    assert [duty.number for duty in town.lists[1].duties] == [1, 2, 3]
    assert [p.message for p in problems] == [
        "《配合履职事项清单》第 2 项之后又写序号 1，已并入该项"
    ]


def test_numbers_that_start_anew_in_a_section_are_counted_through() -> None:
    rows = ["1\t防汛\t乙区水利局\t巡查。\t巡河。", "2\t防火\t乙区水利局\t巡查。\t巡山。"]
    lines = document(*rows, "平安法治", "1\t调解\t乙区司法局\t指导。\t调解。")
    town, problems = read(lines)
    assert [(d.number, d.section) for d in town.lists[1].duties] == [
        (1, "民生服务"),
        (2, "民生服务"),
        (3, "平安法治"),
    ]
    assert [problem.doubtful for problem in problems] == [True]


@pytest.mark.parametrize("quote", ['"{}"', "{}"])
def test_line_ends_in_a_cell_survive_a_paste(quote: str) -> None:
    """From Excel in quotation marks, from Word without."""
    cell = quote.format("（1）巡查。\n（2）上报。")
    lines = "\n".join(document(f"1\t防汛\t乙区水利局\t{cell}\t{cell}")).split("\n")
    town, problems = read(lines)
    assert problems == []
    assert [b.items for b in town.lists[1].duties[0].blocks[1:]] == [
        ("（1）巡查。", "（2）上报。"),
        ("（1）巡查。", "（2）上报。"),
    ]


def test_a_header_may_take_two_rows() -> None:
    row = ("1", "防汛", "乙区水利局", "巡查。", "巡河。")
    cells = [
        *(Cell(0, 0, "序号", 2), Cell(0, 1, "事项名称", 2), Cell(0, 2, "上级部门", 1, 2)),
        *(Cell(1, 2, "名称"), Cell(1, 3, "职责"), Cell(0, 4, "街道职责", 2)),
        *(Cell(2, at, text) for at, text in enumerate(row)),
    ]
    front = GridRow(Place(1), ("丙街道配合履职事项清单",), Form.PARAGRAPH)
    town, _ = parse_town((front, *table_rows(cells, Place(1, table=1))), "small")
    assert town is not None
    (duty,) = town.lists[0].duties
    assert (duty.title, duty.departments) == ("防汛", ("乙区水利局",))
    assert [block.items for block in duty.blocks[1:]] == [("巡查。",), ("巡河。",)]


def test_one_sheet_may_hold_all_lists(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    header = "类别 事项类型 序号 事项名称 关联单位 来源镇街 上级部门职责 镇街配合职责 工作方式"
    for row in (
        ["江南省甲市乙区丙街道履行职责事项清单"],
        header.split(),
        ["基本履职事项", "党的建设", 1, "做好党建工作。", "", "丙街道", "", "", ""],
        ["配合履职事项", "民生服务", 1, "防汛", "乙区水利局", "丙街道", "巡查。", "巡河。", ""],
        ["上收履职事项", "城乡建设", 1, "道路保洁", "乙区城管局", "丙街道", "", "", "负责保洁。"],
    ):
        sheet.append(row)
    book.save(tmp_path / "list.xlsx")
    town, problems, _ = read_town(tmp_path / "list.xlsx", "small")
    assert problems == []
    assert town is not None
    assert [(d.list, d.section, d.departments) for d in town.duties] == [
        (ListName.BASIC, "党的建设", ("丙街道",)),
        (ListName.ASSIST, "民生服务", ("乙区水利局",)),
        (ListName.RECLAIMED, "城乡建设", ("乙区城管局",)),
    ]
    assert town.duties[2].blocks[1].items == ("负责保洁。",)
