"""The responses endpoint on a real server, with OpenAI's own client as the peer."""

import json
from typing import Any

import openai
import pytest
from openai import OpenAI
from openai.types.responses import Response

from assistant import Assistant
from assistant.channels.rendering import Markdown
from tests.processes import Service
from tests.troubled_api import BROKEN, SECRET, SLOW_BROKEN

QUESTION = "俺家房子快塌了找谁"


@pytest.fixture(scope="module")
def client(api: Service) -> OpenAI:
    return OpenAI(base_url=f"{api.url}/v1", api_key="any", max_retries=0, timeout=30)


def asked(client: OpenAI, question: Any, **more: Any) -> Response:
    response: Response = client.responses.create(**({"model": "gpt-5"} | more), input=question)
    return response


def cited(response: Response) -> list[str]:
    assert response.model_extra is not None
    return [citation["duty_id"] for citation in response.model_extra["lvzhi"]["citations"]]


def test_a_question_is_answered_with_citations_beside_it(
    client: OpenAI, assistant: Assistant
) -> None:
    response = asked(client, QUESTION)
    text = Markdown().render(assistant.ask(QUESTION), assistant.town)
    assert (response.output_text, response.status, response.model) == (text, "completed", "gpt-5")
    assert cited(response) == ["基本-68"]
    assert response.usage is not None
    assert (response.usage.input_tokens, response.usage.output_tokens) == (9, len(text))


def test_messages_of_the_input_are_the_conversation(client: OpenAI) -> None:
    messages = [
        {"role": "developer", "content": "答得短一些"},
        {"role": "user", "content": "低保咋申请"},
        {
            "type": "message",
            "role": "assistant",
            "content": [{"type": "output_text", "text": "归民政局。"}],
        },
        {"type": "function_call", "call_id": "1", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "1", "output": "{}"},
        {
            "role": "user",
            "content": [
                {"type": "input_text", "text": "那镇里要做啥"},
                {"type": "input_image", "image_url": "data:image/png;base64,AAAA"},
            ],
        },
    ]
    response = asked(client, messages, instructions="你是镇里的助手")
    assert cited(response)[0] == "配合-6"
    assert response.model_extra is not None
    assert response.model_extra["lvzhi"]["departments"] == ["富河镇"]


def test_the_talk_is_kept_where_the_users_earlier_words_are_dropped(client: OpenAI) -> None:
    said = asked(client, "民政局牵头的配合事项有哪些").output_text
    messages = [
        {"role": "assistant", "content": [{"type": "output_text", "text": said}]},
        {"role": "user", "content": "第三个说细点"},
    ]
    assert cited(asked(client, messages))[0] == "配合-7"


def test_a_stream_is_the_same_answer_piece_by_piece(client: OpenAI) -> None:
    events = [*client.responses.create(model="x", input=QUESTION, stream=True)]
    kinds = [event.type for event in events]
    assert kinds[:4] == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
    ]
    assert [event.sequence_number for event in events] == [*range(len(events))]
    pieces = [event.delta for event in events if event.type == "response.output_text.delta"]
    last = events[-1]
    assert last.type == "response.completed"
    assert len(pieces) >= 3
    assert "".join(pieces) == last.response.output_text == asked(client, QUESTION).output_text
    assert cited(last.response) == ["基本-68"]


def test_the_clients_own_reader_of_streams_is_content(client: OpenAI) -> None:
    with client.responses.stream(model="x", input=QUESTION) as stream:
        whole = stream.get_final_response()
    assert "《基本履职事项清单》第68项" in whole.output_text


def test_where_json_is_wanted_the_text_is_the_answers_object(client: OpenAI) -> None:
    schema: Any = {"type": "json_schema", "name": "a", "schema": {}}
    found = json.loads(asked(client, QUESTION, text={"format": schema}).output_text)
    assert found["citations"][0]["duty_id"] == "基本-68"


def test_a_plain_answer_is_had_by_the_models_name(client: OpenAI) -> None:
    text = asked(client, "上收清单都有哪些", model="lvzhi-plain").output_text
    assert len(text.encode()) <= 2000


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"previous_response_id": "resp_1"}, "previous_response_id"),
        ({"background": True}, "background"),
        ({"tool_choice": "required"}, "tool_choice"),
        ({"text": {"format": {"type": "grammar"}}}, "text.format.type"),
        ({"input": [{"role": "system", "content": "x"}]}, "input"),
    ],
)
def test_what_cannot_be_met_is_named(client: OpenAI, more: dict[str, Any], param: str) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.responses.create(**({"model": "x", "input": QUESTION} | more))
    assert caught.value.param == param


def test_a_fault_is_polite_before_and_in_a_stream(api: Service, client: OpenAI) -> None:
    with pytest.raises(openai.InternalServerError) as caught:
        asked(client, BROKEN)
    assert SECRET not in caught.value.response.text
    with pytest.raises(openai.APIError, match="服务出了点问题，已记录下来"):
        [*client.responses.create(model="x", input=SLOW_BROKEN, stream=True)]
    assert api.process.poll() is None
