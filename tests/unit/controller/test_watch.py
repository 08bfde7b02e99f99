"""How often is listed what can not be watched."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from reindex_operator.controller.kube import Kube, KubeError
from reindex_operator.controller.store import Store
from reindex_operator.controller.watch import Reflector

TOO_MANY = KubeError(429, "TooManyRequests", "try again later")
BOOKMARK = {"type": "BOOKMARK", "object": {"metadata": {"resourceVersion": "2"}}}


class Server(Kube):
    """Lists nothing, and breaks each watch off after these events."""

    def __init__(self, *events: dict[str, Any]) -> None:
        self._events = events

    async def request(self, *_: Any, **__: Any) -> dict[str, Any]:
        return {"items": [], "metadata": {"resourceVersion": "1"}}

    async def watch(self, where: str, query: Mapping[str, Any]) -> AsyncIterator[dict[str, Any]]:
        del where, query
        for event in self._events:
            yield event
        raise TOO_MANY


@pytest.mark.parametrize(
    ("events", "pauses"), [((), [0.5, 1, 2, 4, 8]), ((BOOKMARK,), [0.5, 0.5, 0.5, 0.5, 0.5])], ids=["never worked", "worked"]
)
async def test_lists_become_rarer_until_a_watch_has_worked(
    monkeypatch: pytest.MonkeyPatch, events: tuple[dict[str, Any], ...], pauses: list[float]
) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == len(pauses):
            raise asyncio.CancelledError

    monkeypatch.setattr(asyncio, "sleep", sleep)
    with pytest.raises(asyncio.CancelledError):
        await Reflector(Server(*events), Store(), "Pod", None, lambda *_: None).run()
    assert slept == pauses
