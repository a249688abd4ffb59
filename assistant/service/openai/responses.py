"""The endpoint of OpenAI's newer clients: `/v1/responses`, whole or as a stream of text."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from assistant.service.desk import Desk
from assistant.service.openai.endpoint import OPENAI_ERRORS, OpenAIRoute, told
from assistant.service.openai.models import MODEL
from assistant.service.openai.responses_models import (
    OutputMessage,
    OutputText,
    ResponseObject,
    ResponsesRequest,
    ResponsesUsage,
    numbered,
)
from assistant.service.openai.stream import Told, sentences
from assistant.service.refusals import Refusal, RefusedError
from assistant.service.running.metrics import Metrics
from assistant.service.sent_events import (
    EVENT_STREAM,
    begun,
    json_event,
    refusal_of,
    streamed,
)

NO_USER_INPUT = "input 里没有用户的话，应为一段文字，或至少有一条 role 为 user 的消息。"
_STREAM = {
    "description": "回答；stream 为 true 时是事件流，以 response.completed 结束",
    "content": {EVENT_STREAM: {}},
}


def responses_router(desk: Desk) -> APIRouter:
    """`/v1/responses`, answered at this desk; nothing of it is kept."""
    router = APIRouter(
        prefix="/v1", tags=["OpenAI"], route_class=OpenAIRoute, responses=OPENAI_ERRORS
    )

    @router.post(
        "/responses",
        summary="像问语言模型那样问（新接口）",
        response_model=ResponseObject,
        responses={200: _STREAM},
    )
    async def respond(asked: ResponsesRequest) -> ResponseObject | StreamingResponse:
        if not asked.user_texts:
            raise RefusedError(Refusal.INVALID, param="input", sentence=NO_USER_INPUT)
        opened = ResponseObject(
            id=f"resp_{secrets.token_hex(12)}",
            created_at=int(time.time()),
            status="in_progress",
            model=asked.model or MODEL,
            instructions=asked.instructions,
            text={"format": {"type": asked.format.type}},
        )
        if not asked.stream:
            return _completed(opened, await _telling(desk, asked))
        telling = await begun(_telling(desk, asked))
        return streamed(_events(opened, telling, desk.metrics))

    return router


async def _telling(desk: Desk, asked: ResponsesRequest) -> Told:
    return await told(desk, asked.model, asked.orders, asked.messages, as_json=asked.format.is_json)


def _completed(opened: ResponseObject, answer: Told) -> ResponseObject:
    usage = ResponsesUsage(
        input_tokens=answer.usage.prompt_tokens,
        output_tokens=answer.usage.completion_tokens,
        total_tokens=answer.usage.total_tokens,
    )
    message = OutputMessage(
        id=_message_id(opened), status="completed", content=(OutputText(text=answer.text),)
    )
    done = {"status": "completed", "output": (message,), "usage": usage, "lvzhi": answer.structured}
    return ResponseObject(**(dict(opened) | done))


def _message_id(opened: ResponseObject) -> str:
    return opened.id.replace("resp_", "msg_")


async def _events(
    opened: ResponseObject, telling: asyncio.Task[Told], metrics: Metrics
) -> AsyncIterator[str]:
    """The events; a refusal or a fault ends them with one of type `error`, without completion."""
    number = 0
    try:
        for event in numbered(_opening(opened), number):
            yield _written(event)
            number += 1
        answer = await telling
        for event in numbered(_telling_events(opened, answer), number):
            yield _written(event)
    except Exception as error:
        refused = refusal_of(error)
        metrics.refused(refused.reason)
        told = refused.error()
        # OpenAI's python client raises for an `error` in an event, others read its fields.
        yield _written(told | {"type": "error", "sequence_number": number, "error": told})
    finally:
        telling.cancel()


def _opening(opened: ResponseObject) -> list[dict[str, Any]]:
    response = opened.model_dump(mode="json")
    return [
        {"type": "response.created", "response": response},
        {"type": "response.in_progress", "response": response},
    ]


def _telling_events(opened: ResponseObject, answer: Told) -> list[dict[str, Any]]:
    whole = _completed(opened, answer)
    [message] = whole.output
    place = {"item_id": message.id, "output_index": 0, "content_index": 0}
    empty = OutputText(text="").model_dump(mode="json")
    part = message.content[0].model_dump(mode="json")
    item = message.model_dump(mode="json")
    started = item | {"status": "in_progress", "content": []}
    return [
        {"type": "response.output_item.added", "output_index": 0, "item": started},
        {"type": "response.content_part.added", **place, "part": empty},
        *(
            {"type": "response.output_text.delta", **place, "delta": sentence, "logprobs": []}
            for sentence in sentences(answer.text)
        ),
        {"type": "response.output_text.done", **place, "text": answer.text, "logprobs": []},
        {"type": "response.content_part.done", **place, "part": part},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": whole.model_dump(mode="json")},
    ]


def _written(event: dict[str, Any]) -> str:
    return json_event(event, event["type"])
