"""A Reindex kept in Git: applied by one tool, looked at by another, applied again, edited, pruned. Nothing but its status is the operator's."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from lab.cluster import KubectlError, KubernetesCluster
from tests.integration.conftest import Node
from tests.integration.support import Reindexes, fill, numbered

MANAGERS = ("argocd-controller", "kustomize-controller")


def manifest(name: str, spec: dict[str, Any]) -> dict[str, Any]:
    metadata = {"name": name, "labels": {"app": "shop"}, "annotations": {"argocd.argoproj.io/sync-wave": "0"}}
    return {"apiVersion": "reindex.dev/v1alpha1", "kind": "Reindex", "metadata": metadata, "spec": spec}


@pytest.fixture
def apply(kubernetes: KubernetesCluster, namespace: str) -> Callable[..., str]:
    """Applies on the server as one of ``MANAGERS``, as Argo CD and Flux do."""

    def by(manager: str, thing: dict[str, Any], *more: str) -> str:
        command = ["apply", "-n", namespace, "--server-side", "--field-manager", manager, *more, "-f", "-"]
        return kubernetes.kubectl(*command, stdin=json.dumps(thing))

    return by


def test_a_run_leaves_nothing_to_reconcile(
    kubernetes: KubernetesCluster, reindexes: Reindexes, apply: Callable[..., str], es9: Node
) -> None:
    fill(es9.client, "git", numbered(50))
    thing = manifest("git", es9.spec("git", "git-copy", refresh=True))
    apply(MANAGERS[0], thing)
    done = reindexes.ended("git")
    assert (done["phase"], done["response"]["created"]) == ("Succeeded", 50)

    before = reindexes.get("git")
    assert before["spec"] == thing["spec"]
    assert (before["metadata"]["labels"], before["metadata"]["annotations"]) == (
        thing["metadata"]["labels"],
        thing["metadata"]["annotations"],
    )
    assert "finalizers" not in before["metadata"]
    for manager in MANAGERS:
        kubernetes.kubectl(  # exits with 1 where it sees a difference
            "diff", "-n", reindexes.namespace, "--server-side", "--field-manager", manager, "-f", "-", stdin=json.dumps(thing)
        )
        apply(manager, thing)
    after = reindexes.get("git")
    assert after["metadata"]["generation"] == before["metadata"]["generation"] == 1
    assert after["status"] == before["status"]


def test_the_operator_owns_the_status_alone(
    kubernetes: KubernetesCluster, reindexes: Reindexes, apply: Callable[..., str], es9: Node
) -> None:
    fill(es9.client, "owned", numbered(5))
    apply(MANAGERS[0], manifest("owned", es9.spec("owned", "owned-copy")))
    reindexes.ended("owned")
    thing = kubernetes.get("ri", "owned", "-n", reindexes.namespace, "--show-managed-fields")
    owned = {(each["manager"], each.get("subresource", "")): set(each["fieldsV1"]) for each in thing["metadata"]["managedFields"]}
    assert owned.pop((MANAGERS[0], "")) == {"f:metadata", "f:spec"}
    assert [(subresource, fields) for (_, subresource), fields in owned.items()] == [("status", {"f:status"})]


def test_what_steers_may_be_edited_in_git_and_starts_nothing_anew(
    reindexes: Reindexes, apply: Callable[..., str], eventually: Callable[..., None], es9: Node
) -> None:
    fill(es9.client, "edited", numbered(20))
    spec = es9.spec("edited", "edited-copy")
    apply(MANAGERS[0], manifest("edited", spec))
    done = reindexes.ended("edited")
    apply(MANAGERS[0], manifest("edited", spec | {"requestsPerSecond": 100, "parallelism": 2, "suspend": True}))
    eventually(lambda: reindexes.get("edited")["status"]["observedGeneration"] == 2, "the edit is seen")
    now = reindexes.get("edited")["status"]
    assert (now["phase"], now["completionTime"], now["response"]) == ("Succeeded", done["completionTime"], done["response"])


def test_what_defines_the_work_can_not_be_edited_without_asking_for_another_run(
    reindexes: Reindexes, apply: Callable[..., str], es9: Node
) -> None:
    fill(es9.client, "fixed", numbered(5))
    apply(MANAGERS[0], manifest("fixed", es9.spec("fixed", "fixed-copy")))
    reindexes.ended("fixed")
    with pytest.raises(KubectlError, match="it defines the work"):
        apply(MANAGERS[0], manifest("fixed", es9.spec("fixed", "fixed-other")))


def test_another_run_is_asked_for_in_git_with_the_work_as_it_is_now(reindexes: Reindexes, apply: Callable[..., str], es9: Node) -> None:
    fill(es9.client, "rerun", numbered(20))
    apply(MANAGERS[0], manifest("rerun", es9.spec("rerun", "rerun-copy")))
    assert reindexes.ended("rerun")["response"]["created"] == 20
    apply(MANAGERS[0], manifest("rerun", es9.spec("rerun", "rerun-other", refresh=True) | {"runId": "2026-02-01"}))
    done = reindexes.until(
        "rerun", lambda status: (status.get("runId"), status.get("phase")) == ("2026-02-01", "Succeeded"), what="run again"
    )
    assert (done["response"]["created"], es9.client.count(index="rerun-other")["count"]) == (20, 20)


def test_pruning_removes_the_run_and_no_document(
    kubernetes: KubernetesCluster, reindexes: Reindexes, apply: Callable[..., str], eventually: Callable[..., None], es9: Node
) -> None:
    fill(es9.client, "pruned", numbered(20))
    apply(MANAGERS[1], manifest("pruned", es9.spec("pruned", "pruned-copy", refresh=True)))
    reindexes.ended("pruned")
    kubernetes.kubectl("delete", "ri", "-n", reindexes.namespace, "-l", "app=shop", "--timeout=20s")
    eventually(lambda: not reindexes.children("pruned"), "no child is left")
    assert es9.client.count(index="pruned-copy")["count"] == 20
