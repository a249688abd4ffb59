"""Gradio's queue in turns: one client's many questions don't hold everybody else up."""

from collections import Counter
from typing import Any

import gradio
from gradio.queueing import Event, Queue

from assistant.service.guard.limits import client_key
from assistant.service.line import in_turns


class FairQueue(Queue):
    """Gradio's, whose events wait in the order of their clients' turns."""

    async def push(self, *args: Any, **options: Any) -> Any:
        """Take an event in, as Gradio does."""
        taken = await super().push(*args, **options)
        at_work = Counter(_client(event) for job in self.active_jobs for event in job or ())
        for line in self.event_queue_per_concurrency_id.values():
            line.queue[:] = in_turns(line.queue, _client, at_work)
        return taken


def let_take_turns(blocks: gradio.Blocks) -> None:
    """Make the queue of a page fair; to be called once it has one."""
    # `Blocks.queue` makes it of a fixed class.
    blocks._queue.__class__ = FairQueue


def _client(event: Event) -> str:
    return client_key(event.request.scope)
