"""What a node knows and this library has not, of what scripts use often: what to say where it is named."""

_FORMATTER = "use DateTimeFormatter.ofPattern"
_ROUNDED = "use Math.round, BigDecimal.setScale or String.format"
_ABSENT_TYPES = {
    "SimpleDateFormat": _FORMATTER,
    "DateFormat": _FORMATTER,
    "DateTimeFormatterBuilder": "use DateTimeFormatter.ofPattern, whose [...] are optional",
    "DecimalFormat": _ROUNDED,
    "NumberFormat": _ROUNDED,
    "Calendar": "use ZonedDateTime",
    "GregorianCalendar": "use ZonedDateTime",
    "Year": "use LocalDate",
    "YearMonth": "use LocalDate",
    "MonthDay": "use LocalDate",
    "OffsetTime": "use LocalTime",
    "WeekFields": "use IsoFields",
    "Random": "",
    "Normalizer": "",
    "Normalizer.Form": "",
    "MessageFormat": "use String.format",
    "Json": "",
    "CIDR": "",
}
"""Short names of classes, and what does the same."""
_ABSENT_METHODS = {"getClass": "Painless has no reflection; use instanceof", "getBytes": "a text has encodeBase64(), sha1() and sha256()"}
_PAST_ENTRIES = {
    "_type": "mapping types are gone",
    "_parent": "it became _routing, with a join field",
    "_timestamp": "it is gone; copy a field of the document, or ctx._now",
    "_ttl": "it is gone; delete what is old by its index",
}


def absent_type(name: str) -> str | None:
    """What to say of a class by its name, short or full, that is not supported here; None of one that nobody knows."""
    *package, short = name.split(".")
    if name not in _ABSENT_TYPES and (short not in _ABSENT_TYPES or not package or package[0] not in {"java", "org"}):
        return None
    advice = _ABSENT_TYPES.get(name, _ABSENT_TYPES[short])
    return f"[{name}] is not supported here" + (f"; {advice}" if advice else "")


def absent_method(name: str) -> str | None:
    """What to say of a method that no class has."""
    return _ABSENT_METHODS.get(name)


def past_entry(name: str) -> str | None:
    """What became of an entry that ``ctx`` once had."""
    return _PAST_ENTRIES.get(name)
