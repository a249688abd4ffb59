"""The HTTP channels of a service with several towns, on a real server."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp.client.client import Client
from mcp.types import CallToolResult

from assistant import Assistant
from tests.processes import Service, free_port, running
from tests.test_api_errors import error_of
from tests.towns import imported, own_cache
from tests.wechat_peer import Peer

QUESTION = "谁来管河道采砂"  # 白鹭街道: taken back by 临溪区水利局
ACCOUNTS = """
[[account]]
platform = "mp"
name = "plain"
town = "bailu"
token = "fuhetoken"
"""


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory, cache_dir: Path, assistant: Assistant
) -> Iterator[Service]:
    """`lvzhi api` with 富河镇 and 白鹭街道, which is built when it is first asked."""
    folder = tmp_path_factory.mktemp("several")
    imported("bailu", folder)
    (folder / "accounts.toml").write_text(ACCOUNTS, encoding="utf-8")
    environment = {
        "LVZHI_DATA_DIR": str(folder),
        "LVZHI_CACHE_DIR": str(own_cache(folder, cache_dir)),
        "LVZHI_ACCOUNTS": str(folder / "accounts.toml"),
    }
    port = free_port()
    arguments = ["-m", "assistant.cli", "api", "--port", str(port)]
    with running(arguments, port, folder / "api.log", environment, "/healthz") as started:
        told = httpx.post(
            f"{started.url}/v1/ask", json={"question": "你好", "town": "bailu"}, timeout=120
        )
        while told.status_code == 503:  # it is being built
            told = httpx.post(
                f"{started.url}/v1/ask", json={"question": "你好", "town": "bailu"}, timeout=120
            )
        assert told.status_code == 200, told.text
        yield started


def got(service: Service, path: str) -> dict[str, Any]:
    response = httpx.get(service.url + path, timeout=60)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_the_towns_are_listed_a_part_at_a_time(service: Service) -> None:
    found = got(service, "/v1/towns")
    assert found["total"] == 2
    fuhe, bailu = found["towns"]
    assert (fuhe["key"], fuhe["name"], fuhe["default"], fuhe["version"]) == (
        "fuhe",
        "富河镇",
        True,
        None,
    )
    assert (bailu["key"], bailu["region"], bailu["duties"], bailu["default"]) == (
        "bailu",
        "福建省南浦市临溪区",
        60,
        False,
    )
    assert len(bailu["version"]) == len("2026-01-01")
    assert got(service, "/v1/towns?offset=1&limit=1")["towns"] == [bailu]
    assert httpx.get(f"{service.url}/v1/towns?limit=1001").status_code == 422


def test_a_question_is_answered_from_the_town_it_names(service: Service) -> None:
    def asked(**more: str) -> dict[str, Any]:
        told = httpx.post(f"{service.url}/v1/ask", json={"question": QUESTION} | more, timeout=60)
        assert told.status_code == 200, told.text
        answer: dict[str, Any] = told.json()
        return answer

    bailu, default = asked(town="bailu"), asked()
    assert (bailu["town"], default["town"]) == ("bailu", "fuhe")
    assert (bailu["list"], bailu["departments"][0]) == ("上收", "临溪区水利局")
    assert "白鹭街道" in bailu["text"]
    assert "临溪" not in default["text"]
    assert default == asked(town="fuhe") | {"latency_ms": default["latency_ms"]}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/search?q=河道采砂", "duties"),
        ("/v1/duties?limit=100", "duties"),
        ("/v1/departments?", "departments"),
    ],
)
def test_the_lists_are_the_towns(service: Service, path: str, name: str) -> None:
    found = got(service, f"{path}&town=bailu")
    assert found["town"] == "bailu"
    assert found[name]
    assert found != got(service, path)
    unknown = httpx.get(f"{service.url}{path}&town=nowhere")
    told = error_of(unknown, 404, "not_found")
    assert told == "没有“nowhere”这个乡镇，应为 fuhe、bailu 之一；不写则用默认的。"
    too_long = httpx.get(f"{service.url}{path}&town={'x' * 41}")
    assert too_long.status_code == 422


def test_a_duty_in_full_is_the_towns(service: Service) -> None:
    assert got(service, "/v1/duties/上收-16?town=bailu")["title"] == "河道采砂许可"
    assert got(service, "/v1/duties/上收-16")["title"] != "河道采砂许可"


def test_models_are_named_by_town(service: Service) -> None:
    names = [model["id"] for model in got(service, "/v1/models")["data"]]
    plain = [f"{name}-plain" for name in ("lvzhi", "lvzhi/fuhe", "lvzhi/bailu")]
    assert names == ["lvzhi", "lvzhi/fuhe", "lvzhi/bailu", *plain]
    assert got(service, "/v1/models/lvzhi/bailu")["id"] == "lvzhi/bailu"
    messages = [{"role": "user", "content": QUESTION}]
    for path, body in (
        ("chat/completions", {"messages": messages}),
        ("responses", {"input": QUESTION}),
    ):
        told = httpx.post(f"{service.url}/v1/{path}", json={"model": "lvzhi/bailu"} | body)
        assert told.json()["lvzhi"]["town"] == "bailu", told.text
        assert "临溪区水利局" in told.text
    wrong = httpx.post(
        f"{service.url}/v1/chat/completions", json={"model": "lvzhi/x", "messages": messages}
    )
    assert "代号有 fuhe、bailu；" in error_of(wrong, 404, "not_found")


def test_an_agent_names_the_town_of_each_tool(service: Service) -> None:
    async def calls() -> tuple[str, list[CallToolResult]]:
        async with Client(f"{service.url}/mcp") as client:
            told = [
                await client.call_tool(tool, {"town": "bailu"} | arguments)
                for tool, arguments in (
                    ("ask", {"question": QUESTION}),
                    ("search_duties", {"question": QUESTION}),
                    ("get_duty", {"duty_id": "上收-16"}),
                    ("list_duties", {}),
                    ("ask", {"question": QUESTION, "town": "nowhere"}),
                )
            ]
            return str(client.instructions), told

    instructions, (*right, wrong) = asyncio.run(calls())
    assert "town 参数，代号有 fuhe、bailu。" in instructions
    for result in right:
        assert result.structured_content is not None, result.content
        assert result.structured_content["town"] == "bailu"
    assert "没有“nowhere”这个乡镇，应为 fuhe、bailu 之一" in str(wrong.content)


def test_a_wechat_account_answers_for_its_town(service: Service) -> None:
    heard = Peer(service.url, "mp/plain").says(QUESTION)
    assert "临溪区水利局" in heard
    assert "白鹭街道" in heard
    assert "富河镇" not in heard
