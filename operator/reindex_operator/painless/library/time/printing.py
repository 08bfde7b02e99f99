"""Temporals as text, by the parts of a pattern."""

from typing import Any, Never

from reindex_operator.painless.runtime.throwable import Throwable, not_supported

from .arithmetic import local_part
from .calendar import weekday
from .enums import DAYS, MONTHS, NANOS
from .pattern import LOCAL_WEEKDAY, Field, Literal, Part, Section
from .temporals import Instant, Local, Zoned
from .zones import offset_text

_TIME_LETTERS = "HhKkmsSnaAN"
_QUARTERS = ("1st", "2nd", "3rd", "4th")


def unsupported_field(name: str) -> Never:
    """Raises an UnsupportedTemporalTypeException."""
    raise Throwable("java.time.temporal.UnsupportedTemporalTypeException", f"Unsupported field: {name}")


def shown(parts: tuple[Part, ...], value: Any) -> str:
    """A temporal by the parts of a pattern."""
    found = []
    for part in parts:
        if isinstance(part, Literal):
            found.append(part.text)
        elif isinstance(part, Section):
            found.append(_section(part, value))
        else:
            found.append(_field(part, value))
    return "".join(found)


def _section(section: Section, value: Any) -> str:
    try:
        return shown(section.parts, value)
    except Throwable as error:
        if error.java_class == "java.time.temporal.UnsupportedTemporalTypeException":
            return ""
        raise


def _field(part: Field, value: Any) -> str:
    letter, width = part.letter, part.width
    if letter in "XxZzVO":
        if not isinstance(value, Zoned):
            unsupported_field("OffsetSeconds")
        return _zone(letter, width, value)
    if isinstance(value, Instant):
        unsupported_field("YearOfEra")
    local = local_part(value)
    time_letter = letter in _TIME_LETTERS
    if (time_letter and local.kind == "LocalDate") or (not time_letter and local.kind == "LocalTime"):
        unsupported_field(letter)
    return _clock(letter, width, local) if time_letter else _day(letter, width, local)


def _clock(letter: str, width: int, local: Local) -> str:
    second, nano = divmod(local.nano, NANOS)
    hour = second // 3600
    if letter == "a":
        return "PM" if hour >= 12 else "AM"
    if letter == "S":
        return f"{nano:09}"[:width]
    numbers = {
        "H": hour,
        "h": hour % 12 or 12,
        "K": hour % 12,
        "k": hour or 24,
        "m": second // 60 % 60,
        "s": second % 60,
        "n": nano,
        "A": local.nano // 1_000_000,
        "N": local.nano,
    }
    return _padded(numbers[letter], width)


def _padded(number: int, width: int) -> str:
    """A number of two digits' room at most, as letters like ``HH`` have it."""
    return f"{number:0{width}}"


def _day(letter: str, width: int, local: Local) -> str:
    at = local.date
    if letter in "yu":
        return _year(at.year, letter, width)
    if letter == "G":
        word = "BC" if at.year <= 0 else "AD"
        return ("Before Christ" if word == "BC" else "Anno Domini") if width == 4 else word[0] if width == 5 else word
    if letter in "ML":
        return worded(MONTHS[at.month - 1], at.month, width)
    if letter in "Qq":
        quarter = (at.month - 1) // 3 + 1
        return (
            f"{_QUARTERS[quarter - 1]} quarter"
            if width == 4
            else f"Q{quarter}"
            if width == 3
            else str(quarter)
            if width == 5
            else f"{quarter:0{width}}"
        )
    if letter == "E":
        return worded(DAYS[weekday(local.day) - 1], 0, max(width, 3))
    if letter == "e":
        raise not_supported(LOCAL_WEEKDAY)
    return _padded(at.day if letter == "d" else at.yearday, width)


def worded(name: str, number: int, width: int) -> str:
    """A month or weekday by a pattern's width: 1 and 2 digits, 3 short, 4 whole, 5 a letter."""
    return f"{number:0{width}}" if width < 3 else (name[:3] if width == 3 else name if width == 4 else name[0]).capitalize()


def _year(year: int, letter: str, width: int) -> str:
    """A year (``u``) or year of the era (``y``); more digits than the pattern's get a sign."""
    number = 1 - year if letter == "y" and year <= 0 else year
    if width == 2:
        return f"{abs(number) % 100:02}"
    digits = f"{abs(number):0{width}}"
    sign = "-" if number < 0 else "+" if width >= 4 and len(digits) > width else ""
    return sign + digits


def _zone(letter: str, width: int, value: Zoned) -> str:
    text = offset_text(value.offset)
    if letter == "V" or (letter == "z" and value.zone.java_class == "java.time.ZoneOffset"):
        return value.zone.name
    if letter == "z":
        if value.zone.name in {"UTC", "GMT", "Z"}:
            return value.zone.name
        raise not_supported("the pattern letter [z] is supported for UTC and offsets only")
    if letter == "O" or (letter == "Z" and width == 4):
        return _localized(text, short=letter == "O" and width == 1)
    if letter == "Z" and width == 5:
        return text
    if text == "Z" and letter == "X":
        return "Z"
    plain = "+00:00" if text == "Z" else text
    if letter == "Z":
        return plain.replace(":", "")
    return {1: plain[:3] + ("" if plain[4:6] == "00" else plain[4:6]), 2: plain.replace(":", "")[:5], 4: plain.replace(":", "")}.get(
        width, plain
    )


def _localized(text: str, *, short: bool) -> str:
    if text == "Z":
        return "GMT"
    if not short:
        return f"GMT{text}"
    hours, minutes = text[1:3].lstrip("0") or "0", text[3:]
    return f"GMT{text[0]}{hours}{'' if minutes == ':00' else minutes}"
