"""What should be done for a ``Reindex`` now: a function of the object, what is seen of its run, and the time. Pure.

Level-triggered: it looks at what is, never at what happened, so that a restart, a missed event and a repeated one change nothing.
The shell applies the decision: children first, then the status, then events.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from reindex_operator import mailbox
from reindex_operator.api.spec import ReindexSpec
from reindex_operator.controller import children, jobs, status
from reindex_operator.controller.clock import parse
from reindex_operator.controller.conditions import Verdict, find, is_true
from reindex_operator.controller.decision import Decision, Patch, Target, requeue
from reindex_operator.controller.endings import ending
from reindex_operator.controller.jobs import Role
from reindex_operator.controller.observed import Mailbox, Observed
from reindex_operator.controller.obstacles import obstacle
from reindex_operator.controller.settings import Settings
from reindex_operator.engine.checkpoint import Ending
from reindex_operator.engine.plan import Plan

STOP_GRACE = timedelta(minutes=5)
"""How long a run that is past its deadline waits for pods that do not end (a lost node); fencing keeps those from writing."""


@dataclass(frozen=True)
class _Run:
    """The arguments of a pass."""

    reindex: dict[str, Any]
    spec: ReindexSpec
    observed: Observed
    settings: Settings
    now: datetime

    @property
    def plan(self) -> Plan | None:
        box = self.observed.mailbox
        return box.prepared.plan if box and box.prepared else None

    def decide(self, phase: str, verdict: Verdict, **actions: Any) -> Decision:
        facts = status.Facts(
            self.plan,
            self.observed.mailbox or Mailbox(),
            self.observed.samples,
            self.spec.requests_per_second,
            conflicts_fail=self.spec.conflicts != "proceed",
        )
        return Decision(status=status.build(self.reindex, phase, verdict, facts, self.now), **actions)


def decide(reindex: dict[str, Any], observed: Observed, settings: Settings, now: datetime) -> Decision:
    """What to make, change and delete, and the status to write."""
    if reindex["metadata"].get("deletionTimestamp"):
        return Decision()
    if is_true(reindex.get("status", {}).get("conditions") or [], "Finished"):
        return _after(reindex, observed, now)
    try:
        spec = ReindexSpec.model_validate(reindex["spec"])
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(["spec", *map(str, first["loc"])])
        return Decision(
            status=status.build(reindex, "Failed", Verdict("Failed", "InvalidSpec", f"{field}: {first['msg']}"), status.NOTHING, now)
        )
    run = _Run(reindex, spec, observed, settings, now)
    if found := ending(reindex, spec, observed, now):
        return _end(run, found)
    role = _next_role(run)
    if role is None:
        return run.decide("Succeeded", Verdict("Succeeded", "Succeeded", "all documents were copied"))
    return _suspend(run, role) if spec.suspend else _go(run, role)


def _next_role(run: _Run) -> Role | None:
    """The step that is to be done; None when all are."""
    if run.plan is None:
        return "prepare"
    if run.plan.slices and not _done(run, "copy"):
        return "copy"
    return "finish" if run.plan.finish and not _done(run, "finish") else None


def _done(run: _Run, role: Role) -> bool:
    job = run.observed.jobs.get(role)
    return job is not None and jobs.complete(job)


_PHASES: dict[Role, str] = {"prepare": "Preparing", "copy": "Copying", "finish": "Finishing"}


def _go(run: _Run, role: Role) -> Decision:
    slices = len(run.plan.slices) if run.plan else 1
    job = run.observed.jobs.get(role)
    create: tuple[dict[str, Any], ...] = ()
    if job is None:
        wanted = jobs.job(run.reindex, run.spec, role, run.settings, slices=slices)
        create = (*children.surroundings(run.reindex, _control(run)), wanted)
    patches = [*_steer_job(run, job, role, slices), *_steer_slices(run)]
    found = obstacle(run.observed)
    verdict = Verdict("Running", found.reason, found.message) if found else Verdict("Running", _PHASES[role], _says(run, role, slices))
    return run.decide(_PHASES[role], verdict, create=create, patches=tuple(patches), requeue_after=_until_deadline(run))


def _says(run: _Run, role: Role, slices: int) -> str:
    match role:
        case "prepare":
            return "checking the clusters and the request"
        case "copy":
            wide = jobs.parallelism(run.spec, slices)
            return f"copying in {slices} slices, {wide} at a time" if slices > 1 else "copying in one slice"
        case "finish":
            return "doing what comes once, after all slices"


def _steer_job(run: _Run, job: dict[str, Any] | None, role: Role, slices: int) -> list[Patch]:
    if job is None or jobs.over(job):
        return []
    wanted: dict[str, Any] = {"suspend": False}
    if role == "copy":
        wanted["parallelism"] = jobs.parallelism(run.spec, slices)
    changed = {key: value for key, value in wanted.items() if job["spec"].get(key, False) != value}
    return [Patch(Target.of(job), {"spec": changed})] if changed else []


def _control(run: _Run) -> mailbox.Control:
    """The limit of one slice: the run's, shared among those that are at work (R43)."""
    limit = run.spec.requests_per_second
    if limit is None or limit <= 0:
        return mailbox.Control()
    slices = len(run.plan.slices) if run.plan else 1
    checkpoints = (run.observed.mailbox or Mailbox()).checkpoints.values()
    left = slices - sum(checkpoint.state == "Succeeded" for checkpoint in checkpoints)
    return mailbox.Control(requests_per_second=limit / max(1, min(left, jobs.parallelism(run.spec, slices))))


def _steer_slices(run: _Run) -> list[Patch]:
    control = _control(run)
    if run.observed.mailbox is None or run.observed.mailbox.control == control:
        return []
    return [Patch(Target.mailbox(run.reindex), {"data": {mailbox.CONTROL: mailbox.encode(control)}})]


def _pause(observed: Observed) -> tuple[Patch, ...]:
    """Suspends every Job that could still have pods; their Job controller ends them."""
    return tuple(
        Patch(Target.of(job), {"spec": {"suspend": True}})
        for job in observed.jobs.values()
        if not jobs.over(job) and not jobs.suspended(job)
    )


def _suspend(run: _Run, role: Role) -> Decision:
    patches = _pause(run.observed)
    after = _until_deadline(run)
    if not patches and all(jobs.idle(job) for job in run.observed.jobs.values()):
        said = "spec.suspend is true; set it to false to go on from the last checkpoint"
        return run.decide("Suspended", Verdict("Suspended", "Suspended", said), requeue_after=after)
    said = "the pods write their last checkpoint and end"
    return run.decide(_PHASES[role], Verdict("Running", "Suspending", said), patches=patches, requeue_after=after)


def _end(run: _Run, found: Ending) -> Decision:
    """Fails the run, once no pod of it is at work any more: nothing is written after a run was declared ended."""
    if run.observed.refused and run.observed.refused.permanent:
        return run.decide("Failed", Verdict("Failed", found.reason, found.message))
    patches = _pause(run.observed)
    found = _as_said_before(run, found)
    late = _until_deadline(run, STOP_GRACE)
    waited = late is not None and late <= 0
    if not waited and (patches or not all(jobs.idle(job) for job in run.observed.jobs.values())):
        phase = run.reindex.get("status", {}).get("phase") or "Pending"
        return run.decide(phase, Verdict("Running", found.reason, f"{found.message}{_STOPPING}"), patches=patches, requeue_after=late)
    return run.decide("Failed", Verdict("Failed", found.reason, found.message), patches=patches)


_STOPPING = "; stopping the pods"


def _as_said_before(run: _Run, found: Ending) -> Ending:
    """The ending in the words in which it was announced: what it was seen by may have gone with the pods."""
    before = find(run.reindex.get("status", {}).get("conditions") or [], "Succeeded")
    if before and before["reason"] == found.reason and before["message"].endswith(_STOPPING):
        return Ending(found.reason, before["message"].removesuffix(_STOPPING))
    return found


def _until_deadline(run: _Run, grace: timedelta = timedelta()) -> float | None:
    """Seconds until ``activeDeadlineSeconds``, and ``grace``, have passed; None without a deadline."""
    limit, started = run.spec.active_deadline_seconds, run.reindex.get("status", {}).get("startTime")
    if limit is None:
        return None
    since = parse(started) if started else run.now
    return (since + timedelta(seconds=limit) + grace - run.now).total_seconds()


def _after(reindex: dict[str, Any], observed: Observed, now: datetime) -> Decision:
    """A run that has ended makes nothing again: it keeps its status and loses its children when their time is up."""
    kept = status.seen(reindex)
    ttl, ended = reindex["spec"].get("ttlSecondsAfterFinished"), reindex["status"].get("completionTime")
    if ttl is None or not ended:
        return Decision(status=kept, patches=_pause(observed))
    left = (parse(ended) + timedelta(seconds=ttl) - now).total_seconds()
    if left > 0:
        return Decision(status=kept, patches=_pause(observed), requeue_after=requeue(left))
    if not observed.jobs and observed.mailbox is None:
        return Decision(status=kept)
    return Decision(status=kept, delete=(*(Target.of(job) for job in observed.jobs.values()), *Target.surroundings(reindex)))
