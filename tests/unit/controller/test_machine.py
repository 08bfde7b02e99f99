"""Random interleavings of operator, Job controller, workers and user, with stale reads and lost writes: what must hold, holds.

The world below plays the API server and everything but the operator; the operator is the real ``decide``.
"""

import copy
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from reindex_operator import mailbox
from reindex_operator.controller import jobs, status
from reindex_operator.controller.conditions import is_true
from reindex_operator.controller.observed import Observed, needs_fresh_mailbox, read_mailbox
from reindex_operator.controller.reconcile import decide
from reindex_operator.engine.checkpoint import Ending
from tests.unit.controller.build import NOW, SETTINGS, checkpoint, plan, reindex

SLICES = 3


class World(RuleBasedStateMachine):
    """A cluster with one Reindex."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.jobs: dict[str, dict[str, Any]] = {}
        self.made: list[str] = []
        self.box: dict[str, str] | None = None
        self.finished: dict[str, Any] | None = None
        self.done_before = 0
        self.stale: list[tuple[dict[str, Any], dict[str, str] | None]] = [({}, None)]
        self.finish_needed = False

    @initialize(finish=st.booleans(), deadline=st.none() | st.integers(30, 600), ttl=st.none() | st.integers(0, 60))
    def apply(self, finish: bool, deadline: int | None, ttl: int | None) -> None:
        self.finish_needed = finish
        spec: dict[str, Any] = {"activeDeadlineSeconds": deadline, "ttlSecondsAfterFinished": ttl, "slices": SLICES}
        self.thing = reindex(**{key: value for key, value in spec.items() if value is not None})

    # The operator.

    @rule(lost=st.integers(0, 8), back=st.integers(0, 2), status_lost=st.booleans())
    def reconcile(self, lost: int, back: int, status_lost: bool) -> None:
        """A pass on a view that may lag, dying after ``lost`` writes (8: none is lost)."""
        seen_jobs, seen_box = self.stale[max(0, len(self.stale) - 1 - back)]
        found: Any = dict(seen_jobs)
        if needs_fresh_mailbox(self.thing, found, {} if seen_box is not None else None):
            seen_box = copy.deepcopy(self.box)
        observed = Observed(found, read_mailbox({"data": seen_box}) if seen_box is not None else None)
        decision = decide(copy.deepcopy(self.thing), observed, SETTINGS, self.now)
        left = lost if lost < 8 else 1000
        for thing in decision.create[:left]:
            self._create(thing)
        left -= len(decision.create)
        for patch in decision.patches[: max(0, left)]:
            self._patch(patch)
        left -= len(decision.patches)
        for target in decision.delete[: max(0, left)]:
            if target.kind == "ConfigMap":
                self.box = None
            self.jobs = {role: job for role, job in self.jobs.items() if job["metadata"]["name"] != target.name}
        if decision.status is not None and left > 0 and not status_lost:
            self.thing["status"] = decision.status
        self._remember()

    def _create(self, thing: dict[str, Any]) -> None:
        if thing["kind"] == "ConfigMap" and self.box is None:
            assert self.finished is None
            self.box = dict(thing["data"])
        role = thing["metadata"]["labels"].get("app.kubernetes.io/component")
        if thing["kind"] == "Job" and role not in self.jobs:
            assert self.finished is None, "a finished run made a Job"
            self.made.append(role)
            self.jobs[role] = thing | {
                "status": {},
                "metadata": thing["metadata"] | {"uid": role, "creationTimestamp": "2026-11-24T12:00:00Z"},
            }

    def _patch(self, patch: Any) -> None:
        for job in self.jobs.values():
            if job["metadata"]["name"] == patch.target.name:
                job["spec"] |= patch.body["spec"]
        if patch.target.kind == "ConfigMap" and self.box is not None:
            self.box |= patch.body["data"]

    def _remember(self) -> None:
        self.stale = [*self.stale[-3:], (copy.deepcopy(self.jobs), copy.deepcopy(self.box))]

    # The Job controller and the workers.

    def _running(self, role: str) -> bool:
        job = self.jobs.get(role)
        return job is not None and not jobs.over(job) and not jobs.suspended(job) and self.box is not None

    def _end(self, role: str, kind: str, reason: str = "") -> None:
        self.jobs[role]["status"] = {"conditions": [{"type": kind, "status": "True", "reason": reason}]}

    @rule()
    def job_controller(self) -> None:
        for job in self.jobs.values():
            if not jobs.over(job):
                job["status"] = {"conditions": [{"type": "Suspended", "status": "True"}]} if jobs.suspended(job) else {"active": 1}
        self._remember()

    @precondition(lambda self: self._running("prepare"))
    @rule(well=st.booleans())
    def prepare_ends(self, well: bool) -> None:
        assert self.box is not None
        found = (
            mailbox.Prepared(plan=plan(SLICES, finish=self.finish_needed))
            if well
            else mailbox.Prepared(ending=Ending("SourceNotFound", "a"))
        )
        self.box[mailbox.PLAN] = mailbox.encode(found)
        self._end("prepare", "Complete" if well else "Failed", "PodFailurePolicy")
        self._remember()

    @precondition(lambda self: self._running("copy"))
    @rule(number=st.integers(0, SLICES - 1), more=st.integers(0, 60))
    def slice_gets_on(self, number: int, more: int) -> None:
        assert self.box is not None
        key = mailbox.slice_key(number)
        before = read_mailbox({"data": self.box}).checkpoints.get(number)
        created = min(100, (before.counters.created if before else 0) + more)
        self.box[key] = mailbox.encode(checkpoint(number, "Succeeded" if created == 100 else "Running", created))
        known = read_mailbox({"data": self.box}).checkpoints
        if len(known) == SLICES and all(each.state == "Succeeded" for each in known.values()):
            self._end("copy", "Complete")
        self._remember()

    @precondition(lambda self: self._running("copy"))
    @rule(reason=st.sampled_from(["FailedIndexes", "PodFailurePolicy"]))
    def copy_fails(self, reason: str) -> None:
        self._end("copy", "Failed", reason)
        self._remember()

    @precondition(lambda self: self._running("finish"))
    @rule(well=st.booleans())
    def finish_ends(self, well: bool) -> None:
        self._end("finish", "Complete" if well else "Failed", "BackoffLimitExceeded")
        self._remember()

    # The user, and time.

    @rule(suspend=st.booleans(), parallelism=st.integers(1, 5), rate=st.sampled_from([-1, 10, 300]))
    def edit(self, suspend: bool, parallelism: int, rate: float) -> None:
        self.thing["spec"] |= {"suspend": suspend, "parallelism": parallelism, "requestsPerSecond": rate}
        self.thing["metadata"]["generation"] += 1

    @rule(seconds=st.integers(1, 120))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    # What must hold.

    @invariant()
    def never_two_jobs_of_a_role(self) -> None:
        assert len(self.made) == len(set(self.made))

    @invariant()
    def finished_stays_finished(self) -> None:
        now = getattr(self, "thing", {}).get("status") or {}
        kept = {key: now.get(key) for key in ("phase", "completionTime", "response", "failureCount", "startTime")}
        if self.finished is not None:
            assert kept == self.finished
        elif is_true(now.get("conditions") or [], "Finished"):
            self.finished = kept

    @invariant()
    def nothing_runs_once_the_run_has_ended(self) -> None:
        if self.finished is not None:
            assert not any(self._running(role) and self.jobs[role]["status"].get("active") for role in ("copy", "finish"))

    @invariant()
    def the_response_never_shrinks(self) -> None:
        now = getattr(self, "thing", {}).get("status") or {}
        if "response" in now:
            done = status.counted(now)
            assert done >= self.done_before
            self.done_before = done
        else:
            assert self.done_before == 0

    @invariant()
    def success_is_said_of_all_documents_only(self) -> None:
        now = getattr(self, "thing", {}).get("status") or {}
        if now.get("phase") == "Succeeded":
            assert now["progress"]["processed"] == SLICES * 100


World.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestWorld = World.TestCase
