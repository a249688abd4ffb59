"""The lists as one plain page, `/lists`: for old phones, without scripts, and without a network."""

from collections.abc import Sequence
from functools import cached_property
from html import escape
from importlib.resources import files
from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from assistant.answering.sets.duty_search import MAX_SEARCH_CHARS, DutyTexts, search_words
from assistant.answering.wording import HOTLINE, brief
from assistant.service.guard.headers import NONCE_KEY
from assistant.service.guard.paths import LIGHT, LISTS
from assistant.service.towns import Towns
from assistant.web.labels import CHINESE, LISTS_NAME, title_of
from assistant.web.labels import LIGHT_NAME as LIGHT_WORDS
from assistant.web.lists import labels
from assistant.web.lists.duty_view import duty_html
from assistant.web.lists.labels import browse_labels
from assistant.web.towns import PARAMETER, chooser, key_of
from corpus.models import Duty, Town

KEPT_TOWNS = 8  # pages made ready
_ASSETS = files("assistant.web") / "assets"


class PlainLists:
    """One town's lists as a page."""

    def __init__(self, town: Town) -> None:
        """Show this town's duties."""
        self.town = town
        self._texts = DutyTexts(town)

    def show(self, request: Request, towns: str) -> Response:
        """All duties, or those with the words of `?q=`, below a chooser of `towns`."""
        text = request.query_params.get("q", "")[:MAX_SEARCH_CHARS]
        searched = bool(text.strip())
        found = self._texts.found(text, []) if searched else self.town.duties
        nonce = str(request.scope.get(NONCE_KEY, ""))
        body = self._rows(found, search_words(text)) if searched else self._all
        return HTMLResponse(self._whole(body, text, len(found), towns, nonce))

    @cached_property
    def _all(self) -> str:
        return self._rows(self.town.duties, ())

    def _rows(self, duties: Sequence[Duty], words: Sequence[str]) -> str:
        groups = groupby(duties, key=lambda duty: (duty.list, duty.section))
        return "".join(
            f"<section><h2>{escape(which.full_name)} · {escape(section)}</h2>"
            f"{''.join(self._row(duty, words) for duty in group)}</section>"
            for (which, section), group in groups
        )

    def _row(self, duty: Duty, words: Sequence[str]) -> str:
        return (
            f'<details id="{duty.duty_id}"><summary><b>{duty.duty_id}</b> '
            f"{escape(brief(duty.title))}</summary>{duty_html(duty, self.town, words)}</details>"
        )

    def _whole(self, body: str, text: str, count: int, towns: str, nonce: str) -> str:
        words = browse_labels(CHINESE.language)
        title = f"{LISTS_NAME} · {escape(title_of(self.town))}"
        css = (_ASSETS / "light.css").read_text(encoding="utf-8")
        script = (_ASSETS / "lists.js").read_text(encoding="utf-8")
        of_town = f"?{PARAMETER}={self.town.key}"
        nothing = "" if count else f"<p>{escape(words.nothing.format(text=text))}</p>"
        return (
            '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{title}</title><style>{css}</style></head><body><h1>{title}</h1>"
            f"{towns}"
            f'<form id="lz-find" method="get" action=".{LISTS}" role="search">'
            f'<input type="hidden" name="{PARAMETER}" value="{self.town.key}">'
            f'<label for="q">{escape(words.search)}</label><input id="q" name="q" type="search"'
            f' maxlength="{MAX_SEARCH_CHARS}" value="{escape(text)}"'
            f' placeholder="{escape(words.search_hint)}"><button>{labels.FIND}</button></form>'
            f'<p id="lz-count" role="status">{escape(words.found.format(count=count))}</p>{nothing}'
            f"<main>{body}</main><footer><p>{escape(labels.OFFLINE_TOO)}</p>"
            f'<p><a href=".{LIGHT}{of_town}">{LIGHT_WORDS}</a> · '
            f'<a href="./{of_town}">{labels.TO_ASK}</a> · '
            f'<a href="tel:{HOTLINE}">{HOTLINE}</a></p></footer>'
            f'<script nonce="{nonce}">{script}</script></body></html>'
        )


def lists_router(towns: Towns) -> APIRouter:
    """`/lists` of the town that the address names."""

    made: dict[str, PlainLists] = {}

    def page(key: str) -> PlainLists:
        town = towns.town(key)
        if key not in made or made[key].town is not town:
            if len(made) >= KEPT_TOWNS:
                del made[next(iter(made))]
            made[key] = PlainLists(town)
        return made[key]

    async def show(request: Request) -> Response:
        key = key_of(towns, request.query_params.get(PARAMETER, ""))
        chosen = chooser(towns, key, CHINESE, f".{LISTS}")
        return page(key).show(request, chosen)

    router = APIRouter(include_in_schema=False)
    router.add_api_route(LISTS, show, methods=["GET"], response_class=HTMLResponse)
    return router
