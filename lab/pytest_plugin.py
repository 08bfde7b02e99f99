"""Fixtures for tests that need the real thing. What can't be built or started is an error, never a skip.

``kubernetes``: a cluster (``lab.cluster.KubernetesCluster``), one a session. ``namespace``: the name of a fresh one, for this test.
``search(name)``: the session's node of that name (``es9``, ``es8``, ``es7``, ``os3``), started when it is first asked for.
"""

from collections.abc import Callable, Iterator

import pytest

from lab import builds, cluster, processes
from lab.cluster import KubernetesCluster
from lab.search.catalog import product
from lab.search.configuration import Configuration
from lab.search.node import SearchNode


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Fills the cache before the first test, so that no test's time limit counts it."""
    if session.config.option.collectonly:
        return
    used = {name for item in session.items for name in getattr(item, "fixturenames", ())}
    if used & {"kubernetes", "search"}:
        builds.make(kubernetes="kubernetes" in used, search=() if "search" not in used else ("es9", "es8", "es7", "os3"))


@pytest.fixture(scope="session")
def kubernetes() -> Iterator[KubernetesCluster]:
    """The session's cluster: the lab's own, or as ``REINDEX_LAB_CLUSTER`` says."""
    found = cluster.chosen()
    yield found
    found.close()


@pytest.fixture
def namespace(kubernetes: KubernetesCluster) -> Iterator[str]:
    """A namespace for this test, deleted after it."""
    name = kubernetes.create_namespace()
    yield name
    kubernetes.delete_namespace(name)


@pytest.fixture(scope="session")
def search() -> Iterator[Callable[[str], SearchNode]]:
    """Gives the session's search nodes by name."""
    run = processes.owned("search")
    nodes: dict[str, SearchNode] = {}

    def node(name: str) -> SearchNode:
        if name not in nodes:
            nodes[name] = SearchNode(run, Configuration(product(name)), name=name).start()
        return nodes[name]

    yield node
    run.close()
