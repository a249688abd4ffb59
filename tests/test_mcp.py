"""The MCP server with the SDK's own client as the peer, over HTTP and standard input and output."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from mcp import ClientSession, MCPError, StdioServerParameters
from mcp.client.client import Client
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent

from assistant import Assistant
from assistant.channels.rendering import Structured
from assistant.settings import Settings, SettingsError
from corpus.models import Town
from tests.in_process import served_api
from tests.processes import ROOT, Service
from tests.troubled_api import BROKEN, SECRET

QUESTION = "俺家房子快塌了找谁"
STDIO_COMMAND = [sys.executable, "-m", "assistant.cli", "mcp"]
HELLO = {
    "protocolVersion": "2024-11-05",
    "capabilities": {},
    "clientInfo": {"name": "CowAgent", "version": "2.0"},
}
JSON_ONLY = {"accept": "application/json", "content-type": "application/json"}

Result = TypeVar("Result")
Work = Callable[[ClientSession], Awaitable[Result]]


@asynccontextmanager
async def http_session(url: str) -> AsyncIterator[ClientSession]:
    async with streamable_http_client(url) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        yield session


@asynccontextmanager
async def stdio_session() -> AsyncIterator[ClientSession]:
    command, *arguments = STDIO_COMMAND
    server = StdioServerParameters(command=command, args=arguments, cwd=ROOT)
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        yield session


def over_http(api: Service, work: Work[Result], path: str = "/mcp") -> Result:
    async def run() -> Result:
        async with http_session(api.url + path) as session:
            return await work(session)

    return asyncio.run(run())


def called(api: Service, tool: str, **arguments: Any) -> CallToolResult:
    return over_http(api, lambda session: session.call_tool(tool, arguments))


def structured(result: CallToolResult) -> dict[str, Any]:
    assert not result.is_error, result.content
    [content] = result.content
    assert isinstance(content, TextContent)
    found: dict[str, Any] = result.structured_content
    assert json.loads(content.text) == found
    return found


def refused(result: CallToolResult) -> str:
    assert result.is_error
    [content] = result.content
    assert isinstance(content, TextContent)
    return content.text


@pytest.mark.parametrize("path", ["/mcp", "/mcp/"])
def test_a_question_is_answered_with_citations(
    api: Service, assistant: Assistant, path: str
) -> None:
    result = over_http(api, lambda session: session.call_tool("ask", {"question": QUESTION}), path)
    answer = Structured(parts=False).render(assistant.ask(QUESTION), assistant.town)
    expected = answer.model_dump(mode="json")
    found = structured(result)
    assert found.pop("state")
    assert found | {"latency_ms": 0} == expected | {"latency_ms": 0}


def test_earlier_questions_are_the_history(api: Service) -> None:
    found = structured(called(api, "ask", question="那镇里要做啥", history=["低保咋申请"]))
    assert (found["citations"][0]["duty_id"], found["departments"]) == ("配合-6", ["富河镇"])


def test_a_state_that_was_kept_stands_for_all_that_was_asked(api: Service) -> None:
    first = structured(called(api, "ask", question="民政局牵头的有哪些"))
    second = structured(called(api, "ask", question="第二项镇里干啥", state=first["state"]))
    assert (second["citations"][0]["duty_id"], second["departments"]) == ("配合-6", ["富河镇"])
    others = structured(called(api, "ask", question="那水利局呢", state=first["state"]))
    assert [cited["duty_id"] for cited in others["citations"]] == ["配合-48"]
    wrong = refused(called(api, "ask", question="第二项镇里干啥", state="第二项"))
    assert wrong.startswith("state 不是回答里给的那一串；")


def test_tools_say_what_they_do_and_take(api: Service) -> None:
    tools = over_http(api, lambda session: session.list_tools()).tools
    assert [tool.name for tool in tools] == ["ask", "search_duties", "get_duty", "list_duties"]
    for tool in tools:
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert tool.output_schema is not None
        assert all("description" in field for field in tool.input_schema["properties"].values())
    assert [tool.input_schema.get("required") for tool in tools] == [
        ["question"],
        ["question"],
        ["duty_id"],
        None,
    ]


def test_duties_are_searched(api: Service) -> None:
    found = structured(called(api, "search_duties", question="危房改造", limit=2))
    assert {duty["duty_id"] for duty in found["duties"]} == {"基本-68", "配合-40"}
    assert found["covered"] is True


def test_a_duty_is_read_in_full(api: Service, town: Town) -> None:
    found = structured(called(api, "get_duty", duty_id="配合-40"))
    duty = town.duty("配合-40")
    assert found["blocks"] == duty.model_dump(mode="json")["blocks"]
    assert found["reference"] == "《配合履职事项清单》第40项"


def test_duties_are_listed_by_filters_page_by_page(api: Service, town: Town) -> None:
    wanted = {"list": "上收", "department": "林草局"}
    first = structured(called(api, "list_duties", **wanted, limit=10))
    rest = structured(called(api, "list_duties", **wanted, limit=10, offset=10))
    ids = [duty["duty_id"] for duty in [*first["duties"], *rest["duties"]]]
    assert ids == [
        duty.duty_id
        for duty in town.duties
        if duty.list == "上收" and "巴林左旗林业和草原局" in duty.departments
    ]
    assert first["total"] == rest["total"] == len(ids) == 14


def test_every_duty_is_a_resource(api: Service, town: Town) -> None:
    async def read(session: ClientSession) -> tuple[list[str], list[str], list[str]]:
        listed = (await session.list_resources()).resources
        templates = (await session.list_resource_templates()).resource_templates
        both = [listed[-1].uri, "duty://fuhe/上收-85"]
        texts = [(await session.read_resource(uri)).contents[0] for uri in both]
        return (
            [resource.name for resource in listed],
            [template.uri_template for template in templates],
            [content.model_dump()["text"] for content in texts],
        )

    names, templates, (by_list, by_hand) = over_http(api, read)
    assert names == [duty.duty_id for duty in town.duties]
    assert templates == ["duty://{town}/{duty_id}"]
    assert by_list == by_hand
    assert json.loads(by_list)["duty_id"] == "上收-85"


def test_clients_of_the_newest_protocol_need_no_handshake(api: Service) -> None:
    async def ask() -> tuple[str, CallToolResult]:
        async with Client(f"{api.url}/mcp") as client:
            return client.protocol_version, await client.call_tool("ask", {"question": QUESTION})

    version, result = asyncio.run(ask())
    assert version == "2026-07-28"
    assert structured(result)["citations"][0]["duty_id"] == "基本-68"


def test_cowagents_client_speaks_an_old_protocol_by_hand(api: Service) -> None:
    def post(method: str, params: dict[str, Any], **more: Any) -> httpx.Response:
        return httpx.post(
            f"{api.url}/mcp",
            json={"jsonrpc": "2.0", "method": method, "params": params} | more,
            headers={"accept": "application/json, text/event-stream"},
            timeout=30,
        )

    started = post("initialize", HELLO, id=1).json()["result"]
    assert started["protocolVersion"] == "2024-11-05"
    assert started["serverInfo"]["name"] == "lvzhi"
    assert post("notifications/initialized", {}).status_code == 202
    assert len(post("tools/list", {}, id=2).json()["result"]["tools"]) == 4
    result = post("tools/call", {"name": "ask", "arguments": {"question": QUESTION}}, id=3).json()[
        "result"
    ]
    assert "《基本履职事项清单》第68项" in result["content"][0]["text"]


ABSENT: list[tuple[str, dict[str, Any]]] = [
    ("ask", {"question": QUESTION, "history": None, "town": None}),
    ("ask", {"question": QUESTION, "history": "", "town": ""}),
    ("search_duties", {"question": "危房改造", "limit": None, "town": None}),
    ("get_duty", {"duty_id": "配合-40", "town": None}),
    (
        "list_duties",
        {"list": "", "section": "", "department": "", "enforcement": "", "text": None}
        | {"offset": None, "limit": "", "town": None},
    ),
]


@pytest.mark.parametrize(("tool", "arguments"), ABSENT)
def test_what_is_filled_in_with_nothing_is_left_out(
    api: Service, tool: str, arguments: dict[str, Any]
) -> None:
    given = {name: value for name, value in arguments.items() if value}
    plain = structured(called(api, tool, **given))
    assert structured(called(api, tool, **arguments)) | {"latency_ms": 0} == (
        plain | {"latency_ms": 0}
    )


@pytest.mark.parametrize("question", ["上收清单都有哪些事项", "配合清单都有哪些事项"])
def test_a_list_is_short_and_says_what_is_left_out(
    api: Service, assistant: Assistant, question: str
) -> None:
    result = called(api, "ask", question=question)
    found = structured(result)
    assert len(json.dumps(result.model_dump(mode="json"), ensure_ascii=False).encode()) < 60_000
    count = len(assistant.ask(question).citations)
    assert len(found["citations"]) == len(found["references"]) == 10 < count
    assert f"这里只附前 10 条引文，共 {count} 条；" in found["notice"]


def test_a_count_cites_its_list(api: Service) -> None:
    found = structured(called(api, "ask", question="上收清单一共有几项"))
    assert found["references"] == ["《上收履职事项清单》"]
    assert found["text"].startswith("《上收履职事项清单》共85项：")


@pytest.mark.parametrize(
    "name",
    ["《配合履职事项清单》第40项", "配合第40项", "配合40", "fuhe/配合-40", "duty://fuhe/配合-40"],
)
def test_a_duty_is_found_by_what_it_is_called(api: Service, name: str) -> None:
    assert structured(called(api, "get_duty", duty_id=name))["duty_id"] == "配合-40"


def test_reading_resources_leaves_the_rate_of_asking_alone(
    assistant: Assistant, tmp_path: Path
) -> None:
    async def use(session: ClientSession) -> list[CallToolResult]:
        listed = (await session.list_resources()).resources
        for resource in listed[:8]:
            await session.read_resource(resource.uri)
        return [await session.call_tool("get_duty", {"duty_id": "配合-40"}) for _ in range(4)]

    async def run(url: str) -> list[CallToolResult]:
        async with http_session(f"{url}/mcp") as session:
            return await use(session)

    with served_api(assistant, tmp_path, LVZHI_API_RATE="3/minute") as address:
        *answered, beyond = asyncio.run(run(address))
        assert [structured(one)["duty_id"] for one in answered] == ["配合-40"] * 3
        assert refused(beyond).startswith("问得太快了，请 ")
        rest = [posted(address).status_code for _ in range(30)]
    assert rest[-1] == 429


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("ask", {}, "没有写 question；请按工具的参数说明改正后重试。"),
    ("ask", {"question": 5}, "question 的值“5”不对，应为文字；"),
    ("ask", {"question": ""}, "question 的值“”不对，应为至少 1 个字；"),
    ("ask", {"question": "房" * 300_000}, "question 有 300000 个字，应为最多 5000 个字；"),
    (
        "ask",
        {"question": "低保", "history": ["x"] * 11},
        "history 有 11 条，应为最多 10 条的列表；",
    ),
    ("ask", {"question": "低保", "town": "nowhere"}, "没有“nowhere”这个乡镇，应为 fuhe 之一；"),
    ("search_duties", {"question": "低保", "limit": 21}, "limit 的值“21”不对，应不大于 20；"),
    ("get_duty", {"duty_id": "配合-400"}, "没有“配合-400”这一项，应为：基本 1 到 98、"),
    ("list_duties", {"list": "别的"}, "list 的值“别的”不对，应为 基本、配合、上收 之一；"),
    ("list_duties", {"department": "天文局"}, "清单里没有“天文局”这个部门，应为："),
    ("list_duties", {"offset": -1}, "offset 的值“-1”不对，应不小于 0；"),
    (
        "drop_table",
        {},
        "没有“drop_table”这个工具，应为 ask、search_duties、get_duty、list_duties 之一。",
    ),
]


@pytest.mark.parametrize(("tool", "arguments", "sentence"), BAD)
def test_wrong_arguments_are_told_in_one_sentence(
    api: Service, tool: str, arguments: dict[str, Any], sentence: str
) -> None:
    told = refused(called(api, tool, **arguments))
    assert told.startswith(sentence)
    assert "\n" not in told
    assert api.process.poll() is None


@pytest.mark.parametrize(
    ("uri", "sentence"),
    [
        ("duty://fuhe/配合-400", "没有“配合-400”这一项"),
        ("duty://nowhere/配合-40", "没有“nowhere”这个乡镇"),
        ("file:///etc/passwd", "Unknown resource"),
        ("duty://fuhe/..%2F..%2Fetc", "Unknown resource"),
    ],
)
def test_an_unknown_resource_is_an_error_of_the_protocol(
    api: Service, uri: str, sentence: str
) -> None:
    async def read(session: ClientSession) -> MCPError:
        with pytest.raises(MCPError, match=sentence) as caught:
            await session.read_resource(uri)
        return caught.value

    assert over_http(api, read).code == -32602


def test_a_fault_is_told_politely_and_logged(api: Service) -> None:
    told = refused(called(api, "ask", question=BROKEN))
    assert told == "服务出了点问题，已记录下来。请稍后再试，急事请拨打 12345。"
    printed = api.printed_once("an MCP tool failed")
    assert SECRET in printed[printed.index("an MCP tool failed") :]


CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "get_duty", "arguments": {"duty_id": "配合-40"}},
}


def posted(address: str, body: Any = CALL, **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx.post(f"{address}/mcp", content=content, headers=JSON_ONLY | headers, timeout=30)


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (CALL, {}, 200),  # no handshake before: any worker can answer
        (b"", {}, 400),
        (b"{", {}, 400),
        (b"\xff\xfe", {}, 400),
        ([], {}, 400),
        ({"jsonrpc": "1.0", "id": 1, "method": "ping"}, {}, 400),
        (CALL, {"content-type": "text/plain"}, 400),
        (CALL, {"accept": "text/html"}, 406),
        (CALL, {"mcp-protocol-version": "1999-01-01"}, 400),
        (CALL, {"mcp-session-id": "invented"}, 200),
        (CALL | {"filler": "x" * 1_000_000}, {}, 413),
    ],
)
def test_what_is_no_request_has_a_status_and_no_trace(
    api: Service, body: Any, headers: dict[str, str], status: int
) -> None:
    answer = posted(api.url, body, **headers)
    assert answer.status_code == status
    assert not any(word in answer.text for word in ("Traceback", 'File "', str(ROOT)))
    assert api.process.poll() is None


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_other_methods_are_refused_at_once(api: Service, method: str) -> None:
    headers = {"accept": "text/event-stream"}
    answer = httpx.request(method, f"{api.url}/mcp", headers=headers, timeout=10)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json()["error"]["code"] == "method_not_allowed"


@pytest.fixture(scope="module")
def published(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an API with a name of its own, and a website that may call it."""
    with served_api(
        assistant,
        tmp_path_factory.mktemp("published"),
        LVZHI_MCP_HOSTS="lvzhi.example.gov.cn",
        LVZHI_API_ORIGINS="https://www.example.gov.cn",
    ) as address:
        yield address


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"host": "lvzhi.example.gov.cn"}, None),
        ({"host": "LVZHI.example.gov.cn:8443"}, None),
        ({"host": "localhost:1"}, None),
        ({"host": "evil.example"}, "wrong_host"),
        ({"host": "lvzhi.example.gov.cn.evil.example"}, "wrong_host"),
        ({"host": "[x"}, "wrong_host"),
        ({"origin": "https://www.example.gov.cn"}, None),
        ({"origin": "https://lvzhi.example.gov.cn"}, None),
        ({"origin": "http://localhost:6274"}, None),
        ({"origin": "https://evil.example"}, "wrong_origin"),
        ({"origin": "null"}, "wrong_origin"),
    ],
)
def test_only_known_hosts_and_websites_may_call(
    published: str, headers: dict[str, str], code: str | None
) -> None:
    answer = posted(published, **headers)
    status = {None: 200, "wrong_host": 421, "wrong_origin": 403}[code]
    assert answer.status_code == status
    assert answer.json().get("error", {}).get("code") == code


def test_scripts_of_a_named_website_may_send_the_protocols_headers(published: str) -> None:
    asked = {
        "origin": "https://www.example.gov.cn",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,mcp-method,mcp-name,mcp-protocol-version",
    }
    answer = httpx.options(f"{published}/mcp", headers=asked, timeout=10)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "https://www.example.gov.cn"


@pytest.mark.parametrize("host", ["https://lvzhi.example.gov.cn", "lvzhi.example.gov.cn:443", "村"])
def test_a_name_that_is_no_host_is_refused_at_the_start(host: str) -> None:
    with pytest.raises(SettingsError, match=f"LVZHI_MCP_HOSTS 里的“{host}”不是主机名，应像 "):
        Settings.from_environment({"LVZHI_MCP_HOSTS": host})


@pytest.mark.model
@pytest.mark.server
def test_standard_input_and_output_serve_the_same(town: Town) -> None:
    async def use() -> tuple[list[str], CallToolResult, CallToolResult, int]:
        async with stdio_session() as session:
            tools = (await session.list_tools()).tools
            answer = await session.call_tool("ask", {"question": QUESTION})
            wrong = await session.call_tool("ask", {"question": 5})
            resources = (await session.list_resources()).resources
            return [tool.name for tool in tools], answer, wrong, len(resources)

    names, answer, wrong, resources = asyncio.run(use())
    assert names == ["ask", "search_duties", "get_duty", "list_duties"]
    assert structured(answer)["citations"][0]["duty_id"] == "基本-68"
    assert refused(wrong).startswith("question 的值“5”不对，应为文字；")
    assert resources == len(town.duties)


@pytest.mark.model
@pytest.mark.server
def test_standard_output_holds_nothing_but_the_protocol() -> None:
    lines = [
        json.dumps(CALL | {"id": 1}),  # before the handshake
        "not json",
        json.dumps({"jsonrpc": "2.0", "id": 2, "method": "initialize", "params": HELLO}),
        json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        json.dumps(CALL | {"id": 3}),
    ]
    with subprocess.Popen(
        STDIO_COMMAND,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as served:
        assert served.stdin is not None
        assert served.stdout is not None
        served.stdin.write("\n".join(lines) + "\n")
        served.stdin.flush()
        early, started, found = (json.loads(served.stdout.readline()) for _ in range(3))
        rest, errors = served.communicate(timeout=30)
    assert (early["id"], early["error"]["code"]) == (1, -32602)
    assert started["result"]["serverInfo"]["title"] == "履职问答"
    assert found["result"]["structuredContent"]["duty_id"] == "配合-40"
    assert (served.returncode, rest) == (0, "")
    assert "Traceback" not in errors
