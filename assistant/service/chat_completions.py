"""The OpenAI-compatible endpoint: a bot asks as it would ask a language model."""

import asyncio
import secrets
import time
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute

from assistant.answering import REPLAYED
from assistant.rendering import Markdown, Structured
from assistant.service.chat_completions_models import (
    MODEL,
    ChatCompletion,
    ChatRequest,
    Choice,
    CompletionMessage,
    Model,
    ModelList,
    Usage,
)
from assistant.service.chat_completions_stream import Heading, Told, events
from assistant.service.desk import Desk
from assistant.service.refusals import Refusal, RefusedError
from assistant.service.rest import ERRORS
from assistant.service.validation import invalid
from assistant.talk import TalkState
from corpus.town import available_towns

NO_USER_MESSAGE = (
    "messages 里没有 role 为 user 的消息，应至少有一条；请把要问的话写在它的 content 里。"
)
CHANNEL = "openai"
FIRST_WORD_S = 1.0  # so long a stream waits for its answer, that a failure may be a status
_HEARD = REPLAYED + 1  # messages of the user, the question with them
_TOWN_MODEL = f"{MODEL}-"  # lvzhi-fuhe: one town, by its key
_ERRORS: dict[int | str, dict[str, Any]] = {
    400 if status == 422 else status: told for status, told in ERRORS.items()
}
_EVENTS = "text/event-stream"
_STREAM = {
    "description": "回答；stream 为 true 时是事件流，每个事件一块，以 [DONE] 结束",
    "content": {_EVENTS: {"schema": {"type": "string"}}},
}
_STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def openai_router(desk: Desk) -> APIRouter:
    """`/v1/chat/completions` and `/v1/models`, answered at this desk."""
    router = APIRouter(prefix="/v1", tags=["OpenAI"], route_class=_OpenAIRoute, responses=_ERRORS)

    @router.post(
        "/chat/completions",
        summary="像问语言模型那样问",
        response_model=ChatCompletion,
        responses={200: _STREAM},
    )
    async def complete(asked: ChatRequest) -> ChatCompletion | StreamingResponse:
        heading = Heading(
            f"chatcmpl-{secrets.token_hex(12)}", int(time.time()), asked.model or MODEL
        )
        if not asked.stream:
            return _completion(heading, await _told(desk, asked))
        telling = asyncio.create_task(_told(desk, asked))
        await asyncio.wait((telling,), timeout=FIRST_WORD_S)
        if telling.done():
            telling.result()  # raises what went wrong
        return StreamingResponse(
            events(heading, telling, asked.usage_wanted, desk.metrics),
            headers=_STREAM_HEADERS,
            media_type=_EVENTS,
        )

    @router.get("/models", summary="有哪些乡镇可问")
    def models() -> ModelList:
        return ModelList(data=tuple(Model(id=name) for name in _model_names()))

    @router.get("/models/{name}", summary="其中一个")
    def model(name: Annotated[str, Path(max_length=200, examples=[MODEL])]) -> Model:
        if name not in _model_names():
            raise _no_model(name)
        return Model(id=name)

    return router


class _OpenAIRoute(APIRoute):
    """Answers a request that is not valid with 400, as OpenAI does; its clients tell by that."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler of this route, with other errors."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                refused = invalid(error.errors())
            except RefusedError as error:
                refused = error
            if refused.reason is not Refusal.INVALID:
                raise refused
            raise RefusedError(Refusal.INVALID_CHAT, param=refused.param, sentence=refused.message)

        return handled


async def _told(desk: Desk, asked: ChatRequest) -> Told:
    """The answer to what the user wrote last; a client's other messages are data, not orders."""
    town, texts = _town(asked.model), asked.user_texts
    if not texts:
        raise RefusedError(Refusal.INVALID, param="messages", sentence=NO_USER_MESSAGE)
    *earlier, question = texts[-_HEARD:]
    said = asked.said_before(len(earlier) + 1)
    before = await asyncio.to_thread(_talk_after, desk, town, said) if said else None
    answer, _ = await desk.turn(question, earlier, before, town, CHANNEL)
    assistant = desk.towns.of(town)
    text = Markdown().render(answer, assistant.town)
    return Told(
        text=text,
        structured=Structured().render(answer, assistant.town),
        usage=Usage.of(asked.messages, text),
        index_version=assistant.index_version,
    )


def _talk_after(desk: Desk, town: str, said: str) -> TalkState:
    """The talk by our own message: who drops the user's earlier words may keep that."""
    return desk.towns.of(town).talk_after(said)


def _completion(heading: Heading, told: Told) -> ChatCompletion:
    return ChatCompletion(
        **heading._asdict(),
        system_fingerprint=told.index_version,
        choices=(Choice(message=CompletionMessage(content=told.text)),),
        usage=told.usage,
        lvzhi=told.structured,
    )


def _town(model: str | None) -> str:
    """The key of the town that a model's name stands for, "" for the settings' own.

    RefusedError for a town that is not there: another town's answer would be wrong.
    """
    if not model or not model.startswith(_TOWN_MODEL):
        return ""
    if model not in _model_names():
        raise _no_model(model)
    return model.removeprefix(_TOWN_MODEL)


def _model_names() -> tuple[str, ...]:
    return (MODEL, *(f"{_TOWN_MODEL}{key}" for key in available_towns()))


def _no_model(name: str) -> RefusedError:
    sentence = f"没有“{name[:40]}”这个模型，应为 {'、'.join(_model_names())} 之一。"
    return RefusedError(Refusal.UNKNOWN, param="model", sentence=sentence)
