"""Which fields there are, and where: the models' schema, looked up by the keys that lead to a place."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from reindex_operator.api.reindex import Reindex
from reindex_operator.api.schema import Schema, structural

Location = Sequence[str | int]


def schema_at(location: Location) -> Schema:
    """The schema of what stands there; empty where the models do not say."""
    found = _schema()
    for step in location:
        found = found.get("items", {}) if isinstance(step, int) else found.get("properties", {}).get(step) or _any_key(found)
    return found


def fields_at(location: Location) -> Schema:
    """The fields that the object there can have, each with its schema."""
    fields: Schema = schema_at(location).get("properties", {})
    return fields


def places_of(name: str) -> list[str]:
    """The paths of the spec's fields of this name; of all only those nearest to the top."""
    level = [("spec", schema_at(("spec",)))]
    while level:
        level = [below for path, schema in level for below in _below(path, schema)]
        if found := [path for path, _ in level if path.rpartition(".")[2] == name]:
            return found
    return []


def value_at(document: Any, location: Location) -> Any:
    """What the document has there; the place has to be there."""
    for step in location:
        document = document[step]
    return document


@cache
def _schema() -> Schema:
    return structural(Reindex)


def _any_key(schema: Schema) -> Schema:
    values = schema.get("additionalProperties")
    return values if isinstance(values, dict) else {}


def _below(path: str, schema: Schema) -> Iterator[tuple[str, Schema]]:
    for name, field in schema.get("properties", {}).items():
        yield f"{path}.{name}", field
