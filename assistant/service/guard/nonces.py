"""Mends Gradio's page template: the response's nonce on its scripts, its manifest's address."""

import re

from jinja2 import Environment
from jinja2.ext import Extension
from starlette.requests import Request
from starlette.templating import Jinja2Templates

from assistant.service.guard.headers import NONCE_KEY
from assistant.service.manifest import PATH

_SCRIPT = re.compile(r"<script(?=[\s>])")


class NonceExtension(Extension):
    """Writes the nonce into every script tag as a template is compiled.

    The scripts hold the page's configuration, other for every visitor, so no hash fits them.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template with nonces, and the manifest below the sub-path that the page is under."""
        source = source.replace(f'href="{PATH}"', f'href=".{PATH}"')
        return _SCRIPT.sub(f'<script nonce="{{{{ {NONCE_KEY} }}}}"', source)


def use_nonces(templates: Jinja2Templates) -> None:
    """Render these templates with the nonce that `SecurityHeaders` put into the scope."""
    environment: Environment = templates.env
    if NonceExtension.identifier not in environment.extensions:
        environment.add_extension(NonceExtension)
        templates.context_processors.append(_nonce)


def _nonce(request: Request) -> dict[str, str]:
    return {NONCE_KEY: request.scope[NONCE_KEY]}
