"""When to try again, and for how long: full jitter under a growing bound, as long as patience lasts.

The API's own back-off (R37-R39) gives up after a minute. What passes by itself - a cluster that is away, or rejects work - is tried
again here for as long as the caller has patience, and is the slice's *trouble* meanwhile.
"""

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar, overload

import msgspec

from reindex_operator.engine import reasons
from reindex_operator.engine.checkpoint import Trouble
from reindex_operator.engine.cluster import Answer
from reindex_operator.engine.control import Control
from reindex_operator.engine.errors import ReindexError, TransientError
from reindex_operator.engine.faults import cause, sentence

T = TypeVar("T")
Send = Callable[[], Awaitable[Answer]]

FIRST = 0.5
LONGEST = 30.0
"""Bounds of the first wait and of the longest, in seconds; each wait is anything from nothing to its bound (full jitter)."""
SHOWN_AFTER = 3.0
"""Seconds that something has to fail before it is called trouble."""
BRIEF = 5.0
"""Seconds of patience of a step that has done nothing yet: its Job tries it again soon enough."""
CREDENTIALS = 600.0
"""Seconds that refused credentials are tried again during a copy: until the Secret has new ones, and they are in the pod."""
MAY_ROTATE = frozenset({reasons.UNAUTHORIZED, reasons.TLS_VERIFICATION_FAILED})
REJECTED, UNAUTHORIZED = 429, 401
UNAVAILABLE = frozenset({408, 502, 503, 504})
"""Behind these statuses the request may have been carried out or not."""


def bound(attempt: int) -> float:
    """The longest wait before try ``attempt`` + 1, counted from 0."""
    return float(min(LONGEST, FIRST * 2 ** min(attempt, 16)))


class Patience:
    """How long one slice, or one step, goes on trying: ``limit`` seconds each time, None for ever; and what it is trying at the moment.

    ``control``: when that is stopped nothing is tried again. ``begun``: the cluster has served this run before, so that refused credentials
    (401) may be renewed, and what no search cluster says is a gateway's.
    """

    def __init__(self, limit: float | None = BRIEF, control: Control | None = None, *, begun: bool = False) -> None:
        self.limit = limit
        self.begun = begun
        self._control = control or Control()
        self._given_up = asyncio.Event()
        self._troubles: dict[int, tuple[float, Trouble]] = {}

    @property
    def trouble(self) -> Trouble | None:
        """What has been failing for longest, if that is long enough to be told."""
        worst = min(self._troubles.values(), key=lambda one: one[0], default=None)
        return worst[1] if worst and time.monotonic() - worst[0] >= SHOWN_AFTER else None

    @property
    def over(self) -> bool:
        """Whether nothing is tried again any more."""
        return self._given_up.is_set()

    def give_up(self) -> None:
        """Try nothing again from now on: the slice has failed."""
        self._given_up.set()

    @contextlib.contextmanager
    def trying(self) -> Iterator["Tries"]:
        """Try one thing, until the block ends."""
        tries = Tries(self)
        try:
            yield tries
        finally:
            self._troubles.pop(id(tries), None)

    async def wait(self, tries: "Tries", error: TransientError, limit: float | None) -> None:
        """Wait before the next try; raises ``error`` where there is none."""
        began, first = self._troubles.get(id(tries), (time.monotonic(), Trouble(error.reason, error.message, round(time.time() * 1000))))
        self._troubles[id(tries)] = began, Trouble(error.reason, error.message, first.since)
        if self._control.stopped or self._given_up.is_set():
            raise error
        if limit is not None and time.monotonic() - began >= limit:
            raise ReindexError(error.reason, error.message) if error.reason in MAY_ROTATE else error
        stopped = [asyncio.ensure_future(self._stopped()), asyncio.ensure_future(self._given_up.wait())]
        try:
            delay = random.uniform(0, bound(tries.failed))  # noqa: S311 - no secret
            done, _ = await asyncio.wait(stopped, timeout=delay, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in stopped:
                one.cancel()
        if done:
            raise error

    async def _stopped(self) -> None:
        while not self._control.stopped:
            await self._control.changed()


class Tries:
    """The tries of one thing. ``failed``: how many have failed since it last got on."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self.failed = 0

    async def failed_with(self, error: TransientError) -> None:
        """Wait until the next try is due; raises ``error`` when there is to be none."""
        limit = self._patience.limit
        if error.reason in MAY_ROTATE:
            limit = CREDENTIALS if limit is None else min(limit, CREDENTIALS)
        await self._patience.wait(self, error, limit)
        self.failed += 1

    def passing(self, answer: Answer) -> TransientError | None:
        """The error of ``answer`` if that may pass: work rejected, a cluster unavailable, credentials that may be renewed."""
        if answer.status == REJECTED:
            return TransientError(reasons.REJECTED, f"{answer.cluster}: the cluster rejects the work: {_said(answer)}")
        if answer.status in UNAVAILABLE:
            return TransientError(reasons.UNAVAILABLE, f"{answer.cluster}: the cluster is unavailable: {_said(answer)}")
        if answer.status == UNAUTHORIZED and self._patience.begun:
            return TransientError(reasons.UNAUTHORIZED, f"{answer.cluster}.auth: the cluster refused the credentials: {_said(answer)}")
        if self._patience.begun and not answer.ok and not _is_object(answer.body):
            return TransientError(reasons.UNEXPECTED_ANSWER, f"{answer.cluster}.hosts: {_said(answer)}")
        return None


def _is_object(body: bytes) -> bool:
    try:
        msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _said(answer: Answer) -> str:
    return sentence(cause(answer))


@overload
async def patiently(send: Send, retried: Callable[[], None] = ..., *, patience: Patience) -> Answer: ...
@overload
async def patiently(send: Send, retried: Callable[[], None] = ..., *, patience: Patience, read: Callable[[Answer], T]) -> T | Answer: ...
async def patiently(
    send: Send, retried: Callable[[], None] = lambda: None, *, patience: Patience, read: Callable[[Answer], Any] = lambda answer: answer
) -> Any:
    """``read`` of the answer of ``send``, tried again while that fails in passing; ``retried`` is told of each.

    An answer that is no success and will not pass is returned as it is. For requests that may be repeated. ``read`` raises ``TransientError`` for a success that broke off; when patience is at its end, the
    last such error is raised.
    """
    with patience.trying() as tries:
        while True:
            try:
                answer = await send()
                if answer.ok:
                    return read(answer)
                error = tries.passing(answer)
            except TransientError as caught:
                error = caught
            else:
                if error is None:
                    return answer
            await tries.failed_with(error)
            retried()
