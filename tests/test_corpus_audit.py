"""The audit proves the real document and shows what a parser would have dropped."""

from collections.abc import Sequence

import pytest

from corpus.audit import Audit, Count, DepartmentGap, Uncovered, audit_town
from corpus.interpreter.parser import parse_town
from corpus.models import Town
from corpus.readers.plain import text_rows
from corpus.source import read_lines
from corpus.town import DATA_DIR, SOURCE_FILE

LINES = read_lines(DATA_DIR / "fuhe" / SOURCE_FILE)


def audit(lines: Sequence[str]) -> Audit:
    town, _ = parse_town(tuple(text_rows(lines)), "fuhe")
    assert town is not None
    return audit_town(town, tuple(text_rows(lines)))


def edited(line: int, before: str, after: str) -> list[str]:
    assert before in LINES[line - 1]
    return [
        text.replace(before, after, 1) if number == line else text
        for number, text in enumerate(LINES, start=1)
    ]


@pytest.fixture(scope="module")
def fuhe() -> Audit:
    return audit(LINES)


def test_the_real_document_is_covered_to_the_last_character(fuhe: Audit) -> None:
    assert fuhe.coverage == 1.0
    assert fuhe.uncovered == ()
    assert fuhe.problems == ()


def test_counts_are_those_of_lists_and_sections(fuhe: Audit) -> None:
    lists = [(c.list, c.declared, c.parsed) for c in fuhe.counts if c.section is None]
    assert lists == [("基本", 98, 98), ("配合", 59, 59), ("上收", 85, 85)]
    sections = [c for c in fuhe.counts if c.section is not None]
    assert len(sections) == 23
    assert all(c.declared == c.parsed for c in sections)
    assert sections[-1] == Count(sections[-1].list, "生态环保", 34, 34, 417)


def test_merged_rows_are_those_that_pages_split(fuhe: Audit) -> None:
    assert {duty.duty_id: duty.source_lines for duty in fuhe.merged} == {
        "配合-8": (167, 170),
        "配合-11": (180, 183),
        "配合-12": (186, 189),
        "配合-17": (204, 207),
        "配合-18": (210, 213),
        "配合-19": (216, 219),
        "配合-53": (294, 297),
        "配合-57": (305, 308, 311),
    }


def test_variants_of_merged_rows_are_listed(fuhe: Audit) -> None:
    variants = {duty.duty_id: duty.variants for duty in fuhe.merged if duty.variants}
    assert set(variants) == {"配合-8", "配合-11", "配合-18", "配合-19"}
    assert variants["配合-18"] == ("开展安全隐患核查、整治工作",)
    title, township = variants["配合-19"]
    assert title == "落实防汛抗旱责任制，开展隐患排查、灾情上报及自然灾害救助工作"
    assert township.startswith("组织动员辖区内的村委会")
    (township,) = variants["配合-11"]
    assert township.endswith("3.指导村民委员会做好流动人口管理工作。")


def test_page_furniture_is_counted_apart(fuhe: Audit) -> None:
    headers = sum(line.startswith("序号\t") for line in LINES)
    front_and_contents = 6  # two lines of cover, 目录, three entries
    assert fuhe.furniture_lines == headers + front_and_contents


def test_text_outside_the_table_is_uncovered_with_its_line() -> None:
    lines = [*LINES[:17], "本清单自公布之日起施行。", *LINES[17:]]
    found = audit(lines)
    assert found.uncovered == (Uncovered(18, "本清单自公布之日起施行"),)
    assert 0.999 < found.coverage < 1.0
    assert found.problems == ()


def test_much_text_outside_the_table_is_a_problem_at_its_first_line() -> None:
    lines = [*LINES[:17], "这一段文字不属于任何一项，" * 200, *LINES[17:]]
    found = audit(lines)
    assert found.coverage < 0.995
    (problem,) = found.problems
    assert problem.startswith("第 18 行起有文字没有归入任何事项，覆盖率 9")


def test_text_that_the_parser_dropped_is_uncovered() -> None:
    town, _ = parse_town(tuple(text_rows(LINES)), "fuhe")
    assert town is not None
    found = audit_town(_without_last_item(town, "配合-40"), tuple(text_rows(LINES)))
    assert found.uncovered == (Uncovered(268, "5.负责危房改造的组织实施和工程安全管理"),)
    assert found.coverage < 1.0


def _without_last_item(town: Town, duty_id: str) -> Town:
    data = town.model_dump()
    for part in data["lists"]:
        for duty in part["duties"]:
            if f"{part['name']}-{duty['number']}" == duty_id:
                block = duty["blocks"][-1]
                block["items"] = block["items"][:-1]
    return Town.model_validate(data)


def test_a_department_without_text_is_a_gap() -> None:
    lines = edited(155, "\t巴林左旗医疗保障局\t", "\t巴林左旗医疗保障局 巴林左旗财政局\t")
    found = audit(lines)
    assert found.gaps == (DepartmentGap("配合-4", ("巴林左旗财政局",), (), 155),)
    assert found.problems == ("第 155 行：配合-4 的部门栏与正文不一致：巴林左旗财政局",)


def test_a_text_of_a_department_that_the_cell_lacks_is_a_gap() -> None:
    lines = edited(286, " 巴林左旗自然资源局 ", " ")
    assert audit(lines).gaps == (DepartmentGap("配合-49", (), ("巴林左旗自然资源局",), 286),)


def test_a_department_that_takes_a_duty_back_without_text_is_a_gap() -> None:
    line = LINES[368].split("\t")
    lines = [*LINES[:368], "\t".join([*line[:2], "巴林左旗自然资源局："]), *LINES[369:]]
    assert audit(lines).gaps == (DepartmentGap("上收-26", ("巴林左旗自然资源局",), (), 369),)


def test_a_shared_task_speaks_for_all_departments() -> None:
    lines = edited(268, "<p>巴林左旗住房和城乡建设局：</p>", "<p>共性任务：</p>")
    lines[267] = lines[267].replace(
        "\t巴林左旗住房和城乡建设局\t", "\t巴林左旗民政局 巴林左旗财政局\t"
    )
    assert audit(lines).gaps == ()


def test_a_document_of_headings_alone_is_not_covered() -> None:
    found = audit(["甲县乙镇基本履职事项清单"])
    assert found.coverage == 0.0
    assert found.problems == ("第 1 行起有文字没有归入任何事项，覆盖率 0.00%，应高于 99.5%",)
