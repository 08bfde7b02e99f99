"""Single values: what the API takes where our model is strict (numbers as text, one value for a list)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from reindex_operator.cli.convert.request import ConvertError

SHAPE_PARAMS: Final = ("pretty", "human", "error_trace", "filter_path", "format", "source_content_type")
"""Parameters that only shape the answer, or say what the body is."""


@dataclass
class Findings:
    """What a conversion met: ``errors`` make it impossible, ``notes`` say what is different or left out."""

    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def boolean(value: Any) -> Any:
    """A parameter without a value is true."""
    if value in ("", "true", True):
        return True
    if value in ("false", False):
        return False
    raise ConvertError("is true or false")


def whole(value: Any) -> Any:
    """A whole number; the API cuts off a fraction, and takes text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value)
    try:
        return int(str(value))
    except ValueError:
        raise ConvertError("is a whole number") from None


def number(value: Any) -> Any:
    """A number."""
    try:
        found = float(str(value))
    except ValueError:
        raise ConvertError("is a number") from None
    return int(found) if found.is_integer() else found


def rate(value: Any) -> Any:
    """Requests a second. Old versions took "unlimited" for -1."""
    if value == "unlimited":
        return -1
    try:
        return number(value)
    except ConvertError:
        raise ConvertError("is a number; without a limit it is -1") from None


def whole_or(word: str) -> Callable[[Any], Any]:
    """A whole number or this word."""

    def convert(value: Any) -> Any:
        try:
            return word if value == word else whole(value)
        except ConvertError:
            raise ConvertError(f'is a whole number or "{word}"') from None

    return convert


def text(value: Any) -> Any:
    """Text; the API takes numbers and booleans for it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise ConvertError("is a text")


def texts(value: Any) -> Any:
    """A list of texts, or one."""
    return [text(each) for each in value] if isinstance(value, list) else [text(value)]


def indices(value: Any) -> Any:
    """A list of indices, or one text with commas (R1); the API takes a blank beside a comma for a part of the name."""
    if not isinstance(value, str):
        return texts(value)
    if re.search(r"\s,|,\s", value):
        joined = re.sub(r"\s*,\s*", ",", value)
        raise ConvertError(f'has a blank beside a comma: write "{joined}"')
    return [each for each in value.split(",") if each]


def objects(value: Any) -> Any:
    """An object as it is."""
    if not isinstance(value, dict):
        raise ConvertError("is an object")
    return value


def order(value: Any) -> Any:
    """``sort``: a field, an object of fields, or a list of these."""
    out: list[Any] = []
    for each in value if isinstance(value, list) else [value]:
        match each:
            case str():
                out.append({each: "desc" if each == "_score" else "asc"})
            case dict():
                out += [{name: how} for name, how in each.items()]
            case _:
                raise ConvertError("is a field, an object of fields, or a list of these")
    return out


def source_filter(value: Any) -> Any:
    """``_source``: a field, a list of them, or what to include and exclude."""
    match value:
        case True:
            return None
        case False:
            raise ConvertError("can not be false: documents are copied by their _source")
        case dict():
            new = {name if name.endswith("s") else f"{name}s": texts(each) for name, each in value.items()}
            if unknown := new.keys() - {"includes", "excludes"}:
                raise ConvertError(f"has includes and excludes, not {', '.join(sorted(unknown))}")
            return new
    return {"includes": texts(value)}


def take(values: Mapping[str, Any], name: str, convert: Callable[[Any], Any], at: str, findings: Findings) -> dict[str, Any]:
    """``values[name]`` converted, as a mapping of the one name; empty where it is not there or wrong, which is an error of ``at``."""
    if values.get(name) is None:
        return {}
    try:
        found = convert(values[name])
    except ConvertError as error:
        findings.errors.append(f"{at}{name} {error}")
        return {}
    return {} if found is None else {name: found}
