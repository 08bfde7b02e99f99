"""Names, labels, pods, Jobs and the rest of what the operator makes."""

import dataclasses
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from reindex_operator.api.spec import PodTemplate
from reindex_operator.controller import children, jobs, names, pods
from reindex_operator.controller.settings import Settings
from reindex_operator.mailbox import Control
from tests.unit.controller.build import SETTINGS, UID, reindex, spec_of

DNS_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
LABEL = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")


@pytest.mark.parametrize("name", ["a", "orders-v2", "a.b.c", "x" * 253, "y" * 40 + "-" * 3 + "z" * 20, "q" * 41 + ".tail"])
def test_names_fit_every_kind_and_the_pods_host_names(name: str) -> None:
    for role in ("prepare", "copy", "finish"):
        made = names.Run(name, "shop", UID, "release-7", 9999).job(role)
        assert DNS_LABEL.fullmatch(made)
        assert len(f"{made}-1023") <= 63 or role != "copy"
        assert len(made) <= 63
    value = names.label_value(name)
    assert len(value) <= 63
    assert LABEL.fullmatch(value)


def test_an_object_made_anew_and_another_run_have_other_children() -> None:
    run = names.Run("orders", "shop", UID)
    others = [run._replace(uid=UID.replace("7", "8")), run._replace(run_id="a"), run._replace(run_id="b")]
    assert len({run.base, *(other.base for other in others)}) == 4


def test_another_attempt_has_other_jobs_and_the_same_mailbox() -> None:
    first, second = names.Run("orders", "shop", UID), names.Run("orders", "shop", UID, attempt=2)
    assert first.base == second.base
    assert second.job("copy") == f"{first.job('copy')}-2"


def test_the_attempt_is_the_one_that_the_status_has_reached() -> None:
    thing = reindex({"phase": "Failed", "attempt": 2}, attempt=5)
    assert names.Run.of(thing).attempt == 2
    assert names.Run.of(thing | {"spec": thing["spec"] | {"runId": "b"}}).attempt == 5
    assert names.Run.of(reindex(attempt=3)).attempt == 3


UNHEARD = [
    {"key": f"node.kubernetes.io/{state}", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 120}
    for state in ("not-ready", "unreachable")
]


@pytest.mark.parametrize(
    ("tolerated", "added"),
    [
        (None, UNHEARD),
        ([{"key": "gpu", "operator": "Exists"}], UNHEARD),
        ([{"key": "node.kubernetes.io/unreachable", "operator": "Exists", "tolerationSeconds": 9}], UNHEARD[:1]),
        ([{"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoSchedule"}], UNHEARD),
        ([{"operator": "Exists"}], []),
        ([{"operator": "Exists", "effect": ""}], []),
    ],
)
def test_a_pod_leaves_a_node_that_is_not_heard_of_unless_the_user_says_otherwise(tolerated: Any, added: list[dict[str, Any]]) -> None:
    made = template(podTemplate={"tolerations": tolerated} if tolerated else {})["spec"].get("tolerations", [])
    assert made == [*(tolerated or []), *added]


def test_long_names_that_begin_alike_have_different_labels() -> None:
    assert names.label_value("x" * 80 + "1") != names.label_value("x" * 80 + "2")


def template(role: str = "copy", settings: Settings = SETTINGS, **spec: Any) -> dict[str, Any]:
    thing = reindex(**spec)
    return pods.template(spec_of(thing), role, names.Run("orders-v2", "shop", UID), settings)


def test_pods_meet_pod_security_restricted() -> None:
    pod = template()["spec"]
    container = pod["containers"][0]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["securityContext"]["runAsUser"] != 0
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert {"hostNetwork", "hostPID", "hostIPC"}.isdisjoint(pod)
    assert all({"emptyDir", "secret"} & volume.keys() for volume in pod["volumes"])


def test_the_cluster_may_choose_the_user() -> None:
    assert "runAsUser" not in template(settings=Settings(worker_image="i", worker_user=None))["spec"]["securityContext"]


def test_every_secret_is_mounted_once_under_its_name() -> None:
    cluster = {"hosts": ["https://s:9200"], "auth": {"secretName": "creds"}, "tls": {"caSecretName": "ca"}}
    source = {"index": ["a"], "cluster": {"hosts": ["https://o:9200"], "auth": {"secretName": "creds"}}}
    pod = template(cluster=cluster, source=source)["spec"]
    mounts = {mount["mountPath"]: mount["name"] for mount in pod["containers"][0]["volumeMounts"]}
    volumes = {volume["name"]: volume for volume in pod["volumes"]}
    assert set(mounts) == {"/tmp", "/var/run/secrets/reindex.dev/creds", "/var/run/secrets/reindex.dev/ca"}  # noqa: S108
    secret = volumes[mounts["/var/run/secrets/reindex.dev/creds"]]["secret"]
    assert secret == {"secretName": "creds", "defaultMode": 0o440}


def test_the_users_template_is_taken_and_the_operators_labels_win() -> None:
    given = {
        "labels": {"team": "search", "app.kubernetes.io/component": "forged"},
        "annotations": {"a": "b"},
        "resources": {"limits": {"memory": "1Gi"}},
        "nodeSelector": {"disk": "ssd"},
        "imagePullSecrets": [{"name": "pull"}],
        "priorityClassName": "low",
    }
    made = template(podTemplate=given)
    assert made["metadata"]["labels"]["team"] == "search"
    assert made["metadata"]["labels"]["app.kubernetes.io/component"] == "copy"
    assert made["metadata"]["annotations"] == {"a": "b"}
    assert made["spec"]["containers"][0]["resources"] == {"limits": {"memory": "1Gi"}}
    assert made["spec"]["nodeSelector"] == {"disk": "ssd"}
    assert made["spec"]["imagePullSecrets"] == [{"name": "pull"}]
    assert made["spec"]["priorityClassName"] == "low"
    assert template()["spec"]["containers"][0]["resources"] == SETTINGS.worker_pod_template.resources


def test_what_a_user_leaves_out_is_the_operators_default() -> None:
    defaults = PodTemplate.model_validate({"nodeSelector": {"pool": "batch"}, "imagePullSecrets": [{"name": "registry"}]})
    settings = replace(SETTINGS, worker_pod_template=defaults)
    thing = reindex(podTemplate={"nodeSelector": {"disk": "ssd"}})
    made = pods.template(spec_of(thing), "copy", names.Run("a", "shop", UID), settings)["spec"]
    assert (made["nodeSelector"], made["imagePullSecrets"]) == ({"disk": "ssd"}, [{"name": "registry"}])
    assert pods.template(spec_of(reindex()), "copy", names.Run("a", "shop", UID), settings)["spec"]["nodeSelector"] == {"pool": "batch"}


def test_a_worker_is_told_its_role_and_mailbox() -> None:
    container = template("finish")["spec"]["containers"][0]
    assert [*container["command"], *container["args"]] == ["python", "-m", "reindex_operator.worker", "finish"]
    assert {"name": "REINDEX_MAILBOX", "value": names.Run("orders-v2", "shop", UID).base} in container["env"]
    assert {entry["name"] for entry in container["env"]} == {"REINDEX_MAILBOX", "REINDEX_NAME", "REINDEX_NAMESPACE", "REINDEX_POD_UID"}


def test_a_copy_has_one_completion_a_slice() -> None:
    thing = reindex(parallelism=3, backoffLimit=2)
    spec = jobs.job(thing, spec_of(thing), "copy", SETTINGS, slices=8)["spec"]
    assert (spec["completionMode"], spec["completions"], spec["parallelism"]) == ("Indexed", 8, 3)
    assert (spec["backoffLimitPerIndex"], spec["maxFailedIndexes"]) == (2, 0)
    assert "backoffLimit" not in spec


@pytest.mark.parametrize(("wanted", "slices", "expected"), [(None, 2, 2), (None, 30, 10), (4, 2, 2), (4, 30, 4)])
def test_parallelism_is_bounded_by_the_slices(wanted: int | None, slices: int, expected: int) -> None:
    assert jobs.parallelism(spec_of(reindex(parallelism=wanted)), slices) == expected


@pytest.mark.parametrize("role", ["prepare", "copy", "finish"])
def test_permanent_exits_fail_the_job_and_stops_count_for_nothing(role: jobs.Role) -> None:
    thing = reindex(backoffLimit=0)
    made = jobs.job(thing, spec_of(thing), role, SETTINGS)
    rules = made["spec"]["podFailurePolicy"]["rules"]
    assert [(rule["action"], rule.get("onExitCodes", {}).get("values")) for rule in rules] == [
        ("FailJob", [42]),
        ("Ignore", [143]),
        ("Ignore", None),
    ]
    assert rules[2]["onPodConditions"] == [{"type": "DisruptionTarget", "status": "True"}]
    assert made["spec"]["podReplacementPolicy"] == "Failed"
    assert made["spec"].get("backoffLimit", made["spec"].get("backoffLimitPerIndex")) == 0
    assert "ttlSecondsAfterFinished" not in made["spec"]


@pytest.mark.parametrize(
    ("suspend", "conditions", "status", "idle"),
    [
        (False, [], {}, False),
        (True, [], {}, False),
        (True, [("Suspended", "JobSuspended")], {}, True),
        (True, [("Suspended", "JobSuspended")], {"active": 1}, False),
        (True, [("Suspended", "JobSuspended")], {"terminating": 1}, False),
        (False, [("Complete", "")], {}, True),
        (False, [("Failed", "")], {}, True),
        (False, [("FailureTarget", "")], {"terminating": 1}, False),
    ],
)
def test_a_job_is_idle_when_none_of_its_pods_can_run(suspend: bool, conditions: list[Any], status: dict[str, Any], idle: bool) -> None:
    found = {
        "spec": {"suspend": suspend},
        "status": {"conditions": [{"type": k, "status": "True", "reason": r} for k, r in conditions], **status},
    }
    assert jobs.idle(found) is idle


def test_only_what_copies_serves_metrics() -> None:
    copying, preparing = (template(role)["spec"]["containers"][0] for role in ("copy", "prepare"))
    assert copying["ports"] == [{"name": "metrics", "containerPort": 8081, "protocol": "TCP"}]
    assert {"name": "REINDEX_METRICS_PORT", "value": "8081"} in copying["env"]
    assert "ports" not in preparing
    assert "ports" not in template(settings=dataclasses.replace(SETTINGS, worker_metrics_port=0))["spec"]["containers"][0]


def test_workers_may_get_and_patch_their_mailbox_and_nothing_else() -> None:
    account, role, binding, config_map = children.surroundings(reindex(), Control())
    name = config_map["metadata"]["name"]
    assert role["rules"] == [{"apiGroups": [""], "resources": ["configmaps"], "resourceNames": [name], "verbs": ["get", "patch"]}]
    assert binding["roleRef"]["name"] == role["metadata"]["name"]
    assert binding["subjects"][0]["name"] == account["metadata"]["name"] == name
    assert account["automountServiceAccountToken"] is False


def test_every_child_belongs_to_the_object_without_holding_up_its_deletion() -> None:
    thing = reindex()
    made = [*children.surroundings(thing, Control()), jobs.job(thing, spec_of(thing), "copy", SETTINGS)]
    for child in made:
        assert child["metadata"]["ownerReferences"] == [
            {
                "apiVersion": "reindex.dev/v1alpha1",
                "kind": "Reindex",
                "name": "orders-v2",
                "uid": UID,
                "controller": True,
                "blockOwnerDeletion": False,
            }
        ]
        assert child["metadata"]["labels"]["reindex.dev/reindex"] == "orders-v2"
        assert "finalizers" not in child["metadata"]


def test_the_request_is_frozen_word_for_word_without_what_steers() -> None:
    query = {"term": {"a": None, "B_c": [1, 2.5]}}
    thing = reindex(source={"index": ["a"], "query": query, "_source": {"includes": ["x"]}}, suspend=False, parallelism=2, maxDocs=5)
    frozen = json.loads(children.surroundings(thing, Control(requests_per_second=5))[3]["data"]["request.json"])
    assert frozen == {key: thing["spec"][key] for key in ("cluster", "source", "dest", "maxDocs")}


def test_a_cluster_that_is_named_is_frozen_as_it_is_reached() -> None:
    thing = reindex(
        source={"index": ["a"], "query": {"term": {"a": None}}, "cluster": {"elasticRef": {"name": "old"}, "socketTimeout": "1m"}}
    )
    frozen = children.request(thing)
    assert frozen["cluster"] == thing["spec"]["cluster"]
    assert frozen["source"] == {
        "index": ["a"],
        "query": {"term": {"a": None}},
        "cluster": {
            "hosts": [f"https://old-es-http.{thing['metadata']['namespace']}.svc:9200"],
            "auth": {"secretName": "old-es-elastic-user"},
            "tls": {"caSecretName": "old-es-http-certs-public"},
            "socketTimeout": "1m",
        },
    }


def test_a_frozen_request_follows_how_its_clusters_are_reached_and_nothing_else() -> None:
    cluster, other = ({"hosts": [host], "auth": {"secretName": "old"}} for host in ("https://a:1", "https://b:1"))
    frozen = children.request(reindex(cluster=cluster, source={"index": ["a"], "cluster": other}, slices=2))
    reached = {"auth": {"secretName": "new"}, "tls": {"caSecretName": "ca"}, "headers": {"X-Opaque-Id": "x"}}
    spec: dict[str, Any] = {
        "cluster": {"hosts": ["https://elsewhere:1"], **reached},
        "source": {"index": ["other"], "cluster": {"hosts": ["https://elsewhere:1"], "socketTimeout": "1m"}},
        "slices": 4,
        "requestsPerSecond": 5,
    }
    assert children.reached_as_now(frozen, reindex(**spec)) == frozen | {
        "cluster": {"hosts": ["https://a:1"], **reached},
        "source": {"index": ["a"], "cluster": {"hosts": ["https://b:1"], "socketTimeout": "1m"}},
    }
    assert children.reached_as_now(frozen, reindex(**spec | {"source": {"index": ["a"]}}))["source"] == frozen["source"]
