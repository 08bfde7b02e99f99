"""Whole runs under crashes, stops, lost views, rejections and a source that changes, drawn by seed: what is copied and counted is the truth.

``python -m tests.unit.engine.fuzz --seeds 10000`` plays more of them, and so does ``FUZZ_SEEDS=10000`` here.
"""

import os

import pytest

from tests.unit.engine.fuzz.play import play

AT_ONCE = 20


@pytest.mark.parametrize("first", range(0, int(os.environ.get("FUZZ_SEEDS", "60")), AT_ONCE))
async def test_a_run_ends_exact_whatever_strikes(first: int) -> None:
    for seed in range(first, first + AT_ONCE):
        wrong = await play(seed)
        assert not wrong, f"python -m tests.unit.engine.fuzz --seeds 1 --from {seed}"
