"""The figures of a province, as they are measured and kept."""

from pydantic import BaseModel, ConfigDict


class _Figures(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Times(_Figures):
    """Milliseconds of questions; of the process alone (CPU), and as somebody waits (wall)."""

    p50_ms: float
    p95_ms: float
    cpu_p50_ms: float
    cpu_p95_ms: float


class Loading(_Figures):
    """What it costs to have the towns."""

    files: int  # read from published files
    file_cpu_s: float  # each, from the file to the built index, all texts embedded anew
    texts: int  # embedded in all
    text_cpu_ms: float  # each
    towns: int  # beside those
    town_cpu_s: float  # each, its texts known from other towns: link, build, keep
    wall_s: float  # of all
    peak_rss_mb: float
    index_kb: float  # a town's index on disk
    document_kb: float  # a town's document and what was read of it
    duties: int  # of all towns


class Asking(_Figures):
    """Questions of one town, and of a random one of all."""

    one: Times
    open: Times  # a random town that was asked before
    first: Times  # a random town that has to be opened
    opened: int  # towns held in memory at once
    town_mb: float  # of memory, for each
    rss_mb: float


class Across(_Figures):
    """A question across all towns."""

    question: str
    found: int  # towns
    seen: int
    search_ms: float
    whole_ms: float  # with the proof of every row in the town's document


class Lost(_Figures):
    """Milvus beside files, and its loss in mid-run."""

    towns: int
    asked_before: int
    same_before: int  # of those, with the same five duties in the same order
    asked_after: int
    same_after: int
    milvus: Times
    worst_after_ms: float  # the first question after the loss waits for the engine


class ScaleFigures(_Figures):
    """All figures of one run."""

    loading: Loading
    asking: Asking
    across: list[Across]
    across_kb: float  # a town's share of the index over all towns
    restart_s: float  # a new process, from its start to the answer of a random town
    lost: Lost | None
    machine: str
    measured_at: str
