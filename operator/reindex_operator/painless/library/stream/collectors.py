"""Collectors."""

from collections.abc import Callable
from functools import reduce
from typing import Any

from reindex_operator.painless.library.collections.groups import HashSet
from reindex_operator.painless.library.dispatch import instance_of
from reindex_operator.painless.library.functions import needed
from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.limits import bounded
from reindex_operator.painless.runtime.text import text
from reindex_operator.painless.runtime.throwable import Throwable, class_cast, null_pointer
from reindex_operator.painless.runtime.values import box_long, class_of, key, wrap_int, wrap_long

from .kinds import Collector, Maybe, Stream, extreme
from .numeric import Statistics, mean, summed


def _grouping(name: Callable[[Any], Any], make: Callable[[], Any], inner: Collector) -> Collector:
    needed(inner)

    def finish(items: list[Any]) -> Any:
        groups: dict[Any, list[Any]] = {}
        for item in items:
            groups.setdefault(key(needed(name(item))), []).append(item)
        made = make()
        if made is None and inner is not _LIST:
            raise null_pointer("the map is null")
        for stored, members in groups.items():
            made[stored] = inner.finish(members)
        return made

    return Collector(finish)


def _to_map(
    name: Callable[[Any], Any], value: Callable[[Any], Any], merge: Callable[[Any, Any], Any] | None = None, make: Any = dict
) -> Collector:
    def finish(items: list[Any]) -> Any:
        made = make()
        for item in items:
            stored, new = key(name(item)), value(item)
            if stored in made:
                if merge is None:
                    raise Throwable(
                        "java.lang.IllegalStateException",
                        f"Duplicate key {text(name(item))} (attempted merging values {text(made[stored])} and {text(new)})",
                    )
                new = merge(made[stored], new)
            if new is None:
                raise null_pointer("a value is null")
            made[stored] = new
        return made

    return Collector(finish)


def _partition(test: Callable[[Any], bool], inner: Collector) -> Collector:
    from reindex_operator.painless.library.collections.kinds import LinkedMap

    def finish(items: list[Any]) -> Any:
        parts: dict[bool, list[Any]] = {False: [], True: []}
        for item in items:
            parts[bool(test(item))].append(item)
        return LinkedMap({key(side): inner.finish(members) for side, members in parts.items()})

    return Collector(finish)


_LIST = Collector(list)


def _joining(separator: str = "", start: str = "", end: str = "") -> Collector:
    def finish(items: list[Any]) -> str:
        for part in (separator, start, end):
            needed(part)
        for item in items:
            if item is not None and not instance_of(item, "CharSequence"):
                raise class_cast(f"class {class_of(item)} cannot be cast to class java.lang.CharSequence")
        return start + separator.join(map(text, items)) + end

    return Collector(finish)


define("java.util.stream.Collector", final=True)
define("java.util.stream.Collectors", final=True).static(
    {
        "Collector toList()": lambda: _LIST,
        "Collector toSet()": lambda: Collector(HashSet),
        "Collector toCollection(Supplier)": lambda make: Collector(lambda items: _into(make(), items)),
        "Collector joining()": _joining,
        "Collector joining(CharSequence)": _joining,
        "Collector joining(CharSequence, CharSequence, CharSequence)": _joining,
        "Collector counting()": lambda: Collector(lambda items: box_long(len(items))),
        "Collector groupingBy(Function)": lambda name: _grouping(name, dict, _LIST),
        "Collector groupingBy(Function, Collector)": lambda name, inner: _grouping(name, dict, inner),
        "Collector groupingBy(Function, Supplier, Collector)": _grouping,
        "Collector partitioningBy(Predicate)": lambda test: _partition(test, _LIST),
        "Collector partitioningBy(Predicate, Collector)": _partition,
        "Collector mapping(Function, Collector)": lambda change, inner: Collector(
            lambda items: inner.finish([change(item) for item in items])
        ),
        "Collector toMap(Function, Function)": _to_map,
        "Collector toMap(Function, Function, BinaryOperator)": _to_map,
        "Collector toMap(Function, Function, BinaryOperator, Supplier)": _to_map,
        "Collector summingInt(ToIntFunction)": lambda value: Collector(lambda items: wrap_int(sum(map(value, items)))),
        "Collector summingLong(ToLongFunction)": lambda value: Collector(lambda items: box_long(wrap_long(sum(map(value, items))))),
        "Collector summingDouble(ToDoubleFunction)": lambda value: Collector(lambda items: summed(map(value, items), "double")),
        "Collector averagingInt(ToIntFunction)": lambda value: Collector(lambda items: _mean(list(map(value, items)))),
        "Collector averagingLong(ToLongFunction)": lambda value: Collector(lambda items: _mean(list(map(value, items)))),
        "Collector averagingDouble(ToDoubleFunction)": lambda value: Collector(lambda items: _mean(list(map(value, items)), "double")),
        "Collector reducing(BinaryOperator)": lambda combine: Collector(lambda items: Maybe(reduce(combine, items) if items else None)),
        "Collector reducing(def, BinaryOperator)": lambda start, combine: Collector(lambda items: reduce(combine, items, start)),
        "Collector reducing(def, Function, BinaryOperator)": lambda start, change, combine: Collector(
            lambda items: reduce(combine, map(change, items), start)
        ),
        "Collector summarizingInt(ToIntFunction)": lambda value: Collector(lambda items: Statistics("int", map(value, items))),
        "Collector summarizingLong(ToLongFunction)": lambda value: Collector(lambda items: Statistics("long", map(value, items))),
        "Collector summarizingDouble(ToDoubleFunction)": lambda value: Collector(lambda items: Statistics("double", map(value, items))),
        "Collector maxBy(Comparator)": lambda order: _extreme(order, 1),
        "Collector minBy(Comparator)": lambda order: _extreme(order, -1),
        "Collector collectingAndThen(Collector, Function)": lambda inner, change: Collector(lambda items: change(inner.finish(items))),
    }
)


def _extreme(order: Callable[[Any, Any], int], sign: int) -> Collector:
    needed(order)
    return Collector(lambda items: extreme(Stream(items), order, sign))


def _mean(values: list[Any], kind: str = "long") -> float:
    return mean(values, kind) if values else 0.0


def _into(collection: Any, items: list[Any]) -> Any:
    from reindex_operator.painless.library.collections.elements import add_all

    add_all(collection, bounded(items))
    return collection
