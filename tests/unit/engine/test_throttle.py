"""The rate is kept by the API's own formula."""

import asyncio
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reindex_operator.engine.control import Control
from reindex_operator.engine.throttle import LONGEST, LONGEST_VIEW, Throttle, kept_alive, pause, rescaled


@given(st.integers(0, 100_000), st.floats(0.001, 1e6), st.floats(0, 1000))
def test_a_batch_never_starts_before_the_last_ones_share_is_over(documents: int, rate: float, elapsed: float) -> None:
    wait = pause(documents, rate, elapsed)
    assert 0 <= wait <= LONGEST
    assert wait == LONGEST or wait + elapsed >= documents / rate - 1e-6


@given(st.integers(1, 10_000), st.integers(1, 10_000), st.floats(0.001, 1e6))
def test_the_view_outlives_the_waits_of_a_page(documents: int, batch: int, rate: float) -> None:
    kept = int(kept_alive("5m", documents, batch, rate).removesuffix("ms")) / 1000
    assert kept <= LONGEST_VIEW
    assert kept == LONGEST_VIEW or kept + 1e-3 >= 300 + min(documents / rate, LONGEST)


def test_the_view_is_kept_as_asked_where_nothing_waits() -> None:
    assert [kept_alive("7s", 1000, 1000, -1.0), kept_alive("25h", 10, 10, 1.0)] == ["7s", "90000000ms"]


def test_no_rate_is_no_wait() -> None:
    assert pause(10_000, -1.0, 0) == 0


def test_faster_shortens_a_wait_and_slower_does_not_lengthen_it() -> None:
    assert [rescaled(10, 1, 5), rescaled(10, 5, 1), rescaled(10, 1, -1)] == [2, 10, 0]


async def test_a_new_rate_and_a_stop_reach_a_waiting_slice() -> None:
    control = Control(0.1)
    throttle = Throttle(control)
    await throttle.admit(1)
    began = time.monotonic()
    waiting = asyncio.create_task(throttle.admit(1))
    await asyncio.sleep(0.05)
    assert 9 < throttle.remaining < 10
    control.requests_per_second = 100.0
    await waiting
    assert time.monotonic() - began < 1
    control.requests_per_second = 0.1
    waiting = asyncio.create_task(throttle.admit(1))
    await asyncio.sleep(0.05)
    control.stop()
    await asyncio.wait_for(waiting, 1)
    assert throttle.throttled_millis >= 50


@pytest.mark.parametrize("turns", range(4))
async def test_whoever_waits_can_be_ended_in_the_moment_when_the_rate_changes(turns: int) -> None:
    control = Control(0.1)
    throttle = Throttle(control)
    await throttle.admit(1)
    waiting = asyncio.create_task(throttle.admit(1))
    await asyncio.sleep(0.01)
    control.requests_per_second = 0.2
    for _ in range(turns):
        await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait({waiting}, timeout=1)
    assert waiting.cancelled()
