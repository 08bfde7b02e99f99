"""Documents that failed: what is shown of many, and the file of all."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from reindex_operator.api.status import Failure, Response
from reindex_operator.cli import run as run_module
from reindex_operator.cli.failures import CAUSES_SHOWN, summary
from reindex_operator.cli.main import main
from reindex_operator.engine.checkpoint import Checkpoint, Counters
from reindex_operator.engine.plan import Plan, Slice
from reindex_operator.engine.run import RunFailedError
from reindex_operator.engine.writer import log
from tests.unit.cli.test_dry_run import FILE

DENIED = {"type": "security_exception", "reason": "not allowed"}


def failures(*reasons: str) -> list[dict[str, Any]]:
    return [{"index": "b", "id": str(n), "status": 403, "cause": DENIED | {"reason": reason}} for n, reason in enumerate(reasons)]


def test_a_cause_is_said_once_and_the_rest_counted() -> None:
    lines = summary(failures("no", "no", "never", "no"), 7147, "see there")
    assert lines == [
        "[b][0] 403: security_exception: no   and 2 more like it",
        "[b][2] 403: security_exception: never",
        "7,143 failures more: see there",
    ]


def test_only_the_first_causes_are_shown() -> None:
    lines = summary(failures(*(str(n) for n in range(CAUSES_SHOWN + 5))), CAUSES_SHOWN + 5, "see there")
    assert len(lines) == CAUSES_SHOWN + 1
    assert lines[-1] == "5 failures more: see there"


def test_nothing_more_is_nothing_said() -> None:
    assert summary([], 0, "see there") == []
    assert summary(failures("no"), 1, "see there") == ["[b][0] 403: security_exception: no"]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A manifest whose run fails for 200 documents, each logged as the engine does."""
    found = failures(*["not allowed"] * 200)

    async def run(*_: Any, watch: Any, **__: Any) -> Response:
        for each in found:
            log.error("%s", json.dumps(each))
        checkpoints: Sequence[Checkpoint] = [Checkpoint(slice=0, counters=Counters(failed=len(found)))]
        watch(Plan(slices=[Slice(id=0, parts=[], docs=200)], total=200, started=0), checkpoints)
        kept = [Failure.model_validate(each) for each in found[:100]]
        raise RunFailedError("DocumentsFailed", "200 documents failed", Response(failures=kept))

    monkeypatch.setattr(run_module, "run", run)
    (tmp_path / "one.yaml").write_text(FILE)
    return str(tmp_path / "one.yaml")


def test_a_run_shows_the_first_and_names_the_option_for_all(file: str, caplog: pytest.LogCaptureFixture) -> None:
    result = CliRunner().invoke(main, ["run", file])
    assert result.stderr.splitlines()[1:] == [
        "DocumentsFailed: 200 documents failed",
        "[b][0] 403: security_exception: not allowed   and 99 more like it",
        "100 failures more: --failures FILE keeps all",
        "failed after 0:00:00: created 0  updated 0  deleted 0  noops 0  conflicts 0",
    ]
    assert caplog.records == []


def test_the_file_has_every_failure(file: str, tmp_path: Path) -> None:
    path = tmp_path / "failed.jsonl"
    result = CliRunner().invoke(main, ["run", file, "--failures", str(path), "--report", str(tmp_path / "r.html")])
    assert "100 more are in the file of reindex run --failures." in (tmp_path / "r.html").read_text()
    assert f"100 failures more: all are in {path}" in result.stderr
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [each["id"] for each in lines] == [str(n) for n in range(200)]


def test_lines_that_could_not_be_written_are_told_of_once(file: str) -> None:
    result = CliRunner().invoke(main, ["run", file, "--failures", "/dev/full"])
    assert result.exit_code == 1
    assert result.stderr.count("No space left on device") == 1
    assert "not every failure was written: /dev/full" in result.stderr
    assert "Traceback" not in result.stderr
