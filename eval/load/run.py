"""`lvzhi api` under load: questions a second, waits, 公众号 messages, overload, a killed worker."""

import asyncio
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from eval.bench import BenchError
from eval.load.client import SHED, ask, asked_figures, asking, distinct_questions, session
from eval.load.figures import LoadFigures, Overload, Soak, Workers
from eval.load.kill import killing
from eval.load.wechat import accounts_file, delivering
from eval.server import Server, serving

WORKERS = (1, 2)
CLIENTS = (1, 8, 64, 256)
MESSAGES_PER_SECOND = 50.0
SOAK_CLIENTS = 8
_OVERLOAD_CLIENTS, _OVERLOAD_S = 256, 15.0
_WARM_S = 3.0
_SAMPLE_S = 5.0
_UNBOUNDED = "999999/second"  # all clients here have one address

Say = Callable[[str], None]


def measure_load(seconds: float, soak_minutes: float, say: Say) -> LoadFigures:
    """Measure with each number of workers, `seconds` a step; the soak is of the last alone.

    BenchError where something that is needed is missing or the service doesn't start.
    """
    redis = shutil.which("redis-server")
    if redis is None:
        raise BenchError(
            "没有找到 redis-server，量不了几个进程的服务。"
            "请先安装（Debian：apt-get install redis-server）。"
        )
    runs = []
    for workers in WORKERS:
        with _service(redis, workers) as server:
            minutes = soak_minutes if workers == WORKERS[-1] else 0.0
            runs.append(asyncio.run(_run(server, workers, seconds, minutes, say)))
    return LoadFigures(cores=os.cpu_count() or 1, runs=tuple(runs))


async def _run(
    server: Server, workers: int, seconds: float, soak_minutes: float, say: Say
) -> Workers:
    questions = distinct_questions()
    idle = server.memory()
    say(f"{workers} 个进程：预热")
    await asking(server.url, questions, 2 * workers, _WARM_S)
    steps, cpu_s = [], server.cpu_s()
    for clients in CLIENTS:
        say(f"{workers} 个进程：{clients} 个客户端")
        outcome = await asking(server.url, questions, clients, seconds)
        steps.append(asked_figures(outcome, clients))
    cpu_s = server.cpu_s() - cpu_s
    loaded = server.memory()
    say(f"{workers} 个进程：过载")
    overload = await _overload(server.url, questions, min(seconds, _OVERLOAD_S))
    say(f"{workers} 个进程：公众号消息")
    wechat = await delivering(server.url, questions, MESSAGES_PER_SECOND, seconds)
    say(f"{workers} 个进程：杀掉一个")
    killed = await killing(server, questions) if workers > 1 else None
    say(f"{workers} 个进程：长跑")
    soak = await _soak(server, questions, soak_minutes) if soak_minutes else None
    return Workers(
        workers=workers,
        start_s=server.start_s,
        idle_pss_mb=idle.pss_mb,
        idle_rss_mb=idle.rss_mb,
        loaded_pss_mb=loaded.pss_mb,
        loaded_rss_mb=loaded.rss_mb,
        steps=tuple(steps),
        cpu_ms=cpu_s * 1000 / max(1, sum(step.answered for step in steps)),
        overload=overload,
        wechat=wechat,
        killed=killed,
        soak=soak,
    )


async def _overload(url: str, questions: Iterator[str], seconds: float) -> Overload:
    outcome = await asking(url, questions, _OVERLOAD_CLIENTS, seconds, patient=False)
    shed = [reply.took_ms for reply in outcome.replies if reply.status in SHED]
    async with session(url) as http:
        after = await ask(http, next(questions))
    return Overload(
        during=asked_figures(outcome, _OVERLOAD_CLIENTS),
        shed_p95_ms=float(np.percentile(shed or [0.0], 95)),
        after_ms=after.took_ms,
    )


async def _soak(server: Server, questions: Iterator[str], minutes: float) -> Soak:
    samples: list[float] = []
    work = asyncio.create_task(asking(server.url, questions, SOAK_CLIENTS, minutes * 60))
    while not (await asyncio.wait({work}, timeout=_SAMPLE_S))[0]:
        samples.append(server.memory().pss_mb)
    tenth = max(1, len(samples) // 10)
    return Soak(
        minutes=minutes,
        asked=asked_figures(work.result(), SOAK_CLIENTS),
        early_pss_mb=float(np.mean(samples[tenth : 2 * tenth])),
        late_pss_mb=float(np.mean(samples[-tenth:])),
    )


@contextmanager
def _service(redis: str, workers: int) -> Iterator[Server]:
    """`lvzhi api` as it is run for 公众号: with Redis where there are several workers."""
    with tempfile.TemporaryDirectory(prefix="lvzhi-load-") as name, _redis(redis) as redis_url:
        folder = Path(name)
        environment = {
            "LVZHI_DATA_DIR": name,
            "LVZHI_API_RATE": _UNBOUNDED,
            "LVZHI_ACCOUNTS": str(accounts_file(folder)),
            "LVZHI_REDIS_URL": redis_url if workers > 1 else "",
        }
        arguments = ("api", "--workers", str(workers))
        with serving(folder / "api.log", "/readyz", *arguments, **environment) as server:
            yield server


@contextmanager
def _redis(command: str) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [command, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
    )
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait()
