"""`/qr`: the code on a printed slip, which leads back to the answer or duty on this very page."""

import io
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import Response

from assistant.service.guard.paths import QR
from assistant.service.refusals import Refusal, RefusedError

MAX_LINK_CHARS = 1_000  # a longer one's squares are too small for an old phone's camera
_SCALE = 4  # pixels a square; the page prints it larger or smaller
_KEPT_S = 3_600


def slip_router() -> APIRouter:
    """The address of the code for `?link=…`."""
    router = APIRouter(include_in_schema=False)

    @router.get(QR)
    def code(request: Request, link: str = "") -> Response:  # in a thread: it takes milliseconds
        try:
            content = code_of(_own(link, request))
        except RefusedError as refused:
            return refused.response()
        kept = {"Cache-Control": f"private, max-age={_KEPT_S}"}
        return Response(content, media_type="image/svg+xml", headers=kept)

    return router


def code_of(link: str) -> bytes:
    """The QR code of a link, as SVG."""
    # Imported here: few visitors print.
    from segno import make_qr

    content = io.BytesIO()
    make_qr(link, error="l").save(content, kind="svg", scale=_SCALE, xmldecl=False)
    return content.getvalue()


def _own(link: str, request: Request) -> str:
    """The link, if it leads to this page; RefusedError for any other.

    Else anybody could have an office's site make codes that lead elsewhere.
    """
    try:
        asked = urlsplit(link)
        page = urlsplit(str(request.base_url))
    except ValueError:
        raise RefusedError(Refusal.NOT_FOUND) from None
    is_own = asked.scheme in ("http", "https") and (asked.netloc, asked.path) == (
        page.netloc,
        page.path,
    )
    if not is_own or len(link) > MAX_LINK_CHARS or not (link.isascii() and link.isprintable()):
        raise RefusedError(Refusal.NOT_FOUND)
    return link
