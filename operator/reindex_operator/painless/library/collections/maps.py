"""Map and its classes."""

from collections.abc import Callable, Iterator
from typing import Any

from reindex_operator.painless.library.functions import strict
from reindex_operator.painless.library.table import CLASSES, define
from reindex_operator.painless.runtime.comparison import java_equals
from reindex_operator.painless.runtime.limits import bounded, check
from reindex_operator.painless.runtime.text import java_hash, ordered_keys
from reindex_operator.painless.runtime.throwable import null_pointer
from reindex_operator.painless.runtime.values import key, unkey

from .elements import add
from .iteration import modified, refused
from .kinds import LinkedMap, SizedMap, TreeMap
from .views import Entry, View


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


def _replace_pair(mapping: Any, name: Any, old: Any, new: Any) -> bool:
    stored = key(name)
    if stored not in mapping or not java_equals(mapping[stored], old):
        return False
    mapping[stored] = new
    return True


def _collect_pairs(mapping: Any, into: Any, change: Callable[[Any, Any], Any]) -> Any:
    for name, value in pairs(mapping):
        add(into, change(name, value))
    return into


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


def _like(mapping: Any) -> dict[Any, Any]:
    """What ``groupBy`` and ``findAll`` begin with; a part of a TreeMap is none."""
    return TreeMap() if type(mapping) is TreeMap else LinkedMap()


def _map_group_by(mapping: Any, name: Callable[[Any, Any], Any]) -> Any:
    groups: dict[Any, Any] = LinkedMap()
    for at, value in pairs(mapping):
        groups.setdefault(key(name(at, value)), _like(mapping))[key(at)] = value
    return groups


def _map_find(mapping: Any, test: Callable[[Any, Any], bool]) -> Any:
    return next((Entry(mapping, key(name)) for name, value in pairs(mapping) if test(name, value)), None)


def _new_map(items: Any = None) -> dict[Any, Any]:
    if not isinstance(items, dict) or not items:
        return {}
    made = SizedMap(len(items))
    put_all(made, items)
    return made


def _new_linked(items: Any = None) -> LinkedMap:
    made = LinkedMap()
    if isinstance(items, dict):
        put_all(made, items)
    return made


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
        "boolean replace(def, def, def)": _replace_pair,
        "def collect(Collection, BiFunction)": _collect_pairs,
        "def findResult(def, BiFunction)": lambda mapping, default, change: next(
            (found for name, value in pairs(mapping) if (found := change(name, value)) is not None), default
        ),
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


strict(CLASSES["Map"], "forEach", "each", "replaceAll", "computeIfAbsent", "computeIfPresent", "compute", "merge")


def _kept(mapping: Any, test: Callable[[Any, Any], bool]) -> dict[Any, Any]:
    made = _like(mapping)
    for name, value in pairs(mapping):
        if test(name, value):
            made[key(name)] = value
    return made


define("java.util.HashMap", "Map").constructor({"new()": dict, "new(Map)": _new_map})
define("java.util.LinkedHashMap", "HashMap").constructor({"new()": LinkedMap, "new(Map)": _new_linked})
define("java.util.Collections.UnmodifiableMap", "Map", name="FrozenMap").has(
    {
        f"def {signature}": refused
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
        )
    }
)


def _drop_constant(mapping: Any, name: Any) -> Any:
    return refused() if key(name) in mapping else None


define("java.util.Collections.SingletonMap", "FrozenMap", name="ConstantMap").has(
    {
        "def remove(def)": _drop_constant,
        "void clear()": lambda mapping: refused() if mapping else None,
        "void putAll(Map)": lambda _, more: refused() if more else None,
    }
)
