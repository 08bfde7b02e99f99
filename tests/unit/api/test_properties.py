"""The models and the schema rendered from them agree on any object, not only on those somebody thought of."""

import copy
from typing import Any

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from reindex_operator.api.crd import crd
from reindex_operator.api.reindex import Reindex
from reindex_operator.api.rules import BROKEN
from tests.unit.api.manifests import FULL, Manifest

# Texts that a rule, not the schema, judges: such as it takes.
JUDGED_BY_RULES: dict[str, list[Any]] = {
    "hosts": [["https://a:9200"], ["https://[::1]:1/p", "https://b.example:65535"]],
    "slices": ["auto", 1, 7, 1024],
    "waitForActiveShards": ["all", 0, 3],
    "routing": ["keep", "discard", "=", "=\n'x"],
    "requestsPerSecond": [-1, 0.5, 3, 1000],
    "tls": [{}, {"caSecretName": "ca"}],
    "headers": [{}, {"X-A": "b"}],
}


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with strict validation of unknown fields, in plain JSON Schema."""
    schema = {key: value for key, value in schema.items() if not key.startswith("x-kubernetes") and key not in {"format", "default"}}
    if "properties" in schema:
        schema["properties"] = {name: closed(field) for name, field in schema["properties"].items()}
        schema["additionalProperties"] = False
    for child in ("items", "additionalProperties"):
        if isinstance(schema.get(child), dict):
            schema[child] = closed(schema[child])
    if "type" not in schema:
        schema["type"] = ["integer", "string"]
    return schema


def small(schema: dict[str, Any], name: str = "") -> st.SearchStrategy[Any]:  # noqa: C901, PLR0911 - one line a type of schema
    """Small values that the schema takes, and most rules too."""
    if name in JUDGED_BY_RULES:
        return st.sampled_from(JUDGED_BY_RULES[name])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema["type"]:
        case "object" if "properties" in schema:
            fields = {field: small(value, field) for field, value in schema["properties"].items()}
            required = set(schema.get("required", ()))
            optional = {field: value for field, value in fields.items() if field not in required}
            return st.fixed_dictionaries({field: fields[field] for field in sorted(required)}, optional=optional)
        case "object" if isinstance(schema.get("additionalProperties"), dict):
            return st.dictionaries(st.sampled_from(["a", "b/c", "B.d"]), small(schema["additionalProperties"]), max_size=2)
        case "object":
            return st.dictionaries(st.text(max_size=5), values | st.none(), max_size=2)
        case "array":
            return st.lists(small(schema["items"]), min_size=schema.get("minItems", 0), max_size=2)
        case "string" if "pattern" in schema:
            ascii_only = st.characters(min_codepoint=32, max_codepoint=126)
            return st.from_regex(schema["pattern"].removesuffix("$") + r"\Z", alphabet=ascii_only).filter(
                lambda text: len(text) <= schema["maxLength"]
            )
        case "string":
            return st.text("abc.-1", min_size=schema.get("minLength", 0), max_size=8)
        case "integer":
            return st.integers(schema["minimum"], schema.get("maximum", 2**31))
        case "boolean":
            return st.booleans()
        case kind:
            raise TypeError(kind)


def specs(schema: dict[str, Any]) -> dict[str, Any]:
    spec: dict[str, Any] = schema["properties"]["spec"]
    return spec


SCHEMA = closed(crd()["spec"]["versions"][0]["schema"]["openAPIV3Schema"])
VALIDATOR = jsonschema.Draft202012Validator(specs(SCHEMA))
# Values that the API server changes before it looks (nulls are dropped, 2.0 is 2) say nothing of the schema.
numbers = st.integers(-(2**40), 2**40) | st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: not number.is_integer())
values = st.recursive(
    st.booleans() | numbers | st.text(max_size=5) | st.sampled_from(["5m", "auto", "create", "a"]),
    lambda children: st.lists(children, max_size=2) | st.dictionaries(st.text(max_size=5), children, max_size=2),
    max_leaves=4,
)


def manifest(spec: Any) -> Manifest:
    return {"apiVersion": "reindex.dev/v1alpha1", "kind": "Reindex", "metadata": {"name": "x"}, "spec": spec}


def structural_errors(spec: Any) -> list[Any]:
    try:
        Reindex.model_validate(manifest(spec), by_alias=True, by_name=False)
    except ValidationError as error:
        return [detail for detail in error.errors() if detail["type"] != BROKEN]
    return []


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        found += places(child, (*path, key))
    return found


PLACES = places(FULL["spec"])


@settings(max_examples=60)
@given(spec=small(specs(SCHEMA)))
def test_what_the_schema_takes_the_models_take_and_write_back_as_it_was(spec: Any) -> None:
    VALIDATOR.validate(spec)
    assert structural_errors(spec) == []
    try:
        reindex = Reindex.model_validate(manifest(spec))
    except ValidationError:
        return  # a rule between fields is broken: test_reindex.py has them one by one
    written = reindex.model_dump(exclude_unset=True)
    assert written["spec"] == spec
    assert Reindex.model_validate(written) == reindex
    assert Reindex.model_validate_json(reindex.model_dump_json(exclude_unset=True)) == reindex


@settings(max_examples=300)
@given(place=st.sampled_from(PLACES[1:]), value=values)
def test_schema_and_models_refuse_the_same(place: tuple[Any, ...], value: Any) -> None:
    spec = copy.deepcopy(FULL["spec"])
    target = spec
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
    assert VALIDATOR.is_valid(spec) == (structural_errors(spec) == [])
