"""The static methods of ``Collections``."""

from functools import cmp_to_key
from typing import Any

from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.comparison import compare, java_equals
from reindex_operator.painless.runtime.limits import bounded
from reindex_operator.painless.runtime.values import key

from .elements import add_all, contains
from .groups import FrozenSet
from .iteration import iterate, no_element
from .kinds import FrozenList, FrozenMap
from .lists import in_bounds, sort

define("java.util.Collections", final=True).static(
    {
        "List emptyList()": FrozenList,
        "Map emptyMap()": FrozenMap,
        "Set emptySet()": FrozenSet,
        "List singletonList(def)": lambda value: FrozenList([value]),
        "Set singleton(def)": lambda value: FrozenSet([value]),
        "Map singletonMap(def, def)": lambda name, value: FrozenMap({key(name): value}),
        "List unmodifiableList(List)": FrozenList,
        "Map unmodifiableMap(Map)": FrozenMap,
        "void sort(List)": sort,
        "void sort(List, Comparator)": sort,
        "void reverse(List)": lambda items: items.reverse(),
        "void swap(List, int, int)": lambda items, a, b: _swap(items, a, b),
        "def max(Collection)": lambda items: max(iterate(items), key=cmp_to_key(compare)) if len(items) else no_element(),
        "def max(Collection, Comparator)": lambda items, order: (
            max(iterate(items), key=cmp_to_key(order or compare)) if len(items) else no_element()
        ),
        "def min(Collection)": lambda items: min(iterate(items), key=cmp_to_key(compare)) if len(items) else no_element(),
        "def min(Collection, Comparator)": lambda items, order: (
            min(iterate(items), key=cmp_to_key(order or compare)) if len(items) else no_element()
        ),
        "int frequency(Collection, def)": lambda items, value: sum(java_equals(value, item) for item in iterate(items)),
        "Comparator reverseOrder()": lambda: lambda a, b: compare(b, a),
        "Comparator reverseOrder(Comparator)": lambda order: lambda a, b: order(b, a),
        "List nCopies(int, def)": lambda count, value: FrozenList(bounded([value] * min(count, 1_000_001))),
        "boolean addAll(Collection, def[])": add_all,
        "boolean disjoint(Collection, Collection)": lambda a, b: not any(contains(b, item) for item in iterate(a)),
    }
)


def _swap(items: list[Any], left: int, right: int) -> None:
    in_bounds(items, left)
    in_bounds(items, right)
    items[left], items[right] = items[right], items[left]
