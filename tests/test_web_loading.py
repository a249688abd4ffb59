"""The page as it loads: on a slow phone, what it asks for, the shell, and without a network."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from assistant.web.labels import EXAMPLES
from assistant.web.loading.gradio_files import asset, gradio_files
from eval.page.slow import OldPhone
from tests.browser import ANSWER_TIMEOUT_MS, answered, ask, opened, violations
from tests.processes import Service, whole_service

QUESTION = "动物检疫现在还是镇里做吗"
ANSWER = "现在归旗农牧局办，镇里不办了"
MAX_REQUESTS, MAX_BYTES = 8, 240_000
BUILD = "**/page/*/**"  # Gradio's
MAX_TURN_BYTES = 40_000
MAX_SHIFT_PX = 10


@pytest.fixture(scope="module")
def service(cache_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with whole_service(tmp_path_factory.mktemp("log"), LVZHI_CACHE_DIR=str(cache_dir)) as started:
        yield started


@pytest.fixture
def fresh(browser: Browser) -> Iterator[Page]:
    """A page that has nothing open yet, on a device that has seen nothing."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 780})
    yield context.new_page()
    context.close()


def without_gradio(page: Page) -> None:
    page.route(BUILD, lambda route: route.abort())


def test_on_a_slow_phone_something_is_seen_at_once_and_little_is_loaded(
    fresh: Page, service: Service
) -> None:
    phone = OldPhone(fresh)
    fresh.goto(f"{service.url}/", wait_until="commit")  # loaded it is much later on such a phone
    expect(fresh.locator("html")).to_contain_class("lz-ready", timeout=60_000)
    # In milliseconds this is measured by `python -m eval page`: here others use the machine, too.
    painted, scripted = fresh.evaluate(
        """() => [
            performance.getEntriesByName("first-contentful-paint")[0].startTime,
            performance.getEntriesByType("resource")
                .find((one) => /index-.*js/.test(one.name)).responseEnd
        ]"""
    )
    assert painted < scripted
    assert len(phone.addresses) <= MAX_REQUESTS
    assert phone.received_bytes < MAX_BYTES
    expect(fresh.get_by_text(re.compile("processing|queue"))).to_have_count(0)


def test_the_page_begins_with_few_files_and_gradio_asks_for_no_other(
    fresh: Page, service: Service
) -> None:
    asked: list[str] = []
    fresh.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    opened(fresh, f"{service.url}/")
    fresh.get_by_role("tab", name="清单").click()
    expect(fresh.locator("#lz-results li").first).to_be_visible()
    kinds = [re.sub(r"-[\w-]{8,}(?=\.)", "", name) for name in asked]
    begun = ["application.js", "gradio.css", "index.js", "opening.js", "page.js"]
    others = ["others.css", "others.js"]
    assert sorted(name for name in kinds if name.endswith((".js", ".css"))) == sorted(
        begun + others
    )


def test_the_page_answers_before_what_its_other_tabs_need_is_there(
    fresh: Page, service: Service
) -> None:
    held: list[Route] = []
    fresh.route("**/page/*/others.js", lambda route: held.append(route))
    answered(opened(fresh, f"{service.url}/"), QUESTION)
    expect(fresh.locator("#lz-chat .lz-direct")).to_contain_text(ANSWER)
    fresh.get_by_role("tab", name="清单").click()
    assert held
    for route in held:
        route.continue_()
    expect(fresh.get_by_label("部门")).to_be_attached()
    expect(fresh.locator("#lz-results li").first).to_be_visible()


def test_what_the_page_shows_first_comes_first(service: Service) -> None:
    html = httpx.get(service.url, timeout=30).text
    places = [
        html.index(part) for part in ("<title>", 'id="lz-shell"', "/page/gradio-", "gradio_config")
    ]
    assert places == sorted(places)
    assert "iframeResizer.contentWindow" not in html


def test_no_html_of_the_page_is_a_template_of_handlebars(service: Service) -> None:
    parts = httpx.get(f"{service.url}/config", timeout=30).json()["components"]
    templates = [
        part["props"].get(template, "")
        for part in parts
        for template in ("html_template", "css_template")
    ]
    assert any(templates)
    assert not [template for template in templates if "{{" in template]


def test_the_files_of_a_page_are_read_from_gradios_build() -> None:
    plain, more = gradio_files(["html"], []), gradio_files(["html"], ["chatbot", "html"])
    assert plain.application == more.application
    assert (plain.opening, plain.sheets) == (more.opening, more.sheets)
    assert (plain.others, plain.other_sheets) == ((), ())
    assert more.others
    assert more.other_sheets
    files = {*more.application, *more.opening, *more.others, *more.sheets, *more.other_sheets}
    assert len(files) == sum(map(len, more))
    assert all(map(asset, files))


def test_the_shell_answers_before_gradio_is_there_and_hands_the_talk_over(
    fresh: Page, service: Service
) -> None:
    without_gradio(fresh)
    fresh.goto(f"{service.url}/")
    fresh.locator("#lz-shell textarea").fill(QUESTION)
    fresh.locator("#lz-shell textarea").press("Enter")
    expect(fresh.locator("#lz-shell-talk .lz-direct")).to_contain_text(ANSWER)
    assert violations(fresh) == []
    fresh.unroute(BUILD)
    opened(fresh, f"{service.url}/")
    expect(fresh.locator("#lz-chat .user-row")).to_have_text(QUESTION)
    expect(fresh.locator("#lz-chat .lz-direct")).to_contain_text(ANSWER)
    answered(fresh, "那要啥材料")
    expect(fresh.locator("#lz-chat .user-row")).to_have_count(2)


def test_what_is_typed_into_the_shell_goes_on_in_the_page(fresh: Page, service: Service) -> None:
    held: list[Route] = []
    fresh.route("**/page/*/index-*.js", lambda route: held.append(route))
    fresh.goto(f"{service.url}/", wait_until="commit")
    box = fresh.locator("#lz-shell textarea")
    box.fill("低保咋")
    expect(box).to_be_focused()
    for route in held:
        route.continue_()
    fresh.unroute("**/page/*/index-*.js")
    expect(fresh.locator("html")).to_contain_class("lz-ready", timeout=ANSWER_TIMEOUT_MS)
    box = fresh.get_by_role("textbox", name="您想问什么")
    expect(box).to_have_value("低保咋")
    expect(box).to_be_focused()


def test_no_example_changes_under_the_finger(fresh: Page, service: Service) -> None:
    without_gradio(fresh)
    fresh.goto(f"{service.url}/")
    before = fresh.locator(".lz-taps button")
    texts, place = before.all_inner_texts(), before.first.bounding_box()
    fresh.unroute(BUILD)
    opened(fresh, f"{service.url}/")
    after = fresh.locator(".example")
    assert after.all_inner_texts() == texts
    assert len(texts) == len(EXAMPLES)
    now = after.first.bounding_box()
    assert place is not None
    assert now is not None
    assert abs(now["y"] - place["y"]) < MAX_SHIFT_PX


def test_the_shell_works_without_scripts(browser: Browser, service: Service) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{service.url}/")
    page.locator("#lz-shell textarea").fill(QUESTION)
    page.locator("#lz-shell-form button").click()
    expect(page.locator(".lz-direct")).to_contain_text(ANSWER)
    context.close()


def test_a_turn_sends_only_itself(fresh: Page, service: Service) -> None:
    opened(fresh, f"{service.url}/")
    turns = [
        {"question": f"低保咋申请{n}", "answer_id": str(n), "helpful": None} for n in range(19)
    ]
    fresh.evaluate(
        "turns => localStorage.setItem('lvzhi-turns-fuhe', JSON.stringify(turns))", turns
    )
    opened(fresh, f"{service.url}/")
    expect(fresh.locator("#lz-chat .user-row")).to_have_count(19)
    expect(fresh.locator(".lz-folded")).to_have_count(16)
    phone = OldPhone(fresh, is_slow=False)
    answered(fresh, "残疾证怎么办")
    expect(fresh.locator("#lz-chat .user-row")).to_have_count(20)
    assert 0 < phone.received_bytes + phone.sent_bytes < MAX_TURN_BYTES


def test_without_a_network_the_lists_can_be_read(fresh: Page, service: Service) -> None:
    opened(fresh, f"{service.url}/")
    fresh.evaluate("navigator.serviceWorker.ready.then(() => null)")
    fresh.context.set_offline(True)
    fresh.goto(f"{service.url}/")
    expect(fresh.get_by_role("status")).to_contain_text("现在没有网络")
    fresh.get_by_role("link", name="清单全文").click()
    fresh.get_by_label("搜清单全文").fill("最低生活保障")
    expect(fresh.get_by_role("status")).to_have_text(re.compile(r"共 \d 项"))
    fresh.locator("#配合-6 summary").click()
    expect(fresh.locator("#配合-6 article")).to_contain_text("巴林左旗民政局")


def test_the_plain_lists_are_searched_without_scripts(service: Service) -> None:
    every = httpx.get(f"{service.url}/lists", timeout=30)
    assert every.text.count("<details id=") == 242
    found = httpx.get(f"{service.url}/lists", params={"q": "最低生活保障"}, timeout=30).text
    assert 0 < found.count("<details id=") < 10
    assert '<details id="配合-6">' in found
    markup = httpx.get(f"{service.url}/lists", params={"q": "<b>x"}, timeout=30).text
    assert "<b>x" not in markup
    assert "清单里没有逐字写到“&lt;b&gt;x”的事项" in markup


def test_an_answers_stream_is_compressed_and_comes_step_by_step(
    fresh: Page, service: Service
) -> None:
    opened(fresh, f"{service.url}/")
    with fresh.expect_response("**/queue/data**") as stream:
        ask(fresh, QUESTION)
    assert stream.value.headers["content-encoding"] == "gzip"
    expect(fresh.locator("#lz-chat .lz-direct")).to_contain_text(ANSWER)
