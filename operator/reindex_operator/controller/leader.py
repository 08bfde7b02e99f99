"""One replica at work, the others standing by: the client library's leader election over a Lease. Called by ``__main__``.

A standby holds no cache: whoever takes over lists everything first, so it never acts on what the leader before it has changed already. A
leader that can not renew stops its work before another may take over.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from kubernetes.aio.client import ApiException
from kubernetes.aio.leaderelection.electionconfig import Config
from kubernetes.aio.leaderelection.leaderelection import LeaderElection
from kubernetes.aio.leaderelection.leaderelectionrecord import LeaderElectionRecord
from kubernetes.aio.leaderelection.resourcelock.baselock import BaseLock

from reindex_operator.controller.kube import Kube, KubeError, path

log = logging.getLogger(__name__)

API_VERSION = "coordination.k8s.io/v1"
LEASE_SECONDS = 12
"""How long others wait after the last sign of life."""
LEADS_SECONDS = 9
"""How long a leader works after it asked for what was its last renewal: what it has under way then has time to end before others may take over."""
RETRY_SECONDS = 2
REQUEST_SECONDS = 3.0


class _Lock(BaseLock):
    """The Lease, as the election reads and writes it. An API server that does not answer in time is a try that failed, not the end.

    The library's own ``LeaseLock`` (37.0) makes requests that its client refuses.
    """

    def __init__(self, kube: Kube, name: str, namespace: str, identity: str) -> None:
        super().__init__(name, namespace, identity)
        self._kube = kube
        self._lease: dict[str, Any] = {}
        self._renewed = 0.0

    def left(self) -> float:
        """Seconds for which this replica may lead if it renews no more. They begin before the API server can have taken the renewal."""
        return self._renewed + LEADS_SECONDS - asyncio.get_running_loop().time()

    async def get(self, name: str, namespace: str) -> Any:
        """Whether there is a Lease, and who holds it."""
        try:
            self._lease = await self._ask("GET", path(API_VERSION, "Lease", namespace, name))
        except KubeError as error:
            missing = ApiException(status=error.status, reason=error.message)
            missing.body = json.dumps({"code": error.status})
            return False, missing
        except Exception as error:  # noqa: BLE001 - see the class
            return False, ApiException(status=0, reason=f"{type(error).__name__}: {error}")
        spec = self._lease.get("spec") or {}
        held = (spec.get(key) for key in ("holderIdentity", "leaseDurationSeconds", "acquireTime", "renewTime"))
        return True, LeaderElectionRecord(*(None if value is None else str(value) for value in held))

    async def create(self, name: str, namespace: str, election_record: LeaderElectionRecord) -> bool:
        """Whether this replica was the one to make it."""
        made = {"apiVersion": API_VERSION, "kind": "Lease", "metadata": {"name": name}, "spec": _spec(election_record)}
        return await self._write("POST", path(API_VERSION, "Lease", namespace), made)

    async def update(self, name: str, namespace: str, updated_record: LeaderElectionRecord) -> bool:
        """Whether the Lease that was read last could be replaced: not, if another replica was faster."""
        return await self._write("PUT", path(API_VERSION, "Lease", namespace, name), self._lease | {"spec": _spec(updated_record)})

    async def release(self) -> None:
        """Gives the Lease back, so that a standby takes over at once."""
        if self._lease.get("spec", {}).get("holderIdentity") == self.identity:
            freed = self._lease | {"spec": {"leaseDurationSeconds": 1}}
            await self._write("PUT", path(API_VERSION, "Lease", self.namespace, self.name), freed)

    async def _write(self, method: str, where: str, body: dict[str, Any]) -> bool:
        asked = asyncio.get_running_loop().time()
        try:
            self._lease = await self._ask(method, where, body)
        except Exception as error:  # noqa: BLE001 - see the class
            log.warning("the lease: %s: %s", type(error).__name__, error)
            return False
        self._renewed = asked
        return True

    async def _ask(self, method: str, where: str, body: Any = None) -> dict[str, Any]:
        async with asyncio.timeout(REQUEST_SECONDS):
            return await self._kube.request(method, where, body=body)


def _spec(record: LeaderElectionRecord) -> dict[str, Any]:
    """The Lease's spec. The library's times are of this machine's clock, without a zone; nobody reads more of them than whether they change."""
    acquired, renewed = (_micro_time(time) for time in (record.acquire_time or "", record.renew_time or ""))
    return {
        "holderIdentity": record.holder_identity,
        "leaseDurationSeconds": int(float(record.lease_duration or LEASE_SECONDS)),
        "acquireTime": acquired,
        "renewTime": renewed,
    }


def _micro_time(text: str) -> str:
    time = datetime.fromisoformat(text)
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


async def lead(kube: Kube, lease: str, namespace: str, identity: str, work: Callable[[], Awaitable[None]]) -> None:
    """Waits for the lead, works as long as it lasts, and returns when it is lost or ``work`` has ended. Cancelled, it gives the lead back."""
    # The library logs a traceback for every request that fails; what matters of it is logged here.
    logging.getLogger("kubernetes.aio.leaderelection").setLevel(logging.CRITICAL)
    working: asyncio.Task[None] | None = None

    async def began() -> None:
        nonlocal working
        log.info("leading: %s", identity)
        working = asyncio.ensure_future(work())
        # The library looks at the time between two tries only, and a try may be slow.
        while not working.done() and (left := lock.left()) > 0:
            await asyncio.wait({working}, timeout=left)
        if not working.done():
            await ended()
        election.cancel()

    async def ended() -> None:
        log.error("the lead was lost: the lease could not be renewed")

    lock = _Lock(kube, lease, namespace, identity)
    log.info("standing by: %s", identity)
    election = asyncio.ensure_future(LeaderElection(Config(lock, LEASE_SECONDS, LEADS_SECONDS, RETRY_SECONDS, began, ended)).run())
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
