"""Chat completions for what bots really send, and for what nobody should."""

import json
from typing import Any

import httpx
import pytest

from assistant.service.errands import NEXT_QUESTIONS
from assistant.understanding.normalisation import MAX_QUESTION_CHARS
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

    where = {"model": "openai/lvzhi/fuhe", "api_base": f"{api.url}/v1", "api_key": "any"}
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
    missing = httpx.post(f"{api.url}/v1/audio/speech", json={}, timeout=30)
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/chat/completions", "base URL 应以 /v1 结尾"),
        ("/v1/v1/chat/completions", "base URL 应以 /v1 结尾"),
        ("/v1/chat/completions/chat/completions", "base URL 应以 /v1 结尾"),
        ("/responses", "客户端自己会接上 /responses；请改 base URL。"),
        ("/models", "客户端自己会接上 /models；请改 base URL。"),
        ("/v1", "base URL 应以 /v1 结尾"),
        ("/v1/completions", "请改用 /v1/chat/completions"),
        ("/v1/embeddings", "请用 GET /v1/search"),
    ],
)
def test_a_wrong_base_url_is_told_what_to_do(api: Service, path: str, told: str) -> None:
    answer = httpx.post(api.url + path, json={"messages": [USER]}, timeout=30)
    assert (answer.status_code, answer.json()["error"]["type"]) == (404, "invalid_request_error")
    assert told in answer.json()["error"]["message"]


def asked(api: Service, *content: str, **more: Any) -> dict[str, Any]:
    """The answer to a message of these parts."""
    parts = [{"type": "text", "text": text} for text in content]
    body = {"model": "x", "messages": [{"role": "user", "content": parts}], **more}
    answered: dict[str, Any] = post(api, body).json()
    return answered


def test_astrbots_notes_and_photo_are_no_part_of_the_question(api: Service) -> None:
    answer = asked(
        api,
        QUESTION,
        "[Image Attachment: path /AstrBot/data/temp/3f2a.jpg]",
        "<system_reminder>User ID: 7, Nickname: 老王\nNow: 2026-11-27</system_reminder>",
    )
    assert answer["lvzhi"]["resolved_question"] == QUESTION
    assert answer["lvzhi"]["citations"][0]["duty_id"] == "基本-68"


def test_astrbots_quoted_message_is_context(api: Service) -> None:
    quoted = "<Quoted Message>\n(张三): 低保咋申请\n</Quoted Message>"
    answer = asked(api, "那镇里要做啥", quoted)["lvzhi"]
    assert (answer["citations"][0]["duty_id"], answer["departments"]) == ("配合-6", ["富河镇"])


ERRANDS: dict[str, tuple[list[dict[str, str]], str]] = {
    "Dify's check of a model": ([{"role": "user", "content": "ping"}], "pong"),
    "AstrBot's check": ([{"role": "user", "content": "REPLY `PONG` ONLY"}], "pong"),
    "AstrBot's title": (
        [
            {"role": "system", "content": "You are a conversation title generator. No more than…"},
            {
                "role": "user",
                "content": "Generate a concise title for the following query.\n"
                f"<user_query>\n{QUESTION}\n</user_query>",
            },
        ],
        QUESTION,
    ),
    "Cherry Studio's title": (
        [
            {"role": "system", "content": "你要把用户的会话总结成 10 个字以内的标题，不用标点。"},
            USER,
        ],
        QUESTION,
    ),
    "NextChat's title": (
        [
            USER,
            {"role": "assistant", "content": "归镇里。"},
            {"role": "user", "content": "用四五个字返回这句话的简要主题，没有主题就返回“闲聊”"},
        ],
        QUESTION,
    ),
    "Open WebUI's title": (
        [
            {
                "role": "user",
                "content": "### Task:\nGenerate a 3-5 word title with an emoji for the chat.\n"
                '### Output:\nJSON format: { "title": "…" }\n'
                f"<chat_history>\nUSER: {QUESTION}\nASSISTANT: 归镇里。\n</chat_history>",
            }
        ],
        json.dumps({"title": QUESTION}, ensure_ascii=False),
    ),
    "Open WebUI's follow-ups": (
        [
            {
                "role": "user",
                "content": "### Task:\nSuggest 3-5 follow-up questions the user might ask next.\n"
                '### Output:\nJSON format: { "follow_ups": ["…"] }\nUSER: 低保咋申请',
            }
        ],
        '{"follow_ups": ["那镇里要做啥", "哪个部门负责", "镇里还管吗"]}',
    ),
    "Dify's follow-ups": (
        [
            {
                "role": "user",
                "content": f"Human: {QUESTION}\nAssistant: 归镇里。\n"
                "Please predict the three most likely questions, as an array in JSON format",
            }
        ],
        '["那镇里要做啥", "哪个部门负责", "镇里还管吗"]',
    ),
}


@pytest.mark.parametrize("case", ERRANDS)
def test_what_a_client_wants_for_itself_is_no_question(api: Service, case: str) -> None:
    messages, text = ERRANDS[case]
    before = answered_so_far(api)
    answer = post(api, {"model": "lvzhi", "messages": messages}).json()
    assert answer["choices"][0]["message"]["content"] == text
    assert answer["usage"]["completion_tokens"] == len(text)
    assert answered_so_far(api) == before  # and so nothing is in the log


def answered_so_far(api: Service) -> list[str]:
    """The counts of answers by kind."""
    figures = httpx.get(f"{api.url}/metrics", timeout=30).text.splitlines()
    return [line for line in figures if line.startswith("lvzhi_answers_total")]


def test_the_follow_ups_that_are_suggested_are_understood(api: Service) -> None:
    for question in NEXT_QUESTIONS:
        messages = [{"role": "user", "content": text} for text in ("低保咋申请", question)]
        found = post(api, {"messages": messages}).json()["lvzhi"]
        assert found["citations"][0]["duty_id"] == "配合-6"


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
