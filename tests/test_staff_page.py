"""The staff tab in a real browser, on a service with an index and a log of its own."""

import io
import json
import re
import secrets
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect

from assistant import Assistant
from assistant.service.staff_login import COOKIE
from assistant.web.staff.labels import SIGN_IN_FIRST
from tests.browser import (
    ANSWER_TIMEOUT_MS,
    ask,
    opened,
    serving,
    settled,
    violations,
)
from tests.caches import copied_cache

PASSWORD = "富河-staff-2026"
WAIT = ANSWER_TIMEOUT_MS
MARKUP = "<img src=x onerror=\"document.title='hacked'\">"
Event = dict[str, Any]


@pytest.fixture(scope="module")
def staffed(
    assistant: Assistant, cache_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a service with a staff tab."""
    folder = tmp_path_factory.mktemp("staffed")
    environment = {
        "LVZHI_CACHE_DIR": str(copied_cache(assistant, cache_dir, folder / "cache")),
        "LVZHI_DATA_DIR": str(folder / "data"),
        "LVZHI_STAFF_PASSWORD": PASSWORD,
    }
    with serving(environment) as url:
        yield url


@pytest.fixture(scope="module")
def staff(browser: Browser, staffed: str) -> Iterator[Page]:
    """A page that is signed in; one for all tests, for tries are counted."""
    context = browser.new_context(locale="zh-CN")
    page = opened(context.new_page(), staffed)
    sign_in(page, PASSWORD)
    expect(page.get_by_role("tab", name="没答好的问题")).to_be_visible(timeout=WAIT)
    yield page
    context.close()


@pytest.fixture
def villager(browser: Browser, staffed: str) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN")
    yield opened(context.new_page(), staffed)
    context.close()


def sign_in(page: Page, password: str) -> None:
    page.get_by_role("tab", name="工作人员").click()
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def answered(page: Page, question: str) -> Locator:
    """The card that answers a question, whole."""
    before = page.locator(".lz-tools").count()
    ask(page, question)
    expect(page.locator(".lz-tools")).to_have_count(before + 1, timeout=WAIT)
    settled(page)
    return page.locator(".lz-card").last


def panel(staff: Page, name: str) -> None:
    staff.get_by_role("tab", name=name).click()


def missed(staff: Page, question: str) -> Locator:
    """A question's row in the list of missed ones, which is read anew."""
    panel(staff, "用量与导出")
    panel(staff, "没答好的问题")
    row = staff.locator("#staff-missed li", has=staff.get_by_role("heading", name=question))
    expect(row).to_have_count(1, timeout=WAIT)
    return row


def rewrite(staff: Page, question: str) -> Locator:
    """Open the editor for a missed question; the box with its words."""
    missed(staff, question).get_by_role("button", name="改写").click()
    box = staff.get_by_label("问题（2 到 200 个字")
    expect(box).to_have_value(question, timeout=WAIT)
    expect(box).to_be_focused(timeout=WAIT)
    return box


def test_only_the_password_lets_in_until_one_signs_out(browser: Browser, staffed: str) -> None:
    context = browser.new_context(locale="zh-CN")
    page = opened(context.new_page(), staffed)
    sign_in(page, MARKUP)
    expect(page.get_by_text("密码不对，请再试一次。")).to_be_visible(timeout=WAIT)
    expect(page.get_by_role("tab", name="清单核对")).to_have_count(0)
    sign_in(page, PASSWORD)
    panel(page, "清单核对")
    expect(page.get_by_text("项数、序号、部门、覆盖率全部对得上。")).to_be_visible(timeout=WAIT)
    assert page.evaluate("document.cookie") == ""
    assert page.title() == "富河镇履职问答"

    other = opened(context.new_page(), staffed)  # another tab, as after a reload
    other.get_by_role("tab", name="工作人员").click()
    expect(other.get_by_role("tab", name="清单核对")).to_be_visible(timeout=WAIT)
    with page.expect_navigation():
        page.get_by_role("button", name="退出登录").click()
    for left in (page, other):
        left.reload()
        left.get_by_role("tab", name="工作人员").click()
        expect(left.get_by_label("密码")).to_be_visible(timeout=WAIT)
        left.wait_for_timeout(500)
        expect(left.get_by_role("tab", name="清单核对")).to_have_count(0)
        expect(left.locator(".toast-body")).to_have_count(0)
    context.close()


def test_a_missed_question_is_attached_tried_accepted_and_answered_at_once(
    staff: Page, villager: Page
) -> None:
    question = "蹦跶节归谁办"  # a made-up word: nothing shipped is like it
    expect(answered(villager, question)).not_to_contain_text("《基本履职事项清单》第91项")
    rewrite(staff, question)
    staff.get_by_label("挂到哪些事项").fill("基本-91")
    staff.get_by_role("option", name="基本-91 ").click()
    staff.get_by_role("button", name="提交待审").click()
    expect(staff.get_by_text("已提交，还没有生效")).to_be_visible(timeout=WAIT)

    panel(staff, "待审与生效")
    row = staff.locator("#staff-review li", has_text=question)
    expect(row).to_contain_text("挂在 基本-91", timeout=WAIT)
    expect(row).to_contain_text("✗")
    staff.get_by_role("button", name="看对评测的影响").click()
    effect = staff.locator("#staff-effect")
    expect(effect).to_contain_text("共 360 题，和待审问题最像的先看", timeout=2 * WAIT)
    other = opened(staff.context.new_page(), staff.url)  # as after a reload
    other.get_by_role("tab", name="工作人员").click()
    panel(other, "待审与生效")
    expect(other.locator("#staff-effect progress")).to_be_visible(timeout=WAIT)
    assert violations(other) == []
    other.get_by_role("button", name="停下").click()
    verdict = re.compile(
        "加上 1 个待审的问题：新答对 0 题，新答错 0 题；一共 360 题，只看了最像的 .* 题"
    )
    for page in (other, staff):
        expect(page.locator("#staff-effect")).to_contain_text(verdict, timeout=WAIT)
    other.close()

    row.get_by_role("button", name="接受").click()
    expect(staff.get_by_text("自己加的、已生效 1 个")).to_be_visible(timeout=3 * WAIT)
    expect(answered(villager, question)).to_contain_text("《基本履职事项清单》第91项")


def test_a_thumb_down_is_shown_with_its_reason_and_can_be_dismissed(
    staff: Page, villager: Page
) -> None:
    question = "危房改造谁负责"
    answered(villager, question)
    villager.get_by_role("button", name="没帮上").click()
    villager.get_by_label("哪里不对").fill(f"部门不对{MARKUP}")
    villager.get_by_role("button", name="提交").click()
    expect(villager.get_by_text("谢谢，已记下。")).to_be_visible(timeout=WAIT)
    row = missed(staff, question)
    expect(row).to_contain_text("评价没帮上")
    expect(row).to_contain_text(f"群众写的理由：部门不对{MARKUP}")
    row.get_by_role("button", name="不用管").click()
    expect(row).to_have_count(0, timeout=WAIT)
    expect(staff.locator(".toast-header")).to_be_visible()  # axe is to see the notice, too
    assert violations(staff) == []


def test_a_follow_up_is_shown_with_its_talk_and_candidates_for_what_it_means(
    staff: Page, villager: Page
) -> None:
    answered(villager, "危房改造谁负责")
    answered(villager, "要多久")
    villager.get_by_role("button", name="没帮上").last.click()
    villager.get_by_role("button", name="不写了").click()
    row = missed(staff, "要多久")
    expect(row).to_contain_text("前面问过：危房改造谁负责")
    expect(row).to_contain_text("合起来是：危房改造谁负责，要多久")
    expect(row.get_by_role("button", name="挂到 配合-40")).to_be_visible()
    row.get_by_role("button", name="不用管").click()
    expect(row).to_have_count(0, timeout=WAIT)


def test_danger_and_abuse_stand_apart_and_can_not_be_attached(staff: Page, villager: Page) -> None:
    answered(villager, "你们都是废物")
    ask(villager, "我不想活了")  # nothing but whom to call: no tools to wait for
    expect(villager.locator(".lz-card").last).to_contain_text("12356", timeout=WAIT)
    panel(staff, "用量与导出")
    panel(staff, "没答好的问题")
    staff.get_by_label("险情和骂人的话").check()
    apart = staff.locator("#staff-missed")
    expect(apart).to_contain_text("险情 1 次", timeout=WAIT)
    expect(apart.get_by_role("heading")).to_have_text(["你们都是废物"])
    expect(apart.get_by_role("button")).to_have_text(["不用管"])
    assert violations(staff) == []
    staff.get_by_label("全部", exact=True).check()
    expect(staff.get_by_role("heading", name="你们都是废物")).to_have_count(0, timeout=WAIT)


def test_markup_in_an_attached_question_is_text_and_a_rejected_one_returns(
    staff: Page, villager: Page
) -> None:
    question = f"{MARKUP}${{1+1}}{{{{2}}}}咋办"
    answered(villager, question)
    row = missed(staff, question)
    row.get_by_role("button", name="挂到").first.click()
    expect(row).to_have_count(0, timeout=WAIT)
    panel(staff, "待审与生效")
    pending = staff.locator("#staff-review li", has_text=question)
    pending.get_by_role("button", name="不要").click(timeout=WAIT)
    expect(staff.get_by_text(f"已去掉“{question}”。")).to_be_visible(timeout=WAIT)
    expect(staff.get_by_role("heading", name="没有待审的问题。")).to_be_visible()
    expect(missed(staff, question)).to_be_visible()
    assert staff.locator("img[src=x]").count() == 0
    assert staff.title() == "富河镇履职问答"


def test_an_unfit_question_is_told_why_and_stays(staff: Page, villager: Page) -> None:
    question = "月球背面咋承包"
    answered(villager, question)
    rewrite(staff, question).fill("月球承包打13812345678问")
    staff.get_by_role("button", name="提交待审").click()
    expect(staff.get_by_text("问题里有疑似手机号")).to_be_visible(timeout=WAIT)
    expect(staff.get_by_text("没有写事项，至少要一个")).to_be_visible()
    staff.get_by_role("button", name="取消").click()
    expect(missed(staff, question)).to_be_visible()


def test_a_hit_test_lays_the_signals_open(staff: Page) -> None:
    panel(staff, "命中测试")
    staff.get_by_label("问题", exact=True).fill("危房改造谁负责")
    staff.get_by_role("button", name="测试").click()
    first = staff.locator("#staff-hits tbody tr").first
    expect(first).to_contain_text("配合-40 农村低收入群体等重点对象住房安全保障", timeout=WAIT)
    expect(staff.locator("#staff-hits tbody tr")).to_have_count(5)
    expect(staff.locator("#staff-hits details").first).to_contain_text("危房")
    expect(staff.locator("#staff-hits")).to_contain_text("够了，作答")


def test_a_reply_is_made_from_an_answer_and_copied(staff: Page) -> None:
    staff.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel(staff, "答复群众")
    staff.get_by_label("群众问的").fill("危房改造谁负责")
    staff.get_by_role("button", name="拟答复").click()
    reply = staff.get_by_label("答复（可以改）")
    expect(reply).to_have_value(re.compile("^您好！您问的“危房改造谁负责”"), timeout=WAIT)
    expect(reply).to_have_value(re.compile("《配合履职事项清单》第40项"))
    staff.get_by_role("button", name="复制答复").click()
    expect(staff.get_by_text("已复制，可以粘贴")).to_be_visible(timeout=WAIT)
    assert staff.evaluate("navigator.clipboard.readText()") == reply.input_value()

    staff.get_by_label("群众问的").fill("我不想活了")
    staff.get_by_label("群众问的").press("Enter")
    note = staff.locator("#staff-reply-note")
    expect(note).to_contain_text("说的是险情，不拟答复", timeout=WAIT)
    expect(reply).to_have_value("")
    staff.get_by_label("群众问的").fill("今天天气咋样")
    staff.get_by_label("群众问的").press("Enter")
    expect(note).to_contain_text("清单里没找到", timeout=WAIT)
    note.get_by_role("button").first.click()
    expect(reply).to_have_value(re.compile("履职事项清单》第[0-9]+项"), timeout=WAIT)
    assert violations(staff) == []


def test_usage_is_plotted_and_the_log_exported(staff: Page, villager: Page) -> None:
    answered(villager, "今天天气咋样")
    panel(staff, "用量与导出")
    usage = staff.locator("#staff-usage")
    expect(usage).to_contain_text("拒答", timeout=WAIT)
    expect(usage.locator(".staff-days div")).to_have_count(30)
    with staff.expect_download(timeout=WAIT) as download:
        staff.get_by_role("button", name="JSONL").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0])["question"] == "今天天气咋样"
    with staff.expect_download(timeout=WAIT) as download:
        staff.get_by_role("button", name="本周").click()
    assert download.value.suggested_filename.startswith("履职问答一周_")
    book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert "今天天气咋样" in [cell.value for cell in book["没答好的问题"]["B"]]


def test_what_the_town_adds_is_entered_told_and_undone(
    staff: Page, villager: Page, tmp_path: Path
) -> None:
    panel(staff, "本地补充")
    subject = staff.get_by_label("给哪个部门或事项")
    subject.fill("")
    subject.press_sequentially("配合-6")
    staff.get_by_role("option", name="配合-6 ").click()
    expect(staff.locator("#staff-note-history h2")).to_have_text(
        "配合-6 最低生活保障", timeout=WAIT
    )
    staff.get_by_label("电话（").fill("13812345678")
    staff.get_by_label("填写人").fill(f"王{MARKUP}"[:20])
    staff.get_by_role("button", name="保存").click()
    expect(staff.get_by_text("电话里有手机号，个人的不能公开")).to_be_visible(timeout=WAIT)
    staff.get_by_label("电话（").fill("0476 7890123")
    staff.get_by_label("要带的材料").fill(MARKUP)
    staff.get_by_role("button", name="保存").click()
    expect(staff.locator("#staff-note-history tbody tr")).to_have_count(2, timeout=WAIT)
    expect(staff.locator("#staff-note-history")).to_contain_text("0476-7890123")
    expect(staff.locator("#staff-notes")).to_contain_text("配合-6 最低生活保障")
    assert violations(staff) == []

    box = answered(villager, "低保要带啥材料").locator(".lz-notes")
    expect(box).to_contain_text("本地补充，不是清单原文")
    expect(box).to_contain_text(MARKUP)
    expect(box.get_by_role("link", name="0476-7890123")).to_have_attribute(
        "href", "tel:04767890123"
    )
    assert violations(villager) == []

    with staff.expect_download(timeout=WAIT) as download:
        staff.get_by_role("button", name="导出 Excel").click()
    book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    book["部门"]["D3"] = "7890000"  # the town's own phone
    book.save(tmp_path / "补充.xlsx")
    with staff.expect_file_chooser() as chooser:
        staff.get_by_role("button", name="导入 Excel").click()
    chooser.value.set_files(tmp_path / "补充.xlsx")
    expect(staff.locator("#staff-notes")).to_contain_text("7890000", timeout=WAIT)

    staff.get_by_role("button", name="撤销最近一次").click()
    expect(staff.locator("#staff-note-history")).to_contain_text("去掉了", timeout=WAIT)
    again = answered(villager, "低保要带啥材料")
    expect(again).to_contain_text("清单里没写要带什么材料")
    expect(again.locator(".lz-notes")).to_have_count(0)
    assert staff.locator("img[src=x]").count() == villager.locator("img[src=x]").count() == 0
    assert (staff.title(), villager.title()) == ("富河镇履职问答", "富河镇履职问答")


def test_axe_finds_no_serious_violation_in_any_panel(staff: Page, villager: Page) -> None:
    question = "火星上咋盖房"
    answered(villager, question)
    rewrite(staff, question)
    assert violations(staff) == []
    staff.get_by_role("button", name="取消").click()
    row = missed(staff, question)
    row.get_by_role("button", name="挂到").first.click()
    expect(row).to_have_count(0, timeout=WAIT)
    panel(staff, "待审与生效")
    expect(staff.locator("#staff-review li", has_text=question)).to_be_visible(timeout=WAIT)
    assert violations(staff) == []
    staff.get_by_role("button", name="不要").click()
    panel(staff, "命中测试")
    staff.get_by_label("问题", exact=True).fill("低保咋申请")
    staff.get_by_label("问题", exact=True).press("Enter")
    expect(staff.locator("#staff-hits")).to_contain_text("检索时的问句：低保咋申请", timeout=WAIT)
    assert violations(staff) == []
    panel(staff, "清单核对")
    expect(staff.get_by_text("跨页重复、已合成一项的 8 项")).to_be_visible(timeout=WAIT)
    assert violations(staff) == []
    panel(staff, "用量与导出")
    expect(staff.locator(".staff-days")).to_be_visible(timeout=WAIT)
    assert violations(staff) == []


def test_on_a_narrow_phone_nothing_scrolls_sideways(staff: Page, villager: Page) -> None:
    answered(villager, "月球背面咋承包")
    expect(missed(staff, "月球背面咋承包")).to_be_visible()
    staff.set_viewport_size({"width": 320, "height": 640})
    assert staff.evaluate("document.documentElement.scrollWidth") == 320
    staff.set_viewport_size({"width": 1280, "height": 720})


def config(url: str) -> Event:
    """What the page's parts are."""
    found: Event = httpx.get(f"{url}config", timeout=30).json()
    return found


def handlers(config: Event) -> list[Event]:
    """The event handlers that run on the server."""
    return [event for event in config["dependencies"] if event["backend_fn"]]


def call(url: str, event: Event, data: list[object], cookie: str = "") -> Event:
    """What the page's queue answers to a call of an event."""
    session = secrets.token_hex(6)
    body = {"data": data, "fn_index": event["id"], "session_hash": session}
    headers = {"Cookie": f"{COOKIE}={cookie}"}
    joined = httpx.post(f"{url}gradio_api/queue/join", json=body, headers=headers, timeout=30)
    joined.raise_for_status()
    with httpx.stream(
        "GET", f"{url}gradio_api/queue/data", params={"session_hash": session}, timeout=60
    ) as sent:
        for line in sent.iter_lines():
            message: Event = json.loads(line.removeprefix("data:")) if line else {}
            if message.get("msg") == "process_completed":
                return message
    raise AssertionError(f"no answer to {event['api_name']}")


def audited(found: Event) -> Event:
    """An event of the staff's that takes nothing but the page's town."""
    return next(event for event in handlers(found) if event["api_name"] == "audited")


def test_without_a_login_every_handler_of_the_staffs_refuses_over_http(
    staffed: str, address: str
) -> None:
    found = config(staffed)
    values = {part["id"]: part["props"].get("value") for part in found["components"]}
    answers = {
        event["api_name"]: call(staffed, event, [values[part] for part in event["inputs"]])
        for event in staffs_own(found, config(address))
    }
    assert len(answers) >= 22
    door = {name for name, answer in answers.items() if answer["output"]["error"] != SIGN_IN_FIRST}
    assert door == {"returned"}  # it says nothing
    assert not any(answer["success"] for answer in answers.values())


def staffs_own(found: Event, everybodys: Event) -> list[Event]:
    """The handlers that a page without a password has not."""
    left = Counter(plain(event) for event in handlers(everybodys))
    own = []
    for event in handlers(found):
        if left[plain(event)]:
            left[plain(event)] -= 1
        else:
            own.append(event)
    assert left.total() == 0
    return own


def plain(event: Event) -> str:
    """The name of an event's handler, without Gradio's number."""
    return str(event["api_name"]).rstrip("_0123456789")


def test_a_login_is_its_cookie_and_works_from_no_browser_without_it(staffed: str) -> None:
    event = audited(config(staffed))
    answer = httpx.post(f"{staffed}staff/login", json={"password": PASSWORD}, timeout=30)
    cookie = answer.cookies[COOKIE]
    assert call(staffed, event, [""], cookie)["success"]
    for other in ("", cookie[:-1], cookie.swapcase()):
        assert call(staffed, event, [""], other)["output"]["error"] == SIGN_IN_FIRST
    httpx.delete(f"{staffed}staff/login", headers={"Cookie": f"{COOKIE}={cookie}"}, timeout=30)
    assert call(staffed, event, [""], cookie)["output"]["error"] == SIGN_IN_FIRST


def test_without_a_password_there_is_no_tab(page: Page, address: str) -> None:
    expect(page.get_by_role("tab", name="清单")).to_be_visible()
    expect(page.get_by_role("tab", name="工作人员")).to_have_count(0)
    refused = httpx.post(f"{address}staff/login", json={"password": ""}, timeout=30)
    assert refused.status_code in (404, 405)
