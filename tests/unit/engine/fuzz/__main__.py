"""Plays seeds and prints what is wrong: ``python -m tests.unit.engine.fuzz --seeds 1000 [--from 0]``."""

import argparse
import asyncio
import logging
import sys

from tests.unit.engine.fuzz.play import play
from tests.unit.engine.fuzz.schedule import schedule


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.unit.engine.fuzz", description="Runs in memory under faults; each must end exact."
    )
    parser.add_argument("--seeds", type=int, default=1000, help="how many")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first one")
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    wrong = 0
    for seed in range(asked.first, asked.first + asked.seeds):
        if found := asyncio.run(play(seed)):
            wrong += 1
            print(f"WRONG {schedule(seed)}\n  " + "\n  ".join(found[:4]), flush=True)
    print(f"{asked.seeds} seeds, {wrong} wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
