"""Many slices on a node whose write queue holds one bulk: rejections narrow their windows, and every document arrives once."""

from collections.abc import Iterator
from typing import Any

import pytest

from lab import processes
from lab.search.catalog import product
from lab.search.configuration import Configuration
from lab.search.node import SearchNode
from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import copy, pages, retry
from reindex_operator.engine.cluster import Cluster, Connection
from reindex_operator.engine.pressure import Pressure
from reindex_operator.engine.run import run
from tests.chaos.workloads import Document, create, found, write

NARROW = {"thread_pool.write.size": 1, "thread_pool.write.queue_size": 1}


@pytest.fixture
def node() -> Iterator[SearchNode]:
    run = processes.owned("pressure")
    yield SearchNode(run, Configuration(product("es7"), settings=NARROW)).start()
    run.close()


@pytest.mark.timeout(300)
async def test_a_full_write_queue_is_pressed_less_and_all_arrives(node: SearchNode, monkeypatch: pytest.MonkeyPatch) -> None:
    narrowest: list[float] = []
    lower = Pressure._lower

    def lowered(self: Pressure, *arguments: Any) -> None:
        lower(self, *arguments)
        narrowest.append(self.window)

    monkeypatch.setattr(Pressure, "_lower", lowered)
    monkeypatch.setattr(retry, "FIRST", 0.02)
    for module in (copy, pages):
        monkeypatch.setattr(module, "MOST_DOCS", 40)
    create(node, "busy", 1)
    documents = {f"doc-{number}": Document({"n": number}, 1) for number in range(4000)}
    for start in range(0, 4000, 400):
        write(node, "busy", dict(list(documents.items())[start : start + 400]))
    node.request("POST", "/busy/_refresh")
    asked = ReindexRequest.model_validate(
        {"cluster": {"hosts": [node.base_url]}, "source": {"index": ["busy"]}, "dest": {"index": "copy", "opType": "create"}, "slices": 8}
    )
    async with Cluster(Connection(hosts=[node.base_url])) as cluster:
        response = await run(asked, cluster, cluster)
    assert (response.created, response.version_conflicts, response.failures) == (4000, 0, [])
    assert found(node, "copy").keys() == documents.keys()
    assert response.retries.bulk > 0
    assert min(narrowest) <= 1.0
