"""Writes a report to a file. Called by the commands report, watch and run."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from reindex_operator.cli.report.facts import Facts
from reindex_operator.cli.report.page import page


def write(path: Path, facts: Facts) -> None:
    """The report of ``facts`` as the file ``path``. Raises OSError."""
    path.write_text(page(facts, datetime.now(UTC)), encoding="utf-8")


def write_at_end(path: Path, facts: Facts, tell: Callable[[str], None]) -> None:
    """The report of a run that is over. Where it can not be written that is told: what came of the run stands, and its exit code."""
    try:
        write(path, facts)
    except OSError as error:
        tell(f"the report was not written: {path}: {error.strerror}")
