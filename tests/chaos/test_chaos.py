"""A bounded, seeded part of the schedules: every kind of fault once, and a node that is killed. ``make chaos`` plays 300 and more."""

from collections.abc import Iterator

import pytest

from lab import processes
from lab.search.catalog import product
from lab.search.configuration import Configuration
from lab.search.node import SearchNode
from lab.toxiproxy import Toxiproxy
from tests.chaos.__main__ import SETTINGS, play_all, table
from tests.chaos.schedule import FAULTS, restart, schedule


@pytest.fixture
def run() -> Iterator[processes.Run]:
    run = processes.owned("chaos")
    yield run
    run.close()


@pytest.mark.timeout(900)
async def test_every_run_ends_exact_whatever_strikes(run: processes.Run) -> None:
    node = SearchNode(run, Configuration(product("es9"), settings=SETTINGS)).start()
    outcomes = await play_all([schedule(seed) for seed in range(len(FAULTS))], [restart(1)], node, Toxiproxy(run))
    print(f"\n{table(outcomes)}")
    assert not [str(outcome.schedule) for outcome in outcomes if outcome.wrong], table(outcomes)
