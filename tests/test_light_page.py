"""The light page, with and without scripts, and what a link to the page shows before any script."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser import opened, violations
from tests.processes import Service, whole_service

QUESTION = "俺家房子快塌了找谁"
ANSWER = "这件事归镇里管。"
MAX_BYTES, MAX_REQUESTS = 60_000, 6
PER_MINUTE = 30
TALK = {"低保咋申请": "由旗民政局牵头，镇里配合", "那镇里要做啥": "富河镇要做的："}
CALL = '<a class="lz-call" href="tel:{}">'


@pytest.fixture(scope="module")
def http(cache_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A server whose page may be asked a few times a minute."""
    with whole_service(
        tmp_path_factory.mktemp("log"),
        LVZHI_CACHE_DIR=str(cache_dir),
        LVZHI_PAGE_RATE=f"{PER_MINUTE}/minute",
        LVZHI_TRUSTED_PROXIES="127.0.0.1",
    ) as started:
        yield started


def get(http: Service, path: str, client: str = "192.0.2.1") -> httpx.Response:
    return httpx.get(http.url + path, headers={"X-Forwarded-For": client}, timeout=30)


def post(http: Service, client: str = "192.0.2.2", **form: object) -> httpx.Response:
    headers = {"X-Forwarded-For": client}
    return httpx.post(f"{http.url}/m", data=form, headers=headers, timeout=30)


def test_the_page_is_a_form_with_examples_and_the_hotline(http: Service) -> None:
    page = get(http, "/m")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert '<html lang="zh-CN">' in page.text
    assert '<form id="lz-form" method="post" action="./m">' in page.text
    assert '<a href="tel:12345">12345</a>' in page.text
    assert "低保咋申请</a>" in page.text
    assert len(page.content) < 12_000
    nonce = re.search(r'<script nonce="([^"]+)">', page.text)
    assert nonce is not None
    assert f"'nonce-{nonce[1]}'" in page.headers["content-security-policy"]


def test_a_link_with_a_question_is_answered(http: Service) -> None:
    page = get(http, f"/m?q={QUESTION}").text
    assert f'<p class="lz-asked">{QUESTION}</p>' in page
    assert f'<p class="lz-direct" lang="zh-CN">{ANSWER}</p>' in page
    assert "找谁：富河镇" in page
    assert CALL.format("12345") in page
    assert "《基本履职事项清单》第68项" in page
    assert "<blockquote>开展辖区内自建房屋安全隐患排查" in page


def test_the_form_goes_on_with_the_talk(http: Service) -> None:
    first = post(http, q="低保咋申请").text
    kept = re.findall(r'<input type="hidden" name="h" value="([^"]+)">', first)
    assert kept == ["低保咋申请"]
    assert first.index('<form id="lz-form"') < first.index('<input type="hidden"')
    second = post(http, q="那镇里要做啥", h=kept).text
    assert "富河镇要做的：" in second
    assert "还是说：最低生活保障" in second
    assert "《配合履职事项清单》第6项" in second


def test_who_is_in_danger_sees_whom_to_call_and_an_unsure_answer_the_hotline(
    http: Service,
) -> None:
    danger = post(http, q="俺家着火了").text
    assert CALL.format("119") in danger
    assert "《" not in danger.split('class="lz-asked"')[1].split("<form")[0]  # nothing else
    assert CALL.format("12345") in post(http, q="给我写一首关于月亮的诗").text


def test_markup_in_a_question_stays_text(http: Service) -> None:
    page = post(http, q='<script>alert(1)</script>"低保', h=['"><b>x']).text
    assert "<script>alert" not in page
    assert "<b>x" not in page


def test_the_longest_answers_are_within_the_size(http: Service) -> None:
    for question in ("上收清单都有哪些", "配合清单第18项", "邻居养猪场死猪乱扔，污水排河里归谁管"):
        assert len(post(http, q=question).content) < MAX_BYTES


def test_what_cannot_be_taken_is_told_in_chinese_and_the_question_kept(http: Service) -> None:
    long = post(http, q="房" * 5_001)
    assert long.status_code == 422
    assert "问题有 5001 个字，最多 5000 个字" in long.text
    assert "房房房</textarea>" in long.text
    assert post(http, q="x" * 70_000).status_code == 413
    assert httpx.put(f"{http.url}/m", timeout=30).status_code == 404
    assert get(http, "/m/x").status_code == 404


def test_beyond_the_rate_of_the_page_a_client_is_told_to_wait(http: Service) -> None:
    statuses = [post(http, "192.0.2.9", q="你好").status_code for _ in range(PER_MINUTE + 1)]
    assert statuses == [200] * PER_MINUTE + [429]
    assert "问得太快了，请 " in post(http, "192.0.2.9", q="你好").text


def test_questions_are_counted_under_their_own_channel(http: Service) -> None:
    post(http, q="你好")
    assert 'lvzhi_answers_total{channel="light"' in get(http, "/metrics").text


def test_a_link_to_the_page_shows_what_it_is(http: Service) -> None:
    page = get(http, "/").text
    assert 'lang="zh-CN"' in page[: page.index("<head>")]
    assert "<title>富河镇履职问答</title>" in page
    assert '<meta property="og:title" content="富河镇履职问答">' in page
    assert '<meta name="description" content="用平常话问，告诉您归谁管' in page
    assert page.count('property="og:description"') == 1
    assert f'<meta property="og:image" content="{http.url}/pwa_icon/512">' in page
    told = page[page.index("<noscript>") : page.index("</noscript>")]
    assert '<a href="./m">简易版</a>' in told
    assert '<a href="tel:12345">12345</a>' in told
    markup = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not any(word in markup for word in ("Click to try", "gradio.app", "githubusercontent"))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_it_is_used_in_a_browser(browser: Browser, http: Service, scripts: bool) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=scripts)
    page = context.new_page()
    sent: list[int] = []
    said: list[str] = []
    page.on("response", lambda response: sent.append(len(response.body())))
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{http.url}/m")
    for question, answer in TALK.items():
        page.get_by_label("您想问什么").fill(question)
        page.get_by_role("button", name="问", exact=True).click()
        expect(page.get_by_text(answer).locator("visible=true").last).to_be_visible()
    expect(page.locator(".lz-asked")).to_have_text([*TALK] if scripts else [*TALK][-1:])
    assert len(sent) <= MAX_REQUESTS
    assert sum(sent) < MAX_BYTES
    assert (said, violations(page) if scripts else []) == ([], [])
    context.close()


def test_a_question_is_not_lost_with_the_network(browser: Browser, http: Service) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{http.url}/m")
    context.set_offline(True)
    page.get_by_label("您想问什么").fill(QUESTION)
    page.get_by_role("button", name="问", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("没连上网络，问题还在框里")
    expect(page.get_by_label("您想问什么")).to_have_value(QUESTION)
    context.set_offline(False)
    page.get_by_role("button", name="问", exact=True).click()
    expect(page.get_by_text(ANSWER)).to_be_visible()
    context.close()


def test_a_page_that_is_slow_to_come_shows_a_way_on_until_it_is_there(
    browser: Browser, http: Service
) -> None:
    context = browser.new_context(locale="zh-CN")
    page = opened(context.new_page(), f"{http.url}/")
    expect(page.locator("#lz-slow")).to_be_hidden()
    page.route("**/page/*/**", lambda route: route.abort())
    page.goto(f"{http.url}/")
    expect(page.locator("#lz-slow")).to_be_visible(timeout=15_000)
    context.close()


def test_the_page_without_scripts_leads_to_the_light_one(browser: Browser, http: Service) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{http.url}/")
    page.get_by_role("link", name="简易版").first.click()
    expect(page.get_by_role("button", name="问", exact=True)).to_be_visible()
    context.close()
