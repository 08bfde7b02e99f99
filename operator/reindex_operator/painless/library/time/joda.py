"""What a node left of Joda's dates: ``millis`` of every temporal, and of ZonedDateTime getters that throw, with what took their place."""

from typing import Any

from reindex_operator.painless.library.table import CLASSES
from reindex_operator.painless.runtime.throwable import unsupported

from .arithmetic import part
from .enums import WEEKDAYS
from .printing import unsupported_field
from .shared import MILLI, checked_long
from .temporals import Instant, Zoned

_GONE = {
    "CenturyOfEra": "get(ChronoField.YEAR_OF_ERA) / 100",
    "Era": "get(ChronoField.ERA)",
    "HourOfDay": "getHour()",
    "MillisOfDay": "get(ChronoField.MILLI_OF_DAY)",
    "MillisOfSecond": "get(ChronoField.MILLI_OF_SECOND)",
    "MinuteOfDay": "get(ChronoField.MINUTE_OF_DAY)",
    "MinuteOfHour": "getMinute()",
    "MonthOfYear": "getMonthValue()",
    "SecondOfDay": "get(ChronoField.SECOND_OF_DAY)",
    "SecondOfMinute": "getSecond()",
    "WeekOfWeekyear": "get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)",
    "Weekyear": "get(IsoFields.WEEK_BASED_YEAR)",
    "YearOfCentury": "get(ChronoField.YEAR_OF_ERA) % 100",
    "YearOfEra": "get(ChronoField.YEAR_OF_ERA)",
}


def _millis(value: Any) -> int:
    if not isinstance(value, Instant | Zoned):
        unsupported_field("InstantSeconds")
    return checked_long(value.nanos // MILLI)


def _gone(_: Any, name: str, instead: str) -> Any:
    raise unsupported(f"[get{name}] is no longer available; use [{instead}] instead")


CLASSES["TemporalAccessor"].has({"long getMillis()": _millis})
CLASSES["ZonedDateTime"].has(
    {"DayOfWeek getDayOfWeekEnum()": lambda value: WEEKDAYS[part("weekday")(value) - 1]}
    | {f"int get{name}()": (lambda value, name=name, instead=instead: _gone(value, name, instead)) for name, instead in _GONE.items()}
)
