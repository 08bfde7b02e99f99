"""Workers' logs for people: their JSON lines as text. Pure. Called by commands/logs.py."""

import json
from typing import Any

_OWN = ("time", "level", "message", "run", "role", "slice", "exception")


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
    told = f"{record.get('time', '')}  {where:<9} {str(record.get('level', '')).upper():<7} {record['message']}{more}"
    return told + (f"\n{record['exception']}" if record.get("exception") else "")
