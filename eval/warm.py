"""The child process of the benchmark: asks every question in one process, prints JSON.

It imports no metrics, so that its memory is that of the assistant.
"""

import resource
import sys
import time
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from eval.questions import Question, load_questions

SHORT_CHARACTERS = 100  # the latency limit holds for questions below this length
_RSS_UNITS_PER_MB = 2**20 if sys.platform == "darwin" else 2**10


class WarmFigures(BaseModel):
    """Latencies of a second pass over the questions, and peak memory so far at two moments."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    load_s: float
    loaded_rss_mb: float
    asked_rss_mb: float
    short_ms: tuple[float, ...]
    all_ms: tuple[float, ...]
    index_folder: Path


def rss_mb(usage: resource.struct_rusage) -> float:
    """Peak resident memory in MiB."""
    return usage.ru_maxrss / _RSS_UNITS_PER_MB


def measure(path: Path) -> WarmFigures:
    """Load the assistant, ask once to warm up, then ask again and time it."""
    questions = load_questions([path])
    start = time.perf_counter()
    from assistant import Assistant

    assistant = Assistant.load()
    load_s = time.perf_counter() - start
    loaded_rss_mb = rss_mb(resource.getrusage(resource.RUSAGE_SELF))

    def ask_ms(question: Question) -> float:
        begin = time.perf_counter()
        assistant.ask(question.question, history=question.context)
        return (time.perf_counter() - begin) * 1000

    for question in questions:
        ask_ms(question)
    timed = [(question, ask_ms(question)) for question in questions]
    return WarmFigures(
        load_s=load_s,
        loaded_rss_mb=loaded_rss_mb,
        asked_rss_mb=rss_mb(resource.getrusage(resource.RUSAGE_SELF)),
        short_ms=tuple(ms for q, ms in timed if len(q.question) < SHORT_CHARACTERS),
        all_ms=tuple(ms for _, ms in timed),
        index_folder=assistant.index_folder,
    )


if __name__ == "__main__":
    print(measure(Path(sys.argv[1])).model_dump_json())
