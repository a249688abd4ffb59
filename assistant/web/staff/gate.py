"""Who may use the staff tab, and for which town: looked at in each single call."""

import functools
import inspect
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any

import gradio

from assistant.log.question_log import FeedbackError
from assistant.notes.book import NoteError
from assistant.service.refusals import RefusedError
from assistant.service.staff_login import COOKIE, StaffLogins
from assistant.staff.question_checks import QuestionError
from assistant.web.staff.labels import SIGN_IN_FIRST
from assistant.web.staff.notice import told
from corpus.source import SourceError

# Of the page that a handler works for; "" for the default's, and where nothing is handled.
_TOWN = ContextVar("town", default="")


class StaffGate:
    """Lets every event handler of the staff's run for nobody else."""

    def __init__(self, logins: StaffLogins, town: gradio.Textbox) -> None:
        """Let in who is signed in there; `town` holds the key of the page's town."""
        self._logins = logins
        self._town_box = town

    @property
    def town(self) -> str:
        """The key of the town that the running handler works for, "" for the default's."""
        return _TOWN.get()

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
            [self._town_box, *inputs],
            [*outputs],
            api_visibility="private",
            # Gradio's own sign of an error covers what it stands on, in English.
            show_progress="full" if shows_progress_on else "hidden",
            show_progress_on=shows_progress_on,
            **options,
        )

    def _guarded(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(handler)
        def checked(request: gradio.Request, town: str, *arguments: Any) -> Any:
            if not self.lets_in(request):
                raise told(SIGN_IN_FIRST)
            token = _TOWN.set(town)
            try:
                return handler(*arguments)
            except (FeedbackError, NoteError, QuestionError, RefusedError, SourceError) as error:
                raise told(str(error)) from error
            finally:
                _TOWN.reset(token)

        # Gradio looks among the parameters, and their types, for what it has to put in.
        own = inspect.signature(handler)
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        first = (inspect.Parameter(name, kind) for name in ("request", "page_town"))
        parameters = (*first, *own.parameters.values())
        checked.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
        checked.__annotations__ = {**handler.__annotations__, "request": gradio.Request}
        return checked
