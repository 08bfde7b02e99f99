"""The status of a ``Reindex``: built from the verdict and the mailbox, compared, and turned into a patch. Pure.

What was once said stays: a finished run is never unfinished, and the response never shrinks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from reindex_operator.api.status import Progress, Response, SliceStatus
from reindex_operator.controller import dry_run
from reindex_operator.controller.clock import millis, rfc3339
from reindex_operator.controller.conditions import ENDED, Verdict, conditions
from reindex_operator.controller.names import Run
from reindex_operator.controller.observed import Mailbox
from reindex_operator.controller.progress import Sample, progress
from reindex_operator.controller.runs import active_since
from reindex_operator.engine.checkpoint import Checkpoint, Counters
from reindex_operator.engine.plan import Plan, Slice
from reindex_operator.engine.response import response

BY_USER = "by user request"
"""The API's word for it (R51, R52)."""
NOTES_MAX = 32
NOTE_LENGTH = 1024
PROGRESS_ONLY = ("progress", "response", "slices", "failureCount")
"""What changes with every checkpoint, and may wait for the next write."""


@dataclass(frozen=True)
class Facts:
    """What the mailbox says of the run."""

    plan: Plan | None = None
    mailbox: Mailbox = field(default_factory=Mailbox)
    samples: tuple[Sample, ...] = ()
    requests_per_second: float | None = None
    conflicts_fail: bool = True
    """Whether a version conflict is a failure too (``conflicts: abort``), and so is in both of their counts."""


NOTHING = Facts()


def build(reindex: dict[str, Any], phase: str, verdict: Verdict, facts: Facts, now: datetime) -> dict[str, Any]:
    """The whole status."""
    old: dict[str, Any] = reindex.get("status") or {}
    generation = reindex["metadata"]["generation"]
    run = Run.of(reindex)
    ended = verdict.state in ENDED
    idle = verdict.state in {"Suspended", "Queued"}
    active = None if ended or idle else rfc3339(active_since(reindex) or now)
    started = old.get("startTime") or (None if idle else rfc3339(now))
    counted = _counted(old, facts, verdict, now)
    notes = _notes(facts) or old.get("notes")
    built = {
        "observedGeneration": generation,
        "phase": phase,
        "runId": run.run_id,
        "attempt": run.attempt,
        "startTime": started,
        "activeSince": active,
        "completionTime": old.get("completionTime") or (rfc3339(now) if ended else None),
        **counted,
        "notes": notes,
        "conditions": [_dump(each) for each in conditions(verdict, generation, old.get("conditions") or [], now)],
    }
    return {key: value for key, value in built.items() if value is not None}


def seen(reindex: dict[str, Any]) -> dict[str, Any]:
    """The status of a finished run, said of the spec's newest generation; nothing else of it changes any more."""
    old, generation = reindex["status"], reindex["metadata"]["generation"]
    said = [condition | {"observedGeneration": generation} for condition in old["conditions"]]
    return dict(old) | {"observedGeneration": generation, "conditions": said}


def counted(status: Mapping[str, Any]) -> int:
    """All that a status counts, conflicts that failed twice: it only ever grows."""
    answer = status.get("response")
    if not answer:
        return 0
    return int(status.get("failureCount") or 0) + sum(int(answer[key]) for key in _COUNTERS)


_COUNTERS = ("created", "updated", "deleted", "noops", "versionConflicts")


def urgent(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether more than the progress has changed."""
    return _without_progress(old) != _without_progress(new)


def merge_diff(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON merge patch (RFC 7386) that makes ``new`` of ``old``."""
    patch: dict[str, Any] = {key: None for key in old if key not in new}
    for key, value in new.items():
        before = old.get(key)
        if isinstance(value, dict) and isinstance(before, dict):
            if inner := merge_diff(before, value):
                patch[key] = inner
        elif value != before:
            patch[key] = value
    return patch


def _counted(old: dict[str, Any], facts: Facts, verdict: Verdict, now: datetime) -> dict[str, Any]:
    """Progress, response and slices by the checkpoints; the earlier ones where those are newer than the checkpoints read."""
    plan = facts.plan
    if plan is None:
        return _kept(old, ended=verdict.state in ENDED)
    if plan.dry_run:
        return {"failureCount": plan.dry_run.failed, "dryRun": dry_run.shown(plan.dry_run, plan.total)}
    checkpoints = list(facts.mailbox.checkpoints.values())
    failures = sum(checkpoint.counters.failed for checkpoint in checkpoints)
    finished = verdict.state in ENDED
    answer = _response(plan, checkpoints, facts, ended=finished, now=now)
    if verdict.state == "Cancelled":
        answer["canceled"] = BY_USER
    if counted(old) > counted({"response": answer, "failureCount": failures}):
        return _kept(old, ended=finished)
    done = sum(_done(checkpoint.counters, facts) for checkpoint in checkpoints)
    samples = facts.samples if verdict.state == "Running" else ()
    shown: Progress = progress(plan.total, done, samples, now, sum(checkpoint.counters.bytes for checkpoint in checkpoints))
    return {
        "progress": _dump(shown),
        "failureCount": failures,
        "response": answer,
        "slices": [_dump(_slice(each, facts, ended=finished)) for each in plan.slices],
    }


def _response(plan: Plan, checkpoints: list[Checkpoint], facts: Facts, *, ended: bool, now: datetime) -> dict[str, Any]:
    limit = facts.requests_per_second if facts.requests_per_second and facts.requests_per_second > 0 else -1.0
    answer: Response = response(plan, checkpoints, now=millis(now), requests_per_second=limit, ended=ended)
    return _dump(answer)


def _kept(old: dict[str, Any], *, ended: bool) -> dict[str, Any]:
    kept = {key: old[key] for key in PROGRESS_ONLY if key in old}
    if ended and "slices" in kept:
        kept["slices"] = [each | {"state": "Stopped"} if each["state"] in {"Waiting", "Running"} else each for each in kept["slices"]]
    return kept


def _slice(planned: Slice, facts: Facts, *, ended: bool) -> SliceStatus:
    checkpoint = facts.mailbox.checkpoints.get(planned.id) or Checkpoint(planned.id, state="Stopped")
    at_rest = checkpoint.state == "Stopped" or (ended and checkpoint.state == "Running")
    state = ("Stopped" if ended else "Waiting") if at_rest else checkpoint.state
    return SliceStatus(id=planned.id, state=state, total=planned.docs, processed=_done(checkpoint.counters, facts))


def _done(counters: Counters, facts: Facts) -> int:
    """Documents done, each once."""
    unwritten = counters.version_conflicts + counters.failed
    if facts.conflicts_fail:
        unwritten = max(counters.version_conflicts, counters.failed)
    return counters.created + counters.updated + counters.deleted + counters.noops + unwritten


def _notes(facts: Facts) -> list[str]:
    notes = [*(facts.plan.notes if facts.plan else []), *(facts.mailbox.finished.notes if facts.mailbox.finished else [])]
    return [note[:NOTE_LENGTH] for note in dict.fromkeys(notes)][:NOTES_MAX]


def _without_progress(status: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in status.items() if key not in PROGRESS_ONLY}
    return kept | {"states": [each["state"] for each in status.get("slices") or []]}


def _dump(model: Any) -> dict[str, Any]:
    found: dict[str, Any] = model.model_dump(mode="json", by_alias=True, exclude_none=True)
    return found
