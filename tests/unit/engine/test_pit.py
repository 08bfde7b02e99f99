"""Points in time are closed as far as the cluster lets them be: one that can not be closed keeps none of the others open."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

import pytest

from reindex_operator.engine import pit, reasons, retry
from reindex_operator.engine.cluster import Answer, Cluster, Connection
from reindex_operator.engine.errors import TransientError

GATEWAY = b"<html>Bad Gateway</html>"


class Closing(Cluster):
    """A cluster with open points in time; ``said`` is what it says of some of them, answer by answer."""

    def __init__(self, points: Sequence[str], said: dict[str, list[int | Exception]]) -> None:
        super().__init__(Connection(hosts=["http://none:1"]))
        self.points = set(points)
        self.said = said

    async def request(self, method: str, target: str, *, params: Any = None, body: Any = None, largest: int = 0) -> Answer:  # noqa: ARG002
        assert (method, target) == ("DELETE", "/_pit")
        said = self.said.get(body["id"])
        now = (said.pop(0) if len(said) > 1 else said[0]) if said else 200
        if isinstance(now, Exception):
            raise now
        if now == 0:
            await asyncio.sleep(60)
        if now in {200, 404}:
            self.points.discard(body["id"])
        return Answer(now, GATEWAY if now == 502 else b"{}")


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries again at once, and not for long."""
    monkeypatch.setattr(retry, "FIRST", 0.0)
    monkeypatch.setattr(pit, "TRIED_FOR", 0.1)
    monkeypatch.setattr(pit, "CLOSING", 0.3)


UNREACHABLE = TransientError(reasons.UNREACHABLE, "gone")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ([404], set()),
        ([UNREACHABLE, 200], set()),
        ([401, 200], set()),  # the Secret was replaced
        ([502, 429, 200], set()),
        ([403], {"b"}),
        ([UNREACHABLE], {"b"}),  # for ever
        ([0], {"b"}),  # no answer ever comes
    ],
)
async def test_each_is_tried_whatever_becomes_of_another(
    said: list[int | Exception], left: set[str], caplog: pytest.LogCaptureFixture
) -> None:
    cluster = Closing(["a", "b", "c"], {"b": said})
    cluster.memory["pit"] = 0
    with caplog.at_level(logging.WARNING):
        await pit.close(cluster, ["a", "b", "c"])
    assert cluster.points == left
    assert [record.getMessage().split(" could")[0] for record in caplog.records] == (["1 points in time of spec.cluster"] if left else [])


async def test_there_may_be_none() -> None:
    await pit.close(Closing([], {}), [])
