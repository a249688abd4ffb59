"""The staff tab's gate: who gets in, and who may run a handler."""

import time

import gradio
import pytest

from assistant.web.staff_gate import SESSION_S, StaffGate, StaffSession
from assistant.web.staff_labels import SIGN_IN_FIRST, WRONG_PASSWORD

PASSWORD = "富河-staff-2026"


@pytest.fixture
def gate() -> StaffGate:
    return StaffGate(PASSWORD)


def test_right_password_gives_a_working_day(gate: StaffGate) -> None:
    left_s = gate.sign_in(PASSWORD, "10.0.0.1").expires_at - time.time()
    assert SESSION_S - 5 < left_s <= SESSION_S


@pytest.mark.parametrize("given", ["", "富河", PASSWORD + " ", PASSWORD.upper(), "\ud800"])
def test_wrong_password_is_told_so(gate: StaffGate, given: str) -> None:
    with pytest.raises(gradio.Error, match=WRONG_PASSWORD):
        gate.sign_in(given, "10.0.0.1")


def test_after_five_tries_the_right_password_must_wait_but_others_need_not(
    gate: StaffGate,
) -> None:
    for _ in range(5):
        with pytest.raises(gradio.Error, match=WRONG_PASSWORD):
            gate.sign_in("wrong password", "10.0.0.1")
    with pytest.raises(gradio.Error, match="秒后再试"):
        gate.sign_in(PASSWORD, "10.0.0.1")
    assert gate.sign_in(PASSWORD, "10.0.0.2")


@pytest.mark.parametrize("session", [None, StaffSession(expires_at=0.0)])
def test_handlers_run_for_nobody_without_a_live_login(
    gate: StaffGate, session: StaffSession | None
) -> None:
    ran: list[str] = []
    with gradio.Blocks() as page:
        button = gradio.Button("x")
        gate.listen(button.click, lambda: ran.append("ran"))
    (event,) = page.fns.values()
    assert event.api_visibility == "private"
    with pytest.raises(gradio.Error, match=SIGN_IN_FIRST):
        event.fn(session)
    assert ran == []
    event.fn(StaffSession(time.time() + 60))
    assert ran == ["ran"]
