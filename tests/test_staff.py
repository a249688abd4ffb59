"""The staff's login: who gets in, for how long, and who may run a handler."""

import logging
from collections.abc import Iterator

import fastapi
import gradio
import httpx
import pytest
from fastapi import FastAPI

from assistant.service import staff_login
from assistant.service.guard.paths import STAFF_LOGIN
from assistant.service.guard.proxies import ForwardedHeaders
from assistant.service.refusals import Refusal, RefusedError
from assistant.service.staff_login import ALL_GUESSES, COOKIE, SESSION_S, StaffLogins, add_login
from assistant.web.staff.gate import StaffGate
from assistant.web.staff.labels import SIGN_IN_FIRST
from corpus.source import SourceError
from tests.in_process import served

PASSWORD = "富河-staff-2026"
CLIENT = "10.0.0.1"


class Clock:
    """A time that passes when told to."""

    now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(staff_login, "time", clock)
    return clock


@pytest.fixture
def logins() -> StaffLogins:
    return StaffLogins(PASSWORD)


def refusal(logins: StaffLogins, given: str, client: str = CLIENT) -> RefusedError:
    with pytest.raises(RefusedError) as refused:
        logins.sign_in(given, client)
    return refused.value


def test_right_password_gives_a_working_day(logins: StaffLogins, clock: Clock) -> None:
    cookie = logins.sign_in(PASSWORD, CLIENT)
    clock.now += SESSION_S - 1
    assert logins.is_signed_in(cookie)
    clock.now += 2
    assert not logins.is_signed_in(cookie)


def test_who_signs_out_is_out_and_others_are_not(logins: StaffLogins) -> None:
    mine, other = logins.sign_in(PASSWORD, CLIENT), logins.sign_in(PASSWORD, CLIENT)
    logins.sign_out(mine)
    assert [logins.is_signed_in(cookie) for cookie in (mine, other, "", "guessed")] == [
        False,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("given", ["", "富河", PASSWORD + " ", PASSWORD.upper(), "\ud800"])
def test_wrong_password_is_told_so(logins: StaffLogins, given: str) -> None:
    assert refusal(logins, given).reason is Refusal.WRONG_PASSWORD


def test_after_five_wrong_ones_the_right_password_must_wait_but_others_need_not(
    logins: StaffLogins, clock: Clock
) -> None:
    for _ in range(5):
        assert refusal(logins, "wrong password").reason is Refusal.WRONG_PASSWORD
        clock.now += 1
    refused = refusal(logins, PASSWORD)
    assert (refused.reason, refused.retry_after_s) == (Refusal.TOO_MANY_GUESSES, 296)
    assert logins.sign_in(PASSWORD, "10.0.0.2")
    clock.now += 296
    assert logins.sign_in(PASSWORD, CLIENT)


def test_the_right_password_is_no_try(logins: StaffLogins) -> None:
    for _ in range(20):
        logins.sign_in(PASSWORD, CLIENT)
    for _ in range(5):
        assert refusal(logins, "wrong password").reason is Refusal.WRONG_PASSWORD


def test_many_addresses_together_have_few_guesses_and_each_is_logged_without_its_address(
    logins: StaffLogins, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        reasons = [refusal(logins, "guess", f"203.0.113.{n}").reason for n in range(150)]
    assert reasons.count(Refusal.WRONG_PASSWORD) == ALL_GUESSES
    assert reasons.count(Refusal.TOO_MANY_GUESSES) == 150 - ALL_GUESSES
    assert len(caplog.records) == ALL_GUESSES
    assert "203.0.113" not in caplog.text
    assert "guess" not in caplog.text
    assert "已暂停所有地址的登录" in caplog.messages[-1]
    clock.now += 301
    assert logins.sign_in(PASSWORD, CLIENT)


@pytest.fixture
def http(logins: StaffLogins) -> Iterator[httpx.Client]:
    app = FastAPI()
    add_login(app, logins, "/lvzhi")
    with served(app) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


def test_the_cookie_is_for_this_site_alone_and_for_no_script(
    http: httpx.Client, logins: StaffLogins
) -> None:
    answer = http.post(STAFF_LOGIN, json={"password": PASSWORD})
    assert (answer.status_code, answer.content) == (204, b"")
    name, _, rest = answer.headers["set-cookie"].partition("=")
    cookie, *marks = rest.split("; ")
    assert name == COOKIE
    assert len(cookie) >= 43
    assert {mark.lower() for mark in marks} == {"httponly", "path=/lvzhi/", "samesite=strict"}
    assert logins.is_signed_in(cookie)
    http.delete(STAFF_LOGIN, headers={"Cookie": f"{COOKIE}={cookie}"})
    assert not logins.is_signed_in(cookie)


@pytest.mark.server
def test_behind_https_the_cookie_is_for_https_alone(logins: StaffLogins) -> None:
    app = FastAPI()
    add_login(app, logins, "")
    with served(ForwardedHeaders(app, ["127.0.0.1"])) as url:
        https = {"X-Forwarded-Proto": "https"}
        given = {"password": PASSWORD}
        answer = httpx.post(url + STAFF_LOGIN, json=given, headers=https, timeout=30)
    assert "; Secure" in answer.headers["set-cookie"]
    assert "; Path=/;" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"password": 1}', b'{"password":"x","more":1}', b"\xff"]
)
def test_what_is_no_password_is_refused(http: httpx.Client, body: bytes) -> None:
    assert http.post(STAFF_LOGIN, content=body).status_code == 400


def test_too_long_a_password_is_refused(http: httpx.Client) -> None:
    assert http.post(STAFF_LOGIN, json={"password": "x" * 201}).status_code == 400


def call_with(cookie: str) -> gradio.Request:
    """A call of an event by a browser with this cookie."""
    headers = [(b"cookie", f"{COOKIE}={cookie}".encode())]
    return gradio.Request(fastapi.Request({"type": "http", "headers": headers}))


def test_handlers_run_for_nobody_without_a_live_login(logins: StaffLogins) -> None:
    ran: list[str] = []
    with gradio.Blocks() as page:
        button = gradio.Button("x")
        StaffGate(logins, gradio.Textbox()).listen(button.click, lambda: ran.append("ran"))
    (event,) = page.fns.values()
    assert event.api_visibility == "private"
    ended = logins.sign_in(PASSWORD, CLIENT)
    logins.sign_out(ended)
    for request in (gradio.Request(), call_with(""), call_with("forged"), call_with(ended)):
        with pytest.raises(gradio.Error, match=SIGN_IN_FIRST):
            event.fn(request, "")
    assert ran == []
    event.fn(call_with(logins.sign_in(PASSWORD, CLIENT)), "")
    assert ran == ["ran"]


def test_a_handler_works_for_the_town_of_its_page_and_is_told_what_it_lacks(
    logins: StaffLogins,
) -> None:
    def handler(said: str) -> str:
        if said == "?":
            raise SourceError("没有这一版")
        return f"{gate.town}：{said}"

    with gradio.Blocks() as page:
        gate = StaffGate(logins, gradio.Textbox())
        button, box = gradio.Button("x"), gradio.Textbox()
        gate.listen(button.click, handler, [box], [box])
    (event,) = page.fns.values()
    call = call_with(logins.sign_in(PASSWORD, CLIENT))
    assert event.fn(call, "bailu", "问") == "bailu：问"
    assert gate.town == ""
    with pytest.raises(gradio.Error, match="没有这一版"):
        event.fn(call, "bailu", "?")
    assert gate.town == ""
