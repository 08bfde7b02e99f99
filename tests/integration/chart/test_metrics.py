"""What the chart brings for Prometheus and Grafana: every query is one, and asks for what operator and workers export."""

import json
import re
from typing import Any

import promql_parser
import pytest
import yaml

from tests.integration.chart.render import of, only, render

EVERYTHING: dict[str, Any] = {
    "metrics__serviceMonitor": {"enabled": True, "labels": {"release": "prometheus"}},
    "metrics__podMonitor__enabled": True,
    "metrics__prometheusRule__enabled": True,
    "metrics__dashboard__enabled": True,
}
KINDS = {"ServiceMonitor", "PodMonitor", "PrometheusRule", "ConfigMap"}

RUNS = {
    "reindex_phase",
    "reindex_degraded",
    "reindex_progress_ratio",
    "reindex_documents_total",
    "reindex_written_bytes_total",
    "reindex_retries_total",
    "reindex_throttled_seconds_total",
    "reindex_eta_timestamp_seconds",
    "reindex_start_timestamp_seconds",
    "reindex_completion_timestamp_seconds",
}
OPERATOR = {
    "reindex_operator_info",
    "reindex_operator_leader",
    "reindex_operator_reconcile_duration_seconds_bucket",
    "reindex_operator_reconcile_errors_total",
    "reindex_operator_queue_depth",
    "reindex_operator_api_requests_total",
    "process_resident_memory_bytes",
}
WORKERS = {
    "reindex_worker_documents_total",
    "reindex_worker_bulk_duration_seconds_bucket",
    "reindex_worker_search_duration_seconds_bucket",
}


def alerts() -> list[dict[str, Any]]:
    [group] = only("PrometheusRule", render(**EVERYTHING))["spec"]["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def dashboard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(only("ConfigMap", render(**EVERYTHING))["data"]["reindex.json"])
    return found


def panels() -> list[dict[str, Any]]:
    return [panel for panel in dashboard()["panels"] if panel["type"] != "row"]


def queries() -> dict[str, str]:
    """Every query, by the alert or the panel that makes it, as Prometheus gets it."""
    asked = {alert["alert"]: alert["expr"] for alert in alerts()}
    asked |= {f"{panel['title']} {target['refId']}": target["expr"] for panel in panels() for target in panel["targets"]}
    return {name: expr.replace("$__rate_interval", "5m").replace("$namespace", ".*").replace("$name", ".*") for name, expr in asked.items()}


def test_all_of_it_is_there_only_where_it_is_asked_for() -> None:
    assert not KINDS & {each["kind"] for each in render()}
    assert {each["kind"] for each in render(**EVERYTHING)} >= KINDS
    assert "Service" not in {each["kind"] for each in render(metrics__enabled=False)}


@pytest.mark.parametrize("name", ["serviceMonitor", "podMonitor", "prometheusRule", "dashboard"])
def test_without_metrics_there_is_nothing_to_make_of_them(name: str) -> None:
    with pytest.raises(RuntimeError, match=rf"metrics\.{name}\.enabled needs metrics\.enabled, which is false"):
        render(metrics={"enabled": False, name: {"enabled": True}})


def test_every_query_is_one_and_asks_for_what_is_exported() -> None:
    asked = queries()
    assert len(asked) > 25
    for expr in asked.values():
        promql_parser.parse(expr)
    names = {name for expr in asked.values() for name in re.findall(r"\b(?:reindex|process)_\w+", expr)}
    assert names == (RUNS | OPERATOR | WORKERS)


def test_an_alert_says_what_it_is_about_and_what_to_do() -> None:
    for alert in alerts():
        assert alert["labels"]["severity"] in {"warning", "critical"}
        assert len(alert["annotations"]["description"]) > len("what to do")
        of_a_run = "on (namespace, name)" in alert["expr"] or "reindex_degraded" in alert["expr"]
        assert of_a_run is ("{{ $labels.namespace }}/{{ $labels.name }}" in alert["annotations"]["summary"])


def test_the_dashboard_is_found_by_grafana_and_its_panels_do_not_overlap() -> None:
    assert only("ConfigMap", render(**EVERYTHING))["metadata"]["labels"]["grafana_dashboard"] == "1"
    cells: set[tuple[int, int]] = set()
    for panel in dashboard()["panels"]:
        at = panel["gridPos"]
        own = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert max(x for x, _ in own) < 24
        assert not cells & own, panel["title"]
        cells |= own
    assert len({panel["id"] for panel in dashboard()["panels"]}) == len(dashboard()["panels"])


@pytest.mark.parametrize(("kind", "believed"), [("ServiceMonitor", True), ("PodMonitor", None)])
def test_the_operator_says_whose_run_it_is_and_of_workers_prometheus_knows(kind: str, believed: bool | None) -> None:
    [monitor] = of(kind, render(**EVERYTHING))
    [endpoint] = monitor["spec"].get("endpoints") or monitor["spec"]["podMetricsEndpoints"]
    assert endpoint.get("honorLabels") is believed, (
        "the operator's own namespace is not a run's; a pod of any namespace may call itself a worker"
    )
    assert endpoint["port"] == "metrics"


def test_the_service_selects_the_operator_by_a_port_that_it_has() -> None:
    objects = render(metrics__port=9091)
    [port] = only("Service", objects)["spec"]["ports"]
    assert (port["port"], port["targetPort"]) == (9091, "metrics")
    assert yaml.safe_dump(only("Deployment", objects)).count("containerPort: 9091") == 1
