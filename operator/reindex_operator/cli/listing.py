"""``reindex status``: objects as a table, or one of them in full. Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from reindex_operator.cli.dry_run import lines
from reindex_operator.cli.failures import summary
from reindex_operator.cli.follow import outcome
from reindex_operator.cli.progress import Board, clock_time
from reindex_operator.cli.view import condition, finished, of_object


def table(objects: Iterable[Mapping[str, Any]], now: datetime, *, namespaces: bool) -> Table:
    """One line an object, those that run first."""
    found = Table(box=None, pad_edge=False, header_style="bold")
    columns = ["NAME", "SOURCE", "DEST", "STATUS", "PROGRESS", "DOCS/S", "ETA", "FAILURES", "AGE"]
    for name in (["NAMESPACE"] if namespaces else []) + columns:
        found.add_column(name, no_wrap=True, overflow="fold", justify="right" if name in {"PROGRESS", "DOCS/S", "FAILURES"} else "left")
    for each in sorted(objects, key=lambda each: (finished(each), each["metadata"]["namespace"], each["metadata"]["name"])):
        metadata, view = each["metadata"], of_object(each)
        told = each.get("status") or {}
        progress = told.get("progress") or {}
        said = condition(each, "Succeeded") or {}
        status = f"{view.phase}: {said['reason']}" if view.phase == "Failed" and said else view.phase
        if told.get("dryRun") and view.phase == "Succeeded":
            status = "Succeeded: dry run"
        end = progress.get("estimatedCompletionTime")
        row = [
            metadata["name"],
            ",".join(each["spec"]["source"]["index"]),
            each["spec"]["dest"]["index"],
            status,
            progress.get("percent", ""),
            f"{view.rate:,}" if view.rate is not None else "",
            clock_time(max(0.0, (_time(end) - now).total_seconds())) if end else "",
            str(view.failures),
            _age((now - _time(metadata["creationTimestamp"])).total_seconds()),
        ]
        found.add_row(*([metadata["namespace"]] if namespaces else []), *(Text(cell) for cell in row))
    return found


def details(reindex: Mapping[str, Any]) -> RenderableType:
    """The run as ``watch`` shows it, and what there is to say about it."""
    status = reindex.get("status") or {}
    view = of_object(reindex)
    parts: list[RenderableType] = [Board(view).render(), *lines(status.get("dryRun") or {})]
    if finished(reindex):
        parts += [Text(line) for line in outcome(reindex)]
    else:
        said = condition(reindex, "Succeeded") or {}
        why = f"{said['reason']}: {said['message']}" if said else ""
        parts += [Text(why)] if why not in {"", view.trouble} else []
    parts += [Text(f"note: {note}") for note in status.get("notes") or ()]
    if not status.get("dryRun"):
        failures = (status.get("response") or {}).get("failures") or []
        everything = f"kubectl reindex logs {reindex['metadata']['name']}"
        parts += [Text(line) for line in summary(failures, status.get("failureCount") or 0, everything)]
    return Group(*parts)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _age(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size * 2:
            return f"{int(seconds // size)}{unit}"
    return f"{max(0, int(seconds))}s"
