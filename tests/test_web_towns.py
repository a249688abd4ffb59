"""The page of a service with several towns: the chooser, its memory, and what follows it."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assistant import Assistant
from corpus.towns.exports import ExportForm, exported
from corpus.towns.imports import import_town
from tests.browser import ANSWER_TIMEOUT_MS, ask, loaded, opened, settled, violations
from tests.processes import Service, whole_service
from tests.towns import imported, own_cache
from tests.versions import FIRST, Change, dated, newer

CHANGE: Change = lambda draft: draft.shuffle("上收")  # noqa: E731 - one of the changes of a draft
PASSWORD = "白鹭-staff-2026"
QUESTION = "谁来管河道采砂"
HERE, THERE = "富河镇履职问答", "白鹭街道履职问答"


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory, cache_dir: Path, assistant: Assistant
) -> Iterator[Service]:
    """`lvzhi serve` with 富河镇 and 白鹭街道, which is built when it is first asked.

    That has an older version, where the third list runs the other way.
    """
    folder = tmp_path_factory.mktemp("two")
    files = imported("bailu", folder)
    dated(files.folder, FIRST)
    path = folder / "newer.xlsx"
    path.write_bytes(exported(newer(files.town, [CHANGE]), ExportForm.XLSX))
    import_town(path, "bailu", folder, lambda done, total: None)
    environment = {
        "LVZHI_STAFF_PASSWORD": PASSWORD,
        "LVZHI_DATA_DIR": str(folder),
        "LVZHI_CACHE_DIR": str(own_cache(folder, cache_dir)),
    }
    with whole_service(folder, **environment) as started:
        for _ in range(10):
            told = httpx.get(f"{started.url}/v1/search?q=你好&town=bailu", timeout=120)
            if told.status_code == 200:
                break
        assert told.status_code == 200, told.text
        yield started


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A device that has never seen the page."""
    made = browser.new_context(locale="zh-CN")
    yield made
    made.close()


def titled(page: Page, title: str) -> None:
    expect(page.locator("#lz-head h1")).to_have_text(title, timeout=ANSWER_TIMEOUT_MS)
    expect(page).to_have_title(title)


def choose(page: Page, town: str) -> None:
    """By the form in the page's head."""
    form = page.locator("#lz-head form.lz-town")
    form.get_by_role("combobox", name="乡镇").select_option(town)
    form.get_by_role("button", name="换").click()
    expect(page).to_have_url(re.compile(rf"\?town={town}$"))
    expect(page.locator("html")).to_contain_class("lz-ready", timeout=ANSWER_TIMEOUT_MS)


def test_another_town_is_chosen_remembered_and_asked(
    context: BrowserContext, service: Service
) -> None:
    page = opened(context.new_page(), f"{service.url}/")
    titled(page, HERE)
    ask(page, "低保咋申请")
    expect(page.locator(".lz-direct").last).to_contain_text("旗", timeout=ANSWER_TIMEOUT_MS)
    settled(page)
    choose(page, "bailu")
    titled(page, THERE)
    expect(page.locator(".lz-direct")).to_have_count(0)  # the talk was the other town's
    expect(page.locator("#lz-notice")).to_contain_text("到白鹭街道便民服务中心")
    expect(page.locator("#lz-chat")).not_to_contain_text("俺家房子快塌了")
    ask(page, QUESTION)
    expect(page.locator(".lz-direct").last).to_contain_text("区水利局", timeout=ANSWER_TIMEOUT_MS)
    settled(page)
    again = opened(context.new_page(), f"{service.url}/")
    titled(again, THERE)
    expect(again.locator(".lz-direct")).to_contain_text("区水利局", timeout=ANSWER_TIMEOUT_MS)
    choose(again, "fuhe")
    titled(again, HERE)
    expect(again.locator(".lz-direct")).to_contain_text("旗", timeout=ANSWER_TIMEOUT_MS)


def test_the_lists_and_the_examples_are_the_towns(
    context: BrowserContext, service: Service
) -> None:
    page = opened(context.new_page(), f"{service.url}/?town=bailu")
    titled(page, THERE)
    example = page.locator("#lz-chat .example").first
    question = example.inner_text().split("\n")[-1]
    assert question.endswith("找谁")
    example.click()
    expect(page.locator(".lz-direct").last).to_contain_text("街道", timeout=ANSWER_TIMEOUT_MS)
    settled(page)
    page.get_by_role("tab", name="清单").click()
    expect(page.locator("#lz-results")).to_contain_text("共 60 项")
    page.get_by_label("部门").click()
    page.get_by_role("option", name=re.compile("水利局")).first.click()
    expect(page.locator("#lz-results")).not_to_contain_text("共 60 项")
    row = page.locator("#lz-results .lz-row").first
    expect(row).to_have_attribute("href", re.compile("town=bailu"))
    row.click()
    expect(page.locator("#lz-duty")).to_contain_text("临溪区水利局")
    expect(page).to_have_url(re.compile(r"duty=.*town=bailu"))
    page.reload()
    expect(page.locator("#lz-duty")).to_contain_text("临溪区水利局", timeout=ANSWER_TIMEOUT_MS)


def test_the_staff_tab_is_the_chosen_towns(context: BrowserContext, service: Service) -> None:
    page = opened(context.new_page(), f"{service.url}/?town=bailu")
    titled(page, THERE)
    page.get_by_role("tab", name="工作人员").click()
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    wait = ANSWER_TIMEOUT_MS
    expect(page.locator(".staff-head")).to_contain_text("白鹭街道的问答记录", timeout=wait)
    page.get_by_role("tab", name="清单核对").click()
    expect(page.get_by_text("合计").first).to_be_visible(timeout=wait)
    page.get_by_role("tab", name="本地补充").click()
    expect(page.locator("#staff-note-subject input")).to_have_value("白鹭街道", timeout=wait)

    page.get_by_role("tab", name="同一件事").click()
    row = page.locator("#staff-links > * ol").first.locator("> li").first
    expect(row).to_be_visible(timeout=wait)
    asked = row.locator("h3").inner_text()
    matter = row.locator("b").inner_text()
    row.get_by_role("button", name="不是").click()
    expect(page.get_by_text("记下了：不是同一件事。")).to_be_visible(timeout=wait)
    page.get_by_text("否定了的 1 处").click()
    denied = page.locator("#staff-links details li", has_text=asked).filter(has_text=matter)
    expect(denied.get_by_role("button", name="撤回")).to_be_visible(timeout=wait)
    denied.get_by_role("button", name="撤回").click()
    expect(page.locator("#staff-links")).not_to_contain_text("否定了的", timeout=wait)

    choose(page, "fuhe")
    page.get_by_role("tab", name="工作人员").click()
    expect(page.locator(".staff-head")).to_contain_text("富河镇的问答记录", timeout=wait)
    page.get_by_role("tab", name="同一件事").click()
    expect(page.locator("#staff-links")).to_contain_text("有自己的问法", timeout=wait)


def test_a_link_to_an_older_version_says_so_and_opens_the_present_duty(
    context: BrowserContext, service: Service
) -> None:
    address = f"{service.url}/?duty=上收-16&town=bailu"
    page = loaded(context.new_page(), f"{address}&version={FIRST}")
    notice = page.locator("#lz-duty .lz-old")
    expect(notice).to_contain_text("这一项现在是 上收-3", timeout=ANSWER_TIMEOUT_MS)
    expect(page.locator("#lz-duty .lz-duty-title")).to_contain_text("河道采砂许可")
    page.get_by_role("link", name="下一项").click()
    expect(page.locator("#lz-duty .lz-badges")).to_contain_text("上收-4")
    expect(notice).to_have_count(0)
    version = datetime.now().date().isoformat()
    expect(page).to_have_url(re.compile(rf"duty=.*&version={version}&town=bailu$"))


def test_a_link_opens_its_town_and_an_unknown_one_is_told(
    context: BrowserContext, service: Service
) -> None:
    page = opened(context.new_page(), f"{service.url}/?q={QUESTION}&town=bailu")
    expect(page.locator(".lz-direct")).to_contain_text("区水利局", timeout=ANSWER_TIMEOUT_MS)
    expect(page).to_have_url(re.compile(r"/\?town=bailu$"))
    page.goto(f"{service.url}/?q={QUESTION}&town=nowhere")
    told = page.get_by_text("链接里的乡镇“nowhere”这里没有，现在看到的是富河镇的清单。")
    expect(told).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    titled(page, HERE)


def test_the_page_says_its_town_before_any_script(service: Service) -> None:
    for query, title in (("", HERE), ("?town=bailu", THERE), ("?town=../x", HERE)):
        html = httpx.get(f"{service.url}/{query}").text
        assert f"<title>{title}</title>" in html
        assert f"<h1>{title}</h1>" in html
        assert '<option value="bailu"' in html


def test_the_chooser_has_no_serious_fault(context: BrowserContext, service: Service) -> None:
    page = opened(context.new_page(), f"{service.url}/?town=bailu")
    titled(page, THERE)
    assert violations(page) == []


def test_the_light_page_answers_for_its_town(service: Service) -> None:
    page = httpx.get(f"{service.url}/m?town=bailu").text
    assert f"<h1>{THERE}</h1>" in page
    assert '<option value="bailu" selected>白鹭街道（福建省南浦市临溪区）</option>' in page
    assert '<input type="hidden" name="town" value="bailu">' in page
    assert "town=bailu" in re.findall(r'class="lz-examples"><a href="([^"]+)"', page)[0]
    told = httpx.post(f"{service.url}/m", data={"q": QUESTION, "town": "bailu"}, timeout=60).text
    assert "临溪区水利局" in told
    assert f"<h1>{THERE}</h1>" in told
    day = datetime.now()
    assert f"清单{day.year}年{day.month}月{day.day}日导入" in told
    asked = {"q": QUESTION, "town": "bailu"}
    events = {"Accept": "text/event-stream"}
    streamed = httpx.post(f"{service.url}/m", data=asked, headers=events, timeout=60).text
    assert streamed.startswith("event: answer\n")
    assert "临溪区水利局" in streamed
    default = httpx.post(f"{service.url}/m", data={"q": QUESTION, "town": "nowhere"}, timeout=60)
    assert f"<h1>{HERE}</h1>" in default.text


def test_there_is_no_chooser_where_there_is_one_town(page: Page) -> None:
    expect(page.locator("form.lz-town")).to_have_count(0)
