"""UUID."""

import hashlib
import re
import uuid

from reindex_operator.painless.library.functions import needed
from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.throwable import illegal_argument
from reindex_operator.painless.runtime.values import Array, fold, wrap_long

from .units import required


class Uuid:
    """A UUID."""

    java_class = "java.util.UUID"
    __slots__ = ("value",)

    def __init__(self, value: uuid.UUID) -> None:
        self.value = value

    def __str__(self) -> str:
        """As usual."""
        return str(self.value)

    def halves(self) -> tuple[int, int]:
        """The upper and the lower long."""
        return wrap_long(self.value.int >> 64), wrap_long(self.value.int)

    def compare_to(self, other: "Uuid") -> int:
        """``compareTo``: by signed halves."""
        one, two = self.halves(), other.halves()
        return (one > two) - (one < two)

    def java_hash(self) -> int:
        """``hashCode``."""
        upper, lower = self.halves()
        return fold(upper ^ lower)

    def __eq__(self, other: object) -> bool:
        """By value."""
        return isinstance(other, Uuid) and self.value == other.value

    def __hash__(self) -> int:
        """In line with equality."""
        return hash(self.value)


def _uuid(value: str) -> Uuid:
    try:
        parts = required(value).split("-")
        if len(parts) != 5 or not all(re.fullmatch("[0-9a-fA-F]{1,16}", part) for part in parts):
            raise ValueError  # noqa: TRY301 - worded below
        fields = [int(part, 16) & (1 << bits) - 1 for part, bits in zip(parts, (32, 16, 16, 16, 48), strict=True)]
        return Uuid(uuid.UUID("{:08x}{:04x}{:04x}{:04x}{:012x}".format(*fields)))
    except ValueError:
        raise illegal_argument(f"Invalid UUID string: {value}") from None


define("java.util.UUID", "Comparable", final=True).has(
    {
        "String toString()": str,
        "int version()": lambda u: u.value.int >> 76 & 15,
        "int compareTo(UUID)": lambda a, b: a.compare_to(needed(b)),
        "long getMostSignificantBits()": lambda u: u.halves()[0],
        "long getLeastSignificantBits()": lambda u: u.halves()[1],
    }
).static(
    {
        "UUID randomUUID()": lambda: Uuid(uuid.uuid4()),
        "UUID fromString(String)": _uuid,
        "UUID nameUUIDFromBytes(byte[])": lambda data: Uuid(_md5_uuid(data)),
    }
)


def _md5_uuid(data: Array) -> uuid.UUID:
    raw = hashlib.md5(bytes(byte & 0xFF for byte in data), usedforsecurity=False).digest()
    return uuid.UUID(bytes=raw, version=3)
