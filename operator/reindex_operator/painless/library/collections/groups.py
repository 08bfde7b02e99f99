"""Sets: what has elements, each once."""

from collections.abc import Callable, Iterable, Iterator
from functools import cmp_to_key
from typing import Any

from reindex_operator.painless.runtime.comparison import compare, java_equals
from reindex_operator.painless.runtime.limits import bounded
from reindex_operator.painless.runtime.text import hash_order, java_hash, text
from reindex_operator.painless.runtime.throwable import unsupported
from reindex_operator.painless.runtime.values import key, unkey, wrap_int

COPIED = "it can not be changed: what subList, headMap and the like give is a copy here"
"""Why what is a view in Java refuses changes."""


class Group:
    """A set, or a view of a map: what has ``values()``, ``drop(value)`` and a size."""

    java_class = "java.util.Set"

    def values(self) -> list[Any]:
        """The elements in order."""
        raise NotImplementedError

    def drop(self, value: Any) -> bool:
        """Remove one element."""
        raise NotImplementedError

    def has(self, value: Any) -> bool:
        """Whether it is an element."""
        return any(java_equals(value, item) for item in self.values())

    def add(self, value: Any) -> bool:  # noqa: ARG002 - refused whatever it is
        """Add an element."""
        raise unsupported()

    def __len__(self) -> int:
        """How many."""
        return len(self.values())

    def __iter__(self) -> Iterator[Any]:
        """Over the elements."""
        return iter(self.values())

    def __str__(self) -> str:
        """``[a, b]``."""
        return "[" + ", ".join(text(item) for item in self.values()) + "]"

    def __eq__(self, other: object) -> bool:
        """Sets are equal with equal elements."""
        return isinstance(other, Group) and len(self) == len(other) and all(other.has(item) for item in self.values())

    def __hash__(self) -> int:
        """In line with equality."""
        return self.java_hash()

    def java_hash(self) -> int:
        """``hashCode``."""
        return wrap_int(sum(java_hash(item) for item in self.values()))


class HashSet(Group):
    """A HashSet."""

    java_class = "java.util.HashSet"

    def __init__(self, items: Iterable[Any] = ()) -> None:
        self.held: dict[Any, None] = {key(item): None for item in items}

    def stored(self) -> list[Any]:
        """The stored keys in order."""
        return hash_order(self.held, len(self.held))

    def values(self) -> list[Any]:
        """The elements in order."""
        return [unkey(item) for item in self.stored()]

    def has(self, value: Any) -> bool:
        """Whether it is an element."""
        return key(value) in self.held

    def add(self, value: Any) -> bool:
        """Add an element."""
        size = len(self.held)
        self.held[key(value)] = None
        bounded(self.held)
        return len(self.held) != size

    def drop(self, value: Any) -> bool:
        """Remove an element."""
        size = len(self.held)
        self.held.pop(key(value), None)
        return len(self.held) != size

    def __len__(self) -> int:
        """How many."""
        return len(self.held)


class LinkedSet(HashSet):
    """A LinkedHashSet."""

    java_class = "java.util.LinkedHashSet"

    def stored(self) -> list[Any]:
        """As they came."""
        return list(self.held)


class TreeSet(HashSet):
    """A TreeSet."""

    java_class = "java.util.TreeSet"

    def __init__(self, items: Iterable[Any] = (), order: Callable[[Any, Any], int] | None = None) -> None:
        super().__init__()
        self.order = order or compare
        for item in items:
            self.add(item)

    def kept(self, value: Any) -> Any:
        """An element as it is kept; one that the order holds equal counts."""
        if self.order is compare:
            other = next(iter(self.held), None)
            self.order(value, value if other is None else unkey(other))
            return key(value)
        self.order(value, value)
        return next((item for item in self.held if self.order(unkey(item), value) == 0), key(value))

    def has(self, value: Any) -> bool:
        """Whether it is an element."""
        return bool(self.held or self.order is compare) and self.kept(value) in self.held

    def add(self, value: Any) -> bool:
        """Add an element."""
        size, stored = len(self.held), self.kept(value)
        if stored not in self.held:
            self.held[stored] = None
        return len(bounded(self.held)) != size

    def drop(self, value: Any) -> bool:
        """Remove an element."""
        size = len(self.held)
        if size or self.order is compare:
            self.held.pop(self.kept(value), None)
        return len(self.held) != size

    def stored(self) -> list[Any]:
        """Sorted."""
        return sorted(self.held, key=cmp_to_key(lambda a, b: self.order(unkey(a), unkey(b))))


class FrozenSet(LinkedSet):
    """A set that refuses changes."""

    java_class = "java.util.ImmutableCollections.SetN"

    def add(self, value: Any) -> bool:  # noqa: ARG002 - refused whatever it is
        """Refused."""
        raise unsupported()

    def drop(self, value: Any) -> bool:  # noqa: ARG002 - refused whatever it is
        """Refused."""
        raise unsupported()


class ConstantSet(FrozenSet):
    """What ``emptySet`` and ``singleton`` give: refuses what would change it."""

    java_class = "java.util.Collections.SingletonSet"

    def drop(self, value: Any) -> bool:
        """Refused where it is an element."""
        return super().drop(value) if self.has(value) else False


class FrozenTreeSet(TreeSet):
    """A part of a TreeSet, or one gone through backwards: a copy that refuses changes."""

    java_class = "java.util.TreeMap$KeySet"

    def __init__(self, items: Iterable[Any] = (), order: Callable[[Any, Any], int] | None = None) -> None:
        self.open = True
        super().__init__(items, order)
        self.open = False

    def add(self, value: Any) -> bool:
        """Refused once it is made."""
        if not self.open:
            raise unsupported(COPIED)
        return super().add(value)

    def drop(self, value: Any) -> bool:  # noqa: ARG002 - refused whatever it is
        """Refused."""
        raise unsupported(COPIED)
