"""A whole duty as HTML: everything written in it, in order, marked and escaped."""

import re
from html import unescape

from assistant.web.lists.duty_view import duty_html, place_of
from assistant.web.lists.workload import loads_of, workload_html
from assistant.web.marking import marked_text
from corpus.models import Town


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_every_word_of_every_duty_is_shown_in_order(town: Town) -> None:
    for duty in town.duties:
        text = text_of(duty_html(duty, town))
        at = 0
        for block in duty.blocks:
            for item in block.items:
                at = text.index(item, at)
        for variant in (*duty.title_variants, *(v for b in duty.blocks for v in b.variants)):
            assert all(line in text for line in variant.split("\n"))


def test_the_lead_department_comes_first_and_is_named_so(town: Town) -> None:
    text = text_of(duty_html(town.duty("配合-8"), town))
    assert "牵头部门巴林左旗民政局参与部门巴林左旗公安局、" in text


def test_the_place_names_list_section_number_and_lines(town: Town) -> None:
    assert place_of(town.duty("配合-18"), town).endswith(
        "配合履职事项清单 · 四、平安法治 · 第 18 项 · 源文件第 210、213 行"
    )


def test_a_part_of_a_duty_over_several_pages_tells_its_own_lines(town: Town) -> None:
    assert "巴林左旗林业和草原局 第 308、311 行" in text_of(duty_html(town.duty("配合-57"), town))


def test_marked_words_are_highlighted_in_place(town: Town) -> None:
    html = duty_html(town.duty("配合-6"), town, ["旗民政审核确认"])
    assert "3.<mark>旗民政审核确认</mark>，确定救助金额" in html


def test_markup_in_source_and_in_marks_is_text(town: Town) -> None:
    duty = town.duty("配合-6").model_copy(update={"title": "<img src=x onerror=alert(1)> & 低保"})
    html = duty_html(duty, town, ["<img", "&"])
    assert "<img" not in html
    assert "<mark>&lt;img</mark> src=x onerror=alert(1)&gt; <mark>&amp;</mark> 低保" in html


def test_the_longest_stretch_wins_and_lines_are_looked_for_one_by_one() -> None:
    assert marked_text("甲乙丙丁", ["乙", "乙丙\n丁"]) == "甲<mark>乙丙</mark><mark>丁</mark>"
    assert marked_text("GIS平台", ["gis"]) == "<mark>GIS</mark>平台"
    assert marked_text("甲", ["", "\n"]) == "甲"


def test_the_page_speaks_english_around_the_chinese_source(town: Town) -> None:
    text = text_of(duty_html(town.duty("配合-6"), town, language="en"))
    assert "Lead department" in text
    assert "牵头部门" not in text
    assert "旗民政审核确认" in text


def test_loads_count_each_department_of_a_duty_once(town: Town) -> None:
    loads = {load.department: load for load in loads_of(town.duties)}
    assert loads["富河镇"].counts == (98, 0, 0)
    assert loads["巴林左旗水利局"].counts == (0, 7, 20)
    assert sum(load.total for load in loads.values()) == sum(
        len(set(duty.departments)) for duty in town.duties
    )


def test_the_bars_have_their_numbers_beside_them(town: Town) -> None:
    html = workload_html(town.duties, town)
    assert "水利局" in text_of(html)
    row = html[html.index('data-lz-department="巴林左旗水利局"') :].split("</tr>")[0]
    assert re.findall(r"<td[^>]*>(.*?)</td>", row) == ["–", "7", "20", "27"]
    assert text_of(html).count("其余 16 个部门") == 1
