"""The service worker, `/sw.js`: keeps the light page and the lists for when there is no network."""

import hashlib
from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import Response

from assistant.service.guard.paths import WORKER


def worker_router(index_version: str) -> APIRouter:
    """`/sw.js`; with another index, browsers take the lists anew, with other scripts the page."""
    script, *scripts = (
        (files("assistant.web") / "assets" / name).read_text(encoding="utf-8")
        for name in ("worker.js", "ask_light.js", "light.js")
    )
    kept = "\n".join((index_version, script, *scripts))
    version = hashlib.sha256(kept.encode()).hexdigest()[:12]
    content = script.replace("VERSION", version)
    router = APIRouter(include_in_schema=False)

    @router.get(WORKER)
    def worker() -> Response:
        return Response(
            content,
            media_type="text/javascript; charset=utf-8",
            headers={"Cache-Control": "no-cache"},
        )

    return router
