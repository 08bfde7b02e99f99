"""What Prometheus reads of a worker."""

import socket
import urllib.request

from prometheus_client import generate_latest

from reindex_operator.engine.checkpoint import Counters
from reindex_operator.worker.metrics import Metrics, serve

ENV = {"REINDEX_NAMESPACE": "shop", "REINDEX_NAME": "orders-v2", "JOB_COMPLETION_INDEX": "3"}
LABELS = 'name="orders-v2",namespace="shop",slice="3"'


def text(metrics: Metrics) -> list[str]:
    return generate_latest(metrics.registry).decode().splitlines()


def test_counters_are_those_of_the_last_checkpoint() -> None:
    metrics = Metrics(ENV)
    metrics.counters = Counters(created=5, failed=1, bytes=99, search_retries=2, throttled_millis=1500)
    found = text(metrics)
    assert f'reindex_worker_documents_total{{{LABELS.split(",slice", maxsplit=1)[0]},result="created",slice="3"}} 5.0' in found
    assert f"reindex_worker_bulk_bytes_total{{{LABELS}}} 99.0" in found
    assert f"reindex_worker_throttled_seconds_total{{{LABELS}}} 1.5" in found
    assert f'reindex_worker_retries_total{{kind="search",{LABELS}}} 2.0' in found


def test_bulks_and_searches_are_timed_and_nothing_else() -> None:
    metrics = Metrics(ENV)
    metrics.requested("/orders-v2/_bulk", 0.2)
    metrics.requested("/_search", 0.1)
    metrics.requested("/orders-v1/_search", 0.3)
    metrics.requested("/_pit", 9.0)
    found = text(metrics)
    assert f"reindex_worker_bulk_duration_seconds_count{{{LABELS}}} 1.0" in found
    assert f"reindex_worker_search_duration_seconds_count{{{LABELS}}} 2.0" in found
    assert f"reindex_worker_search_duration_seconds_sum{{{LABELS}}} 0.4" in found


def test_they_are_served_and_a_port_that_is_taken_is_no_trouble() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve(Metrics(ENV), port)
    serve(Metrics(ENV), port)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        assert b"reindex_worker_bulk_bytes_total" in answer.read()
