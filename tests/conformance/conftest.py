"""The nodes that the cases run on: 9.4.3 unless ``--node`` names others, or URLs of nodes that are running."""

from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from lab import processes
from lab.search.catalog import product
from lab.search.configuration import Configuration
from lab.search.node import SearchNode
from tests.conformance.harness.node import Node

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
    if "node" in metafunc.fixturenames:
        metafunc.parametrize("node", list(chosen(metafunc.config)), indirect=True, scope="session")


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
        one.reset()
        yield one
        one.reset()
        one.close()
