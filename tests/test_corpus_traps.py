"""Each trap of the printed form as a small document of its own."""

from collections.abc import Sequence

import pytest

from corpus.interpreter.elements import CONTENTS_LINE
from corpus.interpreter.parser import parse_town
from corpus.models import BlockKind, Duty, ListName, Town
from corpus.readers.plain import text_rows

ASSIST_HEADER = "序号\t事项名称\t对应上级部门\t上级部门职责（含提供的履职保障）\t苏木乡镇配合职责"
RECLAIMED_HEADER = "序号\t事项名称\t承接部门及工作方式"


def document(
    basic: Sequence[str] = ("1\t做好党建工作。",),
    assist: Sequence[str] = ("1\t防汛\t甲县水利局\t<p>甲县水利局：</p> <p>巡查。</p>\t巡河。",),
    reclaimed: Sequence[str] = ("1\t水质检测\t甲县水利局： 负责检测。",),
    headings: Sequence[str] = ("基本履职事项清单", "配合履职事项清单", "上收履事项清单"),
) -> list[str]:
    """The lines of a small but whole document."""
    basic_heading, assist_heading, reclaimed_heading = (f"某省甲县乙镇{text}" for text in headings)
    return [
        *(basic_heading, "序号\t事 项 名 称", "一、党的建设\t", *basic),
        *("", assist_heading, ASSIST_HEADER, "一、平安法治\t\t\t\t", *assist),
        *("", reclaimed_heading, RECLAIMED_HEADER, "一、城乡建设\t\t", *reclaimed),
    ]


def read(lines: Sequence[str]) -> Town:
    town, problems = parse_town(tuple(text_rows(lines)), "small")
    assert problems == []
    assert town is not None
    return town


def read_assist(*rows: str) -> Duty:
    """The only assisted duty of a document with these rows."""
    (duty,) = read(document(assist=rows)).lists[1].duties
    return duty


def read_reclaimed(cell: str) -> Duty:
    (duty,) = read(document(reclaimed=[f"1\t水质检测\t{cell}"])).lists[2].duties
    return duty


def parts(duty: Duty) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(block.kind.value, block.holder, block.items) for block in duty.blocks[1:]]


@pytest.mark.parametrize(
    "name",
    [
        "上收履事项清单",
        "上收履职事项清单",
        "上收事项清单（1项）",
        "收回事项清单",
        "县级收回事项清单",
        "上级收回履职事项清单（1项）",
        "上级部门收回履职事项清单",
        "县直部门上收履行职责事项清单（共 1 项）",
    ],
)
def test_the_third_list_is_known_by_any_of_its_names(name: str) -> None:
    town = read(document(headings=("基本履职事项清单", "配合履职事项清单", name)))
    assert town.lists[2].name is ListName.RECLAIMED
    assert town.lists[2].declared == (1 if "1" in name else None)
    assert town.name == "乙镇"


@pytest.mark.parametrize("prefix", ["一、", "（一）", "附件1：", ""])
def test_a_list_without_an_owner_takes_the_town_from_the_cover(prefix: str) -> None:
    lines = document()
    lines[0] = f"{prefix}基本履职事项清单（1项）"
    lines = [line.replace("某省甲县乙镇", "") for line in lines]
    town = read(["某省甲县乙镇", "履行职责事项清单", "2025年1月", *lines])
    assert (town.region, town.name) == ("某省甲县", "乙镇")
    assert town.source_name == "某省甲县乙镇履行职责事项清单"


@pytest.mark.parametrize(
    ("owner", "region", "name"),
    [
        ("内蒙古自治区赤峰市巴林左旗富河镇", "内蒙古自治区赤峰市巴林左旗", "富河镇"),
        ("卓资县旗下营镇", "卓资县", "旗下营镇"),
        ("德清县新市镇", "德清县", "新市镇"),
        ("河北省定州市东亭镇", "河北省定州市", "东亭镇"),
        ("乐山市市中区苏稽街道办事处", "乐山市市中区", "苏稽街道办事处"),
        ("白音苏木", "甲县", "白音苏木"),  # by its departments
    ],
)
def test_region_and_town_are_told_apart(owner: str, region: str, name: str) -> None:
    lines = [line.replace("某省甲县乙镇", owner) for line in document()]
    town = read(lines)
    assert (town.region, town.name) == (region, name)


@pytest.mark.parametrize("entry", ["{}\t3", "{}……3", "{}"])
def test_a_table_of_contents_opens_no_list(entry: str) -> None:
    lines = document()
    headings = [line for line in lines if "事项清单" in line]
    contents = ["目 录", *(entry.format(heading) for heading in headings)]
    town = read([*contents, *lines])
    assert [len(part.duties) for part in town.lists] == [1, 1, 1]
    assert [part.source_line for part in town.lists] == [5, 10, 15]
    contents_lines = [item.source_line for item in town.left_out if item.reason == CONTENTS_LINE]
    assert contents_lines == [1, 2, 3, 4]


def test_headers_headings_and_page_numbers_repeat_on_every_page() -> None:
    page = ["- 3 -", "", "某省甲县乙镇基本履职事项清单", "序号\t事 项 名 称", "一、党的建设\t"]
    town = read(document(basic=["1\t做好党建工作。", *page, "2\t加强学习。"]))
    assert [duty.number for duty in town.lists[0].duties] == [1, 2]
    assert [section.name for section in town.lists[0].sections] == ["党的建设"]


@pytest.mark.parametrize(
    "row",
    [
        "二、民生服务（1项）",
        "二、民生服务（1 项）\t",
        "\t二、民生服务（1项）",
        "二、民生服务（1项）\t二、民生服务（1项）",
    ],
)
def test_a_section_heading_may_stand_in_any_cell(row: str) -> None:
    town = read(document(basic=["1\t做好党建工作。", row, "2\t做好低保工作。"]))
    assert [duty.section for duty in town.lists[0].duties] == ["党的建设", "民生服务"]
    assert town.lists[0].sections[1].declared == 1


@pytest.mark.parametrize(
    "header",
    [
        "序号\t事项\t上级部门\t上级部门职责\t乡镇（街道）职责",
        "序 号\t履职事项名称\t对应上级部门\t上级部门职责（含提供的履职保障）\t街道配合职责",
    ],
)
def test_columns_are_known_by_their_words(header: str) -> None:
    lines = [header if line == ASSIST_HEADER else line for line in document()]
    duty = read(lines).lists[1].duties[0]
    assert (duty.title, duty.departments) == ("防汛", ("甲县水利局",))
    assert parts(duty)[-1] == ("township", "乙镇", ("巡河。",))


def test_columns_may_stand_in_another_order() -> None:
    header = "序号\t对应上级部门\t事项名称\t乡镇配合职责\t上级部门职责"
    lines = document(assist=["1\t甲县水利局\t防汛\t巡河。\t巡查。"])
    duty = read([header if line == ASSIST_HEADER else line for line in lines]).lists[1].duties[0]
    assert duty.title == "防汛"
    assert parts(duty) == [
        ("department", "甲县水利局", ("巡查。",)),
        ("township", "乙镇", ("巡河。",)),
    ]


def test_a_page_split_duty_is_one_duty() -> None:
    duty = read_assist(
        "1\t燃气安全监管\t甲县教育局 甲县公安局\t<p>甲县教育局：</p> <p>检查。</p>\t1.排查隐患。",
        "",
        ASSIST_HEADER,
        "1\t燃气安全监管\t甲县教育局 甲县公安局\t<p>甲县公安局：</p> <p>查处。</p>\t1.排查隐患。",
    )
    assert duty.source_lines == (9, 12)
    assert parts(duty) == [
        ("department", "甲县教育局", ("检查。",)),
        ("department", "甲县公安局", ("查处。",)),
        ("township", "乙镇", ("1.排查隐患。",)),
    ]
    assert [block.source_lines for block in duty.blocks] == [(9, 12), (9,), (12,), (9, 12)]
    assert duty.blocks[-1].variants == ()


def test_other_wordings_of_a_page_split_duty_are_kept_as_variants() -> None:
    duty = read_assist(
        "1\t安全生产隐患排查整治\t甲县公安局\t检查。\t<p>1.排查各类隐患并上报。</p>",
        "1\t安全隐患排查整治\t甲县公安局\t查处。\t<p>1.排查各类隐患并及时上报。</p>",
    )
    assert (duty.title, duty.title_variants) == ("安全生产隐患排查整治", ("安全隐患排查整治",))
    assert duty.blocks[-1].items == ("1.排查各类隐患并上报。",)
    assert duty.blocks[-1].variants == ("1.排查各类隐患并及时上报。",)


def test_a_part_goes_on_with_its_next_item_on_the_next_page() -> None:
    duty = read_assist(
        "1\t污染防治\t甲县农牧局 甲县水利局\t<p>甲县农牧局：</p> <p>1.推广。</p>\t配合。",
        "1\t污染防治\t甲县农牧局 甲县水利局\t<p>2.指导。</p> <p>甲县水利局：治水。</p>\t配合。",
    )
    assert parts(duty)[:2] == [
        ("department", "甲县农牧局", ("1.推广。", "2.指导。")),
        ("department", "甲县水利局", ("治水。",)),
    ]
    assert duty.blocks[1].source_lines == (9, 10)


def test_a_row_without_number_continues_the_duty_before() -> None:
    duty = read_assist(
        "1\t开展森林草原\t甲县公安局\t1.巡查。\t1.值守。",
        "\t防火工作\t\t2.查处。\t2.组织群众疏散并上报。",
    )
    assert duty.title == "开展森林草原防火工作"
    assert parts(duty) == [
        ("department", "甲县公安局", ("1.巡查。", "2.查处。")),
        ("township", "乙镇", ("1.值守。", "2.组织群众疏散并上报。")),
    ]


def test_an_upper_cell_printed_again_is_not_read_twice() -> None:
    duty = read_assist(
        "1\t防汛\t甲县水利局\t<p>甲县水利局：</p> <p>巡查。</p>\t1.巡河。",
        "1\t防汛\t甲县水利局\t甲县水利局: 巡查。\t2.转移被困的群众和财物。",
    )
    assert parts(duty)[0] == ("department", "甲县水利局", ("巡查。",))
    assert parts(duty)[1][2] == ("1.巡河。", "2.转移被困的群众和财物。")


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("甲县公安局 甲县水利局", ("甲县公安局", "甲县水利局")),
        ("甲县公安局、甲县水利局，甲县气象局", ("甲县公安局", "甲县水利局", "甲县气象局")),
        ("甲县应急管理 局 甲县水利局", ("甲县应急管理局", "甲县水利局")),
        ("某市生态环境局 甲县分局 甲县水利局", ("某市生态环境局甲县分局", "甲县水利局")),
        ("甲县安全生产委员 会办公室 甲县水利局", ("甲县安全生产委员会办公室", "甲县水利局")),
        ("<p>中共甲县委员会组织部</p> <p>甲县水利局</p>", ("中共甲县委员会组织部", "甲县水利局")),
        ("甲县水利局等相关部门", ("甲县水利局",)),
        ("甲县水利局（牵头） 甲县公安局", ("甲县水利局", "甲县公安局")),
        ("牵头部门：县水利局 配合部门：县公安局、县妇联", ("县水利局", "县公安局", "县妇联")),
    ],
)
def test_a_space_separates_names_or_breaks_one(cell: str, names: tuple[str, ...]) -> None:
    assert read_assist(f"1\t防汛\t{cell}\t做好防汛。\t巡河。").departments == names


def test_a_name_broken_anywhere_is_mended_from_where_it_is_printed_whole() -> None:
    town = read(
        document(
            assist=[
                "1\t防汛\t甲县安全生产委 员会办公室\t做好防汛。\t巡河。",
                "2\t防火\t甲县安全生产委员会办公室\t甲县安全生产委员会办公室：做好防火。\t巡山。",
            ]
        )
    )
    assert {duty.departments for duty in town.lists[1].duties} == {("甲县安全生产委员会办公室",)}


@pytest.mark.parametrize("colon", ["：", ":", " ：", "： "])
def test_a_colon_of_either_width_ends_a_heading(colon: str) -> None:
    duty = read_reclaimed(f"<p>甲县水利局{colon}</p> <p>1.检测。</p> <p>2.公布。</p>")
    assert parts(duty) == [("department", "甲县水利局", ("1.检测。", "2.公布。"))]


def test_list_items_that_lost_their_numbers_run_on() -> None:
    cell = (
        '<p>甲县水利局：</p> <ol style="list-style-type: none"> 开展巡查。及时上报。 加固堤坝。 '
        "<p>甲县公安局：</p> <p>警戒。</p>"
    )
    duty = read_assist(f"1\t防汛\t甲县水利局 甲县公安局\t{cell}\t巡河。")
    assert parts(duty)[:2] == [
        ("department", "甲县水利局", ("开展巡查。及时上报。", "加固堤坝。")),
        ("department", "甲县公安局", ("警戒。",)),
    ]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("1.巡查。 2.上报。 3.复核。", ("1.巡查。", "2.上报。", "3.复核。")),
        ("1. 巡查。2. 上报。", ("1. 巡查。", "2. 上报。")),
        ("1、巡查；2、上报。", ("1、巡查；", "2、上报。")),
        ("4.巡查。 5.上报。", ("4.巡查。", "5.上报。")),
        ("9.巡查。 10.上报。 11.复核。", ("9.巡查。", "10.上报。", "11.复核。")),
        ("1.增长 2.5 个百分点。 2.上报。", ("1.增长 2.5 个百分点。", "2.上报。")),
        ("1.在 15 日内。 3.不是下一项。", ("1.在 15 日内。 3.不是下一项。",)),
    ],
)
def test_numbered_items_share_a_paragraph(text: str, items: tuple[str, ...]) -> None:
    assert parts(read_assist(f"1\t防汛\t甲县水利局\t巡查。\t<p>{text}</p>"))[-1][2] == items


def test_a_heading_and_its_text_share_a_paragraph() -> None:
    cell = "<p>甲县水利局： 1.巡查。 2.上报。</p> <p>甲县公安局：警戒。</p>"
    duty = read_assist(f"1\t防汛\t甲县水利局 甲县公安局\t{cell}\t巡河。")
    assert parts(duty)[:2] == [
        ("department", "甲县水利局", ("1.巡查。", "2.上报。")),
        ("department", "甲县公安局", ("警戒。",)),
    ]


def test_support_is_not_a_duty_and_the_lead_department_gives_it() -> None:
    cell = "<p>甲县水利局：巡查。</p> <p>甲县公安局：警戒。</p> <p>履职保障：</p> <p>培训。</p>"
    duty = read_assist(f"1\t防汛\t甲县水利局 甲县公安局\t{cell}\t巡河。")
    assert parts(duty)[2] == ("support", "甲县水利局", ("培训。",))
    assert duty.departments == ("甲县水利局", "甲县公安局")


def test_support_under_every_department_is_that_departments() -> None:
    cell = "甲县水利局：巡查。 履职保障：培训。 甲县公安局：警戒。 履职保障：经费。"
    duty = read_assist(f"1\t防汛\t甲县水利局 甲县公安局\t{cell}\t巡河。")
    assert [(kind, holder) for kind, holder, _ in parts(duty)] == [
        ("department", "甲县水利局"),
        ("support", "甲县水利局"),
        ("department", "甲县公安局"),
        ("support", "甲县公安局"),
        ("township", "乙镇"),
    ]


@pytest.mark.parametrize("heading", ["<p>共性任务：</p> ", "共同职责: ", ""])
def test_a_shared_task_belongs_to_all_departments(heading: str) -> None:
    cell = f"{heading}<p>1.监督检查。</p> <p>甲县水利局：防汛。</p> <p>甲县公安局：警戒。</p>"
    duty = read_assist(f"1\t安全生产\t甲县水利局 甲县公安局\t{cell}\t巡河。")
    assert parts(duty)[0] == ("shared_task", "共性任务", ("1.监督检查。",))
    assert [holder for _, holder, _ in parts(duty)[1:3]] == ["甲县水利局", "甲县公安局"]


def test_text_without_heading_is_the_only_departments() -> None:
    duty = read_assist("1\t防汛\t甲县水利局\t<p>1.巡查。</p> <p>2.上报。</p>\t巡河。")
    assert parts(duty)[0] == ("department", "甲县水利局", ("1.巡查。", "2.上报。"))


def test_a_heading_may_write_a_department_shorter_than_its_cell() -> None:
    duty = read_assist("1\t防汛\t甲县水利局 甲县公安局\t水利局：巡查。 县公安局：警戒。\t巡河。")
    assert [(b.holder, b.heading) for b in duty.parts(BlockKind.DEPARTMENT)] == [
        ("甲县水利局", "水利局"),
        ("甲县公安局", "县公安局"),
    ]


def test_departments_may_share_one_text() -> None:
    duty = read_assist("1\t防汛\t甲县水利局 甲县公安局\t甲县水利局、甲县公安局：巡查。\t巡河。")
    assert parts(duty)[0] == ("department", "甲县水利局、甲县公安局", ("巡查。",))


def test_other_departments_stay_in_the_heading() -> None:
    duty = read_reclaimed("<p>甲县应急管理局等相关部门：</p> <p>1.检查。</p>")
    assert duty.departments == ("甲县应急管理局",)
    assert duty.blocks[1].heading == "甲县应急管理局等相关部门"


def test_a_reclaimed_duty_may_have_two_departments() -> None:
    duty = read_reclaimed("甲县水利局： 负责河道。 甲县自然资源局： 负责查处。")
    assert duty.departments == ("甲县水利局", "甲县自然资源局")
    assert parts(duty) == [
        ("department", "甲县水利局", ("负责河道。",)),
        ("department", "甲县自然资源局", ("负责查处。",)),
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "承接部门：甲县水利局 工作方式：1.检测。2.公布。",
        "<p>承接部门：甲县水利局</p><p>工作方式：1.检测。2.公布。</p>",
        "<p>甲县水利局</p><p>1.检测。2.公布。</p>",
    ],
)
def test_a_reclaiming_department_may_be_labelled(cell: str) -> None:
    assert parts(read_reclaimed(cell)) == [("department", "甲县水利局", ("1.检测。", "2.公布。"))]


def test_a_reclaiming_department_may_stand_without_text() -> None:
    duty = read_reclaimed("甲县水利局")
    assert duty.departments == ("甲县水利局",)
    assert parts(duty) == []


def test_department_and_way_of_working_may_be_two_columns() -> None:
    lines = [
        "序号\t事项名称\t承接部门\t工作方式" if line == RECLAIMED_HEADER else line
        for line in document(reclaimed=["1\t水质检测\t甲县水利局\t1.检测。2.公布。"])
    ]
    duty = read(lines).lists[2].duties[0]
    assert parts(duty) == [("department", "甲县水利局", ("1.检测。", "2.公布。"))]


def test_a_department_printed_once_for_several_duties_is_of_each() -> None:
    lines = [
        "序号\t事项名称\t承接部门\t工作方式" if line == RECLAIMED_HEADER else line
        for line in document(
            reclaimed=["1\t水质检测\t甲县水利局\t1.检测。", "2\t打井许可\t\t1.现场查看。"]
        )
    ]
    town, problems = parse_town(tuple(text_rows(lines)), "small")
    assert town is not None
    assert [problem.message for problem in problems] == [
        "上收-2 的部门是空的，按合并单元格沿用上一项的"
    ]
    assert parts(town.duty("上收-2")) == [("department", "甲县水利局", ("1.现场查看。",))]


@pytest.mark.parametrize(
    ("row", "title"),
    [
        ("1\t*对违建的处罚。", "对违建的处罚。"),
        ("1\t＊对违建的处罚。", "对违建的处罚。"),
        ("*1\t对违建的处罚。", "对违建的处罚。"),
        ("1\t做好巡查。*对违建的处罚。", "做好巡查。*对违建的处罚。"),
    ],
)
def test_a_star_marks_enforcement_anywhere_in_the_row(row: str, title: str) -> None:
    duty = read(document(basic=[row])).lists[0].duties[0]
    assert (duty.title, duty.enforcement) == (title, True)


def test_no_star_is_no_enforcement() -> None:
    assert not read(document()).duty("基本-1").enforcement


def test_less_than_signs_are_text() -> None:
    duty = read_assist("1\t防冻\t甲县气象局\t<p>气温<-20℃时预警，风速>6级时转移。</p>\t巡查。")
    assert parts(duty)[0][2] == ("气温<-20℃时预警，风速>6级时转移。",)
