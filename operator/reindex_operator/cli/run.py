"""``reindex run``: a manifest, run in this process with no Kubernetes. Called by main.py."""

import asyncio
import signal
import tempfile
from enum import IntEnum
from pathlib import Path

from rich.console import Console

from reindex_operator.api.spec import ReindexSpec
from reindex_operator.api.status import Response
from reindex_operator.cli.dry_run import show
from reindex_operator.cli.manifest import Manifest, secret_folder
from reindex_operator.cli.progress import Board, ending, shown
from reindex_operator.cli.view import of_run
from reindex_operator.engine.connect import clusters
from reindex_operator.engine.control import Control
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.plan import DryRun
from reindex_operator.engine.prepare import prepare
from reindex_operator.engine.run import RunFailedError, run
from reindex_operator.pod import secret_names


class Exit(IntEnum):
    """How ``reindex run`` ends."""

    SUCCEEDED = 0
    FAILED = 1
    INVALID = 2
    INTERRUPTED = 130


async def run_manifest(manifest: Manifest, secrets: Path | None, console: Console) -> tuple[Exit, Response | None]:
    """Run it and show it on ``console``; the response is None where nothing was begun. Raises ``ManifestError`` for a missing Secret."""
    spec = manifest.reindex.spec
    if spec.suspend:
        console.print("note: spec.suspend is ignored here; it pauses runs on Kubernetes", highlight=False)
    with tempfile.TemporaryDirectory(prefix="reindex-") as folder:
        secret_folder(Path(folder), manifest, secret_names(spec), secrets)
        if spec.dry_run:
            return await _dry_run(spec, Path(folder), console), None
        board, control = Board(of_run(spec)), Control()
        try:
            async with clusters(spec, Path(folder)) as (source, dest), shown(board, console):
                response = await _interruptible(
                    asyncio.create_task(run(spec, source, dest, watch=lambda *seen: board.update(of_run(spec, *seen)), control=control)),
                    board,
                    control,
                )
        except asyncio.CancelledError:
            console.print("interrupted", style="yellow")
            return Exit.INTERRUPTED, None
        except RunFailedError as error:
            _say_failure(error, console)
            console.print(f"failed after {ending(error.response.model_dump(by_alias=True))}", highlight=False, soft_wrap=True)
            return Exit.FAILED, error.response
        except ReindexError as error:
            _say_failure(error, console)
            return Exit.FAILED, None
    interrupted = control.stopped and response.canceled is not None
    console.print(
        f"{'interrupted after' if interrupted else 'done in'} {ending(response.model_dump(by_alias=True))}", highlight=False, soft_wrap=True
    )
    return (Exit.INTERRUPTED if interrupted else Exit.SUCCEEDED), response


async def _dry_run(spec: ReindexSpec, secrets: Path, console: Console) -> Exit:
    """What prepare finds, shown; it fails where a run would fail on the sample."""
    try:
        async with clusters(spec, secrets) as (source, dest):
            plan = await prepare(spec, source, dest)
    except ReindexError as error:
        _say_failure(error, console)
        return Exit.FAILED
    found = plan.dry_run or DryRun()
    show(plan, found, console)
    fails = found.failed or (found.version_conflicts and spec.conflicts != "proceed")
    return Exit.FAILED if fails else Exit.SUCCEEDED


async def _interruptible(task: asyncio.Task[Response], board: Board, control: Control) -> Response:
    """The run's response. Ctrl-C ends it after the writes under way; before there is a plan, or the second time, at once."""

    def interrupt() -> None:
        if control.stopped or not board.view.prepared:
            task.cancel()
        control.stop()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupt)
    try:
        return await task
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def _say_failure(error: ReindexError, console: Console) -> None:
    console.print(f"{error.reason}: {error.message}", style="red", highlight=False, markup=False, soft_wrap=True)
