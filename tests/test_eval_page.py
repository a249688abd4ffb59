"""The measurement of the page: the waits of a real server, the traffic of a page made for it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from rich.console import Console

from eval.page.cost import waits
from eval.page.figures import PageFigures, Phone, Transfer, Wait
from eval.page.view import page_view
from eval.page.visit import browsed
from tests.processes import CHROMIUM

PAGE = b"""<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<textarea aria-label="\xe6\x82\xa8\xe6\x83\xb3\xe9\x97\xae\xe4\xbb\x80\xe4\xb9\x88"
  onkeydown="document.body.insertAdjacentHTML('beforeend', '<p class=lz-direct>answer</p>')">
</textarea><button>\xe5\x8f\x91\xe9\x80\x81</button>
<script src="/part.js"></script>"""
PART = b"//" + b"x" * 9_000
FOREIGN = "http://127.0.0.2:1/tracker.gif"


class _Site(BaseHTTPRequestHandler):
    """A page, and a script of 9 kB that may be kept for good."""

    foreign = False

    def do_GET(self) -> None:
        tracked = f'<img src="{FOREIGN}">'.encode() if self.foreign else b""
        body = PART if self.path == "/part.js" else PAGE + tracked
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        if self.path == "/part.js":
            self.send_header("Cache-Control", "max-age=31536000")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _TrackedSite(_Site):
    foreign = True


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), request.param) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.browser
@pytest.mark.parametrize("site", [_Site], indirect=True)
def test_the_bytes_on_the_wire_are_counted_by_kind_and_visit(site: str) -> None:
    visits = browsed(str(CHROMIUM), site, ["一", "二"])
    assert set(visits.first_visit) == {"Document", "Script"}
    script = visits.first_visit["Script"]
    assert script.requests == 1
    assert len(PART) < script.sent_bytes < len(PART) + 500
    assert visits.repeat_visit["Script"] == Transfer(requests=1, sent_bytes=0)
    assert visits.third_party == ()
    assert visits.slow_open_ms >= 150  # a round trip


@pytest.mark.browser
@pytest.mark.parametrize("site", [_TrackedSite], indirect=True)
def test_a_request_to_another_host_is_found(site: str) -> None:
    assert set(browsed(str(CHROMIUM), site, ["一"]).third_party) == {FOREIGN}


def test_clients_ask_through_the_queue_of_the_page(address: str) -> None:
    wait = waits(address.rstrip("/"), ["低保咋申请", "俺家房子快塌了找谁"], clients=3, each=2)
    assert 0 < wait.first_p50_ms <= wait.whole_p50_ms <= wait.whole_p95_ms
    assert wait.first_p95_ms <= wait.whole_p95_ms
    assert 0 < wait.per_second < 3 * 1000 / wait.first_p50_ms


def test_the_tables_say_the_figures() -> None:
    wait = Wait(
        first_p50_ms=11, first_p95_ms=12, whole_p50_ms=21, whole_p95_ms=22.4, per_second=33.3
    )
    figures = PageFigures(
        start_s=2.84,
        first_visit={
            "Script": Transfer(requests=2, sent_bytes=3_400),
            "Document": Transfer(requests=1, sent_bytes=1_000),
        },
        repeat_visit={"Document": Transfer(requests=1, sent_bytes=900)},
        third_party=(FOREIGN,),
        open_ms=1_100,
        slow_open_ms=3_600,
        seen_p50_ms=204,
        seen_p95_ms=238,
        clients=20,
        alone=wait,
        together=wait,
        peak_rss_mb=563,
        phone=Phone(
            painted_ms=1_140,
            usable_ms=1_900,
            answered_ms=3_300,
            ready_ms=8_300,
            requests=48,
            received_bytes=288_000,
            turn_bytes=9_400,
            answers=100,
            fitting=0.5,
            height_p50_px=700,
            light_ms=1_234,
            light_requests=1,
            light_bytes=8_050,
        ),
    )
    printed = StringIO()
    Console(width=120, file=printed).print(page_view(figures))
    rows = [
        [cell.strip() for cell in line.strip("│").split("│")]
        for line in printed.getvalue().splitlines()
        if line.startswith("│")
    ]
    assert ["从命令到网页可用", "2.8 秒"] in rows
    assert ["20 人同时：全部 p50 / p95", "21 / 22 ms"] in rows
    assert ["访问外站的请求", "1"] in rows
    assert ["能打字、能问", "1.9 秒"] in rows
    assert ["第 20 问来回", "9.4 KB"] in rows
    assert ["一屏（620 px）放得下的回答", "50%（共 100 个）"] in rows
    assert ["简易版：能问", "1.2 秒"] in rows
    assert ["简易版：请求、传输", "1，8.1 KB"] in rows
    assert ["脚本", "2", "3.4", "0", "0.0"] in rows
    assert ["合计", "3", "4.4", "1", "0.9"] in rows
