"""Mistakes of a manifest as its author is told them: what was written, and what would be right."""

from typing import Any

import pytest

from reindex_operator.api.errors import InvalidManifestError
from reindex_operator.cli.advice.checked import checked
from tests.unit.api.manifests import FULL, MINIMAL, UNKNOWN, WRONG, Manifest, Wrong, changed

BASE = changed(MINIMAL, {"spec.cluster.auth": {"secretName": "s"}, "spec.script": {"source": "x"}})


def errors(manifest: Manifest) -> list[str]:
    with pytest.raises(InvalidManifestError) as raised:
        checked(manifest)
    return [str(error) for error in raised.value.errors]


@pytest.mark.parametrize(
    ("field", "advice"),
    [
        ("spec.dest.op_type", "did you mean opType?"),
        ("spec.dest.version_type", "did you mean versionType?"),
        ("spec.requests_per_second", "did you mean requestsPerSecond?"),
        ("spec.max_docs", "did you mean maxDocs?"),
        ("spec.DRYRUN", "did you mean dryRun?"),
        ("spec.source._Source", "did you mean _source?"),
        ("spec.source.runtime_mappings", "did you mean runtimeMappings?"),
        ("spec.runtime_mappings", "did you mean spec.source.runtimeMappings?"),
        ("spec.version_type", "did you mean spec.dest.versionType?"),
        ("spec.source.conflicts", "did you mean spec.conflicts?"),
        ("spec.slice", "did you mean slices or spec.source.slice?"),
        ("spec.source.slices", "did you mean slice or spec.slices?"),
        ("spec.index", "did you mean spec.source.index or spec.dest.index?"),
        ("spec.hosts", "did you mean spec.cluster.hosts?"),
        ("source", "did you mean spec.source?"),
        ("spec.size", "did you mean spec.maxDocs, the limit of documents, or spec.source.size, the documents a batch?"),
        ("spec.source.remote", "did you mean spec.source.cluster? It has hosts for host, and auth for the credentials"),
        ("spec.script.inline", "did you mean source?"),
        ("spec.script.stored", "did you mean id?"),
        ("spec.cluster.host", "did you mean hosts?"),
        ("spec.cluster.password", "credentials go into a Secret: name it in auth.secretName"),
        ("spec.cluster.auth.apiKey", "credentials go into a Secret: name it in auth.secretName"),
        ("spec.source.highlight", "remove it: it has no effect on what is copied"),
        ("spec.dest.type", "remove it: indices have no types any more"),
        (
            "spec.wait_for_completion",
            "remove it: a Reindex always runs in the background; wait for it with kubectl reindex wait",
        ),
        ("spec.pretty", "remove it: it only shapes the API's answer"),
    ],
)
def test_in_place_of_an_unknown_field_the_right_one_is_named(field: str, advice: str) -> None:
    assert errors(changed(BASE, {field: "x"})) == [f"{field}: unknown field; {advice}"]


@pytest.mark.parametrize("field", UNKNOWN)
def test_nothing_is_made_up(field: str) -> None:
    [error] = errors(changed(BASE, {field: "x"}))
    assert error.startswith(f"{field}: unknown field")
    if field in {"spec.source.from", "spec.source.search_after", "spec.podTemplate.image"}:
        assert error == f"{field}: unknown field"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("spec.source.index", "orders-v1", 'a list, is "orders-v1": write [orders-v1]'),
        ("spec.source.index", "a,b", 'a list, is "a,b": write [a, b]'),
        ("spec.source.index", "a b", 'a list, is "a b"'),
        ("spec.source.index", 5, 'a list, is 5: write ["5"]'),
        ("spec.source.index", {"a": 1}, "a list, is a mapping"),
        ("spec.source", "a", 'a mapping, is "a": write {index: [a]}'),
        ("spec.source._source", ["a", "b"], "a mapping, is a list: write {includes: [a, b]}"),
        ("spec.source.sort", "date", 'a list, is "date": write [{date: asc}]'),
        ("spec.source.sort", {"a": "desc"}, "a list, is a mapping: write [{a: desc}]"),
        ("spec.source.query", "match_all", 'a mapping, is "match_all"'),
        ("spec.dest", "orders", 'a mapping, is "orders": write {index: orders}'),
        ("spec.requestsPerSecond", "unlimited", 'a number, is "unlimited": write -1'),
        ("spec.dest.index", 5, 'a text, is 5: write "5"'),
        ("spec.script", "ctx._id = null", 'a mapping, is "ctx._id = null": write {source: ctx._id = null}'),
        ("spec.maxDocs", "many", 'a whole number, is "many"'),
        ("spec.maxDocs", "5", 'a whole number, is "5": write 5'),
        ("spec.maxDocs", "0", 'a whole number, is "0"'),
        ("spec.slices", 2.5, "a whole number or a text, is 2.5: write 2"),
        ("spec.scroll", 5, "a text, is 5"),
        ("spec.dryRun", "true", 'true or false, is "true": write true'),
        ("spec.cluster.hosts", "https://h:1", "a list, is \"https://h:1\": write ['https://h:1']"),
        ("spec.cluster.auth", "search", 'a mapping, is "search": write {secretName: search}'),
        ("spec.podTemplate.tolerations", {"operator": "Exists"}, "a list, is a mapping: write [{operator: Exists}]"),
        ("spec.podTemplate.imagePullSecrets", "r", 'a list, is "r": write [{name: r}]'),
        ("spec.script", "x;" * 99, f'a mapping, is "{"x;" * 37}x..."'),
    ],
)
def test_a_value_of_another_type_is_quoted_and_written_as_it_is_taken(field: str, value: Any, said: str) -> None:
    assert errors(changed(MINIMAL, {field: value})) == [f"{field}: must be {said}"]


@pytest.mark.parametrize("wrong", [wrong for wrong in WRONG if "must be of type" not in wrong.message], ids=str)
def test_all_else_is_said_as_the_api_server_says_it(wrong: Wrong) -> None:
    assert f"{wrong.field}: {wrong.message}" in errors(wrong.manifest)


def test_what_is_right_is_taken() -> None:
    assert checked(FULL).model_dump(exclude_unset=True) == FULL


def test_quantities_of_the_pods_are_looked_at_beside_all_else() -> None:
    resources = {"requests": {"cpu": "lots", "memory": "1Gi"}, "limits": {"cpu": True}}
    found = errors(changed(MINIMAL, {"spec.podTemplate.resources": resources, "spec.slices": 0}))
    assert found == [
        'spec.slices: Invalid value: 0: slices is a number from 1, or "auto"',
        'spec.podTemplate.resources.requests.cpu: "lots" is no quantity: write a number, as 0.5 or 500m, 512Mi, 4Gi',
        "spec.podTemplate.resources.limits.cpu: true is no quantity: write a number, as 0.5 or 500m, 512Mi, 4Gi",
    ]
    with pytest.raises(InvalidManifestError):
        checked(changed(MINIMAL, {"spec.podTemplate.resources": resources}))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            {},
            "spec.source.query: must have one key, the kind of query, and has none: remove it to copy all documents, or write {match_all: {}}",
        ),
        (
            {"term": {"a": 1}, "range": {}},
            "spec.source.query: must have one key, the kind of query, and has term, range: combine several queries in a bool",
        ),
        (
            {"query": {"term": {"a": 1}}},
            "spec.source.query.query: there is a query within the query: write what is inside of it in its place",
        ),
        (
            {"query": {"term": {"a": 1}}, "size": 5},
            "spec.source.query.query: there is a query within the query: write what is inside of it in its place, and no size",
        ),
    ],
)
def test_a_query_is_of_one_kind(query: dict[str, Any], said: str) -> None:
    assert errors(changed(MINIMAL, {"spec.source.query": query})) == [said]


@pytest.mark.parametrize("query", [None, {"match_all": {}}, {"nested": {"path": "a", "query": {"match_all": {}}}}, {"of_a_plugin": {}}])
def test_kinds_of_queries_are_for_the_cluster_to_judge(query: Any) -> None:
    assert checked(changed(MINIMAL, {"spec.source.query": query})).spec.source.query == query
