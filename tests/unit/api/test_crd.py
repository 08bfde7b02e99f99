"""The CRD as it is rendered: a structural schema that says everything, and the bytes that are committed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field

from reindex_operator.api.crd import crd
from reindex_operator.api.model import Model
from reindex_operator.api.schema import structural
from reindex_operator.cli.crd import manifest

CRD_FILE = Path(__file__).parents[3] / "crds" / "reindexes.reindex.dev.yaml"
ROOT = crd()["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
SCHEMA_KEYWORDS = {
    "additionalProperties",
    "default",
    "description",
    "enum",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "pattern",
    "properties",
    "required",
    "type",
    "x-kubernetes-int-or-string",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-list-type",
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-validations",
}


def nodes(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    yield path, schema
    for name, field in schema.get("properties", {}).items():
        yield from nodes(field, f"{path}.{name}")
    for child, suffix in (("items", "[]"), ("additionalProperties", "{}")):
        if child in schema:
            yield from nodes(schema[child], path + suffix)


NODES = dict(nodes(ROOT))


def test_the_committed_file_is_what_is_rendered() -> None:
    assert CRD_FILE.read_bytes().decode() == manifest(), "run `make crds`"


def test_only_keywords_of_a_structural_schema_are_used() -> None:
    assert {keyword for schema in NODES.values() for keyword in schema} <= SCHEMA_KEYWORDS


def test_every_value_has_a_type_or_is_an_integer_or_a_string() -> None:
    untyped = [path for path, schema in NODES.items() if "type" not in schema]
    assert untyped == [".spec.slices", ".spec.waitForActiveShards"]
    assert all(NODES[path]["x-kubernetes-int-or-string"] for path in untyped)


def test_every_field_is_described() -> None:
    silent = [path for path, schema in NODES.items() if not path.endswith(("[]", "{}")) and not schema.get("description")]
    assert silent == [".metadata"]


def test_every_object_lists_its_fields_or_keeps_them() -> None:
    ways = {"properties", "additionalProperties", "x-kubernetes-preserve-unknown-fields"}
    loose = [path for path, schema in NODES.items() if schema.get("type") == "object" and not ways & schema.keys()]
    assert loose == [".metadata"]


def test_users_own_objects_are_kept_verbatim() -> None:
    kept = {path for path, schema in NODES.items() if schema.get("x-kubernetes-preserve-unknown-fields")}
    assert kept == {
        ".spec.source.query",
        ".spec.source.sort[]",
        ".spec.source.runtimeMappings",
        ".spec.script.params",
        ".spec.podTemplate.resources",
        ".spec.podTemplate.tolerations[]",
        ".spec.podTemplate.affinity",
        ".spec.podTemplate.topologySpreadConstraints[]",
        ".status.response.failures[].cause",
    }


def test_nothing_but_the_status_has_a_default_so_that_git_sees_no_drift() -> None:
    assert {path: schema["default"] for path, schema in NODES.items() if "default" in schema} == {".status": {"observedGeneration": -1}}


def test_every_rule_says_in_words_how_to_mend_it() -> None:
    rules = [rule for schema in NODES.values() for rule in schema.get("x-kubernetes-validations", [])]
    assert len(rules) > 40
    assert all(len(rule["message"]) > 15 and "\n" not in rule["message"] for rule in rules)


def test_every_list_in_the_spec_is_bounded_for_the_cost_of_rules() -> None:
    unbounded = [
        path
        for path, schema in NODES.items()
        if path.startswith(".spec")
        and schema["type" if "type" in schema else "x-kubernetes-int-or-string"] == "array"
        and "maxItems" not in schema
    ]
    assert unbounded == []


def test_flux_leaves_the_crd_alone() -> None:
    assert crd()["metadata"]["annotations"]["kustomize.toolkit.fluxcd.io/substitute"] == "disabled"


class Union(Model):
    """No CRD can have it."""

    value: int | list[str] = Field(description="Either.")


class Anything(Model):
    """No CRD can have it."""

    value: Any = Field(description="Whatever.")


class Above(Model):
    """Has a keyword that means something else in a CRD."""

    value: int = Field(gt=0, description="More than 0.")


@pytest.mark.parametrize("model", [Union, Anything, Above])
def test_what_has_no_place_in_a_structural_schema_is_an_error(model: type[Model]) -> None:
    with pytest.raises(TypeError, match="has no place in a structural schema"):
        structural(model)
