"""The service behind a real nginx under a sub-path, as `docs/operations.md` sets it up."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser import ANSWER_TIMEOUT_MS, ask, needs_chromium, opened
from tests.processes import STOP_TIMEOUT_S, Service, free_port, wait_for_port, whole_service

# Debian puts it where only root's PATH looks.
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")

pytestmark = pytest.mark.skipif(
    NGINX is None, reason="no nginx on PATH: install it (Debian: apt-get install nginx-light)"
)

CONFIGURATION = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location /lvzhi/ {{
            proxy_pass http://127.0.0.1:{upstream}{stripped};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_buffering off;
            proxy_read_timeout 1h;
        }}
        location / {{ return 418; }}
    }}
}}
"""


@dataclass(frozen=True)
class Published:
    """The service and the address that people open."""

    service: Service
    url: str


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
        LVZHI_CACHE_DIR=str(cache_dir),
        LVZHI_TRUSTED_PROXIES="127.0.0.1",
    ) as service:
        port = free_port()
        configuration = folder / "nginx.conf"
        configuration.write_text(
            CONFIGURATION.format(
                folder=folder, port=port, upstream=service.port, stripped=request.param
            )
        )
        nginx = subprocess.Popen([str(NGINX), "-p", str(folder), "-c", str(configuration)])
        try:
            wait_for_port(port, nginx)
            yield Published(service, f"http://127.0.0.1:{port}/lvzhi/")
        finally:
            nginx.terminate()
            nginx.wait(timeout=STOP_TIMEOUT_S)


def test_closed_addresses_stay_closed_below_the_sub_path(published: Published) -> None:
    assert httpx.get(f"{published.url}healthz", timeout=30).json()["status"] == "ok"
    for path in ("gradio_api/file=/etc/passwd", "gradio_api/upload", "monitoring"):
        refused = httpx.get(published.url + path, timeout=30)
        assert (refused.status_code, refused.json()["error"]["code"]) == (404, "not_found")


def test_the_log_and_the_address_say_that_it_is_below_the_sub_path(published: Published) -> None:
    assert f"{published.service.url}/lvzhi/" in published.service.printed()
    httpx.get(f"{published.url}config", timeout=30)
    assert "GET '/config' 200" in published.service.printed()


def test_the_page_can_be_installed_below_the_sub_path(published: Published) -> None:
    link = re.search(r'<link rel="manifest" href="([^"]+)"', httpx.get(published.url).text)
    assert link
    address = urljoin(published.url, link[1])
    manifest = httpx.get(address, timeout=30)
    assert manifest.headers["content-type"] == "application/manifest+json"
    assert urljoin(address, manifest.json()["start_url"]) == published.url
    for icon in manifest.json()["icons"]:
        drawn = httpx.get(urljoin(address, icon["src"]), timeout=30)
        assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/png")


def test_behind_https_the_page_names_itself_by_https(published: Published) -> None:
    headers = {"Host": "www.example.gov.cn", "X-Forwarded-Proto": "https"}
    root = httpx.get(f"{published.service.url}/config", headers=headers, timeout=30).json()["root"]
    assert root == "https://www.example.gov.cn/lvzhi"


@needs_chromium
def test_the_page_asks_and_answers_through_nginx(browser: Browser, published: Published) -> None:
    context = browser.new_context(locale="zh-CN")
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
    expect(page.get_by_text("这件事由巴林左旗民政局牵头").last).to_be_visible(
        timeout=ANSWER_TIMEOUT_MS
    )
    loaded = [address for address in addresses if not address.startswith(("data:", "blob:"))]
    assert [address for address in loaded if not address.startswith(published.url)] == []
    assert failed == []
    context.close()
