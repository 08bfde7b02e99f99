"""``reindex run``, dry and not: what is said of the plan, and how a dry run ends."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reindex_operator.api.request import ReindexRequest
from reindex_operator.api.status import Response
from reindex_operator.cli import run as run_module
from reindex_operator.cli.main import main
from reindex_operator.engine.plan import DryRun, Example, Plan, Unfit
from reindex_operator.engine.run import Watch

FILE = """\
apiVersion: reindex.dev/v1alpha1
kind: Reindex
metadata: {name: one}
spec:
  cluster: {hosts: ["http://127.0.0.1:1"]}
  source: {index: [a]}
  dest: {index: b}
"""


def dry_run(folder: Path, found: DryRun, patch: pytest.MonkeyPatch, more: str = "", *options: str) -> Result:
    async def prepare(request: ReindexRequest, *_: object) -> Plan:
        assert request.dry_run
        return Plan(slices=[], total=1234, started=0, notes=["a note"], dry_run=found)

    patch.setattr(run_module, "prepare", prepare)
    (folder / "one.yaml").write_text(FILE + more)
    return CliRunner().invoke(main, ["run", str(folder / "one.yaml"), "--dry-run", *options])


def test_what_would_be_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = DryRun(
        sampled=3, created=2, noops=1, examples=[Example("a", "7", "create", '-  "n": 1\n+  "n": 2')], warnings=["warning: w\nx\n^"]
    )
    result = dry_run(tmp_path, found, monkeypatch)
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "warning: w",
        "x",
        "^",
        "a/7: create",
        '-  "n": 1',
        '+  "n": 2',
        "note: a note",
        "dry run, nothing was written: of 3 documents, out of 1,234, there would be: created 2  updated 0  deleted 0  noops 1  conflicts 0  failed 0",
    ]


def test_json_is_what_the_status_of_an_object_would_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for found, code in ((DryRun(sampled=3, created=3), 0), (DryRun(sampled=3, failed=3), 1)):
        result = dry_run(tmp_path, found, monkeypatch, "", "-o", "json")
        told = json.loads(result.stdout)
        assert result.exit_code == code
        assert (told["total"], told["sampled"], told["created"], told["failed"]) == (1234, 3, found.created, found.failed)


def test_a_script_that_fails_is_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = dry_run(tmp_path, DryRun(sampled=1, failed=1, failures=[Unfit("a", "1", "document [a][1]: no")]), monkeypatch)
    assert (result.exit_code, "document [a][1]: no" in result.stderr) == (1, True)


@pytest.mark.parametrize(("more", "code"), [("", 1), ("  conflicts: proceed\n", 0)])
def test_conflicts_fail_unless_they_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str, code: int) -> None:
    assert dry_run(tmp_path, DryRun(sampled=1, version_conflicts=1), monkeypatch, more).exit_code == code


def test_a_run_says_once_what_its_plan_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run(*_: object, watch: Watch, **__: object) -> Response:
        plan = Plan(slices=[], total=0, started=0, notes=["a [note]"])
        watch(plan, [])
        watch(plan, [])
        return Response()

    monkeypatch.setattr(run_module, "run", run)
    (tmp_path / "one.yaml").write_text(FILE)
    result = CliRunner().invoke(main, ["run", str(tmp_path / "one.yaml")])
    assert (result.exit_code, result.stderr.splitlines()[1:-1]) == (0, ["note: a [note]"])
