"""The service behind a real nginx with TLS under a sub-path, as `deploy/nginx.conf` sets it up."""

import os
import re
import socket
import ssl
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urljoin

import httpx
import pytest
from playwright.sync_api import Browser, expect

from assistant.service.guard.connections import MAX_OF_CLIENT
from tests.browser import ANSWER_TIMEOUT_MS, ask, opened
from tests.certificates import write_certificate
from tests.processes import (
    NGINX,
    ROOT,
    STOP_TIMEOUT_S,
    Service,
    free_port,
    wait_for_port,
    whole_service,
)
from tests.wechat_peer import Peer, settings_with_accounts, text, xml_of

pytestmark = [pytest.mark.nginx, pytest.mark.model, pytest.mark.server]

SITE = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
# What the file asks for in nginx.conf itself.
MAIN = "\n".join(re.findall(r"^#   (worker_rlimit_nofile .+|events .+)$", SITE, re.MULTILINE))
if os.geteuid() == 0:
    MAIN += "\nuser root;"  # or its workers could not keep a body in the test's folder
CONFIGURATION = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{main}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""


@dataclass(frozen=True)
class Published:
    """The service, the address that people open, one without TLS, and a client that trusts it."""

    service: Service
    url: str
    plain_url: str
    client: httpx.Client
    tls: ssl.SSLContext
    folder: Path  # of nginx, its logs included


# With a slash nginx takes the sub-path off, without it passes the whole path on: both are usual.
@pytest.fixture(scope="module", params=["/", ""], ids=["stripped", "passed on"])
def published(
    request: pytest.FixtureRequest, cache_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Published]:
    folder = tmp_path_factory.mktemp("nginx")
    with whole_service(
        folder,
        "--root-path",
        "/lvzhi",
        LVZHI_ACCOUNTS=str(settings_with_accounts(folder).accounts),
        LVZHI_CACHE_DIR=str(cache_dir),
        LVZHI_TRUSTED_PROXIES="127.0.0.1",
    ) as service:
        port, plain_port, certificate = free_port(), free_port(), folder / "site.pem"
        write_certificate(certificate, folder / "site.key")
        changes = {
            "listen 80;": f"listen 127.0.0.1:{plain_port};",
            "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
            "/etc/nginx/tls/www.example.gov.cn": str(folder / "site"),
            "http://127.0.0.1:7860;": f"{service.url}{request.param};",
            "/var/log/nginx": str(folder),
        }
        configuration = folder / "nginx.conf"
        configuration.write_text(
            CONFIGURATION.format(folder=folder, main=MAIN, site=changed(SITE, changes)),
            encoding="utf-8",
        )
        nginx = subprocess.Popen([str(NGINX), "-p", str(folder), "-c", str(configuration)])
        trusting = ssl.create_default_context(cafile=certificate)
        try:
            wait_for_port(port, nginx)
            with httpx.Client(verify=trusting, timeout=30) as client:
                url, plain_url = (
                    f"https://127.0.0.1:{port}/lvzhi/",
                    f"http://127.0.0.1:{plain_port}",
                )
                yield Published(service, url, plain_url, client, trusting, folder)
        finally:
            nginx.terminate()
            nginx.wait(timeout=STOP_TIMEOUT_S)


def changed(text: str, changes: Mapping[str, str]) -> str:
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


def test_closed_addresses_stay_closed_below_the_sub_path(published: Published) -> None:
    assert published.client.get(f"{published.url}healthz", timeout=30).json()["status"] == "ok"
    for path in ("gradio_api/file=/etc/passwd", "gradio_api/upload", "monitoring"):
        refused = published.client.get(published.url + path, timeout=30)
        assert (refused.status_code, refused.json()["error"]["code"]) == (404, "not_found")


def test_people_are_led_to_https_and_figures_are_not_for_them(published: Published) -> None:
    led = published.client.get(f"{published.plain_url}/lvzhi/?q=1")
    assert (led.status_code, led.headers["location"]) == (301, "https://127.0.0.1/lvzhi/?q=1")
    assert published.client.get(f"{published.url}metrics").status_code == 404
    assert httpx.get(f"{published.service.url}/metrics", timeout=30).status_code == 200


def test_the_apis_document_names_the_address_that_clients_use(published: Published) -> None:
    document = published.client.get(f"{published.url}openapi.json").json()
    assert document["servers"] == [{"url": published.url.rstrip("/")}]
    asked = published.client.post(f"{published.url}v1/ask", json={"question": "低保咋申请"})
    assert asked.json()["citations"][0]["duty_id"] == "配合-6"


def test_wechat_is_answered_through_nginx(published: Published) -> None:
    peer = Peer(published.url.rstrip("/"), "mp/safe")
    sealed = peer.sealed(xml_of(text("俺家房子快塌了找谁")))
    body = xml_of({"ToUserName": "gh_fuhe", "Encrypt": sealed})
    reply = published.client.post(peer.url, content=body, params=peer.query(sealed))
    assert peer.heard(reply).startswith("这件事由富河镇自己负责")


def test_the_log_and_the_address_say_that_it_is_below_the_sub_path(published: Published) -> None:
    assert f"{published.service.url}/lvzhi/" in published.service.printed()
    published.client.get(f"{published.url}config", timeout=30)
    published.service.printed_once("GET '/config' 200")


def test_the_page_can_be_installed_below_the_sub_path(published: Published) -> None:
    link = re.search(
        r'<link rel="manifest" href="([^"]+)"', published.client.get(published.url).text
    )
    assert link
    address = urljoin(published.url, link[1])
    manifest = published.client.get(address, timeout=30)
    assert manifest.headers["content-type"] == "application/manifest+json"
    assert urljoin(address, manifest.json()["start_url"]) == published.url
    for icon in manifest.json()["icons"]:
        drawn = published.client.get(urljoin(address, icon["src"]), timeout=30)
        assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/png")


def test_behind_https_the_page_names_itself_by_https(published: Published) -> None:
    headers = {"Host": "www.example.gov.cn", "X-Forwarded-Proto": "https"}
    root = httpx.get(f"{published.service.url}/config", headers=headers, timeout=30).json()["root"]
    assert root == "https://www.example.gov.cn/lvzhi"


@contextmanager
def opened_from(published: Published, source: str, path: str) -> Iterator[socket.socket]:
    """A request to a path that stands open, from this address of the machine."""
    address = httpx.URL(published.url)
    plain = socket.create_connection((address.host, address.port or 0), 30, (source, 0))
    with published.tls.wrap_socket(plain, server_hostname=address.host) as connection:
        head = f"GET {address.path}{path} HTTP/1.1\r\nHost: {address.host}\r\n\r\n"
        connection.sendall(head.encode())
        yield connection


def test_open_pages_of_one_address_leave_room_for_others(published: Published) -> None:
    with ExitStack() as stack:
        pages = [
            stack.enter_context(
                opened_from(published, "127.0.0.1", f"gradio_api/heartbeat/page{number}")
            )
            for number in range(800)
        ]
        statuses = Counter(int(page.recv(15).split()[1]) for page in pages)
        other = stack.enter_context(opened_from(published, "127.0.0.2", "healthz"))
        assert int(other.recv(15).split()[1]) == 200
    assert statuses == {200: MAX_OF_CLIENT, 429: 800 - MAX_OF_CLIENT}


def test_each_site_of_the_file_logs_in_its_own_format_and_no_errors_with_addresses() -> None:
    log_format = "".join(re.findall(r"^log_format lvzhi ([^;]+);", SITE, re.MULTILINE))
    written = set(re.findall(r"\$(\w+)", log_format))
    whole = {"request", "request_uri", "uri", "args", "query_string", "http_referer"}
    assert written
    assert written.isdisjoint(whole | {"remote_addr", "remote_user", "http_x_forwarded_for"})
    sites = SITE.split("\nserver {")[1:]
    for site in sites:
        assert re.findall(r"access_log \S+ (\w+);", site) == ["lvzhi"]
        assert re.findall(r"error_log \S+ (\w+);", site) == ["emerg"]


QUESTION = "俺家房子快塌了找谁"
OPENID = "oABCD1234567890abcdefghijklm"
QUESTION_LINK = f"https://127.0.0.1/lvzhi/?q={quote(QUESTION)}"
SESSION = "k3j9x2q7w1z"
HIDDEN = (QUESTION, quote(QUESTION), QUESTION.encode().hex(), OPENID, SESSION, "127.0.0.1")


def test_no_log_of_nginx_has_questions_openids_sessions_or_addresses(published: Published) -> None:
    about = {"q": QUESTION, "openid": OPENID, "session_hash": SESSION, "signature": "0"}
    for path in (
        "",
        "v1/search",
        "wechat/mp/safe",
        "gradio_api/queue/data",
        f"gradio_api/{SESSION}/{OPENID}/{QUESTION}",
    ):
        referred = {"Referer": QUESTION_LINK}
        with published.client.stream("GET", published.url + path, params=about, headers=referred):
            pass
    for url in (published.plain_url, published.plain_url + "/lvzhi/"):
        published.client.get(url, params=about)
    too_large = published.client.post(published.url, params=about, content=b"x" * 25_000_000)
    assert too_large.status_code == 413
    with opened_from(published, "127.0.0.1", f"gradio_api/heartbeat/{SESSION}") as page:
        page.recv(15)
    names = ("access.log", "error.log", "lvzhi.log", "lvzhi-error.log")
    logs = [(published.folder / name).read_text(encoding="utf-8") for name in names]
    assert sum(log.count("127.0.0.0 ") for log in logs) >= 8
    assert any(" GET /lvzhi/gradio_api/queue " in log for log in logs)
    assert [hidden for hidden in HIDDEN if any(hidden in log for log in logs)] == []


def test_a_question_with_a_photo_is_answered_through_nginx(published: Published) -> None:
    photo = {"url": f"data:image/jpeg;base64,{'A' * 3_000_000}"}
    parts = [{"type": "text", "text": QUESTION}, {"type": "image_url", "image_url": photo}]
    asked = {"model": "lvzhi", "messages": [{"role": "user", "content": parts}]}
    answered = published.client.post(f"{published.url}v1/chat/completions", json=asked)
    assert answered.status_code == 200
    assert "《基本履职事项清单》第68项" in answered.json()["choices"][0]["message"]["content"]


def test_the_page_asks_and_answers_through_nginx(browser: Browser, published: Published) -> None:
    context = browser.new_context(locale="zh-CN", ignore_https_errors=True)
    page = context.new_page()
    addresses: list[str] = []
    failed: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.on(
        "response",
        lambda response: failed.append(response.url) if response.status >= 400 else None,
    )
    opened(page, published.url)
    ask(page, "农村低保申请由谁审核确认")
    expect(page.get_by_text("由旗民政局牵头，镇里配合").last).to_be_visible(
        timeout=ANSWER_TIMEOUT_MS
    )
    loaded = [address for address in addresses if not address.startswith(("data:", "blob:"))]
    assert [address for address in loaded if not address.startswith(published.url)] == []
    assert failed == []
    context.close()
