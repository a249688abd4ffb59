"""公众号 messages to two workers of `lvzhi api` that share a Redis, which may die, as they may."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from redis import Redis

from tests.processes import (
    ROOT,
    START_TIMEOUT_S,
    Service,
    free_port,
    redis_server,
    running,
)
from tests.test_api_process import workers
from tests.wechat_peer import OPENID, Peer, settings_with_accounts, text

pytestmark = [pytest.mark.redis, pytest.mark.model, pytest.mark.server]

PHONE, ID_NUMBER = "13800138000", "150422199001011237"
WORDS = f"电话{PHONE}，身份证{ID_NUMBER}，低保咋申请"
QUESTIONS = {
    "俺家房子快塌了找谁": "这件事由富河镇自己负责，见《基本履职事项清单》第68项。",
    "配合清单第9项": "《配合履职事项清单》第9项",
    "上收清单第22项": "《上收履职事项清单》第22项",
    "基本清单第1项": "《基本履职事项清单》第1项",
}
ATTEMPTS, HANGS_UP_S = 3, 5  # the platforms' own
RECOVERY_S = 60.0  # a model to load on a machine that others share


@dataclass(frozen=True)
class Shared:
    """The workers and their Redis."""

    service: Service
    redis: "subprocess.Popen[bytes]"
    redis_port: int

    @property
    def peer(self) -> Peer:
        """公众号 in safe mode."""
        return Peer(self.service.url, "mp/safe")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    folder, port, redis_port = tmp_path_factory.mktemp("shared"), free_port(), free_port()
    settings = settings_with_accounts(folder)
    environment = {
        "LVZHI_ACCOUNTS": str(settings.accounts),
        "LVZHI_DATA_DIR": str(folder),
        "LVZHI_REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
    }
    arguments = ["-m", "assistant.cli", "api", "--port", str(port), "--workers", "2"]
    with (
        redis_server(folder, redis_port) as redis,
        running(arguments, port, folder / "api.log", environment, "/readyz") as service,
    ):
        service.printed_once("已就绪")
        yield Shared(service, redis, redis_port)


def asked(service: Service) -> int:
    """How many questions from WeChat the workers have answered."""
    figures = httpx.get(f"{service.url}/metrics", timeout=30).text
    counts = re.findall(r'^lvzhi_answers_total\{channel="wechat".*\} (\S+)$', figures, re.MULTILINE)
    return sum(int(float(count)) for count in counts)


def heard(peer: Peer, question: str, user: str) -> str:
    """What a user hears, delivered as the platform does."""
    sent = text(question, user)
    for _ in range(ATTEMPTS):
        try:
            return peer.heard(peer.deliver(sent, timeout_s=HANGS_UP_S))
        except httpx.TransportError:  # the worker died, or took too long
            continue
    raise AssertionError(f"no reply to {question} in {ATTEMPTS} attempts")


def test_several_workers_with_accounts_need_a_redis(tmp_path: Path) -> None:
    environment = {"LVZHI_ACCOUNTS": str(settings_with_accounts(tmp_path).accounts)}
    port = ("--port", str(free_port()))
    done = subprocess.run(
        [sys.executable, "-m", "assistant.cli", "api", "--workers", "2", *port],
        env=os.environ | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=START_TIMEOUT_S,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("有公众号或企业微信账号时，几个进程要用 Redis")


def test_one_message_to_both_workers_at_once_is_one_question(shared: Shared) -> None:
    for number in range(5):
        before, sent = asked(shared.service), text("俺家房子快塌了找谁", f"user-{number}")
        with ThreadPoolExecutor(3) as pool:
            replies = list(pool.map(shared.peer.deliver, [sent] * 3))
        said = [shared.peer.heard(reply) for reply in replies]
        assert said == said[:1] * 3
        assert asked(shared.service) == before + 1


def test_a_user_goes_on_with_whichever_worker_hears(shared: Shared) -> None:
    assert heard(shared.peer, "俺家房子快塌了找谁", OPENID).endswith("等个人信息。")
    for _ in range(10):
        assert "第40项“农村低收入" in heard(shared.peer, "2", OPENID)


def test_neither_log_nor_redis_names_a_person(shared: Shared) -> None:
    peer = shared.peer
    heard(peer, WORDS, OPENID)
    peer.deliver(text(WORDS) | {"CreateTime": "now"})
    peer.post(WORDS, peer.query())
    with Redis(port=shared.redis_port) as client:
        keys = client.keys("lvzhi:*")
        kept = b"".join([*keys, *(client.get(key) or b"" for key in keys)]).decode()
    assert "〔手机号〕" in kept
    printed = shared.service.printed()
    assert "POST '/wechat/mp/safe' 200" in printed
    assert "已拒绝" in printed
    personal = (OPENID, PHONE, ID_NUMBER)
    assert [found for found in personal if found in kept + printed] == []


def test_a_killed_worker_costs_no_reply_and_is_replaced(shared: Shared) -> None:
    """Eight users ask without a pause; every message has its right reply in three attempts."""
    before = workers(shared.service)
    stop_at = time.monotonic() + RECOVERY_S
    replaced = threading.Event()

    def one_user(number: int) -> int:
        count = 0
        while not replaced.is_set():
            for question, answer in QUESTIONS.items():
                said = heard(shared.peer, question, f"user-{number}-{count}")
                assert said.startswith(answer)
                count += 1
        return count

    with ThreadPoolExecutor(8) as pool:
        users = [pool.submit(one_user, number) for number in range(8)]
        time.sleep(1)
        os.kill(min(before), signal.SIGKILL)
        while len(workers(shared.service) - before) < 1 and time.monotonic() < stop_at:
            time.sleep(0.1)
        replaced.set()
        assert sum(user.result() for user in users) > 0
    assert len(workers(shared.service)) == 2
    assert time.monotonic() < stop_at


def test_without_redis_people_are_still_answered(shared: Shared) -> None:
    shared.redis.kill()
    shared.redis.wait()
    for question, answer in QUESTIONS.items():
        assert heard(shared.peer, question, f"without-{question[:4]}").startswith(answer)
    printed = shared.service.printed_once("Redis 连不上")
    assert "Traceback" not in printed
