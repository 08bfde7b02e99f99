"""Iterable and Collection: what works on any collection, with Painless' own additions."""

from collections.abc import Callable, Iterable
from typing import Any

from reindex_operator.painless.library.functions import needed, strict
from reindex_operator.painless.library.table import CLASSES, define
from reindex_operator.painless.runtime.comparison import java_equals
from reindex_operator.painless.runtime.limits import bounded, check
from reindex_operator.painless.runtime.text import text
from reindex_operator.painless.runtime.throwable import Throwable, null_pointer, unsupported
from reindex_operator.painless.runtime.values import Array, class_of, key, unkey

from .groups import ConstantSet, FrozenSet, Group, HashSet
from .iteration import Cursor, careful, changeable, iterate
from .kinds import ConstantList, ConstantMap, LinkedMap
from .lists import list_add
from .views import View


def remove_value(items: Any, value: Any) -> bool:
    """``Collection.remove(Object)``."""
    if isinstance(items, Group):
        return items.drop(value)
    changeable(items, changes=False)
    for at, item in enumerate(items):
        if java_equals(item, value):
            changeable(items)
            del items[at]
            return True
    return False


def add_all(items: Any, more: Any) -> bool:
    """``addAll``."""
    if isinstance(items, View):
        items.changeable()
    if isinstance(items, Group):
        return any([items.add(value) for value in list(iterate(more))])  # noqa: C419 - each is added
    added = list(iterate(more))
    changeable(items, changes=bool(added))
    items.extend(added)
    bounded(items)
    return bool(added)


def remove_if(items: Any, test: Callable[[Any], bool]) -> bool:
    """``removeIf``."""
    check()
    if isinstance(items, View):
        return items.drop_if(test)
    if isinstance(items, Group):
        return any([items.drop(value) for value in items.values() if test(value)])  # noqa: C419 - each is removed
    changeable(items, changes=False)
    kept = [item for item in items if not test(item)]
    changed = len(kept) != len(items)
    if changed:
        changeable(items)
        items[:] = kept
    return changed


def _without(items: Any, others: Any, *, found: bool) -> bool:
    return remove_if(items, lambda value: contains(others, value) == found)


def remove_by(items: Any, test: Callable[[Any], bool]) -> bool:
    """``removeIf`` as scripts call it: what has a single element refuses even what would change nothing."""
    if len(items) == 1 and type(items.mapping if isinstance(items, View) else items) in {ConstantList, ConstantSet, ConstantMap}:
        raise unsupported()
    return remove_if(items, needed(test))


def contains(items: Any, value: Any) -> bool:
    """``contains``."""
    if isinstance(items, Group):
        return items.has(value)
    if type(value) is str:
        return value in items  # nothing else is equal to a text
    check()
    return any(java_equals(value, item) for item in items)


def clear(items: Any) -> None:
    """``clear``."""
    if isinstance(items, HashSet) and not isinstance(items, FrozenSet):
        items.held.clear()
    elif isinstance(items, ConstantSet) and not len(items):
        return
    elif isinstance(items, View):
        items.drop_if(lambda _: True)
    else:
        changeable(items, changes=bool(items))
        items.clear()


def distinct(items: Iterable[Any]) -> list[Any]:
    """Elements without repetition, in order."""
    return [unkey(item) for item in dict.fromkeys(key(item) for item in items)]


def to_given_array(items: Any, array: Array) -> Array:
    """``toArray(array)``: the array itself if it is large enough, with a null after the elements."""
    found = list(iterate(items))
    if len(array) < len(found):
        return Array(array.element, found)
    array[: len(found)] = found
    if len(array) > len(found):
        array[len(found)] = None
    return array


def to_array(items: Any) -> Array:
    """``toArray``."""
    return Array("def", iterate(items))


def _stream(items: Any) -> Any:
    from reindex_operator.painless.library.stream.kinds import Stream

    return Stream(iterate(items))


def each(items: Any, action: Callable[[Any], Any]) -> Any:
    """``each``: the collection itself comes back."""
    check()
    for item in careful(items):
        action(item)
    return items


def _for_each(items: Any, action: Callable[[Any], Any]) -> None:
    each(items, action)


def collect(items: Any, change: Callable[[Any], Any]) -> list[Any]:
    """``collect(function)``."""
    check()
    return [change(item) for item in iterate(items)]


def _collect_into(items: Any, into: Any, change: Callable[[Any], Any]) -> Any:
    for item in iterate(items):
        add(into, change(item))
    return into


def add(into: Any, value: Any) -> bool:
    """``Collection.add``."""
    if isinstance(into, Group):
        return into.add(value)
    changeable(into)
    return list_add(into, value)


def find_element(items: Any, test: Callable[[Any], bool]) -> Any:
    """``find``: the first that a test holds for, or null."""
    return next((item for item in iterate(items) if test(item)), None)


def _find_result(items: Any, change: Callable[[Any], Any], default: Any = None) -> Any:
    return next((found for item in iterate(items) if (found := change(item)) is not None), default)


def group_by(items: Any, name: Callable[[Any], Any]) -> LinkedMap:
    """Elements in lists by what a function gives."""
    check()
    groups = LinkedMap()
    for item in iterate(items):
        groups.setdefault(key(name(item)), []).append(item)
    return groups


def _split(items: Any, test: Callable[[Any], bool]) -> list[Any]:
    check()
    parts: list[list[Any]] = [[], []]
    for item in iterate(items):
        parts[0 if test(item) else 1].append(item)
    return parts


def total(items: Any, value: Callable[[Any], Any] = lambda item: item) -> float:
    """``sum``: a double."""
    total = 0.0
    for item in iterate(items):
        number = value(item)
        if number is None:
            raise null_pointer("cannot sum null")
        if not isinstance(number, int | float) or isinstance(number, bool):
            raise Throwable("java.lang.ClassCastException", f"class {class_of(number)} cannot be cast to class java.lang.Number")
        total += float(number)
    return total


def _each_with_index(items: Any, action: Callable[[Any, int], Any]) -> Any:
    for at, item in enumerate(careful(items)):
        action(item, at)
    return items


def join(items: Any, separator: str) -> str:
    """``join``."""
    from reindex_operator.painless.library.text.units import bounded as short

    return short(text(separator).join(text(item) for item in iterate(items)))


define("java.lang.Iterable").has(
    {
        "Iterator iterator()": Cursor,
        "void forEach(Consumer)": _for_each,
        "boolean any(Predicate)": lambda items, test: any(test(item) for item in iterate(items)),
        "boolean every(Predicate)": lambda items, test: all(test(item) for item in iterate(items)),
        "Collection asCollection()": lambda items: items if isinstance(items, list | Group) else list(items),
        "List asList()": lambda items: items if isinstance(items, list) else list(items),
        "def each(Consumer)": each,
        "def eachWithIndex(ObjIntConsumer)": _each_with_index,
        "List findResults(Function)": lambda items, change: [found for item in iterate(items) if (found := change(item)) is not None],
        "Map groupBy(Function)": group_by,
        "String join(String)": join,
        "double sum()": total,
        "double sum(ToDoubleFunction)": total,
    }
)
strict(CLASSES["Iterable"], "forEach", "each")
define("java.util.Collection", "Iterable").has(
    {
        "int size()": len,
        "boolean isEmpty()": lambda items: len(items) == 0,
        "boolean contains(def)": contains,
        "boolean containsAll(Collection)": lambda items, others: all(contains(items, value) for value in iterate(others)),
        "boolean add(def)": add,
        "boolean addAll(Collection)": add_all,
        "boolean removeIf(Predicate)": remove_by,
        "boolean removeAll(Collection)": lambda items, others: _without(items, needed(others), found=True),
        "boolean retainAll(Collection)": lambda items, others: _without(items, needed(others), found=False),
        "void clear()": clear,
        "Stream stream()": _stream,
        "def[] toArray()": to_array,
        "def[] toArray(def[])": to_given_array,
        "List collect(Function)": collect,
        "def collect(Collection, Function)": _collect_into,
        "def find(Predicate)": find_element,
        "List findAll(Predicate)": lambda items, test: [item for item in iterate(items) if test(item)],
        "def findResult(Function)": _find_result,
        "def findResult(def, Function)": lambda items, default, change: _find_result(items, change, default),
        "List split(Predicate)": _split,
    }
)
