"""Going through collections: for-each, iterators, and the complaint about what changes meanwhile."""

from collections.abc import Iterable, Iterator
from typing import Any

from reindex_operator.painless.runtime.throwable import Throwable, illegal_argument, null_pointer, unsupported
from reindex_operator.painless.runtime.values import BOXES, Array, class_of

from .groups import COPIED, Group
from .kinds import ConstantList, CopiesList, FixedList, FrozenList


def modified() -> Throwable:
    """A ConcurrentModificationException."""
    return Throwable("java.util.ConcurrentModificationException")


def iterate(items: Any) -> Iterable[Any]:
    """What a for-each without changes goes through."""
    if type(items) is list:
        return items
    if isinstance(items, list):
        return boxed(items)
    if isinstance(items, Group):
        return items.values()
    if isinstance(items, Cursor):
        return iter(items.step, STOP)
    if items is None:
        raise null_pointer("cannot iterate over null")
    if getattr(items, "walked", False):
        return items.values()  # type: ignore[no-any-return]
    raise illegal_argument(f"Cannot iterate over [{class_of(items)}]")


def boxed(items: list[Any]) -> list[Any]:
    """The elements of a list or array as def values."""
    box = BOXES.get(items.element) if type(items) is Array else None
    return items if box is None else [box(item) for item in items]


def raw(items: Any) -> list[Any]:
    """What a for-each over an array of a known type goes through: elements as they are kept."""
    if items is None:
        raise null_pointer("cannot iterate over null")
    return items  # type: ignore[no-any-return]


def careful(items: Any) -> Iterator[Any]:
    """What a for-each goes through whose body may change the collection: complains as Java does."""
    if isinstance(items, list):
        if type(items) is Array:
            yield from boxed(items)
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
            changeable(self.items)
            self.at -= 1
            del self.left[self.at]
            del self.items[self.at]
        else:
            self.items.drop(self.left[self.at - 1])


_FIXED = {FrozenList, FixedList, ConstantList, CopiesList, Array}


def changeable(items: Any, changes: bool = True) -> None:
    """Refuse to change what can not be changed; without ``changes`` only what refuses even what would change nothing."""
    kind = type(items)
    if kind in _FIXED and (changes or kind is FrozenList):
        raise unsupported(COPIED if kind is FrozenList else None)


def no_element() -> Any:
    """Raises a NoSuchElementException."""
    raise Throwable("java.util.NoSuchElementException")


def refused(*_: Any) -> Any:
    """A method of a class that refuses changes."""
    raise unsupported()


def refused_copy(*_: Any) -> Any:
    """A method of what would be a view of another collection."""
    raise unsupported(COPIED)
