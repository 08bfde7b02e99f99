"""``python -m bench [SUITE ...]``: every contender once a round, round after round, on one node with the same target settings.

Each round has an order of its own: who comes first behind another data set finds a node that has compiled itself for that one.
"""

import argparse
import random
from contextlib import nullcontext
from pathlib import Path

from bench import report
from bench.arguments import one_of
from bench.contenders import Contender
from bench.data import DataSet
from bench.measure import Meter
from bench.report import Run
from bench.suites import SUITES, Arena
from bench.tenths import Tenths

TARGET = "bench-target"
LONG = 1_000_000
"""Documents of a copy that needs no warming up: it is one itself."""


def run_once(arena: Arena, data_set: DataSet, contender: Contender, number: int) -> Run:
    """One contender, one fresh target; raises RuntimeError when documents are missing afterwards."""
    node = arena.node
    node.fresh(TARGET, data_set.mappings)
    watch = Tenths(node, TARGET, data_set.docs) if arena.watch else nullcontext()
    with Meter(node.pid) as meter, watch:
        seconds = contender.copy(node, meter, data_set.name, TARGET)
    if contender.writes and node.count(TARGET) != data_set.docs:
        raise RuntimeError(f"{contender.name} copied {node.count(TARGET)} of {data_set.docs} documents")
    speed = data_set.docs / (seconds or meter.wall)
    tenths = watch.speeds if isinstance(watch, Tenths) else []
    return Run(data_set.name, contender.name, number, speed, meter.wall, meter.server, meter.client, meter.other, meter.peak_rss, tenths)


def _warm_up(arena: Arena, times: int) -> None:
    """Copies that do not count, by the first pair, ours and the node's own: a node that has just started spends its time on compiling itself."""
    pair = [one for names in arena.pairs[:1] for name in names for one in arena.contenders if one.name == name]
    for data_set in (one for one in arena.sets if one.docs <= LONG):
        for number in range(times):
            for contender in pair:
                run_once(arena, data_set, contender, number)


def run_suite(name: str, options: argparse.Namespace) -> None:
    """Loads the suite's data, runs the rounds, prints the table and the ratios."""
    runs: list[Run] = []
    with SUITES[name](options.scale) as arena:
        chosen = [one for one in arena.contenders if options.only in one.name]
        for data_set in arena.sets:
            arena.node.load(data_set)
        _warm_up(arena, options.warm_up)
        for number in range(options.rounds):
            for data_set in arena.sets:
                for contender in random.Random(number).sample(chosen, len(chosen)):  # noqa: S311 - no secret
                    run = run_once(arena, data_set, contender, number)
                    runs.append(run)
                    print(f"round {number + 1}  {run.data:<6} {run.contender:<28} {run.docs_per_second:>9,.0f} docs/s", flush=True)
        order = {key: place for place, key in enumerate((data_set.name, one.name) for data_set in arena.sets for one in chosen)}
    runs.sort(key=lambda run: (order[run.data, run.contender], run.round))
    print(report.table(runs))
    for data_set in arena.sets:
        print("\n".join(filter(None, (report.ratio(runs, data_set.name, *pair) for pair in arena.pairs))))
    print(report.tenths(runs), end="")
    report.save(runs, options.results / name)


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """What the command line says; ``suites`` is empty where none is named."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("suites", nargs="*", type=one_of(SUITES), metavar="SUITE", help=f"of {', '.join(SUITES)}; all, if none is named")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--warm-up", type=int, default=2, help="copies of each data set, by ours and by the node's own, before the clock counts"
    )
    parser.add_argument("--scale", type=float, default=1.0, help="times the documents of each data set")
    parser.add_argument("--only", default="", help="contenders whose name has this text in it")
    parser.add_argument("--results", type=Path, default=Path("bench/results"))
    return parser.parse_args(words)


def main() -> None:
    """Runs the suites that are named, or all."""
    options = arguments()
    for name in options.suites or SUITES:
        print(f"== {name}: {SUITES[name].__doc__}", flush=True)
        run_suite(name, options)


if __name__ == "__main__":
    main()
