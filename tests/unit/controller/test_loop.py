"""What the loop makes of an API server whose answers and watches cross."""

import asyncio
from typing import Any

import pytest

from reindex_operator import mailbox
from reindex_operator.controller.conditions import find
from reindex_operator.controller.decision import Target
from reindex_operator.controller.kube import KubeError, path
from reindex_operator.controller.names import Run
from reindex_operator.controller.observer import LOOK_AGAIN
from tests.unit.controller.build import UID, checkpoint, job, plan, pod, reindex
from tests.unit.controller.shell import EVERYWHERE, REINDEXES, Server, begun, config_map, one_pass, operator

RUN = Run.of(reindex())


def named(name: str, thing: dict[str, Any]) -> dict[str, Any]:
    return thing | {"metadata": thing["metadata"] | {"name": name, "uid": f"uid-{name}"}}


async def test_what_was_deleted_unheard_is_forgotten_at_the_next_list_and_gives_its_turn_back() -> None:
    ghost, other, unheard = begun("Copying"), named("other", reindex()), named("unheard", reindex())
    server = Server(lambda _, where: {"items": [other, unheard], "metadata": {"resourceVersion": "1"}} if where == EVERYWHERE else None)
    made = operator(server, ghost, other, max_concurrent=1, resync=0.01)
    made._turns.take(UID)
    assert not made._turns.take("uid-other")
    resync = asyncio.create_task(made._resync())
    await asyncio.sleep(0.1)
    resync.cancel()
    assert set(made.store.reindexes) == {"uid-other"}
    assert made._turns.take("uid-other")


async def test_a_list_that_fails_forgets_nobody() -> None:
    def away(_method: str, _where: str) -> None:
        raise KubeError(500, "InternalError", "etcd")

    made = operator(Server(away), begun())
    await made._forget_gone()
    assert UID in made.store.reindexes


async def test_an_object_whose_status_can_not_be_written_as_it_is_gone_is_forgotten() -> None:
    server = Server()
    made = operator(server, reindex(), max_concurrent=1)
    del server.held[f"{REINDEXES}/orders-v2"]
    assert await one_pass(made) is None
    assert made.store.reindexes == {}
    assert made._turns.next() == []


async def test_an_object_that_was_changed_meanwhile_is_looked_at_again_as_it_is_now() -> None:
    server = Server()
    made = operator(server, reindex())
    changed = server._put(f"{REINDEXES}/orders-v2", reindex(suspend=True))

    def conflict(method: str, where: str) -> None:
        if method == "PATCH" and where.endswith("/status"):
            raise KubeError(409, "Conflict", "the object has been modified")

    server.hook = conflict
    assert await one_pass(made) is not None
    assert made.store.reindexes[UID] == changed


@pytest.mark.parametrize("method", ["PATCH", "GET"])
async def test_the_answer_to_a_request_does_not_revive_an_object_whose_deletion_came_before_it(method: str) -> None:
    server = Server()
    thing = reindex()
    made = operator(server, thing)

    def deleted_meanwhile(asked: str, where: str) -> dict[str, Any] | None:
        if asked == method and where.startswith(REINDEXES):
            made.reindex_changed("DELETED", thing)
            return thing
        return None

    server.hook = deleted_meanwhile
    if method == "GET":
        assert await made._fresh(thing) is None
    else:
        await one_pass(made)
    assert made.store.reindexes == {}


async def test_nothing_is_made_again_for_an_object_whose_children_go_with_it() -> None:
    server = Server()
    made = operator(server, begun())
    made.store.put("Job", job("prepare", active=1))
    del server.held[f"{REINDEXES}/orders-v2"]
    assert await one_pass(made) is None
    assert [method for method, _ in server.asked] == ["GET"]


async def test_the_mailbox_of_a_run_that_prepares_is_made_again() -> None:
    server = Server()
    made = operator(server, begun())
    made.store.put("Job", job("prepare", active=1))
    await one_pass(made)
    assert [where.rpartition("/")[2] for method, where in server.asked if method == "POST"] == [
        "serviceaccounts",
        "roles",
        "rolebindings",
        "configmaps",
    ]


async def test_a_run_is_cancelled_although_nobody_can_say_why_its_pod_does_not_start() -> None:
    def no_events(_method: str, where: str) -> None:
        if where.endswith("/events"):
            raise KubeError(500, "InternalError", "etcdserver: request timed out")

    thing = begun(cancel=True)
    server = Server(no_events)
    made = operator(server, thing)
    made.store.put("Job", job("prepare", active=1))
    made.store.put("ConfigMap", config_map(thing))
    made.store.put("Pod", pod("prepare", phase="Pending"))
    await one_pass(made)
    assert ("GET", "/api/v1/namespaces/shop/events") in server.asked
    assert [where.rpartition("/")[2] for method, where in server.asked if method == "PATCH" and "/jobs/" in where] == [
        f"{RUN.base}-prepare"
    ]


def policy(method: str, where: str) -> None:
    """Forbids to change Jobs."""
    if method == "PATCH" and "/jobs/" in where:
        raise KubeError(403, "Forbidden", 'admission webhook "validate.policy.example" denied the request')


async def test_a_patch_that_is_refused_keeps_neither_the_others_nor_the_status_from_being_written() -> None:
    thing = begun("Copying", suspend=True)
    server = Server(policy)
    made = operator(server, thing)
    for child in (config_map(thing, plan=mailbox.Prepared(plan=plan(1))), job("copy", active=1)):
        made.store.put(child["kind"], child)
        where = path(*Target.of(child))
        server.held[where] = child
    assert await one_pass(made) == LOOK_AGAIN
    assert mailbox.decode(server.held[path(*Target.mailbox(thing))]["data"][mailbox.CONTROL], mailbox.Control).stop
    status = server.held[f"{REINDEXES}/orders-v2"]["status"]
    degraded = find(status["conditions"], "Degraded")
    assert degraded is not None
    assert (status["phase"], degraded["reason"]) == ("Copying", "Forbidden")
    assert degraded["message"].startswith(f"can not change the Job {RUN.base}-copy: admission webhook")


async def test_a_run_ends_by_a_mailbox_that_was_read_after_its_last_job_had_ended() -> None:
    thing = begun("Finishing")
    prepared = mailbox.Prepared(plan=plan(1, 100, finish=True))

    def box(version: int, created: int, **more: Any) -> dict[str, Any]:
        return config_map(thing, version, plan=prepared, slice_0=checkpoint(0, "Succeeded", created), **more)

    boxes = [box(2, 90), box(5, 100, finish=mailbox.Finished(notes=["caught up"]))]

    def read_before_the_end(method: str, where: str) -> dict[str, Any] | None:
        if method != "GET" or "/configmaps/" not in where:
            return None
        done = job("finish", ("Complete", ""))
        done["metadata"]["resourceVersion"] = "9"
        made.store.put("Job", done)
        return boxes.pop(0)

    server = Server(read_before_the_end)
    made = operator(server, thing)
    made.store.put("ConfigMap", box(1, 80))
    for child in (job("prepare", ("Complete", "")), job("copy", ("Complete", "")), job("finish", active=1)):
        made.store.put("Job", child)
    await one_pass(made)
    status = server.held[f"{REINDEXES}/orders-v2"]["status"]
    assert (status["phase"], status["response"]["created"], status["notes"]) == ("Succeeded", 100, ["caught up"])


async def test_a_cancelled_run_keeps_what_the_last_checkpoint_of_its_pods_counted() -> None:
    thing = begun("Copying", cancel=True)
    prepared = mailbox.Prepared(plan=plan(1, 100))
    server = Server()
    made = operator(server, thing)
    server.held[path(*Target.mailbox(thing))] = config_map(thing, 5, plan=prepared, slice_0=checkpoint(0, "Stopped", 90))
    made.store.put("ConfigMap", config_map(thing, 2, plan=prepared, slice_0=checkpoint(0, "Running", 80)))
    paused = job("copy", ("Suspended", ""))
    paused["spec"]["suspend"] = True
    for child in (job("prepare", ("Complete", "")), paused):
        made.store.put("Job", child)
    await one_pass(made)
    status = server.held[f"{REINDEXES}/orders-v2"]["status"]
    assert (status["phase"], status["response"]["created"]) == ("Cancelled", 90)


async def test_what_an_earlier_run_left_is_removed_although_a_quota_that_it_fills_refuses_the_next() -> None:
    def full(method: str, where: str) -> None:
        if method == "POST" and where.endswith("/jobs") and any("/jobs/" in held for held in server.held):
            raise KubeError(403, "Forbidden", "exceeded quota: jobs, requested: count/jobs.batch=1, used: 1, limited: 1")

    before, thing = begun("Copying"), begun("Copying", runId="b")
    server = Server(full)
    made = operator(server, thing)
    old = job("prepare", ("Failed", ""), thing=before)
    for child in (config_map(before), old):
        made.store.put(child["kind"], child)
        server.held[path(*Target.of(child))] = child
    assert await one_pass(made) == LOOK_AGAIN
    assert path(*Target.of(old)) not in server.held
    await one_pass(made)
    assert path(*Target.of(job("prepare", thing=thing))) in server.held


async def test_a_run_is_not_taken_up_beside_as_many_as_may_be_at_work() -> None:
    failed = named("failed", begun("Failed", attempt=2))
    failed["status"] = {key: value for key, value in failed["status"].items() if key != "activeSince"} | {
        "conditions": [{"type": "Finished", "status": "True", "lastTransitionTime": "2026-11-24T12:00:00Z"}]
    }
    server = Server()
    made = operator(server, begun("Copying"), failed, max_concurrent=1)
    for _ in range(3):
        await one_pass(made, "uid-failed")
    assert [where for method, where in server.asked if method == "POST" and where.endswith("/jobs")] == []
