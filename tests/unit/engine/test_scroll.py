"""A scroll is read forwards, once: a page that the cluster began with is never asked for again (R40)."""

import contextlib
from collections.abc import Sequence
from typing import Any

import pytest

from reindex_operator.engine import retry, scroll
from reindex_operator.engine.cluster import Answer, Cluster, Connection
from reindex_operator.engine.errors import TransientError
from reindex_operator.engine.retry import Patience


class Scrolling(Cluster):
    """A cluster that answers the pages of a scroll; ``said`` are its statuses, or what it raises."""

    def __init__(self, said: Sequence[int | Exception]) -> None:
        super().__init__(Connection(hosts=["http://none:1"]))
        self.said = iter(said)
        self.asked: list[tuple[str, str, Any]] = []

    async def request(self, method: str, target: str, *, params: Any = None, body: Any = None, largest: int = 0) -> Answer:  # noqa: ARG002
        self.asked.append((method, target, body))
        if method == "DELETE":
            return Answer(200, b"{}")
        match next(self.said):
            case Exception() as error:
                raise error
            case status:
                return Answer(int(str(status)), b'{"_scroll_id": "s%d"}' % len(self.asked))


async def pages(cluster: Cluster, most: int) -> list[int]:
    """The statuses of at most so many pages."""
    seen: list[int] = []
    reading = scroll.answers(cluster, "src", {}, keep_alive=lambda: "5m", largest=1, patience=Patience(), retried=lambda: None)
    async with contextlib.aclosing(reading):
        async for answer in reading:
            seen.append(answer.status)
            if len(seen) == most:
                break
    return seen


@pytest.fixture(autouse=True)
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries again at once."""
    monkeypatch.setattr(retry, "FIRST", 0.0)


async def test_each_page_is_asked_for_by_the_newest_id_and_the_last_is_closed() -> None:
    cluster = Scrolling([200, 200, 200])
    assert await pages(cluster, 3) == [200, 200, 200]
    assert [body.get("scroll_id") for _, _, body in cluster.asked] == [None, "s1", "s2", "s3"]
    assert cluster.asked[-1] == ("DELETE", "/_search/scroll", {"scroll_id": "s3"})


async def test_a_rejected_page_is_asked_for_again() -> None:
    cluster = Scrolling([429, 200, 429, 429, 200])
    assert await pages(cluster, 2) == [200, 200]


@pytest.mark.parametrize("fault", [TransientError("Unreachable", "gone"), 503])
async def test_a_page_that_may_have_been_read_is_not_asked_for_again(fault: int | Exception) -> None:
    cluster = Scrolling([200, fault, 200])
    if isinstance(fault, Exception):
        with pytest.raises(TransientError):
            await pages(cluster, 3)
    else:
        assert await pages(cluster, 2) == [200, 503]
    assert [method for method, _, _ in cluster.asked].count("POST") == 2
    assert cluster.asked[-1][0] == "DELETE"
