"""Who may call the API and how often: keys, rates, CORS; and what the figures say of it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant import Assistant
from assistant.cli.main import main
from assistant.service.rest.keys import KeyRing
from assistant.settings import Settings, SettingsError
from tests.in_process import served_api
from tests.test_api_errors import error_of

SITE = "https://www.example.gov.cn"
BY_ADDRESS, BY_KEY = 8, 4  # requests a minute
GUARDED = ["/v1/duties?limit=1", "/v1/models", "/v1/nothing", "/metrics"]


@pytest.fixture
def keyed(assistant: Assistant, tmp_path: Path) -> Iterator[str]:
    """The address of an API that wants keys; those in `tmp_path` are good."""
    rates = {"LVZHI_API_RATE": f"{BY_ADDRESS}/minute", "LVZHI_API_KEY_RATE": f"{BY_KEY}/minute"}
    with served_api(assistant, tmp_path, LVZHI_API_ACCESS="keys", **rates) as address:
        yield address


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing(Settings.from_environment({"LVZHI_DATA_DIR": str(tmp_path)}).api_keys)


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_without_a_key_nothing_is_told_but_health(keyed: str) -> None:
    for path in GUARDED:
        answer = httpx.get(keyed + path)
        assert error_of(answer, 401, "invalid_api_key").startswith("没有带密钥，或密钥不对。")
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["error"]["type"] == "authentication_error"
    assert httpx.get(f"{keyed}/healthz").status_code == 200
    assert httpx.post(f"{keyed}/mcp", json={}).status_code == 401


def test_a_key_is_good_in_either_header_and_a_changed_one_is_not(keyed: str, ring: KeyRing) -> None:
    key = ring.add("bot")
    path = f"{keyed}/v1/duties?limit=1"
    assert httpx.get(path, headers=bearer(key)).status_code == 200
    assert httpx.get(path, headers={"X-API-Key": key}).status_code == 200
    for wrong in (key[:-1], key + "x", key.replace("lvzhi-", "lvzhi-0"), "lvzhi-", "钥匙", "a-b-c"):
        headers = {b"Authorization": f"Bearer {wrong}".encode()}
        assert httpx.get(path, headers=headers).status_code == 401


def test_a_key_holds_at_once_and_no_longer_than_it_is_wanted(keyed: str, ring: KeyRing) -> None:
    first, second = ring.add("first"), ring.add("second")
    path = f"{keyed}/v1/models"
    assert httpx.get(path, headers=bearer(first)).status_code == 200
    ring.remove("first")
    assert httpx.get(path, headers=bearer(first)).status_code == 401
    assert httpx.get(path, headers=bearer(second)).status_code == 200


def test_each_key_has_its_own_rate(keyed: str, ring: KeyRing) -> None:
    first, second = ring.add("first"), ring.add("second")
    path = f"{keyed}/v1/models"
    statuses = [httpx.get(path, headers=bearer(first)).status_code for _ in range(BY_KEY)]
    assert statuses == [200] * BY_KEY
    refused = httpx.get(path, headers=bearer(first))
    sentence = error_of(refused, 429, "too_many_requests")
    wait_s = int(refused.headers["retry-after"])
    assert sentence == f"问得太快了，请 {wait_s} 秒后再试。"
    assert 1 <= wait_s <= 60
    assert refused.json()["error"]["type"] == "rate_limit_error"
    assert httpx.get(path, headers=bearer(second)).status_code == 200


def test_guessing_keys_is_stopped_by_the_rate_of_the_address(keyed: str) -> None:
    statuses = [
        httpx.get(f"{keyed}/v1/models", headers=bearer(f"lvzhi-{n}-x")).status_code
        for n in range(BY_ADDRESS + 2)
    ]
    assert statuses == [401] * BY_ADDRESS + [429] * 2


def test_an_open_api_takes_any_key_and_a_good_one_has_the_keys_rate(
    assistant: Assistant, tmp_path: Path, ring: KeyRing
) -> None:
    key = ring.add("bot")
    with served_api(assistant, tmp_path, LVZHI_API_RATE="2/minute") as address:
        path = f"{address}/v1/models"
        statuses = [httpx.get(path, headers=bearer("sk-any")).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]
        assert [httpx.get(path, headers=bearer(key)).status_code for _ in range(3)] == [200] * 3


def test_only_named_websites_may_read_answers_and_refusals(
    assistant: Assistant, tmp_path: Path
) -> None:
    wanted = {"Access-Control-Request-Method": "POST"}
    with served_api(assistant, tmp_path, LVZHI_API_ORIGINS=SITE) as address:
        path = f"{address}/v1/ask"
        asking = {"Origin": SITE, "Access-Control-Request-Headers": "authorization,content-type"}
        before = httpx.options(path, headers=wanted | asking)
        assert before.status_code == 200
        assert before.headers["access-control-allow-origin"] == SITE
        assert "POST" in before.headers["access-control-allow-methods"]
        for origin, allowed in ((SITE, SITE), ("https://elsewhere.example.com", None)):
            for body, status in (({"question": "低保咋申请"}, 200), ({}, 422)):
                answer = httpx.post(path, json=body, headers={"Origin": origin}, timeout=30)
                assert answer.status_code == status
                assert answer.headers.get("access-control-allow-origin") == allowed
                assert "access-control-allow-credentials" not in answer.headers


def test_no_website_is_named_by_default(assistant: Assistant, tmp_path: Path) -> None:
    with served_api(assistant, tmp_path) as address:
        answer = httpx.get(f"{address}/v1/models", headers={"Origin": SITE})
        assert answer.status_code == 200
        assert "access-control-allow-origin" not in answer.headers


def test_the_figures_count_answers_refusals_and_time(assistant: Assistant, tmp_path: Path) -> None:
    with served_api(assistant, tmp_path) as address:
        for question in ("危房改造谁负责", "低保咋申请", "怎么炒股"):
            httpx.post(f"{address}/v1/ask", json={"question": question}, timeout=30)
        message = {"role": "user", "content": "你好"}
        httpx.post(f"{address}/v1/chat/completions", json={"messages": [message]}, timeout=30)
        httpx.post(f"{address}/v1/ask", json={})
        answer = httpx.get(f"{address}/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    figures = {
        name: float(value)
        for name, value in re.findall(r"^(lvzhi_\S+) (\S+)$", answer.text, re.MULTILINE)
        if "_created" not in name
    }
    counted = {name: value for name, value in figures.items() if "answers_total" in name}
    assert counted == {
        'lvzhi_answers_total{channel="api",kind="duty",list="配合",refused="false"}': 2,
        'lvzhi_answers_total{channel="api",kind="refusal",list="",refused="true"}': 1,
        'lvzhi_answers_total{channel="openai",kind="greeting",list="",refused="false"}': 1,
    }
    assert figures['lvzhi_answer_seconds_count{channel="api"}'] == 3
    assert figures['lvzhi_answer_seconds_bucket{channel="api",le="+Inf"}'] == 3
    assert 0 < figures['lvzhi_answer_seconds_sum{channel="api"}'] < 60
    assert figures['lvzhi_refused_requests_total{code="invalid_request"}'] == 1
    index = f'model="lvzhi-e5-small",town="fuhe",version="{assistant.index_version}"'
    assert figures[f"lvzhi_index_info{{{index}}}"] == 1


def test_keys_are_kept_hashed_and_for_their_owner_alone(ring: KeyRing, tmp_path: Path) -> None:
    key = ring.add("公众号")
    file = tmp_path / "api_keys.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert key.split("-", 2)[2] not in file.read_text(encoding="utf-8")
    assert (ring.holder(key), ring.holder("lvzhi")) == ("公众号", None)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("bot", "已有名叫“bot”的密钥"), ("a b", "密钥的名字“a b”不对"), ("", "密钥的名字“”不对")],
)
def test_a_name_that_cannot_be_had_is_told(ring: KeyRing, name: str, sentence: str) -> None:
    ring.add("bot")
    with pytest.raises(SettingsError, match=sentence):
        ring.add(name)
    assert [key.name for key in ring.known()] == ["bot"]


def test_keys_are_managed_by_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LVZHI_DATA_DIR", str(tmp_path))

    def run(*arguments: str) -> tuple[str, object]:
        with pytest.raises(SystemExit) as ended:
            main(["keys", *arguments])
        printed = capsys.readouterr()
        return printed.out + printed.err, ended.value.code

    assert "还没有密钥" in run("list")[0]
    key, code = run("add", "bot")
    assert (re.fullmatch(r"lvzhi-[0-9a-f]{8}-[\w-]{43}\n", key) is not None, code) == (True, 0)
    listed = json.loads(run("list", "--json")[0])
    assert [row["name"] for row in listed] == ["bot"]
    assert run("remove", "bot") == ("已作废：bot\n", 0)
    assert run("remove", "bot") == ("没有名叫“bot”的密钥，现有：一个也没有。\n", 2)


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("LVZHI_API_ACCESS", "closed", "LVZHI_API_ACCESS 的值“closed”不对，应为 open"),
        ("LVZHI_API_RATE", "5", "LVZHI_API_RATE 的值“5”不对，应像 300/minute，"),
        (
            "LVZHI_API_KEY_RATE",
            "0/minute",
            "LVZHI_API_KEY_RATE 的值“0/minute”不对，应像 3000/minute",
        ),
        (
            "LVZHI_API_ORIGINS",
            "https://*.a.cn",
            "LVZHI_API_ORIGINS 里的“https://*.a.cn”不是网站地址",
        ),
        (
            "LVZHI_API_ORIGINS",
            "https://a.cn/x",
            "LVZHI_API_ORIGINS 里的“https://a.cn/x”不是网站地址",
        ),
    ],
)
def test_a_setting_that_cannot_be_is_told(setting: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(sentence)):
        Settings.from_environment({setting: value})


def test_every_website_may_be_named(assistant: Assistant, tmp_path: Path) -> None:
    with served_api(assistant, tmp_path, LVZHI_API_ORIGINS="*") as address:
        answer = httpx.get(f"{address}/v1/models", headers={"Origin": SITE})
        assert answer.headers["access-control-allow-origin"] == "*"
