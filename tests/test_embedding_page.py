"""`docs/embedding.md`: its commands, settings and snippets do what they say on a real server."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from mcp import ClientSession
from mcp.types import CallToolResult

from assistant.answering.parts.part import Part
from assistant.service.wechat.accounts import load_accounts
from tests.processes import ROOT, Service
from tests.test_deploy import SETTINGS, parsed
from tests.test_mcp import STDIO_COMMAND, over_http, structured

DOCS = ROOT / "docs"
PAGE = (DOCS / "embedding.md").read_text(encoding="utf-8")
SERVICE = "http://127.0.0.1:8000"


def test_every_kind_of_part_is_told() -> None:
    kinds = {kind.model_fields["type"].default for kind in get_args(get_args(Part)[0])}
    rows = re.search(r"\| `type` \|.*?\n\n", PAGE, re.DOTALL)
    assert rows is not None
    first_cells = "".join(row.split("|")[1] for row in rows[0].splitlines()[2:] if row)
    assert kinds == set(re.findall(r"`(\w+)`", first_cells))


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def lines_of(language: str, program: str) -> list[list[str]]:
    words = (
        shlex.split(line, comments=True)
        for block in blocks(language)
        for line in block.splitlines()
    )
    return [line for line in words if line and line[0] == program]


PYTHON = blocks("python")
COWAGENT, MCP_COMMAND, MCP_MODULE, MCP_HTTP = (json.loads(block) for block in blocks("json"))
# What AstrBot starts by default, as its 4.29 lists it.
ASTRBOT_STARTS = {"python", "python3", "py", "node", "npx", "npm", "pnpm", "yarn", "bun"} | {
    "bunx",
    "deno",
    "uv",
    "uvx",
}


def test_commands_are_taken_by_lvzhi() -> None:
    inline = re.findall(r"`(?:LVZHI_\w+=\S+ )?(lvzhi (?:api|serve|mcp|keys)[^`]*)`", PAGE)
    commands = lines_of("sh", "lvzhi") + [shlex.split(command) for command in inline]
    assert len(commands) >= 6
    for command in commands:
        parsed(command)


def test_settings_files_and_pages_are_there() -> None:
    assert set(re.findall(r"\bLVZHI_[A-Z_]+", PAGE)) <= SETTINGS
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        assert (DOCS / target).exists()


def test_the_curl_command_is_answered(api: Service) -> None:
    [(_, _, header, _, body, url)] = lines_of("sh", "curl")
    name, _, value = header.partition(": ")
    address = url.replace(SERVICE, api.url)
    answer = httpx.post(address, headers={name: value}, content=body.encode(), timeout=30).json()
    assert answer["departments"] == ["富河镇"]
    told = re.findall(r"`(text|departments|citations|notice|refused)`", PAGE)
    assert len(set(told)) == 5
    assert set(told) <= answer.keys()


@pytest.mark.parametrize("code", PYTHON, ids=["in process", "openai"])
def test_python_prints_what_the_comment_says(code: str, api: Service) -> None:
    printed = subprocess.run(
        [sys.executable, "-c", code.replace(SERVICE, api.url)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout
    assert printed.strip() == code.rstrip().rpartition("  # ")[2]


def test_the_configuration_of_cowagent_reaches_the_service(api: Service) -> None:
    """What its client makes of these fields is tested in `test_openai_bots.py`."""
    assert (COWAGENT["bot_type"], COWAGENT["agent"]) == ("custom", False)
    base = COWAGENT["custom_api_base"].replace(SERVICE, api.url)
    body = {
        "model": COWAGENT["model"],
        "messages": [{"role": "user", "content": "低保咋申请"}],
    }
    key = {"Authorization": f"Bearer {COWAGENT['custom_api_key']}"}
    answer = httpx.post(f"{base}/chat/completions", json=body, headers=key, timeout=30).json()
    assert "《配合履职事项清单》第6项" in answer["choices"][0]["message"]["content"]
    assert len(answer["choices"][0]["message"]["content"].encode()) <= 2000
    # It drops the oldest messages beyond so many; a talk of ten answers is kept.
    assert COWAGENT["conversation_max_tokens"] > 10 * answer["usage"]["total_tokens"]
    assert COWAGENT["model"] in [
        model["id"] for model in httpx.get(f"{base}/models").json()["data"]
    ]


def test_the_configuration_of_mcp_reaches_the_service(api: Service) -> None:
    async def use(session: ClientSession) -> tuple[list[str], CallToolResult]:
        tools = (await session.list_tools()).tools
        return [tool.name for tool in tools], await session.call_tool(
            "ask", {"question": "低保咋申请"}
        )

    server = MCP_HTTP["mcpServers"]["lvzhi"]
    assert server["type"] == "streamable-http"
    tools, answer = over_http(api, use, server["url"].removeprefix(SERVICE))
    assert all(f"`{tool}`" in PAGE for tool in tools)
    assert structured(answer)["citations"][0]["duty_id"] == "配合-6"
    command = MCP_COMMAND["mcpServers"]["lvzhi"]
    parsed([command["command"], *command["args"]])
    module = MCP_MODULE["mcpServers"]["lvzhi"]
    assert module["command"] in ASTRBOT_STARTS
    assert [sys.executable, *module["args"]] == STDIO_COMMAND  # which is tested


def test_the_accounts_are_taken_and_have_the_addresses_that_are_told(tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    path.write_text("\n".join(blocks("toml")), encoding="utf-8")
    accounts = load_accounts(path)
    assert [account.platform for account in accounts] == ["mp", "work"]
    for account in accounts:
        told = f"https://www.example.gov.cn/lvzhi/wechat/{account.platform}/{account.name}`"
        assert told in PAGE


def test_dify_can_read_the_document(api: Service) -> None:
    """What its parser needs: a server, names of 64 plain characters, a body one `$ref` deep."""
    document: dict[str, Any] = httpx.get(f"{api.url}/openapi.json", timeout=30).json()
    assert document["servers"][0]["url"] == api.url
    operations = [way for path in document["paths"].values() for way in path.values()]
    assert all(re.fullmatch(r"[\w-]{1,64}", way["operationId"], re.ASCII) for way in operations)
    ask = document["paths"]["/v1/ask"]["post"]
    assert ask["operationId"] == "ask"
    name = ask["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    schema = document["components"]["schemas"][name]
    assert schema["required"] == ["question"]
    assert schema["properties"]["question"]["type"] == "string"
