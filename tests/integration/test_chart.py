"""What the Helm chart installs: the rights that the operator uses and no more, restricted pods, and the CRD as it is generated."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab import helm
from lab.kubernetes.build import version
from reindex_operator.controller.rbac import RULES
from reindex_operator.controller.settings import from_environment

ROOT = Path(__file__).parents[2]
CHART = ROOT / "charts" / "reindex-operator"
CRD = ROOT / "crds" / "reindexes.reindex.dev.yaml"


@pytest.fixture(scope="session", autouse=True)
def built() -> Path:
    """Helm, before a test's clock starts."""
    return helm.binary()


def render(**values: Any) -> list[dict[str, Any]]:
    """The objects of an installation with these values."""
    chosen = [word for key, value in values.items() for word in ("--set-json", f"{key.replace('__', '.')}={json.dumps(value)}")]
    text = helm.helm("template", "reindex-operator", str(CHART), "--namespace", "system", "--kube-version", version(), *chosen)
    return [each for each in yaml.safe_load_all(text) if each]


def of(kind: str, objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of a kind."""
    return [each for each in objects if each["kind"] == kind]


def environment(objects: list[dict[str, Any]]) -> dict[str, str]:
    """The operator's environment."""
    [container] = of("Deployment", objects)[0]["spec"]["template"]["spec"]["containers"]
    return {each["name"]: each["value"] for each in container["env"]}


def test_lint_has_nothing_to_say() -> None:
    assert "0 chart(s) failed" in helm.helm("lint", "--strict", "--kube-version", version(), str(CHART))


def test_the_crd_has_the_bytes_of_the_generated_one() -> None:
    assert (CHART / "files" / "crd.yaml").read_bytes() == CRD.read_bytes()


def test_the_crd_is_kept_when_the_release_goes() -> None:
    [crd] = of("CustomResourceDefinition", render())
    assert crd["metadata"]["annotations"].pop("helm.sh/resource-policy") == "keep"
    assert crd == yaml.safe_load(CRD.read_text())


def test_the_crd_goes_with_the_release_where_that_is_asked_for() -> None:
    assert of("CustomResourceDefinition", render(crds__keep=False)) == [yaml.safe_load(CRD.read_text())]


def test_the_crd_may_be_left_out() -> None:
    assert of("CustomResourceDefinition", render(crds__enabled=False)) == []


def test_the_operator_gets_the_rights_that_it_uses() -> None:
    roles = {role["metadata"]["name"]: role["rules"] for role in of("ClusterRole", render())}
    assert set(roles) == {"reindex-operator", "reindex-operator-view", "reindex-operator-edit"}
    assert roles["reindex-operator"] == RULES


def test_no_role_has_a_wildcard_or_secrets() -> None:
    objects = render() + render(watchNamespaces=["a"])
    rules = [rule for role in of("ClusterRole", objects) + of("Role", objects) for rule in role["rules"]]
    words = {word for rule in rules for key in ("apiGroups", "resources", "verbs") for word in rule[key]}
    assert rules
    assert not words & {"*", "secrets", "escalate", "bind", "impersonate"}


def test_named_namespaces_get_a_role_each_and_no_cluster_role() -> None:
    objects = render(watchNamespaces=["a", "b"], aggregatedRoles=False)
    assert [role["metadata"]["namespace"] for role in of("Role", objects)] == ["a", "b"]
    assert [role["rules"] for role in of("Role", objects)] == [RULES, RULES]
    assert [binding["metadata"]["namespace"] for binding in of("RoleBinding", objects)] == ["a", "b"]
    assert {binding["subjects"][0]["namespace"] for binding in of("RoleBinding", objects)} == {"system"}
    assert of("ClusterRole", objects) == of("ClusterRoleBinding", objects) == []
    assert environment(objects)["WATCH_NAMESPACES"] == "a,b"


def test_view_may_only_read() -> None:
    [view] = [role for role in of("ClusterRole", render()) if "rbac.authorization.k8s.io/aggregate-to-view" in role["metadata"]["labels"]]
    assert [(rule["resources"], rule["verbs"]) for rule in view["rules"]] == [(["reindexes"], ["get", "list", "watch"])]


def test_the_operators_pod_is_restricted_and_can_write_to_tmp_alone() -> None:
    [deployment] = of("Deployment", render())
    pod = deployment["spec"]["template"]["spec"]
    [container] = pod["containers"]
    assert pod["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": 65532,
        "runAsGroup": 65532,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert [mount["mountPath"] for mount in container["volumeMounts"]] == ["/tmp"]  # noqa: S108 - the pod's own
    assert (deployment["spec"]["replicas"], deployment["spec"]["strategy"]) == (1, {"type": "Recreate"})


def test_the_operator_understands_what_the_chart_tells_it() -> None:
    resources = {"limits": {"memory": "1Gi"}}
    settings = from_environment(environment(render(worker__resources=resources, worker__user=1234, image__digest="sha256:" + "a" * 64)))
    assert settings.worker_image == "reindex-operator@sha256:" + "a" * 64
    assert settings.worker_resources["limits"] == resources["limits"]
    assert (settings.worker_user, settings.worker_grace) == (1234, 30)


def test_users_may_be_left_to_the_cluster() -> None:
    objects = render(user=None, worker__user=None)
    assert "runAsUser" not in of("Deployment", objects)[0]["spec"]["template"]["spec"]["securityContext"]
    assert from_environment(environment(objects)).worker_user is None


def test_extra_labels_reach_all_but_the_crd() -> None:
    objects = render(extraLabels={"team": "search"}, crds__enabled=False)
    assert all(each["metadata"]["labels"]["team"] == "search" for each in objects)
    assert of("Deployment", objects)[0]["spec"]["template"]["metadata"]["labels"]["team"] == "search"


@pytest.mark.parametrize(
    "wrong", [{"image__digest": "latest"}, {"watchNamespaces": ["A_B"]}, {"image__pullPolicy": "Sometimes"}, {"replicas": 3}]
)
def test_wrong_values_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(RuntimeError, match="values don't meet the specifications of the schema"):
        render(**wrong)
