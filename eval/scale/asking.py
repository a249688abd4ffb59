"""Asks the towns of a province, in a process of its own; JSON out."""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from assistant.service.towns import Towns
from assistant.settings import Settings
from eval.questions import PUBLIC_EVAL, load_questions
from eval.scale.figures import Asking, Lost, Times
from index.building.standing import index_of
from index.building.storage import read_index
from index.search import DutySearch
from index.vectors.files import FileStore
from index.vectors.milvus import MilvusStore
from index.vectors.store import VectorStore

OPEN_TOWNS = 60  # held in memory
QUESTIONS = 300
_LOST_TOWNS = 12
_WARM = 30  # questions before the clock runs
# The engine remembers the vectors of questions: each is put in words that it hasn't seen.
_ONE, _FIRST, _AGAIN = "", "请问", "麻烦问一下"
_PAGE_KB = 4
_SEED = 3


class _Took(NamedTuple):
    wall_ms: float
    cpu_ms: float


def asking(settings: Settings, asked: Sequence[str], towns: Sequence[str]) -> Asking:
    """The questions asked of the first town alone, then each of its own town, closed and open."""
    pool = Towns(settings.model_copy(update={"max_towns": OPEN_TOWNS}))
    for question in asked[:_WARM]:
        pool.office(towns[0]).assistant.ask(question)
    before = _rss_mb()

    def ask(town: str, question: str) -> _Took:
        return _timed(lambda: pool.office(town).assistant.ask(question))

    one = [ask(towns[0], _ONE + question) for question in asked[_WARM:]]
    first, again = [], []
    for town, question in zip(towns, asked, strict=True):
        closed = pool.opened(town) is None
        took = ask(town, _FIRST + question)
        if closed:
            first.append(took)
        again.append(ask(town, _AGAIN + question))
    held, rss = len(pool.loaded), _rss_mb()
    return Asking(
        one=_times(one),
        open=_times(again),
        first=_times(first),
        opened=held,
        town_mb=(rss - before) / max(held - 2, 1),
        rss_mb=rss,
    )


def lost(settings: Settings, asked: Sequence[str], towns: Sequence[str]) -> Lost:
    """The same questions by files and by Milvus Lite, which is stopped after half of them."""
    office = Towns(settings).office(towns[0]).assistant
    banks = [shared.reference for shared in office.search.index.shared]
    files = FileStore(settings.cache_dir)
    milvus = MilvusStore(str(settings.cache_dir / "scale.db"), files)
    folders = [index_of(settings.cache_dir, town).current() for town in towns]

    def over(folder: Path, store: VectorStore) -> DutySearch:
        return office.search.over(read_index(folder, store, lambda: banks))

    pairs = [(over(one, files), over(one, milvus)) for one in folders if one]
    same, half = [0, 0], len(asked) // 2
    before: list[_Took] = []
    after: list[_Took] = []
    for number, question in enumerate(asked):
        by_file, by_milvus = pairs[number % len(pairs)]
        if number == half:
            _stop_lite()
        expected = _duties(by_file, question)  # first: the vector is remembered for both
        found: list[str] = []
        took = _timed(lambda: found.extend(_duties(by_milvus, question)))  # noqa: B023
        (after if number >= half else before).append(took)
        same[number >= half] += found == expected
    return Lost(
        towns=len(pairs),
        asked_before=half,
        same_before=same[0],
        asked_after=len(after),
        same_after=same[1],
        milvus=_times(before),
        worst_after_ms=max(took.wall_ms for took in after),
    )


def _duties(search: DutySearch, question: str) -> list[str]:
    return [hit.duty.duty_id for hit in search.search(question)]


def _stop_lite() -> None:
    """Stop the engine that runs in this process, as a server that dies."""
    from milvus_lite.server_manager import server_manager_instance

    for server, *_ in server_manager_instance._servers.values():
        server.stop(0).wait()


def _timed(ask: Callable[[], object]) -> _Took:
    wall, cpu = time.perf_counter(), time.process_time()
    ask()
    return _Took((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000)


def _times(took: Sequence[_Took]) -> Times:
    wall_p50, wall_p95 = np.percentile([one.wall_ms for one in took], (50, 95))
    cpu_p50, cpu_p95 = np.percentile([one.cpu_ms for one in took], (50, 95))
    return Times(p50_ms=wall_p50, p95_ms=wall_p95, cpu_p50_ms=cpu_p50, cpu_p95_ms=cpu_p95)


def _rss_mb() -> float:
    """Memory that this process holds now, mapped files included."""
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * _PAGE_KB / 1024


def main(mode: str, towns: Sequence[str]) -> None:
    """Print the figures of a mode as JSON: `asking`, `lost`; `first` just asks one."""
    chance = np.random.default_rng(_SEED)
    questions = [question.question for question in load_questions([PUBLIC_EVAL])]
    asked = [str(question) for question in chance.choice(questions, QUESTIONS, replace=False)]
    random = [str(town) for town in chance.choice(list(towns), QUESTIONS)]
    settings = Settings.from_environment()
    if mode == "first":
        Towns(settings).office(random[0]).assistant.ask(asked[0])
    elif mode == "lost":
        print(lost(settings, asked, random[:_LOST_TOWNS]).model_dump_json())
    else:
        print(asking(settings, asked, random).model_dump_json())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
