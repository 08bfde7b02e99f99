"""What should be done for a ``Reindex`` now: a function of the object, what is seen of its run, and the time. Pure.

Level-triggered: it looks at what is, never at what happened, so that a restart, a missed event and a repeated one change nothing.
The shell applies the decision: children first, then the status, then events.
"""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from reindex_operator import mailbox
from reindex_operator.api.eck import resolved
from reindex_operator.api.spec import ReindexSpec
from reindex_operator.controller import children, dry_run, jobs, runs, status
from reindex_operator.controller.clock import parse
from reindex_operator.controller.conditions import Verdict
from reindex_operator.controller.decision import Decision, Patch, Target, requeue
from reindex_operator.controller.endings import CANCELLED, ending, late
from reindex_operator.controller.jobs import Role
from reindex_operator.controller.names import Run, begun
from reindex_operator.controller.observed import Observed
from reindex_operator.controller.obstacles import NODE_LOST, obstacle, unless_refused
from reindex_operator.controller.settings import Settings
from reindex_operator.controller.situation import PHASES, Situation
from reindex_operator.controller.steering import control, pause, steer_job, steer_slices
from reindex_operator.controller.stopping import end, suspend


def decide(reindex: dict[str, Any], observed: Observed, settings: Settings, now: datetime) -> Decision:
    """What to make, change and delete, and the status to write."""
    if reindex["metadata"].get("deletionTimestamp"):
        return Decision()
    if observed.vanishing:
        return Decision(delete=tuple(Target.of(job) for job in (*observed.jobs.values(), *observed.old_jobs)))
    decision = _decide(reindex, observed, settings, now)
    busy = observed.busy
    gone = [Target.of(job) for job in observed.old_jobs if job not in busy]
    for box in () if busy else observed.old_mailboxes:
        gone += box.surroundings()
    return replace(decision, patches=(*decision.patches, *pause(busy)), delete=(*decision.delete, *gone))


def _decide(reindex: dict[str, Any], observed: Observed, settings: Settings, now: datetime) -> Decision:
    if observed.mailbox:
        reindex = begun(reindex, observed.mailbox.attempt)
    if runs.another(reindex):
        if observed.busy:
            return _leave(reindex, observed, now)
        reindex = runs.anew(reindex)
    elif runs.finished(reindex):
        attempt = runs.taken_up(reindex)
        return _after(reindex, observed, now) if attempt is None else _take_up(reindex, observed, attempt, settings, now)
    if observed.mailbox:
        observed = replace(observed, mailbox=runs.ready(observed.mailbox, Run.of(reindex).attempt), unready=observed.mailbox)
    spec = _spec(reindex)
    if isinstance(spec, Verdict):
        return Decision(status=status.build(reindex, "Failed", spec, status.NOTHING, now))
    return _proceed(Situation(reindex, spec, observed, settings, now))


def _proceed(run: Situation) -> Decision:
    """With a run that has not ended."""
    if found := ending(run.reindex, run.observed):
        return end(run, found)
    role = _next_role(run)
    if role is None:
        return _done_with(run)
    if found := CANCELLED if run.spec.cancel else late(run.reindex, run.spec, run.observed, run.now):
        return end(run, found)
    if run.spec.suspend:
        return suspend(run, role)
    if not run.observed.turn:
        return run.decide("Queued", _QUEUED, patches=pause(run.observed.jobs.values()))
    return _go(run, role)


_QUEUED = Verdict(
    "Queued", "Queued", "as many runs are at work as the operator's maxConcurrent lets; this one begins when others have ended"
)


def _done_with(run: Situation) -> Decision:
    """Nothing is left to be done."""
    if run.plan and run.plan.dry_run:
        found = dry_run.verdict(run.plan.dry_run, run.plan.total, conflicts_fail=run.spec.conflicts != "proceed")
        return run.decide(found.state, found)
    return run.decide("Succeeded", Verdict("Succeeded", "Succeeded", "all documents were copied"))


def _spec(reindex: dict[str, Any]) -> ReindexSpec | Verdict:
    """The spec, or why it can not be read: an object may have passed an older schema."""
    try:
        return resolved(ReindexSpec.model_validate(reindex["spec"]), reindex["metadata"]["namespace"])
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(["spec", *map(str, first["loc"])])
        return Verdict("Failed", "InvalidSpec", f"{field}: {first['msg']}")


_RESTARTING = Verdict("Running", "Restarting", "another run or attempt was asked for; the pods of the one before end first")


def _leave(reindex: dict[str, Any], observed: Observed, now: datetime) -> Decision:
    """Waits, with the status of the run before, until no pod of it is at work any more.

    Where that run has ended, its status stays that of its own generation: tools would read it as the end of what the newest one asks for.
    """
    if runs.finished(reindex):
        return Decision()
    phase = reindex["status"]["phase"]
    verdict = unless_refused(_RESTARTING, observed)
    return Decision(status=status.build(runs.before(reindex), phase, verdict, status.NOTHING, now))


def _take_up(reindex: dict[str, Any], observed: Observed, attempt: int, settings: Settings, now: datetime) -> Decision:
    """Unfinishes a run that failed, once nothing of its last attempt is at work; the next pass goes on with it."""
    busy = [job for job in observed.jobs.values() if not observed.idle(job)]
    if busy:
        return Decision(patches=pause(busy))
    spec = _spec(reindex)
    if observed.mailbox is None and reindex["status"].get("slices"):
        why = "there is nothing to go on from, as the run's checkpoints were removed; set another spec.runId to run from the start"
        spec = Verdict("Failed", "CheckpointsLost", f"attempt {attempt}: {why}")
    if isinstance(spec, Verdict):
        still = reindex | {"status": reindex["status"] | {"attempt": attempt}}
        return Decision(status=status.build(still, "Failed", spec, status.NOTHING, now))
    unfinished = runs.at(reindex, attempt)
    if observed.mailbox:
        observed = replace(observed, mailbox=runs.ready(observed.mailbox, attempt))
    run = Situation(unfinished, spec, observed, settings, now)
    if not observed.turn:
        return run.decide("Queued", _QUEUED)
    said = f"attempt {attempt} goes on where the one before stopped"
    return run.decide("Pending", Verdict("Running", "TakenUp", said), requeue_after=requeue(0))


def _next_role(run: Situation) -> Role | None:
    """The step that is to be done; None when all are."""
    if run.plan is None:
        return "prepare"
    if run.plan.slices and not _done(run, "copy"):
        return "copy"
    return "finish" if run.plan.finish and not _done(run, "finish") else None


def _done(run: Situation, role: Role) -> bool:
    job = run.observed.jobs.get(role)
    return job is not None and jobs.complete(job)


def _go(run: Situation, role: Role) -> Decision:
    slices = len(run.plan.slices) if run.plan else 1
    job = run.observed.jobs.get(role)
    if run.observed.busy:
        return run.decide(PHASES[role], _RESTARTING)
    if unready := _ready_mailbox(run):
        said = "making the checkpoints ready for another attempt"
        return run.decide(PHASES[role], Verdict("Running", PHASES[role], said), patches=(unready,), requeue_after=requeue(0))
    if job is None and (reached := _reached_anew(run)):
        verdict = Verdict("Running", PHASES[role], _says(run, role, slices))
        return run.decide(PHASES[role], verdict, patches=(reached,), requeue_after=requeue(0))
    if job is not None and run.observed.given_up(job):
        return _make_anew(run, role, job)
    create: tuple[dict[str, Any], ...] = ()
    limits = control(Run.of(run.reindex), run.spec, slices, run.observed.mailbox)
    if job is None or run.observed.mailbox is None:
        create = tuple(children.surroundings(run.reindex, limits))
    if job is None:
        create += (jobs.job(run.reindex, run.spec, role, run.settings, slices=slices),)
    # The limits first: a pod that the Job makes is not to read that it is to stop.
    patches = [*steer_slices(Target.mailbox(run.reindex), run.observed.mailbox, limits), *steer_job(job, role, run.spec, slices)]
    found = obstacle(run.observed)
    verdict = (
        Verdict("Running", found.reason, found.message, degraded=True)
        if found
        else Verdict("Running", PHASES[role], _says(run, role, slices))
    )
    return run.decide(PHASES[role], verdict, create=create, patches=tuple(patches), requeue_after=run.until_deadline())


def _make_anew(run: Situation, role: Role, job: dict[str, Any]) -> Decision:
    """Removes a Job that waits for pods which will not end, once its other pods have; the next pass makes it again."""
    verdict = Verdict("Running", NODE_LOST, "pods do not end, as on a node that is lost: their Job is made anew", degraded=True)
    if not run.observed.idle(job):
        return run.decide(PHASES[role], verdict, patches=pause([job]), requeue_after=run.until_deadline())
    return run.decide(PHASES[role], verdict, delete=(Target.of(job),), requeue_after=requeue(0))


def _ready_mailbox(run: Situation) -> Patch | None:
    """Before a Job of another attempt is made, the checkpoints must not say any more that they failed."""
    if run.observed.unready is None:
        return None
    request = json.dumps(children.request(run.reindex))
    texts = runs.readied(run.observed.unready, Run.of(run.reindex).attempt, request)
    return Patch(Target.mailbox(run.reindex), {"data": texts}) if texts else None


def _reached_anew(run: Situation) -> Patch | None:
    """Before a Job is made: its pods get the Secrets that the spec names now, so the request has to name these too."""
    frozen = run.observed.mailbox.request if run.observed.mailbox else None
    if frozen is None or (wanted := children.reached_as_now(frozen, run.reindex)) == frozen:
        return None
    return Patch(Target.mailbox(run.reindex), {"data": {mailbox.REQUEST: json.dumps(wanted)}})


def _says(run: Situation, role: Role, slices: int) -> str:
    match role:
        case "prepare":
            return "checking the clusters and the request"
        case "copy":
            wide = jobs.parallelism(run.spec, slices)
            return f"copying in {slices} slices, {wide} at a time" if slices > 1 else "copying in one slice"
        case "finish":
            return "doing what comes once, after all slices"


def _after(reindex: dict[str, Any], observed: Observed, now: datetime) -> Decision:
    """A run that has ended makes nothing again: it keeps its status and loses its children when their time is up."""
    kept = status.seen(reindex)
    ttl, ended = reindex["spec"].get("ttlSecondsAfterFinished"), reindex["status"].get("completionTime")
    if ttl is None or not ended:
        return Decision(status=kept, patches=pause(observed.jobs.values()))
    left = (parse(ended) + timedelta(seconds=ttl) - now).total_seconds()
    if left > 0:
        return Decision(status=kept, patches=pause(observed.jobs.values()), requeue_after=requeue(left))
    if not observed.jobs and observed.mailbox is None:
        return Decision(status=kept)
    return Decision(status=kept, delete=(*(Target.of(job) for job in observed.jobs.values()), *Target.mailbox(reindex).surroundings()))
