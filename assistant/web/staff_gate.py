"""Who may use the staff tab: one password, few tries, and a session that the server keeps."""

import functools
import inspect
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio

from assistant.feedback import FeedbackError
from assistant.question_rules import QuestionError
from assistant.service.limits import RateLimiter, client_key
from assistant.web.staff_labels import SIGN_IN_FIRST, WRONG_PASSWORD, too_many_tries
from assistant.web.staff_notice import told

TRIES = "5/5minute"  # of one client
SESSION_S = 8 * 3600  # a working day
MAX_PASSWORD_CHARS = 200


@dataclass(frozen=True)
class StaffSession:
    """A login; it lies in the server's state of one open page, where a client can't put it."""

    expires_at: float  # time.time()


class StaffGate:
    """Lets staff in, and lets every event handler of theirs run for nobody else."""

    def __init__(self, password: str) -> None:
        """Make the page's place for the login; to be called while the page is built."""
        self._password = password
        self._tries = RateLimiter(TRIES)
        self.session = gradio.State(None, time_to_live=SESSION_S)

    def sign_in(self, password: str, client: str) -> StaffSession:
        """A login for the right password; `gradio.Error` for a wrong one or too many tries.

        Right ones count as tries, too: a client who is let in has no need of more.
        """
        wait_s = self._tries.wait_s(client)
        if wait_s is not None:
            raise told(too_many_tries(wait_s))
        given = password[:MAX_PASSWORD_CHARS].encode("utf-8", "replace")
        if not secrets.compare_digest(given, self._password.encode()):
            raise told(WRONG_PASSWORD)
        return StaffSession(time.time() + SESSION_S)

    def listen(
        self,
        event: Callable[..., Any],
        handler: Callable[..., Any],
        inputs: Sequence[Any] = (),
        outputs: Sequence[Any] = (),
        *,
        shows_progress_on: gradio.components.Component | None = None,
        **options: Any,
    ) -> Any:
        """Run a handler on an event of a component, for staff only.

        Components that a browser does not show can still be used by whoever speaks HTTP, so the
        login is looked at in each call.
        """
        return event(
            self._guarded(handler),
            [self.session, *inputs],
            [*outputs],
            api_visibility="private",
            # Gradio's own sign of an error covers what it stands on, in English.
            show_progress="full" if shows_progress_on else "hidden",
            show_progress_on=shows_progress_on,
            **options,
        )

    def _guarded(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(handler)
        def checked(session: StaffSession | None, *arguments: Any) -> Any:
            if session is None or session.expires_at <= time.time():
                raise told(SIGN_IN_FIRST)
            try:
                return handler(*arguments)
            except (FeedbackError, QuestionError) as error:
                raise told(str(error)) from error

        # Gradio looks for its progress bar among the parameters.
        own = inspect.signature(handler)
        first = inspect.Parameter("session", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        parameters = (first, *own.parameters.values())
        checked.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
        return checked


def client_of(request: gradio.Request) -> str:
    """Who is counted as one client."""
    host = request.client.host if request.client else ""
    return client_key({"client": (host, 0)})
