"""Workers' logs for people: their JSON lines as text. Pure. Called by commands/logs.py and failures.py."""

import json
from collections.abc import Mapping
from typing import Any

_OWN = ("time", "level", "message", "namespace", "name", "run", "role", "slice", "exception")


def readable(line: str) -> str:
    """A line of a worker's log as a person reads it; one that is no JSON object as it is."""
    try:
        record: Any = json.loads(line)
    except ValueError:
        return line
    if not isinstance(record, dict) or "message" not in record:
        return line
    where = f"slice {record['slice']}" if "slice" in record else str(record.get("role", ""))
    more = "".join(f" {name}={json.dumps(value, ensure_ascii=False)}" for name, value in record.items() if name not in _OWN)
    told = f"{record.get('time', '')}  {where:<9} {str(record.get('level', '')).upper():<7} {_message(record['message'])}{more}"
    return told + (f"\n{record['exception']}" if record.get("exception") else "")


def failure(each: Mapping[str, Any]) -> str:
    """A failure of a document or of a read, as the API describes it, in a line."""
    what = f"[{each.get('index', '')}][{each['id']}]" if "id" in each else f"read of [{each.get('index', '')}]"
    return f"{what} {cause(each)}"


def cause(each: Mapping[str, Any]) -> str:
    """Why it failed, without what it was."""
    told = each.get("cause") or {}
    deeper = told.get("caused_by") or {}
    below = f" ({deeper.get('type', '')}: {deeper.get('reason', '')})" if deeper else ""
    return f"{each.get('status')}: {told.get('type', '')}: {told.get('reason', '')}{below}"


def _message(text: Any) -> str:
    """A worker logs each failure as the JSON that the API would return for it."""
    try:
        found: Any = json.loads(text)
    except (TypeError, ValueError):
        return str(text)
    return failure(found) if isinstance(found, dict) and isinstance(found.get("cause"), dict) else str(text)
