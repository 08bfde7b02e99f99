"""A run as it is shown, whether it goes on in this process or in the cluster. Pure. Called by run.py, follow.py and listing.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine.checkpoint import Checkpoint, Counters
from reindex_operator.engine.plan import Plan


@dataclass(frozen=True)
class SliceView:
    """One slice: documents done of all that it has."""

    id: int
    done: int
    total: int
    state: str = "Running"


@dataclass(frozen=True)
class View:
    """The run at a moment. ``rate`` in documents a second, None where it has to be measured. ``phase`` and ``trouble`` are the object's."""

    title: str
    prepared: bool = False
    slices: tuple[SliceView, ...] = ()
    done: int = 0
    total: int = 0
    conflicts: int = 0
    retries: int = 0
    failures: int = 0
    throttled: bool = False
    rate: float | None = None
    phase: str = ""
    trouble: str = ""


def of_run(request: ReindexRequest, plan: Plan | None = None, checkpoints: Sequence[Checkpoint] = ()) -> View:
    """A run in this process, as the engine's watch tells of it."""
    title = f"{','.join(request.source.index)} -> {request.dest.index}"
    if plan is None:
        return View(title)
    counters = [checkpoint.counters for checkpoint in checkpoints]
    slices = tuple(
        SliceView(planned.id, processed(checkpoint.counters), planned.docs, checkpoint.state)
        for planned, checkpoint in zip(plan.slices, checkpoints, strict=True)
    )
    return View(
        title,
        prepared=True,
        slices=slices,
        done=sum(each.done for each in slices),
        total=plan.total,
        conflicts=sum(each.version_conflicts for each in counters),
        retries=sum(each.bulk_retries + each.search_retries for each in counters),
        failures=sum(each.failed for each in counters),
        throttled=any(checkpoint.throttled_until for checkpoint in checkpoints),
        trouble=next((f"{each.trouble.reason}: {each.trouble.message}" for each in checkpoints if each.trouble), ""),
    )


def of_object(reindex: Mapping[str, Any]) -> View:
    """The run of an object, by its status; takes an object of a newer operator as well."""
    spec, status = reindex["spec"], reindex.get("status") or {}
    progress, response = status.get("progress") or {}, status.get("response") or {}
    slices = tuple(
        SliceView(each["id"], each.get("processed", 0), each.get("total", 0), each["state"]) for each in status.get("slices") or ()
    )
    retries = response.get("retries") or {}
    told = condition(reindex, "Degraded") or {}
    degraded = told.get("status") == "True"
    return View(
        f"{','.join(spec['source']['index'])} -> {spec['dest']['index']}",
        prepared=bool(slices),
        slices=slices,
        done=progress.get("processed", 0),
        total=progress.get("total", 0),
        conflicts=response.get("versionConflicts", 0),
        retries=retries.get("bulk", 0) + retries.get("search", 0),
        failures=status.get("failureCount") or 0,
        throttled=response.get("throttledUntilMillis", 0) > 0,
        rate=progress.get("docsPerSecond"),
        phase=phase(reindex),
        trouble=f"{told['reason']}: {told['message']}" if degraded else "",
    )


def processed(counters: Counters) -> int:
    """Documents done with, whatever became of them; a conflict that fails a run is one document, counted as conflict and as failure."""
    written = counters.created + counters.updated + counters.deleted + counters.noops
    return written + max(counters.version_conflicts, counters.failed)


def phase(reindex: Mapping[str, Any]) -> str:
    """The object's phase; Pending as long as the operator has not looked at it."""
    return str((reindex.get("status") or {}).get("phase") or "Pending")


def condition(reindex: Mapping[str, Any], kind: str) -> dict[str, Any] | None:
    """The object's condition of this type."""
    return next((each for each in (reindex.get("status") or {}).get("conditions") or () if each["type"] == kind), None)


def finished(reindex: Mapping[str, Any]) -> bool:
    """Whether its run has ended, and no edit has been made since that the operator has not seen."""
    found = condition(reindex, "Finished")
    return (
        found is not None and found["status"] == "True" and found.get("observedGeneration", 0) >= reindex["metadata"].get("generation", 0)
    )


def succeeded(reindex: Mapping[str, Any]) -> bool:
    """Whether its run has ended well."""
    found = condition(reindex, "Succeeded")
    return finished(reindex) and found is not None and found["status"] == "True"
