"""Lists and maps that Java tells apart and Python does not: their classes and the order in which they are gone through."""

from collections.abc import Callable
from functools import cmp_to_key
from typing import Any

from reindex_operator.painless.runtime.comparison import compare
from reindex_operator.painless.runtime.text import hash_order
from reindex_operator.painless.runtime.values import CLASSES_OF, unkey


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


class LinkedList(list[Any]):
    """A LinkedList, ArrayDeque or Stack: a list with two ends."""

    java_class = "java.util.LinkedList"
    __slots__ = ()


CLASSES_OF[LinkedList] = "java.util.LinkedList"
