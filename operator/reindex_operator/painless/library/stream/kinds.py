"""Streams, Optionals and Collectors as values."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from reindex_operator.painless.library.functions import needed
from reindex_operator.painless.runtime.comparison import java_equals
from reindex_operator.painless.runtime.limits import check
from reindex_operator.painless.runtime.text import java_hash, text
from reindex_operator.painless.runtime.throwable import Throwable


class Stream:
    """A stream; ``kind`` is the type of its elements: def, int, long or double. Elements of a primitive kind are plain."""

    java_class = "java.util.stream.Stream"

    varies = True
    late = False
    """Whether all elements are gone through before the first is given on: after ``sorted``."""
    size: int | None
    """How many elements there are, where that is known before they are gone through."""

    def __init__(self, items: Iterable[Any], kind: str = "def", size: int | None = None) -> None:
        check()
        self.size = len(items) if isinstance(items, list | tuple) else size
        self.items: Iterator[Any] | None = iter(items)
        self.kind = kind
        if kind != "def":
            self.java_class = f"java.util.stream.{kind.capitalize()}Stream"

    def take(self) -> Iterator[Any]:
        """The elements; a stream gives them once."""
        items, self.items = self.items, None
        if items is None:
            raise Throwable("java.lang.IllegalStateException", "stream has already been operated upon or closed")
        return items

    def counted(self) -> int:
        """``count``: nothing is gone through where it is known."""
        items, size = self.take(), self.size
        return sum(1 for _ in items) if size is None else size

    def then(self, items: Iterable[Any], kind: str | None = None) -> "Stream":
        """A stream that goes on from this one."""
        return Stream(items, kind or self.kind)

    def mapped(self, change: Callable[[Any], Any], kind: str | None = None) -> "Stream":
        """A stream with an element for each of this one."""
        return self.sized(map(change, self.take()), self.size, kind)

    def sized(self, items: Iterable[Any], size: int | None, kind: str | None = None) -> "Stream":
        """A stream that goes on from this one with a number of elements."""
        made = Stream(items, kind or self.kind, size)
        made.late = self.late
        return made


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

    def __eq__(self, other: object) -> bool:
        """By class and value."""
        return isinstance(other, Maybe) and self.java_class == other.java_class and java_equals(self.value, other.value)

    def __hash__(self) -> int:
        """In line with equality."""
        return self.java_hash()

    def java_hash(self) -> int:
        """``hashCode``."""
        return java_hash(self.value)

    def __str__(self) -> str:
        """As Java shows it."""
        name = self.java_class.rpartition(".")[2]
        return f"{name}.empty" if self.value is None else f"{name}[{text(self.value)}]"


def extreme(stream: Stream, order: Callable[[Any, Any], int], sign: int) -> Maybe:
    """The greatest (sign 1) or least (-1) element."""
    needed(order)
    best, empty = None, True
    for item in stream.take():
        if empty or order(item, best) * sign > 0:
            best, empty = item, False
    return Maybe(best, stream.kind)


class Collector:
    """How a stream is collected: what begins, how an element joins, what comes of it."""

    java_class = "java.util.stream.Collector"

    def __init__(self, finish: Callable[[list[Any]], Any]) -> None:
        self.finish = finish
