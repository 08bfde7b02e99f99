"""What is wrong with a manifest, worded as the API server words it."""

import json
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from reindex_operator.api.rules import BROKEN

_EXPECTED = {
    "string_type": "string",
    "int_type": "integer",
    "int_from_float": "integer",
    "int_or_string_type": "integer,string",
    "float_type": "number",
    "bool_type": "boolean",
    "list_type": "array",
    "dict_type": "object",
    "model_type": "object",
    "model_attributes_type": "object",
}

_UNKNOWN = "extra_forbidden"

_LIMITS = {
    "string_too_short": "be at least {min_length} chars long",
    "too_short": "have at least {min_length} items",
    "greater_than_equal": "be greater than or equal to {ge}",
    "less_than_equal": "be less than or equal to {le}",
    "string_pattern_mismatch": "match '{pattern}'",
}


@dataclass(frozen=True)
class FieldError:
    """One mistake: where (``spec.source.index[1]``), what, the keys that lead there, for whoever has the file, and pydantic's name of its kind."""

    path: str
    message: str
    location: tuple[str | int, ...] = ()
    kind: str = ""

    @property
    def unknown_field(self) -> bool:
        """Whether the mistake is that there is no such field."""
        return self.kind == _UNKNOWN

    @property
    def other_type(self) -> bool:
        """Whether the mistake is a value of another type than the field's."""
        return self.kind in _EXPECTED

    def __str__(self) -> str:
        """``path: message``, as the API server prints it."""
        return f"{self.path}: {self.message}"


class InvalidManifestError(ValueError):
    """A manifest that is no valid ``Reindex``: every mistake that was found in it."""

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = tuple(errors)


def field_errors(error: ValidationError) -> list[FieldError]:
    """The mistakes behind a failed validation; pydantic's own words never reach a user."""
    return [
        FieldError(path(detail["loc"]), _message(path(detail["loc"]), detail), detail["loc"], detail["type"])
        for detail in error.errors(include_url=False)
    ]


def path(location: tuple[str | int, ...]) -> str:
    """``("spec", "source", "index", 1)`` -> ``spec.source.index[1]``."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in location).removeprefix(".")


def _message(path: str, detail: ErrorDetails) -> str:
    kind, value, limits = detail["type"], detail["input"], detail.get("ctx", {})
    match kind:
        case "missing":
            message = "Required value"
        case _ if kind == _UNKNOWN:
            message = f'unknown field "{path}"'
        case "literal_error":
            supported = limits["expected"].replace("'", '"').replace(" or ", ", ")
            message = f"Unsupported value: {shown(value)}: supported values: {supported}"
        case "string_too_long":
            message = f"Too long: may not be more than {limits['max_length']} bytes"
        case "too_long":
            message = f"Too many: {len(value)}: must have at most {limits['max_length']} items"
        case _ if kind in _LIMITS:
            message = _invalid(len(value) if kind == "too_short" else value, f"{path} in body should {_LIMITS[kind].format(**limits)}")
        case _ if kind in _EXPECTED:
            message = _invalid(_type(value), f"{path} in body must be of type {_EXPECTED[kind]}: {shown(_type(value))}")
        case _:
            message = _invalid(value, limits["message"] if kind == BROKEN else detail["msg"])
    return message


def _invalid(value: Any, what: str) -> str:
    return f"Invalid value: {shown(value)}: {what}" if isinstance(value, str | int | float) else f"Invalid value: {what}"


def shown(value: Any) -> str:
    """The value as it is quoted in a message: JSON."""
    number = isinstance(value, float) and value.is_integer()
    return json.dumps(int(value) if number else value, ensure_ascii=False, default=str)


def _type(value: Any) -> str:
    names = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object", type(None): "null"}
    return names.get(type(value), type(value).__name__)
