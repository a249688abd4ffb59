"""公众号 and 企业微信 callbacks: one reply per message, within the platforms' five seconds."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse

from assistant.channels import channel_wording as words
from assistant.service.desk import Desk
from assistant.service.guard.limits import RateLimiter, client_key
from assistant.service.refusals import Refusal, refuse
from assistant.service.store import Store, open_store
from assistant.service.wechat.accounts import Account, Platform
from assistant.service.wechat.crypto import NotGenuineError
from assistant.service.wechat.dedup import BusyError, SingleFlight
from assistant.service.wechat.dialogue import Dialogue
from assistant.service.wechat.gate import opened_echo, opened_message, sealed_reply
from assistant.service.wechat.messages import MalformedError, Message, MessageKind
from assistant.service.wechat.replay import Deliveries
from assistant.service.wechat.sessions import Sessions, user_key

MAX_XML_BYTES = 65_536
LAST_ATTEMPT = 3  # the platforms deliver a message so often, each time for five seconds
LAST_WAIT_S = 4.5  # then something must be said
EARLIER_WAIT_S = 5.5  # then the platform has hung up, to come again; any answer would stop it
_LATE_WAIT_S = 60.0
_BUSY_S = 10  # when a user who was turned away may ask again
_FORGERIES = "60/minute"  # of one address; beyond, they are not even logged
_XML = "text/xml; charset=utf-8"
_LOG = logging.getLogger(__name__)


def wechat_router(desk: Desk, served: Sequence[Account], redis_url: str) -> APIRouter:
    """The callbacks of these accounts; what must be remembered is shared there, "" for nowhere."""
    store = open_store(redis_url)
    accounts = {f"{item.platform}/{item.name}": item for item in served}
    counter = _Counter(desk, store)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await store.close()

    router = APIRouter(prefix="/wechat", lifespan=lifespan, include_in_schema=False)

    @router.get("/{platform}/{name}")
    async def verify(platform: str, name: str, request: Request) -> Response:
        account = accounts.get(f"{platform}/{name}")
        return counter.echo(account, request) if account else refuse(Refusal.NOT_FOUND)

    @router.post("/{platform}/{name}")
    async def receive(platform: str, name: str, request: Request) -> Response:
        account = accounts.get(f"{platform}/{name}")
        return await counter.reply(account, request) if account else refuse(Refusal.NOT_FOUND)

    return router


class _Counter:
    """Takes the callbacks of all accounts."""

    def __init__(self, desk: Desk, store: Store) -> None:
        self._sessions = Sessions(store)
        self._dialogue = Dialogue(desk, self._sessions)
        self._flight = SingleFlight(store)
        self._deliveries = Deliveries(store)
        self._forgeries = RateLimiter(_FORGERIES)

    def echo(self, account: Account, request: Request) -> Response:
        """The answer to the platform's check of this address."""
        try:
            text = opened_echo(account, request.query_params)
        except NotGenuineError as error:
            return self._forbidden(account, request, error)
        return PlainTextResponse(text, headers={"X-Content-Type-Options": "nosniff"})

    async def reply(self, account: Account, request: Request) -> Response:
        """The answer to a message."""
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return PlainTextResponse(words.XML_TOO_LARGE, 413, {"Connection": "close"})
        try:
            message = opened_message(account, request.query_params, body)
            await self._deliveries.check(account, request.query_params, message)
        except NotGenuineError as error:
            return self._forbidden(account, request, error)
        except MalformedError as error:
            _LOG.warning("%s：消息读不懂（%s）", _name(account), error)
            return PlainTextResponse(words.XML_UNREADABLE, 400)
        text = await self._text(account, message)
        if text:
            return Response(sealed_reply(account, message, text), media_type=_XML)
        return PlainTextResponse("success" if account.platform is Platform.MP else "")

    async def _text(self, account: Account, message: Message) -> str | None:
        """What to say now, the same in every attempt; nothing where that comes to nobody."""
        user = user_key(account.token, account.platform, account.name, message.user)
        key = user_key(account.token, user, message.identity)
        attempt = await self._flight.attempt(key)
        last = attempt >= LAST_ATTEMPT

        async def make() -> str:
            late = None
            if message.kind is not MessageKind.EVENT:
                late = await self._late_reply(user, key)
            return late or await self._dialogue.reply(account, user, message)

        try:
            text = await self._flight.reply(key, make, LAST_WAIT_S if last else EARLIER_WAIT_S)
        except BusyError:
            return Refusal.BUSY.sentence.format(seconds=_BUSY_S)
        if text is None:
            await self._sessions.set_late(user, key)
            return words.SEARCHING if last else None
        if attempt > 1 and await self._sessions.late(user) == key:
            await self._sessions.clear_late(user)
        return text

    async def _late_reply(self, user: str, key: str) -> str | None:
        """The reply to an earlier message that its user has not seen yet, if there is one."""
        late = await self._sessions.late(user)
        if late is None or late == key:
            return None
        text = await self._flight.reply(late, None, _LATE_WAIT_S)
        await self._sessions.clear_late(user)
        return f"{text}\n{words.LATE_REPLY_NOTE}" if text else None

    def _forbidden(self, account: Account, request: Request, error: NotGenuineError) -> Response:
        """The same for whatever is wrong; why is for the log."""
        wait_s = self._forgeries.wait_s(client_key(request.scope))
        if wait_s is not None:
            return refuse(Refusal.TOO_MANY, wait_s)
        _LOG.warning("%s：不是平台发来的，已拒绝（%s）", _name(account), error)
        return PlainTextResponse(words.NOT_GENUINE, 403)


def _name(account: Account) -> str:
    return f"/wechat/{account.platform}/{account.name}"


async def _body(request: Request) -> bytes | None:
    """The whole body; None where it is too large."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_XML_BYTES:
            return None
    return bytes(body)
