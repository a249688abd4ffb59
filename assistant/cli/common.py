"""What every command does alike: plain errors, JSON, and an assistant that is ready."""

import gc
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from assistant.log.file import FeedbackError
from assistant.notes.book import NoteError
from assistant.service.running.building import BuildFailed, build_apart
from assistant.settings import Settings, SettingsError
from assistant.staff.question_checks import QuestionError
from corpus.source import SourceError
from index.building.disk import CacheUnusable
from index.engine.weights import ModelUnavailable
from index.extras import ExtraMissing

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from index.engine.embedding import Embedder

OUT = Console(highlight=False)
ERR = Console(stderr=True)
USAGE_ERROR = 2  # exit code

# Bad input; each says in clear sentences what is wrong.
PLAIN_ERRORS = (
    BuildFailed,
    CacheUnusable,
    ExtraMissing,
    FeedbackError,
    ModelUnavailable,
    NoteError,
    QuestionError,
    SettingsError,
    SourceError,
)

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取。")]
InTown = Annotated[
    str,
    typer.Option("--town", metavar="代号", help="哪个乡镇，见 lvzhi towns；不写则用 LVZHI_TOWN。"),
]
ServedTown = Annotated[
    str,
    typer.Option(
        "--town", metavar="代号", help="不写乡镇的问题按哪个答，代替 LVZHI_TOWN；别的乡镇照样能问。"
    ),
]
Host = Annotated[str, typer.Option(help="监听地址：127.0.0.1 只供本机，0.0.0.0 对外开放。")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="监听端口。")]


@contextmanager
def plain_errors() -> Iterator[None]:
    """Bad input ends in clear sentences and exit code 2."""
    try:
        yield
    except BuildFailed as failed:
        if failed.code != USAGE_ERROR:  # else the process has told it in clear sentences itself
            ERR.print(str(failed), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(USAGE_ERROR) from None
    except PLAIN_ERRORS as error:
        ERR.print(str(error), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(USAGE_ERROR) from None


def settings_of(town: str = "") -> Settings:
    """The environment's settings, for this town where one is named."""
    settings = Settings.from_environment()
    return settings.of_town(town) if town else settings


def serve_by_default(town: str) -> None:
    """Make a town the default of this process and of those that it starts, where one is named."""
    if town:
        os.environ["LVZHI_TOWN"] = settings_of(town).town


def load_assistant(settings: Settings | None = None) -> "Assistant":
    """The assistant with all that is live; only new questions are embedded, in sight."""
    # Imported here: what only reads or writes questions starts without the search engine.
    from assistant.assistant import Assistant
    from assistant.cli.printing.answers import progress_reporter

    with progress_reporter(ERR) as reporter:
        assistant = Assistant.load(settings or Settings.from_environment(), reporter)
    gc.freeze()  # all of it stays to the end, and needs no last search for garbage: 0.2 s
    return assistant


def load_serving(
    settings: Settings | None = None, *, engine: "Embedder | None" = None
) -> "Assistant":
    """The assistant of a process that stays: what has to be built is built by another one."""
    from assistant.assistant import Assistant

    return Assistant.load(settings, apart=build_apart, engine=engine)


def print_json(data: object) -> None:
    """Indented, Chinese as it is."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


def announcer(host: str, port: int, started: float, root_path: str = "") -> Callable[[], None]:
    """What tells that a server answers, where, and how long that took since `started`.

    `started` is of `time.perf_counter`.
    """

    def announce() -> None:
        address = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}{root_path}/"
        took_s = time.perf_counter() - started
        print(f"已就绪：{address}（用时 {took_s:.1f} 秒；按 Ctrl+C 停止）", flush=True)

    return announce
