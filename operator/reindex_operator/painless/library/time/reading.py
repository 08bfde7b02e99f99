"""Texts as temporals, by the parts of a pattern."""

import re
from functools import lru_cache
from typing import Never

from reindex_operator.painless.runtime.throwable import Throwable, not_supported

from .calendar import month_length, ordinal_of
from .enums import DAY, DAYS, MONTHS, NANOS
from .pattern import Field, Literal, Part, Section
from .temporals import Local, local_of
from .zones import Zone, zone_of

Fields = dict[str, int]
_NAMES = {
    "y": "year",
    "u": "year",
    "M": "month",
    "L": "month",
    "d": "day",
    "D": "yearday",
    "H": "hour",
    "k": "hour24",
    "h": "hour12",
    "K": "hour0",
}
_NAMES |= {"m": "minute", "s": "second", "n": "nano", "N": "nanoday", "A": "milliday", "Q": "quarter", "q": "quarter"}


def unparsed(text: str, why: str = "at index 0") -> Never:
    """Raises a DateTimeParseException."""
    raise Throwable(
        "java.time.format.DateTimeParseException", f"Text '{text}' could not be parsed{' ' if why.startswith('at') else ': '}{why}"
    )


def fields_of(parts: tuple[Part, ...], text: str) -> tuple[Fields, Zone | None]:
    """The fields that a text holds, and its zone."""
    compiled, letters = _regex(parts)
    match = compiled.fullmatch(text)
    if match is None:
        unparsed(text)
    fields: Fields = {}
    zone = None
    for group, part in zip(match.groups(), letters, strict=True):
        if group is None:
            continue
        if part.letter in "XxZzVO":
            try:
                zone = zone_of("Z" if group in {"GMT", "UTC"} and part.letter == "O" else group)
            except Throwable as error:
                unparsed(text, error.message or "")
        else:
            _read(fields, part, group, text)
    return fields, zone


@lru_cache(maxsize=256)
def _regex(parts: tuple[Part, ...]) -> tuple[re.Pattern[str], tuple[Field, ...]]:
    letters: list[Field] = []

    def build(items: tuple[Part, ...]) -> str:
        found = ""
        for at, part in enumerate(items):
            if isinstance(part, Literal):
                found += re.escape(part.text)
            elif isinstance(part, Section):
                found += f"(?:{build(part.parts)})?"
            else:
                letters.append(part)
                follows = items[at + 1] if at + 1 < len(items) else None
                found += _field(part, adjacent=isinstance(follows, Field) and follows.letter not in "XxZzVOaGE")
        return found

    return re.compile(build(parts)), tuple(letters)


def _field(part: Field, *, adjacent: bool) -> str:
    letter, width = part.letter, part.width
    if letter in "Xx":
        zulu = "Z|" if letter == "X" else ""
        return (
            f"({zulu}"
            + {1: r"[+-]\d\d(?:\d\d)?", 2: r"[+-]\d{4}", 3: r"[+-]\d\d:\d\d", 4: r"[+-]\d{4}(?:\d\d)?"}.get(
                width, r"[+-]\d\d:\d\d(?::\d\d)?"
            )
            + ")"
        )
    if letter == "Z":
        return r"(Z|[+-]\d\d:\d\d(?::\d\d)?)" if width == 5 else r"([+-]\d{4})" if width < 4 else r"(GMT(?:[+-]\d\d:\d\d)?)"
    if letter == "O":
        return r"(GMT(?:[+-]\d{1,2}(?::\d\d)?)?)"
    if letter in "zV":
        return r"([A-Za-z][\w/+-]*|[+-]\d\d:\d\d|Z)"
    if letter == "E" or (letter in "ML" and width > 2):
        return r"([A-Za-z]+)"
    if letter == "a":
        return "(AM|PM)"
    if letter == "G":
        return "(BC|AD)" if width < 4 else "(Before Christ|Anno Domini)"
    if letter == "S" or width == 2 or (adjacent and letter not in "yu"):
        return rf"(\d{{{width}}})"
    if letter in "yu":
        return rf"([+-]?\d{{{width}}})" if adjacent else rf"([+-]?\d{{{width},19}})"
    return rf"(\d{{{width},19}})" if letter in "nNA" else rf"(\d{{{width},{max(2, width)}}})"


def _read(fields: Fields, part: Field, text: str, whole: str) -> None:
    letter, width = part.letter, part.width
    if letter in "ML" and width > 2:
        names = [name.capitalize()[: 3 if width == 3 else None] for name in MONTHS]
        if text not in names:
            unparsed(whole)
        fields["month"] = names.index(text) + 1
    elif letter == "E":
        names = [name.capitalize()[: 3 if width < 4 else None] for name in DAYS]
        if text not in names:
            unparsed(whole)
        fields["weekday"] = names.index(text) + 1
    elif letter == "a":
        fields["half"] = int(text == "PM")
    elif letter == "G":
        fields["era"] = int(text in {"AD", "Anno Domini"})
    elif letter == "S":
        fields["nano"] = int(text.ljust(9, "0"))
    elif letter in "yu" and width == 2:
        fields["year"] = 2000 + int(text)
    elif letter in "yu" and width >= 4 and len(text.lstrip("+-")) > width and text[0] not in "+-":
        unparsed(whole)
    elif letter in _NAMES:
        fields[_NAMES[letter]] = int(text)
    else:
        raise not_supported(f"parsing the pattern letter [{letter}] is not supported")


def _resolved(fields: Fields, text: str) -> None:
    """Hours and days that were told otherwise."""
    if fields.get("era") == 0:
        fields["year"] = 1 - fields.get("year", 1)
    hour12 = fields.get("hour12", fields.get("hour0", -1))
    for name, low, high in (("hour12", 1, 12), ("hour0", 0, 11), ("hour24", 1, 24), ("month", 1, 12), ("quarter", 1, 4)):
        if name in fields and not low <= fields[name] <= high:
            unparsed(text, f"Invalid value for {name}")
    if "half" in fields and hour12 >= 0:
        fields["hour"] = hour12 % 12 + 12 * fields["half"]
    if "hour24" in fields:
        fields["hour"] = fields["hour24"] % 24
    if "yearday" in fields and "year" in fields:
        day = Local(ordinal_of(fields["year"], 1, 1) + fields["yearday"] - 1, 0).date
        if fields["yearday"] < 1 or day.year != fields["year"]:
            unparsed(text, "Invalid value for DayOfYear")
        fields["month"], fields["day"] = day.month, day.day


def made(fields: Fields, text: str, kind: str, *, strict: bool = False) -> Local:
    """A local date, time or both out of fields; raises a DateTimeParseException where some are missing or wrong.

    Unless it is strict (as the ISO formats are) a day beyond its month is the last one, and 24:00 is the next day's 00:00.
    """
    _resolved(fields, text)
    needed = {"LocalDate": {"year", "month", "day"}, "LocalTime": {"hour"}}.get(kind, {"year", "month", "day", "hour"})
    for whole in ("nanoday", "milliday"):
        if whole in fields:
            seconds, rest = divmod(fields[whole] * (1 if whole == "nanoday" else 1_000_000), 1_000_000_000)
            fields |= {"hour": seconds // 3600, "minute": seconds // 60 % 60, "second": seconds % 60, "nano": rest}
    if not needed <= fields.keys() or ("second" in fields and "hour" in fields and "minute" not in fields):
        unparsed(text, f"Unable to obtain {kind} from TemporalAccessor")
    names = ("year", "month", "day", "hour", "minute", "second", "nano")
    defaults = {"year": 2000, "month": 1, "day": 1}
    midnight = fields.get("hour") == 24 and not any(fields.get(name) for name in ("minute", "second", "nano"))
    if midnight and not strict:
        fields["hour"] = 0
    if not strict and 1 <= fields.get("month", 0) <= 12 and 28 <= fields.get("day", 0) <= 31:
        fields["day"] = min(fields["day"], month_length(fields["year"], fields["month"]))
    try:
        found = local_of(*(fields.get(name, defaults.get(name, 0)) for name in names)).moved(
            nanos=DAY * NANOS if midnight and not strict else 0
        )
    except Throwable as error:
        unparsed(text, error.message or "")
    if "weekday" in fields and "year" in fields and (found.day - 1) % 7 + 1 != fields["weekday"]:
        unparsed(text, "Conflict found: the day of the week is another one")
    return Local(0 if kind == "LocalTime" else found.day, 0 if kind == "LocalDate" else found.nano, kind)
