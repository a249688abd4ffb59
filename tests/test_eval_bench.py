"""The benchmark's measuring tools and its limits; the product itself is not started here."""

import subprocess
import sys
from pathlib import Path

import pytest

from eval.bench import BenchError, BenchFigures, exceeded, folder_mb, run_process

ROOT = Path(__file__).parent.parent
GOOD = BenchFigures(
    cold_ask_min_s=1.0,
    cold_ask_median_s=1.1,
    cold_ask_max_s=1.2,
    cold_ask_rss_mb=200,
    warm_load_s=0.5,
    warm_short_p50_ms=5,
    warm_short_p95_ms=10,
    warm_all_p50_ms=5,
    warm_all_p95_ms=40,
    warm_loaded_rss_mb=180,
    warm_asked_rss_mb=190,
    build_s=30,
    build_rss_mb=900,
    index_mb=12,
)


MEASURE = """
from eval.bench import run_process
small = run_process(("-c", "print('好')"))
large = run_process(("-c", "import time; x = b'1' * 300_000_000; time.sleep(0.3)"))
assert small.stdout == "好\\n"
assert large.wall_s > 0.3
assert large.peak_rss_mb > 300_000_000 / 2**20
assert small.peak_rss_mb < large.peak_rss_mb - 100
"""


@pytest.mark.slow
def test_process_reports_time_memory_and_output() -> None:
    """In an interpreter of its own: a child counts its parent's memory, and pytest's is large."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_failing_command_names_its_last_words() -> None:
    with pytest.raises(BenchError, match=r"命令失败（3）[\s\S]*坏了"):
        run_process(("-c", "import sys; print('坏了', file=sys.stderr); sys.exit(3)"))


def test_folder_size_counts_nested_files(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "a").write_bytes(bytes(2**20))
    (tmp_path / "b").write_bytes(bytes(2**19))
    assert folder_mb(tmp_path) == 1.5


def test_limits_are_strict_upper_bounds() -> None:
    assert exceeded(GOOD) == []
    bad = GOOD.model_copy(update={"cold_ask_median_s": 2.0, "warm_short_p95_ms": 31.0})
    assert [limit.figure for limit in exceeded(bad)] == ["cold_ask_median_s", "warm_short_p95_ms"]
