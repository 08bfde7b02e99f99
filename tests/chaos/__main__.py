"""Plays schedules and prints a table: ``python -m tests.chaos --seeds 300 [--from 0] [--node es9] [--at-once 2]``."""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Sequence

from lab import processes
from lab.search.catalog import product
from lab.search.configuration import Configuration
from lab.search.node import SearchNode
from lab.toxiproxy import Toxiproxy
from tests.chaos.schedule import FAULTS, Schedule, restart, schedule
from tests.chaos.stage import Outcome, play
from tests.chaos.workloads import Data

SETTINGS = {"search.keep_alive_interval": "1s"}


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description="Runs under faults; each must end exact.")
    parser.add_argument("--seeds", type=int, default=24, help="how many schedules")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first seed")
    parser.add_argument("--node", default="es9", help="the search node, as the lab names it")
    parser.add_argument("--at-once", type=int, default=2, help="schedules played beside each other")
    parser.add_argument("--logs", action="store_true", help="print the workers' logs of what went wrong")
    parser.add_argument("--restarts", type=int, default=0, help="schedules besides, in which the node itself is killed")
    parser.add_argument("--workload", default="", help="only schedules whose workload begins so")
    asked = parser.parse_args()
    run = processes.owned("chaos")
    try:
        node = SearchNode(run, Configuration(product(asked.node), settings=SETTINGS)).start()
        seeds = range(asked.first, asked.first + asked.seeds)
        alone = [restart(seed) for seed in range(asked.first, asked.first + asked.restarts)]
        outcomes = asyncio.run(
            play_all(
                [plan for plan in map(schedule, seeds) if plan.workload.startswith(asked.workload)],
                alone,
                node,
                Toxiproxy(run),
                at_once=asked.at_once,
                logs=asked.logs,
            )
        )
    finally:
        run.close()
    print(table(outcomes))
    sys.exit(1 if any(outcome.wrong for outcome in outcomes) else 0)


async def play_all(
    schedules: Sequence[Schedule],
    alone: Sequence[Schedule],
    node: SearchNode,
    toxiproxy: Toxiproxy,
    *,
    at_once: int = 2,
    logs: bool = False,
) -> list[Outcome]:
    """The outcomes of ``schedules``, some at once, and of those that need the node alone; what is wrong is printed with how to play it again."""
    data = Data(node)
    await asyncio.to_thread(data.make)
    places = asyncio.Semaphore(at_once)

    async def one(plan: Schedule) -> Outcome:
        async with places:
            outcome = await play(plan, node, toxiproxy, data)
        if outcome.wrong:
            which = "--seeds 0 --restarts 1" if plan.restarts else "--seeds 1"
            again = f"python -m tests.chaos {which} --from {plan.seed} --logs"
            print(
                f"WRONG {outcome.schedule} (struck: {outcome.struck})\n  " + "\n  ".join(outcome.wrong) + f"\n  again: {again}", flush=True
            )
            if logs:
                print(outcome.logs, flush=True)
        return outcome

    outcomes = list(await asyncio.gather(*(one(plan) for plan in schedules)))
    return outcomes + [await one(plan) for plan in alone]


def table(outcomes: Sequence[Outcome]) -> str:
    """How often each kind of fault struck, and in how many runs something was wrong."""
    struck = Counter(fault for outcome in outcomes for fault in outcome.struck)
    wrong = Counter(fault for outcome in outcomes if outcome.wrong for fault in set(outcome.struck))
    lines = [f"{'fault':<24}{'struck':>8}{'wrong':>8}"]
    lines += [f"{fault:<24}{struck[fault]:>8}{wrong[fault]:>8}" for fault in FAULTS]
    kinds = Counter(outcome.schedule.workload for outcome in outcomes)
    lines += ["", f"{'workload':<24}{'runs':>8}{'wrong':>8}"]
    lines += [
        f"{kind:<24}{count:>8}{sum(bool(o.wrong) for o in outcomes if o.schedule.workload == kind):>8}"
        for kind, count in sorted(kinds.items())
    ]
    whole = sum(outcome.seconds for outcome in outcomes)
    lines.append(
        f"\n{len(outcomes)} schedules, {sum(struck.values())} faults, {sum(o.processes for o in outcomes)} processes, "
        f"{sum(o.retries for o in outcomes)} retries, {sum(o.left_open for o in outcomes)} points in time left to their keep-alive, "
        f"{whole:.0f} s of runs: {sum(bool(o.wrong) for o in outcomes)} wrong"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
