"""What the page's HTML says before any script: title, preview of a link, language, the shell."""

import re
from collections.abc import Callable
from html import escape
from typing import NamedTuple

from jinja2 import Environment
from jinja2.ext import Extension
from markupsafe import Markup
from starlette.templating import Jinja2Templates

from assistant.web.labels import CHINESE, title_of
from assistant.web.towns import PARAMETER
from corpus.models import Town
from corpus.vocabulary import words_of

_ADVERTISING = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*/>\s*')
# Their nonces may stand in them already.
_RESIZER = re.compile(
    r"<script\b[^>]*>(?:(?!</script>).)*iframeResizer\.contentWindow.*?</script>", re.S
)
_BUILD = re.compile(
    r'<link rel="stylesheet"[^>]*"\./assets/[^>]*>|<script\b[^>]*"\./assets/[^>]*></script>'
)
_CONFIG = re.compile(
    r"<script\b[^>]*>window\.gradio_config\b.*?</script>(?:<script\b[^>]*>.*?</script>)?", re.S
)
_HEAD, _APP = re.compile(r"(<head>)"), re.compile(r"(<gradio-app\b)")


class Before(NamedTuple):
    """What stands before Gradio's own: in the head, and in the body."""

    town: Town
    is_default: bool  # of the towns
    head: str
    body: str


BeforeOf = Callable[[str], Before]  # by the town that the page's address names


class PreviewExtension(Extension):
    """Puts our own head and first words into Gradio's template as it is compiled."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template without Gradio's own preview; what is large comes after the shell."""
        source = _ADVERTISING.sub("", source).replace('lang="en"', 'lang="zh-CN"', 1)
        source = source.replace("<html", '<html class="lz-loading"', 1)
        source = _BUILD.sub("", _RESIZER.sub("", source))
        config = "".join(_CONFIG.findall(source))
        source = _HEAD.sub(r"\1{{ lz_head(request) }}", _CONFIG.sub("", source), count=1)
        return _APP.sub(lambda app: f"{{{{ lz_body(request) }}}}{config}{app[1]}", source, count=1)


def use_preview(templates: Jinja2Templates, before_of: BeforeOf) -> None:
    """Render these templates with the preview of a town's page, and what stands before it."""
    environment: Environment = templates.env
    if PreviewExtension.identifier not in environment.extensions:
        environment.add_extension(PreviewExtension)
    environment.globals["lz_head"] = lambda request: _head(request, before_of(_named(request)))
    environment.globals["lz_body"] = lambda request: Markup(before_of(_named(request)).body)


def _named(request: object) -> str:
    return str(getattr(request, "query_params", {}).get(PARAMETER, ""))


def _head(request: object, before: Before) -> Markup:
    title, about = (
        escape(title_of(before.town)),
        escape(words_of(before.town).worded(CHINESE.subtitle)),
    )
    picture = escape(f"{str(getattr(request, 'base_url', '/')).rstrip('/')}/pwa_icon/512")
    default = " data-default" if before.is_default else ""
    return Markup(
        f'<title>{title}</title><meta name="description" content="{about}">'
        f'<meta name="lvzhi-town" content="{before.town.key}"{default}>'
        '<meta property="og:type" content="website">'
        '<meta property="og:locale" content="zh_CN">'
        f'<meta property="og:title" content="{title}">'
        f'<meta property="og:description" content="{about}">'
        f'<meta property="og:image" content="{picture}">{before.head}'
    )
