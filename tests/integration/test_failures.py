"""Wrong requests end as Failed with the cluster's own reason - never as a crash loop, never half unsaid."""

import json
from typing import Any

import pytest

from tests.integration.conftest import Node
from tests.integration.support import Reindexes, condition, fill, numbered, open_contexts


def failed(status: dict[str, Any], reason: str, *words: str) -> str:
    """The run failed for this reason, with these words in the condition's message; returns the message."""
    assert status["phase"] == "Failed", status
    succeeded = condition(status, "Succeeded")
    assert (succeeded["status"], succeeded["reason"]) == ("False", reason), succeeded
    for word in words:
        assert word in succeeded["message"]
    assert condition(status, "Finished")["status"] == "True"
    assert condition(status, "Stalled")["status"] == "True"
    assert condition(status, "Ready")["status"] == "False"
    return str(succeeded["message"])


def test_missing_source(node: Node, reindexes: Reindexes) -> None:
    failed(reindexes.run("missing", node.spec("no-such-index", "x")), "SourceNotFound", "no-such-index", "spec.source.index")
    assert not node.client.indices.exists(index="x")


def test_destination_is_the_source_through_an_alias(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "same", numbered(3))
    es9.client.indices.put_alias(index="same", name="same-alias")
    failed(reindexes.run("same", es9.spec("same", "same-alias")), "DestinationIsSource", "same")


def test_bad_query_keeps_the_position_of_the_parse_error(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "badly", numbered(3))
    status = reindexes.run("query", es9.spec("badly", "x", source_query={"no_such_query": {}}))
    failed(status, "InvalidQuery", "no_such_query")


def test_conflict_under_abort(node: Node, reindexes: Reindexes) -> None:
    fill(node.client, "from", numbered(10))
    fill(node.client, "into", numbered(3))
    status = reindexes.run("abort", node.spec("from", "into", dest_opType="create"))
    failed(status, "VersionConflict", "proceed")
    assert status["response"]["versionConflicts"] == 3
    assert status["response"]["created"] == 7
    assert {failure["status"] for failure in status["response"]["failures"]} == {409}
    assert status["failureCount"] == 3
    assert open_contexts(node.client) == 0


def test_mapping_conflict_names_the_document(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "words", [("b", {"n": "not a number"}), ("a", {"n": "1"})])
    es9.client.options(ignore_status=404).indices.delete(index="numbers")
    es9.client.indices.create(index="numbers", mappings={"properties": {"n": {"type": "integer"}}})
    status = reindexes.run("mapping", es9.spec("words", "numbers"))
    failed(status, "DocumentsFailed", "[b]")
    assert status["response"]["created"] == 1
    assert status["response"]["failures"][0]["id"] == "b"
    assert status["response"]["failures"][0]["cause"]["type"] == "document_parsing_exception"


def test_require_alias(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "needs-alias", numbered(3))
    failed(reindexes.run("alias", es9.spec("needs-alias", "no-alias", requireAlias=True)), "NotAnAlias", "no-alias")
    assert not es9.client.indices.exists(index="no-alias")


def test_unknown_host(es9: Node, reindexes: Reindexes) -> None:
    spec = es9.spec("a", "b") | {"cluster": {"hosts": ["http://no-such-host.invalid:9200"]}, "backoffLimit": 0}
    failed(reindexes.run("host", spec), "BackoffLimitExceeded", "Unreachable", "no-such-host.invalid")


def test_nobody_listens(es9: Node, reindexes: Reindexes) -> None:
    spec = es9.spec("a", "b") | {"cluster": {"hosts": ["http://127.0.0.1:9"]}, "backoffLimit": 0}
    failed(reindexes.run("port", spec), "BackoffLimitExceeded", "Unreachable", "127.0.0.1:9")


def test_missing_secret_is_said_while_it_is_waited_for(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "secretive", numbered(3))
    cluster = es9.cluster | {"auth": {"secretName": "not-there", "allowPlainHttp": True}}
    reindexes.apply("secret", es9.spec("secretive", "x") | {"cluster": cluster})
    status = reindexes.until(
        "secret",
        lambda status: "not-there" in json.dumps(condition(status, "Ready")) + json.dumps(condition(status, "Succeeded")),
        what="named",
    )
    assert status["phase"] not in ("Succeeded", "Failed")


def test_script_is_checked_before_a_document_is_read(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "scripted", numbered(3))
    status = reindexes.run("script", es9.spec("scripted", "x", script={"source": "ctx._source.a = 1;\nctx._source.b = totl * 2"}))
    failed(status, "ScriptError", "spec.script: compile error at 2:17: ")
    assert condition(status, "Succeeded")["message"].endswith("ctx._source.b = totl * 2\n                ^^^^")
    assert not es9.client.indices.exists(index="x")


def test_missing_pipeline(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "pipeless", numbered(3))
    status = reindexes.run("pipeline", es9.spec("pipeless", "x", dest_pipeline="no-such-pipeline"))
    assert status["phase"] == "Failed"
    assert "no-such-pipeline" in condition(status, "Succeeded")["message"]


def test_data_stream_without_create(es9: Node, reindexes: Reindexes) -> None:
    es9.client.indices.put_index_template(name="feeds", index_patterns=["feed-*"], data_stream={}, priority=501)
    fill(es9.client, "entries", [("a", {"@timestamp": "2026-01-01T00:00:00Z"})])
    status = reindexes.run("feed", es9.spec("entries", "feed-x"))
    assert status["phase"] == "Failed"
    assert "create" in condition(status, "Succeeded")["message"]


def test_write_block(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "free", numbered(3))
    fill(es9.client, "blocked", [])
    es9.client.indices.add_block(index="blocked", block="write")
    status = reindexes.run("block", es9.spec("free", "blocked"))
    assert status["phase"] == "Failed"
    assert "block" in condition(status, "Succeeded")["message"]


def test_bad_pod_template_is_said(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "podded", numbered(3))
    spec = es9.spec("podded", "x", podTemplate={"resources": {"requests": {"cpu": "many"}}})
    reindexes.apply("pods", spec)
    status = reindexes.until(
        "pods",
        lambda status: "cpu" in json.dumps(status.get("conditions", [])) or "quantit" in json.dumps(status.get("conditions", [])),
        what="told",
    )
    assert condition(status, "Succeeded")["status"] in ("Unknown", "False")


@pytest.mark.parametrize("deadline", [3])
def test_deadline(es9: Node, reindexes: Reindexes, deadline: int) -> None:
    fill(es9.client, "slow", numbered(1000))
    spec = es9.spec("slow", "slow-copy", source_size=10, requestsPerSecond=10, activeDeadlineSeconds=deadline)
    failed(reindexes.run("deadline", spec), "DeadlineExceeded")
