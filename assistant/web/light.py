"""The light page `/m`: for old phones and WebViews, a form that also works without any script."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import parse_qs, quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from assistant.answering.wording import HOTLINE
from assistant.log.personal_data import without_personal_numbers
from assistant.notes.note import NoteKind
from assistant.service.asker import ASKER, Asker
from assistant.service.desk import Asked, Desk, Wait
from assistant.service.guard.headers import NONCE_KEY
from assistant.service.guard.limits import RateLimiter, client_key
from assistant.service.guard.paths import LIGHT, LISTS
from assistant.service.refusals import Refusal, RefusedError
from assistant.service.sent_events import (
    EVENT_STREAM,
    begun,
    json_event,
    refusal_of,
    streamed,
)
from assistant.web import labels as words
from assistant.web.chat.card import plain_card
from assistant.web.chat.next_questions import next_questions, thread_of
from assistant.web.labels import CHINESE, title_of
from assistant.web.towns import PARAMETER, chooser, examples_of, key_of
from corpus.models import Town
from corpus.vocabulary import words_of

CHANNEL = "light"  # in the question log
MAX_FORM_BYTES = 60_000  # a question of 5,000 characters and three earlier ones, encoded
KEEP_ALIVE_S = 3.0  # so often who waits is told so; slow lines and proxies give up on silence
BUILDING_S = 300.0  # so long a stream waits for a town; an index is built in one or two minutes
_WAITING = {
    Wait.TOWN: words.LIGHT_OPENING,
    Wait.TURN: words.LIGHT_IN_LINE,
    Wait.ANSWER: words.LIGHT_SEARCHING,
}
_REMEMBERED = 3  # earlier questions; a follow-up leans on the last ones


class _Turn(NamedTuple):
    """A question with its answer, and the fields that the next one is sent with."""

    said: str = ""
    fields: str = ""


class LightPage:
    """The page as it is put together for each request."""

    def __init__(self, desk: Desk, rate: str) -> None:
        """Ask at this desk, as often as `rate` allows each client."""
        self._desk = desk
        self._limiter = RateLimiter(rate)

    async def show(self, request: Request) -> Response:
        """The page, with the answer to `?q=` where there is one."""
        town = key_of(self._desk.towns, request.query_params.get(PARAMETER, ""))
        return await self._page(request, request.query_params.get("q", ""), (), town)

    async def ask(self, request: Request) -> Response:
        """The page with the answer to its form; its script accepts a stream of events instead.

        A refusal at once has its status, as for all who ask for a stream.
        """
        try:
            form = await _form(request)
            question, earlier = form.get("q", [""])[0], form.get("h", [])[-_REMEMBERED:]
            town = key_of(self._desk.towns, form.get(PARAMETER, [""])[0])
            if EVENT_STREAM not in request.headers.get("accept", ""):
                return await self._page(request, question, earlier, town)
            telling = await begun(self._turn(request, question, earlier, town, BUILDING_S))
            return streamed(self._events(telling, client_key(request.scope), town))
        except RefusedError as refused:
            self._desk.metrics.refused(refused.reason)
            return refused.response()

    async def _events(
        self, telling: asyncio.Task[_Turn], client: str, town: str
    ) -> AsyncIterator[str]:
        """`waiting` again and again, then `answer` or `refused`; dropped if the client has gone."""
        try:
            while not telling.done():
                sentence = _WAITING[self._desk.wait_of(client, town)]
                yield json_event({"sentence": sentence}, "waiting")
                await asyncio.wait((telling,), timeout=KEEP_ALIVE_S)
            yield json_event({"html": "".join(telling.result())}, "answer")
        except Exception as error:
            refused = refusal_of(error)
            self._desk.metrics.refused(refused.reason)
            yield json_event(refused.body(), "refused")
        finally:
            telling.cancel()

    async def _page(
        self, request: Request, question: str, earlier: Sequence[str], town: str
    ) -> Response:
        status, turn = 200, _Turn()
        try:
            if question.strip():
                turn, question = await self._turn(request, question, earlier, town), ""
        except RefusedError as refused:
            self._desk.metrics.refused(refused.reason)
            status, turn = refused.reason.status, _Turn(f"<p>{escape(refused.message)}</p>")
        nonce = str(request.scope.get(NONCE_KEY, ""))
        return HTMLResponse(self._whole(turn, question, self._desk.towns.town(town), nonce), status)

    async def _turn(
        self,
        request: Request,
        question: str,
        earlier: Sequence[str],
        town: str,
        opening_s: float | None = None,
    ) -> "_Turn":
        """A question with its answer, its town waited for as `Desk.office` does."""
        asker = Asker(client_key(request.scope), self._limiter)
        ASKER.set(asker)
        asker.use()
        await self._desk.office(town, opening_s)  # in no line: what others ask need not wait for it
        # Whoever comes to the device after them is not to read a number.
        question = without_personal_numbers(question.strip())
        asked = await self._desk.ask(question, earlier, town=town, channel=CHANNEL)
        kept = [*earlier, question][-_REMEMBERED:]
        fields = "".join(f'<input type="hidden" name="h" value="{escape(one)}">' for one in kept)
        noted = (await self._desk.office(town)).assistant.noted(asked.answer)
        return _Turn(_told(question, asked, earlier, noted), fields)

    def _head(self, town: Town) -> str:
        title = escape(title_of(town))
        about = escape(words_of(town).worded(CHINESE.subtitle))
        return (
            '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{title}</title>"
            f'<meta name="description" content="{about}">'
            f"<style>{_asset('light.css')}</style></head><body><h1>{title}</h1>"
            f"<p>{about}</p>"
            f"{chooser(self._desk.towns, town.key, CHINESE, f'.{LIGHT}')}"
        )

    def _whole(self, turn: "_Turn", question: str, town: Town, nonce: str) -> str:
        script = f'<script nonce="{nonce}">{_asset("ask_light.js")}{_asset("light.js")}</script>'
        link = f".{LIGHT}?{PARAMETER}={town.key}"
        again = f'<p><a href="{link}">{words.LIGHT_AGAIN}</a></p>' if turn.said else _examples(town)
        field = f'<input type="hidden" name="{PARAMETER}" value="{town.key}">'
        return (
            f'{self._head(town)}<main><div id="lz-talk" aria-live="polite">{turn.said}</div>'
            f'<form id="lz-form" method="post" action=".{LIGHT}">'
            f'<label for="q">{CHINESE.ask}</label>'
            f'<textarea id="q" name="q" rows="2" required placeholder="{CHINESE.placeholder}">'
            f"{escape(question)}</textarea>"
            f"<p><button>{words.LIGHT_ASK}</button></p>{field}{turn.fields}</form>"
            f'<p id="lz-state" role="status"></p>{again}</main>{_foot(town)}{script}</body></html>'
        )


def light_router(desk: Desk, rate: str) -> APIRouter:
    """`/m`, asking at this desk."""
    page = LightPage(desk, rate)
    router = APIRouter(include_in_schema=False)
    router.add_api_route(LIGHT, page.show, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route(LIGHT, page.ask, methods=["POST"], response_class=HTMLResponse)
    return router


async def _form(request: Request) -> dict[str, list[str]]:
    """What the form holds; RefusedError where it is larger than any question."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_FORM_BYTES:
            raise RefusedError(Refusal.PAGE_BODY_TOO_LARGE)
    return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10)


def _told(question: str, asked: Asked, earlier: Sequence[str], noted: Collection[NoteKind]) -> str:
    answer, town = asked.answer, asked.town
    thread = thread_of(answer, town, question, earlier)
    still = (
        f"<p>{escape(CHINESE.still.format(matter=thread))}"
        f' <a href=".{LIGHT}?{PARAMETER}={town.key}" aria-label="{CHINESE.leave}">×</a></p>'
        if thread
        else ""
    )
    options = "".join(
        f'<a href=".{LIGHT}?q={quote(one["value"])}&amp;{PARAMETER}={town.key}">'
        f"{escape(one['label'])}</a>"
        for one in next_questions(answer, town, CHINESE, noted)
    )
    below = f'<p class="lz-examples">{options}</p>' if options else ""
    shown = f'<p class="lz-asked">{escape(question)}</p>'
    return f"{shown}{still}{plain_card(answer, town, CHINESE)}{below}"


def _foot(town: Town) -> str:
    notice = escape(CHINESE.notice.format(town=town.name))
    dialled = notice.replace(HOTLINE, f'<a href="tel:{HOTLINE}">{HOTLINE}</a>')
    lists = f'<a href=".{LISTS}?{PARAMETER}={town.key}">{words.LISTS_NAME}</a>'
    whole = f'<a href="./?{PARAMETER}={town.key}">{words.LIGHT_WHOLE}</a>'
    return f"<footer><p>{dialled}</p><p>{lists} · {whole}</p></footer>"


def _examples(town: Town) -> str:
    links = "".join(
        f'<a href=".{LIGHT}?q={quote(questions[0])}&amp;{PARAMETER}={town.key}">'
        f"{escape(questions[0])}</a>"
        for questions in examples_of(town).values()
    )
    return f'<p class="lz-examples">{links}</p>'


@cache
def _asset(name: str) -> str:
    return (files("assistant.web") / "assets" / name).read_text(encoding="utf-8")
