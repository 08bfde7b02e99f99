"""What all four kinds of stream have: Stream, IntStream, LongStream and DoubleStream."""

import sys
from collections.abc import Callable, Iterator
from functools import cmp_to_key, reduce
from itertools import chain, islice
from typing import Any

from reindex_operator.painless.library.collections.elements import distinct
from reindex_operator.painless.library.collections.iteration import Cursor
from reindex_operator.painless.library.collections.lists import stored
from reindex_operator.painless.library.functions import needed
from reindex_operator.painless.library.table import CLASSES, define
from reindex_operator.painless.runtime.comparison import compare
from reindex_operator.painless.runtime.limits import MAX_ITEMS, bounded
from reindex_operator.painless.runtime.text import ARRAY_CODES
from reindex_operator.painless.runtime.throwable import Throwable, class_cast, illegal_argument, null_pointer
from reindex_operator.painless.runtime.values import BOXES, Array, class_of

from .kinds import Collector, Maybe, Stream, extreme

KINDS = (("def", "Stream"), ("int", "IntStream"), ("long", "LongStream"), ("double", "DoubleStream"))


def gathered(items: Iterator[Any]) -> list[Any]:
    """The elements as a list, of a bounded size."""
    found = list(islice(items, MAX_ITEMS + 1))
    return bounded(found)  # type: ignore[no-any-return]


def _sorted(stream: Stream, order: Callable[[Any, Any], int] | None = None) -> Stream:
    def later(items: Iterator[Any]) -> Iterator[Any]:
        yield from sorted(gathered(items), key=cmp_to_key(order or compare))

    made = Stream(later(stream.take()), stream.kind, stream.size)
    made.late = True
    return made


def _distinct(items: Iterator[Any]) -> Iterator[Any]:
    yield from distinct(gathered(items))


def flat(items: Iterator[Any], change: Callable[[Any], Any], kind: str) -> Iterator[Any]:
    """The elements of the streams that a function gives."""
    for item in items:
        inner = change(item)
        if inner is None:
            continue
        if not isinstance(inner, Stream) or inner.kind != kind:
            raise class_cast(f"class {class_of(inner)} cannot be cast to class java.util.stream.{dict(KINDS)[kind]}")
        yield from inner.take()


def _first(stream: Stream) -> Maybe:
    for item in stream.take():
        if item is None:
            raise null_pointer("the first element is null")
        return Maybe(item, stream.kind)
    return Maybe(None, stream.kind)


def _reduce(stream: Stream, combine: Callable[[Any, Any], Any]) -> Maybe:
    items = stream.take()
    for first in items:
        found = reduce(combine, items, first)
        if found is None:
            raise null_pointer("the reduction is null")
        return Maybe(found, stream.kind)
    return Maybe(None, stream.kind)


def _for_each(stream: Stream, action: Callable[[Any], Any]) -> None:
    for item in stream.take():
        action(item)


def _peek(items: Iterator[Any], action: Callable[[Any], Any]) -> Iterator[Any]:
    for item in items:
        action(item)
        yield item


def _cut(stream: Stream, skipped: int, most: int | None) -> Stream:
    size = stream.size
    left = None if size is None else max(0, size - skipped) if most is None else min(size, most)
    return stream.sized(islice(stream.take(), skipped, most), left)


def _joined(first: Stream, then: Stream) -> Stream:
    known = None if first.size is None or then.size is None else first.size + then.size
    return Stream(chain(first.take(), then.take()), first.kind, known)


def _counted(count: int) -> int:
    if count < 0:
        raise illegal_argument(str(count))
    return min(count, sys.maxsize)


def _collect(stream: Stream, make: Callable[[], Any], add: Callable[[Any, Any], Any], _: Any) -> Any:
    made = make()
    for item in stream.take():
        add(made, item)
    return made


def _boxed(stream: Stream) -> Iterator[Any]:
    box = BOXES.get(stream.kind)
    return stream.take() if box is None else map(box, stream.take())


class Builder:
    """A stream's builder."""

    varies = True

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.parts: list[Any] | None = []
        self.java_class = f"java.util.stream.{'' if kind == 'def' else kind.capitalize()}Stream$Builder"

    def add(self, item: Any) -> "Builder":
        """One more element."""
        if self.parts is None:
            raise Throwable("java.lang.IllegalStateException")
        bounded(self.parts).append(item)
        return self

    def build(self) -> Stream:
        """The stream, once."""
        parts, self.parts = self.parts, None
        if parts is None:
            raise Throwable("java.lang.IllegalStateException")
        return Stream(parts, self.kind)


def _shared(name: str, kind: str) -> None:
    """The methods that all four kinds have, with their own functional interfaces."""
    prefix = "" if kind == "def" else kind.capitalize()
    operator = "UnaryOperator" if prefix else "Function"
    element = "def" if kind == "def" else kind
    define(f"java.util.stream.{name}", "BaseStream", final=True).has(
        {
            f"{name} filter({prefix}Predicate)": lambda s, test: s.then(item for item in s.take() if test(item)),
            f"{name} map({prefix}{operator})": Stream.mapped,
            f"{name} flatMap({prefix}Function)": lambda s, change: s.then(flat(s.take(), change, kind)),
            f"{name} distinct()": lambda s: s.then(_distinct(s.take())),
            f"{name} sorted()": _sorted,
            f"{name} limit(long)": lambda s, count: _cut(s, 0, _counted(count)),
            f"{name} skip(long)": lambda s, count: _cut(s, _counted(count), None),
            f"{name} peek({prefix}Consumer)": lambda s, action: s.sized(_peek(s.take(), action), s.size),
            f"void forEach({prefix}Consumer)": _for_each,
            f"void forEachOrdered({prefix}Consumer)": _for_each,
            f"boolean anyMatch({prefix}Predicate)": lambda s, test: any(test(item) for item in s.take()),
            f"boolean allMatch({prefix}Predicate)": lambda s, test: all(test(item) for item in s.take()),
            f"boolean noneMatch({prefix}Predicate)": lambda s, test: not any(test(item) for item in s.take()),
            "long count()": Stream.counted,
            f"Optional{prefix} findFirst()": _first,
            f"Optional{prefix} findAny()": _first,
            f"{kind}[] toArray()": lambda s: Array(kind, gathered(s.take())),
            f"{kind} reduce({kind}, {prefix}BinaryOperator)": lambda s, start, combine: reduce(combine, s.take(), start),
            f"Optional{prefix} reduce({prefix}BinaryOperator)": _reduce,
            f"def collect(Supplier, {'BiConsumer' if kind == 'def' else f'Obj{prefix}Consumer'}, BiConsumer)": _collect,
        }
    ).static(
        {
            f"{name} empty()": lambda: Stream((), kind),
            f"{name} of({element}[])": lambda items: Stream(_given(items), kind),
            f"{name} concat({name}, {name})": _joined,
            f"{name}.Builder builder()": lambda: Builder(kind),
        }
    )
    define(f"java.util.stream.{name}$Builder", final=True).has(
        {f"{name}.Builder add({kind})": Builder.add, f"{name} build()": Builder.build}
    )


def _given(items: Array | None) -> Array:
    if items is None:
        raise null_pointer("the array is null")
    return items


define("java.util.stream.BaseStream").has(
    {
        "void close()": lambda s: setattr(s, "items", None),
        "boolean isParallel()": lambda _: False,
        "Iterator iterator()": lambda s: Cursor(gathered(_boxed(s))),
        "BaseStream sequential()": lambda s: s,
        "BaseStream unordered()": lambda s: s,
    }
)
for _kind, _name in KINDS:
    _shared(_name, _kind)
    if _kind != "def":
        CLASSES[_name].has({f"{_name} sequential()": lambda s: s})


def _filled(stream: Stream, make: Callable[[int], Any]) -> Array:
    known = stream.size
    items = gathered(stream.take()) if known is None else []
    array = make(len(items) if known is None else known)
    if array is not None and not (isinstance(array, Array) and array.element not in ARRAY_CODES):
        raise class_cast(f"class {class_of(array)} cannot be cast to class [Ljava.lang.Object;")
    fits = array is not None and (known is None or len(array) == known)
    if known is not None and (fits or stream.late):
        items = gathered(stream.take())
    if array is None:
        raise null_pointer("the function gave null")
    if not fits:
        raise Throwable("java.lang.IllegalStateException", f"Begin size {known} is not equal to fixed size {len(array)}")
    if len(array) < len(items):
        raise Throwable("java.lang.IndexOutOfBoundsException", "does not fit")
    array[: len(items)] = stored(items, array.element)
    return array


def _collected(stream: Stream, collector: Collector) -> Any:
    return collector.finish(gathered(stream.take()))


def _folded(stream: Stream, start: Any, combine: Callable[[Any, Any], Any], _: Any) -> Any:
    return reduce(combine, stream.take(), start)


CLASSES["Stream"].has(
    {
        "Stream sorted(Comparator)": lambda s, order: _sorted(s, needed(order)),
        "IntStream flatMapToInt(Function)": lambda s, change: s.then(flat(s.take(), change, "int"), "int"),
        "LongStream flatMapToLong(Function)": lambda s, change: s.then(flat(s.take(), change, "long"), "long"),
        "DoubleStream flatMapToDouble(Function)": lambda s, change: s.then(flat(s.take(), change, "double"), "double"),
        "IntStream mapToInt(ToIntFunction)": lambda s, change: s.mapped(change, "int"),
        "LongStream mapToLong(ToLongFunction)": lambda s, change: s.mapped(change, "long"),
        "DoubleStream mapToDouble(ToDoubleFunction)": lambda s, change: s.mapped(change, "double"),
        "def collect(Collector)": _collected,
        "Optional max(Comparator)": lambda s, order: extreme(s, order, 1),
        "Optional min(Comparator)": lambda s, order: extreme(s, order, -1),
        "def[] toArray(IntFunction)": _filled,
        "def reduce(def, BiFunction, BinaryOperator)": _folded,
    }
)
