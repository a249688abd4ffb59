"""`lvzhi api` as a process: without the page's and the trainer's packages, several workers."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import httpx2
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from assistant.settings import Settings
from tests.processes import ROOT, START_TIMEOUT_S, STOP_TIMEOUT_S, Service, free_port, running
from tests.wechat_peer import ACCOUNTS

pytestmark = [pytest.mark.model, pytest.mark.server]

# What an image of the API does not hold: see `dependency-groups` in pyproject.toml.
ABSENT = ("gradio", "torch", "sentence_transformers", "transformers", "openpyxl")
WORKERS = 2
REST_S = 4.0  # a worker that can't start ends sooner
RECOVERY_S = 60.0  # a model to load on a machine that others share


@pytest.fixture(scope="module")
def absent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of modules that can't be imported, to stand before the real ones."""
    folder = tmp_path_factory.mktemp("absent")
    for name in ABSENT:
        (folder / f"{name}.py").write_text(f'raise ImportError("{name} is absent")')
    return folder


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of WeChat accounts."""
    file = tmp_path_factory.mktemp("accounts") / "accounts.toml"
    file.write_text(ACCOUNTS, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def service(
    absent: Path, accounts: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """Two workers."""
    port = free_port()
    arguments = ["-m", "assistant.cli", "api", "--port", str(port), "--workers", str(WORKERS)]
    log = tmp_path_factory.mktemp("workers") / "api.log"
    environment = {
        "PYTHONPATH": str(absent),
        "LVZHI_API_RATE": "100000/minute",
        "LVZHI_ACCOUNTS": str(accounts),
        "LVZHI_REDIS_URL": "redis://127.0.0.1:1/0",  # to be named; no WeChat message comes here
    }
    with running(arguments, port, log, environment, "/readyz") as started:
        started.printed_once("已就绪")
        yield started


def ask(service: Service, question: str = "低保咋申请") -> int:
    answer = httpx.post(f"{service.url}/v1/ask", json={"question": question}, timeout=60)
    return answer.status_code


def workers(service: Service) -> set[int]:
    """The process ids of the workers."""
    found = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(service.process.pid)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return {int(line.split()[0]) for line in found.splitlines() if "spawn_main" in line}


def workers_at_rest(service: Service) -> list[int]:
    """The process ids of the workers once none has come or gone for a while."""
    seen: list[set[int]] = []

    def at_rest() -> bool:
        seen.append(workers(service))
        time.sleep(REST_S / 4)
        return len(seen[-1]) == WORKERS and seen[-5:] == [seen[-1]] * 5

    until(at_rest)
    return sorted(seen[-1])


def is_reached(service: Service) -> bool:
    try:
        return httpx.get(f"{service.url}/readyz", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + RECOVERY_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def answered(service: Service) -> int:
    figures = httpx.get(f"{service.url}/metrics", timeout=30).text
    return sum(
        int(float(value))
        for value in re.findall(r"^lvzhi_answers_total\{.*\} (\S+)$", figures, re.MULTILINE)
    )


def test_the_absent_packages_are_absent(absent: Path) -> None:
    for name in ABSENT:
        done = subprocess.run(
            [sys.executable, "-c", f"import {name}"],
            env=os.environ | {"PYTHONPATH": str(absent)},
            capture_output=True,
            check=False,
        )
        assert b"is absent" in done.stderr


def test_the_figures_are_those_of_all_workers(service: Service) -> None:
    before = answered(service)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda number: ask(service), range(24))) == {200}
    assert [answered(service) - before for _ in range(6)] == [24] * 6
    assert "lvzhi_index_info{" in httpx.get(f"{service.url}/metrics", timeout=30).text


def test_an_mcp_client_is_served_by_whichever_worker_it_meets(service: Service) -> None:
    async def ask() -> set[str]:
        every_time_another = httpx2.AsyncClient(limits=httpx2.Limits(max_keepalive_connections=0))
        async with (
            streamable_http_client(f"{service.url}/mcp", http_client=every_time_another) as streams,
            ClientSession(*streams) as session,
        ):
            await session.initialize()
            results = [
                await session.call_tool("get_duty", {"duty_id": "配合-6"}) for _ in range(20)
            ]
        return {(result.structured_content or {})["title"] for result in results}

    assert asyncio.run(ask()) == {"最低生活保障"}


def test_a_killed_worker_is_replaced_and_meanwhile_the_other_answers(service: Service) -> None:
    before = workers(service)
    assert len(before) == WORKERS
    counted = answered(service)
    os.kill(min(before), signal.SIGKILL)
    deadline = time.monotonic() + RECOVERY_S
    while len(workers(service) - before) < 1:
        assert ask(service) == 200
        assert time.monotonic() < deadline
    assert len(workers(service) & before) == WORKERS - 1
    assert ask(service) == 200
    assert answered(service) > counted  # what the killed one had counted is kept


def test_a_replacement_that_cannot_start_leaves_the_other_serving(
    service: Service, accounts: Path
) -> None:
    *_, killed, survivor = workers_at_rest(service)
    accounts.write_text("broken", encoding="utf-8")
    os.kill(killed, signal.SIGKILL)
    service.printed_once("accounts.toml 不是 UTF-8 的 TOML 文件")
    assert ask(service) == 200
    accounts.write_text(ACCOUNTS, encoding="utf-8")
    assert survivor in workers_at_rest(service)
    os.kill(survivor, signal.SIGKILL)
    until(lambda: is_reached(service))
    assert ask(service) == 200


def test_the_end_is_orderly(absent: Path, tmp_path: Path) -> None:
    port = free_port()
    arguments = ["-m", "assistant.cli", "api", "--port", str(port)]
    environment = {"PYTHONPATH": str(absent)}
    with running(arguments, port, tmp_path / "one.log", environment, "/readyz") as started:
        assert ask(started) == 200
        started.process.send_signal(signal.SIGTERM)
        assert started.process.wait(timeout=STOP_TIMEOUT_S) == 0
        assert "Traceback" not in started.printed()


def test_workers_end_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    port = free_port()
    arguments = ["-m", "assistant.cli", "api", "--port", str(port), "--workers", str(WORKERS)]
    with running(arguments, port, tmp_path / "killed.log", {}, "/readyz") as started:
        started.printed_once("已就绪")
        started.process.kill()
        until(lambda: not is_reached(started))
    with socket.create_server(("127.0.0.1", port)):
        assert "Traceback" not in started.printed()


def test_of_two_starts_at_one_moment_one_serves_and_the_other_says_why_not(tmp_path: Path) -> None:
    port = free_port()
    arguments = ["-m", "assistant.cli", "api", "--port", str(port)]
    with ExitStack() as stack:
        starts = []
        for name in ("a.log", "b.log"):
            log = stack.enter_context((tmp_path / name).open("w+", encoding="utf-8"))
            command = [sys.executable, *arguments]
            starts.append(
                (subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT), log)
            )
        try:
            until(lambda: any(start.poll() is not None for start, _ in starts))
            (ended, told), (other, _) = sorted(starts, key=lambda start: start[0].poll() is None)
            told.seek(0)
            assert (ended.poll(), other.poll()) == (2, None)
            sentence = told.read().strip()
            assert sentence.startswith(f"端口 {port} 已被别的程序占用。")
            assert "\n" not in sentence
        finally:
            for start, _ in starts:
                start.kill()
                start.wait(timeout=STOP_TIMEOUT_S)


def refused_start(**environment: str) -> tuple[int, str]:
    """Exit code and errors of a start with several workers that fails."""
    arguments = ["-m", "assistant.cli", "api", "--workers", "2", "--port", str(free_port())]
    done = subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=START_TIMEOUT_S,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_a_wrong_setting_is_told_once_before_there_are_workers() -> None:
    code, told = refused_start(LVZHI_ACCOUNTS="/nowhere")
    assert code == 2
    assert told.startswith("LVZHI_ACCOUNTS 指的文件 /nowhere 读不了")
    assert told.count("\n") == 1


def test_the_index_is_seen_to_once_before_there_are_workers(tmp_path: Path) -> None:
    settings = Settings.from_environment({"LVZHI_DATA_DIR": str(tmp_path)})
    settings.added_questions.parent.mkdir(parents=True)
    settings.added_questions.write_text("not json", encoding="utf-8")
    code, told = refused_start(LVZHI_DATA_DIR=str(tmp_path))
    assert code == 2
    assert told.count("added.jsonl 第 1 行：不是合规的 JSON。") == 1
