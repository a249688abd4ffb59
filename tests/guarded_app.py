"""A small application behind the product's own guards and server, run as a process by tests.

It has the endpoints that the product has not: one that fails, one that is slow, one that waits
to be released, an echo.
"""

import asyncio
import sys
import traceback

from fastapi import FastAPI, Request

from assistant.service.guard.guard import guard
from assistant.service.running import server
from assistant.service.running.logs import configure_logs, log_what_is_printed
from assistant.settings import Settings

SLOW_S = 2.0
PHONE = "13800138000"
ID_NUMBER = "150422199001011237"
FORGED = "2026-01-01 00:00:00,000 INFO lvzhi.access: GET '/forged' 200 1 ms"
OPENID = "oABCD1234567890abcdefghijklm"


def guarded_app(settings: Settings) -> FastAPI:
    """The endpoints behind the guards."""
    app = FastAPI()

    @app.get("/client")
    def client(request: Request) -> dict[str, str]:
        host = request.client.host if request.client else ""
        return {"client": host, "scheme": request.url.scheme, "base": str(request.base_url)}

    @app.post("/length")
    async def length(request: Request) -> int:
        return len(await request.body())

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError(f"secret of the inside, {PHONE}, {ID_NUMBER}, {OPENID}")

    @app.get("/printing")
    def printing() -> None:
        """Prints a stack trace, as Gradio does, whose message pretends to be the log."""
        try:
            raise RuntimeError(f"{PHONE}\n{FORGED}\r\x1b[2J" + "long" * 200_000)
        except RuntimeError:
            traceback.print_exc()

    @app.get("/flooding")
    def flooding() -> None:
        print("line\n" * 50_000, file=sys.stderr)

    @app.get("/forging")
    def forging() -> None:
        raise RuntimeError(f"told\n{FORGED}\r\x1b[2J\u2028" + f"\n{FORGED}" * 10_000)

    @app.get("/slow")
    async def slow() -> str:
        await asyncio.sleep(SLOW_S)
        return "finished"

    released = asyncio.Event()

    @app.get("/waiting")
    async def waiting() -> None:
        await released.wait()

    @app.get("/release")
    async def release() -> None:
        released.set()

    guard(app, settings)
    return app


if __name__ == "__main__":
    server.HEADER_TIMEOUT_S = float(sys.argv[2])
    configure_logs()
    log_what_is_printed()
    settings = Settings.from_environment()
    listener = server.bind("127.0.0.1", int(sys.argv[1]))
    app, trusted = guarded_app(settings), settings.trusted_proxies
    server.run(app, listener, lambda: None, trusted=trusted)
