"""Who asks: whose turn in line a question takes, and of whose rate its length is counted."""

from contextvars import ContextVar
from dataclasses import dataclass

from assistant.service.guard.limits import RateLimiter
from assistant.service.refusals import Refusal, RefusedError

_CHARS_A_USE = 250  # a question of 5,000 characters takes as long as a dozen short ones


@dataclass(frozen=True)
class Asker:
    """A client of any channel, as its rate is counted; by default the only one there is."""

    key: str = ""
    limiter: RateLimiter | None = None

    def use(self) -> None:
        """Count a question or look-up; RefusedError beyond the rate."""
        if self.limiter and (wait_s := self.limiter.wait_s(self.key)) is not None:
            raise RefusedError(Refusal.TOO_MANY, wait_s)

    def charge(self, chars: int) -> None:
        """Count a text's length beyond what its request counted for; RefusedError if too much."""
        cost = chars // _CHARS_A_USE
        if cost and self.limiter and (wait_s := self.limiter.wait_s(self.key, cost)) is not None:
            raise RefusedError(Refusal.TOO_MANY, wait_s)


_NOBODY_ELSE = Asker()
# Set where a client becomes known; what it asks for is done in the same context.
ASKER: ContextVar[Asker] = ContextVar("asker", default=_NOBODY_ELSE)
