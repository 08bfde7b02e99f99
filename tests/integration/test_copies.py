"""Runs that succeed: every field of the request, seen in the destination and in the status."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.integration.conftest import Node
from tests.integration.support import Reindexes, condition, contents, fill, numbered, open_contexts

JSON = {"content-type": "application/json", "accept": "application/json"}


def copied(status: dict[str, Any], **counters: int) -> None:
    """The run succeeded, and its response has these counters and nothing else."""
    assert status["phase"] == "Succeeded", status
    answer = status["response"]
    expected = {"created": 0, "updated": 0, "deleted": 0, "noops": 0, "versionConflicts": 0} | counters
    assert {name: answer[name] for name in expected} == expected
    assert answer["failures"] == []


def test_copies_an_index(node: Node, reindexes: Reindexes) -> None:
    fill(node.client, "plain", numbered(1000), shards=2)
    before = open_contexts(node.client)
    status = reindexes.run("plain", node.spec("plain", "plain-copy"))
    copied(status, created=1000)
    assert status["response"]["total"] == 1000
    assert contents(node.client, "plain-copy") == dict(numbered(1000))
    assert open_contexts(node.client) <= before


def test_updates_what_is_there(node: Node, reindexes: Reindexes) -> None:
    fill(node.client, "twice", numbered(50))
    fill(node.client, "twice-copy", numbered(20))
    copied(reindexes.run("twice", node.spec("twice", "twice-copy")), created=30, updated=20)


@pytest.mark.parametrize("slices", [3, "auto"])
def test_slices(es9: Node, reindexes: Reindexes, slices: int | str) -> None:
    fill(es9.client, "sliced", numbered(3000), shards=5)
    status = reindexes.run("sliced", es9.spec("sliced", f"sliced-copy-{slices}", slices=slices))
    copied(status, created=3000)
    assert [each["state"] for each in status["slices"]] == ["Succeeded"] * (5 if slices == "auto" else 3)
    assert contents(es9.client, f"sliced-copy-{slices}") == dict(numbered(3000))


def test_more_slices_than_shards(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "one-shard", numbered(2000))
    copied(reindexes.run("one-shard", es9.spec("one-shard", "one-shard-copy", slices=4)), created=2000)
    assert contents(es9.client, "one-shard-copy") == dict(numbered(2000))


def test_several_indices_and_a_pattern(node: Node, reindexes: Reindexes) -> None:
    fill(node.client, "part-a", [("a", {"n": 1})])
    fill(node.client, "part-b", [("b", {"n": 2})], shards=3)
    fill(node.client, "single", [("c", {"n": 3})])
    copied(reindexes.run("several", node.spec(["part-*", "single"], "several-copy")), created=3)
    assert set(contents(node.client, "several-copy")) == {"a", "b", "c"}


def test_alias_with_a_filter(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "aliased", numbered(100), shards=2)
    es9.client.indices.put_alias(index="aliased", name="evens", filter={"term": {"even": True}})
    copied(reindexes.run("alias", es9.spec("evens", "alias-copy")), created=50)


def test_query(node: Node, reindexes: Reindexes) -> None:
    fill(node.client, "queried", numbered(100))
    copied(reindexes.run("query", node.spec("queried", "query-copy", source_query={"range": {"n": {"lt": 10}}})), created=10)


def test_source_filter(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "wide", numbered(5))
    copied(reindexes.run("filter", es9.spec("wide", "narrow", source_filter={"includes": ["n"]})), created=5)
    assert contents(es9.client, "narrow")["doc-3"] == {"n": 3}


def test_max_docs(node: Node, reindexes: Reindexes) -> None:
    fill(node.client, "many", numbered(500), shards=3)
    status = reindexes.run("max", node.spec("many", "few", maxDocs=77, slices=3))
    copied(status, created=77)
    assert status["response"]["total"] == 77


def test_create_counts_conflicts_and_proceeds(node: Node, reindexes: Reindexes) -> None:
    fill(node.client, "conflicting", numbered(100))
    fill(node.client, "conflicted", numbered(40))
    spec = node.spec("conflicting", "conflicted", dest_opType="create", conflicts="proceed")
    copied(reindexes.run("create", spec), created=60, versionConflicts=40)


def test_external_versions(es9: Node, reindexes: Reindexes) -> None:
    es9.client.options(ignore_status=404).indices.delete(index="versioned")
    for version in (1, 2, 3):
        es9.client.index(index="versioned", id="a", document={"v": version}, refresh=True)
    copied(reindexes.run("external", es9.spec("versioned", "versioned-copy", dest_versionType="external")), created=1)
    assert es9.client.get(index="versioned-copy", id="a")["_version"] == 3


@pytest.mark.parametrize(("routing", "expected"), [("keep", "r1"), ("discard", None), ("=fixed", "fixed")])
def test_routing(es9: Node, reindexes: Reindexes, routing: str, expected: str | None) -> None:
    es9.client.index(index="routed", id="a", routing="r1", document={"n": 1}, refresh=True)
    target = f"routed-{routing.strip('=')}"
    copied(reindexes.run("routing", es9.spec("routed", target, dest_routing=routing, refresh=True)), created=1)
    hit = es9.client.search(index=target)["hits"]["hits"][0]
    assert hit.get("_routing") == expected


def test_pipeline(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "piped", numbered(3))
    es9.client.ingest.put_pipeline(id="mark", processors=[{"set": {"field": "marked", "value": True}}])
    copied(reindexes.run("pipeline", es9.spec("piped", "piped-copy", dest_pipeline="mark")), created=3)
    assert all(document["marked"] for document in contents(es9.client, "piped-copy").values())


def test_refresh_makes_documents_visible(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "fresh", numbered(10))
    es9.client.indices.create(index="fresh-copy", settings={"refresh_interval": "-1", "number_of_replicas": 0})
    copied(reindexes.run("refresh", es9.spec("fresh", "fresh-copy", refresh=True)), created=10)
    assert es9.client.count(index="fresh-copy")["count"] == 10


def test_sort_reads_in_that_order(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "sorted", numbered(30))
    spec = es9.spec("sorted", "sorted-copy", source_sort=[{"n": "desc"}], maxDocs=5)
    copied(reindexes.run("sort", spec), created=5)
    assert {document["n"] for document in contents(es9.client, "sorted-copy").values()} == {29, 28, 27, 26, 25}


def test_manual_slices_make_the_whole(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "by-hand", numbered(200), shards=2)
    for number in (0, 1):
        status = reindexes.run(f"slice-{number}", es9.spec("by-hand", "by-hand-copy", source_slice={"id": number, "max": 2}))
        assert status["phase"] == "Succeeded"
    assert contents(es9.client, "by-hand-copy") == dict(numbered(200))


def test_data_stream_as_destination(es9: Node, reindexes: Reindexes) -> None:
    es9.client.indices.put_index_template(name="streams", index_patterns=["stream-*"], data_stream={}, priority=500)
    fill(es9.client, "events", ((f"e{n}", {"@timestamp": "2026-01-01T00:00:00Z", "n": n}) for n in range(20)))
    copied(reindexes.run("stream", es9.spec("events", "stream-events", dest_opType="create")), created=20)


def test_empty_source(node: Node, reindexes: Reindexes) -> None:
    fill(node.client, "empty", [])
    status = reindexes.run("empty", node.spec("empty", "empty-copy"))
    copied(status)
    assert not node.client.indices.exists(index="empty-copy")


def test_between_two_clusters(es9: Node, client: Any, search: Any, reindexes: Reindexes) -> None:
    fill(client("es8"), "abroad", numbered(400), shards=2)
    spec = es9.spec("abroad", "home", slices=2, source_cluster={"hosts": [search("es8").base_url]})
    copied(reindexes.run("remote", spec), created=400)
    assert contents(es9.client, "home") == dict(numbered(400))
    assert open_contexts(client("es8")) == 0


def test_pretty_printed_documents_and_odd_ids(es9: Node, reindexes: Reindexes) -> None:
    es9.client.options(ignore_status=404).indices.delete(index="odd")
    body = b'{\n  "text" : "two\\nlines",\n\t"umlaut": "\xc3\xa4"\n}'
    ids = ['quote"backslash\\', "ünïcödé/slash", "x" * 512]
    for doc_id in ids:
        es9.client.perform_request("PUT", f"/odd/_doc/{quote(doc_id, safe='')}?refresh=true", body=body, headers=JSON)
    copied(reindexes.run("odd", es9.spec("odd", "odd-copy")), created=3)
    assert contents(es9.client, "odd-copy") == {doc_id: {"text": "two\nlines", "umlaut": "ä"} for doc_id in ids}


def test_the_status_of_a_success(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "said", numbered(10))
    status = reindexes.run("said", es9.spec("said", "said-copy"))
    assert [condition(status, kind).get("status") for kind in ("Succeeded", "Ready", "Finished")] == ["True"] * 3
    assert not condition(status, "Reconciling")
    assert not condition(status, "Stalled")
    assert status["observedGeneration"] == reindexes.get("said")["metadata"]["generation"]
    assert status["progress"] == {"total": 10, "processed": 10, "percent": "100%"} | {
        key: status["progress"][key] for key in ("docsPerSecond", "bytes") if key in status["progress"]
    }
    assert status["startTime"] <= status["completionTime"]


def test_no_finalizer_no_annotation_and_an_untouched_spec(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "quiet", numbered(10))
    spec = es9.spec("quiet", "quiet-copy")
    reindexes.run("quiet", spec)
    seen = reindexes.get("quiet")
    assert "finalizers" not in seen["metadata"]
    assert set(seen["metadata"].get("annotations", {})) <= {"kubectl.kubernetes.io/last-applied-configuration"}
    assert seen["spec"] == spec
