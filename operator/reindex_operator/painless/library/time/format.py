"""DateTimeFormatter: patterns and the ISO formats."""

import re
from typing import Any

from reindex_operator.painless.runtime.throwable import illegal_argument, not_supported, null_pointer

from .arithmetic import local_part
from .calendar import day_text, year_text
from .locales import localized
from .parsing import parse_instant, parse_zoned
from .pattern import parts_of
from .printing import shown, unsupported_field
from .reading import Fields, fields_of, made, unparsed
from .temporals import Instant, Local, Zoned
from .zones import Zone, offset_text, zone_of

_DATE, _TIME = r"([+-]?\d{4,10})-(\d\d)-(\d\d)", r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?"
_OFFSET, _REGION = r"([+-]\d\d(?::\d\d(?::\d\d)?)?|Z)", r"(?:\[([^\]]+)\])?"
_NO_DATE, _NO_TIME, _NO_ZONE = "()()()", "()()()()", "()()"
_ISO = {
    "ISO_LOCAL_DATE": _DATE + _NO_TIME + _NO_ZONE,
    "ISO_DATE": f"{_DATE}{_NO_TIME}{_OFFSET}?()",
    "ISO_LOCAL_TIME": _NO_DATE + _TIME + _NO_ZONE,
    "ISO_TIME": f"{_NO_DATE}{_TIME}{_OFFSET}?()",
    "ISO_OFFSET_TIME": f"{_NO_DATE}{_TIME}{_OFFSET}()",
    "ISO_OFFSET_DATE": f"{_DATE}{_NO_TIME}{_OFFSET}()",
    "ISO_LOCAL_DATE_TIME": f"{_DATE}T{_TIME}{_NO_ZONE}",
    "ISO_OFFSET_DATE_TIME": f"{_DATE}T{_TIME}{_OFFSET}()",
    "ISO_ZONED_DATE_TIME": f"{_DATE}T{_TIME}{_OFFSET}{_REGION}",
    "ISO_DATE_TIME": f"{_DATE}T{_TIME}(?:{_OFFSET}{_REGION})?",
    "BASIC_ISO_DATE": r"(\d{4})(\d\d)(\d\d)" + _NO_TIME + r"(Z|[+-]\d{4}(?:\d\d)?)?()",
}
ISO_NAMES = (*_ISO, "ISO_INSTANT")
_DATES = frozenset({"ISO_LOCAL_DATE", "ISO_DATE", "ISO_OFFSET_DATE"})
_TIMES = frozenset({"ISO_LOCAL_TIME", "ISO_TIME", "ISO_OFFSET_TIME"})
_NAMES = ("year", "month", "day", "hour", "minute", "second", "nano")


class Formatter:
    """A formatter; ``pattern`` is parsed once."""

    java_class = "java.time.format.DateTimeFormatter"
    __slots__ = ("iso", "parts", "pattern", "zone")

    def __init__(self, pattern: str, zone: Zone | None = None, iso: str = "", locale: str = "en") -> None:
        self.pattern = pattern
        self.parts = localized(parts_of(pattern), locale)
        self.zone = zone
        self.iso = iso

    def __str__(self) -> str:
        """Refused: Java shows how the formatter is built."""
        raise not_supported("the text of a DateTimeFormatter is not supported")

    def in_zone(self, zone: Zone | None) -> "Formatter":
        """The same for another zone."""
        made = Formatter("", zone, self.iso)
        made.pattern, made.parts = self.pattern, self.parts
        return made

    def format(self, value: Any) -> str:
        """A temporal as text."""
        if value is None:
            raise null_pointer("a temporal is null")
        seen = value
        if isinstance(value, Instant | Zoned) and self.zone is not None:
            seen = Zoned(Local(1, 0), self.zone, nanos=value.nanos)
        if self.iso:
            return self._iso(seen)
        if not isinstance(seen, Instant | Zoned | Local):
            raise illegal_argument(f"a [{type(seen).__name__}] can not be formatted by a pattern")
        return shown(self.parts, seen)

    def _iso(self, value: Any) -> str:
        if self.iso == "ISO_LOCAL_DATE" and isinstance(value, Zoned):
            return day_text(value.local.day)
        if self.iso == "ISO_INSTANT":
            return str(Instant(value.nanos)) if isinstance(value, Instant | Zoned) else unsupported_field("InstantSeconds")
        if isinstance(value, Instant):
            unsupported_field("Year")
        local = local_part(value)
        if local.kind == "LocalTime" and "DATE" in self.iso:
            unsupported_field("Year")
        if local.kind == "LocalDate" and "TIME" in self.iso:
            unsupported_field("HourOfDay")
        offset = offset_text(value.offset) if isinstance(value, Zoned) else ""
        if not offset and self.iso in {"ISO_OFFSET_DATE_TIME", "ISO_ZONED_DATE_TIME", "ISO_OFFSET_DATE", "ISO_OFFSET_TIME"}:
            unsupported_field("OffsetSeconds")
        day = "" if local.kind == "LocalTime" or self.iso in _TIMES else Local(local.day, 0, "LocalDate").text()
        if self.iso == "BASIC_ISO_DATE":
            if not 0 <= local.date.year <= 9999:
                unsupported_field(f"Year {year_text(local.date.year)}")
            return day.replace("-", "") + offset.replace(":", "")
        with_offset = offset if not self.iso.startswith("ISO_LOCAL_") else ""
        if self.iso in _DATES:
            return day + with_offset
        clock = Local(0, local.nano, "LocalTime").text(seconds=True)
        if "." in clock:
            clock = clock.rstrip("0")
        if self.iso in _TIMES:
            return clock + with_offset
        region = (
            self.iso in {"ISO_ZONED_DATE_TIME", "ISO_DATE_TIME"}
            and isinstance(value, Zoned)
            and value.zone.java_class == "java.time.ZoneId"
        )
        return f"{day}T{clock}{with_offset}" + (f"[{value.zone}]" if region else "")

    def parse(self, text: Any) -> tuple[Fields, Zone | None]:
        """The fields that a text holds, and its zone or else the formatter's."""
        if text is None:
            raise null_pointer("the text is null")
        whole = str(text)
        fields, zone = self._iso_fields(whole) if self.iso else fields_of(self.parts, whole)
        return fields, zone if zone is not None else self.zone

    def _iso_fields(self, text: str) -> tuple[Fields, Zone | None]:
        if self.iso == "ISO_INSTANT":
            local = local_part(parse_instant(text))
            second = local.nano // 1_000_000_000
            numbers = (*local.date, second // 3600, second // 60 % 60, second % 60, local.nano % 1_000_000_000)
            return dict(zip(_NAMES, numbers, strict=True)), None
        match = re.fullmatch(_ISO[self.iso], text, re.ASCII | re.IGNORECASE)
        if match is None:
            unparsed(text)
        fields = {name: int(group) for name, group in zip(_NAMES[:6], match.groups()[:6], strict=True) if group}
        if match[7]:
            fields["nano"] = int(match[7].ljust(9, "0"))
        zone = zone_of(match[9]) if match[9] else zone_of(match[8].upper()) if match[8] else None
        return fields, zone

    def local(self, text: Any, kind: str) -> Local:
        """A text as a local date, time or both."""
        fields, _ = self.parse(text)
        return made(fields, str(text), kind, strict=bool(self.iso))

    def zoned(self, text: Any, kind: str = "ZonedDateTime") -> Zoned:
        """A text as a date and time in a zone."""
        if self.iso in {"ISO_ZONED_DATE_TIME", "ISO_DATE_TIME"} and kind == "ZonedDateTime" and text is not None and "[" in str(text):
            return parse_zoned(str(text))
        fields, zone = self.parse(text)
        if zone is None or (kind == "OffsetDateTime" and zone.java_class != "java.time.ZoneOffset"):
            unparsed(str(text), f"Unable to obtain {kind} from TemporalAccessor")
        return Zoned(made(fields, str(text), "LocalDateTime", strict=bool(self.iso)), zone, kind)
