"""The static methods of ``Collections``."""

from collections.abc import Callable
from functools import cmp_to_key
from typing import Any

from reindex_operator.painless.library.functions import needed
from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.comparison import compare, java_equals, natural, opposite
from reindex_operator.painless.runtime.limits import bounded
from reindex_operator.painless.runtime.text import ordered_keys
from reindex_operator.painless.runtime.throwable import Throwable, illegal_argument
from reindex_operator.painless.runtime.values import key

from .elements import add_all, contains
from .groups import ConstantSet, FrozenSet, FrozenTreeSet
from .iteration import Cursor, changeable, iterate, no_element
from .kinds import ConstantList, ConstantMap, CopiesList, FixedList, FrozenList, FrozenTree, OrderedFrozenMap
from .lists import in_bounds, sort


def _copies(count: int, value: Any) -> CopiesList:
    if count < 0:
        raise illegal_argument(f"List length = {count}")
    return CopiesList(bounded([value] * min(count, 1_000_001)))


def _changed(items: list[Any]) -> list[Any]:
    if not isinstance(items, FixedList):
        changeable(items)
    return items


def _by_nature(item: Any, value: Any) -> int:
    if item is not None:
        natural(item, item)  # what has no order is refused before a null that is looked for
    return compare(item, value)


def _search(items: list[Any], value: Any, order: Callable[[Any, Any], int] | None = None) -> int:
    low, high = 0, len(items) - 1
    while low <= high:
        middle = (low + high) // 2
        place = (order or _by_nature)(items[middle], value)
        if place == 0:
            return middle
        low, high = (middle + 1, high) if place < 0 else (low, middle - 1)
    return -(low + 1)


def _add_each(items: Any, more: Any) -> bool:
    return add_all(items, more) if len(more) else False


def _copy(target: list[Any], source: list[Any]) -> None:
    if len(source) > len(target):
        raise Throwable("java.lang.IndexOutOfBoundsException", "Source does not fit in dest")
    _changed(target)[: len(source)] = list(source)


def _place_of(items: list[Any], part: list[Any], places: range) -> int:
    return next((at for at in places if java_equals(list(items[at : at + len(part)]), list(part))), -1)


def _exchange(items: list[Any], old: Any, new: Any) -> bool:
    places = [at for at, item in enumerate(items) if java_equals(item, old)]
    for at in places:
        _changed(items)[at] = new
    return bool(places)


def _rotate(items: list[Any], distance: int) -> None:
    if items:
        by = distance % len(items)
        _changed(items)[:] = items[-by:] + items[:-by] if by else list(items)


define("java.util.Collections", final=True).static(
    {
        "SortedMap emptySortedMap()": FrozenTree,
        "NavigableMap emptyNavigableMap()": FrozenTree,
        "SortedSet emptySortedSet()": FrozenTreeSet,
        "NavigableSet emptyNavigableSet()": FrozenTreeSet,
        "List emptyList()": ConstantList,
        "Map emptyMap()": ConstantMap,
        "Set emptySet()": ConstantSet,
        "List singletonList(def)": lambda value: ConstantList([value]),
        "Set singleton(def)": lambda value: ConstantSet([value]),
        "Map singletonMap(def, def)": lambda name, value: ConstantMap({key(name): value}),
        "List unmodifiableList(List)": FrozenList,
        "Map unmodifiableMap(Map)": lambda items: OrderedFrozenMap((name, needed(items)[name]) for name in ordered_keys(needed(items))),
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
        "int binarySearch(List, def)": _search,
        "int binarySearch(List, def, Comparator)": _search,
        "void copy(List, List)": _copy,
        "void fill(List, def)": lambda items, value: _changed(items).__setitem__(slice(None), [value] * len(items)),
        "int indexOfSubList(List, List)": lambda items, part: _place_of(items, part, range(len(items) - len(part) + 1)),
        "int lastIndexOfSubList(List, List)": lambda items, part: _place_of(items, part, range(len(items) - len(part), -1, -1)),
        "boolean replaceAll(List, def, def)": _exchange,
        "void rotate(List, int)": _rotate,
        "Collection unmodifiableCollection(Collection)": lambda items: FrozenList(iterate(items)),
        "Set unmodifiableSet(Set)": lambda items: FrozenSet(iterate(items)),
        "Iterator emptyIterator()": lambda: Cursor([]),
        "int frequency(Collection, def)": lambda items, value: sum(java_equals(value, item) for item in iterate(items)),
        "Comparator reverseOrder()": lambda: opposite,
        "Comparator reverseOrder(Comparator)": lambda order: opposite if order is None else lambda a, b: order(b, a),
        "List nCopies(int, def)": _copies,
        "boolean addAll(Collection, def[])": _add_each,
        "boolean disjoint(Collection, Collection)": lambda a, b: not any(contains(b, item) for item in iterate(a)),
    }
)


def _swap(items: list[Any], left: int, right: int) -> None:
    in_bounds(items, left)
    in_bounds(items, right)
    items[left], items[right] = items[right], items[left]
