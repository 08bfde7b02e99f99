"""Lists and maps that Java tells apart and Python does not: their classes and the order in which they are gone through."""

import math
from collections.abc import Callable
from functools import cmp_to_key
from typing import Any

from reindex_operator.painless.runtime.comparison import compare
from reindex_operator.painless.runtime.text import hash_order
from reindex_operator.painless.runtime.values import CLASSES_OF, Array, key, unkey


class FrozenList(list[Any]):
    """A list that refuses changes."""

    java_class = "java.util.ImmutableCollections.ListN"
    __slots__ = ()


class FixedList(list[Any]):
    """What ``Arrays.asList`` gives: its elements can be set, its size stays. Refuses only what would change it.

    ``element`` is the type of the array's elements.
    """

    java_class = "java.util.Arrays$ArrayList"
    __slots__ = ("element",)

    def __init__(self, items: Array) -> None:
        super().__init__(items)
        self.element = items.element


class ConstantList(list[Any]):
    """What ``emptyList`` and ``singletonList`` give: refuses what would change it."""

    java_class = "java.util.Collections.SingletonList"
    __slots__ = ()


class CopiesList(ConstantList):
    """What ``nCopies`` gives."""

    java_class = "java.util.Collections$CopiesList"
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


class OrderedFrozenMap(FrozenMap):
    """What ``unmodifiableMap`` gives: goes through its keys as the map did that it is of."""

    __slots__ = ()

    def ordered(self) -> list[Any]:
        """Keys as they came."""
        return list(self)


class ConstantMap(FrozenMap):
    """What ``emptyMap`` and ``singletonMap`` give: refuses what would change it."""

    java_class = "java.util.Collections.SingletonMap"
    __slots__ = ()


class SizedMap(dict[Any, Any]):
    """A HashMap made from another map: its table begins as small as that map fits in."""

    java_class = "java.util.HashMap"
    __slots__ = ("room",)

    def __init__(self, size: int) -> None:
        super().__init__()
        self.room = 1 << max(0, math.ceil(size / 0.75) - 1).bit_length()

    def ordered(self) -> list[Any]:
        """Keys in hash order."""
        while len(self) > self.room * 3 // 4:
            self.room *= 2
        return hash_order(self, len(self), self.room)


CLASSES_OF[SizedMap] = "java.util.HashMap"


class TreeMap(dict[Any, Any]):
    """A TreeMap: its keys are equal where its order says so."""

    java_class = "java.util.TreeMap"
    __slots__ = ("order",)

    def __init__(self, order: Callable[[Any, Any], int] | None = None) -> None:
        super().__init__()
        self.order = order or compare

    def ordered(self) -> list[Any]:
        """Keys sorted."""
        if self.order is compare and all(type(name) is str and name.isascii() for name in self):
            return sorted(self)
        return sorted(self, key=cmp_to_key(lambda a, b: self.order(unkey(a), unkey(b))))

    def stored(self, name: Any) -> Any:
        """A key as it is kept; one that the order holds equal counts."""
        if self.order is compare:
            other = next(iter(self), None)
            self.order(name, name if other is None else unkey(other))
            return key(name)
        self.order(name, name)
        return next((kept for kept in self if self.order(unkey(kept), name) == 0), key(name))


class FrozenTree(TreeMap):
    """A part of a TreeMap, or one gone through backwards: a copy that refuses changes."""

    java_class = "java.util.TreeMap$NavigableSubMap"
    __slots__ = ()


class LinkedList(list[Any]):
    """A LinkedList, ArrayDeque or Stack: a list with two ends."""

    java_class = "java.util.LinkedList"
    __slots__ = ()


CLASSES_OF[LinkedList] = "java.util.LinkedList"


class Deque(LinkedList):
    """An ArrayDeque: refuses nulls."""

    java_class = "java.util.ArrayDeque"
    __slots__ = ()


class Vector(list[Any]):
    """A Vector."""

    java_class = "java.util.Vector"
    __slots__ = ()


class Stack(Vector):
    """A Stack: its top is its end."""

    java_class = "java.util.Stack"
    __slots__ = ()
