"""Prometheus metrics of a worker: what its slice has done, and how long the clusters take to answer. Called by process.py.

``prometheus_client`` costs a worker about a megabyte. Counters are those of the checkpoint: of the slice, whichever pod did the work.
"""

import logging
from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, Histogram, start_http_server
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from reindex_operator.engine.checkpoint import Counters
from reindex_operator.pod import ENV_COMPLETION_INDEX, ENV_NAME, ENV_NAMESPACE

log = logging.getLogger(__name__)

LABELS = ("namespace", "name", "slice")
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
RESULTS = {
    "created": "created",
    "updated": "updated",
    "deleted": "deleted",
    "noops": "noop",
    "version_conflicts": "version_conflict",
    "failed": "failed",
}
"""Counters of a checkpoint and the label that each of them is."""


class Metrics:
    """The metrics of this process, an ``engine.observer.Observer`` too."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.labels = [env.get(ENV_NAMESPACE, ""), env.get(ENV_NAME, ""), env.get(ENV_COMPLETION_INDEX, "")]
        self.counters = Counters()
        """As of the last checkpoint."""
        self.registry = CollectorRegistry()
        self.registry.register(_Counted(self))
        self._bulk, self._search = (
            Histogram(f"reindex_worker_{kind}_duration_seconds", help_, LABELS, buckets=BUCKETS, registry=self.registry).labels(
                *self.labels
            )
            for kind, help_ in (("bulk", "How long bulk requests took."), ("search", "How long searches took."))
        )

    def requested(self, target: str, seconds: float) -> None:
        """Takes the time of a bulk or a search."""
        if target.endswith("/_bulk"):
            self._bulk.observe(seconds)
        elif target.endswith("/_search"):
            self._search.observe(seconds)


def serve(metrics: Metrics, port: int) -> None:
    """Serves ``/metrics`` from a thread that ends with the process. A port that is taken is no reason not to work."""
    try:
        start_http_server(port, registry=metrics.registry)
    except OSError as error:
        log.warning("no metrics are served on port %d: %s", port, error.strerror)


class _Counted(Collector):
    """The counters of the last checkpoint."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[CounterMetricFamily]:
        """A family after the other."""
        labels, counters = self._metrics.labels, self._metrics.counters
        documents = CounterMetricFamily("reindex_worker_documents", "Documents done, by result.", labels=(*LABELS, "result"))
        for field, result in RESULTS.items():
            documents.add_metric([*labels, result], getattr(counters, field))
        yield documents
        retries = CounterMetricFamily("reindex_worker_retries", "Requests tried again.", labels=(*LABELS, "kind"))
        retries.add_metric([*labels, "bulk"], counters.bulk_retries)
        retries.add_metric([*labels, "search"], counters.search_retries)
        yield retries
        written = CounterMetricFamily("reindex_worker_bulk_bytes", "Bytes of bulk requests that were acknowledged.", labels=LABELS)
        written.add_metric(labels, counters.bytes)
        yield written
        throttled = CounterMetricFamily("reindex_worker_throttled_seconds", "Seconds slept to keep to the rate.", labels=LABELS)
        throttled.add_metric(labels, counters.throttled_millis / 1000)
        yield throttled
