"""The lists tab: the filters' results, and its use in a real browser."""

import re
from pathlib import Path
from urllib.parse import parse_qsl, quote

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.answering.sets.duty_search import MAX_SEARCH_CHARS, DutyTexts
from assistant.understanding.statements.predicate import Kind, Predicate
from assistant.web.lists.filters import Filters
from assistant.web.lists.labels import CHINESE as WORDS
from assistant.web.lists.results import results_html
from corpus.models import ListName, Town
from tests.browser import ANSWER_TIMEOUT_MS, ask, loaded, opened, watched

WAIT = ANSWER_TIMEOUT_MS


def test_search_finds_what_stands_anywhere_in_a_duty(town: Town) -> None:
    texts = DutyTexts(town)
    found = texts.found("一卡通 民政")
    assert [duty.duty_id for duty in found if duty.number == 6] == ["配合-6"]
    assert all("一卡通" in str(duty) and "民政" in str(duty) for duty in found)


@pytest.mark.parametrize("text", ["住建局", "住房和城乡建设局", "住建局　"])
def test_departments_are_found_by_short_and_full_names(town: Town, text: str) -> None:
    found = DutyTexts(town).found(text, [Predicate(Kind.LIST, (ListName.RECLAIMED.value,))])
    assert len(found) >= 20
    assert "上收-47" not in {duty.duty_id for duty in found}


def test_search_and_filters_are_both_fulfilled(town: Town) -> None:
    wanted = [
        Predicate(Kind.INVOLVED, ("巴林左旗水利局",)),
        Predicate(Kind.LIST, (ListName.RECLAIMED.value,)),
    ]
    assert "上收-47" in {duty.duty_id for duty in DutyTexts(town).found("采砂", wanted)}


@pytest.mark.parametrize("text", ["", "   ", "？？"])
def test_nothing_to_search_for_finds_all(town: Town, text: str) -> None:
    assert len(DutyTexts(town).found(text)) == 242


def test_a_word_outside_the_title_is_shown_in_its_sentence(town: Town) -> None:
    html = results_html([town.duty("配合-6")], 50, ["一卡通"], town, WORDS)
    assert "<mark>一卡通</mark>清册" in html


def test_markup_in_a_fruitless_search_is_text(town: Town) -> None:
    html = results_html([], 50, ["<script>alert(1)</script>"], town, WORDS)
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.fixture
def lists(page: Page) -> Page:
    return in_lists(page)


def in_lists(page: Page) -> Page:
    page.get_by_role("tab", name="清单").click()
    expect(page.locator("#lz-results .lz-row").first).to_be_visible(timeout=WAIT)
    return page


def count(page: Page, words: str) -> None:
    expect(page.locator(".lz-count")).to_have_text(words, timeout=WAIT)


def test_typing_narrows_the_list_and_a_duty_opens_beside_it(lists: Page) -> None:
    count(lists, "共 242 项，先列前 50 项")
    lists.get_by_label("搜清单全文").fill("最低生活保障补贴一卡通")
    count(lists, "共 1 项")
    lists.locator(".lz-row").click()
    article = lists.locator("#lz-duty article")
    expect(article.get_by_role("heading", name="最低生活保障")).to_be_focused(timeout=WAIT)
    expect(article.locator("mark")).to_have_text("最低生活保障补贴一卡通")
    assert "duty=" in lists.url
    lists.go_back()
    expect(article).to_have_count(0, timeout=WAIT)


def test_filters_more_rows_and_steps_through_the_view(lists: Page) -> None:
    lists.get_by_role("button", name="再列 50 项").click()
    expect(lists.locator(".lz-row")).to_have_count(100, timeout=WAIT)
    lists.get_by_label("上收清单").check()
    count(lists, "共 85 项，先列前 50 项")
    lists.locator(".lz-row").first.focus()
    lists.keyboard.press("ArrowDown")
    lists.keyboard.press("Enter")
    expect(lists.locator(".lz-steps")).to_contain_text("2 / 85", timeout=WAIT)
    lists.get_by_text("下一项").click()
    expect(lists.locator(".lz-steps")).to_contain_text("3 / 85", timeout=WAIT)
    lists.get_by_role("button", name="清除条件").click()
    count(lists, "共 242 项，先列前 50 项")


@pytest.mark.parametrize("kind", ["XLSX", "CSV", "JSON"])
def test_a_filtered_view_is_downloaded(lists: Page, kind: str) -> None:
    lists.get_by_label("配合清单").check()
    count(lists, "共 59 项，先列前 50 项")
    with lists.expect_download(timeout=WAIT) as download:
        lists.get_by_role("button", name=kind, exact=True).click()
    assert download.value.suggested_filename == f"富河镇履职事项清单_59项.{kind.lower()}"
    assert Path(download.value.path()).stat().st_size > 10_000


def test_a_department_of_the_plot_filters_the_list(lists: Page) -> None:
    lists.get_by_text("各部门承担多少项").click()
    lists.get_by_role("button", name="水利局", exact=True).click()
    count(lists, "共 27 项")


def test_on_a_narrow_phone_nothing_scrolls_sideways(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="zh-CN")
    page = in_lists(opened(context.new_page(), address))
    page.get_by_text("各部门承担多少项").click()
    expect(page.locator(".lz-workload")).to_be_visible(timeout=WAIT)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.locator(".lz-row").first.click()
    expect(page.locator("#lz-duty article")).to_be_visible(timeout=WAIT)
    expect(page.locator(".lz-row").first).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.get_by_text("返回列表").click()
    expect(page.locator(".lz-row").first).to_be_focused(timeout=WAIT)
    context.close()


def test_the_source_of_an_answer_opens_at_its_place_and_back_leads_to_the_answer(
    page: Page, address: str
) -> None:
    ask(page, "农村低保申请由谁审核确认")
    source = page.locator(".lz-source", has_text="《配合履职事项清单》第6项")
    source.get_by_role("button", name="原文").click(timeout=WAIT)
    title = page.locator("#lz-duty article").get_by_role("heading", name="最低生活保障")
    expect(title).to_be_focused(timeout=WAIT)
    expect(page.locator(".lz-steps")).to_contain_text("104 / 242")
    expect(page.locator("#lz-duty .lz-place")).to_contain_text("第 6 项 · 源文件第 161 行")
    page.go_back()
    expect(page.locator(".lz-direct")).to_be_visible(timeout=WAIT)
    expect(title).to_be_hidden()


def test_a_link_opens_its_duty(browser: Browser, address: str) -> None:
    page = browser.new_page(locale="zh-CN")
    page.goto(f"{address}?duty=上收-22")
    article = page.locator("#lz-duty article")
    expect(article.get_by_role("heading", name="动物及动物产品检疫")).to_be_visible(timeout=WAIT)
    page.close()


def test_a_link_to_no_duty_is_told_so_where_it_is_seen(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 780}, locale="zh-CN")
    page = loaded(context.new_page(), f"{address}?duty=配合-999<b>")
    told = page.get_by_role("alert")
    expect(told).to_contain_text("没有这一项：配合-999<b>。", timeout=WAIT)
    expect(told).to_be_in_viewport()
    expect(page.locator(".lz-row").first).to_be_visible()
    context.close()


def test_the_tab_and_its_filters_are_in_the_address(lists: Page) -> None:
    expect(lists).to_have_url(re.compile(r"\?tab=lists$"))
    lists.get_by_label("搜清单全文").fill("补贴")
    lists.get_by_label("配合清单").check()
    lists.get_by_label("部门", exact=True).fill("民政局")
    lists.get_by_role("option", name="民政局").first.click()
    expect(lists).to_have_url(re.compile("&find=.*&list=.*&department="), timeout=WAIT)
    found = lists.locator(".lz-count").inner_text()
    other = loaded(lists.context.new_page(), lists.url)
    expect(other.get_by_role("tab", name="清单")).to_have_attribute("aria-selected", "true")
    count(other, found)
    expect(other.get_by_label("搜清单全文")).to_have_value("补贴")
    expect(other.get_by_label("配合清单")).to_be_checked()
    other.get_by_role("tab", name="问答").click()
    expect(other).to_have_url(re.compile(r"/$"))
    other.close()


def test_of_an_address_only_what_the_lists_have_is_taken(town: Town) -> None:
    sent = {"find": "x" * 9_999, "list": "别的", "section": "无", "department": "巴林左旗水利局"}
    linked = Filters.linked(sent, town)
    assert linked == Filters(text="x" * MAX_SEARCH_CHARS, department="巴林左旗水利局")
    assert Filters.linked(dict(parse_qsl(linked.address)), town) == linked
    assert Filters().address == ""


def test_on_a_phone_the_search_comes_first_and_filters_unfold(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 780}, locale="zh-CN")
    page = in_lists(opened(context.new_page(), address))
    expect(page.locator(".lz-row").first).to_be_in_viewport()
    expect(page.get_by_label("配合清单")).to_be_hidden()
    fold = page.get_by_role("button", name="筛选条件")
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "true")
    page.get_by_label("配合清单").check()
    count(page, "共 59 项，先列前 50 项")
    context.close()


def test_a_duty_is_copied_shared_printed_and_asked_about(lists: Page, address: str) -> None:
    lists.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lists.get_by_label("搜清单全文").fill("最低生活保障补贴一卡通")
    count(lists, "共 1 项")
    lists.locator(".lz-row").click()
    tools = lists.locator("#lz-duty .lz-tools")
    watched(tools)
    tools.get_by_role("button", name="复制").click(timeout=WAIT)
    lists.wait_for_function("shown.includes('已复制分享链接')")
    text = lists.evaluate("navigator.clipboard.readText()")
    assert "最低生活保障" in text
    assert "分享链接" not in text
    tools.get_by_role("button", name="分享链接").click()
    lists.wait_for_function("shown.includes('已复制打印')")
    link = lists.evaluate("navigator.clipboard.readText()")
    assert link == f"{address}?duty={quote('配合-6')}&town=fuhe"
    lists.evaluate("window.print = () => {}")
    tools.get_by_role("button", name="打印").click()
    lists.emulate_media(media="print")
    expect(lists.locator(".lz-slip")).to_contain_text(f"网址：{link}")
    code = lists.locator(".lz-slip img")
    expect(code).to_be_visible()
    assert code.get_attribute("src") == f"./qr?link={quote(link, safe='')}"
    assert code.evaluate("one => one.naturalWidth") > 100
    expect(lists.locator("#lz-duty article")).to_be_visible()
    expect(lists.locator("#lz-results")).to_be_hidden()
    expect(lists.get_by_role("button")).to_have_count(0)
    lists.evaluate("dispatchEvent(new Event('afterprint'))")
    lists.emulate_media(media="screen")
    tools.get_by_role("button", name="问这一项").click()
    expect(lists.locator("#lz-chat .user-row")).to_have_text("配合清单第6项", timeout=WAIT)
    expect(lists.locator(".lz-direct")).to_be_visible(timeout=WAIT)


def test_a_link_to_filters_opens_in_the_language_of_the_device(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(locale="zh-CN")
    context.add_init_script("localStorage.setItem('lvzhi-language', 'en')")
    page = context.new_page()
    page.goto(f"{address}?tab=lists&list={quote('配合')}&find=低保")
    count(page, "2 duties")
    for label in ("Search the full text", "Section", "Department", "Only where it leads"):
        expect(page.get_by_label(label, exact=True)).to_be_visible()
    expect(page.get_by_label("Search the full text")).to_have_value("低保")
    expect(page.get_by_role("radio", name="配合 · assisted list")).to_be_checked()
    expect(page.get_by_text("全部部门")).to_have_count(0)
    context.close()


def test_the_language_reaches_the_lists_and_an_open_duty(lists: Page) -> None:
    lists.locator(".lz-row").first.click()
    expect(lists.locator(".lz-steps")).to_contain_text("返回列表", timeout=WAIT)
    lists.get_by_role("button", name="English").click()
    expect(lists.locator(".lz-steps")).to_contain_text("Back to the list", timeout=WAIT)
    expect(lists.get_by_label("Search the full text")).to_be_visible()
    expect(lists.get_by_role("tab", name="Lists")).to_be_visible()
    count(lists, "242 duties, the first 50 shown")
    lists.reload()
    lists.get_by_role("tab", name="Lists").click()
    count(lists, "242 duties, the first 50 shown")
