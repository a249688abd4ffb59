"""What a browser may send to the page, tried on a real server: no file, no address, no nonsense."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import application, gradio_app
from assistant import Assistant
from assistant.log.file import log_file
from assistant.log.question_log import FeedbackStore
from assistant.service.guard.page_requests import MAX_BODY_BYTES
from assistant.settings import Settings
from tests.caches import linked_cache
from tests.in_process import served
from tests.processes import Service, whole_service

PASSWORD = "富河-staff-2026"
JOIN = "/gradio_api/queue/join"
TAKING = [  # every address of Gradio's that takes data, open here or not
    JOIN,
    "/gradio_api/cancel",
    "/gradio_api/reset",
    "/gradio_api/run/ask",
    "/gradio_api/run/ask/",
    "/gradio_api/api/ask",
    "/gradio_api/call/ask",
    "/gradio_api/call/v2/ask",
    "/gradio_api/component_server",
    "/gradio_api/stream/0123456789abcdef0123456789abcdef",
    "/gradio_api/stream/0123456789abcdef0123456789abcdef/close",
    "/gradio_api/upload",
    "/gradio_api/process_recording",
    "/gradio_api/vibe-edit",
    "/gradio_api/undo-vibe-edit",
    "/gradio_api/vibe-code",
    "/gradio_api/run-history/connect",
    "/gradio_api/mcp",
    "/gradio_api/queue/join/",
    "/queue/join",
    "/run/ask",
    "/login",
]


@pytest.fixture(scope="module")
def folder(cache_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return linked_cache(cache_dir, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the question log lies."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def service(
    folder: Path, data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    with whole_service(
        tmp_path_factory.mktemp("log"),
        LVZHI_CACHE_DIR=str(folder),
        LVZHI_DATA_DIR=str(data),
        LVZHI_STAFF_PASSWORD=PASSWORD,
        LVZHI_PAGE_RATE="100000/minute",
    ) as started:
        yield started


@pytest.fixture(scope="module")
def http(service: Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service.url, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def asking(http: httpx.Client) -> int:
    """The number of the event of a typed question."""
    events = http.get("/config").json()["dependencies"]
    return next(int(event["id"]) for event in events if event["api_name"] == "ask")


@pytest.fixture
def fetched() -> Iterator[list[str]]:
    """What is asked of a website on this machine; its address comes first."""
    asked: list[str] = []

    class Website(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    website = HTTPServer(("127.0.0.1", 0), Website)
    threading.Thread(target=website.serve_forever).start()
    asked.append(f"http://127.0.0.1:{website.server_port}/fetched.txt")
    yield asked
    website.shutdown()
    website.server_close()


def answered(http: httpx.Client, event: int, session: str) -> dict[str, Any]:
    """What the page's queue answers to a question."""
    body = {"data": ["低保咋申请", [], "zh", ""], "fn_index": event, "session_hash": session}
    http.post(JOIN, json=body).raise_for_status()
    query = {"session_hash": session}
    with http.stream("GET", "/gradio_api/queue/data", params=query) as sent:
        for line in sent.iter_lines():
            message: dict[str, Any] = json.loads(line.removeprefix("data:")) if line else {}
            if message.get("msg") == "process_completed":
                return message
    raise AssertionError("no answer")


def file_at(path: str) -> dict[str, object]:
    """What Gradio takes for a file."""
    return {"path": path, "meta": {"_type": "gradio.FileData"}}


@pytest.mark.parametrize("address", TAKING)
def test_no_file_and_no_address_is_taken_by_any_route(
    http: httpx.Client, folder: Path, data: Path, asking: int, fetched: list[str], address: str
) -> None:
    answered(http, asking, "before")  # the log is there
    log = log_file(Settings(data_dir=data))
    before = sorted((folder / "downloads").rglob("*"))
    for place, path in enumerate(
        ("/etc/hostname", str(log), "/proc/self/environ", fetched[0], "/dev/zero")
    ):
        file = file_at(path)
        for event_data in (None, {"value": [[file]]}):
            for inputs in (
                [file, [], "zh", ""],
                ["低保", [file], "zh", ""],
                ["低保", [], {"x": [file]}, ""],
                ["低保", [], "zh", file],
            ):
                body = {
                    "data": inputs,
                    "event_data": event_data,
                    "fn_index": asking,
                    "session_hash": f"file{place}",
                }
                refused = http.post(address, json=body)
                assert 400 <= refused.status_code < 500, (path, refused.text)
                assert "detail" in refused.json()
    assert sorted((folder / "downloads").rglob("*")) == before
    assert fetched[1:] == []
    assert answered(http, asking, "after")["success"]


HIDDEN_FILES = [
    b'{"data":[{"p\\u0061th":"/etc/hostname","m\\u0065ta":{"_type":"gradio.\\u0046ileData"}},[],"zh",""]%s}',
    b'{"data":[["GRADIO.filedata"],[],"zh",""]%s}',
    b'{"data":[{"gradio.FileData":1},[],"zh",""]%s}',
    b'{"data":["\\"gradio.FileData\\"",[],"zh",""]%s}',
    b'{"data":["x",[{"path":"/etc/hostname"}],"zh",""]%s}',
    b'{"data":["x",[{"url":"http://127.0.0.1:1/"}],"zh",""]%s}',
    b'{"data":["x",[],"zh",""],"event_data":{"a":[{"b":{"path":"/etc/hostname"}}]}%s}',
]


@pytest.mark.parametrize("body", HIDDEN_FILES)
def test_a_file_is_found_however_it_is_written(
    http: httpx.Client, asking: int, body: bytes
) -> None:
    rest = f',"fn_index":{asking},"session_hash":"x"'.encode()
    refused = posted(http, body.replace(b"%s", rest))
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "no_files")


def posted(http: httpx.Client, content: bytes, kind: str = "application/json") -> httpx.Response:
    headers = {"Content-Type": kind}
    return http.post(JOIN, content=content, headers=headers)


WRONG = [
    {"fn_index": 99_999},
    {"fn_index": -1},
    {"fn_index": True},
    {"fn_index": "0"},
    {"fn_index": None},
    {"data": []},
    {"data": ["x", [], "zh", "", "more"]},
    {"data": {"0": "x"}},
    {"data": [["x"], [], "zh", ""]},
    {"data": [{"x": 1}, [], "zh", ""]},
    {"data": [1.5, [], "zh", ""]},
    {"data": [True, [], "zh", ""]},
    {"session_hash": ""},
    {"session_hash": None},
    {"session_hash": "x" * 33},
    {"session_hash": "UPPER"},
    {"session_hash": "a/b"},
    {"session_hash": "a\n"},
    {"session_hash": ["x"]},
    {"trigger_id": "0"},
    {"batched": True},
    {"simple_format": True},
    {"event_id": "x"},
    {"request": {}},
    {"oauth_token": "x"},
]


@pytest.mark.parametrize("change", WRONG, ids=str)
def test_what_the_page_would_never_send_is_refused(
    http: httpx.Client, asking: int, change: dict[str, object]
) -> None:
    body = {"data": ["x", [], "zh", ""], "fn_index": asking, "session_hash": "x", **change}
    refused = http.post(JOIN, json=body)
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "bad_page_request")


def test_every_event_takes_its_own_number_of_inputs_and_none_without_a_handler_is_open(
    http: httpx.Client,
) -> None:
    events = http.get("/config").json()["dependencies"]
    assert len(events) > 50
    for event in events:
        one_more = [None] * (len(event["inputs"]) + 1)
        wrong = [one_more] if event["backend_fn"] else [one_more, one_more[1:]]
        for data in wrong:
            body = {"data": data, "fn_index": event["id"], "session_hash": "x"}
            refused = http.post(JOIN, json=body)
            assert refused.status_code == 400, event["api_name"]


def test_a_body_that_is_not_the_pages_json_is_refused(http: httpx.Client, asking: int) -> None:
    right = json.dumps({"data": ["x", [], "zh", ""], "fn_index": asking, "session_hash": "x"})
    for content in (
        b"",
        b"null",
        b"[]",
        b"\xff",
        right.encode("utf-16"),
        right.encode("utf-8-sig"),
        right.replace('"x"', "NaN", 1).encode(),
        right.replace("[]", "[" * 50_000 + "]" * 50_000).encode(),
        right.replace("[]", "[" * 20 + "]" * 20).encode(),
        right.replace("[]", "1" * 5_000).encode(),
        right.replace("{", f'{{"fn_index":{asking},').encode(),
        right[:-1].encode(),
    ):
        assert posted(http, content).status_code == 400, content[:80]
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json2", ""):
        assert posted(http, right.encode(), kind).status_code == 400, kind


def test_a_body_is_taken_up_to_its_bound(http: httpx.Client, asking: int) -> None:
    body = {"data": ["", [], "zh", ""], "fn_index": asking, "session_hash": "long"}
    filled = MAX_BODY_BYTES - len(json.dumps(body))
    body["data"] = ["x" * filled, [], "zh", ""]
    assert posted(http, json.dumps(body).encode()).status_code == 200
    body["data"] = ["x" * (filled + 1), [], "zh", ""]
    refused = posted(http, json.dumps(body).encode())
    assert (refused.status_code, refused.json()["error"]["code"]) == (413, "body_too_large")
    assert "200 KB" in refused.json()["detail"]


@pytest.mark.parametrize(
    "address",
    [
        "/gradio_api/queue/data",
        "/gradio_api/queue/data?session_hash=",
        "/gradio_api/queue/data?session_hash=A",
        f"/gradio_api/queue/data?session_hash={'a' * 33}",
        "/gradio_api/queue/data?session_hash=a&session_hash=b",
        "/gradio_api/heartbeat/",
        "/gradio_api/heartbeat/A-b",
        f"/gradio_api/heartbeat/{'a' * 33}",
        "/gradio_api/heartbeat/a%2Fb",
    ],
)
def test_only_a_session_name_as_the_page_makes_it_opens_a_stream(
    http: httpx.Client, address: str
) -> None:
    assert http.get(address).status_code == 400


def test_a_session_that_has_asked_nothing_is_told_so_and_the_log_is_not_filled(
    http: httpx.Client, service: Service
) -> None:
    before = len(service.printed())
    for _ in range(20):
        answer = http.get("/gradio_api/queue/data", params={"session_hash": "unknown"})
        assert '"session_not_found": true' in answer.text
    assert len(service.printed()) - before < 20 * 200


def test_what_stops_an_answer_is_looked_into(http: httpx.Client) -> None:
    right = {"event_id": "0" * 32, "fn_index": 0, "session_hash": "x"}
    cancel, reset = "/gradio_api/cancel", "/gradio_api/reset"
    assert http.post(cancel, json=right).json() == {"success": True}
    assert http.post(reset, json={"event_id": "0" * 32}).json() == {"success": True}
    for name, value in (("event_id", "x"), ("fn_index", "0"), ("session_hash", "X"), ("more", 1)):
        assert http.post(cancel, json={**right, name: value}).status_code == 400
    assert http.post(reset, json={"event_id": None}).status_code == 400


def test_what_gradio_says_of_a_wrong_value_is_masked_and_short_in_the_log(
    http: httpx.Client, service: Service
) -> None:
    events = http.get("/config").json()["dependencies"]
    number = next(event["id"] for event in events if event["api_name"] == "_search")
    before = len(service.printed())
    data = ["zh", "", "", "我的电话13800138000，" * 5_000, "", "", False, False]
    body = {"data": data, "fn_index": number, "session_hash": "masked"}
    http.post(JOIN, json=body).raise_for_status()
    http.get("/gradio_api/queue/data", params={"session_hash": "masked"}).raise_for_status()
    printed = service.printed_once("gradio.exceptions.Error")
    assert "我的电话〔手机号〕" in printed
    assert "13800138000" not in printed
    assert len(printed) - before < 20_000


def test_behind_the_guard_gradio_checks_paths_too(
    assistant: Assistant, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", "")  # put back afterwards
    settings = Settings(cache_dir=folder, data_dir=tmp_path)
    app = application(assistant, FeedbackStore.open(settings), settings)
    (asking,) = [n for n, e in gradio_app(app).get_blocks().fns.items() if e.api_name == "ask"]
    body = {"data": [file_at("/etc/hostname"), [], "zh", ""], "fn_index": asking}
    before = sorted((folder / "downloads").rglob("*"))
    with served(app.router) as bare:  # without what stands before it
        answer = httpx.post(f"{bare}/gradio_api/run/ask", json=body, timeout=30)
    assert (answer.status_code, answer.json()) == (500, {"error": None})
    assert sorted((folder / "downloads").rglob("*")) == before
