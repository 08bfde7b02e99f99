"""The window narrows at once where the destination is full or slow, and widens slowly when it is not."""

import asyncio
import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from reindex_operator.engine import pressure
from reindex_operator.engine.pressure import Pressure


class Clock:
    """Stands still unless it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def bulk(of: Pressure, clock: Clock, seconds: float = 0.1, documents: int = 1000, *, rejected: bool = False) -> None:
    began = clock.now
    clock.now += seconds
    if rejected:
        of.rejected(began)
    else:
        of.took(began, documents)


@given(st.lists(st.tuples(st.floats(0.001, 60), st.integers(0, 10_000), st.booleans())), st.integers(1, 8))
def test_the_window_stays_within_its_bounds(bulks: list[tuple[float, int, bool]], most: int) -> None:
    of = Pressure(most, clock := Clock())
    for seconds, documents, rejected in bulks:
        bulk(of, clock, seconds, documents, rejected=rejected)
        assert pressure.LEAST <= of.window <= most
        assert 1 <= of.places <= most
        assert 0 <= of.rest <= pressure.LONGEST_REST


def test_rejections_narrow_it_and_what_comes_through_widens_it_again() -> None:
    of = Pressure(4, clock := Clock())
    bulk(of, clock, rejected=True)
    bulk(of, clock, rejected=True)
    assert of.window == 1.0
    for _ in range(29):
        bulk(of, clock)
    assert 3.5 < of.window < 4.0
    for _ in range(2):
        bulk(of, clock)
    assert of.window == 4.0


def test_bulks_that_were_under_way_together_narrow_it_once() -> None:
    of = Pressure(8, clock := Clock())
    clock.now = 1.0
    for _ in range(5):
        of.rejected(began=0.5)
    assert of.window == 4.0


def test_rising_latency_narrows_it_and_a_larger_bulk_is_no_slower_one() -> None:
    of = Pressure(4, clock := Clock())
    for _ in range(50):
        bulk(of, clock, 0.1, 1000)
    bulk(of, clock, 0.5, 5000)
    assert of.window == 4.0
    bulk(of, clock, 0.5, 1000)
    assert of.window == 4.0 * pressure.SLOWED_BY


def test_a_cluster_that_is_slower_for_good_is_used_again() -> None:
    of = Pressure(2, clock := Clock())
    for _ in range(20):
        bulk(of, clock, 0.1)
    for _ in range(100):
        bulk(of, clock, 0.6)
    assert of.window == 2.0


def test_below_one_it_rests_in_proportion() -> None:
    of = Pressure(1, clock := Clock())
    bulk(of, clock, 0.2)
    bulk(of, clock, 0.2, rejected=True)
    assert of.rest == 0.2
    bulk(of, clock, 0.2, rejected=True)
    assert of.rest == 0.2 * 3


def test_slices_that_share_a_small_queue_come_to_fill_it_and_no_more() -> None:
    chance = random.Random(4)
    clock = Clock()
    slices = [Pressure(4, clock) for _ in range(6)]
    history = []
    for _ in range(400):
        wanted = [one for one in slices for _ in range(one.places) if chance.random() < min(one.window, 1.0)]
        chance.shuffle(wanted)
        began = clock.now
        clock.now += 0.1
        for place, one in enumerate(wanted):
            if place < 8:
                one.took(began, 1000)
            else:
                one.rejected(began)
        history.append(len(wanted))
    assert history[0] == 24
    settled = history[100:]
    assert sum(min(count, 8) for count in settled) / len(settled) >= 5
    assert sum(max(count - 8, 0) for count in settled) < 0.15 * sum(settled)


async def test_no_more_bulks_are_under_way_than_there_are_places() -> None:
    of = Pressure(3)
    of.window = 2.0
    most, now = 0, itertools.count()
    running = 0

    async def one() -> None:
        nonlocal most, running
        await of.acquire()
        running += 1
        most = max(most, running)
        next(now)
        await asyncio.sleep(0.001)
        running -= 1
        await of.release()

    await asyncio.gather(*(one() for _ in range(20)))
    assert (most, next(now)) == (2, 20)
