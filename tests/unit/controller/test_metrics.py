"""What Prometheus reads of the operator."""

from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from reindex_operator.controller.conditions import Verdict
from reindex_operator.controller.metrics import Metrics
from reindex_operator.controller.progress import Sample
from reindex_operator.controller.status import Facts, build
from reindex_operator.engine.checkpoint import Checkpoint, Counters
from tests.unit.controller.build import NOW, box, plan, reindex, stamp


def read(metrics: Metrics) -> dict[str, float]:
    families = text_string_to_metric_families(metrics.render().decode())
    samples = [sample for family in families for sample in family.samples]
    return {sample.name + str(sorted(sample.labels.items())): sample.value for sample in samples}


def of(name: str, **labels: str) -> str:
    return name + str(sorted({"namespace": "shop", "name": "orders-v2", **labels}.items()))


def running() -> dict[str, Any]:
    counters = Counters(created=40, version_conflicts=3, failed=2, bytes=4096, bulk_retries=1, throttled_millis=2500)
    mailbox = box(plan(2), Checkpoint(0, counters=counters))
    facts = Facts(plan(2), mailbox, (Sample(NOW.replace(minute=0, second=0) - (NOW - NOW), 0),), conflicts_fail=False)
    thing = reindex()
    return reindex(build(thing, "Copying", Verdict("Running", "Unreachable", "m", degraded=True), facts, NOW))


def test_an_object_is_told_by_its_status_and_goes_with_it() -> None:
    things = [running()]
    metrics = Metrics(lambda: things)
    metrics.leads(True)
    found = read(metrics)
    assert found[of("reindex_phase", phase="Copying")] == 1
    assert found[of("reindex_degraded")] == 1
    assert found[of("reindex_source_documents")] == 200
    assert found[of("reindex_progress_ratio")] == 45 / 200
    assert found[of("reindex_written_bytes_total")] == 4096
    assert found[of("reindex_documents_total", result="created")] == 40
    assert found[of("reindex_documents_total", result="version_conflict")] == 3
    assert found[of("reindex_documents_total", result="failed")] == 2
    assert found[of("reindex_retries_total", kind="bulk")] == 1
    assert found[of("reindex_throttled_seconds_total")] == 2.5
    assert found[of("reindex_start_timestamp_seconds")] == NOW.timestamp()
    things.clear()
    assert not [name for name in read(metrics) if "orders-v2" in name]


def test_a_standby_tells_of_itself_only() -> None:
    metrics = Metrics(lambda: [running()])
    found = read(metrics)
    assert found["reindex_operator_leader[]"] == 0
    assert not [name for name in found if "orders-v2" in name]


def test_one_that_nobody_has_looked_at_and_one_without_documents_are_no_trouble() -> None:
    empty = reindex({"phase": "Succeeded", "startTime": stamp(), "progress": {"total": 0, "processed": 0}})
    metrics = Metrics(lambda: [reindex(), empty])
    metrics.leads(True)
    assert read(metrics)[of("reindex_progress_ratio")] == 1


def test_requests_and_looks_are_counted() -> None:
    metrics = Metrics(list)
    metrics.asked("GET", 200)
    metrics.asked("GET", 200)
    with metrics.reconciled.time():
        pass
    metrics.failed.inc()
    found = read(metrics)
    assert found["reindex_operator_api_requests_total[('code', '200'), ('method', 'GET')]"] == 2
    assert found["reindex_operator_reconcile_duration_seconds_count[]"] == 1
    assert found["reindex_operator_reconcile_errors_total[]"] == 1
