"""Object, Number and Boolean."""

from typing import Any

from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.casts import narrow
from reindex_operator.painless.runtime.comparison import java_equals
from reindex_operator.painless.runtime.text import java_hash, text

define("java.lang.Object").has(
    {
        "boolean equals(def)": java_equals,
        "int hashCode()": java_hash,
        "String toString()": text,
    }
)
define("java.lang.Number").has(
    {
        f"{kind} {kind}Value()": (lambda value, kind=kind: narrow(_raw(value), kind))
        for kind in ("byte", "short", "int", "long", "float", "double")
    }
)


def _raw(value: Any) -> Any:
    return float(value) if isinstance(value, float) else int(value)


SAME: dict[str, Any] = {"boolean equals(def)": java_equals, "int hashCode()": java_hash, "String toString()": text}


define("java.lang.Boolean", "Comparable").has(
    SAME | {"boolean booleanValue()": bool, "int compareTo(Boolean)": lambda a, b: int(a) - int(b)}
).static(
    {
        "boolean parseBoolean(String)": lambda value: value is not None and value.lower() == "true",
        "Boolean valueOf(boolean)": bool,
        "int hashCode(boolean)": java_hash,
        "int compare(boolean, boolean)": lambda a, b: int(a) - int(b),
        "String toString(boolean)": text,
        "boolean logicalAnd(boolean, boolean)": lambda a, b: a and b,
        "boolean logicalOr(boolean, boolean)": lambda a, b: a or b,
        "boolean logicalXor(boolean, boolean)": lambda a, b: a != b,
    }
).constant("Boolean", {"TRUE": True, "FALSE": False})
