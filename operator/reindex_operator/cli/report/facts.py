"""What a report says, taken from an object or from a run in this process. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from reindex_operator.api.spec import ReindexSpec
from reindex_operator.api.status import Response
from reindex_operator.cli.report.history import History, of_checkpoints
from reindex_operator.cli.view import View, condition, finished, of_object, succeeded
from reindex_operator.engine.checkpoint import Checkpoint
from reindex_operator.mailbox import decode


@dataclass(frozen=True)
class Facts:
    """``state`` is one of ok, bad, going; ``response`` and ``dry_run`` as in the object's status."""

    name: str
    view: View
    state: str
    headline: str
    message: str
    spec: Mapping[str, Any]
    response: Mapping[str, Any] = field(default_factory=dict)
    failure_count: int = 0
    unlisted: str = "are in the workers' logs"
    """Where failures are that ``response`` does not list."""
    started: datetime | None = None
    ended: datetime | None = None
    notes: Sequence[str] = ()
    history: History = field(default_factory=History)
    dry_run: Mapping[str, Any] = field(default_factory=dict)


def of_cluster(reindex: Mapping[str, Any], mailbox: Mapping[str, str], history: History | None = None) -> Facts:
    """Of an object and the data of its mailbox; ``history`` where somebody watched the run."""
    metadata, status = reindex["metadata"], reindex.get("status") or {}
    said = condition(reindex, "Succeeded") or {}
    state = "going" if not finished(reindex) else "ok" if succeeded(reindex) else "bad"
    phase = status.get("phase") or "Pending"
    return Facts(
        name=f"{metadata.get('namespace', 'default')}/{metadata['name']}",
        view=of_object(reindex),
        state=state,
        headline=phase if state != "bad" else f"{phase}: {said.get('reason')}",
        message=str(said.get("message", "")),
        spec=reindex["spec"],
        response=status.get("response") or {},
        failure_count=status.get("failureCount") or 0,
        started=_time(status.get("startTime")),
        ended=_time(status.get("completionTime")),
        notes=status.get("notes") or (),
        history=history if history and history.span[1] > history.span[0] else of_checkpoints(_checkpoints(mailbox)),
        dry_run=status.get("dryRun") or {},
    )


def of_process(  # noqa: PLR0913 - what is known of a run
    *,
    name: str,
    spec: ReindexSpec,
    view: View,
    response: Response | None,
    error: tuple[str, str] | None,
    history: History,
    ended: datetime,
    dry_run: Mapping[str, Any] | None = None,
) -> Facts:
    """Of a run in this process; ``error`` is its reason and message."""
    answer = response.model_dump(by_alias=True, exclude_none=True) if response else {}
    cancelled = answer.get("canceled")
    headline = f"Failed: {error[0]}" if error else "Cancelled" if cancelled else "Succeeded"
    started = datetime.fromtimestamp(ended.timestamp() - answer["took"] / 1000, UTC) if answer else None
    return Facts(
        name=name,
        view=view,
        state="bad" if error or cancelled else "ok",
        headline=headline,
        message=error[1] if error else str(cancelled or ""),
        spec=spec.model_dump(exclude_none=True),
        response=answer,
        failure_count=view.failures,
        unlisted="are in the file of reindex run --failures",
        started=started,
        ended=ended,
        history=history,
        dry_run=dry_run or {},
    )


def _checkpoints(mailbox: Mapping[str, str]) -> dict[int, Checkpoint]:
    found: dict[int, Checkpoint] = {}
    for key, text in mailbox.items():
        if key.startswith("slice-"):
            try:
                checkpoint = decode(text, Checkpoint)
            except msgspec.MsgspecError:
                continue  # of another version: the report has less to show
            found[checkpoint.slice] = checkpoint
    return found


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
