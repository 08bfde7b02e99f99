"""Writes a report to a file. Called by the commands report, watch and run."""

from datetime import UTC, datetime
from pathlib import Path

from reindex_operator.cli.report.facts import Facts
from reindex_operator.cli.report.page import page


def write(path: Path, facts: Facts) -> None:
    """The report of ``facts`` as the file ``path``. Raises OSError."""
    path.write_text(page(facts, datetime.now(UTC)), encoding="utf-8")
