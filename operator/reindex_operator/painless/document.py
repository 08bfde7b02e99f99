"""A document's numbers and objects between JSON and a script.

In: parse with any JSON parser that gives plain Python values (msgspec, json): ``int``, ``float``, ``str``, ``bool``, ``None``, ``list``, ``dict`` are what a
script works on, with no conversion (see ``runtime.values``). A decimal becomes a Double, as on a node, so ``1.10`` is written as ``1.1`` once a script ran;
an integer of any size keeps all its digits. Out: hand ``encode_special`` to the encoder as its hook for other types (``msgspec.json.Encoder(enc_hook=encode_special)``);
it is called for what a script made and plain documents never hold, so untouched documents cost nothing.
"""

import math
from typing import Any

import msgspec

from .library.collections.groups import Group
from .library.enums import Constant
from .library.time.amounts import Duration, Period
from .library.time.date import Date
from .library.time.temporals import Instant, Local, Zoned, local_from
from .library.time.zones import offset_text
from .runtime.text import float_text, text
from .runtime.throwable import Throwable, illegal_argument
from .runtime.values import Float, Key, class_of

MAX_DEPTH = 100
_AS_TEXT = (Constant, Duration, Period)


def encode_special(value: Any) -> Any:
    """A value that JSON has no word for, as one that it has; raises Throwable for what can not be written."""
    if isinstance(value, Float):
        shown = float_text(value)
        return float(shown) if math.isfinite(value) else shown
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Instant):
        return iso_millis(value.nanos)
    if isinstance(value, Local):
        return (
            value.text()
            if value.kind == "LocalDate"
            else iso_millis(value.nano).rpartition("T")[2][:-1]
            if value.kind == "LocalTime"
            else iso_millis(value.total)
        )
    if isinstance(value, Zoned):
        return iso_millis(value.local.total)[:-1] + offset_text(value.offset)
    if isinstance(value, Date):
        return iso_millis(value.millis * 1_000_000)
    if isinstance(value, _AS_TEXT):
        return text(value)
    if isinstance(value, Group):
        return value.values()
    if isinstance(value, dict):
        return dict(value)
    if isinstance(value, list):
        return list(value)
    raise illegal_argument(f"cannot write xcontent for unknown value of type class {class_of(value)}")


def iso_millis(nanos: int) -> str:
    """A moment as documents hold it."""
    found = local_from(nanos).text(seconds=True)
    return (found if "." in found else found + ".000") + "Z"


_ENCODER = msgspec.json.Encoder(enc_hook=encode_special)
_LEAVES = frozenset({str, int, bool, type(None)})


def to_json(source: dict[str, Any]) -> bytes:
    """A document's source as JSON; raises Throwable for a value that can not be written (a lambda, a key that is no text, a cycle)."""
    _check(source, 0)
    return _ENCODER.encode(source)


def _check(value: Any, depth: int) -> None:
    """Keys are texts and nesting ends; infinities become texts as a node writes them. Walks every document that a script changed: only what is nested costs."""
    if depth > MAX_DEPTH:
        raise illegal_argument("Iterable object is self-referencing itself or nested too deeply")
    if isinstance(value, dict):
        try:
            "".join(value)
        except TypeError:
            name = next(name for name in value if type(name) is not str)
            raise Throwable(
                "java.lang.ClassCastException",
                f"class {class_of(name.value if isinstance(name, Key) else name)} cannot be cast to class java.lang.String",
            ) from None
        items: Any = value.values()
    elif isinstance(value, list):
        items = value
    else:
        return
    endless = False
    for item in items:
        kind = type(item)
        if kind in _LEAVES:
            continue
        if kind is float:
            endless = endless or item - item != 0.0
        else:
            _check(item, depth + 1)
    if endless:
        for place in list(value) if isinstance(value, dict) else range(len(value)):
            if type(value[place]) is float and not math.isfinite(value[place]):
                value[place] = text(value[place])
