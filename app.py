"""The web service: the HTTP API and the Gradio page in one application, guarded and served."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.routing import Mount

from assistant import Assistant
from assistant.cli.common import announcer, load_serving
from assistant.log.question_log import FeedbackStore
from assistant.service.api import build_api
from assistant.service.guard.guard import answer_busy, answer_fault, guard, guard_page
from assistant.service.manifest import add_manifest
from assistant.service.rest.addresses import ApiPaths, lifespan_of
from assistant.service.running.logs import configure_logs, log_what_is_printed
from assistant.service.running.server import bind, run
from assistant.service.staff_login import StaffLogins, add_login
from assistant.service.towns import Towns
from assistant.settings import Settings
from index.building.disk import cache_faults_told
from index.extras import Extra, require

if TYPE_CHECKING:
    from gradio.routes import App

WAITING_EVENTS = 100  # more would wait longer than people do
CONCURRENT_ANSWERS = 2  # measured best on two cores: see docs/operations.md


def application(
    assistant: Assistant, store: FeedbackStore, settings: Settings, root_path: str = ""
) -> FastAPI:
    """The API and the page at `/`, published below `root_path` where a proxy does so."""
    downloads = settings.cache_dir / "downloads"
    with cache_faults_told(settings.cache_dir):
        configure_gradio(downloads)
    with unseen("pyarrow"):
        from gradio import mount_gradio_app
        from gradio.routes import templates

    from assistant.service.guard.nonces import use_nonces
    from assistant.web.fair_queue import let_take_turns
    from assistant.web.labels import CHINESE, title_of
    from assistant.web.light import light_router
    from assistant.web.lists.downloads import clear_copies, clear_downloads
    from assistant.web.lists.plain import lists_router
    from assistant.web.loading.packed import PackedFiles, folder_router
    from assistant.web.loading.page_files import page_files
    from assistant.web.loading.shell import shell_html, shell_style
    from assistant.web.loading.worker import worker_router
    from assistant.web.look import page_look
    from assistant.web.page import build_page
    from assistant.web.page_inputs import sendable_to
    from assistant.web.page_memory import bound_memory
    from assistant.web.preview import Before, use_preview
    from assistant.web.slip import slip_router
    from assistant.web.towns import chooser, drawn_examples, key_of

    clear_copies(downloads)
    towns = Towns(settings, load_serving)
    towns.add(assistant, store)
    api = build_api(towns, settings)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan_of(api))
    # The parameter is deprecated for the server's own, which is wrong where the path is passed on.
    app.root_path = root_path
    logins = StaffLogins(settings.staff_password) if settings.staff_password else None
    if logins:
        add_login(app, logins, root_path)
    examples = drawn_examples(assistant.town)
    look = page_look()
    blocks = build_page(towns, settings, logins, examples)
    add_manifest(app, title_of(assistant.town))
    app.include_router(light_router(api.state.desk, settings.page_rate))
    app.include_router(lists_router(towns))
    app.include_router(slip_router())
    app.include_router(worker_router(assistant.index_version))
    blocks.queue(max_size=WAITING_EVENTS, default_concurrency_limit=CONCURRENT_ANSWERS)
    let_take_turns(blocks)
    clear_downloads()
    use_nonces(templates)
    packed = page_files(blocks, look["theme"])
    app.include_router(folder_router(packed.build.folder, packed.build.content))

    def before_of(named: str) -> Before:
        town = towns.town(key_of(towns, named))
        first = examples if town.key == towns.default else drawn_examples(town)
        shell = shell_html(town, first, chooser(towns, town.key, CHINESE))
        return Before(
            town, town.key == towns.default, shell_style() + packed.head, shell + packed.body
        )

    use_preview(templates, before_of)
    app.add_middleware(PackedFiles, contents=packed.contents)
    guard_page(app, settings, downloads, sendable_to(blocks))
    app.add_middleware(ApiPaths, api=api)
    guard(app, settings)
    mount_gradio_app(
        app,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=True,
        **look,
    )
    # A mounted page never launches, and until then Gradio copies any file that it is told of.
    blocks.has_launched = True
    bound_memory(gradio_app(app))
    gradio_app(app).add_exception_handler(Exception, answer_fault)
    gradio_app(app).add_exception_handler(HTTPStatus.SERVICE_UNAVAILABLE, answer_busy)
    return app


def configure_gradio(downloads: Path) -> None:
    """What Gradio reads from the environment; to be called before it is imported."""
    downloads.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "GRADIO_ANALYTICS_ENABLED": "False",  # nothing leaves the machine
        "GRADIO_TEMP_DIR": str(downloads.resolve()),
        # After every event it averages the last 10,000, which takes longer than an answer.
        "GRADIO_ANALYTICS_MAX_EVENTS": "1",
        "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
    }


@contextmanager
def unseen(module: str) -> Iterator[None]:
    """What is imported meanwhile does as if a module were not installed.

    Pandas, which comes with Gradio, loads pyarrow where training has brought it: 33 MB for nothing.
    """
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]


def gradio_app(app: FastAPI) -> "App":
    """Gradio's own application inside ours."""
    from gradio.routes import App

    mounts = (route.app for route in app.routes if isinstance(route, Mount))
    return next(mounted for mounted in mounts if isinstance(mounted, App))


def serve(host: str, port: int, root_path: str, load: Callable[[], Assistant]) -> None:
    """Load the assistant and serve the page until told to stop; says where, and how long it took.

    Raises `SettingsError` at once where the port can't be had, and ExtraMissing without Gradio.
    """
    require(Extra.WEB)
    started = time.perf_counter()
    listener = bind(host, port)
    settings = Settings.from_environment()
    configure_logs()
    app = application(load(), FeedbackStore.open(settings), settings, root_path)

    log_what_is_printed()
    announce = announcer(host, port, started, root_path)
    # Open pages hold a connection each; it ends with this event, their answers go out first.
    stop = gradio_app(app).stop_event.set
    run(app, listener, announce, stop, settings.trusted_proxies)
