"""The staff's login: one password, few guesses, and a cookie that no script of a page can read."""

import hashlib
import logging
import secrets
import time
from collections import deque

from fastapi import FastAPI, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.service.guard.limits import client_key
from assistant.service.guard.paths import STAFF_LOGIN
from assistant.service.refusals import Refusal, RefusedError

COOKIE = "lvzhi-staff"
SESSION_S = 8 * 3600.0  # a working day
GUESSES = 5  # wrong passwords of one client in the window
ALL_GUESSES = 50  # of all clients together; a guesser with many addresses is stopped, too
WINDOW_S = 300.0
_MAX_LOGINS = 200
_MAX_PASSWORD_CHARS = 200
_LOG = logging.getLogger(__name__)


class StaffLogins:
    """Who is signed in. They lie in memory: a restart signs everybody out."""

    def __init__(self, password: str) -> None:
        """Let in who knows `password`."""
        self._password = password
        self._ends: dict[str, float] = {}  # when each cookie's login ends, the oldest first
        self._wrong: deque[tuple[float, str]] = deque()  # when, and by which client
        self._salt = secrets.token_bytes(16)

    def sign_in(self, password: str, client: str) -> str:
        """A new cookie for the right password; RefusedError for a wrong one or too many."""
        wait_s = self._wait_s(client)
        if wait_s is not None:
            raise RefusedError(Refusal.TOO_MANY_GUESSES, wait_s)
        given = password.encode("utf-8", "replace")
        if not secrets.compare_digest(given, self._password.encode()):
            self._note_wrong(client)
            raise RefusedError(Refusal.WRONG_PASSWORD)
        while len(self._ends) >= _MAX_LOGINS:
            del self._ends[next(iter(self._ends))]
        cookie = secrets.token_urlsafe(32)
        self._ends[cookie] = time.monotonic() + SESSION_S
        return cookie

    def sign_out(self, cookie: str) -> None:
        """End a login, wherever its cookie is kept."""
        self._ends.pop(cookie, None)

    def is_signed_in(self, cookie: str) -> bool:
        """Whether the cookie is of a login that has not ended."""
        return self._ends.get(cookie, 0.0) > time.monotonic()

    def _wait_s(self, client: str) -> int | None:
        """Whole seconds until the client may guess again; None where it may."""
        now = time.monotonic()
        while self._wrong and self._wrong[0][0] <= now - WINDOW_S:
            self._wrong.popleft()
        own = [at for at, who in self._wrong if who == client]
        if len(self._wrong) < ALL_GUESSES and len(own) < GUESSES:
            return None
        oldest = self._wrong[0][0] if len(self._wrong) >= ALL_GUESSES else own[0]
        return int(oldest + WINDOW_S - now) + 1

    def _note_wrong(self, client: str) -> None:
        """Keep and log a wrong guess; of the client, only whether it is the same as before."""
        self._wrong.append((time.monotonic(), client))
        name = hashlib.blake2s(client.encode(), key=self._salt, digest_size=3).hexdigest()
        told = "，已暂停所有地址的登录" if len(self._wrong) >= ALL_GUESSES else ""
        _LOG.warning(
            "工作人员页密码不对：来源 %s（地址的代号），%.0f 分钟内共 %d 次%s",
            name,
            WINDOW_S / 60,
            len(self._wrong),
            told,
        )


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    password: str = Field(max_length=_MAX_PASSWORD_CHARS)


def add_login(app: FastAPI, logins: StaffLogins, root_path: str) -> None:
    """Add the address where staff sign in and out; the page is published below `root_path`."""
    folder = f"{root_path}/"

    @app.post(STAFF_LOGIN)
    async def sign_in(request: Request) -> Response:
        try:
            given = _given(await request.body())
            cookie = logins.sign_in(given.password, client_key(request.scope))
        except RefusedError as refused:
            return refused.response()
        response = Response(status_code=204)
        response.set_cookie(
            COOKIE,
            cookie,
            path=folder,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return response

    @app.delete(STAFF_LOGIN)
    async def sign_out(request: Request) -> Response:
        logins.sign_out(request.cookies.get(COOKIE, ""))
        response = Response(status_code=204)
        response.delete_cookie(COOKIE, path=folder)
        return response


def _given(body: bytes) -> _Given:
    try:
        return _Given.model_validate_json(body)
    except ValidationError:
        raise RefusedError(Refusal.PAGE_REQUEST) from None
