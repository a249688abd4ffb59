"""The OpenAI-compatible endpoint on a real server, with OpenAI's own client as the peer."""

import asyncio
import base64
import json
import re
import time
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from openai import AsyncOpenAI, OpenAI
from openai.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessageParam

from assistant import Assistant
from assistant.channels.rendering import Markdown
from assistant.service.rest.keys import KeyRing
from assistant.settings import Settings
from tests.in_process import served_api
from tests.processes import Service
from tests.troubled_api import BROKEN, SECRET, SLOW, SLOW_BROKEN, SLOW_S
from tests.wechat_peer import ACCOUNTS

QUESTION = "俺家房子快塌了找谁"
WITH_USAGE: Any = {"include_usage": True}


@pytest.fixture(scope="module")
def client(api: Service) -> OpenAI:
    return OpenAI(base_url=f"{api.url}/v1", api_key="any", max_retries=0, timeout=30)


def user(text: str) -> ChatCompletionMessageParam:
    return {"role": "user", "content": text}


def asked(client: OpenAI, *messages: ChatCompletionMessageParam, **more: Any) -> ChatCompletion:
    completion: ChatCompletion = client.chat.completions.create(
        **({"model": "gpt-4o"} | more), messages=messages
    )
    return completion


def streamed(client: OpenAI, question: str, **more: Any) -> list[ChatCompletionChunk]:
    return [
        *client.chat.completions.create(
            model="gpt-4o", messages=[user(question)], stream=True, **more
        )
    ]


def cited(completion: ChatCompletion) -> list[str]:
    assert completion.model_extra is not None
    return [citation["duty_id"] for citation in completion.model_extra["lvzhi"]["citations"]]


def text_of(chunks: list[ChatCompletionChunk]) -> str:
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def test_a_question_is_answered_as_markdown_with_citations_beside_it(
    client: OpenAI, assistant: Assistant
) -> None:
    completion = asked(client, user(QUESTION))
    answer = assistant.ask(QUESTION)
    text = Markdown().render(answer, assistant.town)
    [choice] = completion.choices
    assert (choice.message.content, choice.finish_reason) == (text, "stop")
    assert (choice.message.role, choice.message.refusal) == ("assistant", None)
    assert cited(completion) == [citation.duty_id for citation in answer.citations]
    assert completion.model_extra is not None
    assert completion.model_extra["lvzhi"]["references"] == ["《基本履职事项清单》第68项"]
    assert completion.usage is not None
    assert (completion.usage.prompt_tokens, completion.usage.completion_tokens) == (9, len(text))
    assert completion.usage.total_tokens == 9 + len(text)
    assert (completion.object, completion.model) == ("chat.completion", "gpt-4o")
    assert completion.system_fingerprint == assistant.index_version
    assert abs(completion.created - time.time()) < 60


def test_earlier_questions_are_the_history(client: OpenAI) -> None:
    said: ChatCompletionMessageParam = {"role": "assistant", "content": "归民政局。"}
    completion = asked(client, user("低保咋申请"), said, user("那镇里要做啥"))
    assert cited(completion)[0] == "配合-6"
    assert completion.model_extra is not None
    assert completion.model_extra["lvzhi"]["departments"] == ["富河镇"]


@pytest.mark.parametrize(
    ("first", "question", "right"),
    [
        ("低保咋申请", "那镇里要做啥", ["配合-6"]),
        ("配合清单第9项", "下一项是什么", ["配合-10"]),
        ("民政局牵头的配合事项有哪些", "第三个说细点", ["配合-7"]),
        ("卫健委承接了哪几项", "那农牧局呢", None),
        ("林草局接走的上收事项", "这里面不带星号的呢", None),
    ],
)
def test_the_talk_is_kept_where_the_users_earlier_words_are_dropped(
    client: OpenAI, assistant: Assistant, first: str, question: str, right: list[str] | None
) -> None:
    said = asked(client, user(first)).choices[0].message.content
    own: ChatCompletionMessageParam = {"role": "assistant", "content": said}
    expected = right or [c.duty_id for c in assistant.ask(question, [first]).citations]
    assert expected
    assert cited(asked(client, own, user(question)))[: len(expected)] == expected


@pytest.mark.parametrize(
    "said", ["归民政局。", "", "见《配合履职事项清单》第999项。", "1. 第5项 别的事"]
)
def test_what_is_not_our_answer_is_no_talk(client: OpenAI, said: str) -> None:
    own: ChatCompletionMessageParam = {"role": "assistant", "content": said}
    assert cited(asked(client, own, user("那镇里要做啥"))) == []


def test_a_system_prompt_is_no_order(client: OpenAI) -> None:
    order: ChatCompletionMessageParam = {"role": "system", "content": "只用英语回答：yes"}
    plain = asked(client, user(QUESTION))
    told = asked(client, order, user(QUESTION))
    assert told.choices[0].message.content == plain.choices[0].message.content


def test_options_of_language_models_change_nothing(client: OpenAI) -> None:
    tool = {"type": "function", "function": {"name": "search", "parameters": {}}}
    options: dict[str, Any] = {
        "tools": [tool],
        "tool_choice": "auto",
        "n": 1,
        "stop": ["。"],
        "temperature": 2,
        "top_p": 0.1,
        "presence_penalty": 1.5,
        "frequency_penalty": -1,
        "max_tokens": 1,
        "seed": 7,
        "logprobs": False,
        "response_format": {"type": "text"},
        "user": "someone",
        "extra_body": {"enable_thinking": False, "无此项": [1, {"a": None}]},
    }
    plain = asked(client, user(QUESTION))
    told = asked(client, user(QUESTION), **options)
    assert [choice.message.content for choice in told.choices] == [plain.choices[0].message.content]
    assert told.choices[0].message.tool_calls is None


def test_the_last_user_message_is_the_question_whatever_follows(client: OpenAI) -> None:
    call: Any = {"id": "1", "type": "function", "function": {"name": "search", "arguments": "{}"}}
    messages: list[ChatCompletionMessageParam] = [
        user(QUESTION),
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "1", "content": "低保咋申请"},
    ]
    assert cited(asked(client, *messages)) == ["基本-68"]
    assert cited(asked(client, *messages, {"role": "assistant", "content": "好"})) == ["基本-68"]


def test_parts_of_a_message_are_read_and_what_a_bot_notes_is_not(client: OpenAI) -> None:
    parts: Any = [
        {"type": "text", "text": QUESTION},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,"}},
        {"type": "text", "text": "<system_reminder>User ID: 7\n低保咋申请</system_reminder>"},
    ]
    completion = asked(client, {"role": "user", "content": parts})
    assert completion.model_extra is not None
    assert completion.model_extra["lvzhi"]["resolved_question"] == QUESTION


FORMS: dict[str, Any] = {
    "json_object": {"type": "json_object"},
    "json_schema": {"type": "json_schema", "json_schema": {"name": "a", "schema": {}}},
}


@pytest.mark.parametrize("form", FORMS)
def test_where_json_is_wanted_the_content_is_the_answers_object(client: OpenAI, form: str) -> None:
    completion = asked(client, user(QUESTION), response_format=FORMS[form])
    content = json.loads(completion.choices[0].message.content or "")
    assert completion.model_extra is not None
    assert content == completion.model_extra["lvzhi"]
    assert content["citations"][0]["duty_id"] == "基本-68"
    pieces = streamed(client, QUESTION, response_format=FORMS[form])
    assert json.loads(text_of(pieces))["references"] == content["references"]


@pytest.mark.parametrize(
    ("name", "value", "param"),
    [
        ("response_format", {"type": "grammar"}, "response_format.type"),
        ("n", 5, "n"),
        ("logprobs", True, "logprobs"),
        ("tool_choice", "required", "tool_choice"),
        ("tool_choice", {"type": "function", "function": {"name": "f"}}, "tool_choice"),
        ("modalities", ["text", "audio"], "modalities.1"),
    ],
)
def test_a_demand_that_cannot_be_met_is_named(
    client: OpenAI, name: str, value: Any, param: str
) -> None:
    with pytest.raises(openai.BadRequestError, match=f"{param}.* 的值.*不对，应为 ") as caught:
        asked(client, user(QUESTION), extra_body={name: value})
    assert caught.value.param == param


@pytest.mark.parametrize("model", ["lvzhi-plain", "lvzhi/fuhe-plain"])
def test_a_plain_answer_has_no_markup_and_fits_into_a_wechat_message(
    client: OpenAI, model: str
) -> None:
    for question in (QUESTION, "上收清单都有哪些", "污染防治那一大项，履职保障就一句话，是哪句？"):
        text = asked(client, user(question), model=model).choices[0].message.content or ""
        assert 0 < len(text.encode()) <= 2000
        assert not any(mark in text for mark in ("  \n", "> ", "\\"))
    cut = str(asked(client, user("上收清单都有哪些"), model=model).choices[0].message.content)
    assert "（太长了，后面的没有显示。" in cut
    assert "http" not in cut  # this service knows no address of its page


def test_a_plain_answer_that_is_cut_leads_to_the_page_whose_address_is_known(
    assistant: Assistant, tmp_path: Path
) -> None:
    (tmp_path / "accounts.toml").write_text(ACCOUNTS, encoding="utf-8")
    with served_api(assistant, tmp_path, LVZHI_ACCOUNTS=str(tmp_path / "accounts.toml")) as address:
        bot = OpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0)
        cut, whole = (
            str(asked(bot, user(text), model="lvzhi-plain").choices[0].message.content)
            for text in ("上收清单都有哪些", "谢谢")
        )
    assert "可以打开网页：https://www.example.gov.cn/lvzhi/m\n" in cut
    assert len(cut.encode()) <= 2000
    assert "http" not in whole


def test_a_picture_alone_is_told_to_be_put_into_words(client: OpenAI) -> None:
    picture: Any = [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]
    completion = asked(client, {"role": "user", "content": picture})
    assert "我还看不了图片" in (completion.choices[0].message.content or "")


def test_a_photo_of_any_size_beside_a_question_does_not_keep_it_from_being_answered(
    client: OpenAI,
) -> None:
    photo = base64.b64encode(bytes(range(256)) * 16_000).decode()  # 4 MB
    parts: Any = [
        {"type": "text", "text": QUESTION},
        {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{photo}"}},
    ]
    assert cited(asked(client, {"role": "user", "content": parts})) == ["基本-68"]
    too_large: Any = [*parts, *([parts[1]] * 5)]
    with pytest.raises(openai.APIStatusError) as caught:
        asked(client, {"role": "user", "content": too_large})
    assert caught.value.status_code == 413
    assert "缩短" not in str(caught.value)


@pytest.mark.parametrize("content", [None, "", "  \n", []])
def test_a_message_without_words_is_asked_for_some(client: OpenAI, content: Any) -> None:
    completion = asked(client, {"role": "user", "content": content})
    assert completion.choices[0].message.content == "请说说您想问的事，比如“俺家房子快塌了找谁”。"
    assert completion.usage is not None
    assert completion.usage.prompt_tokens == 1


def test_what_the_lists_do_not_cover_is_said_in_words(client: OpenAI) -> None:
    completion = asked(client, user("给我写一首关于月亮的诗"))
    assert completion.model_extra is not None
    assert completion.model_extra["lvzhi"]["refused"] is True
    assert cited(completion) == []
    assert "12345" in (completion.choices[0].message.content or "")


def test_a_town_is_chosen_by_the_models_name(client: OpenAI) -> None:
    completion = asked(client, user(QUESTION), model="lvzhi/fuhe")
    assert completion.model_extra is not None
    assert (completion.model, completion.model_extra["lvzhi"]["town"]) == ("lvzhi/fuhe", "fuhe")
    for name in ("lvzhi/nowhere", "lvzhi/../fuhe", "lvzhi-fuhe", "lvzhi/", "lvzhi/plain"):
        with pytest.raises(openai.NotFoundError) as caught:
            asked(client, user(QUESTION), model=name)
        assert caught.value.param == "model"
    assert "应为 lvzhi（默认的乡镇）或 lvzhi/代号，代号有 fuhe；" in str(caught.value)


def test_models_are_the_towns(client: OpenAI) -> None:
    names = ["lvzhi", "lvzhi/fuhe", "lvzhi-plain", "lvzhi/fuhe-plain"]
    assert [model.id for model in client.models.list()] == names
    assert client.models.retrieve("lvzhi/fuhe").owned_by == "lvzhi"
    with pytest.raises(openai.NotFoundError) as caught:
        client.models.retrieve("gpt-4o")
    assert caught.value.param == "model"


def test_a_stream_is_the_same_answer_sentence_by_sentence(client: OpenAI) -> None:
    whole = asked(client, user(QUESTION))
    chunks = streamed(client, QUESTION)
    assert text_of(chunks) == whole.choices[0].message.content
    first, *pieces, last = chunks
    assert (first.choices[0].delta.role, first.choices[0].delta.content) == ("assistant", "")
    assert all((piece.choices[0].delta.content or "").endswith(("。", "\n")) for piece in pieces)
    assert len(pieces) >= 3
    assert [chunk.choices[0].finish_reason for chunk in chunks[:-1]] == [None] * (len(chunks) - 1)
    assert last.choices[0].finish_reason == "stop"
    assert last.model_extra is not None
    assert last.model_extra["lvzhi"]["citations"][0]["duty_id"] == "基本-68"
    assert {chunk.usage for chunk in chunks} == {None}
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_stream_tells_its_usage_where_that_is_asked_for(client: OpenAI) -> None:
    chunks = streamed(client, QUESTION, stream_options=WITH_USAGE)
    assert chunks[-1].choices == []
    assert chunks[-1].usage == asked(client, user(QUESTION)).usage
    assert {chunk.usage for chunk in chunks[:-1]} == {None}


def test_a_stream_ends_with_done_and_is_not_held_back_by_proxies(api: Service) -> None:
    body = {"messages": [user(QUESTION)], "stream": True}
    answer = httpx.post(f"{api.url}/v1/chat/completions", json=body, timeout=30)
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["x-accel-buffering"] == "no"
    *events, done, rest = answer.text.split("\n\n")
    assert (done, rest) == ("data: [DONE]", "")
    assert all(event.startswith("data: {") and "\n" not in event for event in events)


def test_a_slow_answer_is_streamed_from_the_first_word_on(client: OpenAI) -> None:
    started = time.monotonic()
    stream = client.chat.completions.create(model="x", messages=[user(SLOW)], stream=True)
    first = next(iter(stream))
    assert time.monotonic() - started < SLOW_S
    assert first.choices[0].delta.role == "assistant"
    assert text_of([*stream])


def test_many_clients_at_once_get_each_their_own_answer(api: Service, client: OpenAI) -> None:
    questions = [QUESTION, "低保咋申请", "配合清单第9项", "动物检疫现在还是镇里做吗"] * 4

    async def ask_all() -> list[ChatCompletion]:
        async with AsyncOpenAI(base_url=f"{api.url}/v1", api_key="any", timeout=60) as many:
            return await asyncio.gather(
                *(
                    many.chat.completions.create(model="x", messages=[user(text)])
                    for text in questions
                )
            )

    together = [completion.choices[0].message.content for completion in asyncio.run(ask_all())]
    one_by_one = [asked(client, user(text)).choices[0].message.content for text in questions[:4]]
    assert together == one_by_one * 4


def test_an_async_stream_is_the_same_answer(api: Service, client: OpenAI) -> None:
    async def stream() -> list[ChatCompletionChunk]:
        async with AsyncOpenAI(base_url=f"{api.url}/v1", api_key="any", timeout=30) as one:
            chunks = await one.chat.completions.create(
                model="x", messages=[user(QUESTION)], stream=True
            )
            return [chunk async for chunk in chunks]

    assert (
        text_of(asyncio.run(stream())) == asked(client, user(QUESTION)).choices[0].message.content
    )


def test_the_raw_response_is_there_too(client: OpenAI) -> None:
    raw = client.chat.completions.with_raw_response.create(model="x", messages=[user(QUESTION)])
    assert raw.status_code == 200
    assert raw.headers["content-type"] == "application/json"
    assert cited(raw.parse()) == ["基本-68"]


@pytest.mark.parametrize("stream", [False, True])
def test_a_fault_is_a_polite_500_also_before_a_stream(
    api: Service, client: OpenAI, stream: bool
) -> None:
    with pytest.raises(openai.InternalServerError) as caught:
        client.chat.completions.create(model="x", messages=[user(BROKEN)], stream=stream)
    assert caught.value.code == "internal_error"
    assert caught.value.type == "server_error"
    assert "服务出了点问题，已记录下来" in str(caught.value)
    assert not any(word in caught.value.response.text for word in (SECRET, "Traceback", ".py"))
    assert "Traceback" in api.printed_once(SECRET)
    assert caught.value.response.headers["connection"] == "close"


def test_a_fault_in_a_stream_that_has_begun_is_an_error_event(api: Service, client: OpenAI) -> None:
    before = faults(api)
    stream = client.chat.completions.create(model="x", messages=[user(SLOW_BROKEN)], stream=True)
    chunks = iter(stream)
    assert next(chunks).choices[0].delta.role == "assistant"
    with pytest.raises(openai.APIError, match="服务出了点问题，已记录下来") as caught:
        next(chunks)
    assert caught.value.code == "internal_error"
    assert SECRET not in str(caught.value.body)
    api.printed_once("a streamed answer failed")
    assert faults(api) == before + 1


def faults(api: Service) -> float:
    """The faults counted so far."""
    figures = httpx.get(f"{api.url}/metrics", timeout=30).text
    counted = re.search(
        r'^lvzhi_refused_requests_total\{code="internal_error"\} (.+)', figures, re.M
    )
    return float(counted[1]) if counted else 0.0


def test_a_client_that_leaves_a_stream_leaves_nothing_behind(api: Service, client: OpenAI) -> None:
    before = api.printed().count("Traceback")
    for _ in range(2):
        stream = client.chat.completions.create(model="x", messages=[user(SLOW)], stream=True)
        next(iter(stream))
        stream.close()
    assert cited(asked(client, user(QUESTION))) == ["基本-68"]
    assert api.printed().count("Traceback") == before
    assert api.process.poll() is None


def test_without_a_key_and_beyond_the_rate_the_client_knows_the_error(
    assistant: Assistant, tmp_path: Path
) -> None:
    limits = {"LVZHI_API_ACCESS": "keys", "LVZHI_API_KEY_RATE": "2/minute"}
    with served_api(assistant, tmp_path, **limits) as address:
        key = KeyRing(Settings.from_environment({"LVZHI_DATA_DIR": str(tmp_path)}).api_keys)
        good = OpenAI(base_url=f"{address}/v1", api_key=key.add("bot"), max_retries=0)
        for _ in range(2):
            assert cited(asked(good, user(QUESTION))) == ["基本-68"]
        with pytest.raises(openai.RateLimitError) as fast:
            asked(good, user(QUESTION))
        with pytest.raises(openai.AuthenticationError) as unknown:
            asked(good.with_options(api_key="wrong"), user(QUESTION))
    assert (fast.value.code, unknown.value.code) == ("too_many_requests", "invalid_api_key")
    assert 1 <= int(fast.value.response.headers["retry-after"]) <= 60
