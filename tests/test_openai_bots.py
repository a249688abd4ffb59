"""Chat completions for what bots really send, and for what nobody should."""

import json
from typing import Any

import httpx
import pytest

from assistant.normalisation import MAX_QUESTION_CHARS
from tests.guarded_app import PHONE
from tests.processes import Service
from tests.troubled_api import BROKEN

QUESTION = "俺家房子快塌了找谁"
USER = {"role": "user", "content": QUESTION}


def post(api: Service, body: Any) -> httpx.Response:
    return httpx.post(f"{api.url}/v1/chat/completions", json=body, timeout=30)


def test_cowagent_in_chat_mode_reads_the_answer_and_its_tokens(api: Service) -> None:
    answer = post(
        api,
        {
            "model": "gpt-5.4",
            "messages": [{"role": "system", "content": "你是微信助手"}, USER],
            "temperature": 0.9,
            "top_p": 1.0,
            "frequency_penalty": 0.0,
            "presence_penalty": 0.0,
        },
    ).json()
    assert "《基本履职事项清单》第68项" in answer["choices"][0]["message"]["content"]
    assert answer["usage"]["completion_tokens"] > 0
    assert answer["usage"]["total_tokens"] == 15 + answer["usage"]["completion_tokens"]


def test_cowagent_in_agent_mode_reads_a_stream_without_tool_calls(api: Service) -> None:
    tool = {"type": "function", "function": {"name": "bash", "parameters": {"type": "object"}}}
    messages = [
        {"role": "system", "content": "You are an agent. Always call a tool."},
        {"role": "user", "content": "低保咋申请"},
        {"role": "assistant", "content": "", "reasoning_content": "", "tool_calls": []},
        {"role": "tool", "tool_call_id": "", "content": "{}"},
        {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
    ]
    body = {
        "model": "custom",
        "messages": messages,
        "stream": True,
        "tools": [tool],
        "tool_choice": "auto",
    }
    told, reasons = "", []
    with httpx.stream("POST", f"{api.url}/v1/chat/completions", json=body, timeout=30) as response:
        for line in response.iter_lines():
            data = line.removeprefix("data:").strip()
            if not data or data == "[DONE]":
                continue
            [choice] = json.loads(data)["choices"]
            assert choice["delta"].keys() <= {"role", "content"}
            told += choice["delta"].get("content") or ""
            reasons.append(choice["finish_reason"])
    assert "《基本履职事项清单》第68项" in told
    assert [reason for reason in reasons if reason] == ["stop"]


def test_litellm_reads_answers_and_streams(api: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # it would ask the internet
    import litellm
    from litellm.exceptions import BadRequestError

    where = {"model": "openai/lvzhi-fuhe", "api_base": f"{api.url}/v1", "api_key": "any"}
    whole = litellm.completion(**where, messages=[USER])
    text = whole.choices[0].message.content
    assert "《基本履职事项清单》第68项" in text
    assert (whole.usage.prompt_tokens, whole.usage.completion_tokens) == (9, len(text))
    chunks = [
        *litellm.completion(
            **where, messages=[USER], stream=True, stream_options={"include_usage": True}
        )
    ]
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    assert "".join(pieces) == text
    with pytest.raises(BadRequestError, match="stream 的值“yes”不对"):
        litellm.completion(**where, messages=[USER], extra_body={"stream": "yes"})


BAD: dict[str, tuple[Any, str, str]] = {
    "no messages": ({}, "messages", "没有写 messages；"),
    "empty messages": ({"messages": []}, "messages", "messages 有 0 条，应为至少 1 条的列表；"),
    "messages as text": ({"messages": QUESTION}, "messages", "应为列表；"),
    "null messages": ({"messages": None}, "messages", "messages 的值“null”不对，应为列表；"),
    "no user": ({"messages": [{"role": "system", "content": "x"}]}, "messages", "至少有一条；"),
    "no role": ({"messages": [{"content": QUESTION}]}, "messages.0.role", "没有写 messages.0.role"),
    "content 5": (
        {"messages": [{"role": "user", "content": 5}]},
        "messages.0.content",
        "messages.0.content 的值“5”不对，应为文字，或内容段的列表；",
    ),
    "part of text": (
        {"messages": [{"role": "user", "content": ["x"]}]},
        "messages.0.content.0",
        "messages.0.content.0 的值“x”不对",
    ),
    "stream yes": (
        {"messages": [USER], "stream": "yes"},
        "stream",
        "stream 的值“yes”不对，应为 true 或 false；",
    ),
    "usage yes": (
        {"messages": [USER], "stream": True, "stream_options": {"include_usage": "yes"}},
        "stream_options.include_usage",
        "应为 true 或 false；",
    ),
    "too long": (
        {"messages": [{"role": "user", "content": "房" * (MAX_QUESTION_CHARS + 1)}]},
        "question",
        "问题有 5001 个字，最多 5000 个字；",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_request_is_a_400_that_names_the_field(api: Service, case: str) -> None:
    body, param, sentence = BAD[case]
    answer = post(api, body)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["type"], error["code"]) == ("invalid_request_error", "invalid_request")
    assert error["param"] == param
    assert sentence in error["message"]
    assert api.process.poll() is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "请求没有内容"),
        (b"{", "请求内容不是 JSON"),
        (b"\xff\xfe{}", "请求内容不是 JSON"),
        (b'{"messages": [{"role": "user", "content": "\xb7\xbf"}]}', "读不懂，应为 UTF-8"),  # GBK
        (b"[]", "请求内容不对，应为 JSON 对象"),
        (b"[" * 100_000, "请求"),
    ],
)
def test_a_body_that_is_no_json_object_is_a_400(
    api: Service, content: bytes, sentence: str
) -> None:
    headers = {"content-type": "application/json"}
    answer = httpx.post(
        f"{api.url}/v1/chat/completions", content=content, headers=headers, timeout=30
    )
    assert answer.status_code == 400
    assert sentence in answer.json()["error"]["message"]


def test_a_body_too_large_is_a_413_in_the_same_envelope(api: Service) -> None:
    answer = post(api, {"messages": [{"role": "user", "content": "房" * 400_000}]})
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "body_too_large"


def test_a_conversation_of_thousands_is_read_from_its_end(api: Service) -> None:
    messages = [{"role": "user", "content": "低保咋申请"}] * 4_900
    answer = post(api, {"messages": [*messages, USER]})
    assert answer.status_code == 200
    assert answer.json()["lvzhi"]["citations"][0]["duty_id"] == "基本-68"


def test_halves_of_characters_are_no_words_and_no_name(api: Service) -> None:
    address = f"{api.url}/v1/chat/completions"
    headers = {"content-type": "application/json"}
    body = b'{"messages": [{"role": "user", "content": "\\udfff"}]}'
    asked = httpx.post(address, content=body, headers=headers, timeout=30)
    assert asked.json()["choices"][0]["message"]["content"].startswith("请说说您想问的事")
    named = httpx.post(
        address, content=b'{"model": "\\ud800",' + body[1:], headers=headers, timeout=30
    )
    assert (named.status_code, named.json()["error"]["param"]) == (400, "model")


def test_other_methods_and_addresses_answer_in_the_same_envelope(api: Service) -> None:
    refused = httpx.get(f"{api.url}/v1/chat/completions", timeout=30)
    assert (refused.status_code, refused.json()["error"]["code"]) == (405, "method_not_allowed")
    missing = httpx.post(f"{api.url}/v1/responses", json={}, timeout=30)
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")


def test_no_number_of_a_person_reaches_the_log(api: Service) -> None:
    call = {"name": f"ask-{PHONE}", "arguments": {"question": [PHONE], "town": PHONE}}
    mcp = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    for name in (call["name"], "ask"):
        call["name"] = name
        httpx.post(f"{api.url}/mcp", json=mcp, headers={"accept": "application/json"}, timeout=30)
    for content in (f"我的电话{PHONE}，低保咋申请", BROKEN, [{"text": {"phone": PHONE}}]):
        post(api, {"model": f"gpt-{PHONE}", "messages": [{"role": "user", "content": content}]})
    httpx.get(f"{api.url}/v1/models/{PHONE}", timeout=30)
    printed = api.printed_once("GET '/v1/models/")
    assert PHONE not in printed
