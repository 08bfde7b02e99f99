"""The command line and the kubectl plugin against a real API server, the operator and a real node."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.kubernetes import build
from tests.integration.conftest import Node
from tests.integration.support import Reindexes, contents, fill, numbered, open_contexts

# A command line is a process, and one that calls kubectl two: slow on a machine that is busy with other things.
pytestmark = pytest.mark.timeout(300)

PROGRAMS = Path(sys.executable).parent
Cli = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(kubernetes: Any) -> dict[str, str]:
    """As a user's shell has it: the programs of this distribution and kubectl on the PATH, a kubeconfig."""
    return {**os.environ, "PATH": f"{PROGRAMS}:{build.binaries()}:{os.environ['PATH']}", "KUBECONFIG": str(kubernetes.kubeconfig)}


@pytest.fixture
def cli(environment: dict[str, str]) -> Cli:
    """Calls a program; its output and exit code."""

    def call(*words: str, code: int | None = 0, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(words, check=False, input=stdin, capture_output=True, text=True, env=environment, timeout=240)
        assert code is None or done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return call


def spec(node: Node, source: str, dest: str, **more: Any) -> dict[str, Any]:
    return {"cluster": node.cluster, "source": {"index": [source], "size": 100}, "dest": {"index": dest}, **more}


def test_a_run_is_watched_awaited_listed_and_reported(reindexes: Reindexes, es9: Node, cli: Cli, tmp_path: Path) -> None:
    fill(es9.client, "cli-a", numbered(3000), shards=2)
    reindexes.apply("watched", spec(es9, "cli-a", "cli-b", slices=2, requestsPerSecond=1500))
    where = ("-n", reindexes.namespace)
    watched = cli("reindex", "watch", "watched", *where, "--report", str(tmp_path / "seen.html"))
    assert "cli-a -> cli-b" in watched.stdout
    assert "created 3,000  updated 0  deleted 0  noops 0  conflicts 0" in watched.stdout
    assert "As it was seen while the run was watched." in (tmp_path / "seen.html").read_text()
    waited = cli("kubectl", "reindex", "wait", "ri/watched", *where, "--timeout", "120s")
    assert waited.stdout.startswith("watched: done in ")
    line = cli("reindex", "status", *where).stdout.splitlines()[1].split()
    assert line[:5] == ["watched", "cli-a", "cli-b", "Succeeded", "100%"]
    assert cli("reindex", "status", "-A").stdout.startswith("NAMESPACE")
    assert json.loads(cli("reindex", "status", "watched", *where, "-o", "json").stdout)["status"]["response"]["created"] == 3000
    assert yaml.safe_load(cli("reindex", "status", "watched", *where, "-o", "yaml").stdout)["metadata"]["name"] == "watched"
    cli("reindex", "report", "watched", *where, "-o", str(tmp_path / "later.html"))
    later = (tmp_path / "later.html").read_text()
    assert "Each slice&#x27;s documents spread evenly over its time" in later
    assert later.count("<svg") == 2
    logs = cli("reindex", "logs", "watched", *where).stdout
    roles = [line.split()[1] for line in logs.splitlines()]
    assert list(dict.fromkeys(roles)) == ["prepare", "slice"]
    assert "slice 1" in logs
    only = cli("reindex", "logs", "watched", *where, "--slice", "1", "--raw").stdout.splitlines()
    assert {json.loads(each)["slice"] for each in only} == {1}
    assert "it can not be suspended, it has ended: Succeeded" in cli("reindex", "suspend", "watched", *where, code=1).stderr


def test_a_run_is_steered(reindexes: Reindexes, es9: Node, cli: Cli) -> None:
    fill(es9.client, "cli-c", numbered(2000))
    reindexes.apply("steered", spec(es9, "cli-c", "cli-d", requestsPerSecond=5))
    where = ("-n", reindexes.namespace)
    reindexes.until("steered", lambda status: bool(status.get("response", {}).get("created")), what="copying")
    assert cli("reindex", "wait", "steered", *where, "--timeout", "0.5s", code=3).stdout == "steered: timed out\n"
    assert cli("kubectl", "reindex", "suspend", "steered", *where).stdout == "steered: suspended\n"
    reindexes.until("steered", lambda status: status["phase"] == "Suspended", what="suspended")
    assert "Suspended" in cli("reindex", "status", "steered", *where).stdout
    cli("reindex", "resume", "steered", *where)
    reindexes.until("steered", lambda status: status["phase"] == "Copying", what="copying again")
    cli("reindex", "cancel", "steered", *where)
    assert "cancelled after" in cli("reindex", "wait", "steered", *where, "--timeout", "120s", code=1).stdout
    assert cli("reindex", "cancel", "steered", *where).stdout == "steered: already cancelled\n"
    before = len(contents(es9.client, "cli-d"))
    assert before < 2000
    # At 5 documents a second the retry would take longer than this test may.
    reindexes.patch("steered", {"requestsPerSecond": 50_000})
    cli("reindex", "retry", "steered", *where)
    assert "created 2,000" in cli("reindex", "wait", "steered", *where, "--timeout", "120s").stdout
    assert "it has succeeded" in cli("reindex", "retry", "steered", *where, code=1).stderr
    cli("reindex", "rerun", "steered", "--run-id", "again", *where)
    assert "updated 2,000" in cli("reindex", "wait", "steered", *where, "--timeout", "120s").stdout
    assert open_contexts(es9.client) == 0


def test_a_rate_is_changed_while_it_runs(reindexes: Reindexes, es9: Node, cli: Cli) -> None:
    fill(es9.client, "cli-e", numbered(3000))
    reindexes.apply("throttled", spec(es9, "cli-e", "cli-f", requestsPerSecond=20))
    where = ("-n", reindexes.namespace)
    reindexes.until("throttled", lambda status: status.get("phase") == "Copying", what="copying")
    cli("reindex", "rethrottle", "throttled", "--requests-per-second", "-1", *where)
    cli("reindex", "wait", "throttled", *where, "--timeout", "120s")  # 150 s at the first rate


def test_kubectl_completes_names_of_objects(reindexes: Reindexes, cli: Cli) -> None:
    manifest = {"cluster": {"hosts": ["http://127.0.0.1:9"]}, "source": {"index": ["a"]}, "dest": {"index": "b"}, "suspend": True}
    reindexes.apply("completed", manifest)
    said = cli("kubectl", "__complete", "reindex", "watch", "--namespace", reindexes.namespace, "comp").stdout
    assert said.splitlines()[0] == "completed"
    assert "suspend\t" in cli("kubectl", "__complete", "reindex", "susp").stdout


def test_what_is_not_there_is_4(namespace: str, cli: Cli, operator: Any) -> None:  # noqa: ARG001 - the CRD has to be there
    assert '"nothing" not found' in cli("reindex", "watch", "nothing", "-n", namespace, code=4).stderr
    assert "there is no Reindex" in cli("reindex", "status", "-n", namespace).stderr


def test_a_request_is_converted_and_runs_as_it_did(es9: Node, cli: Cli, tmp_path: Path) -> None:
    fill(es9.client, "cli-g", numbered(300))
    body = {"source": {"index": "cli-g", "query": {"term": {"even": True}}, "_source": ["n"]}, "dest": {"index": "cli-h"}, "max_docs": 120}
    (tmp_path / "body.json").write_text(json.dumps(body))
    line = f"curl -X POST '{es9.cluster['hosts'][0]}/_reindex?refresh=true' -H 'Content-Type: application/json' -d @{tmp_path}/body.json"
    manifest = cli("reindex", "convert", stdin=line).stdout
    response = json.loads(cli("reindex", "run", "-", "-o", "json", stdin=manifest).stdout)
    assert (response["created"], response["total"]) == (120, 120)
    ours = contents(es9.client, "cli-h")
    assert all(set(document) == {"n"} for document in ours.values())
    again = cli("reindex", "convert", "--to-request", stdin=manifest).stdout
    sent = json.loads("\n".join(line for line in again.splitlines() if not line.startswith(("#", "POST"))))
    answer = es9.client.perform_request(
        "POST", "/_reindex", headers={"content-type": "application/json", "accept": "application/json"}, body=sent
    )
    assert answer["updated"] == 120


def test_a_run_that_was_killed_goes_on_from_its_file(es9: Node, cli: Cli, environment: dict[str, str], tmp_path: Path) -> None:
    fill(es9.client, "cli-i", numbered(6000), shards=2)
    es9.client.options(ignore_status=404).indices.delete(index="cli-j")
    manifest = {"apiVersion": "reindex.dev/v1alpha1", "kind": "Reindex", "metadata": {"name": "x"}}
    text = json.dumps(
        manifest
        | {"spec": spec(es9, "cli-i", "cli-j", slices=2, requestsPerSecond=1000) | {"dest": {"index": "cli-j", "opType": "create"}}}
    )
    (tmp_path / "x.yaml").write_text(text)
    words = ["reindex", "run", str(tmp_path / "x.yaml"), "--checkpoint", str(tmp_path / "state"), "-o", "json"]
    for number, code in ((signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)):
        with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            wanted = _done(tmp_path / "state") + 500
            while _done(tmp_path / "state") < wanted:
                assert process.poll() is None, process.stderr and process.stderr.read().decode()
                time.sleep(0.05)
            process.send_signal(number)
            assert process.wait(120) == code
    assert 1000 <= _done(tmp_path / "state") < 6000
    response = json.loads(cli(*words, "--requests-per-second", "-1").stdout)
    assert (response["created"], response["versionConflicts"], response["failures"]) == (6000, 0, [])
    assert len(contents(es9.client, "cli-j")) == 6000
    assert not (tmp_path / "state").exists()


def test_failures_are_shown_by_cause_and_kept_in_a_file(es9: Node, cli: Cli, tmp_path: Path) -> None:
    fill(es9.client, "cli-k", numbered(500))
    es9.client.options(ignore_status=404).indices.delete(index="cli-l")
    es9.client.indices.create(index="cli-l", mappings={"dynamic": "strict"})
    manifest: dict[str, Any] = {"apiVersion": "reindex.dev/v1alpha1", "kind": "Reindex", "metadata": {"name": "x"}}
    manifest["spec"] = spec(es9, "cli-k", "cli-l") | {"source": {"index": ["cli-k"], "size": 500}}
    words = ("reindex", "run", "-", "--failures", str(tmp_path / "failed.jsonl"))
    said = cli(*words, code=1, stdin=json.dumps(manifest)).stderr
    lines = [json.loads(line) for line in (tmp_path / "failed.jsonl").read_text().splitlines()]
    assert len(lines) == 500
    assert "500 documents failed" in said
    assert f"400 failures more: all are in {tmp_path / 'failed.jsonl'}" in said
    assert said.count("strict_dynamic_mapping_exception") < 20
    assert {each["cause"]["type"] for each in lines} == {"strict_dynamic_mapping_exception"}


def _done(state: Path) -> int:
    """Documents that the file of checkpoints counts."""
    if not state.exists():
        return 0
    return sum(each.get("counters", {}).get("created", 0) for each in json.loads(state.read_bytes())["checkpoints"])
