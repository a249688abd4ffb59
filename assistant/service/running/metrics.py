"""What is counted for operators, in Prometheus' form: answers, refusals, time, the index in use."""

import os
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from assistant.answer import Answer
from assistant.service.refusals import Refusal
from assistant.service.towns import Towns

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # environment; where workers add their figures up
_SECONDS = (0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """Counts answers and refusals; in several workers the figures of all of them."""

    def __init__(self, towns: Towns) -> None:
        """Count for these towns."""
        own = CollectorRegistry()
        self._answers = Counter(
            "lvzhi_answers",
            "Questions answered",
            ("channel", "kind", "list", "refused"),
            registry=own,
        )
        self._seconds = Histogram(
            "lvzhi_answer_seconds",
            "Time from question to answer, waiting included",
            ("channel",),
            registry=own,
            buckets=_SECONDS,
        )
        self._refusals = Counter(
            "lvzhi_refused_requests",
            "Requests not served, by the code told",
            ("code",),
            registry=own,
        )
        self._registry = own
        if SHARED_FOLDER in os.environ:
            self._registry = CollectorRegistry()
            MultiProcessCollector(self._registry)  # type: ignore[no-untyped-call]
        self._registry.register(_Indexes(towns))

    def answered(self, answer: Answer, channel: str, took_s: float) -> None:
        """Count one answer."""
        self._answers.labels(
            channel, answer.kind.value, answer.list or "", str(answer.refused).lower()
        ).inc()
        self._seconds.labels(channel).observe(took_s)

    def refused(self, reason: Refusal) -> None:
        """Count one request that was not served."""
        self._refusals.labels(reason.code).inc()

    def text(self) -> bytes:
        """All figures, in Prometheus' text format."""
        return generate_latest(self._registry)


class _Indexes(Collector):
    """The index in use for each town that is loaded."""

    def __init__(self, towns: Towns) -> None:
        self._towns = towns

    def collect(self) -> Iterator[Metric]:
        """One row a town; read as it is asked for, since an index is replaced under way."""
        family = InfoMetricFamily("lvzhi_index", "Index in use")
        for found in self._towns.loaded:
            labels = {"version": found.index_version, "model": found.model_name}
            family.add_metric((), {"town": found.town.key, **labels})
        yield family
