"""Serving the API alone: `lvzhi api`, by one process or several."""

import sys
import time

from fastapi import FastAPI

from assistant.cli.common import ERR, PLAIN_ERRORS, announcer, load_serving
from assistant.log.question_log import FeedbackStore
from assistant.service.api import build_api
from assistant.service.guard.guard import guard
from assistant.service.rest.keys import KeyRing
from assistant.service.running.building import build_apart
from assistant.service.running.logs import configure_logs
from assistant.service.running.server import bind, run
from assistant.service.running.workers import end_with_supervisor, run_workers
from assistant.service.towns import Towns
from assistant.service.wechat.accounts import load_accounts
from assistant.settings import Settings, SettingsError

NO_SHARED_STORE = (
    "有公众号或企业微信账号时，几个进程要用 Redis 共享去重和会话，不然同一条消息会答几次、"
    "回复的数字认不出。请设 LVZHI_REDIS_URL=redis://127.0.0.1:6379/0，或只开一个进程。"
)
_WORKER = "assistant.service.api_server:worker_api"


def serve_api(host: str, port: int, workers: int) -> int:
    """Serve until told to stop; the exit code. One process needs no supervisor.

    Raises at once, in a clear sentence, where port or settings can't be used.
    """
    started = time.perf_counter()
    listener = bind(host, port)
    configure_logs()
    settings = Settings.from_environment()
    announce, trusted = announcer(host, port, started), settings.trusted_proxies
    if workers == 1:
        run(loaded_api(settings), listener, announce, trusted=trusted)
        return 0
    _check(settings)
    build_apart(settings)  # or every worker would
    return int(not run_workers(_WORKER, listener, workers, announce, trusted))


def loaded_api(settings: Settings) -> FastAPI:
    """The guarded API, its default town loaded."""
    towns = Towns(settings, load_serving)
    app = build_api(towns, settings)
    towns.office()
    guard(app, settings)
    return app


def worker_api() -> FastAPI:
    """The API of one worker; ends the worker where it can't be made."""
    configure_logs()
    end_with_supervisor()
    try:
        return loaded_api(Settings.from_environment())
    except PLAIN_ERRORS as error:
        ERR.print(str(error), style="red", markup=False, soft_wrap=True)
        sys.exit(1)


def _check(settings: Settings) -> None:
    """Find mistakes before any worker starts, so that they are told once."""
    if load_accounts(settings.accounts, settings.towns) and not settings.redis_url:
        raise SettingsError(NO_SHARED_STORE)
    KeyRing(settings.api_keys).known()
    FeedbackStore.open(settings).close()
