"""DateTimeFormatter: patterns and the ISO formats."""

import re
from typing import Any

from reindex_operator.painless.runtime.throwable import Throwable, illegal_argument

from .arithmetic import local_part
from .calendar import weekday
from .enums import DAYS, MONTHS, NANOS
from .temporals import Instant, Local, Zoned, local_of
from .zones import Zone, offset_text, zone_of

_SUPPORTED = frozenset("yuMLdDHhKkmsSnaEXxZzVe")


_DATES = frozenset({"ISO_LOCAL_DATE", "ISO_DATE", "BASIC_ISO_DATE"})


class Formatter:
    """A formatter; ``pattern`` is parsed once."""

    java_class = "java.time.format.DateTimeFormatter"
    __slots__ = ("iso", "parts", "zone")

    def __init__(self, pattern: str, zone: Zone | None = None, iso: str = "") -> None:
        self.parts = _compile(pattern)
        self.zone = zone
        self.iso = iso

    def format(self, value: Any) -> str:
        """A temporal as text."""
        seen = value
        if isinstance(value, Instant | Zoned) and self.zone is not None:
            seen = Zoned(Local(1, 0), self.zone, nanos=value.nanos)
        if self.iso:
            return self._iso(seen)
        if isinstance(seen, Instant):
            raise Throwable("java.time.temporal.UnsupportedTemporalTypeException", "Unsupported field: YearOfEra")
        return "".join(text if letter == "" else _field(letter, len(text), seen) for letter, text in self.parts)

    def _iso(self, value: Any) -> str:
        if self.iso == "ISO_INSTANT":
            return str(Instant(value.nanos)) if isinstance(value, Instant | Zoned) else ""
        local, zoned = local_part(value), isinstance(value, Zoned)
        day = "" if self.iso == "ISO_LOCAL_TIME" else Local(local.day, 0, "LocalDate").text()
        offset = offset_text(value.offset) if zoned else ""
        if self.iso in _DATES:
            return (
                day.replace("-", "") + offset.replace(":", "") if self.iso == "BASIC_ISO_DATE" else day + offset * (self.iso == "ISO_DATE")
            )
        clock = Local(0, local.nano, "LocalTime").text(seconds=True)
        if self.iso.startswith("ISO_LOCAL_"):
            return f"{day}T{clock}" if day else clock
        region = f"[{value.zone}]" if zoned and self.iso != "ISO_OFFSET_DATE_TIME" and value.zone.java_class == "java.time.ZoneId" else ""
        return f"{day}T{clock}{offset}{region}"

    def parse(self, text: str) -> tuple[dict[str, int], Zone | None]:
        """The fields that a text holds, and its zone."""
        if self.iso:
            raise illegal_argument("parsing with this formatter is not supported: use the type's own parse, or a pattern")
        pattern = "".join(re.escape(part) if letter == "" else _regex(letter, len(part)) for letter, part in self.parts)
        match = re.fullmatch(pattern, text)
        if match is None:
            raise Throwable("java.time.format.DateTimeParseException", f"Text '{text}' could not be parsed at index 0")
        fields: dict[str, int] = {}
        zone = self.zone
        for group, (letter, part) in zip(match.groups(), [item for item in self.parts if item[0]], strict=True):
            if letter in "XxZzV":
                zone = zone_of(group)
            else:
                _read(fields, letter, part, group)
        return fields, zone

    def local(self, text: str, kind: str) -> Local:
        """A text as a local date, time or both."""
        fields, _ = self.parse(text)
        return self._made(fields, text, kind)

    def _made(self, fields: dict[str, int], text: str, kind: str) -> Local:
        if "half" in fields and "hour12" in fields:
            fields["hour"] = fields["hour12"] % 12 + 12 * fields["half"]
        needed = {"LocalDate": {"year", "month", "day"}, "LocalTime": {"hour"}}.get(kind, {"year", "month", "day", "hour"})
        if not needed <= fields.keys():
            raise Throwable(
                "java.time.format.DateTimeParseException",
                f"Text '{text}' could not be parsed: Unable to obtain {kind} from TemporalAccessor",
            )
        names = ("year", "month", "day", "hour", "minute", "second", "nano")
        try:
            made = local_of(*(fields.get(name, 1 if name in {"month", "day"} else 2000 if name == "year" else 0) for name in names))
        except Throwable as error:
            raise Throwable("java.time.format.DateTimeParseException", f"Text '{text}' could not be parsed: {error.message}") from None
        return Local(0 if kind == "LocalTime" else made.day, 0 if kind == "LocalDate" else made.nano, kind)

    def zoned(self, text: str, kind: str = "ZonedDateTime") -> Zoned:
        """A text as a date and time in a zone."""
        fields, zone = self.parse(text)
        if zone is None:
            raise Throwable(
                "java.time.format.DateTimeParseException",
                f"Text '{text}' could not be parsed: Unable to obtain {kind} from TemporalAccessor",
            )
        return Zoned(self._made(fields, text, "LocalDateTime"), zone, kind)


def _compile(pattern: str) -> list[tuple[str, str]]:
    parts: list[tuple[str, str]] = []
    for match in re.finditer(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']", pattern):
        whole = match[0]
        if match[1] is not None:
            parts.append(("", match[1].replace("''", "'") or "'"))
        elif match[2]:
            if match[2] not in _SUPPORTED:
                raise illegal_argument(f"the pattern letter [{match[2]}] is unknown or not supported")
            parts.append((match[2], whole))
        elif whole in "[]{}#":
            raise illegal_argument(f"[{whole}] in a date pattern is not supported")
        else:
            parts.append(("", whole))
    return parts


def _field(letter: str, width: int, value: Any) -> str:
    if letter in "XxZzV":
        if not isinstance(value, Zoned):
            raise Throwable("java.time.temporal.UnsupportedTemporalTypeException", "Unsupported field: OffsetSeconds")
        return _zone(letter, width, value)
    local = local_part(value)
    time_letter = letter in "HhKkmsSna"
    if (time_letter and local.kind == "LocalDate") or (not time_letter and local.kind == "LocalTime"):
        raise Throwable("java.time.temporal.UnsupportedTemporalTypeException", f"Unsupported field: {letter}")
    second, nano = divmod(local.nano, NANOS)
    hour = second // 3600
    if time_letter:
        if letter == "a":
            return "PM" if hour >= 12 else "AM"
        if letter == "S":
            return f"{nano:09}"[:width]
        number = {"H": hour, "h": hour % 12 or 12, "K": hour % 12, "k": hour or 24, "m": second // 60 % 60, "s": second % 60, "n": nano}[
            letter
        ]
        return f"{number:0{width}}"
    at = local.date
    if letter in "yu":
        return _year(at.year, letter, width)
    if letter in "ML":
        name = MONTHS[at.month - 1].capitalize()
        return f"{at.month:0{width}}" if width < 3 else name[:3] if width == 3 else name if width == 4 else name[0]
    if letter == "E":
        name = DAYS[weekday(local.day) - 1].capitalize()
        return name[:3] if width < 4 else name if width == 4 else name[0]
    if letter == "e":
        return f"{weekday(local.day) % 7 + 1:0{width}}"
    number = at.day if letter == "d" else at.yearday
    return f"{number:0{width}}"


def _year(year: int, letter: str, width: int) -> str:
    """A year (``u``) or year of the era (``y``); more digits than the pattern's get a sign."""
    shown = 1 - year if letter == "y" and year <= 0 else year
    if width == 2:
        return f"{abs(shown) % 100:02}"
    digits = f"{abs(shown):0{width}}"
    sign = "-" if shown < 0 else "+" if width >= 4 and len(digits) > width else ""
    return sign + digits


def _zone(letter: str, width: int, value: Zoned) -> str:
    text = offset_text(value.offset)
    if letter == "V" or (letter == "z" and value.zone.java_class == "java.time.ZoneOffset"):
        return value.zone.name
    if letter == "z":
        if value.zone.name in {"UTC", "GMT", "Z"}:
            return value.zone.name
        raise illegal_argument("the pattern letter [z] is supported for UTC and offsets only")
    if letter == "Z" and width == 5:
        return text
    if text == "Z" and letter == "X":
        return "Z"
    plain = "+00:00" if text == "Z" else text
    if letter == "Z" and width == 4:
        return "GMT" if text == "Z" else "GMT" + plain
    if letter == "Z":
        return plain.replace(":", "")
    return {1: plain[:3] + ("" if plain[4:6] == "00" else plain[4:6]), 2: plain.replace(":", "")[:5], 4: plain.replace(":", "")}.get(
        width, plain
    )


def _regex(letter: str, width: int) -> str:
    if letter in "XxZ":
        return r"(Z|[+-]\d\d(?::?\d\d)?(?::?\d\d)?)"
    if letter in "zV":
        return r"([A-Za-z][\w/+-]*|[+-]\d\d:\d\d|Z)"
    if letter in "MLE" and width > 2:
        return r"([A-Za-z]+)"
    if letter == "E":
        return r"([A-Za-z]+)"
    if letter == "a":
        return "(AM|PM|am|pm)"
    if letter == "S" or (letter not in "yu" and width >= 2):
        return rf"(\d{{{width}}})"
    return rf"(\d{{{width}}})" if width > 1 else r"(\d{1,19})" if letter in "yun" else r"(\d{1,2})"


def _read(fields: dict[str, int], letter: str, part: str, text: str) -> None:
    if letter in "ML" and len(part) > 2:
        names = [name.capitalize()[: 3 if len(part) == 3 else None] for name in MONTHS]
        if text not in names:
            raise Throwable("java.time.format.DateTimeParseException", f"Text '{text}' could not be parsed at index 0")
        fields["month"] = names.index(text) + 1
    elif letter == "a":
        fields["half"] = int(text.upper() == "PM")
    elif letter == "S":
        fields["nano"] = int(text.ljust(9, "0"))
    elif letter in "Ee":
        pass
    elif letter in "yu" and len(part) == 2:
        fields["year"] = 2000 + int(text)
    elif letter == "D":
        raise illegal_argument("parsing the day of the year is not supported")
    else:
        name = {"y": "year", "u": "year", "M": "month", "L": "month", "d": "day", "H": "hour", "k": "hour", "h": "hour12", "K": "hour12"}
        fields[(name | {"m": "minute", "s": "second", "n": "nano"})[letter]] = int(text)
