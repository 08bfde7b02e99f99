"""``reindex run``: a manifest, run in this process with no Kubernetes. Called by commands/run.py."""

import asyncio
import signal
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console

from reindex_operator.api.eck import resolved
from reindex_operator.api.spec import ReindexSpec
from reindex_operator.api.status import DryRunStatus, Response
from reindex_operator.cli.dry_run import show
from reindex_operator.cli.failures import summary
from reindex_operator.cli.failures_file import failures_kept
from reindex_operator.cli.manifest import Manifest, secret_folder
from reindex_operator.cli.progress import DONE, Board, ending, shown
from reindex_operator.cli.report.history import History
from reindex_operator.cli.resume import CheckpointError, CheckpointFile
from reindex_operator.cli.view import View, of_run
from reindex_operator.engine.checkpoint import Checkpoint
from reindex_operator.engine.connect import clusters
from reindex_operator.engine.control import Control
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.plan import DryRun, Plan
from reindex_operator.engine.prepare import prepare
from reindex_operator.engine.run import RunFailedError, run
from reindex_operator.pod import secret_names


class Exit(IntEnum):
    """How ``reindex run`` ends."""

    SUCCEEDED = 0
    FAILED = 1
    INVALID = 2
    INTERRUPTED = 130


@dataclass
class Outcome:
    """What came of it; no ``response`` where nothing was begun, ``error`` is the failure's reason and message, ``dry_run`` as in the object's status."""

    exit: Exit
    view: View
    history: History = field(default_factory=History)
    response: Response | None = None
    error: tuple[str, str] | None = None
    dry_run: Mapping[str, Any] = field(default_factory=dict)


async def run_manifest(
    manifest: Manifest, secrets: Path | None, console: Console, checkpoint: Path | None = None, failures: Path | None = None
) -> Outcome:
    """Run it and show it on ``console``; go on from the file ``checkpoint`` where it is there, and keep it until the run has succeeded.

    Each document that fails becomes a line of the file ``failures``.

    Raises ``ManifestError`` for a missing Secret, ``CheckpointError`` for a file of another run.
    """
    spec = resolved(manifest.reindex.spec, str(manifest.reindex.metadata.get("namespace", "default")))
    if spec.suspend:
        console.print("note: spec.suspend is ignored here; it pauses runs on Kubernetes", highlight=False)
    with tempfile.TemporaryDirectory(prefix="reindex-") as folder:
        secret_folder(Path(folder), manifest, secret_names(spec), secrets)
        if spec.dry_run:
            outcome = await _dry_run(spec, Path(folder), console)
            _tell(outcome, console)
            return outcome
        kept = CheckpointFile(checkpoint, spec) if checkpoint else None
        with failures_kept(failures, lambda said: _say(said, console)):
            outcome = await _run(spec, Path(folder), console, kept)
    if kept and outcome.exit is Exit.SUCCEEDED:
        kept.remove()
    _tell(outcome, console, checkpoint if outcome.response else None, failures)
    return outcome


async def _run(spec: ReindexSpec, secrets: Path, console: Console, kept: CheckpointFile | None) -> Outcome:
    board, control, history = Board(of_run(spec)), Control(), History()
    begun = kept.read() if kept else None

    def see(plan: Plan, checkpoints: Sequence[Checkpoint]) -> None:
        if kept:
            kept.save(plan, checkpoints)
        if not board.view.prepared:
            for note in plan.notes:
                _say(f"note: {note}", console)
        board.update(view := of_run(spec, plan, checkpoints))
        history.record(time.monotonic(), view)

    try:
        async with clusters(spec, secrets) as (source, dest), shown(board, console):
            task = asyncio.create_task(run(spec, source, dest, watch=see, control=control, begun=begun))
            response = await _interruptible(task, board, control)
    except asyncio.CancelledError:
        return Outcome(Exit.INTERRUPTED, board.view, history)
    except RunFailedError as error:
        return Outcome(Exit.FAILED, board.view, history, error.response, (error.reason, error.message))
    except CheckpointError as error:
        return Outcome(Exit.FAILED, board.view, history, None, ("CheckpointFailed", str(error)))
    except ReindexError as error:
        return Outcome(Exit.FAILED, board.view, history, None, (error.reason, error.message))
    interrupted = control.stopped and response.canceled is not None
    return Outcome(Exit.INTERRUPTED if interrupted else Exit.SUCCEEDED, board.view, history, response)


async def _dry_run(spec: ReindexSpec, secrets: Path, console: Console) -> Outcome:
    """What prepare finds, shown; it fails where a run would fail on the sample."""
    view = of_run(spec)
    try:
        async with clusters(spec, secrets) as (source, dest):
            plan = await prepare(spec, source, dest)
    except ReindexError as error:
        return Outcome(Exit.FAILED, view, error=(error.reason, error.message))
    found = plan.dry_run or DryRun()
    show(plan, found, console)
    status = DryRunStatus.model_validate({"total": plan.total, **msgspec.to_builtins(found)}, by_name=True).model_dump(by_alias=True)
    conflicts = found.version_conflicts if spec.conflicts != "proceed" else 0
    if not found.failed and not conflicts:
        return Outcome(Exit.SUCCEEDED, view, dry_run=status)
    message = f"a run would end here: {found.failed:,} of {found.sampled:,} documents fail, {conflicts:,} are version conflicts"
    return Outcome(Exit.FAILED, view, error=("DryRunFailed", message), dry_run=status)


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


def _tell(outcome: Outcome, console: Console, checkpoint: Path | None = None, failures: Path | None = None) -> None:
    if outcome.error:
        console.print(": ".join(outcome.error), style="red", highlight=False, markup=False, soft_wrap=True)
    how = {Exit.SUCCEEDED: DONE, Exit.FAILED: "failed"}.get(outcome.exit, "interrupted")
    if outcome.response:
        answer = outcome.response.model_dump(by_alias=True, exclude_none=True)
        everything = f"all are in {failures}" if failures else "--failures FILE keeps all"
        for line in summary(answer["failures"], outcome.view.failures, everything):
            _say(line, console)
        _say(ending(how, answer), console)
    elif outcome.exit is Exit.INTERRUPTED:
        console.print("interrupted", style="yellow")
    if checkpoint and outcome.exit is not Exit.SUCCEEDED:
        _say(f"go on with: --checkpoint {checkpoint}", console)


def _say(line: str, console: Console) -> None:
    console.print(line, highlight=False, markup=False, soft_wrap=True)
