"""The page for everyone: accessibility, keyboard, narrow screens, speech, print, no third party."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

from tests.browser import ANSWER_TIMEOUT_MS, ask, opened, settled, violations

QUESTION = "农村低保申请由谁审核确认"
MAX_TABS = 60
NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, address: str) -> Iterator[NewPage]:
    """Opens the chat on a new device: `script` runs before the page's own, `options` are its."""
    contexts = []

    def opened_anew(script: str = "", **options: object) -> Page:
        context = browser.new_context(locale="zh-CN", **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        if script:
            page.add_init_script(script)
        return opened(page, address)

    yield opened_anew
    for context in contexts:
        context.close()


def answered(page: Page, question: str = QUESTION) -> Page:
    """The page with one more answer, whole."""
    cards = page.locator(".lz-tools").count()
    ask(page, question)
    expect(page.locator(".lz-tools")).to_have_count(cards + 1, timeout=ANSWER_TIMEOUT_MS)
    settled(page)
    return page


def in_lists(page: Page) -> Page:
    """The lists tab, with a duty open in it."""
    page.get_by_role("tab", name="清单").click()
    page.locator("#lz-results .lz-row").first.click(timeout=ANSWER_TIMEOUT_MS)
    expect(page.locator("#lz-duty article")).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    return page


def test_axe_finds_no_serious_violation_in_light_and_dark(page: Page) -> None:
    expect(page.locator(".example").first).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    assert violations(page) == []
    _all_unfolded(answered(page))
    assert violations(page) == []
    page.get_by_role("button", name="深色").click()
    assert violations(page) == []
    in_lists(page).get_by_text("各部门承担多少项").click()
    expect(page.locator(".lz-workload")).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    assert violations(page) == []
    page.get_by_role("button", name="深色").click()
    assert violations(page) == []


def _all_unfolded(page: Page) -> None:
    """Every source, and the question for the reason of a thumb down."""
    for folded in page.locator(".lz-card details").all():
        folded.evaluate("one => (one.open = true)")
    page.get_by_role("button", name="没帮上").last.click()
    expect(page.get_by_label("哪里不对")).to_be_visible(timeout=ANSWER_TIMEOUT_MS)


def test_axe_would_find_a_violation(page: Page) -> None:
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert "image-alt" in [found.split(":")[0] for found in violations(page)]


def test_the_page_is_in_chinese_and_says_what_an_answer_is_worth(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN", timeout=ANSWER_TIMEOUT_MS)
    notice = page.locator("#lz-notice")
    expect(notice).to_contain_text(
        "回答逐字取自公布的清单，仅供参考。要正式答复，请拨打 12345 或到富河镇便民服务中心。"
    )
    expect(notice.get_by_role("link", name="12345")).to_have_attribute("href", "tel:12345")
    expect(notice).to_contain_text("依据：《内蒙古自治区赤峰市巴林左旗富河镇履行职责事项清单》")
    expect(notice).to_contain_text("索引版本")


def test_nothing_scrolls_sideways_at_320_px(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 320, "height": 640})
    widths = [*_widths(page)]
    _all_unfolded(answered(answered(page), "环保局都管啥"))
    widths += _widths(page)
    widths += _widths(in_lists(page))
    assert widths == [320] * 6


def _widths(page: Page) -> Iterator[int]:
    """What the page takes up, in ordinary and in large print."""
    for large in ("true", "false"):
        yield page.evaluate("document.documentElement.scrollWidth")
        page.get_by_role("button", name="长者版").click()
        expect(page.get_by_role("button", name="长者版")).to_have_attribute("aria-pressed", large)


def test_large_print_and_dark_are_kept_on_the_device(page: Page, address: str) -> None:
    assert _sizes(answered(page))[:2] == [24, 18]
    page.get_by_role("button", name="深色").click()
    page.get_by_role("button", name="长者版").click()
    opened(page, address)
    expect(page.locator(".lz-tools")).to_have_count(1, timeout=ANSWER_TIMEOUT_MS)
    assert _sizes(page)[:3] == [30, 26, 26]
    switch = page.get_by_role("button", name="长者版")
    expect(switch).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.body.classList.contains('dark')")


def test_the_easy_page_has_large_targets_and_few_and_a_number_to_call(page: Page) -> None:
    page.get_by_role("button", name="长者版").click()
    answered(page)
    small = page.evaluate(
        """() => [...document.querySelectorAll("#lz-head *, #lz-tabs *")].filter(
            one => one.matches("button, summary, textarea, a.lz-button, [role=tab]")
                && one.checkVisibility({ visibilityProperty: true })
                && !one.matches(".lz-skip, .tab-container [tabindex='-1']")
                && one.getBoundingClientRect().height < 60
        ).map(one => one.outerHTML)"""
    )
    assert small == []
    for name in ("深色", "公用电脑", "English", "复制", "打印", "分享链接", "没帮上"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    expect(page.get_by_role("link", name="打电话问 12345")).to_have_attribute("href", "tel:12345")
    assert violations(page) == []
    page.get_by_role("button", name="长者版").click()
    expect(page.get_by_role("button", name="复制")).to_be_visible()
    expect(page.get_by_role("link", name="打电话问 12345")).to_be_hidden()


def test_the_easy_page_reads_the_first_line_of_a_new_answer(new_page: NewPage) -> None:
    page = new_page("window.said = []; speechSynthesis.speak = one => said.push(one.text)")
    answered(page)
    assert page.evaluate("said") == []
    page.get_by_role("button", name="长者版").click()
    answered(page, "动物检疫现在还是镇里做吗")
    page.wait_for_function("said.length === 1")
    assert page.evaluate("said")[0] == page.locator(".lz-direct").last.inner_text()


def _sizes(page: Page) -> list[float]:
    parts = (".lz-direct", ".lz-line", "#lz-question textarea")
    sizes: list[float] = page.evaluate(
        "parts => parts.map(one => parseFloat(getComputedStyle(document.querySelector(one))"
        ".fontSize))",
        list(parts),
    )
    return sizes


def test_a_shared_computer_keeps_nothing_of_who_asked(new_page: NewPage) -> None:
    page = answered(new_page())
    switch = page.get_by_role("button", name="公用电脑")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    answered(page)
    page.get_by_role("button", name="长者版").click()
    assert page.evaluate("Object.keys(localStorage)") == ["lvzhi-public"]
    opened(page, page.url)
    expect(page.locator(".lz-card:visible")).to_have_count(0)
    expect(switch).to_have_attribute("aria-pressed", "true")
    answered(page)
    switch.click()
    answered(page, "动物检疫现在还是镇里做吗")
    opened(page, page.url)
    # What was asked while many used the computer is not kept afterwards either.
    expect(page.locator(".user-row")).to_have_text(
        ["动物检疫现在还是镇里做吗"], timeout=ANSWER_TIMEOUT_MS
    )


def test_who_leaves_a_shared_computer_is_forgotten_after_a_while(new_page: NewPage) -> None:
    page = answered(new_page())
    page.get_by_role("button", name="公用电脑").click()
    with page.expect_navigation():
        page.evaluate(
            """() => { const later = setTimeout;
            window.setTimeout = (call, ms) => later(call, ms >= 600_000 ? 100 : ms); }"""
        )
        page.mouse.click(5, 300)
    expect(page.get_by_role("textbox", name="您想问什么")).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    expect(page.locator(".lz-card:visible")).to_have_count(0)


def test_all_is_reached_by_the_keyboard(page: Page) -> None:
    expect(page.get_by_role("textbox", name="您想问什么")).to_be_focused(timeout=ANSWER_TIMEOUT_MS)
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".lz-tools")).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    details = page.locator(".lz-body .lz-more").first
    expect(details).not_to_have_attribute("open", "")
    _tab_to(page, ".lz-source > .lz-button")
    _tab_to(page, ".lz-body .lz-more > summary")
    page.keyboard.press("Enter")
    expect(page.locator(".lz-body .lz-more[open]")).to_have_count(1)
    page.locator(".lz-source > .lz-button").first.focus()
    page.keyboard.press("Enter")
    title = page.locator("#lz-duty").get_by_role("heading", name="最低生活保障")
    expect(title).to_be_focused(timeout=ANSWER_TIMEOUT_MS)
    page.go_back()
    source = page.get_by_role("button", name="在清单里看《配合履职事项清单》第6项")
    expect(source).to_be_focused(timeout=ANSWER_TIMEOUT_MS)


def _tab_to(page: Page, selector: str) -> None:
    """Go back through the page by Tab until an element that fits has the focus."""
    for _ in range(MAX_TABS):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            return
    raise AssertionError(f"{selector} not reached by {MAX_TABS} presses of Tab")


def test_the_box_is_one_step_away_and_tabs_go_by_the_arrows(page: Page) -> None:
    page.get_by_role("button", name="跳到提问框").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="您想问什么")).to_be_focused()
    page.get_by_role("tab", name="问答").focus()
    page.keyboard.press("ArrowRight")
    lists = page.get_by_role("tab", name="清单")
    expect(lists).to_be_focused()
    expect(lists).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="问答")).to_have_attribute("aria-selected", "true")


def test_a_screen_reader_is_told_who_speaks_and_goes_by_headings(page: Page) -> None:
    answered(answered(page), "动物检疫现在还是镇里做吗")
    expect(page.get_by_role("group", name="您问")).to_have_count(2)
    expect(page.get_by_role("group", name="回答")).to_have_count(2)
    expect(page.locator("#lz-chat").get_by_role("heading", name="回答")).to_have_count(2)


def test_the_interface_is_also_english(page: Page) -> None:
    page.get_by_role("button", name="English").click()
    box = page.get_by_role("textbox", name="Your question")
    expect(box).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    box.fill(QUESTION)
    box.press("Enter")
    where = page.locator(".lz-card .lz-where")
    expect(where).to_contain_text("Whom to ask: 巴林左旗民政局", timeout=ANSWER_TIMEOUT_MS)
    expect(page.get_by_role("button", name="Read aloud")).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    settled(page)
    page.reload()
    expect(where).to_contain_text("Whom to ask: 巴林左旗民政局", timeout=ANSWER_TIMEOUT_MS)
    expect(page.locator("#lz-notice")).to_contain_text("for reference only")
    page.get_by_role("button", name="中文").click()
    expect(where).to_contain_text("找谁：巴林左旗民政局", timeout=ANSWER_TIMEOUT_MS)


def test_an_answer_is_read_aloud_in_chinese_until_a_second_tap(new_page: NewPage) -> None:
    page = new_page(
        "window.said = []; speechSynthesis.speak = one => said.push([one.lang, one.text])"
    )
    answered(page).get_by_role("button", name="朗读").click()
    ((language, text),) = page.evaluate("said")
    assert language == "zh-CN"
    assert text.startswith("最低生活保障的事，由旗民政局牵头")
    assert "朗读" not in text
    page.get_by_role("button", name="停止朗读").click()
    assert len(page.evaluate("said")) == 1


def test_what_is_said_stands_in_the_question_box(new_page: NewPage) -> None:
    page = new_page(
        "window.SpeechRecognition = class { start() {"
        " this.onresult({results: [[{transcript: `低保咋申请 ${this.lang}`}]]}); this.onend(); } }"
    )
    page.get_by_role("button", name="说话").click()
    told = page.locator("#lz-told")
    expect(told).to_contain_text("声音由浏览器的厂家认成字，我们不收、不存声音")
    told.get_by_role("button", name="开始").click()
    box = page.get_by_role("textbox", name="您想问什么")
    expect(box).to_have_value("低保咋申请 zh-CN")
    box.press("Enter")
    expect(page.locator(".lz-tools")).to_be_visible(timeout=ANSWER_TIMEOUT_MS)


@pytest.mark.parametrize(
    "recognition",
    [
        "window.SpeechRecognition = class { start() { setTimeout(() => this.onend()) } }",
        "window.SpeechRecognition = window.webkitSpeechRecognition = undefined",
    ],
    ids=["nobody turns sound into words", "no such thing"],
)
def test_whose_browser_hears_nothing_is_told_what_to_use(
    new_page: NewPage, recognition: str
) -> None:
    page = new_page(recognition)
    page.get_by_role("button", name="说话").click()
    start = page.locator("#lz-told").get_by_role("button", name="开始")
    if "class" in recognition:
        start.click()
    expect(page.locator("#lz-told")).to_contain_text("用输入法键盘上的话筒说")
    expect(page.get_by_role("textbox", name="您想问什么")).to_be_focused()


def test_a_browser_that_does_not_speak_offers_no_reading(new_page: NewPage) -> None:
    page = new_page("delete window.speechSynthesis")
    answered(page)
    expect(page.get_by_role("button", name="复制")).to_be_visible()
    expect(page.get_by_role("button", name="朗读")).to_be_hidden()


def test_one_answer_is_printed_with_its_question_and_the_notice(new_page: NewPage) -> None:
    page = new_page("window.print = () => {}", color_scheme="dark")
    answered(answered(page), "动物检疫现在还是镇里做吗")
    page.get_by_role("button", name="打印").first.click()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(".lz-card:visible .lz-direct")).to_have_count(1)
    expect(page.locator(".user-row:visible")).to_have_text(QUESTION)
    expect(page.locator("#lz-notice")).to_be_visible()
    expect(page.locator(".lz-slip:visible")).to_contain_text("网址：http")
    body = page.locator(".lz-card").first.locator(".lz-body")
    items = body.locator(".lz-line").count()
    expect(body.locator(".lz-line:visible")).to_have_count(items)
    expect(body.locator("summary:visible")).to_have_count(0)
    expect(page.locator("h1")).to_have_css("color", "rgb(23, 74, 140)")  # on white paper
    expect(page.get_by_role("button")).to_have_count(0)
    assert not page.evaluate("document.body.classList.contains('dark')")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(page.locator(".lz-card:visible")).to_have_count(2)
    expect(body.locator(".lz-line:visible")).not_to_have_count(items)
    assert page.evaluate("document.body.classList.contains('dark')")


def test_the_page_can_be_installed(page: Page) -> None:
    network = page.context.new_cdp_session(page)
    manifest = network.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert '"name":"富河镇履职问答"' in manifest["data"]
    errors = network.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [error["errorId"] for error in errors] == ["in-incognito"]  # as every test's browser is


def test_no_request_leaves_the_host(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="zh-CN", accept_downloads=True)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = opened(context.new_page(), f"{address}?q={QUESTION}")
    expect(page.locator(".lz-tools")).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    for name in ("深色", "English", "中文"):
        page.get_by_role("button", name=name, exact=True).click(timeout=ANSWER_TIMEOUT_MS)
    in_lists(page)
    with page.expect_download(timeout=ANSWER_TIMEOUT_MS):
        page.get_by_role("button", name="CSV", exact=True).click()
    page.wait_for_timeout(1_000)
    context.close()
    hosts = {urlsplit(url).netloc for url in asked if urlsplit(url).scheme not in ("data", "blob")}
    assert hosts == {urlsplit(address).netloc}
    assert len(asked) > 15


def test_the_first_screen_of_a_phone_holds_who_the_number_and_the_first_items(
    new_page: NewPage,
) -> None:
    page = answered(new_page(viewport={"width": 390, "height": 844}))
    card = page.locator(".lz-card").last
    bar = _box(page.locator("#lz-ask"))["y"]
    for part in (".lz-direct", ".lz-where", ".lz-call", ".lz-body .lz-heading >> nth=1"):
        box = _box(card.locator(part).first)
        assert box["y"] >= 0, part
        assert box["y"] + box["height"] <= bar, part
    call = _box(card.locator(".lz-call"))
    assert min(call["height"], call["width"]) >= 48
    sizes = [
        card.locator(part).first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
        for part in (".lz-direct", ".lz-line", ".lz-where")
    ]
    assert sizes == [24, 18, 18]


def test_in_danger_the_page_has_buttons_to_call_and_nothing_else(page: Page) -> None:
    ask(page, "俺家着火了")
    call = page.locator(".lz-card .lz-call")
    expect(call.first).to_have_attribute("href", "tel:119", timeout=ANSWER_TIMEOUT_MS)
    settled(page)
    assert _box(call.first)["height"] >= 48
    assert page.locator(".lz-card :is(details, .lz-tools, .lz-source)").count() == 0
    assert page.locator("#lz-chat .option").count() == 0
    assert violations(page) == []


def test_a_wide_screen_has_the_source_beside_the_answer(page: Page) -> None:
    card = answered(page).locator(".lz-card").last
    main, source = _box(card.locator(".lz-main")), _box(card.locator(".lz-sources"))
    assert source["x"] >= main["x"] + main["width"]
    assert abs(source["y"] - main["y"]) < 40


def _box(locator: Locator) -> FloatRect:
    box = locator.bounding_box()
    assert box is not None
    return box
