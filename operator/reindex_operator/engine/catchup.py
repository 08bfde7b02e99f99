"""What changed in the source while a run had lost its consistent view of it: a last pass over that makes the copy complete.

As long as every part is read in the point in time of the start there is nothing to do. Where a part was read outside of it, a document
that was changed meanwhile has a higher ``_seq_no`` than before: it may have left its part before that was read, and come into none that
still is. So every shard is read again from the last operation of the start on: those that were read in the view of the start too, as
a copy is to be of one moment, or as new as its end, and not half of either. Documents that are in the destination already as they
should be are left alone; those that this run wrote in an earlier state are written anew, under ``opType: create`` too. Called by the
finish step, when all slices have succeeded.
"""

from collections.abc import Sequence

import msgspec

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine.baseline import baseline
from reindex_operator.engine.checkpoint import Checkpoint
from reindex_operator.engine.cluster import Cluster
from reindex_operator.engine.plan import Baseline, Part, Plan, Slice
from reindex_operator.engine.retry import Patience


class CatchUp(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is added to a plan to catch up: its last slice, and what the destination held when that began."""

    slice: Slice
    since: Baseline | None = None


def missed(plan: Plan, checkpoints: Sequence[Checkpoint]) -> list[Part]:
    """A part for each shard: what came after the start; none, where all was read in the point in time of that moment. Pure."""
    if not any(checkpoint.outside for checkpoint in checkpoints):
        return []
    found: dict[tuple[str, int | None], Part] = {}
    for part in (part for one in plan.slices for part in one.parts):
        if part.last is not None:
            found[part.index, part.shard] = msgspec.structs.replace(part, after=part.last, to=None, last=None, docs=0, pit=None)
    return [found[key] for key in sorted(found, key=str)]


async def catch_up(
    request: ReindexRequest, plan: Plan, checkpoints: Sequence[Checkpoint], dest: Cluster, patience: Patience
) -> CatchUp | None:
    """The slice that catches up behind those of ``plan``; None where nothing can have been missed.

    ``since`` is what the destination holds now, by which the slice tells what it wrote itself from what the others wrote.
    """
    parts = missed(plan, checkpoints)
    left = None
    if request.max_docs is not None:
        left = request.max_docs - sum(c.counters.created + c.counters.updated + c.counters.deleted for c in checkpoints)
    if not parts or (left is not None and left <= 0):
        return None
    since = await baseline(request, plan.before.index, dest, patience) if plan.before is not None else None
    return CatchUp(Slice(id=len(plan.slices), parts=parts, max_docs=left), since)


def with_catch_up(plan: Plan, more: CatchUp) -> Plan:
    """``plan`` with the slice that catches up as its last."""
    return msgspec.structs.replace(plan, slices=[*plan.slices, more.slice], since=more.since, catches_up=True)


def without_catch_up(plan: Plan) -> Plan:
    """``plan`` as it was before a slice was added to it that catches up; itself, where none was."""
    return msgspec.structs.replace(plan, slices=plan.slices[:-1], since=None, catches_up=False) if plan.catches_up else plan


def note(caught_up: Checkpoint) -> str | None:
    """What to tell people of the pass."""
    counters = caught_up.counters
    count = counters.created + counters.updated + counters.deleted
    if not count:
        return None
    return f"{count} documents changed in the source while it could not be read as it was at the start; they were copied as they are now"
