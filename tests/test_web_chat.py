"""The chat in a real browser: asking, cards, history on the device, links, feedback."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from assistant.log.question_log import Entry, FeedbackStore
from assistant.settings import Settings
from assistant.web.labels import EXAMPLES
from tests.browser import ANSWER_TIMEOUT_MS, ask, opened, settled, watched
from tests.processes import free_port, running
from tests.slow_page import STOPPED

MARKUP = "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>"


def expect_answer(page: Page, words: str) -> None:
    """The last answer, whole, with these words in its first line."""
    expect(page.locator(".lz-direct").last).to_contain_text(words, timeout=ANSWER_TIMEOUT_MS)
    expect(sender(page)).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    settled(page)


def sender(page: Page) -> Locator:
    return page.locator("#lz-question").get_by_role("button", name="发送")


def logged(question: str) -> Entry:
    """The last entry of the question log of `address` with this question."""
    store = FeedbackStore.open(Settings.from_environment())
    return [entry for entry in store.entries() if entry.question == question][-1]


@pytest.fixture(scope="module")
def slow(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The chat of a server that takes its time to answer."""
    port, log = free_port(), tmp_path_factory.mktemp("slow") / "serve.log"
    arguments = ["-m", "tests.slow_page", str(port)]
    with running(arguments, port, log, {}, "/healthz") as service:
        page = browser.new_page(locale="zh-CN")
        yield opened(page, service.url)
        page.close()


def test_a_question_is_answered_with_its_citation(page: Page) -> None:
    ask(page, "农村低保申请由谁审核确认")
    expect_answer(page, "最低生活保障的事，由旗民政局牵头，镇里配合")
    card = page.locator(".lz-card").last
    expect(card.locator(".lz-where")).to_have_text("找谁：巴林左旗民政局、富河镇")
    expect(card.locator(".lz-call")).to_have_text(["拨打 12345"])
    source = card.locator(".lz-source details").first
    expect(source).to_have_attribute("open", "")  # there is room for it beside the answer
    expect(source.locator("summary")).to_contain_text("《配合履职事项清单》第6项")
    expect(source).to_contain_text("民生服务 · 第 6 项 · 源文件第 161 行")
    expect(source.locator("mark", has_text="旗民政审核确认，确定救助金额")).to_be_visible()
    understood = card.locator(".lz-small").first
    expect(understood).to_contain_text("我理解的问题：农村低保申请由谁审核确认")
    expect(understood.locator("mark").first).to_be_visible()


def test_a_follow_up_is_understood_from_the_history(page: Page) -> None:
    ask(page, "低保咋申请")
    expect_answer(page, "最低生活保障的事，由旗民政局牵头，镇里配合")
    ask(page, "那镇里要做啥")
    expect(page.locator(".lz-card")).to_have_count(2, timeout=ANSWER_TIMEOUT_MS)
    expect_answer(page, "最低生活保障的事，由旗民政局牵头")
    card = page.locator(".lz-card").last
    expect(card.locator(".lz-body")).to_contain_text("富河镇要做的：")
    expect(card.locator(".lz-thread")).to_contain_text("还是说：最低生活保障")
    card.get_by_role("button", name="不说这个了").click()
    expect(page.get_by_text("下一句按新的事来答")).to_be_visible()
    expect(page.locator(".lz-card")).to_have_count(2)
    expect(page.locator(".lz-thread")).to_have_count(0)
    ask(page, "那镇里要做啥")
    expect_answer(page, "您说的是哪件事")
    page.reload()
    expect_answer(page, "您说的是哪件事")
    expect(page.locator(".lz-thread")).to_have_count(0)


def test_of_many_duties_each_has_its_source(page: Page) -> None:
    ask(page, "配合清单有哪些民生服务的事")
    expect_answer(page, "《配合履职事项清单》里“民生服务”类事项共7项")
    card = page.locator(".lz-card").last
    expect(card.locator(".lz-source")).to_have_count(7)


def test_what_the_lists_do_not_cover_is_refused(page: Page) -> None:
    ask(page, "今天天气咋样")
    expect_answer(page, "清单里没有对应的事项")
    expect(page.locator(".lz-card").last.locator("details")).to_have_count(0)


def test_one_example_a_topic_is_asked_by_a_tap_and_others_come(page: Page) -> None:
    shown = page.locator(".example")
    expect(shown).to_have_count(len(EXAMPLES))
    before = shown.all_inner_texts()
    assert [text.split("\n")[0] for text in before] == [*EXAMPLES]
    page.get_by_role("button", name="换一批问题").click()
    page.wait_for_function(
        "before => [...document.querySelectorAll('.example')].some("
        "(one, place) => one.innerText !== before[place])",
        arg=before,
    )
    question = shown.first.inner_text().split("\n")[1]
    shown.first.click()
    expect(page.locator("#lz-chat .user-row")).to_have_text(question, timeout=ANSWER_TIMEOUT_MS)
    expect(page.locator(".lz-direct")).to_be_visible(timeout=ANSWER_TIMEOUT_MS)


def test_what_else_may_be_meant_is_asked_by_a_tap(page: Page) -> None:
    ask(page, "危房改造谁负责")
    expect_answer(page, "住房安全保障的事，由旗住房和城乡建设局牵头")
    page.get_by_role("button", name="也可能是：开展辖区内自建房屋安全隐患排查").click()
    expect_answer(page, "《基本履职事项清单》第68项")


def test_the_conversation_survives_a_reload_until_it_is_cleared(page: Page, address: str) -> None:
    ask(page, "低保咋申请")
    expect_answer(page, "最低生活保障的事，由旗民政局牵头，镇里配合")
    opened(page, address)
    expect_answer(page, "最低生活保障的事，由旗民政局牵头，镇里配合")
    page.get_by_role("button", name="清空记录").click()
    expect(page.locator(".lz-card")).to_have_count(0)
    opened(page, address)
    expect(page.get_by_text("您好，想问什么事")).to_be_visible(timeout=ANSWER_TIMEOUT_MS)


def test_who_stops_an_answer_keeps_the_question(slow: Page) -> None:
    ask(slow, STOPPED)
    expect(slow.locator(".lz-card")).to_have_text("正在查清单……", timeout=ANSWER_TIMEOUT_MS)
    with slow.expect_response("**/cancel"):
        slow.locator("#lz-question").get_by_role("button", name="停止").click()
    expect(sender(slow)).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    expect(slow.locator(".lz-card")).to_have_count(0)
    expect(slow.get_by_role("textbox", name="您想问什么")).to_have_value(STOPPED)


def test_a_question_is_asked_again_or_otherwise(slow: Page) -> None:
    ask(slow, "低保咋申请")
    expect_answer(slow, "最低生活保障的事，由旗民政局牵头，镇里配合")
    ask(slow, "今天天气咋样")
    expect_answer(slow, "清单里没有对应的事项")
    slow.get_by_role("button", name="重试").last.click()
    expect_answer(slow, "清单里没有对应的事项")
    expect(slow.locator(".lz-card")).to_have_count(2)
    slow.get_by_role("button", name="编辑").last.click()
    row = slow.locator("#lz-chat .user-row").last
    row.get_by_role("textbox").fill("动物检疫现在还是镇里做吗")
    row.get_by_role("textbox").press("Enter")
    expect_answer(slow, "现在归旗农牧局办，镇里不办了")
    expect(slow.locator("#lz-chat .user-row")).to_have_text(
        ["低保咋申请", "动物检疫现在还是镇里做吗"]
    )


def test_a_link_asks_its_question_once(browser: Browser, address: str) -> None:
    page = browser.new_page(locale="zh-CN")
    opened(page, f"{address}?q=动物检疫现在还是镇里做吗&town=fuhe")
    expect_answer(page, "现在归旗农牧局办，镇里不办了")
    expect(page).to_have_url(address)
    page.reload()
    expect_answer(page, "现在归旗农牧局办，镇里不办了")
    expect(page.locator(".lz-card")).to_have_count(1)
    page.close()


def test_a_link_to_another_town_is_told_so(browser: Browser, address: str) -> None:
    page = browser.new_page(locale="zh-CN")
    opened(page, f"{address}?q=低保咋申请&town=<b>别处</b>")
    told = page.get_by_text("这里只有富河镇的清单，链接里的乡镇“<b>别处</b>”这里没有。")
    expect(told).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    expect(page.locator(".lz-card")).to_have_count(0)
    page.close()


def test_an_answer_and_its_link_are_copied(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "动物检疫现在还是镇里做吗")
    expect_answer(page, "现在归旗农牧局办，镇里不办了")
    watched(page.locator(".lz-tools"))
    page.get_by_role("button", name="复制").click()
    page.wait_for_function("shown.includes('已复制打印')")
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.split("\n")[1:4] == [
        "找谁：巴林左旗农牧局",
        "巴林左旗农牧局怎么办：",
        "1.养殖户或经营者通过平台提交检疫申请。",
    ]
    page.get_by_role("button", name="分享链接").click()
    page.wait_for_function("shown.includes('打印已复制')")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{address}?q=%E5%8A%A8")
    assert link.endswith("&town=fuhe")


def test_a_thumb_down_and_its_reason_are_kept_without_phone_numbers(page: Page) -> None:
    ask(page, "危房改造谁来验收")
    expect_answer(page, "镇里配合")
    page.get_by_role("button", name="没帮上").click()
    expect(page.get_by_role("button", name="没帮上")).to_have_attribute("aria-pressed", "true")
    reason = page.get_by_label("哪里不对？可以不写；请不要写姓名、电话")
    expect(reason).to_be_focused(timeout=ANSWER_TIMEOUT_MS)
    reason.fill(f"部门不对，打 13800138000 问我 {MARKUP}")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("谢谢，已记下。")).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    expect(reason).to_be_hidden()
    entry = logged("危房改造谁来验收")
    assert entry.helpful is False
    assert entry.reason.startswith("部门不对，打 ")
    assert entry.reason.endswith(MARKUP)
    assert "13800138000" not in entry.reason
    page.get_by_role("button", name="帮上了", exact=True).click()
    page.wait_for_function("document.querySelectorAll('.toast-body').length > 0")
    expect(page.get_by_text("谢谢，已记下。").first).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    deadline = time.monotonic() + ANSWER_TIMEOUT_MS / 1000
    while logged("危房改造谁来验收").helpful is not True:
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.parametrize("way", ["typed", "linked"])
def test_markup_in_a_question_is_shown_as_text(page: Page, address: str, way: str) -> None:
    question = f"{MARKUP} 我家要申请**低保**，最低生活保障金怎么审核确认 [x](javascript:alert(1))"
    if way == "typed":
        ask(page, question)
    else:
        page.goto(f"{address}?q={question}")
    expect_answer(page, "最低生活保障的事，由旗民政局牵头，镇里配合")
    expect(page.locator("#lz-chat .user-row")).to_have_text(question)
    expect(page.locator("#lz-chat .lz-small").first).to_contain_text("<script>document.title=")
    expect(page.locator("#lz-chat :is(img, script, a:not([href^='tel:']))")).to_have_count(0)
    assert page.title() == "富河镇履职问答"
