"""Follows a run in the cluster to its end, over broken watches and an API server that is away. Called by the commands watch and wait."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import aclosing
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import Any

from rich.console import Console

from reindex_operator.cli.kubectl import Kubectl, KubectlError, NotFoundError
from reindex_operator.cli.progress import DONE, Board, ending, shown
from reindex_operator.cli.report.facts import of_cluster
from reindex_operator.cli.report.file import write_at_end
from reindex_operator.cli.report.history import History
from reindex_operator.cli.view import View, condition, finished, of_object, phase, succeeded

AGAIN = 2.0
"""Seconds before a watch that broke is tried again."""


class Exit(IntEnum):
    """How ``watch`` and ``wait`` end."""

    SUCCEEDED = 0
    FAILED = 1
    TIMED_OUT = 3
    UNKNOWN = 4
    """There is no such object, it was deleted, or the API server did not answer at the start."""


async def states(kubectl: Kubectl, name: str) -> AsyncGenerator[dict[str, Any]]:
    """The object at every change, from now on. Raises ``NotFoundError`` when it is not there or is deleted; an API server that answered once may go away."""
    answered = deleted = False
    while not deleted:
        try:
            async with aclosing(kubectl.watch(name)) as seen:
                async for reindex in seen:
                    answered, deleted = True, reindex is None
                    if reindex is None:
                        break
                    yield reindex
        except NotFoundError:
            raise
        except KubectlError:
            if not answered:
                raise
        await asyncio.sleep(0 if deleted else AGAIN)
    raise NotFoundError(f"{name} was deleted")


async def last(kubectl: Kubectl, name: str, see: Callable[[View], None] | None = None) -> dict[str, Any]:
    """The object when its run has ended; ``see`` is told how it stands until then."""
    async with aclosing(states(kubectl, name)) as seen:
        async for reindex in seen:
            if see:
                see(of_object(reindex))
            if finished(reindex):
                return reindex
    raise NotFoundError(name)


async def watch(kubectl: Kubectl, name: str, console: Console, report: Path | None = None) -> Exit:
    """Show the run until it has ended, and then what came of it; ``report`` is the file for a report of it."""
    found = await asyncio.to_thread(kubectl.get, name)
    board, history = Board(of_object(found)), History()
    if not finished(found):

        def see(view: View) -> None:
            board.update(view)
            history.record(time.monotonic(), view)

        async with shown(board, console):
            found = await last(kubectl, name, see)
    for line in [*notes(found), *outcome(found)]:
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    if report:
        facts = of_cluster(found, await asyncio.to_thread(kubectl.mailbox, found), history)
        write_at_end(report, facts, lambda said: console.print(said, highlight=False, markup=False, soft_wrap=True))
    return _code(found)


Ended = dict[str, Any] | KubectlError | None
"""What came of waiting for an object: as it was at its end, why it can not be waited for, or None where it had not ended when the time was up."""


async def wait(kubectl: Kubectl, names: list[str], seconds: float | None) -> dict[str, Ended]:
    """What came of each when all have ended, or after ``seconds``. The first that can not be waited for ends it, and who goes on then is not in it."""
    tasks = {name: asyncio.create_task(last(kubectl, name)) for name in dict.fromkeys(names)}
    done, late = await asyncio.wait(tasks.values(), timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    ended = {name: _ended(task) for name, task in tasks.items() if task in done}
    broken = any(isinstance(each, KubectlError) for each in ended.values())
    return {name: ended.get(name) for name, task in tasks.items() if task in done or not broken}


def _ended(task: asyncio.Task[dict[str, Any]]) -> Ended:
    try:
        return task.result()
    except KubectlError as error:
        return error


def code_of(ended: Iterable[Ended]) -> Exit:
    """The exit code of ``wait``."""
    codes = {Exit.TIMED_OUT if each is None else Exit.UNKNOWN if isinstance(each, KubectlError) else _code(each) for each in ended}
    return next((code for code in (Exit.UNKNOWN, Exit.FAILED, Exit.TIMED_OUT) if code in codes), Exit.SUCCEEDED)


def _code(reindex: Mapping[str, Any]) -> Exit:
    return Exit.SUCCEEDED if succeeded(reindex) else Exit.FAILED


def outcome(reindex: Mapping[str, Any]) -> list[str]:
    """What came of it, in a line or two."""
    status = reindex.get("status") or {}
    said = condition(reindex, "Succeeded") or {}
    if status.get("dryRun"):
        return [f"{'dry run' if succeeded(reindex) else said.get('reason')}: {said.get('message')}"]
    how = DONE if succeeded(reindex) else phase(reindex).lower()
    counts = ending(how, status.get("response") or {}, _seconds(status))
    return [counts] if succeeded(reindex) else [f"{said.get('reason')}: {said.get('message')}", counts]


def notes(reindex: Mapping[str, Any]) -> list[str]:
    """The notes of a dry run, which was made to learn such things; those of a run are in its status."""
    status = reindex.get("status") or {}
    return [f"note: {note}" for note in status.get("notes") or ()] if status.get("dryRun") else []


def _seconds(status: Mapping[str, Any]) -> float | None:
    """How long the object was being worked at, as far as it is known."""
    times = [status.get(key) for key in ("startTime", "completionTime")]
    began, ended = (datetime.fromisoformat(time) if time else None for time in times)
    return (ended - began).total_seconds() if began and ended else None
