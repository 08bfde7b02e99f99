"""SortedMap, NavigableMap and TreeMap; SortedSet, NavigableSet and TreeSet. Parts of them are copies that can not be changed."""

from collections.abc import Callable
from typing import Any

from reindex_operator.painless.library.functions import needed, strict
from reindex_operator.painless.library.table import CLASSES, define
from reindex_operator.painless.runtime.comparison import compare
from reindex_operator.painless.runtime.limits import check
from reindex_operator.painless.runtime.throwable import Throwable, illegal_argument
from reindex_operator.painless.runtime.values import unkey

from .groups import FrozenTreeSet, TreeSet
from .iteration import Cursor, no_element, refused_copy
from .kinds import FrozenTree, TreeMap
from .maps import put_all
from .views import Entry

Order = Callable[[Any, Any], int]


def _nearest(keys: list[Any], order: Order, name: Any, *, below: bool, same: bool) -> Any:
    """The nearest stored key at one side of a key, or None; Java's floor, lower, ceiling and higher."""
    check()
    found = None
    for stored in keys:
        place = order(unkey(stored), name)
        if below and (place < 0 or (same and place == 0)):
            found = stored
        elif not below and (place > 0 or (same and place == 0)):
            return stored
    return found


def _between(keys: list[Any], order: Order, low: tuple[Any, bool] | None, high: tuple[Any, bool] | None) -> list[Any]:
    if low is not None and high is not None:
        if order(low[0], high[0]) > 0:
            raise illegal_argument("fromKey > toKey")
    else:
        for bound in (low, high):
            if bound is not None:
                order(bound[0], bound[0])
    check()
    found = []
    for stored in keys:
        name = unkey(stored)
        if low is not None and (order(name, low[0]) < 0 or (not low[1] and order(name, low[0]) == 0)):
            continue
        if high is not None and (order(name, high[0]) > 0 or (not high[1] and order(name, high[0]) == 0)):
            continue
        found.append(stored)
    return found


def _part(mapping: TreeMap, keys: list[Any], order: Order | None = None) -> FrozenTree:
    made = FrozenTree(order or mapping.order)
    for stored in keys:
        made[stored] = mapping[stored]
    return made


def _cut(mapping: TreeMap, low: tuple[Any, bool] | None, high: tuple[Any, bool] | None) -> FrozenTree:
    return _part(mapping, _between(mapping.ordered(), mapping.order, low, high))


def _reversed(order: Order) -> Order:
    return lambda a, b: order(b, a)


def _entry(mapping: TreeMap, stored: Any) -> Entry | None:
    return None if stored is None else Entry(mapping, stored)


def _polled(mapping: TreeMap, place: int) -> Entry | None:
    if not mapping:
        return None
    stored = mapping.ordered()[place]
    value = mapping.pop(stored)
    return Entry({stored: value}, stored)


def _order_of(items: Any) -> Order | None:
    return None if items.order is compare else items.order


define("java.util.SortedMap", "Map").has(
    {
        "def firstKey()": lambda mapping: unkey(mapping.ordered()[0]) if mapping else no_element(),
        "def lastKey()": lambda mapping: unkey(mapping.ordered()[-1]) if mapping else no_element(),
        "Comparator comparator()": _order_of,
        "SortedMap headMap(def)": lambda mapping, end: _cut(mapping, None, (end, False)),
        "SortedMap tailMap(def)": lambda mapping, begin: _cut(mapping, (begin, True), None),
        "SortedMap subMap(def, def)": lambda mapping, begin, end: _cut(mapping, (begin, True), (end, False)),
    }
)
_NEAR = {"floor": (True, True), "lower": (True, False), "ceiling": (False, True), "higher": (False, False)}


def _near(items: Any, keys: list[Any], name: Any, word: str) -> Any:
    if not keys:
        return None
    items.order(name, name)
    below, same = _NEAR[word]
    return _nearest(keys, items.order, name, below=below, same=same)


define("java.util.NavigableMap", "SortedMap").has(
    {f"def {word}Key(def)": (lambda mapping, name, word=word: unkey(_near(mapping, mapping.ordered(), name, word))) for word in _NEAR}
    | {
        f"Map.Entry {word}Entry(def)": (lambda mapping, name, word=word: _entry(mapping, _near(mapping, mapping.ordered(), name, word)))
        for word in _NEAR
    }
    | {
        "Map.Entry firstEntry()": lambda mapping: Entry(mapping, mapping.ordered()[0]) if mapping else None,
        "Map.Entry lastEntry()": lambda mapping: Entry(mapping, mapping.ordered()[-1]) if mapping else None,
        "Map.Entry pollFirstEntry()": lambda mapping: _polled(mapping, 0),
        "Map.Entry pollLastEntry()": lambda mapping: _polled(mapping, -1),
        "NavigableMap descendingMap()": lambda mapping: _part(mapping, mapping.ordered(), _reversed(mapping.order)),
        "NavigableSet descendingKeySet()": lambda mapping: FrozenTreeSet(map(unkey, mapping), _reversed(mapping.order)),
        "NavigableSet navigableKeySet()": lambda mapping: FrozenTreeSet(map(unkey, mapping), mapping.order),
        "NavigableMap headMap(def, boolean)": lambda mapping, end, same: _cut(mapping, None, (end, same)),
        "NavigableMap tailMap(def, boolean)": lambda mapping, begin, same: _cut(mapping, (begin, same), None),
        "NavigableMap subMap(def, boolean, def, boolean)": lambda mapping, begin, first, end, last: _cut(
            mapping, (begin, first), (end, last)
        ),
    }
)


_MAKING = {"compute", "computeIfAbsent"}
_ADDING = {"put", "putIfAbsent", "merge"}


def _by_order(name: str, count: int) -> Callable[..., Any]:
    """Map's own method for a key that the order may hold equal to one that is there."""
    run = CLASSES["Map"].methods[name, count].run

    def call(mapping: TreeMap, wanted: Any, *rest: Any) -> Any:
        if name == "merge":
            needed(rest[0])
        if not mapping and (name in _MAKING or (mapping.order is not compare and name not in _ADDING)):
            found = run(mapping, wanted, *rest)
            if mapping:
                try:
                    mapping.order(wanted, wanted)
                except Throwable:
                    mapping.clear()
                    raise
            return found
        return run(mapping, unkey(mapping.stored(wanted)), *rest)

    return call


def _copied(items: Any) -> TreeMap:
    made = TreeMap(items.order if isinstance(items, TreeMap) else None)
    put_all(made, items)
    return made


del CLASSES["NavigableMap"].methods["lowerKey", 1]  # the node's list has it not
define("java.util.TreeMap", "NavigableMap").has(
    {
        f"{CLASSES['Map'].methods[name, count].returns} {name}({', '.join(CLASSES['Map'].methods[name, count].params)})": _by_order(
            name, count
        )
        for name, count in (
            ("get", 1),
            ("put", 2),
            ("remove", 1),
            ("remove", 2),
            ("getOrDefault", 2),
            ("containsKey", 1),
            ("putIfAbsent", 2),
            ("computeIfAbsent", 2),
            ("computeIfPresent", 2),
            ("compute", 2),
            ("merge", 3),
            ("replace", 2),
            ("replace", 3),
        )
    }
    | {"def clone()": _copied}
).constructor({"new()": TreeMap, "new(Comparator)": TreeMap})
strict(CLASSES["TreeMap"])
define("java.util.TreeMap$NavigableSubMap", "TreeMap", name="FrozenTree").has(
    {
        f"def {signature}": refused_copy
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
            "replace(def, def, def)",
            "replaceAll(def)",
            "pollFirstEntry()",
            "pollLastEntry()",
        )
    }
)


def _slice(items: TreeSet, low: tuple[Any, bool] | None, high: tuple[Any, bool] | None) -> FrozenTreeSet:
    return FrozenTreeSet(map(unkey, _between(items.stored(), items.order, low, high)), items.order)


def _taken(items: TreeSet, place: int) -> Any:
    if not len(items):
        return None
    value = items.values()[place]
    items.drop(value)
    return value


define("java.util.SortedSet", "Set").has(
    {
        "def first()": lambda items: items.values()[0] if len(items) else no_element(),
        "def last()": lambda items: items.values()[-1] if len(items) else no_element(),
        "Comparator comparator()": _order_of,
        "SortedSet headSet(def)": lambda items, end: _slice(items, None, (end, False)),
        "SortedSet tailSet(def)": lambda items, begin: _slice(items, (begin, True), None),
        "SortedSet subSet(def, def)": lambda items, begin, end: _slice(items, (begin, True), (end, False)),
    }
)
define("java.util.NavigableSet", "SortedSet").has(
    {f"def {word}(def)": (lambda items, name, word=word: unkey(_near(items, items.stored(), name, word))) for word in _NEAR}
    | {
        "def pollFirst()": lambda items: _taken(items, 0),
        "def pollLast()": lambda items: _taken(items, -1),
        "Iterator descendingIterator()": lambda items: Cursor(items.values()[::-1]),
        "NavigableSet descendingSet()": lambda items: FrozenTreeSet(items.values(), _reversed(items.order)),
        "NavigableSet headSet(def, boolean)": lambda items, end, same: _slice(items, None, (end, same)),
        "NavigableSet tailSet(def, boolean)": lambda items, begin, same: _slice(items, (begin, same), None),
        "NavigableSet subSet(def, boolean, def, boolean)": lambda items, begin, first, end, last: _slice(
            items, (begin, first), (end, last)
        ),
    }
)
define("java.util.TreeSet", "NavigableSet").has({"def clone()": lambda items: TreeSet(items.values(), items.order)}).constructor(
    {"new()": TreeSet, "new(Comparator)": lambda order: TreeSet((), order)}
)
define("java.util.TreeMap$KeySet", "TreeSet", name="FrozenTreeSet")
