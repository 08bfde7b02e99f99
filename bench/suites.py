"""What is measured: each suite has its data sets, its contenders and the pairs whose ratio is of interest."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

from bench import contenders as c
from bench import data, scripts
from bench.jobs import jobs
from bench.node import Node
from lab.search import search_node

PRODUCT = "es-9.4.3"
REMOTE_SETTINGS = {"reindex.remote.whitelist": ["127.0.0.1:*"]}

Pair = tuple[str, str]


@dataclass(frozen=True)
class Arena:
    """Where a suite runs: the node, the data sets that it holds, and who competes on them. ``watch``: the speed of each tenth is taken."""

    node: Node
    sets: Sequence[data.DataSet]
    contenders: Sequence[c.Contender]
    pairs: Sequence[Pair]
    watch: bool = False


@contextmanager
def speed(scale: float) -> Iterator[Arena]:
    """Ours in one process and as Jobs, the node's own, other tools, and what the node can do at most, on two data sets."""
    with ExitStack() as stack:
        server = stack.enter_context(search_node(PRODUCT, heap="2g", quick=False))
        every = [
            *(c.ours(slices) for slices in (1, 2, "auto")),
            *stack.enter_context(jobs(2)),
            *(c.node_reindex(slices) for slices in (1, 2, "auto")),
            c.node_reindex(2, size=5000),
            c.ceiling("write", 2),
            c.ceiling("write", 3),
            c.ceiling("read", 2),
            c.elasticdump(5000),
            c.helpers("reindex"),
            c.helpers("parallel"),
        ]
        pairs = [
            *((f"ours slices={slices}", f"_reindex slices={slices}") for slices in (1, 2, "auto")),
            ("ours as Jobs slices=2", "_reindex slices=2"),
            *(
                ("ours slices=2", other)
                for other in (
                    "_reindex slices=2 size=5000",
                    "write ceiling x2",
                    "elasticdump limit=5000",
                    "helpers.reindex",
                    "helpers.parallel_bulk",
                )
            ),
        ]
        sets = [data.small(int(500_000 * scale)), data.large(int(100_000 * scale))]
        yield Arena(Node(server.base_url, server.pid), sets, [one for one in every if one], pairs)


@contextmanager
def huge(scale: float) -> Iterator[Arena]:
    """Ten million small documents: whether the last tenth is as fast as the first."""
    with search_node(PRODUCT, heap="2g", quick=False) as server:
        sets = [data.small(int(10_000_000 * scale), "huge")]
        ours = "ours slices=2"
        yield Arena(Node(server.base_url, server.pid), sets, [c.ours(2), c.node_reindex(2)], [(ours, "_reindex slices=2")], watch=True)


@contextmanager
def memory(scale: float) -> Iterator[Arena]:
    """Documents from 260 bytes to 5 MB through one slice, as in one pod: its peak memory. The node's own fails at 100 kB (429: 280 MB at once)."""
    with search_node(PRODUCT, heap="2g", quick=False) as server:
        sets = [
            data.small(int(300_000 * scale)),
            data.bulky(int(4000 * scale), 100_000, "100kb"),
            data.bulky(int(200 * scale), 1_000_000, "1mb"),
            data.bulky(int(60 * scale), 5_000_000, "5mb"),
        ]
        yield Arena(Node(server.base_url, server.pid), sets, [c.ours(1)], [])


@contextmanager
def remote(scale: float) -> Iterator[Arena]:
    """Between two clusters and within one; with answers compressed and plain; the node's own from remote."""
    with (
        search_node(PRODUCT, heap="2g", quick=False, **REMOTE_SETTINGS) as server,
        search_node(PRODUCT, heap="1g", quick=False) as other,
    ):
        sets = [data.small(int(500_000 * scale)), data.large(int(100_000 * scale))]
        source = Node(other.base_url, other.pid)
        for data_set in sets:
            source.load(data_set)
        every = [c.ours(2), c.ours(2, remote=source), c.ours(2, remote=source, gzip=True), c.node_remote(source)]
        pairs = [("ours slices=2 remote", name) for name in ("ours slices=2", "ours slices=2 remote gzip", "_reindex remote")]
        yield Arena(Node(server.base_url, server.pid), sets, every, pairs)


@contextmanager
def scripted(scale: float) -> Iterator[Arena]:
    """Through scripts: a small one, ten lines of maps, strings and dates, and loops; ours in one process and as Jobs, and the node's own."""
    with search_node(PRODUCT, heap="2g", quick=False) as server, jobs(2, list(scripts.SCRIPTS)) as in_pods:
        every, pairs = list(in_pods), []
        for script in scripts.SCRIPTS:
            for slices in (1, 2, "auto"):
                every += [c.ours(slices, script=script), c.node_reindex(slices, script=script)]
                pairs.append((f"ours slices={slices} {script}", f"_reindex slices={slices} {script}"))
            pairs.append((f"ours as Jobs slices=2 {script}", f"_reindex slices=2 {script}"))
        yield Arena(Node(server.base_url, server.pid), [data.large(int(100_000 * scale))], every, pairs)


SUITES: dict[str, Callable[[float], AbstractContextManager[Arena]]] = {
    "speed": speed,
    "huge": huge,
    "memory": memory,
    "remote": remote,
    "scripts": scripted,
}
