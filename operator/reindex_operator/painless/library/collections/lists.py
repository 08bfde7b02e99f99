"""List, ArrayList, LinkedList, Queue and Deque."""

from collections.abc import Callable
from functools import cmp_to_key
from typing import Any

from reindex_operator.painless.library.dispatch import instance_of
from reindex_operator.painless.library.functions import strict
from reindex_operator.painless.library.table import CLASSES, define
from reindex_operator.painless.runtime.comparison import compare, java_equals
from reindex_operator.painless.runtime.limits import bounded, check
from reindex_operator.painless.runtime.text import java_hash
from reindex_operator.painless.runtime.throwable import Throwable, illegal_argument, null_pointer, out_of_bounds
from reindex_operator.painless.runtime.values import class_of

from .iteration import Cursor, changeable, iterate, no_element, refused, refused_copy
from .kinds import Deque, FixedList, FrozenList, LinkedList


def in_bounds(items: list[Any], index: int, limit: int | None = None) -> None:
    """Refuse an index outside the list."""
    if not 0 <= index < (len(items) if limit is None else limit):
        raise out_of_bounds(index, len(items))


def list_get(items: list[Any], index: int) -> Any:
    """``List.get``."""
    if index < 0 or index >= len(items):
        raise out_of_bounds(index, len(items))
    return items[index]


def list_set(items: list[Any], index: int, value: Any) -> Any:
    """``List.set``: the old element."""
    in_bounds(items, index)
    old, items[index] = items[index], value
    return old


def list_add(items: list[Any], value: Any) -> bool:
    """``List.add``."""
    items.append(value)
    bounded(items)
    return True


def list_insert(items: list[Any], index: int, value: Any) -> None:
    """``List.add(index, value)``."""
    if not 0 <= index <= len(items):
        raise Throwable("java.lang.IndexOutOfBoundsException", f"Index: {index}, Size: {len(items)}")
    items.insert(index, value)
    bounded(items)


def list_remove(items: list[Any], index: int) -> Any:
    """``List.remove(int)``."""
    in_bounds(items, index)
    return items.pop(index)


def add_all_at(items: list[Any], index: int, more: Any) -> bool:
    """``addAll(index, more)``."""
    in_bounds(items, index, len(items) + 1)
    added = list(iterate(more))
    changeable(items, changes=bool(added))
    items[index:index] = added
    bounded(items)
    return bool(added)


def index_of(items: list[Any], value: Any) -> int:
    """``indexOf``."""
    check()
    return next((at for at, item in enumerate(items) if java_equals(value, item)), -1)


def last_index_of(items: list[Any], value: Any) -> int:
    """``lastIndexOf``."""
    check()
    return next((at for at in range(len(items) - 1, -1, -1) if java_equals(value, items[at])), -1)


def sort(items: list[Any], order: Callable[[Any, Any], int] | None = None) -> None:
    """``sort``: stable, by an order or the natural one."""
    check()
    items.sort(key=cmp_to_key(order or compare))


def sublist(items: list[Any], begin: int, end: int) -> list[Any]:
    """``subList``; a copy, so what is written to it does not reach the list."""
    if begin < 0 or end > len(items):
        raise Throwable("java.lang.IndexOutOfBoundsException", f"fromIndex = {begin}" if begin < 0 else f"toIndex = {end}")
    if begin > end:
        raise illegal_argument(f"fromIndex({begin}) > toIndex({end})")
    return FrozenList(items[begin:end])


def _new_list(items: Any = None) -> list[Any]:
    return list(iterate(items))


define("java.util.List", "Collection").has(
    {
        "def get(int)": list_get,
        "def set(int, def)": list_set,
        "boolean add(def)": list_add,
        "void add(int, def)": list_insert,
        "boolean addAll(int, Collection)": add_all_at,
        "def remove(int)": list_remove,
        "int indexOf(def)": index_of,
        "int lastIndexOf(def)": last_index_of,
        "void sort(Comparator)": sort,
        "List subList(int, int)": sublist,
        "void replaceAll(UnaryOperator)": lambda items, change: items.__setitem__(slice(None), [change(item) for item in items]),
        "int getLength()": len,
        "boolean equals(def)": java_equals,
        "int hashCode()": java_hash,
        "def getFirst()": lambda items: list_get(items, 0) if items else no_element(),
        "def getLast()": lambda items: items[-1] if items else no_element(),
        "def removeFirst()": lambda items: items.pop(0) if items else no_element(),
        "def removeLast()": lambda items: items.pop() if items else no_element(),
        "void addFirst(def)": lambda items, value: list_insert(items, 0, value),
        "void addLast(def)": lambda items, value: list_add(items, value) and None,
        "List reversed()": lambda items: items[::-1],
    }
)


strict(CLASSES["List"], "replaceAll")
for _refused in ("getFirst", "getLast", "removeFirst", "removeLast", "addFirst", "addLast", "reversed"):
    for _count in (0, 1):
        CLASSES["List"].methods.pop((_refused, _count), None)

define("java.util.ArrayList", "List", final=False).constructor({"new()": list, "new(Collection)": _new_list}).has(
    {"void trimToSize()": lambda _: None, "def clone()": list}
)


define("java.util.Queue", "Collection").has(
    {
        "boolean offer(def)": list_add,
        "def poll()": lambda items: items.pop(0) if items else None,
        "def peek()": lambda items: items[0] if items else None,
        "def remove()": lambda items: items.pop(0) if items else no_element(),
        "def element()": lambda items: items[0] if items else no_element(),
    }
)


def _push_first(items: list[Any], value: Any) -> bool:
    list_insert(items, 0, value)
    return True


define("java.util.Deque", "Queue").has(
    {
        "void addFirst(def)": lambda items, value: list_insert(items, 0, value),
        "void addLast(def)": lambda items, value: list_add(items, value) and None,
        "void push(def)": lambda items, value: list_insert(items, 0, value),
        "def pop()": lambda items: items.pop(0) if items else no_element(),
        "def getFirst()": lambda items: items[0] if items else no_element(),
        "def getLast()": lambda items: items[-1] if items else no_element(),
        "def peekFirst()": lambda items: items[0] if items else None,
        "def peekLast()": lambda items: items[-1] if items else None,
        "def pollFirst()": lambda items: items.pop(0) if items else None,
        "def pollLast()": lambda items: items.pop() if items else None,
        "def removeFirst()": lambda items: items.pop(0) if items else no_element(),
        "def removeLast()": lambda items: items.pop() if items else no_element(),
        "boolean offerFirst(def)": _push_first,
        "boolean offerLast(def)": list_add,
        "Iterator descendingIterator()": lambda items: Cursor(items[::-1]),
        "boolean remove(def)": lambda items, value: drop(items, value, range(len(items))),
        "boolean removeFirstOccurrence(def)": lambda items, value: drop(items, value, range(len(items))),
        "boolean removeLastOccurrence(def)": lambda items, value: drop(items, value, range(len(items) - 1, -1, -1)),
    }
)


def drop(items: list[Any], value: Any, places: range) -> bool:
    """Remove the first element at some places that is equal."""
    for at in places:
        if java_equals(items[at], value):
            del items[at]
            return True
    return False


def _nonnull(name: str, count: int) -> Callable[..., Any]:
    run = CLASSES["Deque"].methods.get((name, count)) or CLASSES["Queue"].methods[name, count]

    def call(items: Any, value: Any) -> Any:
        if value is None:
            raise null_pointer("a deque has no nulls")
        return run.run(items, value)

    return call


def _new_deque(items: Any) -> Deque:
    made = Deque()
    for value in iterate(items):
        if value is None:
            raise null_pointer("a deque has no nulls")
        made.append(value)
    return made


define("java.util.ArrayDeque", "Deque").constructor({"new()": Deque, "new(Collection)": _new_deque}).has(
    {
        f"{CLASSES['Deque'].methods[name, 1].returns} {name}(def)": _nonnull(name, 1)
        for name in ("addFirst", "addLast", "push", "offerFirst", "offerLast")
    }
    | {
        "boolean add(def)": _nonnull("offer", 1),
        "boolean offer(def)": _nonnull("offer", 1),
        "ArrayDeque clone()": lambda items: Deque(items),
        "boolean equals(def)": lambda items, other: items is other,
    }
)
define("java.util.LinkedList", "List", "Deque").constructor(
    {"new()": LinkedList, "new(Collection)": lambda items: LinkedList(iterate(items))}
)


def at_array(items: list[Any], index: int) -> Any:
    """``get`` of what complains of a place as an array does."""
    if not 0 <= index < len(items):
        raise Throwable(
            "java.lang.ArrayIndexOutOfBoundsException", f"{index} >= {len(items)}" if index >= 0 else f"Index {index} out of bounds"
        )
    return items[index]


def set_array(items: list[Any], index: int, value: Any) -> Any:
    """``set`` of what complains of a place as an array does."""
    old, items[index] = at_array(items, index), value
    return old


def stored(items: list[Any], element: str) -> list[Any]:
    """Elements that go into an array."""
    for item in items:
        if item is not None and not instance_of(item, element):
            raise Throwable("java.lang.ArrayStoreException", class_of(item))
    return items


def _set_fixed(items: FixedList, index: int, value: Any) -> Any:
    at_array(items, index)
    return set_array(items, index, stored([value], items.element)[0])


_SIZING = ("add(def)", "add(int, def)", "remove(int)")
define("java.util.Arrays$ArrayList", "List", name="FixedList").has(
    {"def get(int)": at_array, "def set(int, def)": _set_fixed} | {f"def {signature}": refused for signature in _SIZING}
)
define("java.util.Collections.SingletonList", "List", name="ConstantList").has(
    {f"def {signature}": refused for signature in (*_SIZING, "set(int, def)")}
    | {
        "void replaceAll(UnaryOperator)": lambda items, _: changeable(items, changes=bool(items)),
        "void sort(Comparator)": lambda _, _order: None,
    }
)
define("java.util.Collections$CopiesList", "ConstantList", name="CopiesList").has(
    {"void sort(Comparator)": lambda items, _: changeable(items, changes=bool(items))}
)
define("java.util.ImmutableCollections.ListN", "List", name="FrozenList").has(
    {
        f"def {signature}": refused_copy
        for signature in (
            "add(def)",
            "add(int, def)",
            "set(int, def)",
            "remove(int)",
            "addAll(def)",
            "addAll(int, def)",
            "clear()",
            "sort(def)",
            "replaceAll(def)",
            "removeIf(def)",
            "removeAll(def)",
            "retainAll(def)",
        )
    }
)
