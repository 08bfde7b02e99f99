"""Checks a request against both clusters and freezes what is to be copied. Called once a run, before a document is written."""

import time

import msgspec

from reindex_operator.api.request import ReindexRequest, Source
from reindex_operator.engine import pit, reasons, scroll, slicing
from reindex_operator.engine.baseline import baseline
from reindex_operator.engine.bounds import UnnumberedError, bounds, check_sort, count, counted, last, places
from reindex_operator.engine.checks import check_destination
from reindex_operator.engine.cluster import Cluster
from reindex_operator.engine.dryrun import dry_run
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.moment import drawn, pinned
from reindex_operator.engine.plan import Part, Plan, Slice, points
from reindex_operator.engine.resolve import Resolved, resolve
from reindex_operator.engine.retry import Patience
from reindex_operator.engine.scripts import compiled, stored, warnings

MOST_PITS = 100
"""Points in time that prepare opens at most; a slice opens its own when it comes to a part without one."""
KEEP_ALIVE = "2m"
UNNUMBERED = (
    "one slice in one point in time, as an index of the source does not let its sequence numbers be queried (index.disable_sequence_numbers): "
    "when that is lost, the run fails"
)


async def prepare(request: ReindexRequest, source: Cluster, dest: Cluster) -> Plan:
    """The plan of ``request``. Raises ``ReindexError`` where it can not work, ``TransientError`` where it could later."""
    opened: list[str] = []
    try:
        return await _plan(request, source, dest, opened)
    except BaseException:
        await pit.close(source, opened)
        raise


async def _plan(request: ReindexRequest, source: Cluster, dest: Cluster, opened: list[str]) -> Plan:
    """The plan; ``opened`` is told of each point in time from the moment that it is there."""
    started = round(time.time() * 1000)
    request = request.model_copy(update={"source": pinned(request.source, started)})
    script = await stored(request, dest)
    runs = compiled(request, script)
    resolved = await resolve(request.source, source)
    notes: list[str] = []
    dealt = None if ordered(request) else await _sliced(request, resolved, source, notes)
    written = await check_destination(request, resolved, dest)
    slices, total = dealt or await _whole(request, resolved, source, opened)
    if request.max_docs is not None:
        total = min(total, request.max_docs)
        slices = slicing.share_out(slices, request.max_docs)
        if uncounted(request):
            slices = [Slice(id=one.id, parts=one.parts, docs=total, max_docs=request.max_docs) for one in slices]
    if request.dry_run:
        await pit.close(source, points(slices))
        found, more = await dry_run(request, resolved.expression, runs, source, dest)
        return Plan(slices=[], total=total, started=started, notes=[*notes, *more], dry_run=found)
    notes += warnings(runs)
    before = await baseline(request, written, dest, Patience())
    if dealt:
        slices = await _with_pits(request.source, slices, source, opened)
    finish = bool(request.refresh or points(slices) or dealt)
    return Plan(slices=slices, total=total, started=started, notes=notes, finish=finish, before=before, script=script)


def uncounted(request: ReindexRequest) -> str | None:
    """Which documents of ``request`` may be read and not count towards ``maxDocs`` (R31); None where each of them does."""
    if request.conflicts == "proceed":
        return "documents in conflict"
    return "documents that the script skips" if request.script else None


def ordered(request: ReindexRequest) -> bool:
    """Whether the source is read as one, in an order of its own: by the user's ``sort``, or a slice cut by hand."""
    return bool(request.source.sort) or request.source.slice is not None


async def _whole(request: ReindexRequest, resolved: Resolved, source: Cluster, opened: list[str]) -> tuple[list[Slice], int]:
    """One slice of one part, for a source that is read in an order of its own."""
    point = None if drawn(request.source) else await _open(source, resolved.expression, None, opened)
    try:
        total = await count(request.source, resolved, point, source)
    except ReindexError as error:
        if scroll.CUT not in error.message or point is None:
            raise
        await pit.close(source, [point])
        point = None
        total = await count(request.source, resolved, None, source)
    if request.source.sort:
        await check_sort(request.source, resolved, source)
    return [Slice(id=0, parts=[Part(index=resolved.expression, docs=total, pit=point)], docs=total)], total


async def _open(source: Cluster, target: str, shard: int | None, opened: list[str]) -> str | None:
    point = await pit.open_pit(source, target, KEEP_ALIVE, shard, Patience())
    if point:
        opened.append(point)
    return point


async def _sliced(request: ReindexRequest, resolved: Resolved, source: Cluster, notes: list[str]) -> tuple[list[Slice], int] | None:
    """Slices of numbered operations; None, with a note, where the source keeps its numbers for itself."""
    try:
        shards = await bounds(request.source, resolved, source)
    except UnnumberedError:
        notes.append(UNNUMBERED)
        return None
    wanted = slicing.auto(list(resolved.shards.values())) if request.slices == "auto" else request.slices or 1
    if request.max_docs is not None and request.max_docs < wanted:
        if request.slices != "auto":
            raise ReindexError(
                reasons.INVALID_REQUEST, f"spec.maxDocs: {request.max_docs} is less than the {wanted} slices; maxDocs should be >= slices"
            )
        wanted = request.max_docs
    if request.max_docs is not None and wanted > 1 and (which := uncounted(request)):
        notes.append(f"one slice, as {which} do not count towards maxDocs and only one slice can keep to it exactly")
        wanted = 1
    dealt = slicing.deal([shard.docs for shard in shards], wanted)
    slices = slicing.parts(dealt, shards, await places(request.source, shards, slicing.cuts(dealt), source))
    if request.max_docs is not None and len(slices) > 1:
        slices = [await _counted(request, one, source) for one in slices]
    return slices, sum(shard.docs for shard in shards)


async def _counted(request: ReindexRequest, one: Slice, source: Cluster) -> Slice:
    """The slice with its documents counted, so that its share of ``maxDocs`` is no less than it could copy (R45)."""
    docs = [await counted(request.source, part, source) for part in one.parts]
    parts = [msgspec.structs.replace(part, docs=count) for part, count in zip(one.parts, docs, strict=True)]
    return msgspec.structs.replace(one, parts=parts, docs=sum(docs))


async def _with_pits(source: Source, slices: list[Slice], cluster: Cluster, opened: list[str]) -> list[Slice]:
    """``slices`` with a point in time for each shard, one for all the parts of it, where they are few; their last operation is that of the view."""
    parts = [part for one in slices for part in one.parts]
    keys = {(part.target or part.index, part.shard) for part in parts}
    if len(keys) > MOST_PITS or any("*" in (part.target or "") for part in parts):
        return slices
    views = {(target, shard): await _open(cluster, target, shard, opened) for target, shard in sorted(keys, key=str)}
    lasts: dict[tuple[str, int | None], int | None] = {}
    for part in parts:
        point = views[part.target or part.index, part.shard]
        if point and (part.index, part.shard) not in lasts:
            lasts[part.index, part.shard] = await last(source, part, point, cluster)

    def viewed(part: Part) -> Part:
        point = views[part.target or part.index, part.shard]
        return msgspec.structs.replace(part, pit=point, last=lasts.get((part.index, part.shard), part.last))

    return [msgspec.structs.replace(one, parts=[viewed(part) for part in one.parts]) for one in slices]
