"""``python -m lab up|down|status|build``: a cluster and search nodes that stay until they are ended."""

import argparse
import sys
import time
from collections.abc import Sequence

from lab import builds, cluster, ports, processes, shell
from lab.kubernetes import build
from lab.processes import Run
from lab.search.catalog import PRODUCTS, product
from lab.search.configuration import Configuration
from lab.search.node import SearchNode

_RUN = "lab"
_USUAL_PORT = 9200


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (RuntimeError, TimeoutError, ValueError, OSError) as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1


def up(options: argparse.Namespace) -> int:
    """Starts a cluster and the search nodes."""
    products = [product(name) for name in options.search]
    if any(run.folder.name == _RUN and any(process.alive() for process in run.processes()) for run in processes.kept_runs()):
        print("the lab is up already: `python -m lab status` shows it, `python -m lab down` ends it")
        return 1
    builds.make(search=options.search)
    began = time.monotonic()
    run = processes.kept(_RUN)
    try:
        nodes = [SearchNode(run, Configuration(one, heap=options.heap), name=one.name, port=_port(n)) for n, one in enumerate(products)]
        # Search nodes take longest to start: they do so beside the cluster.
        for node in nodes:
            node.launch()
        kubernetes = cluster.own(run, nodes=[f"lab-node-{number}" for number in range(1, options.nodes + 1)])
        print(f"Kubernetes {build.version().lstrip('v')} (etcd, API server, controllers, {options.nodes} light node(s))  {_ready(began)}")
        for node in nodes:
            node.wait()
            print(f"{node.product.title} {node.product.version} on {node.base_url}  {_ready(began)}")
    except BaseException:
        run.close()
        raise
    print(f"Look around: {shell.write(run, kubernetes)}   (kubectl and kubectl reindex)\nStop:        python -m lab down")
    return 0


def down(_options: argparse.Namespace) -> int:
    """Ends what was started to stay, and what is left of runs that died."""
    processes.sweep()
    runs = processes.kept_runs()
    for run in runs:
        run.close()
        print(f"ended {run.folder.name}")
    if not runs:
        print("nothing is up")
    return 0


def status(_options: argparse.Namespace) -> int:
    """Shows what was started to stay."""
    runs = processes.kept_runs()
    for run in runs:
        _show(run)
    if not runs:
        print("nothing is up")
    return 0


def fill(options: argparse.Namespace) -> int:
    """Fills the cache."""
    builds.make(search=PRODUCTS if options.all else options.search, e2e=options.all)
    return 0


def _show(run: Run) -> None:
    print(f"{run.folder.name}: {run.folder}")
    for process in run.processes():
        print(f"  {process.name:<26} {f'pid {process.pid}' if process.alive() else 'ended':<12} {run.log(process.name)}")
    for name, url in run.addresses().items():
        print(f"  {name} on {url}")
    if command := shell.written(run):
        print(f"  {command}")


def _port(number: int) -> int:
    wanted = _USUAL_PORT + number
    return wanted if ports.is_free(wanted) else ports.free(1)[0]


def _ready(began: float) -> str:
    return f"ready in {time.monotonic() - began:.1f} s"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lab", description=__doc__)
    commands = parser.add_subparsers(required=True)
    starting = commands.add_parser("up", help="start a cluster and search nodes")
    starting.add_argument("--search", nargs="*", default=["es9"], metavar="NAME", help=f"of {', '.join(PRODUCTS)}; default es9")
    starting.add_argument("--nodes", type=int, default=1, metavar="N", help="light nodes; default 1")
    starting.add_argument("--heap", default="512m", help="of each search node; default 512m")
    starting.set_defaults(run=up)
    commands.add_parser("down", help="end what is up").set_defaults(run=down)
    commands.add_parser("status", help="show what is up").set_defaults(run=status)
    filling = commands.add_parser("build", help="fill the cache, without starting anything")
    filling.add_argument("--all", action="store_true", help="all search nodes, Helm and what images are made of")
    filling.add_argument("--search", nargs="*", default=["es9"], metavar="NAME")
    filling.set_defaults(run=fill)
    return parser


if __name__ == "__main__":
    sys.exit(main())
