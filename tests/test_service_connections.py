"""One client can't take all connections, and what is no request for a path is refused politely."""

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPResponse

import httpx
import pytest

from assistant.service.guard.connections import MAX_CONNECTIONS, MAX_OF_CLIENT
from assistant.service.refusals import Refusal
from tests.processes import Service, small_service

pytestmark = pytest.mark.server

NEIGHBOUR = "127.0.0.2"  # this machine has all of 127.0.0.0/8
CROWDED = Refusal.CROWDED.sentence.format(seconds=5)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Behind proxies in one network that has not our own address."""
    folder = tmp_path_factory.mktemp("small")
    trusted = {"LVZHI_TRUSTED_PROXIES": "127.0.9.0/24"}
    with small_service(folder, header_timeout_s=60, **trusted) as started:
        yield started


def connected(service: Service, source: str) -> socket.socket:
    connection = socket.create_connection(
        ("127.0.0.1", service.port), timeout=10, source_address=(source, 0)
    )
    connection.setblocking(False)
    return connection


def received(connection: socket.socket) -> bytes | None:
    """What has come so far; None where the connection stands open without a word."""
    try:
        return connection.recv(10_000)
    except BlockingIOError:
        return None


def from_neighbour(service: Service, path: str) -> httpx.Response:
    transport = httpx.HTTPTransport(local_address=NEIGHBOUR)
    with httpx.Client(transport=transport, timeout=10) as client:
        return client.get(service.url + path)


def test_idle_connections_of_one_address_leave_room_for_others(api: Service) -> None:
    with ExitStack() as stack:
        idle = [stack.enter_context(connected(api, "127.0.0.1")) for _ in range(1_005)]
        assert from_neighbour(api, "/healthz").status_code == 200
        told = [received(connection) for connection in idle]
    refused = [words.decode() for words in told if words is not None]
    assert told.count(None) in range(MAX_OF_CLIENT - 5, MAX_OF_CLIENT + 1)
    assert all(words.startswith("HTTP/1.1 503 ") and CROWDED in words for words in refused)


def test_beyond_all_connections_everybody_is_told_politely(api: Service) -> None:
    with ExitStack() as stack:
        for number in range(MAX_CONNECTIONS + 5):
            source = f"127.0.1.{1 + number // MAX_OF_CLIENT}"
            stack.enter_context(connected(api, source))
        answer = from_neighbour(api, "/healthz")
        assert (answer.status_code, answer.json()["detail"]) == (503, CROWDED)
    while from_neighbour(api, "/healthz").status_code == 503:
        pass  # those that have gone are forgotten at once


def test_requests_of_one_client_behind_a_proxy_leave_room_for_others(small: Service) -> None:
    async def status(client: str, path: str) -> int:
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", small.port, local_addr=("127.0.9.1", 0)
        )
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {client}\r\n\r\n".encode()
        )
        line = await reader.readline()
        writer.close()
        return int(line.split()[1])

    async def crowd() -> tuple[list[int], int, list[int]]:
        many = [status("203.0.113.9", "/waiting") for _ in range(MAX_OF_CLIENT + 600)]
        answers = asyncio.as_completed(many)
        refused = [await next(answers) for _ in range(600)]
        another = await status("203.0.113.10", "/client")
        await status("203.0.113.10", "/release")
        return refused, another, [await answer for answer in answers]

    refused, another, released = asyncio.run(crowd())
    assert set(refused) == {503}
    assert another == 200
    assert released == [200] * MAX_OF_CLIENT


ODD = {
    "for the whole server": b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "for a tunnel": b"CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n",
    "for another server": b"GET http://example.com/healthz HTTP/1.1\r\nHost: example.com\r\n\r\n",
    "for no path": b"GET healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "for a query": b"GET ?q=1 HTTP/1.1\r\nHost: x\r\n\r\n",
    "without host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "not HTTP": b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "a length that is no number": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "a header without a name": b"GET /healthz HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n",
    "a wrong chunk": b"POST /v1/ask HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n",
    "a method that there is not": b"FROB /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "a trace": b"TRACE /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
}
NOT_HTTP = "请求的写法不对，应为普通的 HTTP/1.1 请求，网址以 / 开头。"


@pytest.mark.parametrize("sent", ODD.values(), ids=ODD)
def test_what_is_no_request_for_a_path_is_refused_politely(api: Service, sent: bytes) -> None:
    printed = len(api.printed())
    with socket.create_connection(("127.0.0.1", api.port), timeout=10) as connection:
        connection.sendall(sent)
        answer = HTTPResponse(connection)
        answer.begin()
        told = json.loads(answer.read())["detail"]
    assert (answer.status, told) == (400, NOT_HTTP) or answer.status == 405
    assert "Traceback" not in api.printed()[printed:]


def test_a_host_that_is_none_does_no_harm(api: Service) -> None:
    printed = len(api.printed())
    for host in (b"", b"a b", b'"><script>', b"[::1", b"x:99999999", b"\xff"):
        with socket.create_connection(("127.0.0.1", api.port), timeout=10) as connection:
            connection.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")
            status = int(connection.recv(10_000).split()[1])
        assert status in (200, 400)
    assert "Traceback" not in api.printed()[printed:]
