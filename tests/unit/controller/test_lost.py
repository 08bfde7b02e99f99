"""Pods that were told to end and do not."""

from typing import Any

import pytest

from reindex_operator import mailbox
from reindex_operator.controller import jobs
from reindex_operator.controller.decision import Decision, Target
from reindex_operator.controller.lost import GIVEN_UP, OVERDUE, lost, next_look
from reindex_operator.controller.observed import Observed
from reindex_operator.controller.reconcile import decide
from reindex_operator.engine.books import LEASE
from tests.unit.controller.build import NOW, SETTINGS, box, checkpoint, job, plan, pod, reindex, stamp

STARTED = {"startTime": stamp(-600), "phase": "Copying", "attempt": 1, "activeSince": stamp(-600)}


def silent(late: float, **status: Any) -> dict[str, Any]:
    """A pod of the copy whose grace period ended ``late`` seconds ago."""
    found = pod(index=0, **({"phase": "Running"} | status))
    found["metadata"]["deletionTimestamp"] = stamp(-late)
    return found


def observed(copy: dict[str, Any], late: float = GIVEN_UP.total_seconds(), *, stop: bool = False) -> Observed:
    pods = (silent(late),)
    made = box(plan(), checkpoint(0, created=10), checkpoint(1, created=20), control=mailbox.Control(stop=stop))
    return Observed({"copy": copy}, made, pods, lost=lost(pods, [copy], NOW))


def run(thing: dict[str, Any], seen: Observed) -> Decision:
    return decide(thing, seen, SETTINGS, NOW)


def said(decision: Decision, kind: str = "Succeeded") -> tuple[str, str]:
    assert decision.status is not None
    found = next(each for each in decision.status["conditions"] if each["type"] == kind)
    return found["status"], found["reason"]


def paused(**status: Any) -> dict[str, Any]:
    found = job("copy", ("Suspended", ""), slices=2, **status)
    found["spec"]["suspend"] = True
    return found


def test_a_pod_is_given_up_later_than_it_may_write_without_being_heard() -> None:
    assert GIVEN_UP.total_seconds() > LEASE


@pytest.mark.parametrize(
    ("late", "status", "expected"),
    [
        (-10, {}, []),
        (OVERDUE.total_seconds() - 1, {}, []),
        (OVERDUE.total_seconds(), {}, [False]),
        (GIVEN_UP.total_seconds(), {}, [True]),
        (GIVEN_UP.total_seconds(), {"phase": "Failed"}, []),
        (GIVEN_UP.total_seconds(), {"phase": "Succeeded"}, []),
    ],
)
def test_what_is_lost(late: float, status: dict[str, Any], expected: list[bool]) -> None:
    assert [each.given_up for each in lost([silent(late, **status)], [job("copy")], NOW)] == expected


def test_a_pod_of_a_job_that_was_made_anew_is_nobodys() -> None:
    assert lost([silent(999)], [job("copy") | {"metadata": {"uid": "another"}}], NOW) == ()
    assert lost([pod(index=0, phase="Running")], [job("copy")], NOW) == ()


@pytest.mark.parametrize(("late", "seconds"), [(-10, 40), (10, 20), (30, 150), (180, None), (999, None)])
def test_when_to_look_again(late: float, seconds: float | None) -> None:
    assert next_look([silent(late), pod(phase="Running")], NOW) == seconds


def test_a_pod_that_does_not_end_is_told_of_at_first() -> None:
    decision = run(reindex(STARTED), observed(job("copy", slices=2, active=1, terminating=1), late=60))
    assert (said(decision), said(decision, "Degraded")) == (("Unknown", "NodeLost"), ("True", "NodeLost"))
    assert (decision.patches, decision.delete) == ((), ())


def test_then_its_job_is_paused_removed_and_made_anew() -> None:
    at_work = job("copy", slices=2, active=1, terminating=1)
    first = run(reindex(STARTED), observed(at_work))
    assert ([patch.body for patch in first.patches], first.delete) == ([{"spec": {"suspend": True}}], ())
    assert said(first, "Degraded") == ("True", "NodeLost")
    others_end = run(reindex(STARTED), observed(paused(terminating=2)))
    assert (others_end.patches, others_end.delete) == ((), ())
    alone = run(reindex(STARTED), observed(paused(terminating=1)))
    assert alone.delete == (Target.of(at_work),)
    gone = observed(paused(terminating=1))
    last = run(reindex(STARTED), Observed({}, gone.mailbox, gone.pods, lost=lost(gone.pods, [], NOW)))
    assert last.create[-1]["metadata"]["name"] == at_work["metadata"]["name"]
    assert said(last) == ("Unknown", "Copying")


def test_a_job_that_fails_and_waits_for_it_is_made_anew_too() -> None:
    failing = job("copy", ("FailureTarget", "PodFailurePolicy"), slices=2, terminating=1)
    failing["spec"]["suspend"] = True
    assert run(reindex(STARTED), observed(failing)).delete == (Target.of(failing),)
    assert not jobs.idle(failing)


@pytest.mark.parametrize(("spec", "phase"), [({"suspend": True}, "Suspended"), ({"cancel": True}, "Cancelled")])
def test_whoever_stops_a_run_does_not_wait_for_it(spec: dict[str, Any], phase: str) -> None:
    told = run(reindex(STARTED, **spec), observed(paused(terminating=1)))
    assert [patch.body for patch in told.patches] == [{"data": {mailbox.CONTROL: '{"stop":true}'}}]
    waiting = run(reindex(STARTED, **spec), observed(paused(terminating=1), late=60, stop=True))
    ended = run(reindex(STARTED, **spec), observed(paused(terminating=1), stop=True))
    assert waiting.status is not None
    assert ended.status is not None
    assert (waiting.status["phase"], ended.status["phase"]) == ("Copying", phase)


def test_resumed_its_job_is_made_anew() -> None:
    assert run(reindex({**STARTED, "phase": "Suspended"}), observed(paused(terminating=1))).delete == (Target.of(paused()),)


def test_another_run_does_not_wait_for_it() -> None:
    old = paused(terminating=1)
    silent_pods = (silent(GIVEN_UP.total_seconds()),)
    seen = Observed(old_jobs=(old,), old_mailboxes=(Target.mailbox(reindex()),), lost=lost(silent_pods, [old], NOW))
    decision = run(reindex(STARTED, runId="b"), seen)
    assert [made["kind"] for made in decision.create][-1] == "Job"
    assert [target.kind for target in decision.delete] == ["Job", "RoleBinding", "Role", "ServiceAccount", "ConfigMap"]
