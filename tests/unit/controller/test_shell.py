"""The parts of the shell that hold state: the store, the queue, paths, refusals."""

import asyncio
import json
import logging
from typing import Any

import pytest

from reindex_operator.controller import logs, names
from reindex_operator.controller.apply import Writer
from reindex_operator.controller.decision import Decision, Patch, Target
from reindex_operator.controller.kube import Kube, KubeError, path
from reindex_operator.controller.observed import Children
from reindex_operator.controller.queue import KeyedQueue
from reindex_operator.controller.store import Store
from tests.unit.controller.build import UID, job, pod, reindex

RUN = names.Run.of(reindex())
ELSEWHERE = reindex() | {"metadata": reindex()["metadata"] | {"namespace": "other"}}


def child(version: int, name: str = RUN.base, uid: str = "c1", namespace: str = "shop", **more: Any) -> dict[str, Any]:
    labels = {names.LABEL_UID: UID, names.LABEL_ROLE: "copy"}
    return {
        "metadata": {"name": name, "namespace": namespace, "uid": uid, "resourceVersion": str(version), "labels": labels},
        "spec": {},
        **more,
    }


def test_an_older_version_does_not_replace_a_newer_one() -> None:
    store = Store()
    assert store.put("ConfigMap", child(9, data={"a": "9"})) == UID
    assert store.put("ConfigMap", child(8, data={"a": "8"})) is None
    found = store.children(reindex()).config_map
    assert found is not None
    assert found["data"] == {"a": "9"}
    assert store.put("ConfigMap", child(2, uid="c2", data={"a": "new"})) == UID


def test_a_late_deletion_does_not_drop_a_namesake() -> None:
    store = Store()
    store.put("ConfigMap", child(5, uid="new"))
    store.drop("ConfigMap", child(4, uid="old"))
    assert store.children(reindex()).config_map is not None


def test_a_list_drops_what_is_gone_in_its_namespace_only() -> None:
    store = Store()
    store.put("Job", child(1, "a", "a"))
    store.put("Job", child(1, "b", "b", namespace="other"))
    assert store.replace("Job", "shop", []) == {UID}
    assert store.children(reindex()) == Children()
    assert [found["metadata"]["name"] for found in store.children(ELSEWHERE).old_jobs] == ["b"]
    assert store.replace("Job", None, []) == {UID}
    assert store.children(ELSEWHERE) == Children()


def test_what_another_namespace_has_by_the_same_names_is_no_child() -> None:
    store = Store()
    store.put("ConfigMap", child(1, data={"a": "own"}))
    store.put("ConfigMap", child(2, uid="theirs", namespace="other", data={"a": "theirs"}))
    for kind in ("Job", "Pod"):
        store.put(kind, child(2, RUN.job("copy"), f"their {kind}", namespace="other"))
    found = store.children(reindex())
    assert found.config_map is not None
    assert found.config_map["data"] == {"a": "own"}
    assert (found.every_job, found.every_pod) == ((), ())
    store.drop("ConfigMap", child(3, uid="theirs", namespace="other"))
    assert store.children(reindex()).config_map is not None


def test_jobs_that_are_being_deleted_are_not_seen_and_templates_not_kept() -> None:
    store = Store()
    store.put("Job", job("copy"))
    assert "template" not in store.children(reindex()).jobs["copy"]["spec"]
    going = job("copy")
    going["metadata"] |= {"deletionTimestamp": "2026-11-24T12:00:00Z", "resourceVersion": "2"}
    store.put("Job", going)
    assert store.children(reindex()) == Children()


def test_children_of_another_run_are_told_from_the_runs_own() -> None:
    store, again = Store(), reindex({"phase": "Failed"}, runId="b")
    for thing in (reindex(), again):
        store.put("Job", job("copy", thing=thing))
        store.put("ConfigMap", child(1, names.Run.of(thing).base, names.Run.of(thing).base))
        store.put("Pod", pod(thing=thing))
    found = store.children(again)
    base = names.Run.of(again).base
    assert [job["metadata"]["name"] for job in found.jobs.values()] == [f"{base}-copy"]
    assert [job["metadata"]["name"] for job in found.old_jobs] == [RUN.job("copy")]
    assert [pod["metadata"]["labels"]["batch.kubernetes.io/job-name"] for pod in found.pods] == [f"{base}-copy"]
    assert found.config_map is not None
    assert [box["metadata"]["name"] for box in found.old_config_maps] == [RUN.base]


def test_nobodys_things_are_ignored() -> None:
    store = Store()
    assert store.put("Pod", {"metadata": {"name": "x", "uid": "x", "resourceVersion": "1"}}) is None


async def test_a_key_is_worked_on_once_at_a_time_and_comes_again() -> None:
    queue = KeyedQueue()
    queue.add("a")
    queue.add("a")
    assert await queue.get() == "a"
    queue.add("a")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(queue.get(), 0.02)
    queue.done("a")
    assert await asyncio.wait_for(queue.get(), 1) == "a"
    queue.done("a")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(queue.get(), 0.02)


async def test_the_sooner_of_two_times_counts() -> None:
    queue = KeyedQueue()
    queue.add("later", 60)
    queue.add("b", 60)
    queue.add("b", 0.01)
    queue.add("b", 30)
    assert await asyncio.wait_for(queue.get(), 1) == "b"
    queue.add("c", 0)
    assert await asyncio.wait_for(queue.get(), 1) == "c"


@pytest.mark.parametrize("turns", range(4))
async def test_whoever_waits_for_a_key_can_be_ended_in_the_moment_when_there_is_one(turns: int) -> None:
    queue = KeyedQueue()
    queue.add("later", 60)

    async def forever() -> None:
        while True:
            queue.done(await queue.get())

    waiting = asyncio.create_task(forever())
    await asyncio.sleep(0.01)
    queue.add("now")
    for _ in range(turns):
        await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait({waiting}, timeout=1)
    assert waiting.cancelled()


def test_a_log_line_names_the_object_and_the_run_that_it_is_about() -> None:
    record = logging.LogRecord("a", logging.INFO, "f", 1, "made %s", ("b",), None)
    logs.about(reindex())
    line = json.loads(logs.JsonFormatter().format(record))
    logs.about(None)
    assert {key: line[key] for key in ("message", "namespace", "name", "run")} == {
        "message": "made b",
        "namespace": "shop",
        "name": "orders-v2",
        "run": RUN.base,
    }
    assert "run" not in json.loads(logs.JsonFormatter().format(record))


def test_paths() -> None:
    assert path("v1", "ConfigMap", "ns", "n") == "/api/v1/namespaces/ns/configmaps/n"
    assert path("batch/v1", "Job", None) == "/apis/batch/v1/jobs"
    assert path("reindex.dev/v1alpha1", "Reindex", "ns", "n", "status") == "/apis/reindex.dev/v1alpha1/namespaces/ns/reindexes/n/status"


class FakeKube(Kube):
    """Answers every request with what it is told to."""

    def __init__(self, answer: dict[str, Any] | KubeError) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self._answer = answer

    async def request(
        self, method: str, where: str, *, query: Any = None, body: Any = None, content: str = "application/json"
    ) -> dict[str, Any]:
        del query, content
        self.asked.append((method, where, body))
        if isinstance(self._answer, KubeError):
            raise self._answer
        return self._answer


@pytest.mark.parametrize(
    ("error", "reason", "permanent"),
    [
        (KubeError(422, "Invalid", "resources.limits: Invalid value"), "InvalidPodTemplate", True),
        (KubeError(400, "BadRequest", "quantities must match"), "InvalidPodTemplate", True),
        (KubeError(403, "Forbidden", "exceeded quota: q"), "Forbidden", False),
        (KubeError(400, "Unknown", 'admission webhook "validate.kyverno.svc-fail" denied the request: blocked'), "Forbidden", False),
        (KubeError(422, "Invalid", "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no Jobs"), "Forbidden", False),
        (KubeError(500, "InternalError", 'Internal error occurred: failed calling webhook "w": refused'), "InternalError", False),
        (
            KubeError(403, "Forbidden", "unable to create new content in namespace a because it is being terminated"),
            "NamespaceTerminating",
            False,
        ),
    ],
)
async def test_refusals_are_told_and_tell_for_ever_from_for_now(error: KubeError, reason: str, permanent: bool) -> None:
    refused = await Writer(FakeKube(error), Store()).children(Decision(create=(job("prepare"), job("copy"))))
    assert refused is not None
    assert (refused.reason, refused.permanent) == (reason, permanent)
    assert error.message in refused.message


async def test_a_quantity_that_is_none_is_named_where_the_api_server_does_not() -> None:
    resources = {"requests": {"cpu": "lots", "memory": "1Gi"}, "limits": {"cpu": 2}}
    thing = reindex(podTemplate={"resources": resources})
    error = KubeError(400, "BadRequest", "quantities must match the regular expression")
    refused = await Writer(FakeKube(error), Store()).children(Decision(create=(job("prepare", thing=thing),)))
    assert refused is not None
    assert refused.message.endswith(
        'regular expression; spec.podTemplate.resources.requests.cpu: "lots" is no quantity: write a number, as 0.5 or 500m, 512Mi, 4Gi'
    )


async def test_what_is_there_already_or_gone_already_is_well() -> None:
    there, gone = FakeKube(KubeError(409, "AlreadyExists", "")), FakeKube(KubeError(404, "NotFound", ""))
    assert await Writer(there, Store()).children(Decision(create=(job("copy"),))) is None
    target = Target.of(job("copy"))
    assert await Writer(gone, Store()).children(Decision(patches=(Patch(target, {}),), delete=(target,))) is None
    assert [method for method, _, _ in gone.asked] == ["PATCH", "DELETE"]


@pytest.mark.parametrize(
    "error",
    [
        KubeError(500, "InternalError", "etcd"),
        KubeError(409, "Conflict", 'Operation cannot be fulfilled on resourcequotas "q": the object has been modified'),
    ],
)
async def test_trouble_on_the_way_is_raised_to_be_tried_again(error: KubeError) -> None:
    with pytest.raises(KubeError):
        await Writer(FakeKube(error), Store()).children(Decision(create=(job("copy"),)))


async def test_a_status_is_written_against_the_version_that_was_read() -> None:
    thing = reindex()
    kube = FakeKube(thing | {"status": {"phase": "Copying"}})
    assert await Writer(kube, Store()).status(thing, {"phase": "Copying"})
    assert kube.asked[0][2] == {
        "metadata": {"uid": UID, "resourceVersion": "10"},
        "status": {"phase": "Copying", "observedGeneration": None},
    }
    assert not await Writer(FakeKube(KubeError(409, "Conflict", "")), Store()).status(thing, {"phase": "Copying"})
    untouched = FakeKube(thing)
    assert await Writer(untouched, Store()).status(thing, dict(thing["status"]))
    assert untouched.asked == []
