"""Exceptions, Objects, Debug and the map ``ctx``."""

from typing import Any

from reindex_operator.painless.runtime.comparison import java_equals
from reindex_operator.painless.runtime.text import java_hash, text
from reindex_operator.painless.runtime.throwable import EXCEPTIONS, Throwable, illegal_argument, null_pointer
from reindex_operator.painless.runtime.values import box_long, class_of, wrap_int

from .table import define


def _message(error: Throwable) -> str | None:
    return error.message


for _full, _parent in EXCEPTIONS.items():
    if _full == "java.lang.Throwable":
        define(_full).has({"String getMessage()": _message, "String getLocalizedMessage()": _message, "String toString()": text})
        continue
    if _parent is None or _full.endswith("Error"):
        continue
    _short = _parent.rpartition(".")[2]
    _made = define(_full, _short)
    if "Format" in _full or "Parse" in _full:
        continue
    if _full == "java.util.EmptyStackException":
        _made.constructor({"new()": lambda full=_full: Throwable(full)})
    elif _full.startswith(("java.lang.", "java.util.")) and "regex" not in _full:
        _made.constructor(
            {
                "new()": lambda full=_full: Throwable(full),
                "new(String)": lambda message, full=_full: Throwable(full, message),
            }
        )


def _require(value: Any, message: str | None = None) -> Any:
    if value is None:
        raise null_pointer(message)
    return value


def _hash(items: Any) -> int:
    found = 1
    for item in items:
        found = 31 * found + java_hash(item)
    return wrap_int(found)


define("java.util.Objects", final=True).static(
    {
        "boolean equals(def, def)": java_equals,
        "int hashCode(def)": java_hash,
        "boolean isNull(def)": lambda value: value is None,
        "boolean nonNull(def)": lambda value: value is not None,
        "def requireNonNull(def)": _require,
        "def requireNonNull(def, String)": _require,
        "String toString(def)": text,
        "String toString(def, String)": lambda value, default: default if value is None else text(value),
        "int hash(Object[])": _hash,
    }
)


def _explain(value: Any) -> None:
    raise Throwable("org.elasticsearch.painless.PainlessExplainError", f"{class_of(value)}: {text(value)}")


define("org.elasticsearch.painless.api.Debug", final=True).static({"void explain(def)": _explain})

_TEXTS = frozenset({"_index", "_id"})
CTX_NAMES = frozenset({"_index", "_id", "_routing", "_version", "op", "_source", "_now"})


class Ctx(dict[str, Any]):
    """``ctx``: writing to it checks what may be written (R48)."""

    java_class = "org.elasticsearch.script.CtxMap"
    __slots__ = ()

    def ordered(self) -> list[str]:
        """Keys as they came."""
        return list(self)


def put_metadata(ctx: Ctx, name: Any, value: Any) -> Any:
    """Write one of ctx's entries, checked (R48); the old value."""
    if name not in CTX_NAMES:
        raise illegal_argument(f"Cannot put key [{text(name)}] with value [{text(value)}] into ctx")
    old = ctx.get(name)
    ctx[name] = _allowed(name, value)
    return old


def _allowed(name: str, value: Any) -> Any:
    if name == "_now":
        raise illegal_argument("_now cannot be updated")
    if name == "_source":
        if not isinstance(value, dict):
            raise illegal_argument(f"[_source] must be a map, not a [{class_of(value)}]")
        return value
    if name == "op":
        if value not in ("noop", "index", "delete"):
            raise illegal_argument(f"[op] must be one of delete, index, noop, not [{text(value)}]")
        return value
    if name == "_version":
        return _version(value)
    if value is None:
        if name == "_index":
            raise illegal_argument("_index cannot be null")
        return None
    if isinstance(value, str):
        return value
    if name in _TEXTS and isinstance(value, int | float) and not isinstance(value, bool):
        return text(value)
    raise illegal_argument(f"{name} [{text(value)}] is wrong type, expected assignable to [java.lang.String], not [{class_of(value)}]")


def _version(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise illegal_argument(
            f"_version [{text(value)}] is wrong type, expected assignable to [java.lang.Number], not [{class_of(value)}]"
        )
    if isinstance(value, float) and value != int(value):
        raise illegal_argument(f"_version may only be set to an int or a long but was [{text(value)}] with type [{class_of(value)}]")
    return box_long(int(value))


def _remove(ctx: Ctx, name: Any) -> Any:
    if name not in CTX_NAMES:
        return None
    if name in {"_index", "op", "_now", "_source"}:
        raise illegal_argument(f"cannot remove [{name}] from ctx")
    old = ctx.get(name)
    ctx[name] = None
    return old


def _changing(*_: Any) -> Any:
    _refuse("change")


define("org.elasticsearch.script.CtxMap", "Map", name="Ctx").has(
    {
        "def put(def, def)": put_metadata,
        "def remove(def)": _remove,
        "void clear()": lambda _: _refuse("clear"),
        "void putAll(Map)": lambda ctx, more: _put_all(ctx, more),
    }
    | {
        f"def {signature}": _changing
        for signature in (
            "putIfAbsent(def, def)",
            "computeIfAbsent(def, def)",
            "compute(def, def)",
            "merge(def, def, def)",
            "replace(def, def)",
            "replaceAll(def)",
            "computeIfPresent(def, def)",
            "remove(def, def)",
        )
    }
)


def _put_all(ctx: Ctx, more: dict[str, Any]) -> None:
    for name, value in more.items():
        put_metadata(ctx, name, value)


def _refuse(what: str) -> Any:
    raise Throwable("java.lang.UnsupportedOperationException", f"cannot {what} ctx in this way: assign to its fields")
