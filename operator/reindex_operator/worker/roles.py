"""What a worker's pod does: ``prepare``, ``copy`` one slice, ``finish``. Each may be run again at any moment, by any pod.

A permanent failure is written to the mailbox and then raised. Called by process.py.
"""

import contextlib
import logging
from pathlib import Path
from typing import Any

import msgspec
from pydantic import ValidationError

from reindex_operator import mailbox
from reindex_operator.api.errors import field_errors
from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import catchup, pit, reasons
from reindex_operator.engine import finish as finishing
from reindex_operator.engine import prepare as preparing
from reindex_operator.engine.catchup import CatchUp
from reindex_operator.engine.checkpoint import Checkpoint, Ending
from reindex_operator.engine.cluster import Cluster
from reindex_operator.engine.connect import clusters
from reindex_operator.engine.control import Control
from reindex_operator.engine.copy import copy_slice
from reindex_operator.engine.errors import ReindexError, Stopped, TransientError
from reindex_operator.engine.plan import Plan, points
from reindex_operator.engine.retry import Patience
from reindex_operator.worker.metrics import Metrics
from reindex_operator.worker.post import Post, SliceBox, TakenError

log = logging.getLogger(__name__)


async def prepare(post: Post, secrets: Path) -> dict[str, Any]:
    """Write the plan, or why there is none. Does nothing when either is there already."""
    data = await post.read()
    if mailbox.PLAN in data:
        return _planned(mailbox.decode(data[mailbox.PLAN], mailbox.Prepared))
    try:
        return await _prepare(post, _request(data), secrets)
    except TakenError as taken:
        return _planned(mailbox.decode(taken.found or "{}", mailbox.Prepared))
    except ReindexError as error:
        if error.permanent:
            await _leave(post, mailbox.PLAN, mailbox.Prepared(ending=Ending(error.reason, error.message)))
        raise


async def _prepare(post: Post, request: ReindexRequest, secrets: Path) -> dict[str, Any]:
    async with clusters(request, secrets) as (source, dest):
        plan = await preparing.prepare(request, source, dest)
        prepared = mailbox.Prepared(plan=plan)
        try:
            await post.swap(mailbox.PLAN, None, mailbox.encode(prepared))
        except BaseException:
            await pit.close(source, points(plan.slices))
            raise
    log.info("plan: %d documents in %d slices", plan.total, len(plan.slices))
    for note in plan.notes:
        log.info("note: %s", note)
    return _planned(prepared)


async def copy(  # noqa: PLR0913 - what a slice is given
    post: Post, secrets: Path, number: int, uid: str, control: Control, *, metrics: Metrics | None = None
) -> dict[str, Any]:
    """Copy slice ``number`` from its last checkpoint on, as pod ``uid``; ``metrics`` is told how it gets on."""
    box = SliceBox(post, number, uid, control)

    async def save(checkpoint: Checkpoint) -> None:
        await box.save(checkpoint)
        if metrics:
            metrics.counters = checkpoint.counters

    last = await box.claim()
    if last is None or last.state not in ("Succeeded", "Failed"):
        log.info("slice %d: %s", number, "going on from its checkpoint" if last else "starting")
        try:
            request, plan = _request(post.data), _plan(post.data)
            async with clusters(request, secrets, renews=True, observer=metrics) as (source, dest):
                last = await copy_slice(request, plan, number, source, dest, checkpoint=last, control=control, save=save, patience=None)
        except ReindexError as error:
            if error.permanent:
                failed = last or Checkpoint(slice=number)
                failed.state, failed.ending = "Failed", Ending(error.reason, error.message)
                await box.save(failed)
            raise
    log.info("slice %d: %s", number, last.state)
    if last.state == "Failed":
        ending = last.ending or Ending("Failed", "no reason is known")
        raise ReindexError(ending.reason, ending.message)
    if last.state != "Succeeded":
        raise Stopped("asked to stop; the last checkpoint is in the mailbox")
    return {"slice": number, "state": last.state, **msgspec.to_builtins(last.counters)}


async def finish(post: Post, secrets: Path, uid: str, control: Control) -> dict[str, Any]:
    """Do what must happen once, after all slices, as pod ``uid``, and write how it ended. Does nothing when that is there already."""
    data = await post.read()
    if mailbox.FINISH not in data:
        done = mailbox.Finished(notes=await _finish(post, secrets, uid, control))
        await _leave(post, mailbox.FINISH, done)
    done = mailbox.decode(post.data[mailbox.FINISH], mailbox.Finished)
    if done.ending:
        raise ReindexError(done.ending.reason, done.ending.message)
    return {"notes": done.notes}


async def _finish(post: Post, secrets: Path, uid: str, control: Control) -> list[str]:
    request, plan = _request(post.data), _plan(post.data)
    found = [post.data.get(mailbox.slice_key(one.id)) for one in plan.slices]
    checkpoints = [mailbox.decode(text, Checkpoint) for text in found if text is not None]
    try:
        async with clusters(request, secrets, renews=True) as (source, dest):
            notes: list[str] = []
            if more := await _what_to_catch_up(post, request, plan, checkpoints, dest, control):
                whole, box = catchup.with_catch_up(plan, more), SliceBox(post, more.slice.id, uid, control)
                last = await _catch_up(request, whole, source, dest, box, control)
                checkpoints.append(last)
                notes = [said] if (said := catchup.note(last)) else []
            return notes + await finishing.finish(request, plan, checkpoints, source, dest)
    except ReindexError as error:
        if error.permanent:
            await _leave(post, mailbox.FINISH, mailbox.Finished(ending=Ending(error.reason, error.message)))
        elif control.stopped:
            raise Stopped("asked to stop while a cluster was away") from error
        raise


async def _what_to_catch_up(  # noqa: PLR0913, PLR0917 - as catch_up
    post: Post, request: ReindexRequest, plan: Plan, checkpoints: list[Checkpoint], dest: Cluster, control: Control
) -> CatchUp | None:
    """The slice that is to catch up, if there is anything; the one that a pod before this one planned, if there was one."""
    if mailbox.CATCH_UP not in post.data:
        more = await catchup.catch_up(request, plan, checkpoints, dest, Patience(None, control, begun=True))
        if more is None:
            return None
        await _leave(post, mailbox.CATCH_UP, more)
    return mailbox.decode(post.data[mailbox.CATCH_UP], CatchUp)


async def _catch_up(  # noqa: PLR0913, PLR0917 - as copy_slice
    request: ReindexRequest, plan: Plan, source: Cluster, dest: Cluster, box: SliceBox, control: Control
) -> Checkpoint:
    number = len(plan.slices) - 1
    last = await box.claim()
    if last is None or last.state not in ("Succeeded", "Failed"):
        log.info("catching up with what changed in the source")
        last = await copy_slice(request, plan, number, source, dest, checkpoint=last, control=control, save=box.save, patience=None)
    if last.state == "Failed":
        ending = last.ending or Ending("Failed", "no reason is known")
        raise ReindexError(ending.reason, ending.message)
    if last.state != "Succeeded":
        raise Stopped("asked to stop; the last checkpoint is in the mailbox")
    return last


async def _leave(post: Post, key: str, message: msgspec.Struct) -> None:
    """Write what is written once; what another pod wrote before stays."""
    with contextlib.suppress(TakenError):
        await post.swap(key, None, mailbox.encode(message))


def _request(data: dict[str, str]) -> ReindexRequest:
    if mailbox.REQUEST not in data:
        raise TransientError("MailboxEmpty", f"the mailbox has no {mailbox.REQUEST} yet")
    try:
        return ReindexRequest.model_validate_json(data[mailbox.REQUEST])
    except ValidationError as error:
        # The object passed an older schema: the same pod would refuse it for ever.
        raise ReindexError(reasons.INVALID_REQUEST, "; ".join(str(mistake) for mistake in field_errors(error))) from None


def _plan(data: dict[str, str]) -> Plan:
    prepared = mailbox.decode(data[mailbox.PLAN], mailbox.Prepared) if mailbox.PLAN in data else None
    if prepared is None or prepared.plan is None:
        raise TransientError("MailboxEmpty", f"the mailbox has no {mailbox.PLAN} yet")
    return prepared.plan


def _planned(prepared: mailbox.Prepared) -> dict[str, Any]:
    """What to say of a plan; raises its ending."""
    if prepared.ending:
        raise ReindexError(prepared.ending.reason, prepared.ending.message)
    return {"slices": len(prepared.plan.slices), "total": prepared.plan.total} if prepared.plan else {}
