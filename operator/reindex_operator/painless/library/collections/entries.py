"""The table of Map.Entry."""

from collections.abc import Callable
from typing import Any

from reindex_operator.painless.library.functions import needed
from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.comparison import compare, java_equals
from reindex_operator.painless.runtime.text import java_hash
from reindex_operator.painless.runtime.throwable import class_cast
from reindex_operator.painless.runtime.values import class_of, unkey

from .views import Entry

Order = Callable[[Any, Any], int]


def _key(entry: Any) -> Any:
    return unkey(entry.stored)


def _value(entry: Any) -> Any:
    return entry.mapping.get(entry.stored)


def _by(part: Callable[[Any], Any], order: Order) -> Order:
    """The order of entries by a part of them. What is no entry is refused before either is looked at."""

    def ordered(left: Any, right: Any) -> int:
        for entry in (left, right):
            if entry is not None and not isinstance(entry, Entry):
                raise class_cast(f"class {class_of(entry)} cannot be cast to class java.util.Map$Entry")
        return order(part(left), part(right))

    return ordered


define("java.util.Map$Entry", name="Map.Entry").has(
    {
        "def getKey()": _key,
        "def getValue()": _value,
        "def setValue(def)": Entry.set,
        "boolean equals(def)": java_equals,
        "int hashCode()": java_hash,
    }
).static(
    {
        "Comparator comparingByKey()": lambda: _by(_key, compare),
        "Comparator comparingByValue()": lambda: _by(_value, compare),
        "Comparator comparingByKey(Comparator)": lambda order: _by(_key, needed(order)),
        "Comparator comparingByValue(Comparator)": lambda order: _by(_value, needed(order)),
    }
)
