"""Prometheus metrics of the operator: of itself, and of every Reindex by its status. Made and served by ``__main__``.

What is said of an object is read from its status whenever somebody asks, so it goes with the object and needs no book of its own. Only
the leader says it: however many replicas are scraped, each object is counted once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import version
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector, generate_latest, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from reindex_operator.controller.clock import parse
from reindex_operator.controller.conditions import is_true

OBJECT = ("namespace", "name")
RESULTS = {
    "created": "created",
    "updated": "updated",
    "deleted": "deleted",
    "noops": "noop",
    "versionConflicts": "version_conflict",
}
"""Counters of the response and the label that each of them is."""
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

Thing = Mapping[str, Any]


class Metrics:
    """The operator's metrics. ``reindexes`` gives the objects as they are known now; it is called from another thread."""

    def __init__(self, reindexes: Callable[[], Iterable[Thing]]) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        Info("reindex_operator", "The operator's version.", registry=self.registry).info({"version": version("reindex-operator")})
        self.leader = Gauge("reindex_operator_leader", "1 while this replica is the one at work.", registry=self.registry)
        self.reconciled = Histogram(
            "reindex_operator_reconcile_duration_seconds", "How long a look at one Reindex took.", buckets=BUCKETS, registry=self.registry
        )
        self.failed = Counter(
            "reindex_operator_reconcile_errors", "Looks at a Reindex that failed and are made again.", registry=self.registry
        )
        self.queued = Gauge("reindex_operator_queue_depth", "Objects that are due and have not been looked at yet.", registry=self.registry)
        self.requests = Counter("reindex_operator_api_requests", "Requests to the API server.", ("method", "code"), registry=self.registry)
        self._objects = _Objects(reindexes)
        self.registry.register(self._objects)

    def leads(self, leading: bool) -> None:
        """Tells whether this replica is the one at work."""
        self.leader.set(leading)
        self._objects.leading = leading

    def asked(self, method: str, code: int) -> None:
        """Counts a request to the API server; the code is 0 where there was no answer."""
        self.requests.labels(method, str(code)).inc()

    def render(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self.registry)

    def serve(self, port: int) -> Callable[[], None]:
        """Serves ``/metrics`` from a thread of its own; call what is returned to end it."""
        server, thread = start_http_server(port, registry=self.registry)

        def end() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return end


class _Objects(Collector):
    """What is said of each object, from its status."""

    def __init__(self, reindexes: Callable[[], Iterable[Thing]]) -> None:
        self._reindexes = reindexes
        self.leading = False

    def collect(self) -> Iterator[Metric]:
        """A family after the other, each with a sample of every object."""
        families = _families()
        if self.leading:
            for thing in self._reindexes():
                _add(families, thing)
        yield from families.values()


def _families() -> dict[str, Any]:
    def gauge(name: str, help_: str, *more: str) -> GaugeMetricFamily:
        return GaugeMetricFamily(name, help_, labels=(*OBJECT, *more))

    def counter(name: str, help_: str, *more: str) -> CounterMetricFamily:
        return CounterMetricFamily(name, help_, labels=(*OBJECT, *more))

    return {
        "phase": gauge("reindex_phase", "1 for the phase that the run is in.", "phase"),
        "degraded": gauge("reindex_degraded", "1 while something keeps the run from getting on."),
        "ratio": gauge("reindex_progress_ratio", "Documents done of all, from 0 to 1."),
        "source": gauge("reindex_source_documents", "Documents that the run looks at."),
        "documents": counter("reindex_documents", "Documents done, by result.", "result"),
        "bytes": counter("reindex_written_bytes", "Bytes of bulk requests that the destination acknowledged."),
        "retries": counter("reindex_retries", "Requests tried again.", "kind"),
        "throttled": counter("reindex_throttled_seconds", "Seconds slept to keep to requestsPerSecond, over all slices."),
        "eta": gauge("reindex_eta_timestamp_seconds", "When the run will be done, at its speed; only while that is known."),
        "start": gauge("reindex_start_timestamp_seconds", "When the run began."),
        "completion": gauge("reindex_completion_timestamp_seconds", "When the run ended."),
    }


def _add(families: dict[str, Any], thing: Thing) -> None:
    labels = [thing["metadata"]["namespace"], thing["metadata"]["name"]]
    status = thing.get("status") or {}
    if "phase" not in status:
        return
    families["phase"].add_metric([*labels, status["phase"]], 1)
    families["degraded"].add_metric(labels, is_true(status.get("conditions") or [], "Degraded"))
    for family, time in (("start", status.get("startTime")), ("completion", status.get("completionTime"))):
        if time:
            families[family].add_metric(labels, parse(time).timestamp())
    if shown := status.get("progress"):
        families["ratio"].add_metric(labels, min(1.0, shown["processed"] / shown["total"]) if shown["total"] else 1.0)
        families["source"].add_metric(labels, shown["total"])
        families["bytes"].add_metric(labels, shown.get("bytes", 0))
        if time := shown.get("estimatedCompletionTime"):
            families["eta"].add_metric(labels, parse(time).timestamp())
    if answer := status.get("response"):
        for key, result in RESULTS.items():
            families["documents"].add_metric([*labels, result], answer[key])
        families["documents"].add_metric([*labels, "failed"], status.get("failureCount", 0))
        for kind in ("bulk", "search"):
            families["retries"].add_metric([*labels, kind], answer["retries"][kind])
        families["throttled"].add_metric(labels, answer["throttledMillis"] / 1000)
