"""Logs of a worker: one JSON object a line on standard output, each with the run and, while copying, the slice."""

import logging
import sys
from datetime import UTC, datetime
from typing import Any

import msgspec

ENV_LEVEL = "REINDEX_LOG_LEVEL"


class JsonFormatter(logging.Formatter):
    """``time``, ``level``, ``message``, what is the same for the whole process, and the traceback of an error."""

    def __init__(self, always: dict[str, Any]) -> None:
        super().__init__()
        self._always = always

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            **self._always,
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line).decode()


def set_up(level: str, always: dict[str, Any]) -> None:
    """Log ``level`` and above; of the libraries, warnings."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter(always))
    known = level.upper() if level.upper() in logging.getLevelNamesMapping() else "INFO"
    logging.basicConfig(level=known, handlers=[handler], force=True)
    for noisy in ("aiohttp", "asyncio", "elastic_transport"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
