"""``DateTimeFormatter.parse`` and the ``from`` of every class: temporals out of other temporals."""

from typing import Any

from reindex_operator.painless.library.table import CLASSES, define
from reindex_operator.painless.runtime.throwable import null_pointer
from reindex_operator.painless.runtime.values import class_of

from .arithmetic import local_part
from .enums import complain
from .format import Formatter
from .reading import Fields, made
from .shared import half
from .temporals import Instant, Local, Zoned
from .zones import Zone, zone_of


class Parsed:
    """What a text held, not yet made into a temporal."""

    java_class = "java.time.format.Parsed"
    __slots__ = ("fields", "text", "zone")

    def __init__(self, fields: Fields, zone: Zone | None, text: str) -> None:
        self.fields, self.zone, self.text = fields, zone, text

    def local(self, kind: str) -> Local:
        """As a local date, time or both."""
        return made(dict(self.fields), self.text, kind)


def _parse(formatter: Formatter, text: Any) -> Parsed:
    fields, zone = formatter.parse(text)
    made(
        dict(fields),
        str(text),
        "LocalDate" if "year" in fields and "hour" not in fields else "LocalTime" if "year" not in fields else "LocalDateTime",
    )
    return Parsed(fields, zone, str(text))


def _missing(kind: str, value: Any) -> Any:
    if value is None:
        raise null_pointer("the temporal is null")
    return complain(f"Unable to obtain {kind} from TemporalAccessor: {value} of type {class_of(value)}")


def _local(kind: str, value: Any) -> Local:
    if isinstance(value, Parsed):
        needed = {"LocalDate": ("year",), "LocalTime": ("hour",)}.get(kind, ("year", "hour"))
        return value.local(kind) if all(name in value.fields or f"{name}12" in value.fields for name in needed) else _missing(kind, value)
    if not isinstance(value, Local | Zoned):
        return _missing(kind, value)  # type: ignore[no-any-return]
    local = local_part(value)
    if local.kind not in {kind, "LocalDateTime"}:
        return _missing(kind, value)  # type: ignore[no-any-return]
    return local if kind == "LocalDateTime" else half(local, kind)


def _zoned(kind: str, value: Any) -> Zoned:
    if isinstance(value, Parsed) and value.zone is not None:
        zone = value.zone
        return Zoned(value.local("LocalDateTime"), zone, kind)
    if isinstance(value, Zoned):
        return value if value.kind == kind else Zoned(value.local, zone_of(value.zone.name), kind)
    return _missing(kind, value)  # type: ignore[no-any-return]


def _instant(value: Any) -> Instant:
    if isinstance(value, Instant):
        return value
    if isinstance(value, Zoned) or (isinstance(value, Parsed) and value.zone is not None):
        return Instant(_zoned("ZonedDateTime", value).nanos)
    return _missing("Instant", value)  # type: ignore[no-any-return]


define("java.time.format.Parsed", "TemporalAccessor", name="Parsed", final=True)
CLASSES["DateTimeFormatter"].has({"TemporalAccessor parse(CharSequence)": _parse})
for _name in ("LocalDate", "LocalTime", "LocalDateTime"):
    CLASSES[_name].static({f"{_name} from(TemporalAccessor)": lambda value, kind=_name: _local(kind, value)})
for _name in ("ZonedDateTime", "OffsetDateTime"):
    CLASSES[_name].static({f"{_name} from(TemporalAccessor)": lambda value, kind=_name: _zoned(kind, value)})
CLASSES["Instant"].static({"Instant from(TemporalAccessor)": _instant})
