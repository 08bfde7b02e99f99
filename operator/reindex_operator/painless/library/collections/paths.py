"""``getByPath``: a value out of maps and lists by a dotted path."""

import re
from typing import Any

from reindex_operator.painless.library.table import CLASSES
from reindex_operator.painless.runtime.throwable import illegal_argument, null_pointer
from reindex_operator.painless.runtime.values import Array, class_of, key

from .lists import list_get

_ABSENT = object()


def get_by_path(value: Any, path: str, default: Any = _ABSENT) -> Any:
    """What a path leads to; a default stands for a missing last part of a map."""
    if not path:
        raise illegal_argument("Missing path")
    at, parts = value, path.split(".")
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        if isinstance(at, dict):
            stored = key(part)
            if stored not in at:
                if last and default is not _ABSENT:
                    return default
                raise illegal_argument(f"Invalid path, missing [{part}], index [{number}] in path [{path}]")
            at = at[stored]
        elif isinstance(at, list) and type(at) is not Array:
            place = _place(part, number, path)
            if place >= len(at):
                if last and default is not _ABSENT:
                    return default
                raise illegal_argument(f"Invalid path, index [{part}] is beyond the list, index [{number}] in path [{path}]")
            at = list_get(at, place)
        elif at is None:
            raise null_pointer("the path goes through null")
        else:
            raise illegal_argument(f"Non-container [{class_of(at)}] at [{part}], index [{number}] in path [{path}]")
    return at


def _place(part: str, number: int, path: str) -> int:
    if re.fullmatch(r"[+-]?\d{1,10}", part, re.ASCII) is None:
        raise illegal_argument(f"Could not parse [{part}] as a int index into list at path [{path}] and index [{number}]")
    return int(part)


for _name in ("Map", "List"):
    CLASSES[_name].has({"Object getByPath(String)": get_by_path, "Object getByPath(String, Object)": get_by_path})
