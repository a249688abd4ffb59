"""What a user said last, so that "2", "更多" and a follow-up question are understood."""

import hashlib
import hmac

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.answering.talk.turns import TalkState
from assistant.service.store import Store

SESSION_S = 1800.0  # after half an hour people have forgotten what "2" was
MAX_PAGES = 20  # that are kept


class Session(BaseModel):
    """One user's conversation, without personal numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    talk: TalkState = TalkState()
    choices: tuple[str, ...] = ()  # duty ids that 1, 2, … mean
    pages: tuple[str, ...] = ()  # of the last answer, not yet shown


class Sessions:
    """Sessions by user key, kept for `SESSION_S` after their last use."""

    def __init__(self, store: Store) -> None:
        """Keep them in `store`."""
        self._store = store

    async def load(self, user: str) -> Session | None:
        """The user's session, if it has not expired; one of another version counts as expired."""
        text = await self._store.get(f"session:{user}")
        try:
            return None if text is None else Session.model_validate_json(text)
        except ValidationError:
            return None

    async def save(self, user: str, session: Session) -> None:
        """Keep the session; of two messages at the same moment, the later one's."""
        await self._store.put(f"session:{user}", session.model_dump_json(), SESSION_S)

    async def forget(self, user: str) -> None:
        """Drop everything known of the user."""
        await self._store.delete(f"session:{user}")
        await self._store.delete(f"late:{user}")

    async def set_late(self, user: str, message: str) -> None:
        """Note that the reply to this message did not reach the user in time."""
        await self._store.put(f"late:{user}", message, SESSION_S)

    async def late(self, user: str) -> str | None:
        """The message whose reply has yet to reach the user."""
        return await self._store.get(f"late:{user}")

    async def clear_late(self, user: str) -> None:
        """Note that the user has had every reply."""
        await self._store.delete(f"late:{user}")


def user_key(secret: str, *identity: str) -> str:
    """A name for a user that tells nobody who it is; the same in every worker."""
    return hmac.new(secret.encode(), "\n".join(identity).encode(), hashlib.sha256).hexdigest()[:32]
