"""The code on a printed slip: only for links that lead back to this page."""

from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from fastapi import FastAPI

from assistant.service.guard.paths import QR
from assistant.web.slip import MAX_LINK_CHARS, code_of, slip_router
from tests.in_process import served

DUTY = f"?duty={quote('配合-6')}&town=fuhe"


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    app = FastAPI()
    app.include_router(slip_router())
    with served(app) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


def asked(http: httpx.Client, link: str) -> httpx.Response:
    return http.get(QR, params={"link": link})


def test_a_link_to_this_page_is_a_picture_of_it(http: httpx.Client) -> None:
    link = f"{http.base_url}/{DUTY}".replace("//?", "/?")
    answer = asked(http, link)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.content == code_of(link)
    assert answer.content.startswith(b"<svg ")
    assert answer.content != code_of(f"{link}1")


@pytest.mark.parametrize(
    "link",
    [
        "",
        "/?duty=1",
        "https://evil.example/?duty=1",
        "https://{host}@evil.example/",
        "https://{host}.evil.example/",
        "javascript:alert(1)//{host}/",
        "http://{host}/m?q=1",
        "http://{host}/?q=低保",  # a browser writes it in ASCII
        "http://{host}/?q=a b\n",
        "http://[{host}/",
        "http://{host}/?q=" + "a" * MAX_LINK_CHARS,
    ],
)
def test_any_other_link_is_not_found(http: httpx.Client, link: str) -> None:
    assert asked(http, link.replace("{host}", http.base_url.netloc.decode())).status_code == 404


def test_the_longest_link_fits_and_every_square_is_drawn_around_the_quiet_zone() -> None:
    drawn = code_of("https://lvzhi.example.gov.cn/?q=" + "%E4" * 320)
    size = int(drawn.split(b'width="')[1].split(b'"')[0])
    assert size <= 4 * (121 + 8), "at most version 26: 0.25 mm a square on 3 cm"
