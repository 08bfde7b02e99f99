"""What a chart is judged by: its lint, its schema, its README and its word to Artifact Hub."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab import helm
from lab.kubernetes.build import version
from reindex_operator.api.reindex import KIND, PLURAL, VERSION, Reindex
from reindex_operator.controller.settings import from_environment
from tests.integration.chart.render import environment, only, render

VALUES: dict[str, Any] = yaml.safe_load((helm.CHART / "values.yaml").read_text())
SCHEMA: dict[str, Any] = json.loads((helm.CHART / "values.schema.json").read_text())
ABOUT: dict[str, Any] = yaml.safe_load((helm.CHART / "Chart.yaml").read_text())
ANNOTATIONS = {key.removeprefix("artifacthub.io/"): value for key, value in ABOUT["annotations"].items()}

EVERYTHING: dict[str, Any] = {
    "watchNamespaces": ["a"],
    "replicas": 2,
    "metrics__serviceMonitor__enabled": True,
    "metrics__podMonitor__enabled": True,
    "metrics__prometheusRule__enabled": True,
    "metrics__dashboard__enabled": True,
    "networkPolicy__operator__enabled": True,
    "networkPolicy__workers__enabled": True,
}

OTHER: dict[str, Any] = {
    "nameOverride": "other",
    "fullnameOverride": "other",
    "image.repository": "registry.example/other",
    "image.tag": "other",
    "image.digest": "sha256:" + "b" * 64,
    "image.pullPolicy": "Always",
    "imagePullSecrets": [{"name": "registry"}],
    "crds.enabled": False,
    "crds.keep": False,
    "watchNamespaces": ["other"],
    "rbac.create": False,
    "rbac.aggregate": False,
    "serviceAccount.create": False,
    "serviceAccount.name": "other",
    "serviceAccount.annotations": {"a": "b"},
    "replicas": 3,
    "maxConcurrent": 5,
    "statusIntervalSeconds": 1.5,
    "resyncSeconds": 30,
    "logFormat": "plain",
    "worker.podTemplate": {"priorityClassName": "low"},
    "worker.pullPolicy": "Always",
    "worker.user": 1000,
    "worker.gracePeriodSeconds": 60,
    "resources": {"limits": {"memory": "1Gi"}},
    "user": 1000,
    "extraEnv": [{"name": "A", "value": "b"}],
    "extraLabels": {"a": "b"},
    "podLabels": {"a": "b"},
    "podAnnotations": {"a": "b"},
    "nodeSelector": {"a": "b"},
    "tolerations": [{"operator": "Exists"}],
    "affinity": {"podAffinity": {}},
    "topologySpreadConstraints": [{"maxSkew": 1}],
    "priorityClassName": "high",
    "metrics.enabled": False,
    "metrics.port": 9090,
    "metrics.workerPort": 9091,
    "metrics.serviceMonitor.enabled": False,
    "metrics.serviceMonitor.interval": "1m",
    "metrics.serviceMonitor.labels": {"release": "prometheus"},
    "metrics.podMonitor.enabled": False,
    "metrics.podMonitor.interval": "1m",
    "metrics.podMonitor.labels": {"release": "prometheus"},
    "metrics.prometheusRule.enabled": False,
    "metrics.prometheusRule.labels": {"release": "prometheus"},
    "metrics.dashboard.enabled": False,
    "metrics.dashboard.labels": {"dashboards": "yes"},
    "metrics.dashboard.annotations": {"grafana_folder": "Search"},
    "networkPolicy.apiServerCIDRs": ["192.0.2.1/32"],
    "networkPolicy.apiServerPorts": [16443],
    "networkPolicy.dnsPorts": [5353],
    "networkPolicy.metricsFrom": [{"podSelector": {}}],
    "networkPolicy.operator.enabled": False,
    "networkPolicy.workers.enabled": False,
    "networkPolicy.workers.searchEgress": [],
    "helmTest.enabled": False,
    "helmTest.spec": {"source": {"index": ["a"]}},
}
"""Another value, for each, than its default or the one in ``EVERYTHING``."""


def test_lint_has_nothing_to_say() -> None:
    assert "0 chart(s) failed" in helm.helm("lint", "--strict", "--kube-version", version(), str(helm.CHART))


def test_the_readme_is_the_one_that_values_and_template_make() -> None:
    assert (helm.CHART / "README.md").read_text() == helm.readme(), "run `make chart-docs`"


def test_what_is_built_by_hand_is_no_part_of_the_package(tmp_path: Path) -> None:
    helm.helm("package", str(helm.CHART), "--destination", str(tmp_path))
    [package] = tmp_path.iterdir()
    shown = helm.helm("show", "all", str(package))
    assert "kind: CustomResourceDefinition" not in shown, "a chart's crds/ folder is never upgraded"
    assert "helm upgrade reindex-operator" in shown


@pytest.mark.parametrize(
    "wrong",
    [
        {"image__digest": "latest"},
        {"image__tag": "a b"},
        {"image__pullPolicy": "Sometimes"},
        {"watchNamespaces": ["A_B"]},
        {"watchNamespaces": "shop"},
        {"replicas": 0},
        {"replicaCount": 3},
        {"user": 0},
        {"worker__user": 0},
        {"worker__podTemplate": {"hostNetwork": True}},
        {"worker__gracePeriodSeconds": 29},
        {"resources__limits__memory": "lots"},
        {"resources__requests__cpu": -1},
        {"worker__podTemplate__resources__requests__memory": "512MB"},
        {"networkPolicy__apiServerCIDRs": ["kubernetes"]},
        {"extraLabels": {"app.kubernetes.io/name": "other"}},
        {"podLabels": {"app.kubernetes.io/component": "test"}},
        {"metrics__port": 0},
        {"metrics__port": 8080},
        {"metrics__serviceMonitor__interval": "often"},
        {"logFormat": "xml"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_wrong_values_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(RuntimeError, match="values don't meet the specifications of the schema"):
        render(**wrong)


@pytest.mark.parametrize("quantity", ["512Mi", "1.5Gi", "100m", "0.5", ".5", "1e3", "2E-3", "129M", "3k", "1Ki", 2, 0.25, 1073741824])
def test_what_kubernetes_takes_as_a_quantity_is_taken(quantity: str | float) -> None:
    resources = {"requests": {"cpu": quantity}, "limits": {"example.com/gpu": quantity}}
    render(resources=resources, worker__podTemplate__resources=resources)


def test_no_object_of_the_schema_takes_what_it_does_not_know() -> None:
    """But for those that are Kubernetes' own."""
    free = {"affinity", "global", "spec"}

    def objects(name: str, schema: dict[str, Any]) -> list[str]:
        found = [name] if schema.get("type") == "object" and "additionalProperties" not in schema else []
        return found + [each for key, inner in schema.get("properties", {}).items() for each in objects(key, inner)]

    inner = [each for name, schema in SCHEMA["definitions"].items() for each in objects(name, schema)]
    assert set(objects("values", SCHEMA) + inner) == free


def test_every_value_is_in_the_schema_and_every_one_of_the_schema_has_a_default() -> None:
    def known(schema: dict[str, Any]) -> set[str]:
        schema = SCHEMA["definitions"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        return set(schema.get("properties", ()))

    assert known(SCHEMA) - {"global"} == set(VALUES)
    for name, value in VALUES.items():
        inner = known(SCHEMA["properties"][name])
        if isinstance(value, dict) and inner and name != "resources":
            assert inner == set(value), name


def leaves(values: dict[str, Any], *parents: str) -> list[str]:
    """Dotted paths of the values; an object that is Kubernetes' own is one."""
    found: list[str] = []
    for key, value in values.items():
        path = ".".join([*parents, key])
        found += leaves(value, *parents, key) if isinstance(value, dict) and value and path not in OTHER else [path]
    return found


@pytest.mark.parametrize("path", leaves(VALUES))
def test_every_value_does_something(path: str) -> None:
    assert path in OTHER, "add another value than the one that it has"
    company = {key: value for key, value in EVERYTHING.items() if path != "metrics.enabled" or not key.startswith("metrics__")}
    assert render(**company) != render(**company | {path.replace(".", "__"): OTHER[path]})


NULLABLE = [
    "imagePullSecrets",
    "watchNamespaces",
    "worker.podTemplate",
    "resources",
    "extraEnv",
    "extraLabels",
    "podLabels",
    "podAnnotations",
    "affinity",
    "topologySpreadConstraints",
    "metrics.serviceMonitor",
    "metrics.podMonitor",
    "metrics.prometheusRule",
    "metrics.dashboard",
    "networkPolicy.metricsFrom",
    "helmTest.spec",
]


@pytest.mark.parametrize("path", NULLABLE)
def test_what_is_set_to_null_is_as_if_it_were_empty(path: str) -> None:
    """Helm takes the value away then: the way to be rid of a default."""
    values: dict[str, Any] = {"replicas": 2, path.replace(".", "__"): None}
    from_environment(environment(render(**values)))


def test_all_that_can_be_asked_for_at_once_renders() -> None:
    kinds = {each["kind"] for each in render(**EVERYTHING)}
    assert {"ServiceMonitor", "PodMonitor", "PrometheusRule", "ConfigMap", "NetworkPolicy", "PodDisruptionBudget", "Service"} <= kinds


def test_artifact_hub_is_told_the_truth() -> None:
    [crd] = yaml.safe_load(ANNOTATIONS["crds"])
    assert (crd["kind"], crd["version"], crd["name"]) == (KIND, VERSION, f"{PLURAL}.reindex.dev")
    [image] = yaml.safe_load(ANNOTATIONS["images"])
    assert image["image"] == environment(render())["WORKER_IMAGE"]
    for example in yaml.safe_load(ANNOTATIONS["crdsExamples"]):
        Reindex.model_validate({**example, "metadata": {**example["metadata"], "namespace": "default"}})
    assert all(
        change["kind"] in {"added", "changed", "deprecated", "removed", "fixed", "security"}
        for change in yaml.safe_load(ANNOTATIONS["changes"])
    )


def test_the_version_of_the_operator_is_the_packages() -> None:
    project = (helm.CHART.parents[1] / "pyproject.toml").read_text()
    assert f'version = "{ABOUT["appVersion"]}"' in project
    assert only("Deployment", render())["metadata"]["labels"]["app.kubernetes.io/version"] == ABOUT["appVersion"]
