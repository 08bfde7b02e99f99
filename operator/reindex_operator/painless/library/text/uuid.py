"""UUID."""

import hashlib
import uuid

from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.throwable import illegal_argument
from reindex_operator.painless.runtime.values import Array


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
        return Uuid(uuid.UUID(value))
    except ValueError:
        raise illegal_argument(f"Invalid UUID string: {value}") from None


define("java.util.UUID", "Comparable", final=True).has({"String toString()": str, "int version()": lambda u: u.value.version or 0}).static(
    {"UUID fromString(String)": _uuid, "UUID nameUUIDFromBytes(byte[])": lambda data: Uuid(_md5_uuid(data))}
)


def _md5_uuid(data: Array) -> uuid.UUID:
    raw = hashlib.md5(bytes(byte & 0xFF for byte in data), usedforsecurity=False).digest()
    return uuid.UUID(bytes=raw, version=3)
