"""Keeps a slice to ``requestsPerSecond``, by the rule of the API (R41-R43).

After a batch of *n* documents the next one starts no sooner than ``n / rate`` seconds after that batch started; at most an hour later.
The first batch never waits. A faster rate shortens a wait that is under way in proportion, a slower one counts from the next batch on.
"""

import asyncio
import time
from collections.abc import Callable

from reindex_operator.engine.control import Control
from reindex_operator.engine.duration import seconds

LONGEST = 3600.0
LONGEST_VIEW = 86400.0
"""Seconds that a cluster keeps a view alive at most, unless it is told otherwise (``search.max_keep_alive``)."""


def pause(documents: int, rate: float, elapsed: float) -> float:
    """Seconds to wait before the next batch: the last one's share at ``rate``, less the time since it started (R41)."""
    if rate <= 0 or documents <= 0:
        return 0.0
    return min(max(documents / rate - elapsed, 0.0), LONGEST)


def kept_alive(base: str, documents: int, batch: int, rate: float) -> str:
    """How long the view is to live until the next page is read: ``base`` and the waits of a page of ``documents``, in batches of ``batch`` (R21)."""
    waits = -(-documents // batch) * pause(batch, rate, 0)
    if not waits:
        return base
    longest = max(LONGEST_VIEW, seconds(base, 0))
    return f"{round(min(seconds(base, 0) + waits, longest) * 1000)}ms"


def rescaled(remaining: float, old: float, new: float) -> float:
    """What is left of a wait of ``remaining`` seconds when the rate changes from ``old`` to ``new`` (R43)."""
    if new <= 0:
        return 0.0
    return remaining if new <= old else remaining * old / new


class Throttle:
    """The waits of one slice. ``clock`` is monotonic, in seconds."""

    def __init__(self, control: Control, clock: Callable[[], float] = time.monotonic) -> None:
        self._control = control
        self._clock = clock
        self._documents = 0
        self._started = clock()
        self._waits_until: float | None = None
        self.throttled_millis = 0

    @property
    def remaining(self) -> float:
        """Seconds until the slice goes on; 0 while it is not waiting."""
        return 0.0 if self._waits_until is None else max(self._waits_until - self._clock(), 0.0)

    async def admit(self, documents: int) -> None:
        """Wait until a batch of ``documents`` may start; returns early when the slice is to stop."""
        rate = self._control.requests_per_second
        await self._wait(pause(self._documents, rate, self._clock() - self._started), rate)
        self._documents = documents
        self._started = self._clock()

    async def _wait(self, delay: float, rate: float) -> None:
        if delay <= 0:
            return
        began = self._clock()
        while delay > 0 and not self._control.stopped:
            self._waits_until = self._clock() + delay
            try:
                async with asyncio.timeout(delay):
                    await self._control.changed()
            except TimeoutError:
                break
            faster = self._control.requests_per_second
            delay, rate = rescaled(self.remaining, rate, faster), max(faster, rate)
        self._waits_until = None
        self.throttled_millis += round((self._clock() - began) * 1000)
