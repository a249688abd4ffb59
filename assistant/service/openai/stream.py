"""A completion as server-sent events: the answer's sentences one by one, then its citations."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

from assistant.channels.rendering import StructuredAnswer
from assistant.service.openai.models import ChatCompletionChunk, ChunkChoice, Usage
from assistant.service.running.metrics import Metrics
from assistant.service.sent_events import event, json_event, refusal_of

_SENTENCE_END = re.compile(r"(?<=[。！？；\n])(?=[^。！？；\s”’）」』])")
_DONE = event("[DONE]")


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
    heading: Heading, telling: asyncio.Task[Told], usage_wanted: bool, metrics: Metrics
) -> AsyncIterator[str]:
    """The events, from the first one before the answer is there to `[DONE]`.

    A refusal or a fault, counted in `metrics`, ends them with an `error` in place of `[DONE]`,
    since clients take a stream that merely ends for a whole answer. Where the client has gone, the
    answer is dropped.
    """
    try:
        yield _event(_piece(heading, {"role": "assistant", "content": ""}))
        told = await telling
        for sentence in sentences(told.text):
            yield _event(_piece(heading, {"content": sentence}))
        yield _event(_end(heading, told))
        if usage_wanted:
            yield _event(_chunk(heading, usage=told.usage))
        yield _DONE
    except Exception as error:
        refused = refusal_of(error)
        metrics.refused(refused.reason)
        yield json_event({"error": refused.error()})
    finally:
        telling.cancel()


def _piece(heading: Heading, delta: dict[str, str]) -> ChatCompletionChunk:
    return _chunk(heading, ChunkChoice(index=0, delta=delta, finish_reason=None))


def _end(heading: Heading, told: Told) -> ChatCompletionChunk:
    return _chunk(
        heading,
        ChunkChoice(index=0, delta={}, finish_reason="stop"),
        system_fingerprint=told.index_version,
        lvzhi=told.structured,
    )


def _chunk(heading: Heading, *choices: ChunkChoice, **more: Any) -> ChatCompletionChunk:
    return ChatCompletionChunk(
        **heading._asdict(), object="chat.completion.chunk", choices=choices, **more
    )


def _event(chunk: ChatCompletionChunk) -> str:
    return event(chunk.model_dump_json(exclude_unset=True))


def sentences(text: str) -> list[str]:
    """A text in the pieces that it is streamed in."""
    return _SENTENCE_END.split(text)
