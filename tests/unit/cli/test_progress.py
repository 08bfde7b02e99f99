"""How a run looks while it works: what fits a terminal of 80 columns, and that the same trouble is not said again and again."""

import asyncio
import io
from dataclasses import replace

import pytest
from rich.console import Console

from reindex_operator.cli.listing import details
from reindex_operator.cli.progress import Board, shown
from reindex_operator.cli.view import SliceView, View
from tests.unit.cli.objects import reindex

TROUBLE = "Unauthorized: spec.dest.cluster: the cluster refused the credentials"
LARGE = View(
    "orders-v1 -> orders-v2",
    prepared=True,
    slices=(SliceView(0, 12_345_678, 98_765_432), SliceView(15, 0, 98_765_432, "Waiting")),
    done=12_345_678,
    total=198_765_432,
    conflicts=1_234_567,
    retries=12_345,
    failures=7_143,
    throttled=True,
    rate=123_456,
    trouble=TROUBLE,
)


def screen(width: int, view: View) -> list[str]:
    console = Console(width=width, file=io.StringIO(), record=True)
    console.print(Board(view).render())
    return [line.rstrip() for line in console.export_text().splitlines()]


def test_large_numbers_fit_80_columns() -> None:
    lines = screen(80, LARGE)
    assert [line.split()[:2] for line in lines[1:3]] == [["slice", "0"], ["slice", "15"]]
    assert lines[3:] == [
        "  total    12,345,678 / 198,765,432   123,456 docs/s   ETA 0:25:10",
        "           conflicts 1,234,567   retries 12,345   failures 7,143   throttled",
        f"  {TROUBLE}",
    ]


def test_a_long_trouble_goes_on_below_its_beginning() -> None:
    assert [line[:3].strip() for line in screen(40, LARGE)[-2:]] == ["U", "c"]


@pytest.mark.parametrize("terminal", [True, False])
async def test_the_same_trouble_is_said_once(terminal: bool) -> None:
    console = Console(width=300, file=io.StringIO(), record=True, force_terminal=terminal)
    board = Board(replace(LARGE, trouble=""))
    async with shown(board, console, every=0.02):
        board.update(LARGE)
        await asyncio.sleep(0.15)
    text = console.export_text()
    # A terminal's bars are drawn over, the last time without: what came of it is said after them.
    assert text.count(TROUBLE) == (0 if terminal else 1)
    assert text.count("1,234,567") == 1 if terminal else text.count("1,234,567") > 2


async def test_a_terminal_that_can_not_go_back_gets_lines() -> None:
    console = Console(width=300, file=io.StringIO(), record=True, force_terminal=True, _environ={"TERM": "dumb"})
    async with shown(Board(LARGE), console, every=0.02):
        await asyncio.sleep(0.15)
        assert console.export_text().count("12,345,678 / 198,765,432") > 2


def test_status_says_once_what_is_both_trouble_and_reason() -> None:
    found = reindex("Copying")
    said = {"reason": "Unauthorized", "message": "refused"}
    found["status"]["conditions"][0] |= said
    found["status"]["conditions"].append({"type": "Degraded", "status": "True", **said})
    console = Console(width=100, file=io.StringIO(), record=True)
    console.print(details(found))
    assert console.export_text().count("Unauthorized: refused") == 1
