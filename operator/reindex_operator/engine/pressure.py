"""How hard a slice presses on the destination: additive increase, multiplicative decrease (AIMD), as TCP has it.

The *window* is how many bulks may be under way at once. Each bulk that comes through widens it a little; a rejection (429) halves it, and
so does, less, a bulk that takes far longer a document than they used to. Below one, a slice sends one bulk at a time and rests between two,
so that it is at work for that share of the time. So slices that share a cluster with others, and with each other, come to an even share.
"""

import asyncio
import time
from collections.abc import Callable

LEAST = 0.125
GAIN = 0.1
REJECTED_BY = 0.5
SLOWED_BY = 0.8
SLOW = 3.0
"""A bulk is slow that takes so many times as long a document as they did on the whole."""
OF_ALL = 0.05
"""Weight of one bulk in how long they take on the whole."""
LONGEST_REST = 5.0


class Pressure:
    """The window of one slice, ``most`` at best. ``clock`` is monotonic, in seconds."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.window = float(most)
        self._most = most
        self._clock = clock
        self._under_way = 0
        self._room = asyncio.Condition()
        self._usual: float | None = None
        self._last = 0.0
        self._lowered = clock()

    @property
    def places(self) -> int:
        """How many bulks may be under way at once."""
        return max(1, int(self.window))

    @property
    def rest(self) -> float:
        """Seconds to rest before the next bulk."""
        return min(max(1 / self.window - 1, 0.0) * self._last, LONGEST_REST)

    async def acquire(self) -> None:
        """Wait for a place; to be given back by ``release``."""
        async with self._room:
            await self._room.wait_for(lambda: self._under_way < self.places)
            self._under_way += 1
        if self.rest:
            try:
                await asyncio.sleep(self.rest)
            except asyncio.CancelledError:
                await self.release()
                raise

    async def release(self) -> None:
        """Give a place back."""
        async with self._room:
            self._under_way -= 1
            self._room.notify_all()

    def rejected(self, began: float) -> None:
        """The destination had no room for a bulk that was sent at ``began``."""
        self._lower(began, REJECTED_BY)

    def took(self, began: float, documents: int) -> None:
        """A bulk of ``documents`` that was sent at ``began`` has been answered now."""
        self._last = self._clock() - began
        each = self._last / max(documents, 1)
        if self._usual is None:
            self._usual = each
        elif each > SLOW * self._usual:
            self._lower(began, SLOWED_BY)
        else:
            self.window = min(self.window + GAIN, float(self._most))
        self._usual += (each - self._usual) * OF_ALL

    def _lower(self, began: float, by: float) -> None:
        """Narrow the window, once for all bulks that were sent before it was narrowed."""
        if began >= self._lowered:
            self.window = max(self.window * by, LEAST)
            self._lowered = self._clock()
