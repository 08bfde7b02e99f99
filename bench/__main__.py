"""``python -m bench``: every contender once a round, round after round, on one node with the same target settings."""

import argparse
from pathlib import Path

from bench import contenders as c
from bench import data, report
from bench.measure import Meter
from bench.node import Node
from bench.report import Run
from lab.search import search_node

TARGET = "bench-target"
PAIRS = (
    ("ours slices=1", "_reindex slices=1"),
    ("ours slices=2", "_reindex slices=2"),
    ("ours slices=auto", "_reindex slices=auto"),
    ("ours slices=2", "_reindex slices=2 size=5000"),
    ("ours slices=2", "write ceiling x2"),
    ("ours slices=2", "elasticdump limit=5000"),
    ("ours slices=2", "helpers.reindex"),
    ("ours slices=2", "helpers.parallel_bulk"),
)


def contenders() -> list[c.Contender]:
    """All of them, those that are not installed left out."""
    every = [
        *(c.ours(slices) for slices in (1, 2, "auto")),
        *(c.node_reindex(slices) for slices in (1, 2, "auto")),
        c.node_reindex(2, size=5000),
        c.ceiling("write", 2),
        c.ceiling("write", 3),
        c.ceiling("read", 2),
        c.elasticdump(5000),
        c.helpers("reindex"),
        c.helpers("parallel"),
    ]
    return [one for one in every if one]


def run_once(node: Node, data_set: data.DataSet, contender: c.Contender, number: int) -> Run:
    """One contender, one fresh target; raises RuntimeError when documents are missing afterwards."""
    node.fresh(TARGET, data_set.mappings)
    with Meter(node.pid) as meter:
        seconds = contender.copy(node, meter, data_set.name, TARGET)
    if contender.writes and node.count(TARGET) != data_set.docs:
        raise RuntimeError(f"{contender.name} copied {node.count(TARGET)} of {data_set.docs} documents")
    speed = data_set.docs / (seconds or meter.wall)
    return Run(data_set.name, contender.name, number, speed, meter.wall, meter.server, meter.client, meter.other, meter.peak_rss)


def main() -> None:
    """Loads the data, runs the rounds, prints the table and the ratios."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--small", type=int, default=500_000, metavar="DOCS", help="documents of about 260 bytes")
    parser.add_argument("--large", type=int, default=100_000, metavar="DOCS", help="documents of about 1.3 kB")
    parser.add_argument("--only", default="", help="contenders whose name has this text in it")
    parser.add_argument("--node", default="es-9.4.3")
    parser.add_argument("--heap", default="2g")
    parser.add_argument("--results", type=Path, default=Path("bench/results"))
    options = parser.parse_args()
    sets = [make(docs) for make, docs in ((data.small, options.small), (data.large, options.large)) if docs]
    chosen = [one for one in contenders() if options.only in one.name]
    runs: list[Run] = []
    with search_node(options.node, heap=options.heap, quick=False) as server:
        node = Node(server.base_url, server.pid)
        for data_set in sets:
            node.load(data_set)
        for number in range(options.rounds):
            for data_set in sets:
                for contender in chosen:
                    runs.append(run_once(node, data_set, contender, number))
                    print(
                        f"round {number + 1}  {data_set.name:<6} {contender.name:<26} {runs[-1].docs_per_second:>9,.0f} docs/s", flush=True
                    )
    print(report.table(runs))
    for data_set in sets:
        print("\n".join(filter(None, (report.ratio(runs, data_set.name, ours, other) for ours, other in PAIRS))))
    report.save(runs, options.results)


if __name__ == "__main__":
    main()
