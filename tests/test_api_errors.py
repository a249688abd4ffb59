"""Every error of the API: one envelope, one Chinese sentence, nothing of the inside."""

import json
import re
from typing import Any

import httpx
import pytest
from pydantic import BaseModel, ValidationError

from assistant.service.guard.bounds import MAX_BODY_BYTES
from assistant.service.openai.models import ChatRequest
from assistant.service.rest.endpoints import AskRequest
from tests.guarded_app import ID_NUMBER, PHONE
from tests.processes import Service
from tests.troubled_api import BROKEN, SECRET

ASK, CHAT = "/v1/ask", "/v1/chat/completions"
REMEDY = "；请改正后重发，写法见 /openapi.json。"
NO_SUCH_DUTY = "没有“配合-60”这一项，应为：基本 1 到 98、配合 1 到 59、上收 1 到 85，例如 配合-40。"


def error_of(answer: httpx.Response, status: int, code: str) -> str:
    """The sentence of an error, its envelope checked."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert set(body) == {"detail", "error"}
    assert set(body["error"]) == {"message", "type", "param", "code"}
    assert body["error"]["code"] == code
    assert body["detail"] == body["error"]["message"]
    assert re.search("[\u4e00-\u9fff]", body["detail"])
    assert body["detail"].endswith("。")
    assert answer.headers["cache-control"] == "no-store"
    return str(body["detail"])


def param_of(answer: httpx.Response) -> Any:
    return answer.json()["error"]["param"]


# body, the field that is told to be wrong, the sentence
BODIES: list[tuple[Any, str | None, str]] = [
    ({}, "question", "没有写 question"),
    ({"question": 5}, "question", "question 的值“5”不对，应为文字"),
    ({"question": None}, "question", "question 的值“null”不对，应为文字"),
    ({"question": ["a"]}, "question", "question 有 1 条，应为文字"),
    ({"question": {"a": 1}}, "question", "question 的值不对，应为文字"),
    ({"question": "问" * 5001}, "question", "question 有 5001 个字，应为最多 5000 个字"),
    ({"question": "a", "history": "b"}, "history", "history 的值“b”不对，应为列表"),
    ({"question": "a", "history": ["b", 3]}, "history.1", "history.1 的值“3”不对，应为文字"),
    (
        {"question": "a", "history": ["b"] * 101},
        "history",
        "history 有 101 条，应为最多 100 条的列表",
    ),
    ({"question": "a", "top_k": 0}, "top_k", "top_k 的值“0”不对，应不小于 1"),
    ({"question": "a", "top_k": 101}, "top_k", "top_k 的值“101”不对，应不大于 100"),
    ({"question": "a", "top_k": "x"}, "top_k", "top_k 的值“x”不对，应为整数"),
    ({"question": "a", "top_k": 1.5}, "top_k", "top_k 的值“1.5”不对，应为整数"),
    ({"question": "a", "topk": 3}, "topk", "没有“topk”这一项，请核对名字"),
    ([], None, "请求内容不对，应为 JSON 对象，Content-Type 应为 application/json"),
]


@pytest.mark.parametrize(("body", "param", "sentence"), BODIES)
def test_a_body_in_the_wrong_form_is_told_what_is_wrong(
    api: Service, body: Any, param: str | None, sentence: str
) -> None:
    answer = httpx.post(api.url + ASK, json=body, timeout=30)
    assert error_of(answer, 422, "invalid_request") == sentence + REMEDY
    assert param_of(answer) == param


# content, content type, status, code, the sentence
CONTENTS = [
    (b"", "application/json", 422, "invalid_request", "请求没有内容，应为 JSON 对象" + REMEDY),
    (
        b"{'question'}",
        "application/json",
        422,
        "invalid_request",
        "请求内容不是 JSON（第 1 个字符处读不懂），应为 UTF-8 的 JSON 对象" + REMEDY,
    ),
    (
        b'{"question": "a"}',
        "text/plain",
        422,
        "invalid_request",
        "请求内容不对，应为 JSON 对象，Content-Type 应为 application/json" + REMEDY,
    ),
    (
        b'{"question": "\\ud800"}',
        "application/json",
        422,
        "invalid_request",
        "question 的值“?”不对，应为 UTF-8 文字" + REMEDY,
    ),
    (
        '{"question": "低保"}'.encode("gbk"),
        "application/json",
        400,
        "bad_request",
        "请求内容读不懂，应为 UTF-8 的 JSON，请按 /openapi.json 重发。",
    ),
    (
        b"[" * 100_000,
        "application/json",
        400,
        "bad_request",
        "请求内容读不懂，应为 UTF-8 的 JSON，请按 /openapi.json 重发。",
    ),
    (
        b"x" * (MAX_BODY_BYTES + 1),
        "application/json",
        413,
        "body_too_large",
        "发送的内容太大，最多 1 MB（带图片的消息 24 MB）；图片和文件我也看不了。"
        "请把想问的事打成一句话，另开一段对话发来。",
    ),
]


@pytest.mark.parametrize(("content", "kind", "status", "code", "sentence"), CONTENTS)
def test_content_that_is_no_request_is_told_what_is_wrong(
    api: Service, content: bytes, kind: str, status: int, code: str, sentence: str
) -> None:
    headers = {"Content-Type": kind}
    answer = httpx.post(api.url + ASK, content=content, headers=headers, timeout=30)
    assert error_of(answer, status, code) == sentence


USER_MESSAGE = {"role": "user", "content": "低保咋申请"}
# endpoint, its model, a body with hundreds of thousands of items, the sentence
COUNTLESS: list[tuple[str, type[BaseModel], Any, str]] = [
    (ASK, AskRequest, {"question": "a", "history": [1] * 450_000}, "history.0 的值“1”不对"),
    (ASK, AskRequest, {"question": "a", "history": [""] * 300_000}, "history 有 300000 条"),
    (CHAT, ChatRequest, {"messages": [1] * 450_000}, "messages.0 的值“1”不对"),
    (CHAT, ChatRequest, {"messages": [USER_MESSAGE] * 15_000}, "messages 有 15000 条"),
    (CHAT, ChatRequest, {"messages": [USER_MESSAGE | {"content": [1] * 450_000}]}, "messages.0.c"),
    (CHAT, ChatRequest, {"messages": [USER_MESSAGE | {"content": [{}] * 300_000}]}, "messages.0.c"),
]


@pytest.mark.parametrize(("path", "model", "body", "sentence"), COUNTLESS)
def test_of_countless_items_only_the_first_is_looked_at(
    api: Service, path: str, model: type[BaseModel], body: Any, sentence: str
) -> None:
    """Before, 450,000 errors were made of one request, in up to 1.8 s of the server's CPU."""
    with pytest.raises(ValidationError) as error:
        model.model_validate(body)
    assert error.value.error_count() == 1
    compact = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json"}
    answer = httpx.post(api.url + path, content=compact, headers=headers, timeout=30)
    status = 422 if path == ASK else 400
    assert error_of(answer, status, "invalid_request").startswith(sentence)


# path, status, code, the sentence's beginning
PATHS = [
    (
        "/v1/duties?list=别的",
        422,
        "invalid_request",
        "list 的值“别的”不对，应为 基本、配合、上收 之一",
    ),
    ("/v1/duties?limit=0", 422, "invalid_request", "limit 的值“0”不对，应不小于 1"),
    ("/v1/duties?limit=101", 422, "invalid_request", "limit 的值“101”不对，应不大于 100"),
    ("/v1/duties?offset=-1", 422, "invalid_request", "offset 的值“-1”不对，应不小于 0"),
    ("/v1/duties?enforcement=x", 422, "invalid_request", "enforcement 的值“x”不对，应为 true 或"),
    ("/v1/duties?departmnt=x", 422, "invalid_request", "没有“departmnt”这一项，请核对名字"),
    ("/v1/duties?section=天文", 404, "not_found", "没有“天文”这个类别，应为：党的建设、"),
    ("/v1/duties?department=天文局", 404, "not_found", "清单里没有“天文局”这个部门，应为："),
    ("/v1/duties?town=x", 404, "not_found", "没有“x”这个乡镇，应为 fuhe 之一；不写则用默认的。"),
    ("/v1/duties/配合-60", 404, "not_found", NO_SUCH_DUTY),
    ("/v1/duties/配合-40?town=..%2F..", 404, "not_found", "没有“../..”这个乡镇，"),
    ("/v1/search", 422, "invalid_request", "没有写 q"),
    ("/v1/search?q=x&k=21", 422, "invalid_request", "k 的值“21”不对，应不大于 20"),
    (
        "/v1/nothing",
        404,
        "not_found",
        "接口里没有“/v1/nothing”这个地址，有哪些请看 /openapi.json。",
    ),
    ("/", 404, "not_found", "接口里没有“/”这个地址，有哪些请看 /openapi.json。"),
    ("/v1/ask", 405, "method_not_allowed", "“/v1/ask”不接受 GET 请求，应为 POST。"),
]


@pytest.mark.parametrize(("path", "status", "code", "sentence"), PATHS)
def test_an_address_in_the_wrong_form_is_told_what_is_wrong(
    api: Service, path: str, status: int, code: str, sentence: str
) -> None:
    answer = httpx.get(api.url + path, timeout=30)
    assert error_of(answer, status, code).startswith(sentence)


def test_a_wrong_method_is_told_the_right_one(api: Service) -> None:
    answer = httpx.delete(api.url + ASK, timeout=30)
    error_of(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"


def test_a_fault_is_told_politely_and_logged_with_its_trace(api: Service) -> None:
    answer = httpx.post(api.url + ASK, json={"question": BROKEN}, timeout=30)
    sentence = error_of(answer, 500, "internal_error")
    assert sentence == "服务出了点问题，已记录下来。请稍后再试，急事请拨打 12345。"
    assert not any(word in answer.text for word in ("Traceback", "Error(", SECRET, ".py"))
    assert "Traceback" in api.printed_once(SECRET)
    assert httpx.get(f"{api.url}/healthz", timeout=30).status_code == 200


def test_personal_numbers_are_neither_repeated_nor_logged(api: Service) -> None:
    wrong = httpx.post(api.url + ASK, json={"question": "a", "history": PHONE}, timeout=30)
    assert error_of(wrong, 422, "invalid_request") == (
        "history 的值“〔手机号〕”不对，应为列表" + REMEDY
    )
    question = f"我的电话{PHONE}，身份证{ID_NUMBER}，低保咋申请"
    assert httpx.post(api.url + ASK, json={"question": question}, timeout=30).status_code == 200
    search = httpx.get(f"{api.url}/v1/search", params={"q": question}, timeout=30)
    assert search.status_code == 200
    missing = httpx.get(f"{api.url}/v1/nobody-{PHONE}", timeout=30)
    error_of(missing, 404, "not_found")
    printed = api.printed_once("/v1/nobody-")
    assert PHONE not in printed
    assert ID_NUMBER not in printed
