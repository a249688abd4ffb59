"""`docs/operations.md` has the settings and bounds of the code."""

import re
from pathlib import Path

import pytest

from app import WAITING_EVENTS
from assistant.service.desk import MAX_WAITING
from assistant.service.guard.bounds import (
    BODY_TIMEOUT_S,
    MAX_ADDRESS_BYTES,
    MAX_BODY_BYTES,
    MAX_WITH_PICTURES_BYTES,
)
from assistant.service.guard.connections import MAX_CONNECTIONS, MAX_OF_CLIENT
from assistant.service.guard.page_requests import MAX_BODY_BYTES as MAX_PAGE_BYTES
from assistant.service.running.server import GRACE_S, HEADER_TIMEOUT_S
from assistant.service.staff_login import ALL_GUESSES, GUESSES, SESSION_S
from assistant.settings import Settings
from assistant.understanding.normalisation import MAX_QUESTION_CHARS
from assistant.web.chat.turns import MAX_TURNS
from assistant.web.lists.downloads import KEPT_S
from assistant.web.lists.downloads import MAX_BYTES as MAX_DOWNLOADS_BYTES
from assistant.web.page_memory import MAX_PAGES

PAGE = (Path(__file__).parent.parent / "docs" / "operations.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(LVZHI_\w+)` \| (.+?) \|", PAGE, re.MULTILINE))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_has_a_row_with_its_default(name: str) -> None:
    default = ROWS[f"LVZHI_{name.upper()}"]
    if name in (
        "town",
        "threads",
        "feedback_days",
        "page_rate",
        "api_access",
        "api_rate",
        "api_key_rate",
    ):
        assert default == f"`{Settings.model_fields[name].default}`"


def test_no_row_is_about_a_setting_that_there_is_not() -> None:
    assert {name.removeprefix("LVZHI_").lower() for name in ROWS} == set(Settings.model_fields)


def test_the_bounds_are_those_of_the_code() -> None:
    assert f"| 请求内容 | {MAX_BODY_BYTES // 1_000_000} MB |" in PAGE
    assert f"（图片边收边丢） | {MAX_WITH_PICTURES_BYTES // 1_000_000} MB |" in PAGE
    assert f"| 网页发来的内容 | {MAX_PAGE_BYTES // 1_000} KB |" in PAGE
    assert f"合计最多 {MAX_DOWNLOADS_BYTES // 1_000_000} MB，留 {KEPT_S / 60:.0f} 分钟" in PAGE
    assert f"最多记住 {MAX_PAGES} 个打开的网页" in PAGE
    assets = Path(__file__).parent.parent / "assistant" / "web" / "assets"
    kept = (assets / "kept.js").read_text(encoding="utf-8")
    (turns,), (kept_kb,) = (
        re.findall(rf"const {name} = (\d+)", kept) for name in ("MAX_TURNS", "MAX_KEPT_BYTES")
    )
    assert int(turns) == MAX_TURNS
    assert f"最多 {MAX_TURNS} 条、{kept_kb} KB" in PAGE
    assert f"一个地址最多输错 {GUESSES} 次，所有地址合计最多 {ALL_GUESSES} 次" in PAGE
    assert f"{SESSION_S / 3600:.0f} 小时内有效" in PAGE
    assert f"| 网址 | {MAX_ADDRESS_BYTES:,} 字节 |" in PAGE
    assert f"| 发完请求头 | {HEADER_TIMEOUT_S:.0f} 秒 |" in PAGE
    assert f"| 发完请求内容 | {BODY_TIMEOUT_S:.0f} 秒 |" in PAGE
    assert f"| 排队的问题 | {WAITING_EVENTS} |" in PAGE
    assert f"| 同时的连接 | {MAX_CONNECTIONS:,} |" in PAGE
    assert f"| 一个地址同时的连接 | {MAX_OF_CLIENT} |" in PAGE
    assert f"| 一个进程里在答和排队的接口请求 | {MAX_WAITING} |" in PAGE
    assert f"| 问题 | {MAX_QUESTION_CHARS:,} 个字 |" in PAGE
    assert f"最多再等 {GRACE_S} 秒" in PAGE
