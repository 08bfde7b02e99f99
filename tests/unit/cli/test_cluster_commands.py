"""The commands for a cluster against a program called kubectl: what it is asked, and what becomes of its answers."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from reindex_operator.cli.kubectl import Kubectl
from reindex_operator.cli.kubectl_complete import candidates
from reindex_operator.cli.logs import readable
from reindex_operator.cli.main import SECTIONS, main
from tests.unit.cli.objects import reindex

KUBECTL = f"""#!{sys.executable}
import json, pathlib, sys
folder = pathlib.Path(__file__).parent
with (folder / "asked").open("a") as asked:
    asked.write(json.dumps(sys.argv[1:]) + "\\n")
for words, out, err, code in json.loads((folder / "answers").read_text()):
    if set(words) <= set(sys.argv[1:]):
        sys.stdout.write(out)
        sys.stderr.write(err)
        sys.exit(code)
sys.exit("unexpected: " + " ".join(sys.argv[1:]))
"""
Answer = tuple[Sequence[str], str] | tuple[Sequence[str], str, str, int]


@pytest.fixture
def kubectl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Callable[[], list[list[str]]]]:
    """Sets the program's answers, each to a call with certain words; gives what it was asked."""
    program = tmp_path / "kubectl"
    program.write_text(KUBECTL)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    def answers(*given: Answer) -> Callable[[], list[list[str]]]:
        (tmp_path / "answers").write_text(json.dumps([(*each, "", 0)[:4] for each in given]))
        return lambda: [json.loads(line) for line in (tmp_path / "asked").read_text().splitlines()]

    return answers


def call(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def events(*objects: dict[str, Any]) -> str:
    return "".join(json.dumps({"type": "MODIFIED", "object": each}, indent=4) + "\n" for each in objects)


def test_options_reach_kubectl_and_steering_is_a_patch_of_its_own_manager(kubectl: Any) -> None:
    asked = kubectl((["get"], json.dumps(reindex("Copying"))), (["patch"], ""))
    result = call("suspend", "ri/orders-v2", "-n", "search", "--context", "c", "--kubeconfig", "k")
    assert (result.exit_code, result.stdout) == (0, "orders-v2: suspended\n")
    where = ["--kubeconfig=k", "--context=c", "--namespace=search"]
    assert asked()[0] == [*where, "get", "reindexes.reindex.dev", "orders-v2", "--output=json"]
    patch = ["--type=merge", '--patch={"spec": {"suspend": true}}', "--field-manager=kubectl-reindex"]
    assert asked()[1] == [*where, "patch", "reindexes.reindex.dev", "orders-v2", *patch]


def test_what_can_not_be_steered_is_1_and_the_others_are(kubectl: Any) -> None:
    asked = kubectl((["get", "a"], json.dumps(reindex("Failed"))), (["get", "b"], json.dumps(reindex("Copying"))), (["patch"], ""))
    result = call("cancel", "a", "b")
    assert (result.exit_code, result.stdout) == (1, "b: cancelled\n")
    assert "a: it can not be cancelled, it has ended: Failed" in result.stderr
    assert sum("patch" in words for words in asked()) == 1


def test_what_is_cancelled_already_is_0_and_left_alone(kubectl: Any) -> None:
    asked = kubectl((["get"], json.dumps(reindex("Cancelled"))))
    result = call("cancel", "a")
    assert (result.exit_code, result.stdout) == (0, "a: already cancelled\n")
    assert len(asked()) == 1


def test_a_name_that_is_not_there_is_4_and_the_others_are_steered(kubectl: Any) -> None:
    missing = 'Error from server (NotFound): reindexes.reindex.dev "x" not found\n'
    going = json.dumps(reindex("Copying"))
    kubectl((["get", "x"], "", missing, 1), (["get", "a"], json.dumps(reindex("Failed"))), (["get"], going), (["patch"], ""))
    result = call("suspend", "x", "a", "b")
    assert (result.exit_code, result.stdout) == (4, "b: suspended\n")
    assert 'reindexes.reindex.dev "x" not found\n' in result.stderr


@pytest.mark.parametrize(("which", "selector"), [(["-l", "team=search"], ["--selector=team=search"]), (["--all"], [])])
def test_labels_or_all_steer_those_in_a_state_for_it(kubectl: Any, which: list[str], selector: list[str]) -> None:
    found = {name: reindex(phase, name=name) for name, phase in (("a", "Copying"), ("b", "Succeeded"), ("c", "Suspended"))}
    each = [(["get", name], json.dumps(one)) for name, one in found.items()]
    asked = kubectl(*each, (["get"], json.dumps({"items": list(found.values())})), (["patch"], ""))
    result = call("cancel", *which, "-n", "search")
    assert (result.exit_code, result.stdout) == (0, "a: cancelled\nc: cancelled\n")
    assert result.stderr == "1 of 3 left alone, in no state for it\n"
    assert asked()[0] == ["--namespace=search", "get", "reindexes.reindex.dev", "--output=json", *selector]


def test_labels_that_nothing_has_are_told_and_nothing_to_wait_for_is_4(kubectl: Any) -> None:
    kubectl((["get"], json.dumps({"items": []})))
    for words, code in ((["suspend", "-l", "a=b"], 0), (["wait", "-l", "a=b"], 4)):
        result = call(*words)
        assert (result.exit_code, result.stderr) == (code, "there is no Reindex with a=b in this namespace\n")


def test_those_with_labels_are_waited_for(kubectl: Any) -> None:
    kubectl((["--watch"], events(reindex("Succeeded"))), (["get"], json.dumps({"items": [reindex(name="a"), reindex(name="b")]})))
    result = call("wait", "-l", "team=search")
    assert result.exit_code == 0
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["a", "b"]


@pytest.mark.parametrize(
    "words", [[], ["a", "--all"], ["a", "-l", "a=b"], ["--all", "-l", "a=b"], ["deployment/a"], ["ri/"], ["a/b/c"], [""]]
)
def test_what_names_no_objects_is_2(kubectl: Any, words: list[str]) -> None:
    kubectl()
    assert call("cancel", *words).exit_code == 2


@pytest.mark.parametrize("name", ["a", "ri/a", "Reindex/a", "reindexes/a", "reindex.reindex.dev/a", "reindexes.v1alpha1.reindex.dev/a"])
def test_a_name_may_have_its_kind(kubectl: Any, name: str) -> None:
    kubectl((["get", "a"], json.dumps(reindex(name="a"))))
    assert json.loads(call("status", name, "-o", "json").stdout)["metadata"]["name"] == "a"


@pytest.mark.parametrize(
    ("words", "spec"),
    [
        (["rethrottle", "a", "-r", "2000"], {"requestsPerSecond": 2000}),
        (["rethrottle", "a", "--requests-per-second", "-1"], {"requestsPerSecond": -1}),
        (["resume", "a"], {"suspend": None}),
        (["rerun", "a", "--run-id", "r1"], {"runId": "r1", "cancel": None}),
    ],
)
def test_steering_commands(kubectl: Any, words: list[str], spec: dict[str, Any]) -> None:
    asked = kubectl((["get"], json.dumps(reindex("Copying"))), (["patch"], ""))
    assert call(*words).exit_code == 0
    assert json.loads(next(word for word in asked()[1] if word.startswith("--patch=")).removeprefix("--patch=")) == {"spec": spec}


def test_retry_of_a_failed_run(kubectl: Any) -> None:
    asked = kubectl((["get"], json.dumps(reindex("Failed", attempt=1))), (["patch"], ""))
    assert call("retry", "a").stdout == "a: taken up again\n"
    assert '--patch={"spec": {"attempt": 2, "cancel": null}}' in asked()[1]


@pytest.mark.parametrize("rate", ["0", "-5", "fast"])
def test_a_rate_that_is_none_is_2(kubectl: Any, rate: str) -> None:
    kubectl()
    assert call("rethrottle", "a", "-r", rate).exit_code == 2


@pytest.mark.parametrize("run_id", ["a b", "", "-a", "a" * 64, "a\n"])
def test_a_run_id_that_is_no_label_value_is_2(kubectl: Any, run_id: str) -> None:
    kubectl()
    result = call("rerun", "a", "--run-id", run_id)
    assert result.exit_code == 2
    assert "Invalid value for '--run-id'" in result.stderr
    assert "letters, digits" in result.stderr


@pytest.mark.parametrize(("phase", "code"), [("Succeeded", 0), ("Failed", 1), ("Cancelled", 1)])
def test_wait_and_watch_end_by_the_outcome(kubectl: Any, phase: str, code: int) -> None:
    kubectl((["--watch"], events(reindex("Copying"), reindex(phase))), (["get"], json.dumps(reindex("Copying"))))
    waited, watched = call("wait", "orders-v2", "--timeout", "1h30m"), call("watch", "orders-v2")
    assert (waited.exit_code, watched.exit_code) == (code, code)
    assert "created 440" in waited.stdout
    assert "created 440" in watched.stdout


def test_a_report_that_can_not_be_written_is_2_before_the_run_is_watched(kubectl: Any, tmp_path: Path) -> None:
    kubectl()
    result = call("watch", "orders-v2", "--report", str(tmp_path / "none" / "x.html"))
    assert result.exit_code == 2
    assert "'--report': Directory" in result.stderr


def test_a_message_of_several_lines_stands_below_what_came_of_it(kubectl: Any) -> None:
    failed = reindex("Failed")
    failed["status"]["conditions"][0]["message"] = "compile error at 1:5\n  x = y\n      ^"
    kubectl((["--watch"], events(failed)))
    assert call("wait", "orders-v2").stdout == (
        "orders-v2: failed after 0:00:09: created 440  updated 10  deleted 0  noops 0  conflicts 4\n"
        "  DocumentsFailed: compile error at 1:5\n    x = y\n        ^\n"
    )


def test_a_dry_run_says_what_would_be_done(kubectl: Any) -> None:
    found = {"sampled": 1, "examples": [{"index": "a", "id": "7", "op": "create", "diff": "+  new"}]}
    ended = reindex("Succeeded", dryRun=found, slices=[], failureCount=0, notes=["refresh: off"])
    kubectl((["--watch"], events(ended)), (["get"], json.dumps(ended)))
    assert call("wait", "orders-v2").stdout == "orders-v2: dry run: about Succeeded\n  note: refresh: off\n"
    assert call("watch", "orders-v2").stdout == "note: refresh: off\ndry run: about Succeeded\n"
    status = call("status", "orders-v2").stdout
    assert [line.rstrip() for line in status.splitlines()[1:]] == [
        "a/7: create",
        "+  new",
        "dry run: about Succeeded",
        "note: refresh: off",
    ]
    kubectl((["get"], json.dumps({"items": [ended]})))
    assert "  Succeeded: dry run  " in call("status").stdout


def test_an_ended_run_has_no_speed_and_no_time_left(kubectl: Any) -> None:
    kubectl((["get"], json.dumps(reindex("Succeeded"))))
    lines = [line.strip() for line in call("status", "orders-v2").stdout.splitlines()]
    assert lines[3:5] == ["total    450 / 1,000", "conflicts 4   retries 3"]


def test_a_speed_that_is_not_known_is_none(kubectl: Any) -> None:
    kubectl((["get"], json.dumps(reindex("Copying"))))
    lines = call("status", "orders-v2").stdout.splitlines()
    assert [line.split()[-1] for line in lines if "slice " in line] == ["Running", "Waiting"]


def test_wait_that_is_too_long_is_3(kubectl: Any) -> None:
    kubectl((["--watch"], events(reindex("Copying"))))
    result = call("wait", "orders-v2", "--timeout", "0.3s")
    assert (result.exit_code, result.stdout) == (3, "orders-v2: timed out\n")
    for no_time in ("soon", "0", "0s", ""):
        assert call("wait", "orders-v2", "--timeout", no_time).exit_code == 2


def test_an_object_that_is_not_there_is_4(kubectl: Any) -> None:
    said = 'Error from server (NotFound): reindexes.reindex.dev "x" not found\n'
    kubectl(([], "", said, 1))
    for words in (["wait", "x"], ["watch", "x"], ["status", "x"], ["suspend", "x"], ["logs", "x"]):
        result = call(*words)
        assert (result.exit_code, result.stderr) == (4, 'reindexes.reindex.dev "x" not found\n')


@pytest.mark.parametrize("words", [["wait", "a"], ["watch", "a"], ["status"], ["logs", "a"], ["cancel", "a"]])
def test_ctrl_c_is_130_and_no_failure(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    def interrupted(*_arguments: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Kubectl, "command", interrupted)
    result = call(*words)
    assert (result.exit_code, result.output) == (130, "")


def test_a_cluster_without_the_operator_says_so(kubectl: Any) -> None:
    kubectl(([], "", 'error: the server doesn\'t have a resource type "reindexes"\n', 1))
    assert "the Reindex operator is not installed" in call("status").stderr


def test_no_kubectl_at_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = call("status")
    assert result.exit_code == 4
    assert "kubectl is not on the PATH" in result.stderr


def test_status_lists_running_ones_first(kubectl: Any) -> None:
    items = [reindex("Failed", name="a", failureCount=3), reindex("Copying", name="b"), reindex(None, name="c")]
    asked = kubectl((["get"], json.dumps({"items": items})))
    lines = call("status", "-A").stdout.splitlines()
    assert [line.split()[1] for line in lines] == ["NAME", "b", "c", "a"]
    assert lines[1].split()[2:7] == ["orders-v1", "orders-v2", "Copying", "45%", "110"]
    assert "Failed: DocumentsFailed" in lines[3]
    assert "--all-namespaces" in asked()[0]


def test_status_by_labels(kubectl: Any) -> None:
    asked = kubectl((["get"], json.dumps({"items": []})))
    assert call("status", "-A", "-l", "team=search").stderr == "there is no Reindex with team=search in any namespace\n"
    assert "--selector=team=search" in asked()[0]
    assert call("status", "a", "-l", "team=search").exit_code == 2


@pytest.mark.parametrize("columns", ["40", "80", "300"])
def test_status_cuts_nothing_on_a_narrow_terminal(kubectl: Any, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    slices = [{"id": 15, "state": "Running", "total": 98_765_432, "processed": 12_345_678}]
    found = reindex("Copying", name="n" * 63, failureCount=7143, slices=slices, spec={"source": {"index": ["i" * 200] * 10}})
    kubectl((["get", "n"], json.dumps(found)), (["get"], json.dumps({"items": [found]})))
    line = call("status").stdout.splitlines()[1].split()
    assert line[:3] == ["n" * 63, ",".join(["i" * 200] * 10), "orders-v2"]
    assert "7143" in line
    lines = call("status", "n").stdout.splitlines()
    assert any("slice 15" in each and "12,345,678 docs" in each for each in lines)


def test_status_of_one_shows_slices_reason_and_failures(kubectl: Any) -> None:
    failures = [{"index": "b", "id": "1", "status": 400, "cause": {"type": "mapper_parsing_exception", "reason": "[x] is no date"}}]
    failed = reindex("Failed", failureCount=9, response={"took": 1, "failures": failures}, notes=["slices: 2"])
    kubectl((["get"], json.dumps(failed)))
    text = call("status", "orders-v2").stdout
    for said in (
        "slice 0",
        "90%",
        "DocumentsFailed: about Failed",
        "[b][1] 400: mapper_parsing_exception: [x] is no date",
        "8 failures more: kubectl reindex logs orders-v2",
        "note: slices: 2",
    ):
        assert said in text


def test_status_as_json_and_yaml_is_the_object(kubectl: Any) -> None:
    kubectl((["get", "a"], json.dumps(reindex())), (["get"], json.dumps({"items": [reindex()]})))
    assert json.loads(call("status", "a", "-o", "json").stdout) == reindex()
    assert json.loads(call("status", "-o", "json").stdout)["items"] == [reindex()]
    assert "phase: Copying\n" in call("status", "a", "-o", "yaml").stdout


def test_logs_are_chosen_by_labels_and_made_readable(kubectl: Any) -> None:
    line = {
        "time": "2026-01-02T03:04:05.678+00:00",
        "level": "error",
        "message": "refused",
        "run": "r",
        "role": "copy",
        "slice": 3,
        "id": "x",
    }
    asked = kubectl((["get", "pods"], "copy copy"), (["get"], json.dumps(reindex())), (["logs"], json.dumps(line) + "\nno json\n"))
    result = call("logs", "orders-v2", "--slice", "3", "--role", "copy", "-f", "--tail", "20")
    assert result.stdout == '2026-01-02T03:04:05.678+00:00  slice 3   ERROR   refused id="x"\nno json\n'
    selector = "--selector=reindex.dev/uid=u-1,app.kubernetes.io/component=copy,batch.kubernetes.io/job-completion-index=3"
    assert selector in asked()[1]
    assert f"{selector},app.kubernetes.io/component=copy" in asked()[2]
    assert {"--follow", "--tail=20"} <= set(asked()[2])
    call("logs", "orders-v2")
    assert "--tail=-1" in asked()[-1]


@pytest.mark.parametrize("raw", [[], ["--raw"]])
def test_logs_are_those_of_one_step_after_the_other(kubectl: Any, raw: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    steps = [f"--selector=reindex.dev/uid=u-1,app.kubernetes.io/component={step}" for step in ("copy", "finish", "prepare")]
    said = [(["logs", step], f"of {step.rpartition('=')[2]}\n") for step in steps]
    kubectl((["get", "pods"], "copy finish copy prepare"), (["get"], json.dumps(reindex())), *said)
    result = call("logs", "orders-v2", *raw)
    assert result.exit_code == 0
    assert (capfd.readouterr().out if raw else result.stdout) == "of prepare\nof copy\nof finish\n"


def test_logs_of_no_pod_and_of_no_slice(kubectl: Any) -> None:
    kubectl((["get", "pods"], ""), (["get"], json.dumps(reindex())))
    result = call("logs", "orders-v2")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "there are no such pods\n")
    assert "Invalid value for '--slice'" in call("logs", "orders-v2", "--slice", "-1").stderr


def test_an_exception_follows_its_line() -> None:
    document = {"index": "b", "id": "7", "status": 400, "cause": {"type": "t", "reason": "r", "caused_by": {"type": "x", "reason": "y"}}}
    line = {"time": "t", "level": "error", "message": json.dumps(document), "namespace": "n", "name": "o", "slice": 0}
    assert readable(json.dumps(line)) == "t  slice 0   ERROR   [b][7] 400: t: r (x: y)"
    assert readable('{"time": "t", "level": "error", "message": "m", "role": "prepare", "exception": "Trace\\nback"}').endswith(
        "m\nTrace\nback"
    )


def test_names_are_completed(kubectl: Any) -> None:
    kubectl((["--output=name"], "reindex.reindex.dev/orders-v2\nreindex.reindex.dev/other\n"))
    assert candidates(["watch", "or"]) == ["orders-v2", ":4"]
    assert candidates(["wait", "orders-v2", ""]) == ["other", ":4"]
    assert candidates(["su"]) == ["suspend\tPause runs: their pods end after a...", ":4"]
    assert candidates(["run", ""]) == [":0"]


def test_completion_stays_quiet_without_a_cluster(kubectl: Any) -> None:
    kubectl(([], "", "connection refused", 1))
    assert candidates(["watch", ""]) == [":4"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_call_the_program(shell: str) -> None:
    result = call("completion", shell)
    assert result.exit_code == 0
    assert "_REINDEX_COMPLETE=" in result.stdout


def test_bash_is_completed_by_the_program_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMP_WORDS", "reindex re")
    monkeypatch.setenv("COMP_CWORD", "1")
    monkeypatch.setenv("_REINDEX_COMPLETE", "bash_complete")
    result = CliRunner().invoke(main, prog_name="reindex")
    assert result.stdout.split() == ["plain,report", "plain,resume", "plain,rethrottle", "plain,retry", "plain,rerun"]


def test_every_command_has_help_with_an_example() -> None:
    for name in [name for names in SECTIONS.values() for name in names]:
        text = call(name, "--help").stdout
        assert name == "crd" or "Examples:\n" in text, name


def test_the_list_of_commands_has_each_text_whole() -> None:
    _usage, *lines = call("--help").stdout.splitlines()
    assert [line for line in lines if line.endswith("...")] == []
