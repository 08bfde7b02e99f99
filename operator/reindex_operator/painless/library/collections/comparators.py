"""Comparator."""

from collections.abc import Callable
from typing import Any

from reindex_operator.painless.library.functions import strict
from reindex_operator.painless.library.table import CLASSES
from reindex_operator.painless.runtime.comparison import compare, natural, opposite
from reindex_operator.painless.runtime.values import box_long

_COMPARATOR = CLASSES["Comparator"]
_COMPARATOR.has(
    {
        "Comparator reversed()": lambda order: lambda a, b: order(b, a),
        "Comparator thenComparing(def)": lambda order, name: lambda a, b: order(a, b) or _then(name, a, b),
        "Comparator thenComparing(Function, Comparator)": lambda order, name, by: lambda a, b: order(a, b) or by(name(a), name(b)),
        "Comparator thenComparingInt(ToIntFunction)": lambda order, name: lambda a, b: order(a, b) or compare(name(a), name(b)),
        "Comparator thenComparingLong(ToLongFunction)": lambda order, name: (
            lambda a, b: order(a, b) or (name(a) > name(b)) - (name(a) < name(b))
        ),
        "Comparator thenComparingDouble(ToDoubleFunction)": lambda order, name: lambda a, b: order(a, b) or compare(name(a), name(b)),
    }
).static(
    {
        "Comparator naturalOrder()": lambda: natural,
        "Comparator reverseOrder()": lambda: opposite,
        "Comparator comparing(Function)": lambda name: lambda a, b: compare(name(a), name(b)),
        "Comparator comparing(Function, Comparator)": lambda name, order: lambda a, b: order(name(a), name(b)),
        "Comparator comparingInt(ToIntFunction)": lambda name: lambda a, b: compare(name(a), name(b)),
        "Comparator comparingLong(ToLongFunction)": lambda name: lambda a, b: compare(box_long(name(a)), box_long(name(b))),
        "Comparator comparingDouble(ToDoubleFunction)": lambda name: lambda a, b: compare(name(a), name(b)),
        "Comparator nullsFirst(Comparator)": lambda order: lambda a, b: _nulls(order, a, b, -1),
        "Comparator nullsLast(Comparator)": lambda order: lambda a, b: _nulls(order, a, b, 1),
    }
)
del _COMPARATOR.methods["thenComparing", 1]
_COMPARATOR.has({"Comparator thenComparing(Comparator)": lambda order, by: lambda a, b: order(a, b) or by(a, b)})
strict(
    _COMPARATOR,
    *("thenComparing", "thenComparingInt", "thenComparingLong", "thenComparingDouble"),
    *("comparing", "comparingInt", "comparingLong", "comparingDouble"),
)


def _then(name: Callable[..., Any], left: Any, right: Any) -> int:
    return int(name(left, right))


def _nulls(order: Callable[[Any, Any], int] | None, left: Any, right: Any, sign: int) -> int:
    if left is None or right is None:
        return 0 if left is right else sign if left is None else -sign
    return 0 if order is None else order(left, right)
