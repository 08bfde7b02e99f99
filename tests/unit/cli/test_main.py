"""The command: exit codes, what goes to which stream, and how progress reads."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from rich.console import Console

from reindex_operator.api.request import ReindexRequest
from reindex_operator.api.status import Response
from reindex_operator.cli import run as run_module
from reindex_operator.cli.crd import manifest as crd_manifest
from reindex_operator.cli.main import main
from reindex_operator.cli.progress import Board, clock_time
from reindex_operator.cli.view import of_run
from reindex_operator.engine.checkpoint import Checkpoint, Counters
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.plan import Part, Plan, Slice
from reindex_operator.engine.run import RunFailedError

FILE = """\
apiVersion: reindex.dev/v1alpha1
kind: Reindex
metadata: {name: one}
spec:
  cluster: {hosts: ["http://127.0.0.1:1"]}
  source: {index: [a]}
  dest: {index: b}
  suspend: true
"""
REQUEST = ReindexRequest.model_validate({"cluster": {"hosts": ["http://h:1"]}, "source": {"index": ["a"]}, "dest": {"index": "b"}})


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "one.yaml").write_text(FILE)
    return str(tmp_path / "one.yaml")


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Callable[[Response | Exception], list[ReindexRequest]]:
    def answers(outcome: Response | Exception) -> list[ReindexRequest]:
        seen: list[ReindexRequest] = []

        async def run(request: ReindexRequest, *_: Any, control: Any, **__: Any) -> Response:
            seen.append(request)
            if isinstance(outcome, Exception):
                raise outcome
            if outcome.canceled:
                control.stop()
            return outcome

        monkeypatch.setattr(run_module, "run", run)
        return seen

    return answers


def test_success_is_0_and_json_alone_is_on_standard_output(file: str, engine: Any) -> None:
    seen = engine(Response(took=65_000, total=7, created=7))
    result = CliRunner().invoke(main, ["run", file, "-o", "json", "--slices", "3", "--requests-per-second", "5", "--host", "http://h:9"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["created"] == 7
    assert "done in 0:01:05: created 7" in result.stderr
    assert "suspend is ignored" in result.stderr
    assert (seen[0].slices, seen[0].requests_per_second, seen[0].cluster.hosts) == (3, 5.0, ["http://h:9"])


def test_failed_documents_are_1_with_the_response(file: str, engine: Any) -> None:
    engine(RunFailedError("DocumentsFailed", "[b][1] mapping", Response(created=2)))
    result = CliRunner().invoke(main, ["run", file, "-o", "json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["created"] == 2
    assert "DocumentsFailed: [b][1] mapping" in result.stderr


def test_a_request_that_can_not_work_is_1_without_a_response(file: str, engine: Any) -> None:
    engine(ReindexError("SourceNotFound", "no such index [a]"))
    result = CliRunner().invoke(main, ["run", file, "-o", "json"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "SourceNotFound: no such index [a]" in result.stderr


def test_an_interrupted_run_is_130_with_what_was_done(file: str, engine: Any) -> None:
    engine(Response(created=3, canceled="by user request"))
    result = CliRunner().invoke(main, ["run", file, "-o", "json"])
    assert result.exit_code == 130
    assert json.loads(result.stdout)["created"] == 3
    assert "interrupted after" in result.stderr


def test_an_invalid_manifest_is_2_and_names_file_and_line(file: str) -> None:
    Path(file).write_text(FILE.replace("index: b", "indx: b"))
    result = CliRunner().invoke(main, ["run", file])
    assert result.exit_code == 2
    assert f"{file}:7: spec.dest" in result.stderr


@pytest.mark.parametrize(
    ("option", "value", "field"),
    [
        ("--slices", "lots", "spec.slices"),
        ("--slices", "-3", "spec.slices"),
        ("--requests-per-second", "0", "spec.requestsPerSecond"),
        ("--host", "search", "spec.cluster.hosts[0]"),
    ],
)
def test_a_mistake_of_the_command_line_is_not_blamed_on_the_file(file: str, option: str, value: str, field: str) -> None:
    result = CliRunner().invoke(main, ["run", file, option, value])
    assert result.exit_code == 2
    assert [line.split(": ")[:2] for line in result.stderr.splitlines()] == [[option, field]]


def test_a_file_that_is_no_utf_8_is_2_and_named(file: str) -> None:
    Path(file).write_bytes(FILE.replace("name: one", "name: käse").encode("latin-1"))
    result = CliRunner().invoke(main, ["run", file])
    assert (result.exit_code, result.stderr) == (2, f"{file}: not UTF-8: invalid continuation byte\n")
    tried = CliRunner().invoke(main, ["script", "try", file, "--doc", file])
    assert (tried.exit_code, tried.stderr) == (2, f"{file}: not UTF-8: invalid continuation byte\n")


def test_a_missing_secret_is_2(file: str) -> None:
    Path(file).write_text(FILE.replace('"http://127.0.0.1:1"]', '"https://h:1"], auth: {secretName: s}'))
    result = CliRunner().invoke(main, ["run", file])
    assert result.exit_code == 2
    assert "--secrets DIR" in result.stderr


def test_crd_prints_the_crd() -> None:
    result = CliRunner().invoke(main, ["crd"])
    assert result.stdout == crd_manifest()


@pytest.fixture
def board() -> Board:
    times = iter([0.0, 2.0])
    board = Board(of_run(REQUEST), clock=lambda: next(times))
    plan = Plan(slices=[Slice(id=n, parts=[Part(index="a", shard=n)], docs=500) for n in range(2)], total=1000, started=0)
    board.update(of_run(REQUEST, plan, [Checkpoint(slice=0), Checkpoint(slice=1)]))
    board.update(
        of_run(
            REQUEST,
            plan,
            [
                Checkpoint(slice=0, counters=Counters(created=150, bulk_retries=2)),
                Checkpoint(slice=1, counters=Counters(version_conflicts=50)),
            ],
        )
    )
    return board


def test_a_line_has_count_rate_conflicts_retries_and_the_time_left(board: Board) -> None:
    assert board.line() == "a -> b   20%   200 / 1,000   100 docs/s   ETA 0:00:08   conflicts 50   retries 2"


def test_bars_show_each_slice_and_the_total(board: Board) -> None:
    console = Console(width=120, record=True, file=open("/dev/null", "w", encoding="utf-8"))  # noqa: SIM115, PTH123
    with console.file:
        console.print(board.render())
        text = console.export_text()
    assert "a -> b   slices 2" in text
    assert "slice 0" in text
    assert "30%" in text
    assert "200 / 1,000" in text


def test_long_times_read_as_a_clock() -> None:
    assert clock_time(3_725) == "1:02:05"


def test_convert_reads_standard_input_and_prints_a_manifest_and_the_secrets(tmp_path: Path) -> None:
    text = (
        "POST _reindex?slices=auto\n"
        '{"source": {"index": "a", "remote": {"host": "https://old:9200", "username": "u", "password": "s3cret"}}, "dest": {"index": "b"}}'
    )
    result = CliRunner().invoke(main, ["convert", "--host", "https://new:9200", "-n", "search"], input=text)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "s3cret" not in result.stdout
    assert (
        "#   kubectl create secret generic old-9200 --from-literal=username=u --from-literal=password=... --namespace=search\n"
        in result.stdout
    )
    (tmp_path / "b.yaml").write_text(result.stdout)
    back = CliRunner().invoke(main, ["convert", str(tmp_path / "b.yaml"), "--to-request"])
    assert back.exit_code == 0
    assert '"host": "https://old:9200"' in back.stdout
    assert json.loads(CliRunner().invoke(main, ["convert", "-o", "json"], input=text).stdout)["spec"]["slices"] == "auto"


def test_what_convert_comments_on_stays_a_comment() -> None:
    remote = {"host": "https://old:9200", "username": "me\n---\nkind: Secret\x85kind: Role", "password": "p"}
    text = json.dumps({"source": {"index": "a", "remote": remote}, "dest": {"index": "b"}})
    result = CliRunner().invoke(main, ["convert"], input=text)
    assert result.exit_code == 0
    assert [document["kind"] for document in yaml.safe_load_all(result.stdout)] == ["Reindex"]
    assert "#   kubectl create secret generic old-9200 --from-literal=username='me\n# ---\n# kind: Secret\n# kind: Role'" in result.stdout


def test_convert_says_what_it_can_not_and_ends_with_2() -> None:
    result = CliRunner().invoke(main, ["convert"], input='{"source": {"index": "a"}, "dest": {"index": "b", "foo": 1}}')
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", "dest.foo can not be converted\n")


def test_run_writes_a_report(file: str, engine: Any, tmp_path: Path) -> None:
    engine(RunFailedError("DocumentsFailed", "[b][1] mapping", Response(created=2, took=1000)))
    result = CliRunner().invoke(main, ["run", file, "--report", str(tmp_path / "r.html")])
    assert result.exit_code == 1
    text = (tmp_path / "r.html").read_text()
    assert "Failed: DocumentsFailed" in text
    assert "[b][1] mapping" in text


@pytest.mark.parametrize("option", ["--report", "--checkpoint"])
def test_a_file_that_can_not_be_written_is_2_before_anything_is_begun(file: str, engine: Any, tmp_path: Path, option: str) -> None:
    seen = engine(Response())
    result = CliRunner().invoke(main, ["run", file, option, str(tmp_path / "none" / "x")])
    assert result.exit_code == 2
    assert f"'{option}': Directory '{tmp_path / 'none'}' does not exist." in result.stderr
    assert not seen


def test_a_report_that_fails_at_the_end_leaves_the_result(file: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async def run(*_: Any, **__: Any) -> Response:
        (tmp_path / "reports").rmdir()
        return Response(created=7)

    monkeypatch.setattr(run_module, "run", run)
    (tmp_path / "reports").mkdir()
    path = tmp_path / "reports" / "x.html"
    result = CliRunner().invoke(main, ["run", file, "--report", str(path), "-o", "json"])
    assert (result.exit_code, json.loads(result.stdout)["created"]) == (0, 7)
    assert f"the report was not written: {path}: No such file or directory" in result.stderr


def test_a_run_whose_checkpoint_can_not_be_kept_ends(file: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async def run(*_: Any, watch: Any, **__: Any) -> Response:
        (tmp_path / "states").rmdir()
        watch(Plan(slices=[], total=0, started=0), [])
        return Response()

    monkeypatch.setattr(run_module, "run", run)
    (tmp_path / "states").mkdir()
    path = tmp_path / "states" / "x"
    result = CliRunner().invoke(main, ["run", file, "--checkpoint", str(path)])
    assert result.exit_code == 1
    assert f"CheckpointFailed: how far it is can not be kept in {path}: No such file or directory" in result.stderr


def test_a_failed_run_says_how_to_go_on_and_a_foreign_file_is_2(file: str, engine: Any, tmp_path: Path) -> None:
    engine(RunFailedError("DocumentsFailed", "x", Response()))
    result = CliRunner().invoke(main, ["run", file, "--checkpoint", str(tmp_path / "state")])
    assert f"go on with: --checkpoint {tmp_path / 'state'}" in result.stderr
    (tmp_path / "state").write_text("?")
    assert CliRunner().invoke(main, ["run", file, "--checkpoint", str(tmp_path / "state")]).exit_code == 2


def test_help_imports_nothing_slow() -> None:
    code = (
        "import sys; from reindex_operator.cli.main import main; main(['--help'], standalone_mode=False); "
        "print(sorted({'pydantic', 'rich', 'aiohttp', 'yaml', 'msgspec', 'asyncio', 'subprocess'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stderr == "[]\n"
    assert "kubectl" in done.stdout or "Kubernetes" in done.stdout
