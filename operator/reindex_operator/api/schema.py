"""pydantic models -> the structural schema that a CustomResourceDefinition takes.

A structural schema has no references, unions, constants or nulls, and every object either lists its fields or keeps unknown ones.
What has no place in it is an error here, so that it cannot be lost silently.
"""

from typing import Any

from pydantic import BaseModel

Schema = dict[str, Any]

_KEPT = (
    "description",
    "type",
    "format",
    "enum",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "maxProperties",
    "required",
    "x-kubernetes-int-or-string",
    "x-kubernetes-list-type",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-validations",
)
_TRANSLATED = {"$ref", "$defs", "anyOf", "const", "properties", "additionalProperties", "items"}
_DROPPED = {"title", "default"}
"""Defaults too: an object in Git stays as it was written, the operator's own defaults are resolved when a run starts."""


def structural(model: type[BaseModel]) -> Schema:
    """The structural schema of a model."""
    schema = model.model_json_schema(by_alias=True, mode="validation")
    return _structural(schema, schema.get("$defs", {}))


def _structural(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    schema = _plain(schema, definitions)
    if lost := schema.keys() - {*_KEPT, *_TRANSLATED, *_DROPPED}:
        raise TypeError(f"{', '.join(sorted(lost))} has no place in a structural schema: {schema}")
    out = {key: schema[key] for key in _KEPT if key in schema}
    if "const" in schema:
        out["enum"] = [schema["const"]]
    match schema.get("type"):
        case "object":
            out |= _object(schema, definitions)
        case "array":
            out.setdefault("x-kubernetes-list-type", "atomic")
            out["items"] = _structural(schema["items"], definitions)
        case "integer":
            out["format"] = "int64"
        case None if "x-kubernetes-int-or-string" not in schema:
            raise TypeError(f"a value of no type has no place in a structural schema: {schema}")
    return out


def _object(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    if "properties" in schema:
        return {"properties": {name: _structural(field, definitions) for name, field in schema["properties"].items()}}
    values = schema.get("additionalProperties", True)
    if values is True:
        return {"x-kubernetes-preserve-unknown-fields": True}
    return {"additionalProperties": _structural(values, definitions)}


def _plain(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    """The schema with its reference and its optional alternative resolved; what stands beside them wins."""
    while "$ref" in schema or "anyOf" in schema:
        beside = {key: value for key, value in schema.items() if key not in {"$ref", "anyOf"}}
        if "$ref" in schema:
            schema = definitions[schema["$ref"].rpartition("/")[2]] | beside
            continue
        alternatives = [alternative for alternative in schema["anyOf"] if alternative != {"type": "null"}]
        if len(alternatives) != 1:
            raise TypeError(f"a union has no place in a structural schema: {schema}")
        schema = alternatives[0] | beside
    return schema
