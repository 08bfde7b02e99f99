"""ZoneId and ZoneOffset."""

import re
import zoneinfo
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any

from reindex_operator.painless.library.enums import Ordered
from reindex_operator.painless.runtime.throwable import Throwable, null_pointer

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


@lru_cache(maxsize=1024)
def zone_of(name: str) -> Zone:
    """``ZoneId.of``."""
    if name is None:
        raise null_pointer("zone is null")
    if name == "Z":
        return Zone("Z", UTC)
    match = re.fullmatch(r"(UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d\d))?(?::?(\d\d))?", name)
    if match:
        seconds = int(match[3]) * 3600 + int(match[4] or 0) * 60 + int(match[5] or 0)
        signed = -seconds if match[2] == "-" else seconds
        if seconds > 18 * 3600:
            complain(f"Zone offset not in valid range: -18:00 to +18:00: {name}")
        suffix = offset_text(signed)
        return Zone((match[1] or "") + (suffix if suffix != "Z" or not match[1] else ""), timezone(timedelta(seconds=signed)))
    if name in {"UTC", "GMT", "UT"}:
        return Zone(name, UTC)
    try:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9~/._+-]+", name) or ".." in name:
            raise ValueError  # noqa: TRY301 - worded below
        return Zone(name, zoneinfo.ZoneInfo(name))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise Throwable("java.time.zone.ZoneRulesException", f"Unknown time-zone ID: {name}") from None
