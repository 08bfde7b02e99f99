"""A value of another type than its field's: what it is, and how the same is written as the field takes it, where that can be told."""

import copy
import json
from typing import Any

from reindex_operator.api.errors import InvalidManifestError
from reindex_operator.api.reindex import parse
from reindex_operator.api.schema import Schema
from reindex_operator.cli.advice.places import Location, schema_at, value_at
from reindex_operator.cli.convert import values
from reindex_operator.cli.convert.fields import converter
from reindex_operator.cli.convert.request import ConvertError
from reindex_operator.cli.yaml_text import flow

_TYPES = {
    "array": "a list",
    "object": "a mapping",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}
_NUMBER_OR_TEXT = "a whole number or a text"
_SCALARS = {"boolean": values.boolean, "integer": values.whole, "string": values.text}
_SHOWN = 80
"""Characters of a value, and of what is suggested, that fit into a line."""


def of_another_type(document: Any, location: Location) -> str:
    """The mistake that the value of ``document`` at ``location`` is."""
    schema, value = schema_at(location), value_at(document, location)
    wanted = _TYPES.get(schema.get("type", ""), _NUMBER_OR_TEXT)
    return f"must be {wanted}, is {_shown(value)}{_suggestion(document, location, value, schema)}"


def _shown(value: Any) -> str:
    if isinstance(value, list | dict):
        return _TYPES["array" if isinstance(value, list) else "object"]
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f'{text[: _SHOWN - 4]}..."'


def _suggestion(document: Any, location: Location, value: Any, schema: Schema) -> str:
    try:
        fitted = _fitted(value, ".".join(map(str, location[1:])), schema)
    except ConvertError:
        return ""
    text = flow(fitted)
    return f": write {text}" if len(text) <= _SHOWN and _mended(document, location, fitted) else ""


def _fitted(value: Any, path: str, schema: Schema) -> Any:
    """The value as the field at ``path`` below ``spec`` may take it: as the API reads it, else by the type alone. Raises ``ConvertError``."""
    if convert := converter(path):
        return convert(value)
    match schema:
        case {"type": "array", "items": items}:
            return [_fitted(value, f"{path}.0", items)]
        case {"type": "object"} if isinstance(value, dict):
            return value
        case {"type": "object", "properties": fields, "required": [only]}:
            return {only: _fitted(value, f"{path}.{only}", fields[only])}
        case {"type": kind} if kind in _SCALARS:
            return _SCALARS[kind](value)
    raise ConvertError("can not be told")


def _mended(document: Any, location: Location, value: Any) -> bool:
    """Whether the object has no mistake at ``location`` any more with ``value`` there."""
    mended = copy.deepcopy(document)
    value_at(mended, location[:-1])[location[-1]] = value
    try:
        parse(mended)
    except InvalidManifestError as error:
        return all(tuple(each.location[: len(location)]) != tuple(location) for each in error.errors)
    return True
