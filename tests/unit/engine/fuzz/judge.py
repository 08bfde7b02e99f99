"""What must be true behind a run, whatever struck. What docs/reliability.md does not promise is let pass, with the reason."""

from collections.abc import Iterator

from reindex_operator.api.status import Response
from tests.unit.engine.fuzz.world import World


def judge(world: World, response: Response, *, caught_up: bool) -> list[str]:
    """What is wrong, in words."""
    if world.drawn.max_docs is not None:
        return list(_limited(world, response))
    return [
        *(_as_new_as_the_end(world) if caught_up else _as_at_the_start(world)),
        *_counted(world, response, caught_up=caught_up),
        *_closed(world),
    ]


def _as_at_the_start(world: World) -> Iterator[str]:
    """The copy is of the moment of the start: what somebody else has there stays under ``create``."""
    there = world.node.sources("d")
    for id_, source in world.start.items():
        if not (world.drawn.creates and id_ in world.theirs) and there.get(id_) != source:
            yield f"{id_} is {there.get(id_)}, and was {source} at the start"
    if more := there.keys() - world.start.keys() - world.theirs:
        yield f"not there at the start: {sorted(more)}"


def _as_new_as_the_end(world: World) -> Iterator[str]:
    """Each document is as it was at some moment after the last slice had ended."""
    there, since = world.node.sources("d"), world.history[world.caught_up_at :]
    for id_ in since[0]:
        if not world.left_out(id_) and not (world.drawn.creates and id_ in world.theirs):
            states = [contents[id_] for contents in since]
            if there.get(id_) not in states:
                yield f"{id_} is {there.get(id_)}, and was {states} since the last slice ended"
    for id_, source in there.items():
        if id_ not in world.theirs and source not in [contents.get(id_) for contents in world.history]:
            yield f"{id_} is {source}, which it never was"


def _counted(world: World, response: Response, *, caught_up: bool) -> Iterator[str]:
    """Counters are the truth."""
    new = len(world.node.sources("d").keys() - world.theirs)
    overwritten = 0 if world.drawn.creates else len(world.theirs)
    conflicts = len(world.theirs) if world.drawn.creates else 0
    said = f"created {response.created} of {new}, updated {response.updated} of {overwritten}, {response.version_conflicts} conflicts of {conflicts}, total {response.total}"
    exact = response.created == new and response.updated == overwritten
    swapped = _swapped(world, response, new) and response.created + response.updated == new + overwritten
    if not (caught_up and world.drawn.changes) and not (
        (exact or swapped) and response.version_conflicts == conflicts and response.total == len(world.start)
    ):
        yield said
    # "A document that changes in the source between its write and the next checkpoint": its first write may not be counted.
    fewer = (world.died or world.stopped) and response.created < new
    if (
        caught_up
        and world.drawn.changes
        and not (
            (response.created == new or fewer)
            and response.updated >= overwritten
            and response.version_conflicts >= conflicts
            and response.total >= response.created + response.updated + response.version_conflicts
        )
    ):
        yield f"caught up: {said}"


def _swapped(world: World, response: Response, new: int) -> bool:
    """By what is said of a bulk that is carried out late: which of its documents were created can not be told, and their sum is exact."""
    return 0 < abs(new - response.created) <= world.overwritten


def _limited(world: World, response: Response) -> Iterator[str]:
    """``maxDocs`` are written, and no more."""
    drawn, there = world.drawn, world.node.sources("d")
    possible = len(world.source) - (len(world.theirs) if drawn.creates else 0)
    written, most = response.created + response.updated, min(drawn.max_docs or 0, possible)
    new = len(there.keys() - world.theirs)
    # By what is said of maxDocs amid documents of one number: those behind a conflict are not looked at again.
    parted = drawn.each > 1 and response.version_conflicts > 0 and (world.died or world.stopped)
    if written != most and not parted:
        yield f"{written} written of {most}"
    if response.created != new and not parted and not _swapped(world, response, new):
        yield f"created {response.created} of {new}"
    for id_ in there.keys() - world.theirs:
        if there[id_] != world.source[id_]:
            yield f"{id_} is {there[id_]}"


def _closed(world: World) -> Iterator[str]:
    """No point in time is left open by who was not killed."""
    if world.node.points and not world.died:
        yield f"left open: {sorted(world.node.points)}"
