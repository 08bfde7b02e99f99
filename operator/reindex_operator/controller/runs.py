"""Which run of an object, and which attempt at it, its spec asks for; and how one follows the other. Pure; called by reconcile.

``spec.runId`` names the run: another value is another run, from the start. ``spec.attempt`` counts the times that a run which failed is
taken up where it stopped. The status says which run and attempt it is of, so that both are levels: seen again, they change nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from reindex_operator import mailbox
from reindex_operator.controller.clock import parse
from reindex_operator.controller.conditions import is_true
from reindex_operator.controller.names import known
from reindex_operator.controller.observed import Mailbox
from reindex_operator.engine.again import again

KEPT = ("conditions",)
"""What of the status of one run goes into the next: conditions keep their times."""


def another(reindex: Mapping[str, Any]) -> bool:
    """Whether the spec asks for another run than that of the status."""
    return "phase" in (reindex.get("status") or {}) and not known(reindex)


def anew(reindex: dict[str, Any]) -> dict[str, Any]:
    """The object at the start of the run that its spec asks for."""
    return reindex | {"status": {key: reindex["status"][key] for key in KEPT if key in reindex["status"]}}


def before(reindex: dict[str, Any]) -> dict[str, Any]:
    """The object as it was when its spec asked for the run that its status is of."""
    return reindex | {"spec": reindex["spec"] | {"runId": reindex["status"].get("runId")}}


def finished(reindex: Mapping[str, Any]) -> bool:
    """Whether the run of the status has ended, either way."""
    return is_true((reindex.get("status") or {}).get("conditions") or [], "Finished")


def active_since(reindex: Mapping[str, Any]) -> datetime | None:
    """Since when the run is at work without a break; its start, where an earlier version of the operator did not say."""
    status = reindex.get("status") or {}
    earlier = "attempt" not in status and status.get("phase") not in {"Suspended", "Queued"}
    began = status.get("activeSince") or (status.get("startTime") if earlier else None)
    return parse(began) if began else None


def taken_up(reindex: Mapping[str, Any]) -> int | None:
    """The attempt that the spec asks for, where the run has ended without success at an earlier one."""
    status, wanted = reindex.get("status") or {}, reindex["spec"].get("attempt") or 1
    succeeded = is_true(status.get("conditions") or [], "Succeeded")
    return int(wanted) if wanted > (status.get("attempt") or 1) and not succeeded else None


def needs_fresh_jobs(reindex: Mapping[str, Any]) -> bool:
    """Whether the Jobs have to be read from the API server: before a run gives way to another, none of its own may be missed."""
    return another(reindex) or taken_up(reindex) is not None


def settled(reindex: Mapping[str, Any]) -> bool:
    """Whether the run has ended and nothing else is asked for: its mailbox decides nothing any more, and is not worth a request at each resync."""
    return finished(reindex) and not needs_fresh_jobs(reindex)


def at(reindex: dict[str, Any], attempt: int) -> dict[str, Any]:
    """The object with its run unfinished, at ``attempt``; what was counted is counted again from the checkpoints."""
    kept = {key: value for key, value in reindex["status"].items() if key not in _ENDED}
    return reindex | {"status": kept | {"attempt": attempt}}


_ENDED = ("completionTime", "activeSince", "progress", "response", "failureCount")


def ready(box: Mailbox, attempt: int) -> Mailbox:
    """The mailbox as ``attempt`` begins with it: nothing in it says any more that the run has failed. The same again for one that is ready."""
    if box.attempt >= attempt:
        return box
    plan = box.prepared.plan if box.prepared else None
    return replace(
        box,
        control=mailbox.Control(box.control.requests_per_second if box.control else -1.0, attempt),
        prepared=mailbox.Prepared(plan=plan) if plan else None,
        checkpoints={number: again(checkpoint) for number, checkpoint in box.checkpoints.items()},
        finished=None,
    )


def readied(box: Mailbox, attempt: int, request: str) -> dict[str, str | None]:
    """What to write into the mailbox (None: remove the key) to make it ready for ``attempt``, with the request as it is now."""
    if box.attempt >= attempt:
        return {}
    begun = ready(box, attempt)
    texts: dict[str, str | None] = {mailbox.REQUEST: request}
    if box.prepared and begun.prepared is None:
        texts[mailbox.PLAN] = None
    if box.finished:
        texts[mailbox.FINISH] = None
    for number, checkpoint in begun.checkpoints.items():
        if checkpoint != box.checkpoints[number]:
            texts[mailbox.slice_key(number)] = mailbox.encode(checkpoint)
    if begun.control:
        texts[mailbox.CONTROL] = mailbox.encode(begun.control)
    return texts
