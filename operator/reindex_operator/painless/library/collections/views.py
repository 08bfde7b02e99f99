"""Views of maps: entries, and ``keySet``, ``values`` and ``entrySet``, through which the map is changed."""

from collections.abc import Callable
from typing import Any

from reindex_operator.painless.runtime.comparison import java_equals
from reindex_operator.painless.runtime.text import java_hash, ordered_keys, text
from reindex_operator.painless.runtime.throwable import unsupported
from reindex_operator.painless.runtime.values import key, unkey

from .groups import Group
from .kinds import ConstantMap, FrozenMap, FrozenTree


class Entry:
    """A map's entry; writing to it writes to the map."""

    java_class = "java.util.Map$Entry"
    __slots__ = ("mapping", "stored")

    def __init__(self, mapping: dict[Any, Any], stored: Any) -> None:
        self.mapping = mapping
        self.stored = stored

    def __str__(self) -> str:
        """``key=value``."""
        return f"{text(unkey(self.stored))}={text(self.mapping.get(self.stored))}"

    def __eq__(self, other: object) -> bool:
        """By key and value."""
        return (
            isinstance(other, Entry)
            and java_equals(unkey(self.stored), unkey(other.stored))
            and java_equals(self.mapping.get(self.stored), other.mapping.get(other.stored))
        )

    def __hash__(self) -> int:
        """In line with equality."""
        return self.java_hash()

    def java_hash(self) -> int:
        """``hashCode``."""
        return java_hash(unkey(self.stored)) ^ java_hash(self.mapping.get(self.stored))

    def set(self, value: Any) -> Any:
        """``setValue``."""
        if isinstance(self.mapping, FrozenMap | FrozenTree):
            raise unsupported()
        old = self.mapping.get(self.stored)
        self.mapping[self.stored] = value
        return old


class View(Group):
    """``keySet``, ``values`` or ``entrySet`` of a map."""

    varies = True

    def __init__(self, mapping: dict[Any, Any], part: str) -> None:
        self.mapping = mapping
        self.part = part
        self.java_class = "java.util.Collection" if part == "values" else "java.util.Set"

    def element(self, stored: Any) -> Any:
        """The element that a key gives."""
        if self.part == "keys":
            return unkey(stored)
        return self.mapping[stored] if self.part == "values" else Entry(self.mapping, stored)

    def values(self) -> list[Any]:
        """The elements in order."""
        return [self.element(stored) for stored in ordered_keys(self.mapping)]

    def has(self, value: Any) -> bool:
        """Whether it is an element."""
        return key(value) in self.mapping if self.part == "keys" else super().has(value)

    def changeable(self) -> None:
        """Refuse what refuses even what would change nothing."""
        if isinstance(self.mapping, FrozenMap | FrozenTree) and not isinstance(self.mapping, ConstantMap):
            raise unsupported()

    def drop(self, value: Any) -> bool:
        """Remove the first that is equal."""
        self.changeable()
        for stored in ordered_keys(self.mapping):
            if java_equals(self.element(stored), value):
                if isinstance(self.mapping, ConstantMap):
                    raise unsupported()
                del self.mapping[stored]
                return True
        return False

    def drop_if(self, test: Callable[[Any], bool]) -> bool:
        """Remove all that a test holds for."""
        self.changeable()
        gone = [stored for stored in ordered_keys(self.mapping) if test(self.element(stored))]
        if gone and isinstance(self.mapping, ConstantMap):
            raise unsupported()
        for stored in gone:
            del self.mapping[stored]
        return bool(gone)

    def __len__(self) -> int:
        """How many."""
        return len(self.mapping)
