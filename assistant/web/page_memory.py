"""What the server remembers of open pages, and its bounds: their states and unread answers."""

import asyncio
import threading
import time
from collections import OrderedDict
from typing import Any

from gradio.blocks import Blocks
from gradio.components import State
from gradio.queueing import Queue
from gradio.routes import App
from gradio.server_messages import EventMessage
from gradio.state_holder import SessionState, StateHolder

MAX_PAGES = 500  # that are remembered, the last used; one that is forgotten begins anew
MAX_UNREAD = 500  # messages to pages that don't read; the longest unread go first
UNREAD_S = 20.0  # a page opens its stream within a round trip; it is gone
_PRUNED_EVERY_S = 1.0


def bound_memory(app: App) -> None:
    """Bound what a mounted Gradio application keeps; to be called before it serves."""
    blocks = app.get_blocks()
    blocks.state_session_capacity = MAX_PAGES
    app.state_holder = PageStates()  # type: ignore[no-untyped-call]
    app.state_holder.set_blocks(blocks)
    queue = blocks._queue
    queue.pending_messages_per_session = Unread(queue)  # type: ignore[assignment]


class PageState(SessionState):
    """The values of a page's `gradio.State`s, and nothing else.

    Gradio's own also holds a copy of each component as the page shows it, for links to a state of
    the page, which are closed here, and for properties that handlers ask for, which ours don't:
    more than 200 kB a page.
    """

    def __init__(self, blocks: Blocks) -> None:
        """Begin with the values that the components have."""
        self.blocks_config = blocks.default_config
        self.config_values: dict[int, Any] = {}
        self.state_data: dict[int, Any] = {}
        self._state_ttl: dict[int, Any] = {}
        self._changed: dict[int, Any] = {}
        self.is_closed = False
        self.STATE_TTL_WHEN_CLOSED = 3_600  # s, as Gradio has it

    def __getitem__(self, key: int) -> Any:
        """A state's value, or a component."""
        return self._changed.pop(key, None) or super().__getitem__(key)

    def __setitem__(self, key: int, value: Any) -> None:
        """Keep a state's value; a changed component only until Gradio has read what to send."""
        if isinstance(self.blocks_config.blocks.get(key), State):
            self.state_data[key] = value
        else:
            self._changed = {key: value}

    def _update_config(self, key: int) -> None: ...

    def _update_value_in_config(self, key: int, value: Any) -> None: ...


class PageStates(StateHolder):
    """The states of the pages that were used last."""

    def __getitem__(self, session_id: str) -> SessionState:
        """The state of a page, begun where it is not known."""
        if session_id not in self.session_data:
            self.session_data[session_id] = PageState(self.blocks)
        return super().__getitem__(session_id)


class _Messages(asyncio.Queue[EventMessage]):
    """What one page has still to read."""

    def __init__(self, unread: "Unread") -> None:
        super().__init__()
        self.unread_since = time.monotonic()
        self.is_read = False
        self._unread = unread

    async def get(self) -> EventMessage:
        self.is_read = True
        try:
            return await super().get()
        finally:
            self.is_read = False
            self.unread_since = time.monotonic()

    def put_nowait(self, item: EventMessage) -> None:
        if self.empty():
            self.unread_since = time.monotonic()
        super().put_nowait(item)
        self._unread.prune()


class Unread(OrderedDict[str, _Messages]):
    """Gradio's messages by page, the last used last; those that nobody reads are dropped."""

    def __init__(self, queue: Queue) -> None:
        """Take the place of the queue's own."""
        super().__init__()
        self._queue = queue
        self._lock = threading.RLock()  # handlers send notices from their own threads
        self._pruned_at = 0.0

    def __getitem__(self, session: str) -> _Messages:
        """A page's messages; those to a page that is gone are not kept."""
        with self._lock:
            if session not in self:
                return _Messages(self)
            self.move_to_end(session)
            return super().__getitem__(session)

    def __setitem__(self, session: str, _: object) -> None:
        """Begin a page's messages; what the queue brings for them has no bound."""
        with self._lock:
            super().__setitem__(session, _Messages(self))
            if len(self) > MAX_PAGES:
                unused = (n for n, kept in self.items() if not kept.is_read and n != session)
                if (longest := next(unused, None)) is not None:
                    del self[longest]

    def __delitem__(self, session: str) -> None:
        """Forget a page, and which answers it waits for."""
        with self._lock:
            self._queue.pending_event_ids_session.pop(session, None)
            if session in self:
                super().__delitem__(session)

    def prune(self) -> None:
        """Drop the messages of pages that are gone, and the longest unread where too many are."""
        now = time.monotonic()
        with self._lock:
            if now - self._pruned_at < _PRUNED_EVERY_S:
                return
            self._pruned_at = now
            unread = sorted(
                (messages.unread_since, session, messages.qsize())
                for session, messages in self.items()
                if not messages.is_read and messages.qsize()
            )
            total = sum(count for _, _, count in unread)
            for since, session, count in unread:
                if now - since > UNREAD_S or total > MAX_UNREAD:
                    del self[session]
                    total -= count
