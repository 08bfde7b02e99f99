"""Lists, maps, sets, their views and iterators, and what Painless adds to them."""

from collections.abc import Callable, Iterable, Iterator
from functools import cmp_to_key
from typing import Any

from reindex_operator.painless.runtime.arithmetic import compare, java_equals
from reindex_operator.painless.runtime.limits import bounded, check
from reindex_operator.painless.runtime.text import hash_order, java_hash, ordered_keys, text
from reindex_operator.painless.runtime.throwable import Throwable, illegal_argument, null_pointer, out_of_bounds, unsupported
from reindex_operator.painless.runtime.values import CLASSES_OF, Array, box_long, class_of, key, unkey, wrap_int

from .table import CLASSES, define


class FrozenList(list[Any]):
    """A list that refuses changes."""

    java_class = "java.util.ImmutableCollections.ListN"
    __slots__ = ()


class LinkedMap(dict[Any, Any]):
    """A LinkedHashMap."""

    java_class = "java.util.LinkedHashMap"
    __slots__ = ()

    def ordered(self) -> list[Any]:
        """Keys as they came."""
        return list(self)


class FrozenMap(dict[Any, Any]):
    """A map that refuses changes; goes through its keys like a HashMap."""

    java_class = "java.util.Collections.UnmodifiableMap"
    __slots__ = ()

    def ordered(self) -> list[Any]:
        """Keys in hash order."""
        return hash_order(self, len(self))


class TreeMap(dict[Any, Any]):
    """A TreeMap."""

    java_class = "java.util.TreeMap"
    __slots__ = ("order",)

    def __init__(self, order: Callable[[Any, Any], int] | None = None) -> None:
        super().__init__()
        self.order = order or compare

    def ordered(self) -> list[Any]:
        """Keys sorted."""
        return sorted(self, key=cmp_to_key(lambda a, b: self.order(unkey(a), unkey(b))))


class Entry:
    """A map's entry; writing to it writes to the map."""

    java_class = "java.util.Map$Entry"
    __slots__ = ("mapping", "stored")

    def __init__(self, mapping: dict[Any, Any], stored: Any) -> None:
        self.mapping = mapping
        self.stored = stored

    def __str__(self) -> str:
        """``key=value``."""
        return f"{text(unkey(self.stored))}={text(self.mapping.get(self.stored))}"

    def __eq__(self, other: object) -> bool:
        """By key and value."""
        return (
            isinstance(other, Entry)
            and java_equals(unkey(self.stored), unkey(other.stored))
            and java_equals(self.mapping.get(self.stored), other.mapping.get(other.stored))
        )

    def __hash__(self) -> int:
        """In line with equality."""
        return self.java_hash()

    def java_hash(self) -> int:
        """``hashCode``."""
        return java_hash(unkey(self.stored)) ^ java_hash(self.mapping.get(self.stored))

    def set(self, value: Any) -> Any:
        """``setValue``."""
        if isinstance(self.mapping, FrozenMap):
            raise unsupported()
        old = self.mapping.get(self.stored)
        self.mapping[self.stored] = value
        return old


class Group:
    """A set, or a view of a map: what has ``values()``, ``drop(value)`` and a size."""

    java_class = "java.util.Set"

    def values(self) -> list[Any]:
        """The elements in order."""
        raise NotImplementedError

    def drop(self, value: Any) -> bool:
        """Remove one element."""
        raise NotImplementedError

    def has(self, value: Any) -> bool:
        """Whether it is an element."""
        return any(java_equals(value, item) for item in self.values())

    def add(self, value: Any) -> bool:  # noqa: ARG002 - refused whatever it is
        """Add an element."""
        raise unsupported()

    def __len__(self) -> int:
        """How many."""
        return len(self.values())

    def __iter__(self) -> Iterator[Any]:
        """Over the elements."""
        return iter(self.values())

    def __str__(self) -> str:
        """``[a, b]``."""
        return "[" + ", ".join(text(item) for item in self.values()) + "]"

    def __eq__(self, other: object) -> bool:
        """Sets are equal with equal elements."""
        return isinstance(other, Group) and len(self) == len(other) and all(other.has(item) for item in self.values())

    def __hash__(self) -> int:
        """In line with equality."""
        return self.java_hash()

    def java_hash(self) -> int:
        """``hashCode``."""
        return wrap_int(sum(java_hash(item) for item in self.values()))


class HashSet(Group):
    """A HashSet."""

    java_class = "java.util.HashSet"

    def __init__(self, items: Iterable[Any] = ()) -> None:
        self.held: dict[Any, None] = {key(item): None for item in items}

    def stored(self) -> list[Any]:
        """The stored keys in order."""
        return hash_order(self.held, len(self.held))

    def values(self) -> list[Any]:
        """The elements in order."""
        return [unkey(item) for item in self.stored()]

    def has(self, value: Any) -> bool:
        """Whether it is an element."""
        return key(value) in self.held

    def add(self, value: Any) -> bool:
        """Add an element."""
        size = len(self.held)
        self.held[key(value)] = None
        bounded(self.held)
        return len(self.held) != size

    def drop(self, value: Any) -> bool:
        """Remove an element."""
        size = len(self.held)
        self.held.pop(key(value), None)
        return len(self.held) != size

    def __len__(self) -> int:
        """How many."""
        return len(self.held)


class LinkedSet(HashSet):
    """A LinkedHashSet."""

    java_class = "java.util.LinkedHashSet"

    def stored(self) -> list[Any]:
        """As they came."""
        return list(self.held)


class TreeSet(HashSet):
    """A TreeSet."""

    java_class = "java.util.TreeSet"

    def __init__(self, items: Iterable[Any] = (), order: Callable[[Any, Any], int] | None = None) -> None:
        super().__init__(items)
        self.order = order or compare

    def stored(self) -> list[Any]:
        """Sorted."""
        return sorted(self.held, key=cmp_to_key(lambda a, b: self.order(unkey(a), unkey(b))))


class FrozenSet(LinkedSet):
    """A set that refuses changes."""

    java_class = "java.util.ImmutableCollections.SetN"

    def add(self, value: Any) -> bool:  # noqa: ARG002 - refused whatever it is
        """Refused."""
        raise unsupported()

    def drop(self, value: Any) -> bool:  # noqa: ARG002 - refused whatever it is
        """Refused."""
        raise unsupported()


class View(Group):
    """``keySet``, ``values`` or ``entrySet`` of a map."""

    varies = True

    def __init__(self, mapping: dict[Any, Any], part: str) -> None:
        self.mapping = mapping
        self.part = part
        self.java_class = "java.util.Collection" if part == "values" else "java.util.Set"

    def element(self, stored: Any) -> Any:
        """The element that a key gives."""
        if self.part == "keys":
            return unkey(stored)
        return self.mapping[stored] if self.part == "values" else Entry(self.mapping, stored)

    def values(self) -> list[Any]:
        """The elements in order."""
        return [self.element(stored) for stored in ordered_keys(self.mapping)]

    def has(self, value: Any) -> bool:
        """Whether it is an element."""
        return key(value) in self.mapping if self.part == "keys" else super().has(value)

    def drop(self, value: Any) -> bool:
        """Remove the first that is equal."""
        if isinstance(self.mapping, FrozenMap):
            raise unsupported()
        for stored in ordered_keys(self.mapping):
            if java_equals(self.element(stored), value):
                del self.mapping[stored]
                return True
        return False

    def drop_if(self, test: Callable[[Any], bool]) -> bool:
        """Remove all that a test holds for."""
        if isinstance(self.mapping, FrozenMap):
            raise unsupported()
        gone = [stored for stored in ordered_keys(self.mapping) if test(self.element(stored))]
        for stored in gone:
            del self.mapping[stored]
        return bool(gone)

    def __len__(self) -> int:
        """How many."""
        return len(self.mapping)


def modified() -> Throwable:
    """A ConcurrentModificationException."""
    return Throwable("java.util.ConcurrentModificationException")


def iterate(items: Any) -> Iterable[Any]:
    """What a for-each without changes goes through."""
    if type(items) is list:
        return items
    if isinstance(items, list):
        if type(items) is Array and items.element in {"long", "short", "byte", "char", "float"}:
            return items
        return items
    if isinstance(items, Group):
        return items.values()
    if isinstance(items, Cursor):
        return iter(items.step, STOP)
    if items is None:
        raise null_pointer("cannot iterate over null")
    raise illegal_argument(f"Cannot iterate over [{class_of(items)}]")


def careful(items: Any) -> Iterator[Any]:
    """What a for-each goes through whose body may change the collection: complains as Java does."""
    if isinstance(items, list):
        if type(items) is Array:
            yield from items
            return
        at, size = 0, len(items)
        while at != len(items):
            if len(items) != size:
                raise modified()
            yield items[at]
            at += 1
        return
    if isinstance(items, Group):
        left = size = len(items)
        for value in items.values():
            if len(items) != size:
                raise modified()
            yield value
            left -= 1
            if left == 0:
                return
        return
    yield from iterate(items)


STOP = object()


class Cursor:
    """An Iterator."""

    java_class = "java.util.Iterator"

    def __init__(self, items: Any) -> None:
        self.items = items
        self.left = list(iterate(items))
        self.at = 0

    def step(self) -> Any:
        """The next element or STOP."""
        if self.at >= len(self.left):
            return STOP
        self.at += 1
        return self.left[self.at - 1]

    def next(self) -> Any:
        """``next``."""
        found = self.step()
        if found is STOP:
            raise Throwable("java.util.NoSuchElementException")
        return found

    def remove(self) -> None:
        """``remove``: the element that came last."""
        if self.at == 0:
            raise Throwable("java.lang.IllegalStateException")
        if isinstance(self.items, list):
            _list_changes(self.items)
            self.at -= 1
            del self.left[self.at]
            del self.items[self.at]
        else:
            self.items.drop(self.left[self.at - 1])


def _list_changes(items: Any) -> None:
    if type(items) is FrozenList:
        raise unsupported()
    if type(items) is Array:
        raise unsupported()


def _check_index(items: list[Any], index: int, limit: int | None = None) -> None:
    if not 0 <= index < (len(items) if limit is None else limit):
        raise out_of_bounds(index, len(items))


def list_get(items: list[Any], index: int) -> Any:
    """``List.get``."""
    if index < 0 or index >= len(items):
        raise out_of_bounds(index, len(items))
    return items[index]


def list_set(items: list[Any], index: int, value: Any) -> Any:
    """``List.set``: the old element."""
    _check_index(items, index)
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
    _check_index(items, index)
    return items.pop(index)


def remove_value(items: Any, value: Any) -> bool:
    """``Collection.remove(Object)``."""
    if isinstance(items, Group):
        return items.drop(value)
    _list_changes(items)
    for at, item in enumerate(items):
        if java_equals(item, value):
            del items[at]
            return True
    return False


def add_all(items: Any, more: Any) -> bool:
    """``addAll``."""
    if isinstance(items, Group):
        return any([items.add(value) for value in list(iterate(more))])  # noqa: C419 - each is added
    _list_changes(items)
    before = len(items)
    items.extend(list(iterate(more)))
    bounded(items)
    return len(items) != before


def add_all_at(items: list[Any], index: int, more: Any) -> bool:
    """``addAll(index, more)``."""
    _list_changes(items)
    _check_index(items, index, len(items) + 1)
    added = list(iterate(more))
    items[index:index] = added
    bounded(items)
    return bool(added)


def remove_if(items: Any, test: Callable[[Any], bool]) -> bool:
    """``removeIf``."""
    check()
    if isinstance(items, View):
        return items.drop_if(test)
    if isinstance(items, Group):
        return any([items.drop(value) for value in items.values() if test(value)])  # noqa: C419 - each is removed
    _list_changes(items)
    kept = [item for item in items if not test(item)]
    changed = len(kept) != len(items)
    items[:] = kept
    return changed


def contains(items: Any, value: Any) -> bool:
    """``contains``."""
    if isinstance(items, Group):
        return items.has(value)
    if type(value) is str:
        return any(type(item) is str and item == value for item in items)
    return any(java_equals(value, item) for item in items)


def clear(items: Any) -> None:
    """``clear``."""
    if isinstance(items, HashSet) and not isinstance(items, FrozenSet):
        items.held.clear()
    elif isinstance(items, View):
        items.drop_if(lambda _: True)
    else:
        _list_changes(items)
        items.clear()


def index_of(items: list[Any], value: Any) -> int:
    """``indexOf``."""
    return next((at for at, item in enumerate(items) if java_equals(value, item)), -1)


def last_index_of(items: list[Any], value: Any) -> int:
    """``lastIndexOf``."""
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


def distinct(items: Iterable[Any]) -> list[Any]:
    """Elements without repetition, in order."""
    return [unkey(item) for item in dict.fromkeys(key(item) for item in items)]


def to_array(items: Any) -> Array:
    """``toArray``."""
    return Array("def", iterate(items))


def _stream(items: Any) -> Any:
    from .stream import Stream

    return Stream(iterate(items))


def _each(items: Any, action: Callable[[Any], Any]) -> Any:
    check()
    for item in careful(items):
        action(item)
    return items


def _for_each(items: Any, action: Callable[[Any], Any]) -> None:
    _each(items, action)


def _collect(items: Any, change: Callable[[Any], Any]) -> list[Any]:
    check()
    return [change(item) for item in iterate(items)]


def _collect_into(items: Any, into: Any, change: Callable[[Any], Any]) -> Any:
    for item in iterate(items):
        _add(into, change(item))
    return into


def _add(into: Any, value: Any) -> bool:
    if isinstance(into, Group):
        return into.add(value)
    _list_changes(into)
    return list_add(into, value)


def _find(items: Any, test: Callable[[Any], bool]) -> Any:
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


def _sum(items: Any, value: Callable[[Any], float] | None = None) -> float:
    total = 0.0
    for item in iterate(items):
        number = item if value is None else value(item)
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
    from .text import bounded as short

    return short(separator.join(text(item) for item in iterate(items)))


def map_get(mapping: dict[Any, Any], name: Any) -> Any:
    """``Map.get``."""
    return mapping.get(name if type(name) is str else key(name))


def map_put(mapping: dict[Any, Any], name: Any, value: Any) -> Any:
    """``Map.put``: the old value."""
    stored = name if type(name) is str else key(name)
    old = mapping.get(stored)
    mapping[stored] = value
    bounded(mapping)
    return old


def _map_remove(mapping: dict[Any, Any], name: Any) -> Any:
    return mapping.pop(key(name), None)


def _map_remove_pair(mapping: dict[Any, Any], name: Any, value: Any) -> bool:
    stored = key(name)
    if stored in mapping and java_equals(mapping[stored], value):
        del mapping[stored]
        return True
    return False


def _get_or_default(mapping: dict[Any, Any], name: Any, default: Any) -> Any:
    return mapping.get(key(name), default)


def put_all(mapping: Any, more: Any) -> None:
    """``putAll``."""
    if more is None:
        raise null_pointer("putAll of null")
    put = _writer(mapping)
    for stored in ordered_keys(more):
        put(stored, more[stored])
    bounded(mapping)


def _writer(mapping: Any) -> Callable[[Any, Any], None]:
    def put(stored: Any, value: Any) -> None:
        mapping[stored] = value

    return put


def _put_if_absent(mapping: Any, name: Any, value: Any) -> Any:
    stored = key(name)
    old = mapping.get(stored)
    if old is None:
        mapping[stored] = value
        bounded(mapping)
    return old


def _compute_if_absent(mapping: Any, name: Any, make: Callable[[Any], Any]) -> Any:
    stored = key(name)
    old = mapping.get(stored)
    if old is None:
        old = make(name)
        if old is not None:
            mapping[stored] = old
            bounded(mapping)
    return old


def _compute_if_present(mapping: Any, name: Any, make: Callable[[Any, Any], Any]) -> Any:
    old = mapping.get(key(name))
    return None if old is None else _compute(mapping, name, make)


def _compute(mapping: Any, name: Any, make: Callable[[Any, Any], Any]) -> Any:
    stored = key(name)
    new = make(name, mapping.get(stored))
    if new is None:
        mapping.pop(stored, None)
    else:
        mapping[stored] = new
        bounded(mapping)
    return new


def _merge(mapping: Any, name: Any, value: Any, combine: Callable[[Any, Any], Any]) -> Any:
    if value is None:
        raise null_pointer("cannot merge null")
    old = mapping.get(key(name))
    new = value if old is None else combine(old, value)
    if new is None:
        mapping.pop(key(name), None)
    else:
        mapping[key(name)] = new
        bounded(mapping)
    return new


def _replace(mapping: Any, name: Any, value: Any) -> Any:
    stored = key(name)
    if stored not in mapping:
        return None
    old, mapping[stored] = mapping[stored], value
    return old


def _replace_all_values(mapping: Any, make: Callable[[Any, Any], Any]) -> None:
    for stored in ordered_keys(mapping):
        mapping[stored] = make(unkey(stored), mapping[stored])


def pairs(mapping: Any) -> Iterator[tuple[Any, Any]]:
    """Keys and values in order."""
    check()
    for stored in ordered_keys(mapping):
        if stored not in mapping:
            raise modified()
        yield unkey(stored), mapping[stored]


def _each_pair(mapping: Any, action: Callable[[Any, Any], Any]) -> Any:
    size = len(mapping)
    for name, value in pairs(mapping):
        action(name, value)
        if len(mapping) != size:
            raise modified()
    return mapping


def _map_group_by(mapping: Any, name: Callable[[Any, Any], Any]) -> Any:
    groups: dict[Any, Any] = LinkedMap()
    for at, value in pairs(mapping):
        group = groups.setdefault(key(name(at, value)), {} if not isinstance(mapping, TreeMap) else TreeMap())
        group[key(at)] = value
    return groups


def _map_find(mapping: Any, test: Callable[[Any, Any], bool]) -> Any:
    return next((Entry(mapping, key(name)) for name, value in pairs(mapping) if test(name, value)), None)


def _frozen_method(*_: Any) -> Any:
    raise unsupported()


def _new_map(items: Any = None) -> dict[Any, Any]:
    made: dict[Any, Any] = {}
    if isinstance(items, dict):
        put_all(made, items)
    return made


def _new_linked(items: Any = None) -> LinkedMap:
    made = LinkedMap()
    if isinstance(items, dict):
        put_all(made, items)
    return made


def _new_list(items: Any = None) -> list[Any]:
    return list(iterate(items))


define("java.lang.Iterable").has(
    {
        "Iterator iterator()": Cursor,
        "void forEach(Consumer)": _for_each,
        "boolean any(Predicate)": lambda items, test: any(test(item) for item in iterate(items)),
        "boolean every(Predicate)": lambda items, test: all(test(item) for item in iterate(items)),
        "Collection asCollection()": lambda items: items if isinstance(items, list | Group) else list(items),
        "List asList()": lambda items: items if isinstance(items, list) else list(items),
        "def each(Consumer)": _each,
        "def eachWithIndex(ObjIntConsumer)": _each_with_index,
        "List findResults(Function)": lambda items, change: [found for item in iterate(items) if (found := change(item)) is not None],
        "Map groupBy(Function)": group_by,
        "String join(String)": join,
        "double sum()": _sum,
        "double sum(ToDoubleFunction)": _sum,
    }
)
define("java.util.Collection", "Iterable").has(
    {
        "int size()": len,
        "boolean isEmpty()": lambda items: len(items) == 0,
        "boolean contains(def)": contains,
        "boolean containsAll(Collection)": lambda items, others: all(contains(items, value) for value in iterate(others)),
        "boolean add(def)": _add,
        "boolean addAll(Collection)": add_all,
        "boolean removeIf(Predicate)": remove_if,
        "boolean removeAll(Collection)": lambda items, others: remove_if(items, lambda value: contains(others, value)),
        "boolean retainAll(Collection)": lambda items, others: remove_if(items, lambda value: not contains(others, value)),
        "void clear()": clear,
        "Stream stream()": _stream,
        "def[] toArray()": to_array,
        "def[] toArray(def[])": lambda items, array: Array(array.element, iterate(items)),
        "List collect(Function)": _collect,
        "def collect(Collection, Function)": _collect_into,
        "def find(Predicate)": _find,
        "List findAll(Predicate)": lambda items, test: [item for item in iterate(items) if test(item)],
        "def findResult(Function)": _find_result,
        "def findResult(def, Function)": lambda items, default, change: _find_result(items, change, default),
        "List split(Predicate)": _split,
    }
)
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
        "def getFirst()": lambda items: list_get(items, 0) if items else _no_element(),
        "def getLast()": lambda items: items[-1] if items else _no_element(),
        "def removeFirst()": lambda items: items.pop(0) if items else _no_element(),
        "def removeLast()": lambda items: items.pop() if items else _no_element(),
        "void addFirst(def)": lambda items, value: list_insert(items, 0, value),
        "void addLast(def)": lambda items, value: list_add(items, value) and None,
        "List reversed()": lambda items: items[::-1],
    }
)


def _no_element() -> Any:
    raise Throwable("java.util.NoSuchElementException")


for _refused in ("getFirst", "getLast", "removeFirst", "removeLast", "addFirst", "addLast", "reversed"):
    for _count in (0, 1):
        CLASSES["List"].methods.pop((_refused, _count), None)

define("java.util.ArrayList", "List", final=False).constructor({"new()": list, "new(Collection)": _new_list}).has(
    {"void trimToSize()": lambda _: None}
)


class LinkedList(list[Any]):
    """A LinkedList, ArrayDeque or Stack: a list with two ends."""

    java_class = "java.util.LinkedList"
    __slots__ = ()


define("java.util.Queue", "Collection").has(
    {
        "boolean offer(def)": list_add,
        "def poll()": lambda items: items.pop(0) if items else None,
        "def peek()": lambda items: items[0] if items else None,
        "def remove()": lambda items: items.pop(0) if items else _no_element(),
        "def element()": lambda items: items[0] if items else _no_element(),
    }
)
define("java.util.Deque", "Queue").has(
    {
        "void addFirst(def)": lambda items, value: list_insert(items, 0, value),
        "void addLast(def)": lambda items, value: list_add(items, value) and None,
        "void push(def)": lambda items, value: list_insert(items, 0, value),
        "def pop()": lambda items: items.pop(0) if items else _no_element(),
        "def getFirst()": lambda items: items[0] if items else _no_element(),
        "def getLast()": lambda items: items[-1] if items else _no_element(),
        "def peekFirst()": lambda items: items[0] if items else None,
        "def peekLast()": lambda items: items[-1] if items else None,
        "def pollFirst()": lambda items: items.pop(0) if items else None,
        "def pollLast()": lambda items: items.pop() if items else None,
        "def removeFirst()": lambda items: items.pop(0) if items else _no_element(),
        "def removeLast()": lambda items: items.pop() if items else _no_element(),
    }
)
define("java.util.LinkedList", "List", "Deque").constructor(
    {"new()": LinkedList, "new(Collection)": lambda items: LinkedList(iterate(items))}
)
define("java.util.ImmutableCollections.ListN", "List", name="FrozenList").has(
    {
        f"def {signature}": _frozen_method
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
define("java.util.Set", "Collection").has(
    {"boolean equals(def)": java_equals, "int hashCode()": java_hash, "boolean remove(def)": remove_value}
)
for _name, _kind in (("HashSet", HashSet), ("LinkedHashSet", LinkedSet)):
    define(f"java.util.{_name}", "Set" if _name == "HashSet" else "HashSet").constructor(
        {"new()": _kind, "new(Collection)": lambda items, kind=_kind: kind(iterate(items))}
    )
define("java.util.SortedSet", "Set").has(
    {
        "def first()": lambda items: items.values()[0] if len(items) else _no_element(),
        "def last()": lambda items: items.values()[-1] if len(items) else _no_element(),
    }
)
define("java.util.TreeSet", "SortedSet").constructor({"new()": TreeSet, "new(Comparator)": lambda order: TreeSet((), order)})
define("java.util.ImmutableCollections.SetN", "Set", name="FrozenSet")
define("java.util.Iterator").has(
    {"boolean hasNext()": lambda cursor: cursor.at < len(cursor.left), "def next()": Cursor.next, "void remove()": Cursor.remove}
)
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
        "Comparator comparingByKey(Comparator)": lambda order: lambda a, b: order(unkey(a.stored), unkey(b.stored)),
        "Comparator comparingByValue(Comparator)": lambda order: lambda a, b: order(a.mapping[a.stored], b.mapping[b.stored]),
    }
)
define("java.util.Map").has(
    {
        "def get(def)": map_get,
        "def put(def, def)": map_put,
        "def remove(def)": _map_remove,
        "boolean remove(def, def)": _map_remove_pair,
        "def getOrDefault(def, def)": _get_or_default,
        "boolean containsKey(def)": lambda mapping, name: key(name) in mapping,
        "boolean containsValue(def)": lambda mapping, value: any(java_equals(value, item) for item in mapping.values()),
        "int size()": len,
        "boolean isEmpty()": lambda mapping: len(mapping) == 0,
        "void clear()": lambda mapping: mapping.clear(),
        "void putAll(Map)": put_all,
        "def putIfAbsent(def, def)": _put_if_absent,
        "def computeIfAbsent(def, Function)": _compute_if_absent,
        "def computeIfPresent(def, BiFunction)": _compute_if_present,
        "def compute(def, BiFunction)": _compute,
        "def merge(def, def, BiFunction)": _merge,
        "def replace(def, def)": _replace,
        "void replaceAll(BiFunction)": _replace_all_values,
        "Set keySet()": lambda mapping: View(mapping, "keys"),
        "Collection values()": lambda mapping: View(mapping, "values"),
        "Set entrySet()": lambda mapping: View(mapping, "entries"),
        "void forEach(BiConsumer)": lambda mapping, action: _each_pair(mapping, action) and None,
        "boolean equals(def)": java_equals,
        "int hashCode()": java_hash,
        "List collect(BiFunction)": lambda mapping, change: [change(name, value) for name, value in pairs(mapping)],
        "int count(BiPredicate)": lambda mapping, test: sum(test(name, value) for name, value in pairs(mapping)),
        "def each(BiConsumer)": _each_pair,
        "boolean every(BiPredicate)": lambda mapping, test: all(test(name, value) for name, value in pairs(mapping)),
        "Map.Entry find(BiPredicate)": _map_find,
        "Map findAll(BiPredicate)": lambda mapping, test: _kept(mapping, test),
        "def findResult(BiFunction)": lambda mapping, change: next(
            (found for name, value in pairs(mapping) if (found := change(name, value)) is not None), None
        ),
        "List findResults(BiFunction)": lambda mapping, change: [
            found for name, value in pairs(mapping) if (found := change(name, value)) is not None
        ],
        "Map groupBy(BiFunction)": _map_group_by,
    }
)


def _kept(mapping: Any, test: Callable[[Any, Any], bool]) -> dict[Any, Any]:
    made: dict[Any, Any] = TreeMap() if isinstance(mapping, TreeMap) else {}
    for name, value in pairs(mapping):
        if test(name, value):
            made[key(name)] = value
    return made


define("java.util.HashMap", "Map").constructor({"new()": dict, "new(Map)": _new_map})
define("java.util.LinkedHashMap", "HashMap").constructor({"new()": LinkedMap, "new(Map)": _new_linked})
define("java.util.SortedMap", "Map").has(
    {
        "def firstKey()": lambda mapping: unkey(mapping.ordered()[0]) if mapping else _no_element(),
        "def lastKey()": lambda mapping: unkey(mapping.ordered()[-1]) if mapping else _no_element(),
    }
)
define("java.util.TreeMap", "SortedMap").has(
    {
        "Map.Entry firstEntry()": lambda mapping: Entry(mapping, mapping.ordered()[0]) if mapping else None,
        "Map.Entry lastEntry()": lambda mapping: Entry(mapping, mapping.ordered()[-1]) if mapping else None,
        "def floorKey(def)": lambda mapping, name: next(
            (unkey(k) for k in reversed(mapping.ordered()) if mapping.order(unkey(k), name) <= 0), None
        ),
        "def ceilingKey(def)": lambda mapping, name: next(
            (unkey(k) for k in mapping.ordered() if mapping.order(unkey(k), name) >= 0), None
        ),
    }
).constructor({"new()": TreeMap, "new(Comparator)": TreeMap})
define("java.util.Collections.UnmodifiableMap", "Map", name="FrozenMap").has(
    {
        f"def {signature}": _frozen_method
        for signature in (
            "put(def, def)",
            "remove(def)",
            "remove(def, def)",
            "clear()",
            "putAll(def)",
            "putIfAbsent(def, def)",
            "computeIfAbsent(def, def)",
            "computeIfPresent(def, def)",
            "compute(def, def)",
            "merge(def, def, def)",
            "replace(def, def)",
            "replaceAll(def)",
        )
    }
)
define("java.lang.Array", name="Array").has(
    {
        "int getLength()": len,
        "List asList()": list,
        "Collection asCollection()": list,
        "boolean any(Predicate)": lambda items, test: any(test(item) for item in items),
        "boolean every(Predicate)": lambda items, test: all(test(item) for item in items),
        "List collect(Function)": _collect,
        "def each(Consumer)": _each,
        "def find(Predicate)": _find,
        "List findAll(Predicate)": lambda items, test: [item for item in items if test(item)],
        "String join(String)": join,
        "double sum()": _sum,
    }
)
define("java.util.Arrays", final=True).static(
    {
        "List asList(def[])": list,
    }
)
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
        "def max(Collection)": lambda items: max(iterate(items), key=cmp_to_key(compare)) if len(items) else _no_element(),
        "def max(Collection, Comparator)": lambda items, order: (
            max(iterate(items), key=cmp_to_key(order or compare)) if len(items) else _no_element()
        ),
        "def min(Collection)": lambda items: min(iterate(items), key=cmp_to_key(compare)) if len(items) else _no_element(),
        "def min(Collection, Comparator)": lambda items, order: (
            min(iterate(items), key=cmp_to_key(order or compare)) if len(items) else _no_element()
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
    _check_index(items, left)
    _check_index(items, right)
    items[left], items[right] = items[right], items[left]


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
        "Comparator naturalOrder()": lambda: compare,
        "Comparator reverseOrder()": lambda: lambda a, b: compare(b, a),
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


def _then(name: Callable[..., Any], left: Any, right: Any) -> int:
    return int(name(left, right))


def _nulls(order: Callable[[Any, Any], int], left: Any, right: Any, sign: int) -> int:
    if left is None or right is None:
        return 0 if left is right else sign if left is None else -sign
    return order(left, right)


CLASSES_OF[LinkedList] = "java.util.LinkedList"
