"""UUID."""

import hashlib
import re
import uuid

from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.throwable import illegal_argument
from reindex_operator.painless.runtime.values import Array, wrap_long

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


def _order(left: "Uuid", right: "Uuid") -> int:
    one, two = ((wrap_long(u.value.int >> 64), wrap_long(u.value.int)) for u in (left, right))
    return (one > two) - (one < two)


define("java.util.UUID", "Comparable", final=True).has(
    {
        "String toString()": str,
        "int version()": lambda u: u.value.int >> 76 & 15,
        "int compareTo(UUID)": _order,
        "long getMostSignificantBits()": lambda u: wrap_long(u.value.int >> 64),
        "long getLeastSignificantBits()": lambda u: wrap_long(u.value.int),
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
