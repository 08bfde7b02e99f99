"""What the parser of manifests takes and refuses, in the words of the API server."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from reindex_operator.api.errors import InvalidManifestError
from reindex_operator.api.model import MOST_LEVELS
from reindex_operator.api.reindex import Reindex, parse
from tests.unit.api.manifests import FULL, MINIMAL, REMOVED, UNKNOWN, WRONG, Manifest, Wrong, changed

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.yaml"))


def errors(manifest: Any) -> list[str]:
    with pytest.raises(InvalidManifestError) as raised:
        parse(manifest)
    assert str(raised.value) == "\n".join(map(str, raised.value.errors))
    return [str(error) for error in raised.value.errors]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_each_mistake_is_named_in_the_words_of_the_api_server(wrong: Wrong) -> None:
    assert f"{wrong.field}: {wrong.message}" in errors(wrong.manifest)


@pytest.mark.parametrize("field", UNKNOWN)
def test_a_field_that_does_not_exist_is_named(field: str) -> None:
    manifest = changed(MINIMAL, {"spec.cluster.auth": {"secretName": "s"}, "spec.script": {"source": "x"}})
    assert errors(changed(manifest, {field: "x"})) == [f'{field}: unknown field "{field}"']


@pytest.mark.parametrize("manifest", [MINIMAL, FULL], ids=["minimal", "full"])
def test_what_is_right_parses_and_is_written_back_as_it_was(manifest: Manifest) -> None:
    assert parse(manifest).model_dump(exclude_unset=True) == manifest


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_parses_and_is_written_back_as_it_was(path: Path) -> None:
    manifest = yaml.safe_load(path.read_text())
    assert parse(manifest).model_dump(exclude_unset=True) == manifest


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 7


def test_all_mistakes_are_named_at_once() -> None:
    manifest = changed(MINIMAL, {"metadata": {}, "spec.dest.opType": "upsert", "spec.slices": 0, "spec.source.index": ["a", "b c"]})
    found = [error.partition(":")[0] for error in errors(manifest)]
    assert found == ["metadata.name", "spec.source.index[1]", "spec.dest.opType", "spec.slices"]


def test_an_error_leads_to_its_place_in_the_file() -> None:
    with pytest.raises(InvalidManifestError) as raised:
        parse(changed(MINIMAL, {"spec.source.index": ["a", "b,c"]}))
    assert [error.location for error in raised.value.errors] == [("spec", "source", "index", 1)]


def test_what_is_nested_too_deeply_is_named_however_deep_and_however_shared() -> None:
    query: dict[str, Any] = {}
    for _ in range(MOST_LEVELS - 1):
        query = {"a": query, "b": query}
    parse(changed(MINIMAL, {"spec.source.query": query}))
    for _ in range(10_000):
        query = {"a": [query]}
    with pytest.raises(InvalidManifestError, match="nested more than 150 levels deep") as raised:
        parse(changed(MINIMAL, {}) | {"spec": MINIMAL["spec"] | {"source": {"index": ["a"], "query": query}}})
    assert [error.path for error in raised.value.errors] == ["spec.source.query"]


@pytest.mark.parametrize("manifest", [None, [], "text", 5])
def test_what_is_no_mapping_is_no_manifest(manifest: Any) -> None:
    assert errors(manifest) == [": a manifest is a mapping with apiVersion, kind, metadata and spec"]


@pytest.mark.parametrize("field", ["apiVersion", "kind"])
def test_a_manifest_says_what_it_is(field: str) -> None:
    assert errors(changed(MINIMAL, {field: REMOVED})) == [f"{field}: Required value"]


def test_another_kind_is_refused() -> None:
    assert errors(changed(MINIMAL, {"kind": "Job"})) == ['kind: Unsupported value: "Job": supported values: "Reindex"']


@pytest.mark.parametrize("name", ["Upper", "under_score", "-a", "a\n", "x" * 254, 5])
def test_a_name_is_what_kubernetes_takes(name: Any) -> None:
    assert errors(changed(MINIMAL, {"metadata.name": name}))[0].startswith(f'metadata.name: Invalid value: "{name}"')


def test_a_generated_name_will_do() -> None:
    assert parse(changed(MINIMAL, {"metadata": {"generateName": "orders-"}})).metadata == {"generateName": "orders-"}


def test_an_object_as_the_api_server_stores_it_parses() -> None:
    stored = changed(FULL, {"metadata.uid": "u", "metadata.managedFields": [{"manager": "kubectl"}], "status": {"observedGeneration": -1}})
    reindex = parse(stored)
    assert isinstance(reindex, Reindex)
    assert reindex.status is not None
    assert reindex.status.observed_generation == -1


def test_null_is_the_same_as_leaving_a_field_out_as_for_the_api_server() -> None:
    assert parse(changed(MINIMAL, {"spec.script": None})).spec.script is None


@pytest.mark.parametrize("index", ["Upper", ".hidden", "a-b_c+d", "<logs-{now/d}>", "ümlaut", "a.b"])
def test_what_the_cluster_may_take_as_a_destination_is_left_to_it(index: str) -> None:
    assert parse(changed(MINIMAL, {"spec.dest.index": index})).spec.dest.index == index


def test_the_same_name_in_another_cluster_is_another_index() -> None:
    changes = {"spec.dest.index": "orders-v1", "spec.source.cluster": {"hosts": ["http://old:9200"]}}
    assert parse(changed(MINIMAL, changes)).spec.source.cluster is not None


def test_credentials_may_cross_a_plain_network_when_that_is_said() -> None:
    cluster = {"hosts": ["http://a:9200"], "auth": {"secretName": "s", "allowPlainHttp": True}}
    assert parse(changed(MINIMAL, {"spec.cluster": cluster})).spec.cluster.auth is not None
