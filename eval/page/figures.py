"""The figures of the web page, as they are measured, kept and printed."""

from pydantic import BaseModel, ConfigDict


class _Figures(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Transfer(_Figures):
    """What came over the wire: compressed bytes, headers included; from the cache is 0."""

    requests: int
    sent_bytes: int


class Wait(_Figures):
    """How long clients waited for an answer's first part and for the whole."""

    first_p50_ms: float
    first_p95_ms: float
    whole_p50_ms: float
    whole_p95_ms: float
    per_second: float


class PageSoak(_Figures):
    """The server's memory before and after so many visitors, each with one question."""

    visits: int
    before_mb: float
    after_mb: float

    @property
    def growth_mb(self) -> float:
        """What it keeps of them."""
        return self.after_mb - self.before_mb


class Phone(_Figures):
    """The page on an old phone: 4 times slower, 400 kbit/s, 400 ms a round trip."""

    painted_ms: float  # to the first thing that is seen
    usable_ms: float  # until what is typed is answered or kept
    answered_ms: float  # to the answer of what was tapped as soon as it could be
    ready_ms: float  # until the whole page is there
    requests: int
    received_bytes: int
    turn_bytes: int  # to and fro, of the twentieth turn of a talk
    answers: int
    fitting: float  # share of answers that the first screen holds
    height_p50_px: float
    light_ms: float  # until the light page can be asked
    light_requests: int
    light_bytes: int


class Visits(_Figures):
    """The page in a real browser; transfers by the kind of resource."""

    first_visit: dict[str, Transfer]
    repeat_visit: dict[str, Transfer]
    third_party: tuple[str, ...]  # addresses asked for outside the service
    open_ms: float  # to the question box, on this machine
    slow_open_ms: float  # the same over a slow mobile connection
    seen_p50_ms: float  # from Enter to the first line of the answer on the screen
    seen_p95_ms: float


class PageFigures(Visits):
    """All figures of one measurement."""

    start_s: float  # from the command to the page answering
    clients: int
    alone: Wait
    together: Wait  # of `clients` at once
    peak_rss_mb: float
    phone: Phone
    first_start_mb: float | None = None  # of the service after it has built its index
    soak: PageSoak | None = None
