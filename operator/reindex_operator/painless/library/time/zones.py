"""ZoneId and ZoneOffset."""

import re
import zoneinfo
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any

from reindex_operator.painless.library.enums import Ordered
from reindex_operator.painless.runtime.text import text_hash
from reindex_operator.painless.runtime.throwable import Throwable, class_cast, null_pointer

from .enums import complain


class Zone(Ordered):
    """A ZoneId or ZoneOffset."""

    __slots__ = ("fixed", "info", "name")

    def __init__(self, name: str, info: tzinfo) -> None:
        self.name = name
        self.info = info
        self.fixed = int(info.utcoffset(None).total_seconds()) if isinstance(info, timezone) else None

    @property
    def java_class(self) -> str:  # type: ignore[override]
        """Fixed offsets have their own class."""
        return "java.time.ZoneOffset" if isinstance(self.info, timezone) and self.name[0] in "Z+-" else "java.time.ZoneId"

    def rank(self) -> Any:
        """By name."""
        return self.name

    def compare_to(self, other: Any) -> int:
        """``compareTo`` of offsets: the greatest comes first. A ZoneId has no order."""
        if self.java_class == other.java_class == "java.time.ZoneOffset":
            return int(other.fixed - self.fixed)
        raise class_cast("class java.time.ZoneRegion cannot be cast to class java.lang.Comparable")

    def java_hash(self) -> int:
        """``hashCode``."""
        return text_hash(self.name) if self.fixed is None or self.java_class == "java.time.ZoneId" else self.fixed

    def __str__(self) -> str:
        """The name."""
        return self.name


def offset_text(seconds: int) -> str:
    """An offset as ISO text."""
    if seconds == 0:
        return "Z"
    sign, rest = "-" if seconds < 0 else "+", abs(seconds)
    tail = f":{rest % 60:02}" if rest % 60 else ""
    return f"{sign}{rest // 3600:02}:{rest // 60 % 60:02}{tail}"


def _offset_seconds(name: str) -> int:
    match = re.fullmatch(r"([+-])(?:(\d)|(\d\d)(?:(:?)([0-5]\d)(?:\4([0-5]\d))?)?)", name, re.ASCII)
    if match is None:
        complain(f"Invalid ID for ZoneOffset, invalid format: {name}")
    seconds = int(match[2] or match[3]) * 3600 + int(match[5] or 0) * 60 + int(match[6] or 0)
    if seconds > 18 * 3600:
        complain(f"Zone offset not in valid range: -18:00 to +18:00: {name}")
    return -seconds if match[1] == "-" else seconds


def offset_of(name: str) -> Zone:
    """``ZoneOffset.of``."""
    if name is None:
        raise null_pointer("the offset is null")
    return zone_of(offset_text(0 if name == "Z" else _offset_seconds(name)))


_NOT_JAVAS = frozenset({"EST", "HST", "MST", "ROC", "Factory", "localtime", "posix", "posixrules", "right"})
"""What Python has besides Java's zones."""


@lru_cache(maxsize=1024)
def zone_of(name: str) -> Zone:
    """``ZoneId.of``."""
    if name is None:
        raise null_pointer("zone is null")
    if name == "Z":
        return Zone("Z", UTC)
    match = re.match(r"(UTC|GMT|UT)?(?=[+-])", name)
    if match:
        signed = _offset_seconds(name[match.end() :])
        suffix = offset_text(signed)
        return Zone((match[1] or "") + (suffix if suffix != "Z" or not match[1] else ""), timezone(timedelta(seconds=signed)))
    if name in {"UTC", "GMT", "UT"}:
        return Zone(name, UTC)
    try:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9~/._+-]+", name) or ".." in name or name.split("/", maxsplit=1)[0] in _NOT_JAVAS:
            raise ValueError  # noqa: TRY301 - worded below
        return Zone(name, zoneinfo.ZoneInfo(name))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise Throwable("java.time.zone.ZoneRulesException", f"Unknown time-zone ID: {name}") from None
