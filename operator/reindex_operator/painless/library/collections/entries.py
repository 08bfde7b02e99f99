"""The table of Map.Entry."""

from collections.abc import Callable
from typing import Any

from reindex_operator.painless.library.functions import needed
from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.comparison import compare, java_equals
from reindex_operator.painless.runtime.text import java_hash
from reindex_operator.painless.runtime.values import unkey

from .views import Entry

Order = Callable[[Any, Any], int]


def _by_key(order: Order) -> Order:
    return lambda a, b: order(unkey(a.stored), unkey(b.stored))


def _by_value(order: Order) -> Order:
    return lambda a, b: order(a.mapping[a.stored], b.mapping[b.stored])


define("java.util.Map$Entry", name="Map.Entry").has(
    {
        "def getKey()": lambda entry: unkey(entry.stored),
        "def getValue()": lambda entry: entry.mapping.get(entry.stored),
        "def setValue(def)": Entry.set,
        "boolean equals(def)": java_equals,
        "int hashCode()": java_hash,
    }
).static(
    {
        "Comparator comparingByKey()": lambda: lambda a, b: compare(unkey(a.stored), unkey(b.stored)),
        "Comparator comparingByValue()": lambda: lambda a, b: compare(a.mapping[a.stored], b.mapping[b.stored]),
        "Comparator comparingByKey(Comparator)": lambda order: _by_key(needed(order)),
        "Comparator comparingByValue(Comparator)": lambda order: _by_value(needed(order)),
    }
)
