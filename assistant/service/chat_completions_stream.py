"""A completion as server-sent events: the answer's sentences one by one, then its citations."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator
from typing import Literal, NamedTuple

from pydantic import BaseModel

from assistant.rendering import StructuredAnswer
from assistant.service.chat_completions_models import ChatCompletionChunk, ChunkChoice, Usage
from assistant.service.refusals import Refusal, RefusedError

_SENTENCE_END = re.compile(r"(?<=[。！？；\n])(?=[^。！？；\s”’）」』])")
_DONE = "data: [DONE]\n\n"
_LOG = logging.getLogger(__name__)


class Heading(NamedTuple):
    """What every event of a completion repeats."""

    id: str
    created: int  # seconds since 1970
    model: str


class Told(NamedTuple):
    """An answer as it is told."""

    text: str  # Markdown
    structured: StructuredAnswer
    usage: Usage
    index_version: str


async def events(
    heading: Heading, telling: asyncio.Task[Told], usage_wanted: bool
) -> AsyncIterator[str]:
    """The events, from the first one before the answer is there to `[DONE]`.

    A refusal or a fault ends them with an `error` in place of `[DONE]`, since clients take a
    stream that merely ends for a whole answer. Where the client has gone, the answer is dropped.
    """
    try:
        yield _event(_piece(heading, {"role": "assistant", "content": ""}))
        told = await telling
        for sentence in _SENTENCE_END.split(told.text):
            yield _event(_piece(heading, {"content": sentence}))
        yield _event(_end(heading, told))
        if usage_wanted:
            yield _event(_chunk(heading, usage=told.usage))
        yield _DONE
    except RefusedError as refusal:
        yield _error(refusal)
    except Exception:
        _LOG.exception("a streamed answer failed")
        yield _error(RefusedError(Refusal.FAULT))
    finally:
        telling.cancel()


def _piece(heading: Heading, delta: dict[str, str]) -> ChatCompletionChunk:
    return _chunk(heading, _choice(delta))


def _end(heading: Heading, told: Told) -> ChatCompletionChunk:
    last = _chunk(heading, _choice({}, "stop"))
    return last.model_copy(
        update={"system_fingerprint": told.index_version, "lvzhi": told.structured}
    )


def _choice(delta: dict[str, str], reason: Literal["stop"] | None = None) -> ChunkChoice:
    return ChunkChoice(index=0, delta=delta, finish_reason=reason)


def _chunk(
    heading: Heading, *choices: ChunkChoice, usage: Usage | None = None
) -> ChatCompletionChunk:
    chunk = ChatCompletionChunk(
        **heading._asdict(), object="chat.completion.chunk", choices=choices
    )
    return chunk.model_copy(update={"usage": usage}) if usage else chunk


def _event(chunk: BaseModel) -> str:
    return f"data: {chunk.model_dump_json(exclude_unset=True)}\n\n"


def _error(refusal: RefusedError) -> str:
    return f"data: {json.dumps({'error': refusal.error()}, ensure_ascii=False)}\n\n"
