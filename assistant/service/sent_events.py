"""Server-sent events: how each door that streams an answer begins, writes and ends them."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Coroutine
from typing import Any, TypeVar

from fastapi.responses import StreamingResponse

from assistant.service.refusals import Refusal, RefusedError

EVENT_STREAM = "text/event-stream"
FIRST_WORD_S = 1.0  # so long a stream waits for its answer, that a failure may be a status
_LOG = logging.getLogger(__name__)

Result = TypeVar("Result")


async def begun(telling: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
    """An answer under way; raises what goes wrong at once, while a status can still tell it."""
    task = asyncio.create_task(telling)
    await asyncio.wait((task,), timeout=FIRST_WORD_S)
    if task.done():
        task.result()
    return task


def streamed(events: AsyncIterator[str]) -> StreamingResponse:
    """Server-sent events that no proxy keeps back."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, headers=headers, media_type=EVENT_STREAM)


def json_event(content: object, name: str = "") -> str:
    """One event, as it is sent; without a name it is a `message`."""
    return event(json.dumps(content, ensure_ascii=False), name)


def event(data: str, name: str = "") -> str:
    """One event whose data, a single line, is written already."""
    return f"event: {name}\ndata: {data}\n\n" if name else f"data: {data}\n\n"


def refusal_of(error: Exception) -> RefusedError:
    """What a stream that fails is ended with; a fault is logged."""
    if isinstance(error, RefusedError):
        return error
    _LOG.error("a streamed answer failed", exc_info=error)
    return RefusedError(Refusal.FAULT)
