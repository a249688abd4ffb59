"""Who may use the staff tab: whose browser has the cookie of a login, in each single call."""

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any

import gradio

from assistant.log.question_log import FeedbackError
from assistant.notes.book import NoteError
from assistant.service.staff_login import COOKIE, StaffLogins
from assistant.staff.question_checks import QuestionError
from assistant.web.staff.labels import SIGN_IN_FIRST
from assistant.web.staff.notice import told


class StaffGate:
    """Lets every event handler of the staff's run for nobody else."""

    def __init__(self, logins: StaffLogins) -> None:
        """Let in who is signed in there."""
        self._logins = logins

    def lets_in(self, request: gradio.Request) -> bool:
        """Whether a call comes from a browser that is signed in."""
        call = request.request
        return call is not None and self._logins.is_signed_in(call.cookies.get(COOKIE, ""))

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
            [*inputs],
            [*outputs],
            api_visibility="private",
            # Gradio's own sign of an error covers what it stands on, in English.
            show_progress="full" if shows_progress_on else "hidden",
            show_progress_on=shows_progress_on,
            **options,
        )

    def _guarded(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(handler)
        def checked(request: gradio.Request, *arguments: Any) -> Any:
            if not self.lets_in(request):
                raise told(SIGN_IN_FIRST)
            try:
                return handler(*arguments)
            except (FeedbackError, NoteError, QuestionError) as error:
                raise told(str(error)) from error

        # Gradio looks among the parameters, and their types, for what it has to put in.
        own = inspect.signature(handler)
        first = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        parameters = (first, *own.parameters.values())
        checked.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
        checked.__annotations__ = {**handler.__annotations__, "request": gradio.Request}
        return checked
