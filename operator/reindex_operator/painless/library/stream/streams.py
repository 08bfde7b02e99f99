"""Stream, IntStream, LongStream and DoubleStream."""

import sys
from collections.abc import Callable, Iterator
from functools import cmp_to_key, reduce
from itertools import islice
from typing import Any

from reindex_operator.painless.library.collections.elements import distinct
from reindex_operator.painless.library.table import CLASSES, define
from reindex_operator.painless.runtime.comparison import compare
from reindex_operator.painless.runtime.limits import MAX_ITEMS
from reindex_operator.painless.runtime.throwable import illegal_argument, null_pointer
from reindex_operator.painless.runtime.values import Array, box_long, wrap_int, wrap_long

from .kinds import Maybe, Stream, extreme

_WRAP = {"int": wrap_int, "long": wrap_long}


def _sorted(stream: Stream, order: Callable[[Any, Any], int] | None = None) -> Stream:
    return stream.then(sorted(stream.take(), key=cmp_to_key(order or compare)))


def _flat(stream: Stream, change: Callable[[Any], Stream]) -> Iterator[Any]:
    for item in stream.take():
        inner = change(item)
        if inner is not None:
            yield from inner.take()


def _first(stream: Stream) -> Maybe:
    for item in stream.take():
        if item is None:
            raise null_pointer("the first element is null")
        return Maybe(item, stream.kind)
    return Maybe(None, stream.kind)


def _reduce(stream: Stream, combine: Callable[[Any, Any], Any]) -> Maybe:
    items = list(stream.take())
    return Maybe(reduce(combine, items) if items else None, stream.kind)


def _for_each(stream: Stream, action: Callable[[Any], Any]) -> None:
    for item in stream.take():
        action(item)


def _peek(stream: Stream, action: Callable[[Any], Any]) -> Iterator[Any]:
    for item in stream.take():
        action(item)
        yield item


def _counted(count: int) -> int:
    if count < 0:
        raise illegal_argument(str(count))
    return min(count, sys.maxsize)


def _limit(stream: Stream, count: int) -> Stream:
    return stream.then(islice(stream.take(), _counted(count)))


def _while(stream: Stream, test: Callable[[Any], bool]) -> Iterator[Any]:
    for item in stream.take():
        if not test(item):
            return
        yield item


def _after(stream: Stream, test: Callable[[Any], bool]) -> Iterator[Any]:
    items, dropping = stream.take(), True
    for item in items:
        dropping = dropping and test(item)
        if not dropping:
            yield item


def _shared(name: str, function: str, kind: str) -> None:
    """The methods that all four kinds of stream have, with their own functional interfaces."""
    prefix = "" if kind == "def" else kind.capitalize()
    operator = "UnaryOperator" if prefix else "Function"
    define(f"java.util.stream.{name}", final=True).has(
        {
            f"{name} filter({prefix}Predicate)": lambda s, test: s.then(item for item in s.take() if test(item)),
            f"{name} map({prefix}{operator})": lambda s, change: s.then(map(change, s.take())),
            f"{name} distinct()": lambda s: s.then(distinct(s.take())),
            f"{name} sorted()": _sorted,
            f"{name} limit(long)": _limit,
            f"{name} skip(long)": lambda s, count: s.then(islice(s.take(), _counted(count), None)),
            f"{name} peek({prefix}Consumer)": lambda s, action: s.then(_peek(s, action)),
            f"void forEach({prefix}Consumer)": _for_each,
            f"void forEachOrdered({prefix}Consumer)": _for_each,
            f"boolean anyMatch({prefix}Predicate)": lambda s, test: any(test(item) for item in s.take()),
            f"boolean allMatch({prefix}Predicate)": lambda s, test: all(test(item) for item in s.take()),
            f"boolean noneMatch({prefix}Predicate)": lambda s, test: not any(test(item) for item in s.take()),
            "long count()": lambda s: sum(1 for _ in s.take()),
            f"Optional{prefix} findFirst()": _first,
            f"Optional{prefix} findAny()": _first,
            f"{kind}[] toArray()": lambda s: Array(kind, s.take()),
            f"{kind} reduce({kind}, {prefix}BinaryOperator)": lambda s, start, combine: reduce(combine, s.take(), start),
            f"Optional{prefix} reduce({prefix}BinaryOperator)": _reduce,
        }
    )
    _ = function


for _kind, _name in (("def", "Stream"), ("int", "IntStream"), ("long", "LongStream"), ("double", "DoubleStream")):
    _shared(_name, _name, _kind)
CLASSES["Stream"].has(
    {
        "Stream sorted(Comparator)": _sorted,
        "Stream flatMap(Function)": lambda s, change: s.then(_flat(s, change)),
        "IntStream mapToInt(ToIntFunction)": lambda s, change: s.then(map(change, s.take()), "int"),
        "LongStream mapToLong(ToLongFunction)": lambda s, change: s.then((int(item) for item in map(change, s.take())), "long"),
        "DoubleStream mapToDouble(ToDoubleFunction)": lambda s, change: s.then((float(item) for item in map(change, s.take())), "double"),
        "def collect(Collector)": lambda s, collector: collector.finish(list(s.take())),
        "Optional max(Comparator)": lambda s, order: extreme(s, order, 1),
        "Optional min(Comparator)": lambda s, order: extreme(s, order, -1),
        "def[] toArray(IntFunction)": lambda s, make: _filled(make, list(s.take())),
    }
).static(
    {
        "Stream of(def[])": lambda items: Stream(items),
        "Stream empty()": lambda: Stream(()),
        "Stream concat(Stream, Stream)": lambda a, b: Stream([*a.take(), *b.take()]),
    }
)


def _filled(make: Callable[[int], Array], items: list[Any]) -> Array:
    array = make(len(items))
    array[:] = items
    return array


def _average(stream: Stream) -> Maybe:
    items = list(stream.take())
    return Maybe(sum(items) / len(items) if items else None, "double")


def _range(begin: int, end: int, kind: str) -> Stream:
    return Stream(range(begin, min(end, begin + MAX_ITEMS + 1)), kind)


for _kind in ("int", "long", "double"):
    _name, _wrap = f"{_kind.capitalize()}Stream", _WRAP.get(_kind, lambda value: value)
    CLASSES[_name].has(
        {
            f"{_kind} sum()": (lambda s, wrap=_wrap, kind=_kind: wrap(sum(s.take())) if kind != "double" else float(sum(s.take(), 0.0))),
            f"Optional{_kind.capitalize()} max()": lambda s: extreme(s, compare, 1),
            f"Optional{_kind.capitalize()} min()": lambda s: extreme(s, compare, -1),
            "OptionalDouble average()": _average,
            "Stream boxed()": (lambda s, kind=_kind: s.then((box_long(item) for item in s.take()) if kind == "long" else s.take(), "def")),
            f"Stream mapToObj({_kind.capitalize()}Function)": lambda s, change: s.then(map(change, s.take()), "def"),
        }
    )
    if _kind != "double":
        CLASSES[_name].static(
            {
                f"{_name} range({_kind}, {_kind})": (lambda a, b, kind=_kind: _range(a, b, kind)),
                f"{_name} rangeClosed({_kind}, {_kind})": (lambda a, b, kind=_kind: _range(a, b + 1, kind)),
            }
        ).has({"DoubleStream asDoubleStream()": lambda s: s.then((float(item) for item in s.take()), "double")})
CLASSES["IntStream"].has({"LongStream asLongStream()": lambda s: s.then(s.take(), "long")})
