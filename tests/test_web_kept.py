"""Nothing typed is lost: offline, a restart, a second question, two tabs, clearing by mistake."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from assistant.understanding.normalisation import MAX_QUESTION_CHARS
from assistant.web.chat.turns import MAX_TURNS
from tests.browser import ANSWER_TIMEOUT_MS, answered, ask, opened, settled, violations
from tests.processes import free_port, running

FIRST, SECOND = "低保咋申请", "地里烧秸秆归谁罚"
ID_NUMBER = "150422199001011237"


def kept(page: Page) -> list[str]:
    """The questions that the device keeps."""
    rows = json.loads(page.evaluate("localStorage.getItem('lvzhi-turns-fuhe') ?? '[]'"))
    return [row["question"] for row in rows]


def questions(page: Page, *expected: str) -> None:
    expect(page.locator("#lz-chat .user-row")).to_have_text([*expected], timeout=ANSWER_TIMEOUT_MS)


def test_a_second_question_waits_until_the_first_is_answered(page: Page) -> None:
    held: list[Route] = []
    page.route("**/queue/join**", lambda route: held.append(route), times=1)
    ask(page, FIRST)
    expect(page.locator("html")).to_contain_class("lz-busy")
    ask(page, SECOND)
    expect(page.locator("#lz-told")).to_contain_text(f"上一问还在查，这一问排着队：{SECOND}")
    held[0].continue_()
    questions(page, FIRST, SECOND)
    expect(page.locator("#lz-chat .lz-direct")).to_have_count(2)
    settled(page)
    assert kept(page) == [FIRST, SECOND]


def test_a_question_asked_without_a_network_is_asked_when_it_is_back(page: Page) -> None:
    page.context.set_offline(True)
    expect(page.locator("#lz-told")).to_contain_text("现在没有网络")
    ask(page, FIRST)
    expect(page.locator("#lz-told")).to_contain_text("问题记下了，连上就接着问")
    expect(page.locator(".toast-body:visible")).to_have_count(0)
    page.context.set_offline(False)
    expect(page.locator("#lz-chat .lz-direct")).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    settled(page)  # it is kept when it is whole
    assert kept(page) == [FIRST]


def test_a_question_asked_while_the_service_is_away_is_asked_when_it_is_back(
    browser: Browser, cache_dir: Path, tmp_path: Path
) -> None:
    port = free_port()
    arguments = ["-m", "assistant.cli", "serve", "--port", str(port)]
    environment = {"LVZHI_CACHE_DIR": str(cache_dir)}
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    with running(arguments, port, tmp_path / "first.log", environment, "/healthz") as service:
        opened(page, service.url)
        answered(page, FIRST)
    ask(page, SECOND)
    expect(page.locator("#lz-told")).to_contain_text("没连上网络", timeout=ANSWER_TIMEOUT_MS)
    with running(arguments, port, tmp_path / "second.log", environment, "/healthz"):
        questions(page, FIRST, SECOND)
        settled(page)
        assert kept(page) == [FIRST, SECOND]
    context.close()


def test_a_draft_survives_a_reload(page: Page, address: str) -> None:
    box = page.get_by_role("textbox", name="您想问什么")
    box.press_sequentially("俺家房子")
    opened(page, address)
    expect(box).to_have_value("俺家房子")


def test_two_tabs_add_to_one_history(page: Page, address: str) -> None:
    other = opened(page.context.new_page(), address)
    answered(page, FIRST)
    answered(other, SECOND)
    questions(other, SECOND)  # each goes on with its own talk
    assert kept(page) == [FIRST, SECOND]
    opened(page, address)
    questions(page, FIRST, SECOND)


def test_what_was_cleared_can_be_brought_back(page: Page, address: str) -> None:
    answered(page, FIRST)
    page.get_by_role("button", name="清空记录").click()
    expect(page.locator("#lz-chat .user-row")).to_have_count(0)
    assert kept(page) == []
    assert violations(page) == []  # the button can be read on its band
    page.get_by_role("button", name="撤销").click()
    questions(page, FIRST)
    expect(page.locator("#lz-chat .lz-direct")).to_be_visible()
    opened(page, address)
    questions(page, FIRST)


def test_an_identity_number_is_in_no_bubble_link_or_history(page: Page) -> None:
    ask(page, f"我的身份证{ID_NUMBER}，{FIRST}")
    expect(page.locator("#lz-chat .lz-tools")).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    settled(page)
    expect(page.locator("#lz-chat .user-row")).to_contain_text("〔身份证号或银行卡号〕")
    assert ID_NUMBER not in page.content()
    assert ID_NUMBER not in page.evaluate(
        "JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage })"
    )


@pytest.mark.parametrize("letter", ["问", "𠮷", '"', "\x01"])
def test_of_the_longest_conversation_so_much_is_sent_as_is_taken(
    page: Page, address: str, letter: str
) -> None:
    turn = {"question": letter * MAX_QUESTION_CHARS, "answer_id": "x" * 64, "helpful": None}
    page.evaluate(
        "turns => localStorage.setItem('lvzhi-turns-fuhe', JSON.stringify(turns))",
        [turn] * MAX_TURNS,
    )
    opened(page, address)
    assert 1 <= page.evaluate("lz.turns().length") < MAX_TURNS
    answered(page, FIRST)
    expect(page.locator("#lz-chat .user-row").last).to_have_text(FIRST)
    expect(page.locator(".toast-body:visible")).to_have_count(0)


def test_a_public_computer_keeps_nothing(page: Page) -> None:
    page.get_by_role("button", name="公用电脑").click()
    answered(page, FIRST)
    questions(page, FIRST)
    assert kept(page) == []
    stored = page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))")
    assert [key for key in stored if key.startswith("lvzhi")] == ["lvzhi-public"]
