"""The operator's Deployment: restricted, told what the values say, and replaced without a gap."""

import json
from collections.abc import Hashable
from typing import Any

import pytest
import yaml

from lab.kubernetes.light_node.resolve import expand
from reindex_operator.controller.settings import from_environment
from tests.integration.chart.render import container, environment, of, only, pod, render, rendered

DIGEST = "sha256:" + "a" * 64


class Strict(yaml.SafeLoader):
    """Refuses a key that is there twice, as Kustomize does, which a post-renderer may be."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        assert len(keys) == len(set(keys)), keys
        return super().construct_mapping(node, deep)


@pytest.mark.parametrize("tests", [False, True], ids=["operator", "helm-test"])
def test_its_pods_are_restricted_and_can_write_to_tmp_alone(tests: bool) -> None:
    objects = render()
    spec = only("Pod", objects, tests=True)["spec"] if tests else pod(objects)["spec"]
    [each] = spec["containers"]
    assert spec["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": 65532,
        "runAsGroup": 65532,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert each["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert [mount["mountPath"] for mount in each["volumeMounts"]] == ["/tmp"]  # noqa: S108 - the pod's own
    assert [set(volume) for volume in spec["volumes"]] == [{"name", "emptyDir"}]
    assert spec["enableServiceLinks"] is False


def test_the_operator_understands_what_the_chart_tells_it() -> None:
    template = {"resources": {"limits": {"memory": "1Gi"}}, "nodeSelector": {"pool": "batch"}, "imagePullSecrets": [{"name": "registry"}]}
    objects = render(
        worker={"podTemplate": template, "user": 1234, "gracePeriodSeconds": 40, "pullPolicy": "Always"},
        image__digest=DIGEST,
        watchNamespaces=["a", "b"],
        statusIntervalSeconds=2.5,
        resyncSeconds=60,
        logFormat="plain",
    )
    settings = from_environment(environment(objects))
    assert settings.worker_image == container(objects)["image"] == f"reindex-operator@{DIGEST}"
    assert (settings.worker_image_pull_policy, container(objects)["imagePullPolicy"]) == ("Always", "IfNotPresent")
    written = settings.worker_pod_template.model_dump(by_alias=True, exclude_none=True)
    # Helm merges what is given into the defaults.
    assert written == template | {"resources": {"limits": {"memory": "1Gi"}, "requests": {"cpu": "100m", "memory": "256Mi"}}}
    assert (settings.worker_user, settings.worker_grace, settings.watch_namespaces) == (1234, 40, ("a", "b"))
    assert (settings.status_interval, settings.resync, settings.log_format) == (2.5, 60, "plain")


def test_the_defaults_of_chart_and_operator_are_the_same() -> None:
    said = environment(render())
    chosen = {name: said[name] for name in ("WORKER_IMAGE", "LEADER_ELECTION", "POD_NAME", "POD_NAMESPACE")}
    assert from_environment(said) == from_environment(chosen)


@pytest.mark.parametrize(
    ("values", "image"),
    [
        ({}, "reindex-operator:0.1.0"),
        ({"image__tag": "1.2.3"}, "reindex-operator:1.2.3"),
        ({"image__repository": "registry.example/a/b", "image__tag": "x", "image__digest": DIGEST}, f"registry.example/a/b@{DIGEST}"),
    ],
)
def test_the_image_is_named_by_tag_or_digest(values: dict[str, Any], image: str) -> None:
    objects = render(**values)
    assert container(objects)["image"] == environment(objects)["WORKER_IMAGE"] == image
    assert only("Pod", objects, tests=True)["spec"]["containers"][0]["image"] == image


def test_users_may_be_left_to_the_cluster() -> None:
    objects = render(user=None, worker__user=None)
    assert pod(objects)["spec"]["securityContext"] == {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    assert from_environment(environment(objects)).worker_user is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("imagePullSecrets", [{"name": "registry"}]),
        ("nodeSelector", {"kubernetes.io/os": "linux"}),
        ("tolerations", [{"operator": "Exists"}]),
        ("affinity", {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": []}}),
        ("topologySpreadConstraints", [{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway"}]),
        ("priorityClassName", "system-cluster-critical"),
    ],
)
def test_where_it_runs_is_the_users_choice(key: str, value: Any) -> None:
    assert pod(render(**{key: value}))["spec"][key] == value
    assert key not in pod(render())["spec"]


def test_labels_annotations_resources_and_environment_are_added() -> None:
    objects = render(
        extraLabels={"team": "search"},
        podLabels={"tier": "ops"},
        podAnnotations={"note": "x"},
        resources={"limits": {"memory": "1Gi"}},
        extraEnv=[{"name": "HTTPS_PROXY", "value": "http://proxy:3128"}],
    )
    made = pod(objects)["metadata"]
    assert (made["labels"]["team"], made["labels"]["tier"], made["annotations"]["note"]) == ("search", "ops", "x")
    assert container(objects)["resources"]["limits"] == {"memory": "1Gi"}
    assert environment(objects)["HTTPS_PROXY"] == "http://proxy:3128"
    assert all(each["metadata"]["labels"]["team"] == "search" for each in objects if each["kind"] != "CustomResourceDefinition")


def test_an_objects_own_labels_win_over_those_of_all_and_each_is_there_once() -> None:
    own = {"team": "own"}
    monitors = {name: {"enabled": True, "labels": own} for name in ("serviceMonitor", "podMonitor", "prometheusRule", "dashboard")}
    text = rendered(
        extraLabels={"team": "all", "tier": "x"},
        podLabels=own,
        podAnnotations={"kubectl.kubernetes.io/default-container": "mesh"},
        metrics=monitors,
    )
    objects = list(yaml.load_all(text, Strict))
    kinds = {"ServiceMonitor", "PodMonitor", "PrometheusRule", "ConfigMap"}
    labelled = [pod(objects), *(each for each in objects if each["kind"] in kinds)]
    assert len(labelled) == 1 + len(kinds)
    assert {each["metadata"]["labels"]["team"] for each in labelled} == {"own"}
    assert {each["metadata"]["labels"]["tier"] for each in labelled} == {"x"}
    assert only("Service", objects)["metadata"]["labels"]["team"] == "all"
    assert pod(objects)["metadata"]["annotations"] == {"kubectl.kubernetes.io/default-container": "mesh"}


def test_the_selector_selects_the_pods_and_no_pod_of_the_helm_test() -> None:
    objects = render(podLabels={"x": "y"}, extraLabels={"a": "b"})
    selector = only("Deployment", objects)["spec"]["selector"]["matchLabels"].items()
    assert selector <= pod(objects)["metadata"]["labels"].items()
    assert not selector <= only("Pod", objects, tests=True)["metadata"]["labels"].items()


def test_a_new_one_starts_before_the_old_one_goes_and_several_survive_a_drain() -> None:
    deployment = only("Deployment", render(replicas=2))
    assert (deployment["spec"]["replicas"], deployment["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"]) == (2, 0)
    budget = only("PodDisruptionBudget", render(replicas=2))["spec"]
    assert (budget["maxUnavailable"], budget["selector"]) == (1, deployment["spec"]["selector"])
    assert budget["unhealthyPodEvictionPolicy"] == "AlwaysAllow", "an operator that does not start would hold up every drain"
    assert of("PodDisruptionBudget", render()) == []


def test_several_are_on_different_nodes_where_that_can_be() -> None:
    objects = render(replicas=2)
    [preferred] = pod(objects)["spec"]["affinity"]["podAntiAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"]
    assert preferred["weight"] == 100
    assert preferred["podAffinityTerm"] == {
        "topologyKey": "kubernetes.io/hostname",
        "labelSelector": only("Deployment", objects)["spec"]["selector"],
        "matchLabelKeys": ["pod-template-hash"],
    }
    assert "topologySpreadConstraints" not in pod(objects)["spec"], "the scheduler's own spread over zones stays"


@pytest.mark.parametrize(
    "own",
    [{"affinity": {"podAffinity": {}}}, {"topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "zone"}]}],
    ids=lambda own: next(iter(own)),
)
def test_where_several_are_is_the_users_choice_alone(own: dict[str, Any]) -> None:
    spec = pod(render(replicas=2, **own))["spec"]
    assert {key: spec[key] for key in ("affinity", "topologySpreadConstraints") if key in spec} == own


def test_only_one_of_several_works() -> None:
    said = {each["name"]: each for each in container(render())["env"]}
    assert said["LEADER_ELECTION"]["value"] == "true"
    assert said["POD_NAME"]["valueFrom"] == {"fieldRef": {"fieldPath": "metadata.name"}}
    assert said["POD_NAMESPACE"]["valueFrom"] == {"fieldRef": {"fieldPath": "metadata.namespace"}}


@pytest.mark.parametrize("port", ["startupProbe", "livenessProbe"])
def test_probes_ask_a_port_that_the_container_has(port: str) -> None:
    found = container(render())
    assert found[port]["httpGet"]["port"] in {each["name"] for each in found["ports"]}
    assert from_environment(environment(render())).liveness_port == next(
        each["containerPort"] for each in found["ports"] if each["name"] == "health"
    )


@pytest.mark.parametrize(
    ("release", "values", "name"),
    [
        ("reindex-operator", {}, "reindex-operator"),
        ("prod", {}, "prod-reindex-operator"),
        ("prod", {"nameOverride": "ri"}, "prod-ri"),
        ("prod", {"fullnameOverride": "ri"}, "ri"),
        ("a" * 53, {}, f"{'a' * 53}-r"),
    ],
)
def test_names_come_from_the_release(release: str, values: dict[str, Any], name: str) -> None:
    objects = render(release, **values)
    assert only("Deployment", objects)["metadata"]["name"] == name
    assert all(len(each["metadata"]["name"]) <= 63 for each in objects)


def test_the_helm_test_is_given_the_spec_as_it_is() -> None:
    spec = {"source": {"index": ["a"]}, "script": {"source": "/* $$(x) $(HOSTNAME) <&> \"' */"}}
    [given] = only("Pod", render(helmTest__spec=spec), tests=True)["spec"]["containers"][0]["args"]
    assert json.loads(expand(given, {"HOSTNAME": "no"})) == spec
    assert "args" not in only("Pod", render(), tests=True)["spec"]["containers"][0]


def test_the_helm_tests_pod_has_the_operators_resources() -> None:
    limits = {"limits": {"cpu": "1", "memory": "512Mi"}, "requests": {"cpu": "50m", "memory": "128Mi"}}
    assert only("Pod", render(resources__limits__cpu="1"), tests=True)["spec"]["containers"][0]["resources"] == limits
