"""The OpenAI-compatible endpoint: a bot asks as it would ask a language model."""

import secrets
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute

from assistant.answer import Answer, AnswerKind
from assistant.answering.parts.framing import Note, NotePurpose
from assistant.answering.way import REPLAYED
from assistant.channels.rendering import Markdown, PlainText, Renderer, Structured
from assistant.service.desk import Desk
from assistant.service.errands import errand_reply
from assistant.service.openai.models import (
    MODEL,
    USER,
    ChatCompletion,
    ChatRequest,
    Choice,
    CompletionMessage,
    Message,
    Model,
    ModelList,
    Usage,
    said_before,
)
from assistant.service.openai.stream import Heading, Told, events
from assistant.service.refusals import Refusal, RefusedError
from assistant.service.rest.endpoints import ERRORS
from assistant.service.rest.validation import invalid
from assistant.service.sent_events import EVENT_STREAM, begun, streamed

NO_USER_MESSAGE = (
    "messages 里没有 role 为 user 的消息，应至少有一条；请把要问的话写在它的 content 里。"
)
CHANNEL = "openai"
HEARD = REPLAYED + 1  # messages of the user, the question with them
_TOWN_MODEL = f"{MODEL}/"  # lvzhi/fuhe: one town, by its key
_PLAIN = "-plain"  # lvzhi-plain, lvzhi/fuhe-plain: short and without markup, for bots that cut
OPENAI_ERRORS: dict[int | str, dict[str, Any]] = {
    400 if status == 422 else status: told for status, told in ERRORS.items()
}
_STREAM = {
    "description": "回答；stream 为 true 时是事件流，每个事件一块，以 [DONE] 结束",
    "content": {EVENT_STREAM: {"schema": {"type": "string"}}},
}


def openai_router(desk: Desk) -> APIRouter:
    """`/v1/chat/completions` and `/v1/models`, answered at this desk."""
    router = APIRouter(
        prefix="/v1", tags=["OpenAI"], route_class=OpenAIRoute, responses=OPENAI_ERRORS
    )

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
        telling = await begun(_told(desk, asked))
        return streamed(events(heading, telling, asked.usage_wanted, desk.metrics))

    @router.get("/models", summary="有哪些乡镇可问")
    def models() -> ModelList:
        keys = desk.towns.registry.keys
        names = (MODEL, *(f"{_TOWN_MODEL}{key}" for key in keys))
        both = (*names, *(f"{name}{_PLAIN}" for name in names))
        return ModelList(data=tuple(Model(id=name) for name in both))

    @router.get("/models/{name:path}", summary="其中一个")
    def model(name: Annotated[str, Path(max_length=200, examples=[MODEL])]) -> Model:
        if not name.startswith(MODEL):
            raise _no_model(name, desk)
        _wanted(name, desk)
        return Model(id=name)

    return router


class OpenAIRoute(APIRoute):
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
    if not asked.user_texts:
        raise RefusedError(Refusal.INVALID, param="messages", sentence=NO_USER_MESSAGE)
    return await told(desk, asked.model, asked.orders, asked.messages, as_json=asked.json_wanted)


async def told(
    desk: Desk,
    model: str | None,
    orders: Sequence[str],
    messages: Sequence[Message],
    *,
    as_json: bool,
) -> Told:
    """The answer to what the user said last; what a client ordered is data, and no order.

    Our own message before it tells the talk where the client dropped the user's. What a client
    asks for itself is answered without being logged as anybody's question.
    """
    town, plain = _wanted(model, desk)
    texts = [message.text for message in messages if message.role == USER][-HEARD:]
    said = said_before(messages, len(texts))
    *earlier, question = texts
    document = desk.towns.town(town)
    if errand := errand_reply(orders, texts, document):
        said_so = (Note(purpose=NotePurpose.ERRAND, text=errand),)
        answer = Answer(kind=AnswerKind.GREETING, text=errand, parts=said_so, resolved_question="")
        office, as_json = desk.towns.opened(town), False
        version = office.assistant.index_version if office else ""
    else:
        before = (await desk.office(town)).assistant.talk_after(said) if said else None
        answer, _, document, version = await desk.ask(
            question, earlier, before, town=town, channel=CHANNEL
        )
    structured = Structured().render(answer, document)
    page = desk.pages.get(document.key, "")
    renderer: Renderer[str] = PlainText(page) if plain or errand else Markdown()
    text = structured.model_dump_json() if as_json else renderer.render(answer, document)
    return Told(
        text=text,
        structured=structured,
        usage=Usage.of((*orders, *texts), text),
        index_version=version,
    )


def _completion(heading: Heading, told: Told) -> ChatCompletion:
    return ChatCompletion(
        **heading._asdict(),
        system_fingerprint=told.index_version,
        choices=(Choice(message=CompletionMessage(content=told.text)),),
        usage=told.usage,
        lvzhi=told.structured,
    )


def _wanted(model: str | None, desk: Desk) -> tuple[str, bool]:
    """The key of the town that a model's name stands for, and whether it wants plain text.

    The key is "" for the settings' own town, and for the name of any other model, which clients
    send where they can't be told another. RefusedError for a town that is not there: another
    town's answer would be wrong.
    """
    if not model or not model.startswith(MODEL):
        return "", False
    if model in (MODEL, f"{MODEL}{_PLAIN}"):
        return "", model != MODEL
    named = model.removeprefix(_TOWN_MODEL)
    for key in (named, named.removesuffix(_PLAIN)):
        if named != model and desk.towns.registry.find(key):
            return key, key != named
    raise _no_model(model, desk)


def _no_model(name: str, desk: Desk) -> RefusedError:
    sentence = (
        f"没有“{name[:60]}”这个模型，应为 {MODEL}（默认的乡镇）或 {_TOWN_MODEL}代号，"
        f"代号有 {desk.towns.registry.named}；后面加 {_PLAIN} 是短回答。"
    )
    return RefusedError(Refusal.UNKNOWN, param="model", sentence=sentence)
