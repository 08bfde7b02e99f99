"""The nodes that the cases run on: 9.4.3 unless ``--node`` names others, or URLs of nodes that are running."""

from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from lab import processes
from lab.search.catalog import product
from lab.search.configuration import Configuration
from lab.search.node import SearchNode
from tests.conformance.harness.node import Node
from tests.conformance.secured import secured_node

NAMES = ("es9", "es8", "es7", "os3")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--node",
        action="append",
        metavar="NAME[=URL]",
        help=f"node to run the cases on: {', '.join(NAMES)} or all; with a URL one that is running. Default es9.",
    )


def chosen(config: pytest.Config) -> dict[str, str]:
    """Name -> URL of the nodes asked for; an empty URL is the lab's."""
    asked = config.getoption("--node", default=None) or ["es9"]
    pairs = [one.partition("=")[::2] for one in (NAMES if asked == ["all"] else asked)]
    for name, _ in pairs:
        if name not in NAMES:
            raise pytest.UsageError(f"--node {name}: one of {', '.join(NAMES)}")
    return dict(pairs)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test with a ``node`` runs on each node asked for, or on those of them that its module's ``NODES`` names."""
    if "node" in metafunc.fixturenames:
        able = getattr(metafunc.module, "NODES", NAMES)
        metafunc.parametrize("node", [name for name in chosen(metafunc.config) if name in able], indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Under ``-n 2 --dist loadgroup`` each node is started by one process, which runs all of its tests."""
    for item in items:
        called: dict[str, object] = getattr(getattr(item, "callspec", None), "params", {})
        group = called.get("node") or f"{item.path.stem}-{called.get('secured', '')}"
        item.add_marker(pytest.mark.xdist_group(str(group)))


@pytest.fixture(scope="session")
def node(request: pytest.FixtureRequest) -> Iterator[Node]:
    """One of the nodes, emptied. The lab's may reindex from any host of this machine."""
    name, url = request.param, chosen(request.config)[request.param]
    with ExitStack() as stack:
        if not url:
            run = stack.enter_context(closing(processes.owned("conformance")))
            allowed = "reindex.remote.allowlist" if name == "os3" else "reindex.remote.whitelist"
            url = SearchNode(run, Configuration(product(name), settings={allowed: "127.0.0.1:*"}), name=name).start().base_url
        one = Node(name, url)
        one.empty()
        yield one
        one.empty()
        one.close()


@pytest.fixture(scope="session", params=["es9", "es8"])
def secured(request: pytest.FixtureRequest) -> Iterator[tuple[SearchNode, Node]]:
    """A node with users and TLS: the lab's, and the harness's view of it as the superuser."""
    with secured_node(request.param) as both:
        yield both
