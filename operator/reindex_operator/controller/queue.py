"""A queue of keys to look at: each at most once at a time, coalesced, now or later. Called by the operator."""

import asyncio
import heapq
from itertools import count


class KeyedQueue:
    """Keys wait until they are due; one that is being worked on comes again only after ``done``."""

    def __init__(self) -> None:
        self._due: dict[str, float] = {}
        self._heap: list[tuple[float, int, str]] = []
        self._busy: set[str] = set()
        self._order = count()
        self._changed = asyncio.Event()

    def depth(self) -> int:
        """How many keys are due and wait."""
        now = asyncio.get_running_loop().time()
        return sum(due <= now for due in self._due.values())

    def add(self, key: str, after: float = 0.0) -> None:
        """Asks for ``key`` to be looked at in ``after`` seconds, or sooner if that was asked for already."""
        due = asyncio.get_running_loop().time() + after
        if key in self._due and self._due[key] <= due:
            return
        self._due[key] = due
        if key not in self._busy:
            self._push(key)

    async def get(self) -> str:
        """The next key that is due; ``done`` must follow."""
        while True:
            self._changed.clear()
            key, wait = self._next()
            if key is not None:
                self._busy.add(key)
                return key
            try:
                async with asyncio.timeout(wait):
                    await self._changed.wait()
            except TimeoutError:
                continue

    def done(self, key: str) -> None:
        """The work on ``key`` has ended."""
        self._busy.discard(key)
        if key in self._due:
            self._push(key)

    def _push(self, key: str) -> None:
        heapq.heappush(self._heap, (self._due[key], next(self._order), key))
        self._changed.set()

    def _next(self) -> tuple[str | None, float | None]:
        now = asyncio.get_running_loop().time()
        while self._heap:
            due, _, key = self._heap[0]
            if key in self._busy or self._due.get(key) != due:
                heapq.heappop(self._heap)
            elif due <= now:
                heapq.heappop(self._heap)
                del self._due[key]
                return key, None
            else:
                return None, due - now
        return None, None
