"""The figures of the service under load, as they are measured, kept and shown."""

from pydantic import BaseModel, ConfigDict


class _Figures(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Latencies(_Figures):
    """Milliseconds from the request to the whole answer, of what was answered; 0 where nothing."""

    p50_ms: float
    p95_ms: float
    p99_ms: float
    max_ms: float


class Asked(Latencies):
    """What came of many clients that ask one question after another for a while."""

    clients: int
    seconds: float
    answered: int
    shed: int  # 429 or 503, with a time to come again
    failed: int  # any other status, a broken connection, or nothing within the client's patience
    client_cpu: float  # share of one core that the asking side took

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.answered / self.seconds


class Delivered(Latencies):
    """What came of messages sent at a fixed rate, as a WeChat platform sends them."""

    per_second: float
    sent: int
    in_time: int  # answered within `eval.load.wechat.IN_TIME_S` of the first attempt
    shed: int  # told to come again
    failed: int  # no answer after all attempts


class Overload(_Figures):
    """Clients who ask again at once whatever they are told, and the first question afterwards."""

    during: Asked
    shed_p95_ms: float  # how long a client waits to be told to come again
    after_ms: float  # the first question once they are gone


class Killed(_Figures):
    """A worker killed under load (`kill -9`)."""

    answered: int
    wrong: int  # answers that differ from those given in peace
    failed: int  # requests that were under way in the worker
    recovered_s: float  # from the kill to a second of `eval.load.kill.RECOVERED` of the old rate


class Soak(_Figures):
    """Hours of steady work in little: memory at the tenth part of the time and at the end."""

    minutes: float
    asked: Asked
    early_pss_mb: float
    late_pss_mb: float

    @property
    def growth(self) -> float:
        """Growth of memory, as a share."""
        return self.late_pss_mb / self.early_pss_mb - 1


class Workers(_Figures):
    """All figures of a service with so many workers."""

    workers: int
    start_s: float
    idle_pss_mb: float
    idle_rss_mb: float  # of the largest process
    loaded_pss_mb: float
    loaded_rss_mb: float
    steps: tuple[Asked, ...]
    cpu_ms: float  # processor time of the service for one answer, over all steps
    overload: Overload
    wechat: Delivered
    killed: Killed | None  # one worker alone is not killed
    soak: Soak | None


class LoadFigures(_Figures):
    """All figures of one measurement."""

    cores: int
    runs: tuple[Workers, ...]
