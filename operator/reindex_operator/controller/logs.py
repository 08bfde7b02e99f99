"""Logs, one JSON object a line, or plain for people. Called by ``__main__``."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from reindex_operator.controller.names import Run

_ABOUT: ContextVar[dict[str, str]] = ContextVar("about")


def about(reindex: dict[str, Any] | None) -> None:
    """What this task logs from now on is about ``reindex``: each line names it and its run, as the lines of its workers do."""
    run = Run.of(reindex) if reindex else None
    _ABOUT.set({"namespace": run.namespace, "name": run.name, "run": run.base} if run else {})


class JsonFormatter(logging.Formatter):
    """time, level, logger, message, the object and the run that it is about, and the traceback of an error."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_ABOUT.get({}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up(log_format: str) -> None:
    """Logs everything from INFO on to standard error; of the libraries, warnings."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if log_format == "json" else logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for noisy in ("kopf", "aiohttp", "kubernetes"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
