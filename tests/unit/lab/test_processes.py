"""Exactly what was started is ended."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lab import processes
from lab.processes import Process

SLEEP = ["sleep", "60"]


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REINDEX_LAB_STATE", str(tmp_path))
    return tmp_path


def test_closing_ends_what_was_started_and_removes_the_folder() -> None:
    run = processes.owned("test")
    started = [run.start("one", SLEEP), run.start("two", SLEEP)]
    assert all(process.alive() for process in started)
    run.close()
    assert not any(process.alive() for process in started)
    assert not run.folder.exists()


def test_a_pid_that_another_program_has_now_is_left_alone() -> None:
    run = processes.owned("test")
    child = subprocess.Popen(SLEEP)
    stranger = Process("stranger", child.pid, started=1)
    stranger.end()
    assert child.poll() is None
    assert run.record("child", child.pid).alive()
    run.close()
    assert child.wait(5) == -signal.SIGKILL


def test_another_process_ends_a_kept_run_by_its_record() -> None:
    process = processes.kept("lab").start("one", SLEEP)
    (found,) = processes.kept_runs()
    assert found.named("one") == process
    found.close()
    assert not process.alive()
    assert processes.kept_runs() == []


def test_an_owned_run_dies_with_its_owner_and_is_swept(state: Path) -> None:
    script = (
        "import os, pathlib, signal; from lab import processes\n"
        "pid = processes.owned('test').start('one', ['sleep', '60']).pid\n"
        "while pathlib.Path(f'/proc/{pid}/comm').read_text() != 'sleep\\n': os.sched_yield()\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    owner = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[3], check=False)
    assert owner.returncode == -signal.SIGKILL
    (record,) = state.glob("test-*/processes/*.json")
    assert Process(**json.loads(record.read_text())).wait(10)  # the kernel's signal is on its way
    assert len(list(state.glob("test-*"))) == 1
    processes.sweep()
    assert list(state.glob("test-*")) == []


def test_a_stubborn_process_is_killed_after_its_grace() -> None:
    run = processes.owned("test")
    process = run.start("stubborn", ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"])
    while "ready" not in run.log("stubborn").read_text():
        os.sched_yield()
    process.end(grace=0.2)
    assert not process.alive()
    run.close()


def test_what_outlives_processes_is_undone(tmp_path: Path) -> None:
    left = tmp_path / "left"
    left.touch()
    run = processes.owned("test")
    run.at_end(["rm", left])
    run.close()
    assert not left.exists()
