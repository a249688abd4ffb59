"""The chat in a real browser: asking, cards, history on the device, links, feedback."""

from playwright.sync_api import Browser, Page, expect

from tests.browser import ANSWER_TIMEOUT_MS, ask, needs_chromium, opened

pytestmark = needs_chromium


def expect_answer(page: Page, words: str) -> None:
    direct = page.locator(".lz-direct").last
    expect(direct).to_contain_text(words, timeout=ANSWER_TIMEOUT_MS)


def test_a_question_is_answered_with_its_citation(page: Page) -> None:
    ask(page, "农村低保申请由谁审核确认")
    expect_answer(page, "这件事由巴林左旗民政局牵头")
    card = page.locator(".lz-card").last
    badges = card.locator("> .lz-badges > li")
    expect(badges).to_have_text(
        [
            "配合清单 · 上级牵头，镇里配合",
            "牵头：巴林左旗民政局",
            "镇里：配合",
            "把握：很确定",
        ]
    )
    source = card.locator("details").first
    source.locator("summary").click()
    expect(source.locator("summary")).to_contain_text("《配合履职事项清单》第6项")
    expect(source).to_contain_text("民生服务 · 第 6 项 · 源文件第 161 行")
    expect(source.locator("mark", has_text="旗民政审核确认，确定救助金额")).to_be_visible()
    understood = card.locator(".lz-small").first
    expect(understood).to_contain_text("我理解的问题：农村低保申请由谁审核确认")
    expect(understood.locator("mark").first).to_be_visible()


def test_a_follow_up_is_understood_from_the_history(page: Page) -> None:
    ask(page, "低保咋申请")
    expect_answer(page, "这件事由巴林左旗民政局牵头")
    expect(page.get_by_role("button", name="发送")).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    ask(page, "那镇里要做啥")
    expect(page.locator(".lz-card")).to_have_count(2, timeout=ANSWER_TIMEOUT_MS)
    expect_answer(page, "《配合履职事项清单》第6项")
    card = page.locator(".lz-card").last
    expect(card.locator(".lz-body")).to_contain_text("富河镇要做的：")
    expect(card.locator("> .lz-badges")).to_contain_text("牵头：巴林左旗民政局")


def test_what_the_lists_do_not_cover_is_refused(page: Page) -> None:
    ask(page, "今天天气咋样")
    expect_answer(page, "清单里没有对应的事项")
    expect(page.locator(".lz-card").last.locator("details")).to_have_count(0)


def test_the_conversation_survives_a_reload_until_it_is_cleared(page: Page, address: str) -> None:
    ask(page, "低保咋申请")
    expect_answer(page, "这件事由巴林左旗民政局牵头")
    expect(page.get_by_role("button", name="发送")).to_be_visible()
    opened(page, address)
    expect_answer(page, "这件事由巴林左旗民政局牵头")
    page.get_by_role("button", name="清空记录").click()
    expect(page.locator(".lz-card")).to_have_count(0)
    opened(page, address)
    expect(page.get_by_text("您好，想问什么事")).to_be_visible(timeout=ANSWER_TIMEOUT_MS)


def test_a_link_asks_its_question_once(browser: Browser, address: str) -> None:
    page = browser.new_page(locale="zh-CN")
    opened(page, f"{address}?q=动物检疫现在还是镇里做吗&town=fuhe")
    expect_answer(page, "已由巴林左旗农牧局收回办理")
    expect(page).to_have_url(address)
    page.reload()
    expect_answer(page, "已由巴林左旗农牧局收回办理")
    expect(page.locator(".lz-card")).to_have_count(1)
    page.close()


def test_markup_in_a_question_is_shown_as_text(page: Page) -> None:
    ask(page, "<img src=x onerror=\"document.title='hacked'\"> **低保**咋申请")
    expect_answer(page, "这件事由巴林左旗民政局牵头")
    expect(page.locator("#lz-chat")).to_contain_text('<img src=x onerror="document.title')
    expect(page.locator("#lz-chat .user img")).to_have_count(0)
    assert page.title() == "富河镇履职问答"
