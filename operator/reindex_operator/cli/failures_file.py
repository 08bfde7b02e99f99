"""The file of every document that failed in this process. Called by run.py."""

import contextlib
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from reindex_operator.engine.writer import log


class _Lines(logging.FileHandler):
    """Keeps the first error of writing: the base would print a stack trace for each line."""

    error: BaseException | None = None

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - the base's
        """Called by the base while the exception is handled."""
        self.error = self.error or sys.exception()

    def close(self) -> None:
        """Writes what is left, too."""
        try:
            super().close()
        except OSError as error:
            self.error = self.error or error


@contextlib.contextmanager
def failures_kept(path: Path | None, tell: Callable[[str], None]) -> Iterator[None]:
    """While the block runs, each document that fails becomes a line of the file ``path``, a JSON object, and nothing is logged of it elsewhere.

    Lines that could not be written are told of at the end: the run goes on without them.
    """
    handler = _Lines(path, mode="w", encoding="utf-8") if path else logging.NullHandler()
    log.addHandler(handler)
    log.propagate = False
    try:
        yield
    finally:
        log.propagate = True
        log.removeHandler(handler)
        handler.close()
    if isinstance(handler, _Lines) and handler.error:
        tell(f"not every failure was written: {path}: {handler.error}")
