"""Prometheus reads operator and workers of a run."""

from collections.abc import Callable

from tests.integration.conftest import Node, OperatorProcess, scrape
from tests.integration.support import Reindexes, fill, numbered


def test_both_tell_of_a_run_and_the_operator_forgets_it_with_its_object(
    es9: Node, reindexes: Reindexes, operator: OperatorProcess, eventually: Callable[..., None]
) -> None:
    fill(es9.client, "measured", numbered(2000))
    reindexes.apply("measured", es9.slow("measured"))
    assert reindexes.copying("measured")["progress"]["bytes"] > 0
    labels = f'name="measured",namespace="{reindexes.namespace}"'
    worker = scrape(operator.worker_metrics_port)
    assert f'reindex_worker_documents_total{{{labels},result="created",slice="0"}}' in worker
    assert f'reindex_worker_bulk_duration_seconds_count{{{labels},slice="0"}}' in worker
    assert f'reindex_worker_search_duration_seconds_count{{{labels},slice="0"}}' in worker
    reindexes.let_go("measured")
    assert reindexes.ended("measured")["phase"] == "Succeeded"
    eventually(lambda: f'reindex_documents_total{{{labels},result="created"}} 2000.0' in operator.metrics(), "all are counted")
    told = operator.metrics()
    assert f'reindex_phase{{{labels},phase="Succeeded"}} 1.0' in told
    assert f"reindex_progress_ratio{{{labels}}} 1.0" in told
    assert "reindex_operator_reconcile_duration_seconds_count" in told
    assert 'reindex_operator_api_requests_total{code="200",method="PATCH"}' in told
    reindexes.delete("measured")
    eventually(lambda: labels not in operator.metrics(), "nothing is told of an object that is gone")
