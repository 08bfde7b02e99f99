"""Scripts in Jobs: what they change, skip and delete; a pod that dies; a stored one; errors; a dry run."""

from tests.integration.conftest import Node
from tests.integration.support import Reindexes, condition, contents, fill, numbered

MIXED = """\
int n = ctx._source.n;
if (n % 4 == 0) { ctx.op = 'noop' }
else if (n % 4 == 1) { ctx.op = 'delete' }
else { ctx._source.twice = n * params.by; if (n % 4 == 3) { ctx._id = 'moved-' + ctx._id } }
"""

WARNED = "warning: script 5:9: ctx has no [id], so this is null; did you mean [_id]?"


def expected(count: int) -> dict[str, object]:
    """What MIXED leaves of numbered documents in a destination that had all of them, but nothing of them was written before."""
    made: dict[str, object] = {}
    for name, source in numbered(count):
        n = source["n"]
        if n % 4 in {2, 3}:
            made["moved-" * (n % 4 == 3) + name] = source | {"twice": n * 2}
    return made


def test_a_script_changes_skips_deletes_and_moves(node: Node, reindexes: Reindexes) -> None:
    fill(node.client, "scripted", numbered(1000), shards=2)
    fill(node.client, "scripted-copy", ((name, {"old": True}) for name, source in numbered(1000) if source["n"] % 4 == 1))
    spec = node.spec("scripted", "scripted-copy", slices=2, script={"source": MIXED, "params": {"by": 2}})
    status = reindexes.run("scripted", spec)
    assert status["phase"] == "Succeeded", status
    answer = status["response"]
    assert (answer["created"], answer["updated"], answer["noops"], answer["deleted"]) == (500, 0, 250, 250)
    assert status["progress"]["percent"] == "100%"
    assert contents(node.client, "scripted-copy") == expected(1000)


def test_a_pod_that_dies_counts_nothing_twice(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "killed", numbered(2000))
    fill(es9.client, "killed-copy", ((name, {"old": True}) for name, source in numbered(2000) if source["n"] % 4 == 1))
    script = {"source": MIXED, "params": {"by": 2}}
    reindexes.apply("killed", es9.slow("killed", script=script))
    reindexes.copying("killed")
    pods = [child for child in reindexes.children("killed") if child.startswith("pod/") and "copy" in child]
    assert pods
    reindexes.kubectl("delete", *pods, "-n", reindexes.namespace, "--grace-period=0", "--force", "--wait=false")
    reindexes.let_go("killed")
    status = reindexes.ended("killed")
    assert status["phase"] == "Succeeded", status
    answer = status["response"]
    assert (answer["created"], answer["updated"], answer["noops"], answer["deleted"]) == (1000, 0, 500, 500)
    assert contents(es9.client, "killed-copy") == expected(2000)


def test_a_stored_script(node: Node, reindexes: Reindexes) -> None:
    fill(node.client, "by-id", numbered(10))
    node.client.put_script(id="twice", script={"lang": "painless", "source": "ctx._source.twice = ctx._source.n * params.by"})
    status = reindexes.run("by-id", node.spec("by-id", "by-id-copy", script={"id": "twice", "params": {"by": 2}}))
    assert status["response"]["created"] == 10
    assert contents(node.client, "by-id-copy")["doc-4"]["twice"] == 8


def test_a_stored_script_that_is_not_there(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "by-no-id", numbered(10))
    missing = reindexes.run("missing", es9.spec("by-no-id", "by-no-id-copy", script={"id": "not-there"}))
    assert condition(missing, "Succeeded")["reason"] == "ScriptError"
    assert "no stored script [not-there]" in condition(missing, "Succeeded")["message"]


def test_a_script_that_throws_names_the_document(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "throwing", numbered(10))
    script = {"source": "int n = ctx._source.n;\nif (n == 7) { ctx._source.missing.field = n }"}
    status = reindexes.run("throwing", es9.spec("throwing", "throwing-copy", script=script))
    said = condition(status, "Succeeded")
    assert (said["status"], said["reason"]) == ("False", "ScriptError")
    assert "document [throwing][doc-7]: runtime error at 2:" in said["message"]
    assert "null_pointer_exception" in said["message"]
    assert not es9.client.indices.exists(index="throwing-copy")


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(node: Node, reindexes: Reindexes) -> None:
    fill(node.client, "tried", numbered(200))
    fill(node.client, "tried-copy", ((name, {"old": True}) for name, source in numbered(200) if source["n"] % 8 == 2))
    before = contents(node.client, "tried-copy")
    script = {"source": MIXED + "if (ctx.id == null) { return }", "params": {"by": 2}}
    status = reindexes.run("tried", node.spec("tried", "tried-copy", script=script, slices=2, dryRun=True, dryRunSample=40))
    assert (status["phase"], condition(status, "Succeeded")["reason"]) == ("Succeeded", "DryRunSucceeded")
    found = status["dryRun"]
    assert (found["total"], found["sampled"], found["failed"]) == (200, 40, 0)
    assert (found["created"], found["updated"], found["deleted"], found["noops"]) == (15, 5, 10, 10)
    assert {example["op"] for example in found["examples"]} == {"create", "update", "delete", "noop"}
    assert any('+  "twice": ' in example["diff"] for example in found["examples"])
    assert [warning.split("\n")[0] for warning in found["warnings"]] == [WARNED]
    assert condition(status, "Succeeded")["message"].endswith(f"10 skipped; {WARNED}")
    assert "response" not in status
    assert contents(node.client, "tried-copy") == before


def test_a_dry_run_says_which_documents_fail_and_the_run_can_follow(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "mended", numbered(20))
    script = {"source": "if (ctx._source.n == 19) { ctx._source.missing.field = 1 } ctx._source.ok = true"}
    spec = es9.spec("mended", "mended-copy", script=script, dryRun=True)
    status = reindexes.run("mended", spec)
    assert (status["phase"], condition(status, "Succeeded")["reason"]) == ("Failed", "DryRunFailed")
    assert [(one["id"], "null_pointer_exception" in one["message"]) for one in status["dryRun"]["failures"]] == [("doc-19", True)]
    assert not es9.client.indices.exists(index="mended-copy")
    reindexes.patch("mended", {"runId": "2", "dryRun": None, "script": {"source": "if (ctx.Id == null) { ctx._source.ok = true }"}})
    status = reindexes.until("mended", lambda status: status.get("phase") == "Succeeded", what="done")
    assert status["notes"] == ["warning: script 1:9: ctx has no [Id], so this is null; did you mean [_id]?"]
    assert status["response"]["created"] == 20
    assert "dryRun" not in status


def test_a_dry_run_without_a_script(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "plainly", numbered(30))
    fill(es9.client, "plainly-copy", numbered(10))
    status = reindexes.run("plainly", es9.spec("plainly", "plainly-copy", dest_opType="create", dryRun=True))
    assert condition(status, "Succeeded")["reason"] == "DryRunFailed"
    assert (status["dryRun"]["created"], status["dryRun"]["versionConflicts"]) == (20, 10)
    status = reindexes.run("plainly-on", es9.spec("plainly", "plainly-copy", dest_opType="create", conflicts="proceed", dryRun=True))
    assert condition(status, "Succeeded")["reason"] == "DryRunSucceeded"
    assert es9.client.count(index="plainly-copy")["count"] == 10
