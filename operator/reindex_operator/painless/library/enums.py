"""Values that have an order, and enums."""

from collections.abc import Mapping
from typing import Any, Self

from reindex_operator.painless.runtime.throwable import illegal_argument
from reindex_operator.painless.runtime.values import Array, wrap_int

from .table import JavaClass, define


class Ordered:
    """What compares by a key and is equal by it."""

    java_class = "java.lang.Object"
    __slots__ = ()

    def rank(self) -> Any:
        """The key."""
        raise NotImplementedError

    def compare_to(self, other: Self) -> int:
        """``compareTo``."""
        return int(self.rank() > other.rank()) - int(self.rank() < other.rank())

    def __eq__(self, other: object) -> bool:
        """By key and class."""
        return isinstance(other, Ordered) and self.java_class == other.java_class and bool(self.rank() == other.rank())

    def __hash__(self) -> int:
        """In line with equality."""
        return hash(self.rank())

    def java_hash(self) -> int:
        """A hash code; not the number that Java gives."""
        return int(wrap_int(hash(self) & 0xFFFFFFFF))


class Constant(Ordered):
    """A value of an enum."""

    __slots__ = ("java_class", "name", "number")

    def __init__(self, java_class: str, name: str, number: int) -> None:
        self.java_class = java_class
        self.name = name
        self.number = number

    def rank(self) -> Any:
        """Its number."""
        return (self.java_class, self.number)

    def ordinal(self) -> int:
        """Its place among the constants, from 0; days of the week and months count from 1."""
        return self.number - 1 if self.java_class in {"java.time.DayOfWeek", "java.time.Month"} else self.number

    def compare_to(self, other: Self) -> int:
        """The distance."""
        return self.number - other.number

    def __str__(self) -> str:
        """Its name."""
        return self.name


def enum_methods(full: str, values: Mapping[str, Constant], *supers: str) -> JavaClass:
    """Declare an enum with its constants and what every enum has."""
    made = define(full, *supers, "Comparable", final=True)

    def value_of(word: str) -> Constant:
        found = values.get(word)
        if found is None:
            raise illegal_argument(f"No enum constant {full}.{word}")
        return found

    return (
        made.constant(made.name, dict(values))
        .has(
            {
                "String name()": lambda value: value.name,
                "int ordinal()": lambda value: value.ordinal(),
                f"int compareTo({made.name})": lambda a, b: a.compare_to(b),
            }
        )
        .static({f"{made.name} valueOf(String)": value_of, f"{made.name}[] values()": lambda: Array(made.name, list(values.values()))})
    )
