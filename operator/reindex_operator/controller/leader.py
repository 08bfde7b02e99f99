"""One replica at work, the others standing by: the client library's leader election over a Lease. Called by ``__main__``.

A standby holds no cache: whoever takes over lists everything first, so it never acts on what the leader before it has changed already. A
leader that can not renew stops its work before another may take over.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from kubernetes.aio.client import ApiClient, ApiException, Configuration
from kubernetes.aio.leaderelection.electionconfig import Config
from kubernetes.aio.leaderelection.leaderelection import LeaderElection
from kubernetes.aio.leaderelection.leaderelectionrecord import LeaderElectionRecord
from kubernetes.aio.leaderelection.resourcelock.leaselock import LeaseLock

log = logging.getLogger(__name__)

LEASE_SECONDS = 12
"""How long others wait after the last sign of life."""
RENEW_WITHIN = 6
"""How long the leader tries to renew until it stops; with one request's time on top it is less than the lease."""
RETRY_SECONDS = 2
REQUEST_SECONDS = 3.0


class _Lock(LeaseLock):
    """The Lease. An API server that does not answer, or not in time, is a renewal that failed, not the end of the election."""

    async def get(self, name: str, namespace: str) -> Any:
        try:
            return await asyncio.wait_for(super().get(name, namespace), REQUEST_SECONDS)
        except Exception as error:  # noqa: BLE001 - see above
            return False, ApiException(status=0, reason=f"{type(error).__name__}: {error}")

    async def create(self, name: str, namespace: str, election_record: LeaderElectionRecord) -> bool:
        return await self._tried(super().create(name, namespace, election_record))

    async def update(self, name: str, namespace: str, updated_record: LeaderElectionRecord) -> bool:
        return await self._tried(super().update(name, namespace, updated_record))

    async def release(self) -> None:
        """Gives the Lease back, so that a standby takes over at once."""
        if self.lease_reference is None or self.lease_reference.spec is None:
            return
        self.lease_reference.spec.holder_identity = None
        replaced = self.api_instance.replace_namespaced_lease(name=self.name, namespace=self.namespace, body=self.lease_reference)
        try:
            await asyncio.wait_for(replaced, REQUEST_SECONDS)
        except Exception as error:  # noqa: BLE001 - it runs out by itself
            log.warning("the lease was not given back: %s", error)

    @staticmethod
    async def _tried(call: Awaitable[bool]) -> bool:
        try:
            return await asyncio.wait_for(call, REQUEST_SECONDS)
        except Exception as error:  # noqa: BLE001 - see the class
            log.warning("the lease: %s: %s", type(error).__name__, error)
            return False


async def lead(found: Configuration, lease: str, namespace: str, identity: str, work: Callable[[], Awaitable[None]]) -> None:
    """Waits for the lead, works as long as it lasts, and returns when it is lost or ``work`` has ended. Cancelled, it gives the lead back."""
    # The library logs a traceback for every request that fails; what matters of it is logged here.
    logging.getLogger("kubernetes.aio.leaderelection").setLevel(logging.CRITICAL)
    working: asyncio.Task[None] | None = None

    async def began() -> None:
        nonlocal working
        log.info("leading: %s", identity)
        working = asyncio.ensure_future(work())
        await asyncio.wait({working})
        election.cancel()

    async def ended() -> None:
        log.error("the lead was lost: the lease could not be renewed")

    async with ApiClient(configuration=found) as client:
        lock = _Lock(lease, namespace, identity, client)
        log.info("standing by: %s", identity)
        election = asyncio.ensure_future(LeaderElection(Config(lock, LEASE_SECONDS, RENEW_WITHIN, RETRY_SECONDS, began, ended)).run())
        try:
            await asyncio.wait({election})
        finally:
            election.cancel()
            if working is not None:
                working.cancel()
                await asyncio.wait({working})
                await lock.release()
        if working is not None and not working.cancelled():
            working.result()
