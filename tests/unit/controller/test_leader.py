"""The lead, before an API server that becomes slow: work ends before another replica may take over."""

import asyncio
import contextlib
import time
from typing import Any

import pytest

from reindex_operator.controller import leader
from reindex_operator.controller.kube import Kube, KubeError


class Server(Kube):
    """Holds the Lease; after ``good`` writes of it, every request fails or hangs, at the worst moments."""

    def __init__(self, good: int) -> None:
        self.lease: dict[str, Any] = {}
        self.renewed = 0.0
        self._good, self._tries = good, 0

    async def request(
        self, method: str, where: str, *, query: Any = None, body: Any = None, content: str = "application/json"
    ) -> dict[str, Any]:
        del where, query, content
        if self._good == 0:
            return await self._slowly(method)
        if method != "GET":
            self._good -= 1
            self.lease, self.renewed = body | {"metadata": {"resourceVersion": "1"}}, time.monotonic()
            if self._good == 0:
                await asyncio.sleep(leader.REQUEST_SECONDS - 0.1)
        if not self.lease:
            raise KubeError(404, "NotFound", "")
        return self.lease

    async def _slowly(self, method: str) -> dict[str, Any]:
        self._tries += method == "GET"
        if self._tries < 2:
            raise KubeError(500, "InternalError", "etcdserver: leader changed")
        await asyncio.sleep(leader.REQUEST_SECONDS - 0.1 if method == "GET" else 60)
        return self.lease


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter of the times; the library takes none below a second."""
    for name, seconds in {"LEASE_SECONDS": 3, "LEADS_SECONDS": 2, "RETRY_SECONDS": 1, "REQUEST_SECONDS": 0.75}.items():
        monkeypatch.setattr(leader, name, seconds)


async def test_work_ends_before_the_lease_can_be_taken_however_slow_the_api_server_is() -> None:
    ended: list[float] = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(time.monotonic())

    server = Server(good=2)
    async with asyncio.timeout(20):
        await leader.lead(server, "lease", "ns", "me", work)
    [at] = ended
    assert at - server.renewed < leader.LEASE_SECONDS - 0.5


async def test_whoever_renews_goes_on_and_gives_the_lease_back_at_the_end() -> None:
    server = Server(good=-1)
    leading = asyncio.create_task(leader.lead(server, "lease", "ns", "me", lambda: asyncio.sleep(60)))
    await asyncio.sleep(leader.LEADS_SECONDS + 1)
    assert not leading.done()
    assert server.lease["spec"]["holderIdentity"] == "me"
    leading.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await leading
    assert "holderIdentity" not in server.lease["spec"]
