"""What stands before every endpoint: bounds, headers, proxies, logs, faults, an orderly end."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.service.guard.bounds import MAX_ADDRESS_BYTES, MAX_BODY_BYTES
from tests.guarded_app import FORGED, ID_NUMBER, OPENID, PHONE
from tests.processes import HEADER_TIMEOUT_S, STOP_TIMEOUT_S, Service, small_service

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Behind no proxy."""
    with small_service(tmp_path_factory.mktemp("small")) as started:
        yield started


@pytest.fixture(scope="module")
def behind_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Behind proxies on this machine and in one network."""
    trusted = "127.0.0.1,10.1.0.0/16"
    folder = tmp_path_factory.mktemp("proxied")
    with small_service(folder, LVZHI_TRUSTED_PROXIES=trusted) as started:
        yield started


def test_a_body_at_the_limit_is_read_and_one_byte_more_is_refused(service: Service) -> None:
    whole = httpx.post(f"{service.url}/length", content=b"x" * MAX_BODY_BYTES, timeout=30)
    assert (whole.status_code, whole.json()) == (200, MAX_BODY_BYTES)
    refused = httpx.post(f"{service.url}/length", content=b"x" * (MAX_BODY_BYTES + 1), timeout=30)
    assert refused.status_code == 413
    assert refused.json()["error"]["code"] == "body_too_large"
    assert refused.json()["detail"].startswith("发送的内容太大，最多 1 MB")


def test_a_body_without_a_stated_length_is_counted_as_it_comes(service: Service) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(30):
            yield b"x" * 50_000

    assert httpx.post(f"{service.url}/length", content=endless(), timeout=30).status_code == 413


def test_an_address_too_long_is_refused(service: Service) -> None:
    refused = httpx.get(f"{service.url}/client?q={'x' * MAX_ADDRESS_BYTES}", timeout=30)
    assert refused.status_code == 414
    assert refused.json()["error"]["code"] == "address_too_long"


@pytest.mark.parametrize("path", ["/client", "/missing", "/broken"])
def test_the_security_headers_stand_on_every_answer(service: Service, path: str) -> None:
    headers = httpx.get(service.url + path, timeout=30).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    policy = headers["content-security-policy"].split("; ")
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "server" not in headers


def test_every_answer_has_another_nonce(service: Service) -> None:
    policies = {
        httpx.get(f"{service.url}/client", timeout=30).headers["content-security-policy"]
        for _ in range(3)
    }
    assert len(policies) == 3


def test_named_websites_may_embed_the_page(tmp_path: Path) -> None:
    site = "https://www.example.gov.cn"
    with small_service(tmp_path, LVZHI_FRAME_ANCESTORS=site) as embedded:
        headers = httpx.get(f"{embedded.url}/client", timeout=30).headers
    assert headers["content-security-policy"].endswith(f"frame-ancestors 'self' {site}")
    assert "x-frame-options" not in headers


FORWARDED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
}


def test_forwarded_headers_from_anybody_are_not_believed(service: Service) -> None:
    seen = httpx.get(f"{service.url}/client", headers=FORWARDED, timeout=30).json()
    assert seen == {"client": "127.0.0.1", "scheme": "http", "base": f"{service.url}/"}
    httpx.get(f"{service.url}/client", headers=FORWARDED, timeout=30)
    assert service.printed().count("没有设置 LVZHI_TRUSTED_PROXIES") == 1


def test_a_trusted_proxy_tells_the_client_and_the_scheme(behind_proxy: Service) -> None:
    seen = httpx.get(f"{behind_proxy.url}/client", headers=FORWARDED, timeout=30).json()
    assert (seen["client"], seen["scheme"]) == ("203.0.113.9", "https")
    assert "evil.example" not in seen["base"]


def test_of_a_chain_the_last_address_that_is_not_a_proxys_counts(behind_proxy: Service) -> None:
    chain = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9, 10.1.2.3"}
    seen = httpx.get(f"{behind_proxy.url}/client", headers=chain, timeout=30).json()
    assert seen["client"] == "203.0.113.9"


def test_a_fault_is_answered_politely_and_logged_masked(service: Service) -> None:
    answer = httpx.get(f"{service.url}/broken", timeout=30)
    assert answer.status_code == 500
    assert answer.json()["detail"].startswith("服务出了点问题，已记录下来")
    assert not any(word in answer.text for word in ("Traceback", "RuntimeError", "secret", PHONE))
    printed = service.printed_once("secret of the inside")
    assert "Traceback" in printed
    assert not any(number in printed for number in (PHONE, ID_NUMBER, OPENID))


def test_the_access_log_has_no_query_no_address_and_no_personal_numbers(service: Service) -> None:
    query = f"?q=我的电话{PHONE}&token=hidden"
    httpx.get(f"{service.url}/client{query}", timeout=30)
    httpx.get(f"{service.url}/nobody/{PHONE}/{ID_NUMBER}/{OPENID}", timeout=30)
    printed = service.printed_once("GET '/nobody/")
    for hidden in (PHONE, ID_NUMBER, OPENID, "token", "我的电话"):
        assert hidden not in printed
    access = [line for line in printed.splitlines() if "lvzhi.access" in line]
    assert any("GET '/client' 200" in line for line in access)
    assert not any("127.0.0.1" in line for line in access)


def test_a_line_break_in_an_address_makes_no_second_line_in_the_log(service: Service) -> None:
    httpx.get(f"{service.url}/a%0AINFO%20forged%0A", timeout=30)
    assert not any(
        line.startswith("INFO forged") for line in service.printed_once("forged").splitlines()
    )


def logged(service: Service, path: str, end: str = "") -> list[str]:
    """The lines that a request adds to the log, to its own in the access log or later."""
    before = len(service.printed())
    httpx.get(service.url + path, timeout=30)
    service.printed_once(end or f"GET '{path}'")
    return service.printed()[before:].splitlines()


def test_what_a_library_prints_is_logged_masked_and_short(service: Service) -> None:
    lines = logged(service, "/printing")
    assert any("lvzhi.printed: Traceback" in line for line in lines)
    assert any("lvzhi.printed: RuntimeError: 〔手机号〕" in line for line in lines)
    assert not any(line.startswith(FORGED) or PHONE in line for line in lines)
    assert all(line.isprintable() for line in lines)
    assert max(map(len, lines)) < 700
    assert sum(map(len, lines)) < 10_000


def test_a_flood_of_printed_lines_is_cut(service: Service) -> None:
    lines = logged(service, "/flooding")
    assert 50 < len(lines) <= 350  # a hundred a second
    time.sleep(1)
    left_out = [line for line in logged(service, "/printing") if "lines left out" in line]
    assert left_out


def test_no_message_can_be_taken_for_another_line_of_the_log(service: Service) -> None:
    lines = logged(service, "/forging", f"lines left out ……\n    {FORGED}")
    records = [line for line in lines if not line.startswith("    ")]
    assert all("lvzhi.access" in line or "uvicorn.error" in line for line in records), records
    assert not any(line.startswith(FORGED) for line in lines)
    assert any(line.startswith(f"    {FORGED}") for line in lines)
    assert all(line.isprintable() for line in lines)
    assert len(lines) < 200


@pytest.mark.parametrize("sent", [b"", b"GET /client HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_a_client_that_is_slow_with_its_head_is_hung_up_on(service: Service, sent: bytes) -> None:
    started = time.monotonic()
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as connection:
        connection.sendall(sent)
        received = connection.recv(1000)
    assert received == b""
    assert time.monotonic() - started >= HEADER_TIMEOUT_S * 0.9


def test_a_slow_answer_is_not_hung_up_on(service: Service) -> None:
    assert httpx.get(f"{service.url}/slow", timeout=30).json() == "finished"


def test_told_to_stop_it_finishes_the_answer_and_takes_no_other(tmp_path: Path) -> None:
    with small_service(tmp_path) as stopped:
        answers: list[httpx.Response] = []
        asking = threading.Thread(
            target=lambda: answers.append(httpx.get(f"{stopped.url}/slow", timeout=30))
        )
        asking.start()
        time.sleep(0.7)
        stopped.process.terminate()
        asking.join()
        assert stopped.process.wait(timeout=STOP_TIMEOUT_S) == 0
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{stopped.url}/client", timeout=30)
    assert [answer.json() for answer in answers] == ["finished"]
