"""公众号 messages at a fixed rate, delivered as the platform does: five seconds, three attempts."""

import asyncio
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from aiohttp import ClientError, ClientSession

from assistant.service.refusals import Refusal
from assistant.service.wechat.crypto import signature
from eval.load.client import latencies, session
from eval.load.figures import Delivered

IN_TIME_S = 4.5
_HANGS_UP_S = 5.0
_ATTEMPTS = 3
_TOKEN = "loadtoken"
_ACCOUNT = f"""[[account]]
platform = "mp"
name = "load"
town = "fuhe"
token = "{_TOKEN}"
"""
_BUSY = Refusal.BUSY.sentence.partition("{")[0]
_NUMBERS = count(1)


class Heard(NamedTuple):
    """What a user heard, and when."""

    text: str  # "": nothing after all attempts
    took_ms: float  # from the moment the message was due


def accounts_file(folder: Path) -> Path:
    """A file with the account that messages are delivered to."""
    path = folder / "accounts.toml"
    path.write_text(_ACCOUNT, encoding="utf-8")
    return path


async def delivering(
    url: str, questions: Iterator[str], per_second: float, seconds: float
) -> Delivered:
    """Send a message of another user each time one is due, whatever became of those before."""
    started = time.perf_counter()
    async with session(url, _HANGS_UP_S) as http, asyncio.TaskGroup() as group:
        tasks = []
        for number in range(round(per_second * seconds)):
            due = started + number / per_second
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(group.create_task(_deliver(http, next(questions), due)))
    heard = [task.result() for task in tasks]
    return delivered_figures(heard, per_second)


def delivered_figures(heard: list[Heard], per_second: float) -> Delivered:
    """What users heard in figures; one who is told to come again has no answer."""
    answered = [h.took_ms for h in heard if h.text and not h.text.startswith(_BUSY)]
    failed = sum(not h.text for h in heard)
    return Delivered(
        **latencies(answered).model_dump(),
        per_second=per_second,
        sent=len(heard),
        in_time=sum(took_ms <= IN_TIME_S * 1000 for took_ms in answered),
        shed=len(heard) - len(answered) - failed,
        failed=failed,
    )


async def _deliver(http: ClientSession, question: str, due: float) -> Heard:
    number = next(_NUMBERS)
    xml = (
        f"<xml><ToUserName>gh_load</ToUserName><FromUserName>user-{number}</FromUserName>"
        f"<CreateTime>{int(time.time())}</CreateTime><MsgType>text</MsgType>"
        f"<Content>{escape(question)}</Content><MsgId>{number}</MsgId></xml>"
    )
    text = ""
    for _ in range(_ATTEMPTS):
        if text := await _attempt(http, xml, f"n{number}"):
            break
    return Heard(text, (time.perf_counter() - due) * 1000)


async def _attempt(http: ClientSession, xml: str, nonce: str) -> str:
    """The words of the reply; "" where there is none, or it tells of a fault."""
    timestamp = str(int(time.time()))
    query = {
        "timestamp": timestamp,
        "nonce": nonce,
        "signature": signature(_TOKEN, timestamp, nonce),
    }
    try:
        async with http.post("/wechat/mp/load", params=query, data=xml.encode()) as response:
            reply = await response.text()
    except (ClientError, TimeoutError):
        return ""
    _, _, rest = reply.partition("<Content>")
    text = rest.partition("</Content>")[0]
    return "" if text == Refusal.FAULT.sentence else text
