"""What every command does alike: plain errors, JSON, and an assistant that is ready."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from assistant.feedback_file import FeedbackError
from assistant.question_rules import QuestionError
from assistant.settings import Settings, SettingsError
from corpus.source import SourceError
from index.weights import ModelUnavailable

if TYPE_CHECKING:
    from assistant.assistant import Assistant

OUT = Console(highlight=False)
ERR = Console(stderr=True)
USAGE_ERROR = 2  # exit code

# Bad input; each says in clear sentences what is wrong.
PLAIN_ERRORS = (FeedbackError, QuestionError, SourceError, SettingsError, ModelUnavailable)

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取。")]


@contextmanager
def plain_errors() -> Iterator[None]:
    """Bad input ends in clear sentences and exit code 2."""
    try:
        yield
    except PLAIN_ERRORS as error:
        ERR.print(str(error), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(USAGE_ERROR) from None


def load_assistant(settings: Settings | None = None) -> "Assistant":
    """The assistant with all that is live; only new questions are embedded, in sight."""
    # Imported here: what only reads or writes questions starts without the search engine.
    from assistant.assistant import Assistant
    from assistant.console import progress_reporter

    with progress_reporter(ERR) as reporter:
        return Assistant.load(settings or Settings.from_environment(), reporter)


def print_json(data: object) -> None:
    """Indented, Chinese as it is."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
