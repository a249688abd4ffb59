"""What the page's HTML says before any script: title, preview of a link, language, a way on."""

import re
from html import escape

from jinja2 import Environment
from jinja2.ext import Extension
from markupsafe import Markup
from starlette.templating import Jinja2Templates

from assistant.answering.wording import HOTLINE
from assistant.service.guard.paths import LIGHT
from assistant.web import labels as words
from assistant.web.labels import CHINESE, title_of
from corpus.models import Town

_ADVERTISING = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*/>\s*')
_HEAD, _BODY = re.compile(r"(<head>)"), re.compile(r"(<body\b[^>]*>)")
_SLOW_S = 5  # then a way on is shown, until the page is there
_STYLE = (
    "<style>#lz-slow{position:fixed;z-index:9;top:0;left:0;right:0;margin:0;padding:.8rem;"
    "background:#fff;color:#1b2631;font:20px sans-serif;text-align:center;"
    f"animation:lz-slow 0s {_SLOW_S}s both}}"
    "@keyframes lz-slow{from{visibility:hidden}to{visibility:visible}}"
    ".lz-ready #lz-slow{display:none}</style>"
)


class PreviewExtension(Extension):
    """Puts our own head and first words into Gradio's template as it is compiled."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template without Gradio's own preview."""
        source = _ADVERTISING.sub("", source).replace('lang="en"', 'lang="zh-CN"', 1)
        source = _HEAD.sub(r"\1{{ lz_head(request) }}", source, count=1)
        return _BODY.sub(r"\1{{ lz_body }}", source, count=1)


def use_preview(templates: Jinja2Templates, town: Town) -> None:
    """Render these templates with the preview of a town's page."""
    environment: Environment = templates.env
    if PreviewExtension.identifier not in environment.extensions:
        environment.add_extension(PreviewExtension)
    title, about = escape(title_of(town)), escape(CHINESE.subtitle)

    def head(request: object) -> Markup:
        picture = escape(f"{str(getattr(request, 'base_url', '/')).rstrip('/')}/pwa_icon/512")
        return Markup(
            f'<title>{title}</title><meta name="description" content="{about}">'
            '<meta property="og:type" content="website">'
            '<meta property="og:locale" content="zh_CN">'
            f'<meta property="og:title" content="{title}">'
            f'<meta property="og:description" content="{about}">'
            f'<meta property="og:image" content="{picture}">{_STYLE}'
        )

    environment.globals["lz_head"] = head
    environment.globals["lz_body"] = Markup(
        f"<noscript><p>{_way_on(words.NO_SCRIPT)}</p></noscript>"
        f'<p id="lz-slow">{_way_on(words.SLOW)}</p>'
    )


def _way_on(sentence: str) -> str:
    return sentence.format(
        light=f'<a href=".{LIGHT}">{words.LIGHT_NAME}</a>',
        hotline=f'<a href="tel:{HOTLINE}">{HOTLINE}</a>',
    )
