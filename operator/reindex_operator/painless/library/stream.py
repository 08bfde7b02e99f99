"""Streams and collectors."""

from collections.abc import Callable, Iterable, Iterator
from functools import cmp_to_key, reduce
from itertools import islice
from typing import Any

from reindex_operator.painless.runtime.arithmetic import compare
from reindex_operator.painless.runtime.limits import MAX_ITEMS, bounded, check
from reindex_operator.painless.runtime.text import text
from reindex_operator.painless.runtime.throwable import Throwable, null_pointer
from reindex_operator.painless.runtime.values import Array, box_long, key, wrap_int, wrap_long

from .collections import HashSet, distinct
from .table import CLASSES, define

_WRAP = {"int": wrap_int, "long": wrap_long}


class Stream:
    """A stream; ``kind`` is the type of its elements: def, int, long or double. Elements of a primitive kind are plain."""

    java_class = "java.util.stream.Stream"

    varies = True

    def __init__(self, items: Iterable[Any], kind: str = "def") -> None:
        check()
        self.items: Iterator[Any] = iter(items)
        self.kind = kind
        if kind != "def":
            self.java_class = f"java.util.stream.{kind.capitalize()}Stream"

    def take(self) -> Iterator[Any]:
        """The elements; a stream gives them once."""
        items, self.items = self.items, _used()
        return items

    def then(self, items: Iterable[Any], kind: str | None = None) -> "Stream":
        """A stream that goes on from this one."""
        return Stream(items, kind or self.kind)


def _refused() -> list[Any]:
    raise Throwable("java.lang.IllegalStateException", "stream has already been operated upon or closed")


def _used() -> Iterator[Any]:
    yield from _refused()


class Maybe:
    """An Optional of any kind."""

    java_class = "java.util.Optional"

    varies = True

    def __init__(self, value: Any, kind: str = "def") -> None:
        self.value = value
        self.java_class = "java.util.Optional" + ("" if kind == "def" else kind.capitalize())

    def get(self) -> Any:
        """The value, which must be there."""
        if self.value is None:
            raise Throwable("java.util.NoSuchElementException", "No value present")
        return self.value

    def __str__(self) -> str:
        """As Java shows it."""
        name = self.java_class.rpartition(".")[2]
        return f"{name}.empty" if self.value is None else f"{name}[{text(self.value)}]"


def _maybe(found: Any, kind: str = "def") -> Maybe:
    return Maybe(found, kind)


def _extreme(stream: Stream, order: Callable[[Any, Any], int], sign: int) -> Maybe:
    best, empty = None, True
    for item in stream.take():
        if empty or order(item, best) * sign > 0:
            best, empty = item, False
    return Maybe(best, stream.kind)


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


def _limit(stream: Stream, count: int) -> Stream:
    return stream.then(islice(stream.take(), max(0, count)))


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


class Collector:
    """How a stream is collected: what begins, how an element joins, what comes of it."""

    java_class = "java.util.stream.Collector"

    def __init__(self, finish: Callable[[list[Any]], Any]) -> None:
        self.finish = finish


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
            f"{name} skip(long)": lambda s, count: s.then(islice(s.take(), max(0, count), None)),
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
        "Optional max(Comparator)": lambda s, order: _extreme(s, order, 1),
        "Optional min(Comparator)": lambda s, order: _extreme(s, order, -1),
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
            f"Optional{_kind.capitalize()} max()": lambda s: _extreme(s, compare, 1),
            f"Optional{_kind.capitalize()} min()": lambda s: _extreme(s, compare, -1),
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


def _grouping(name: Callable[[Any], Any], make: Callable[[], Any], inner: Collector) -> Collector:
    def finish(items: list[Any]) -> Any:
        groups: dict[Any, list[Any]] = {}
        for item in items:
            groups.setdefault(key(name(item)), []).append(item)
        made = make()
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
    from .collections import LinkedMap

    def finish(items: list[Any]) -> Any:
        parts: dict[bool, list[Any]] = {False: [], True: []}
        for item in items:
            parts[bool(test(item))].append(item)
        return LinkedMap({key(side): inner.finish(members) for side, members in parts.items()})

    return Collector(finish)


_LIST = Collector(list)
_joined: dict[int, Any] = {
    0: lambda: Collector(lambda items: "".join(text(item) for item in items)),
    1: lambda separator: Collector(lambda items: separator.join(text(item) for item in items)),
}
define("java.util.stream.Collector", final=True)
define("java.util.stream.Collectors", final=True).static(
    {
        "Collector toList()": lambda: _LIST,
        "Collector toSet()": lambda: Collector(HashSet),
        "Collector toCollection(Supplier)": lambda make: Collector(lambda items: _into(make(), items)),
        "Collector joining()": _joined[0],
        "Collector joining(CharSequence)": _joined[1],
        "Collector joining(CharSequence, CharSequence, CharSequence)": lambda separator, start, end: Collector(
            lambda items: start + separator.join(text(item) for item in items) + end
        ),
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
        "Collector summingDouble(ToDoubleFunction)": lambda value: Collector(lambda items: float(sum(map(value, items), 0.0))),
        "Collector averagingInt(ToIntFunction)": lambda value: Collector(lambda items: _mean(list(map(value, items)))),
        "Collector averagingLong(ToLongFunction)": lambda value: Collector(lambda items: _mean(list(map(value, items)))),
        "Collector averagingDouble(ToDoubleFunction)": lambda value: Collector(lambda items: _mean(list(map(value, items)))),
        "Collector maxBy(Comparator)": lambda order: Collector(lambda items: _extreme(Stream(items), order, 1)),
        "Collector minBy(Comparator)": lambda order: Collector(lambda items: _extreme(Stream(items), order, -1)),
        "Collector collectingAndThen(Collector, Function)": lambda inner, change: Collector(lambda items: change(inner.finish(items))),
    }
)


def _mean(values: list[Any]) -> float:
    return float(sum(values)) / len(values) if values else 0.0


def _into(collection: Any, items: list[Any]) -> Any:
    from .collections import add_all

    add_all(collection, bounded(items))
    return collection


for _kind in ("def", "int", "long", "double"):
    _word = "" if _kind == "def" else _kind.capitalize()
    _get = "get" if _kind == "def" else f"getAs{_word}"
    define(f"java.util.Optional{_word}", final=True).has(
        {
            f"{_kind} {_get}()": Maybe.get,
            "boolean isPresent()": lambda maybe: maybe.value is not None,
            f"{_kind} orElse({_kind})": lambda maybe, other: other if maybe.value is None else maybe.value,
            f"void ifPresent({_word}Consumer)": lambda maybe, action: None if maybe.value is None else action(maybe.value),
        }
    )
CLASSES["Optional"].has(
    {
        "Optional map(Function)": lambda maybe, change: maybe if maybe.value is None else Maybe(change(maybe.value)),
        "Optional flatMap(Function)": lambda maybe, change: maybe if maybe.value is None else change(maybe.value),
        "Optional filter(Predicate)": lambda maybe, test: maybe if maybe.value is not None and test(maybe.value) else Maybe(None),
        "def orElseGet(Supplier)": lambda maybe, make: make() if maybe.value is None else maybe.value,
        "def orElseThrow(Supplier)": lambda maybe, make: _raised(make()) if maybe.value is None else maybe.value,
    }
).static({"Optional of(def)": _maybe, "Optional ofNullable(def)": _maybe, "Optional empty()": lambda: Maybe(None)})


def _raised(error: BaseException) -> Any:
    raise error
