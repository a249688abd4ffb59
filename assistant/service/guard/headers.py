"""Security headers, the content security policy among them."""

import base64
import hashlib
import re
import secrets
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.service.guard.paths import PACKED_PREFIX, route_path

NONCE_KEY = "csp_nonce"  # in the ASGI scope: the nonce of this response's inline scripts

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # a ?q= link holds a question
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
}
# Of packed files: a changed one has another name. Scripts and sheets run under the policy of
# their page, and need none of their own.
_FOREVER = "public, max-age=31536000, immutable"
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


class SecurityHeaders:
    """ASGI middleware: puts the headers on every response, and a fresh nonce into the scope."""

    def __init__(
        self, app: ASGIApp, frame_ancestors: Sequence[str] = (), script_hashes: Sequence[str] = ()
    ) -> None:
        """Let `frame_ancestors` (origins) embed the pages of `app`.

        `script_hashes` are CSP sources of inline scripts that are the same in every response.
        """
        self._app = app
        self._frame_ancestors = tuple(frame_ancestors)
        self._script_hashes = tuple(script_hashes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        policy = content_policy(nonce, self._frame_ancestors, self._script_hashes)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if message["status"] == 200 and route_path(scope).startswith(PACKED_PREFIX):
                    headers["X-Content-Type-Options"] = _HEADERS["X-Content-Type-Options"]
                    headers["Cache-Control"] = _FOREVER
                    await send(message)
                    return
                headers.update(_HEADERS)
                headers["Content-Security-Policy"] = policy
                if not self._frame_ancestors:
                    headers["X-Frame-Options"] = "SAMEORIGIN"  # browsers before frame-ancestors
            await send(message)

        await self._app(dict(scope, **{NONCE_KEY: nonce}), receive, with_headers)


def content_policy(
    nonce: str, frame_ancestors: Sequence[str] = (), script_hashes: Sequence[str] = ()
) -> str:
    """The policy; each exception to `'self'` is something Gradio's page can't do without.

    - `'nonce-…'`: the inline scripts of its template, which hold the page's configuration.
    - hashes: inline scripts that it moves from our `head` setting into the document.
    - `'unsafe-eval'`: a `js=` listener reaches the browser as text and is compiled there.
    - `'unsafe-inline'` for styles: components set `style` attributes and add `<style>` elements.
    - `data:` and `blob:`: icons inside its style sheets, downloads made in the browser.
    """
    embedders = " ".join(("'self'", *frame_ancestors))
    scripts = " ".join(("'self'", f"'nonce-{nonce}'", *script_hashes, "'unsafe-eval'"))
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "connect-src 'self' data: blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {embedders}",
        )
    )


def inline_script_hashes(html: str) -> tuple[str, ...]:
    """CSP sources of the inline scripts in a piece of HTML."""
    return tuple(_source(script) for script in _INLINE_SCRIPT.findall(html))


def _source(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
