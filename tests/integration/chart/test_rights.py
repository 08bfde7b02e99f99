"""Who may do what after an installation: the operator what it uses, viewers read, editors write, the helm test its one object."""

from typing import Any

import pytest

from reindex_operator.controller.rbac import RULES
from tests.integration.chart.render import NAMESPACE, Thing, environment, of, only, render


def labelled(word: str, objects: list[Thing]) -> list[Thing]:
    return [role for role in of("ClusterRole", objects) if f"rbac.authorization.k8s.io/aggregate-to-{word}" in role["metadata"]["labels"]]


def test_the_operator_gets_the_rights_that_it_uses() -> None:
    roles = {role["metadata"]["name"]: role["rules"] for role in of("ClusterRole", render())}
    assert set(roles) == {"reindex-operator", "reindex-operator-view", "reindex-operator-edit"}
    assert roles["reindex-operator"] == RULES


def test_no_role_has_a_wildcard_or_secrets() -> None:
    objects = render() + render(watchNamespaces=["a"])
    rules = [rule for each in objects if each["kind"] in {"Role", "ClusterRole"} for rule in each["rules"]]
    words = {word for rule in rules for key in ("apiGroups", "resources", "verbs") for word in rule[key]}
    assert {"create", "jobs"} <= words
    assert not words & {"*", "secrets", "nodes", "escalate", "bind", "impersonate"}


def test_named_namespaces_get_a_role_each_and_no_cluster_role() -> None:
    objects = render(watchNamespaces=["a", "b"], rbac__aggregate=False)
    served = [role for role in of("Role", objects) if role["rules"] == RULES]
    assert [role["metadata"]["namespace"] for role in served] == ["a", "b"]
    bound = [binding for binding in of("RoleBinding", objects) if binding["metadata"]["namespace"] in {"a", "b"}]
    assert [binding["metadata"]["namespace"] for binding in bound] == ["a", "b"]
    assert {binding["subjects"][0]["namespace"] for binding in bound} == {NAMESPACE}
    assert of("ClusterRole", objects) == of("ClusterRoleBinding", objects) == []


@pytest.mark.parametrize("watched", [[], ["shop"]])
def test_the_lease_of_this_release_alone_may_be_held(watched: list[str]) -> None:
    objects = render(watchNamespaces=watched)
    [role] = [each for each in of("Role", objects) if each["metadata"]["namespace"] == NAMESPACE]
    name = environment(objects)["LEASE_NAME"]
    lease = {"apiGroups": ["coordination.k8s.io"], "resources": ["leases"]}
    assert role["rules"] == [lease | {"verbs": ["create"]}, lease | {"resourceNames": [name], "verbs": ["get", "update"]}]


def test_who_views_may_only_read() -> None:
    [view] = labelled("view", render())
    assert [(rule["resources"], rule["verbs"]) for rule in view["rules"]] == [(["reindexes"], ["get", "list", "watch"])]


def test_who_edits_may_write_objects_and_not_their_status() -> None:
    objects = render()
    assert labelled("edit", objects) == labelled("admin", objects)
    [edit] = labelled("edit", objects)
    [rule] = edit["rules"]
    assert (rule["resources"], set(rule["verbs"])) == (["reindexes"], {"create", "update", "patch", "delete", "deletecollection"})


@pytest.mark.parametrize("word", ["view", "edit", "admin"])
def test_the_clusters_roles_are_left_alone_where_that_is_asked_for(word: str) -> None:
    assert labelled(word, render(rbac__aggregate=False)) == []


def test_rights_may_be_given_by_someone_else() -> None:
    objects = render(rbac={"create": False, "aggregate": False})
    assert of("ClusterRole", objects) == of("Role", objects) == of("ClusterRoleBinding", objects) == of("RoleBinding", objects) == []


@pytest.mark.parametrize(
    ("values", "account"),
    [
        ({}, "reindex-operator"),
        ({"serviceAccount__name": "mine"}, "mine"),
        ({"serviceAccount": {"create": False, "name": "theirs"}}, "theirs"),
        ({"serviceAccount": {"create": False, "name": ""}}, "default"),
    ],
)
def test_the_operator_runs_as_the_account_that_has_the_rights(values: dict[str, Any], account: str) -> None:
    objects = render(**values)
    assert only("Deployment", objects)["spec"]["template"]["spec"]["serviceAccountName"] == account
    assert {binding["subjects"][0]["name"] for binding in of("ClusterRoleBinding", objects)} == {account}
    made = [each["metadata"]["name"] for each in of("ServiceAccount", objects)]
    assert made == ([] if values.get("serviceAccount") else [account])


def test_a_token_is_mounted_into_the_operators_pod_alone() -> None:
    objects = render()
    assert only("ServiceAccount", objects)["automountServiceAccountToken"] is False
    assert only("Deployment", objects)["spec"]["template"]["spec"]["automountServiceAccountToken"] is True


@pytest.mark.parametrize(("watched", "namespace"), [([], NAMESPACE), (["shop", "web"], "shop")])
def test_the_helm_test_may_make_a_reindex_where_one_is_served(watched: list[str], namespace: str) -> None:
    objects = render(watchNamespaces=watched)
    role = only("Role", objects, tests=True)
    assert role["metadata"]["namespace"] == namespace
    ours = {"apiGroups": ["reindex.dev"], "resources": ["reindexes"]}
    assert role["rules"] == [ours | {"verbs": ["create"]}, ours | {"resourceNames": ["reindex-operator-test"], "verbs": ["get", "delete"]}]
    spec = only("Pod", objects, tests=True)["spec"]
    assert spec["containers"][0]["command"][-2:] == [namespace, "reindex-operator-test"]
    binding = only("RoleBinding", objects, tests=True)
    assert (binding["metadata"]["namespace"], binding["roleRef"]["name"]) == (namespace, role["metadata"]["name"])
    account = only("ServiceAccount", objects, tests=True)["metadata"]
    assert binding["subjects"] == [{"kind": "ServiceAccount", "name": account["name"], "namespace": account["namespace"]}]
    assert spec["serviceAccountName"] == account["name"]


def test_the_helm_test_leaves_nothing_behind() -> None:
    objects = [each for each in render(networkPolicy__operator__enabled=True) if "helm.sh/hook" in each["metadata"].get("annotations", {})]
    assert {each["kind"] for each in objects} == {"ServiceAccount", "Role", "RoleBinding", "NetworkPolicy", "Pod"}
    assert {each["metadata"]["annotations"]["helm.sh/hook-delete-policy"] for each in objects} == {"before-hook-creation,hook-succeeded"}
    assert len({each["metadata"]["name"] for each in objects}) == len(objects), "their names are all that Helm prints of them"
    assert not [each for each in render(helmTest__enabled=False) if "helm.sh/hook" in each["metadata"].get("annotations", {})]
