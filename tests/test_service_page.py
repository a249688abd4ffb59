"""The page as `lvzhi serve` publishes it: rate, closed addresses, files, policy, a taken port."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from app import WAITING_EVENTS
from assistant.web.loading.gradio_files import names
from tests.browser import ANSWER_TIMEOUT_MS, ask, opened
from tests.caches import linked_cache
from tests.processes import ROOT, Service, whole_service

pytestmark = pytest.mark.server

PER_MINUTE = 5
SECRET = "not for the world"
SITE = "https://www.example.gov.cn"  # may call the API


@pytest.fixture(scope="module")
def folder(cache_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return linked_cache(cache_dir, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def service(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Behind a proxy on this machine, with few actions for each client."""
    with whole_service(
        tmp_path_factory.mktemp("log"),
        LVZHI_CACHE_DIR=str(folder),
        LVZHI_TRUSTED_PROXIES="127.0.0.1",
        LVZHI_PAGE_RATE=f"{PER_MINUTE}/minute",
        LVZHI_API_ORIGINS=SITE,
    ) as started:
        yield started


@pytest.fixture(scope="module")
def downloads(service: Service, folder: Path) -> Path:
    """Where the service offers files from."""
    return folder / "downloads"


def test_health_is_told(service: Service) -> None:
    answer = httpx.get(f"{service.url}/healthz", timeout=30)
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_bots_and_assistants_are_answered_beside_the_page(service: Service) -> None:
    question = {"role": "user", "content": "低保咋申请"}
    chat = httpx.post(
        f"{service.url}/v1/chat/completions", json={"messages": [question]}, timeout=30
    )
    assert "《配合履职事项清单》第6项" in chat.json()["choices"][0]["message"]["content"]
    call = {"name": "get_duty", "arguments": {"duty_id": "配合-6"}}
    for path in ("/mcp", "/mcp/"):
        tool = httpx.post(
            service.url + path,
            json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call},
            headers={"accept": "application/json, text/event-stream"},
            timeout=30,
        )
        assert tool.json()["result"]["structuredContent"]["title"] == "最低生活保障"


def test_a_base_url_without_v1_is_told_what_to_do_beside_the_page_too(service: Service) -> None:
    answer = httpx.post(f"{service.url}/chat/completions", json={}, timeout=30)
    assert answer.status_code == 404
    assert "base URL 应以 /v1 结尾" in answer.json()["error"]["message"]


def test_a_request_for_no_path_is_refused_beside_the_page_too(service: Service) -> None:
    for target in ("*", "example.com:443", "http://example.com/"):
        connection = HTTPConnection("127.0.0.1", service.port, timeout=30)
        connection.putrequest("OPTIONS", target)
        connection.endheaders()
        assert connection.getresponse().status == 400
        connection.close()


def test_beyond_the_rate_a_client_is_told_when_to_come_again(service: Service) -> None:
    def join(client: str) -> httpx.Response:
        return httpx.post(
            f"{service.url}/gradio_api/queue/join",
            json={"data": [], "fn_index": 99_999, "session_hash": "x"},
            headers={"X-Forwarded-For": client},
            timeout=30,
        )

    statuses = [join("203.0.113.1").status_code for _ in range(PER_MINUTE)]
    assert 429 not in statuses
    refused = join("203.0.113.1")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert re.fullmatch(r"问得太快了，请 \d+ 秒后再试。", refused.json()["detail"])
    assert join("203.0.113.2").status_code != 429


def test_all_the_lists_at_once_count_as_a_use(service: Service) -> None:
    client = {"X-Forwarded-For": "203.0.113.9"}
    answers = [
        httpx.get(f"{service.url}/lists", headers=client, timeout=30) for _ in range(PER_MINUTE + 1)
    ]
    assert [one.status_code for one in answers] == [200] * PER_MINUTE + [429]
    assert "content-security-policy" in answers[0].headers


def test_one_ipv6_site_is_one_client(service: Service) -> None:
    statuses = [
        httpx.post(
            f"{service.url}/gradio_api/queue/join",
            json={"data": [], "fn_index": 99_999, "session_hash": "x"},
            headers={"X-Forwarded-For": f"2001:db8:1:2::{host}"},
            timeout=30,
        ).status_code
        for host in range(1, PER_MINUTE + 2)
    ]
    assert statuses.count(429) == 1


def test_a_full_queue_refuses_in_chinese(service: Service) -> None:
    events = httpx.get(f"{service.url}/config", timeout=30).json()["dependencies"]
    asking = next(event["id"] for event in events if event["api_name"] == "ask")

    def join(number: int) -> httpx.Response:
        question = {
            "data": ["低保咋申请", [], "zh", ""],
            "fn_index": asking,
            "session_hash": f"s{number}",
        }
        return httpx.post(
            f"{service.url}/gradio_api/queue/join",
            json=question,
            headers={"X-Forwarded-For": f"198.51.100.{number % 250}"},
            timeout=60,
        )

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(join, range(WAITING_EVENTS * 4)))
    assert {answer.status_code for answer in answers} == {200, 429}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["detail"] == "现在问的人太多，请 5 秒后再试。"
    assert refused.headers["retry-after"] == "5"


# Known tricks against Gradio's endpoints: CVE-2023-34239, -51449, 2024-0964, -1561, -4325, -4941,
# -8021, -34510 (UNC), -47084, -47164, -47167, -47868; each with its usual variations.
READING = [
    "/gradio_api/file=/etc/passwd",
    "/gradio_api/file=%2Fetc%2Fpasswd",
    "/gradio_api/file=%252Fetc%252Fpasswd",
    "/gradio_api/file=../../../../../../etc/passwd",
    "/gradio_api/file=..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/gradio_api/file=file:///etc/passwd",
    "/gradio_api/file=http://127.0.0.1:22/",
    "/gradio_api/file=//evil.example/share/x",
    "/gradio_api/file=%5C%5Cevil.example%5Cshare%5Cx",
    "/gradio_api/file=C:/Windows/win.ini",
    "/gradio_api/file=/proc/self/environ",
    "/gradio_api/file=/dev/stdin",
    "/gradio_api/file=.env",
    "/gradio_api/file=app.py",
    "/gradio_api/file=%00/etc/passwd",
    "/gradio_api/file/etc/passwd",
    "/gradio_api//file=/etc/passwd",
    "/gradio_api/run/../file=/etc/passwd",
    "/gradio_api/heartbeat/../file=/etc/passwd",
    "/gradio_api/heartbeat/%2e%2e/file=/etc/passwd",
    "//gradio_api/file=/etc/passwd",
    "/file=/etc/passwd",
    "/file/etc/passwd",
    "/static/../../../../../../etc/passwd",
    "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/static//etc/passwd",
    "/assets/..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/assets//etc/passwd",
    "/custom_component/x/client/component/..%2f..%2f..%2fetc%2fpasswd",
    "/gradio_api/custom_component/x/client/component/style.css/../../../../etc/passwd",
    "/gradio_api/proxy=http://127.0.0.1:22/",
    "/proxy=https://evil.hf.space/",
    "/gradio_api/stream/a/b/1/playlist.m3u8",
    "/gradio_api/upload_progress?upload_id=x",
    "/gradio_api/deep_link?session_hash=x",
    "/gradio_api/vibe-code/",
    "/gradio_api/runs",
    "/gradio_api/profiling/traces",
    "/gradio_api/dev/reload",
    "/svelte/../../../etc/passwd",
    "/monitoring",
    "/monitoring/summary",
    "/pwa_icon/100000",
    "/login_check",
    "/.git/config",
]


@pytest.mark.parametrize("path", READING)
def test_no_address_reads_a_file_or_another_host(service: Service, path: str) -> None:
    status, body = raw_get(service, path)
    assert status in (400, 403, 404, 405), body[:200]
    assert b"root:" not in body
    assert b"Traceback" not in body


def raw_get(service: Service, path: str) -> tuple[int, bytes]:
    """A GET of exactly this path: clients would tidy it up."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as connection:
        request = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode())
        received = b"".join(iter(lambda: connection.recv(65_536), b""))
    return int(received.split(b" ", 2)[1]), received


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/upload",
        "/gradio_api/component_server",
        "/component_server",
        "/gradio_api/process_recording",
        "/gradio_api/vibe-edit",
        "/gradio_api/stream/x",
        "/gradio_api/run-history/connect",
        "/gradio_api/call/anything",
        "/gradio_api/api/anything",
        "/login",
    ],
)
def test_nothing_is_taken_in_but_questions(service: Service, downloads: Path, path: str) -> None:
    before = sorted(downloads.rglob("*"))
    upload = {"files": ("x.html", b"<script>alert(1)</script>", "text/html")}
    status = httpx.post(service.url + path, files=upload, timeout=30).status_code
    assert status in (404, 405)
    assert sorted(downloads.rglob("*")) == before


def test_a_file_made_for_download_is_served_and_none_beside_it(
    service: Service, downloads: Path, tmp_path: Path
) -> None:
    offered = downloads / "offered"
    offered.mkdir()
    (offered / "list.csv").write_text("序号\n1\n", encoding="utf-8")
    (tmp_path / "secret.txt").write_text(SECRET)
    (offered / "link.txt").symlink_to(tmp_path / "secret.txt")
    (offered / "folder").symlink_to(tmp_path)
    file = f"/gradio_api/file={downloads.resolve()}/offered"
    assert raw_get(service, f"{file}/list.csv")[0] == 200
    for trick in (
        "link.txt",
        "folder/secret.txt",
        "../../indexes",
        f"..%2f..%2f..{tmp_path}/secret.txt",
        "",
        ".",
    ):
        status, body = raw_get(service, f"{file}/{trick}")
        assert status in (403, 404), trick
        assert SECRET.encode() not in body


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_the_page_is_sent_compressed(service: Service, coding: str) -> None:
    page = httpx.get(service.url, headers={"Accept-Encoding": coding}, timeout=30)
    assert page.headers["content-encoding"] == coding
    assert "Accept-Encoding" in page.headers["vary"]
    assert int(page.headers["content-length"]) < len(page.content) / 3


def test_the_parts_of_the_page_are_compressed_and_kept_for_good(service: Service) -> None:
    page = httpx.get(service.url, timeout=30)
    for name in (r"page/\w+/index-[^\"]+\.js", r"page/page-\w+\.js", r"page/gradio-\w+\.css"):
        part = re.search(name, page.text)
        assert part
        plain = httpx.get(
            f"{service.url}/{part[0]}", headers={"Accept-Encoding": "identity"}, timeout=30
        )
        assert "content-encoding" not in plain.headers
        for coding in ("br", "gzip"):
            asset = httpx.get(
                f"{service.url}/{part[0]}", headers={"Accept-Encoding": coding}, timeout=30
            )
            assert asset.headers["content-encoding"] == coding
            assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
            assert asset.headers["x-content-type-options"] == "nosniff"
            assert asset.content == plain.content
            assert int(asset.headers["content-length"]) < len(plain.content) / 2


def test_of_gradios_build_only_its_own_files_are_sent(service: Service) -> None:
    page = httpx.get(service.url, timeout=30)
    folder = re.search(r"/page/\w+/(?=index-)", page.text)
    assert folder
    later = next(name for name in names() if re.fullmatch(r"ApiDocs-.*\.js", name))
    sent = httpx.get(f"{service.url}{folder[0]}{later}", timeout=30)
    assert sent.headers["content-type"].startswith("text/javascript")
    assert sent.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert 'from"./application.js"' in sent.text
    for name in ("missing.js", "..%2findex.html", "..%2f..%2f..%2f..%2f..%2fetc%2fpasswd", ".."):
        status, body = raw_get(service, folder[0] + name)
        assert status == 404, name
        assert b"immutable" not in body
    assert raw_get(service, f"/assets/{later}")[0] == 404


def test_another_website_reads_no_answer(service: Service) -> None:
    headers = {"Origin": "https://evil.example"}
    answer = httpx.get(f"{service.url}/config", headers=headers, timeout=30)
    assert "access-control-allow-origin" not in answer.headers


def test_the_page_works_under_its_policy(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    opened(page, address)
    ask(page, "农村低保申请由谁审核确认")
    expect(page.get_by_text("由旗民政局牵头，镇里配合").last).to_be_visible(
        timeout=ANSWER_TIMEOUT_MS
    )
    assert [text for text in said if "Content Security Policy" in text or "Refused" in text] == []
    # The policy stands: a script of another host is not run.
    blocked = page.evaluate(
        """() => new Promise(resolve => {
            document.addEventListener('securitypolicyviolation', e => resolve(e.blockedURI));
            const script = document.createElement('script');
            script.src = 'http://127.0.0.2:1/evil.js';
            document.head.append(script);
        })"""
    )
    assert blocked == "http://127.0.0.2:1/evil.js"
    context.close()


def refused_start(*options: str, **environment: str) -> tuple[int, list[str]]:
    """Exit code and printed lines of a `lvzhi serve` that should not start."""
    ended = subprocess.run(
        [sys.executable, "-m", "assistant.cli", "serve", *options],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    return ended.returncode, (ended.stdout + ended.stderr).splitlines()


def test_a_taken_port_gives_one_clear_sentence(service: Service) -> None:
    code, lines = refused_start("--port", str(service.port))
    assert code != 0
    assert len(lines) == 1
    assert f"端口 {service.port} 已被别的程序占用" in lines[0]
    assert f"--port {service.port + 1}" in lines[0]


@pytest.mark.parametrize(
    ("options", "environment", "words"),
    [
        (("--host", "203.0.113.77"), {}, "“203.0.113.77”不是本机的地址"),
        (("--root-path", "lvzhi"), {}, "应像 /lvzhi"),
        (("--share", "on"), {}, "nginx"),
        ((), {"LVZHI_PAGE_RATE": "many"}, "应像 600/minute"),
        ((), {"LVZHI_TRUSTED_PROXIES": "nginx"}, "“nginx”不是 IP 地址"),
        ((), {"LVZHI_FRAME_ANCESTORS": "*"}, "“*”不是网站地址"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(
    options: tuple[str, ...], environment: dict[str, str], words: str
) -> None:
    code, lines = refused_start(*options, **environment)
    assert code != 0
    assert len(lines) == 1
    assert words in lines[0]


def test_the_api_stands_beside_the_page(service: Service) -> None:
    asked = httpx.post(f"{service.url}/v1/ask", json={"question": "低保咋申请"}, timeout=30)
    assert asked.json()["citations"][0]["duty_id"] == "配合-6"
    assert httpx.get(f"{service.url}/readyz", timeout=30).json()["status"] == "ready"
    for path, status in (("/v1/nothing", 404), ("/v1/ask", 405), ("/wechat/mp/nobody", 404)):
        refused = httpx.get(service.url + path, timeout=30)
        assert refused.status_code == status
        assert refused.json()["detail"] == refused.json()["error"]["message"]
    figures = httpx.get(f"{service.url}/metrics", timeout=30).text
    assert 'lvzhi_answers_total{channel="api",kind="duty"' in figures
    document = httpx.get(f"{service.url}/openapi.json", timeout=30).json()
    assert document["info"]["title"] == "履职问答"


def test_a_named_website_may_call_the_api_and_still_not_read_the_page(service: Service) -> None:
    headers = {"Origin": SITE, "Access-Control-Request-Method": "POST"}
    before = httpx.options(f"{service.url}/v1/ask", headers=headers, timeout=30)
    assert (before.status_code, before.headers["access-control-allow-origin"]) == (200, SITE)
    page = httpx.get(f"{service.url}/config", headers={"Origin": SITE}, timeout=30)
    assert "access-control-allow-origin" not in page.headers
