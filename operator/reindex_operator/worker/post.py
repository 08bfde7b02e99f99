"""The mailbox as a worker sees it: read it, replace one key of it, and own a slice in it.

Every write is a compare-and-swap of one key: a JSON Patch that ``test``s the text that this worker saw last before it puts the new one.
The API server applies both or neither, whatever happens to the other keys meanwhile, so several slices write side by side without
conflicts, a write whose answer was lost is recognised when it is tried again, and nothing that another pod wrote is ever overwritten.
Called by roles.py.
"""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from reindex_operator import mailbox
from reindex_operator.engine.checkpoint import Checkpoint
from reindex_operator.engine.control import Control
from reindex_operator.engine.errors import Deleted, ReindexError, Stopped, TransientError
from reindex_operator.worker.kubeapi import ConfigMap, DeniedError, GoneError, KubeAPI, NoAnswerError, RefusedError

log = logging.getLogger(__name__)

PATIENCE = 600.0
"""Seconds without an answer of the API server until the process gives up; it sends nothing beyond its horizon meanwhile."""
DENIED_PATIENCE = 30.0
"""Seconds that a refused token is tried again: long enough for its rotation."""
LAST_PATIENCE = 10.0
"""Seconds without an answer that a process which was told to end waits for."""
LAST_DENIED_PATIENCE = 3.0
"""Seconds that such a process tries again what it is not allowed."""
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
CLAIMS = 5


class TakenError(Exception):
    """The key holds something else than this worker saw last: ``found``."""

    def __init__(self, key: str, found: str | None) -> None:
        super().__init__(f"{key} was written by somebody else")
        self.found = found


class Post:
    """The mailbox; ``data`` is the newest of it. ``hurry`` may be called while a call waits."""

    def __init__(self, api: KubeAPI, *, patience: float = PATIENCE) -> None:
        self._api = api
        self._patience = patience
        self._hurried = False
        self.data: dict[str, str] = {}

    def hurry(self) -> None:
        """This process was told to end: patience is short from now on."""
        self._hurried = True

    def _limit(self, *, denied: bool) -> float:
        """Seconds that a call may be tried for; ``denied``: because it is not allowed, and not for want of an answer."""
        limit = min(self._patience, LAST_PATIENCE) if self._hurried else self._patience
        return min(limit, LAST_DENIED_PATIENCE if self._hurried else DENIED_PATIENCE) if denied else limit

    async def read(self) -> dict[str, str]:
        """The mailbox as it is now."""
        self.data = (await self._patiently(self._api.get)).data
        return self.data

    async def swap(self, key: str, old: str | None, new: str) -> None:
        """Replace ``old`` (None: no such key) with ``new``; raises ``TakenError`` when something else is there."""
        where = f"/data/{key}"
        operations: list[dict[str, Any]] = [{"op": "test", "path": where, "value": old}, {"op": "add", "path": where, "value": new}]
        try:
            self.data = (await self._patiently(lambda: self._api.patch(operations))).data
        except RefusedError as error:
            found = (await self.read()).get(key)
            if found == new:
                return
            if found != old:
                raise TakenError(key, found) from None
            raise ReindexError("MailboxRefused", f"the API server refuses {key} ({len(new)} bytes): {error}") from error

    async def _patiently(self, call: Callable[[], Awaitable[ConfigMap]]) -> ConfigMap:
        """The answer of ``call``, tried again as long as patience lasts.

        Of a Reindex that is deleted the permission to write the mailbox may go before the mailbox: who is told to end and finds it
        taken away takes the run for deleted.
        """
        began, pause = time.monotonic(), FIRST_PAUSE
        while True:
            try:
                return await call()
            except GoneError as error:
                raise Deleted("the mailbox is gone: the Reindex was deleted") from error
            except (NoAnswerError, DeniedError) as error:
                denied = isinstance(error, DeniedError)
                limit = self._limit(denied=denied)
                if time.monotonic() - began + pause > limit:
                    if denied and self._hurried:
                        raise Deleted(f"the Reindex was deleted: its pods may not write the mailbox any more ({error})") from error
                    raise TransientError("MailboxUnreachable", f"gave up on the mailbox after {limit:.0f} s: {error}") from error
                log.warning("mailbox: %s; trying again", error)
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads tries, guards nothing
            pause = min(pause * 2, LONGEST_PAUSE)


class SliceBox:
    """Slice ``number``'s place in the mailbox, owned by the pod ``uid`` from ``claim`` on."""

    def __init__(self, post: Post, number: int, uid: str, control: Control) -> None:
        self._post = post
        self._number = number
        self._key = mailbox.slice_key(number)
        self._uid = uid
        self._control = control
        self._text: str | None = None

    async def claim(self) -> Checkpoint | None:
        """Take the slice over; returns its last checkpoint, None if there was none. One that has ended is left as it is.

        The owner before finds at its next checkpoint that the slice is not its own any more.
        """
        self._text = (await self._post.read()).get(self._key)
        for _ in range(CLAIMS):
            last = mailbox.decode(self._text, Checkpoint) if self._text is not None else None
            if last and last.state in ("Succeeded", "Failed"):
                return last
            mine = msgspec.structs.replace(last, state="Running", owner=self._uid) if last else self._fresh()
            try:
                await self._swap(mine)
            except TakenError as error:
                self._text = error.found
            else:
                return last
        raise TransientError("SliceContended", f"other pods keep claiming slice {self._number}")

    async def save(self, checkpoint: Checkpoint) -> None:
        """Save ``checkpoint`` as this pod's, and take over what ``control.json`` says meanwhile. Raises ``Stopped`` when another pod owns the slice."""
        for _ in range(CLAIMS):
            try:
                return await self._swap(checkpoint)
            except TakenError as error:
                found = mailbox.decode(error.found, Checkpoint) if error.found else None
                if found is None or found.owner != self._uid:
                    raise Stopped(f"slice {self._number} is owned by {f'pod {found.owner}' if found else 'nobody'} now") from error
                # An earlier save of this pod that was cancelled while its answer was under way.
                self._text = error.found
        raise TransientError("SliceContended", f"slice {self._number} keeps changing under its owner")

    async def _swap(self, checkpoint: Checkpoint) -> None:
        checkpoint.owner = self._uid
        text = mailbox.encode(checkpoint)
        await self._post.swap(self._key, self._text, text)
        self._text = text
        self._control.save_interval = mailbox.save_interval(self._post.data)
        if mailbox.CONTROL in self._post.data:
            self._obey(mailbox.decode(self._post.data[mailbox.CONTROL], mailbox.Control))

    def _obey(self, said: mailbox.Control) -> None:
        limit = said.requests_per_second
        if said.stop and not self._control.stopped:
            log.info("slice %d: the operator asks to stop", self._number)
            self._control.stop()
        if limit != self._control.requests_per_second:
            self._control.requests_per_second = limit
            log.info(
                "slice %d: %s",
                self._number,
                f"at most {round(limit, 2):.12g} documents a second" if limit > 0 else "no limit of documents a second",
            )

    def _fresh(self) -> Checkpoint:
        return Checkpoint(slice=self._number, started=round(time.time() * 1000))
