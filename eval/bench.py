"""Speed, memory and size of the installed product, each measured in a fresh process."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict

from assistant.settings import Settings
from eval.questions import PUBLIC_EVAL
from eval.warm import WarmFigures, rss_mb

COLD_QUESTION = "俺家房子快塌了找谁"
COLD_RUNS = 5


class BenchError(RuntimeError):
    """A measured command failed; the Chinese message holds its last words."""


class BenchFigures(BaseModel):
    """All figures of one benchmark; seconds, milliseconds and MiB as the names say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cold_ask_min_s: float
    cold_ask_median_s: float
    cold_ask_max_s: float
    cold_ask_rss_mb: float
    warm_load_s: float
    warm_short_p50_ms: float
    warm_short_p95_ms: float
    warm_all_p50_ms: float
    warm_all_p95_ms: float
    warm_loaded_rss_mb: float
    warm_asked_rss_mb: float
    build_s: float
    build_rss_mb: float
    index_mb: float
    scratch_build_s: float | None = None
    scratch_build_rss_mb: float | None = None


class Limit(NamedTuple):
    """A figure of `BenchFigures` that must stay below a value."""

    figure: str
    below: float


LIMITS = (
    Limit("cold_ask_median_s", 2.0),
    Limit("cold_ask_rss_mb", 400.0),
    Limit("warm_short_p95_ms", 30.0),
    Limit("warm_asked_rss_mb", 400.0),
    Limit("build_s", 90.0),
)


@dataclass(frozen=True)
class Process:
    """What a finished child process cost and printed."""

    wall_s: float
    peak_rss_mb: float
    stdout: str


def run_process(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> Process:
    """Run this Python with the arguments and wait; BenchError where it fails.

    Linux counts the memory of the parent at the moment of starting as the child's, so the parent
    must be smaller than what it measures.
    """
    command = [sys.executable, *arguments]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=err, env=environment)
        _, status, usage = os.wait4(child.pid, 0)
        wall_s = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if child.returncode:
            words = err.read().decode(errors="replace").strip()[-500:]
            raise BenchError(f"命令失败（{child.returncode}）：{' '.join(command)}\n{words}")
        return Process(wall_s, rss_mb(usage), out.read().decode())


def bench(*, from_scratch: bool, questions: Path = PUBLIC_EVAL) -> BenchFigures:
    """Measure everything; `from_scratch` also builds in an empty cache folder (minutes)."""
    run_process(("-m", "assistant.cli", "build"))
    build = _first_build()
    cold = [run_process(("-m", "assistant.cli", "ask", COLD_QUESTION)) for _ in range(COLD_RUNS)]
    warm = WarmFigures.model_validate_json(run_process(("-m", "eval.warm", str(questions))).stdout)
    scratch = _scratch_build() if from_scratch else None
    walls = [process.wall_s for process in cold]
    return BenchFigures(
        cold_ask_min_s=min(walls),
        cold_ask_median_s=_percentile(walls, 50),
        cold_ask_max_s=max(walls),
        cold_ask_rss_mb=max(process.peak_rss_mb for process in cold),
        warm_load_s=warm.load_s,
        warm_short_p50_ms=_percentile(warm.short_ms, 50),
        warm_short_p95_ms=_percentile(warm.short_ms, 95),
        warm_all_p50_ms=_percentile(warm.all_ms, 50),
        warm_all_p95_ms=_percentile(warm.all_ms, 95),
        warm_loaded_rss_mb=warm.loaded_rss_mb,
        warm_asked_rss_mb=warm.asked_rss_mb,
        build_s=build.wall_s,
        build_rss_mb=build.peak_rss_mb,
        index_mb=folder_mb(warm.index_folder),
        scratch_build_s=scratch.wall_s if scratch else None,
        scratch_build_rss_mb=scratch.peak_rss_mb if scratch else None,
    )


def _first_build() -> Process:
    """The index as a first start makes it, with the engine at hand."""
    with tempfile.TemporaryDirectory(prefix="lvzhi-bench-") as folder:
        engines = Settings.from_environment().cache_dir / "engines"
        Path(folder, engines.name).symlink_to(engines)
        environment = {**os.environ, "LVZHI_CACHE_DIR": folder}
        return run_process(("-m", "assistant.cli", "build"), environment)


def _scratch_build() -> Process:
    with tempfile.TemporaryDirectory(prefix="lvzhi-bench-") as folder:
        environment = {**os.environ, "LVZHI_CACHE_DIR": folder}
        return run_process(("-m", "assistant.cli", "build"), environment)


def _percentile(values: Sequence[float], q: float) -> float:
    return float(np.percentile(values, q))


def folder_mb(folder: Path) -> float:
    """Size in MiB of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 2**20


def exceeded(figures: BenchFigures) -> list[Limit]:
    """The limits that the figures don't keep."""
    return [limit for limit in LIMITS if getattr(figures, limit.figure) >= limit.below]
