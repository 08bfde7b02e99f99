"""When to try again: the API's back-off for rejected work (R37), and patience with a cluster that does not answer."""

import asyncio
import math
import random
from collections.abc import Awaitable, Callable, Iterator

from reindex_operator.engine.cluster import Answer
from reindex_operator.engine.errors import TransientError

RETRIES = 11
UNAVAILABLE = frozenset({502, 503, 504})
REJECTED = 429


def delays(start: float = 0.5, retries: int = RETRIES) -> Iterator[float]:
    """Seconds to wait before each new try: 0.5 growing to 30, a minute in all (R37)."""
    for attempt in range(retries):
        yield start + 0.01 * (int(math.exp(0.8 * attempt)) - 1)


def jittered(delay: float) -> float:
    """``delay`` with full jitter about its mean, so that many clients do not come back at once."""
    return random.uniform(0, 2 * delay)  # noqa: S311 - no secret


async def patiently(send: Callable[[], Awaitable[Answer]], retried: Callable[[], None] = lambda: None, *, retries: int = RETRIES) -> Answer:
    """The answer of ``send``, tried again while the cluster rejects it (429), is unavailable or unreachable; ``retried`` is told of each.

    For requests that may be repeated. After the last try returns the answer as it is, or raises the ``TransientError``.
    """
    for delay in delays(retries=retries):
        try:
            answer = await send()
        except TransientError:
            pass
        else:
            if answer.status != REJECTED and answer.status not in UNAVAILABLE:
                return answer
        retried()
        await asyncio.sleep(jittered(delay))
    return await send()
