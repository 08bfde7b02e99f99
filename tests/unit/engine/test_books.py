"""Which batches the process before this one may have written already, and how often the books are saved."""

import asyncio

import pytest

from reindex_operator.engine import books as module
from reindex_operator.engine.books import Books, Save
from reindex_operator.engine.bulk import Batch
from reindex_operator.engine.checkpoint import Checkpoint, Cursor
from reindex_operator.engine.control import Control
from reindex_operator.engine.plan import Part
from reindex_operator.engine.retry import Patience
from reindex_operator.engine.throttle import Throttle


async def _nothing(_: Checkpoint) -> None:
    pass


def books(
    cursor: Cursor, horizon: Cursor | None, *, begun: bool = True, shard: int | None = 0, save: Save = _nothing, interval: float = 0.0
) -> Books:
    state, control = Checkpoint(slice=0, cursor=cursor, horizon=horizon), Control()
    control.save_interval = interval
    return Books(
        state,
        [Part(index="a", shard=shard, docs=1000)],
        save,
        begun=begun,
        control=control,
        throttle=Throttle(control),
        patience=Patience(1.0, control),
        outside=set(),
        failure_bytes=1000,
    )


def replayed(kept: Books, *ends: Cursor) -> list[bool]:
    batches = [Batch([], 1, end) for end in ends]
    for batch in batches:
        kept.enter(batch)
    return [batch.replayed for batch in batches]


def test_a_batch_that_begins_within_the_horizon_and_ends_beyond_it_may_be_there_in_part() -> None:
    kept = books(Cursor(0, 100), Cursor(0, 250))
    assert replayed(kept, Cursor(0, 200), Cursor(0, 300), Cursor(0, 400)) == [True, True, False]


def test_of_a_process_that_is_the_first_nothing_may_be_there() -> None:
    assert replayed(books(Cursor(), None, begun=False), Cursor(0, 200)) == [False]


@pytest.mark.parametrize("cursor", [Cursor(), Cursor(0, None, [7], "pit")])
def test_in_an_order_of_its_own_any_may_be_there(cursor: Cursor) -> None:
    kept = books(cursor, None, shard=None)
    assert replayed(kept, Cursor(0, None, [5], "pit"), Cursor(0, None, [3], "pit")) == [True, True]
    assert replayed(books(cursor, None, begun=False, shard=None), Cursor(0, None, [5], "pit")) == [False]


@pytest.mark.parametrize(("interval", "saved"), [(0.0, True), (60.0, False)])
async def test_they_are_saved_as_often_as_whoever_keeps_them_wants(monkeypatch: pytest.MonkeyPatch, interval: float, saved: bool) -> None:
    monkeypatch.setattr(module, "SAVE_EVERY", 0.01)
    saves: list[Checkpoint] = []

    async def save(checkpoint: Checkpoint) -> None:
        saves.append(checkpoint)

    kept = books(Cursor(), None, save=save, interval=interval)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await kept.keep()
    assert bool(saves) is saved
