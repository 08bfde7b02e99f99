"""Roles and process: what is done only once, exit codes, the termination message, and what is never imported."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from reindex_operator import mailbox
from reindex_operator.engine.checkpoint import Checkpoint, Counters, Ending
from reindex_operator.engine.control import Control
from reindex_operator.engine.errors import ReindexError, Stopped, TransientError
from reindex_operator.engine.plan import Part, Plan, Slice
from reindex_operator.pod import ExitCode
from reindex_operator.worker import logs, process, roles
from reindex_operator.worker.post import Post

WRONG = json.dumps(
    {
        "cluster": {"hosts": ["https://127.0.0.1:1"], "auth": {"secretName": "search"}},
        "source": {"index": ["a"]},
        "dest": {"index": "b"},
    }
)
"""A request that fails before anything is sent: its Secret is not there."""
PLAN = mailbox.encode(mailbox.Prepared(plan=Plan(slices=[Slice(id=0, parts=[Part(index="a", shard=0)])], total=3, started=1)))


async def test_prepare_does_nothing_when_there_is_a_plan(post: Post, fake: Any, tmp_path: Path) -> None:
    fake.data = {mailbox.REQUEST: WRONG, mailbox.PLAN: PLAN}
    assert await roles.prepare(post, tmp_path) == {"slices": 1, "total": 3}
    assert fake.calls == ["GET"]


async def test_prepare_leaves_its_ending_in_the_mailbox_and_finds_it_again(post: Post, fake: Any, tmp_path: Path) -> None:
    fake.data = {mailbox.REQUEST: WRONG}
    for _ in range(2):
        with pytest.raises(ReindexError, match="InvalidCredentials"):
            await roles.prepare(post, tmp_path)
    ending = mailbox.decode(fake.data[mailbox.PLAN], mailbox.Prepared).ending
    assert ending is not None
    assert "search" in ending.message
    assert fake.calls == ["GET", "PATCH", "GET"]


async def test_a_request_that_this_version_refuses_ends_the_run(post: Post, fake: Any, tmp_path: Path) -> None:
    fake.data = {mailbox.REQUEST: WRONG.replace('"dest"', '"destination"')}
    with pytest.raises(ReindexError, match="dest: Required value") as caught:
        await roles.prepare(post, tmp_path)
    assert caught.value.permanent
    assert mailbox.PLAN in fake.data


async def test_a_copy_that_can_not_work_fails_its_slice_and_keeps_its_counters(post: Post, fake: Any, tmp_path: Path) -> None:
    before = Checkpoint(slice=0, owner="pod-a", counters=Counters(created=2))
    fake.data = {mailbox.REQUEST: WRONG, mailbox.PLAN: PLAN, mailbox.slice_key(0): mailbox.encode(before)}
    with pytest.raises(ReindexError, match="InvalidCredentials"):
        await roles.copy(post, tmp_path, 0, "pod-b", Control())
    after = mailbox.decode(fake.data[mailbox.slice_key(0)], Checkpoint)
    assert (after.state, after.owner, after.counters.created) == ("Failed", "pod-b", 2)
    assert after.ending is not None


async def test_a_copy_of_a_slice_that_succeeded_is_done_at_once(post: Post, fake: Any, tmp_path: Path) -> None:
    done = Checkpoint(slice=0, state="Succeeded", counters=Counters(created=3))
    fake.data = {mailbox.slice_key(0): mailbox.encode(done), mailbox.REQUEST: WRONG, mailbox.PLAN: PLAN}
    assert (await roles.copy(post, tmp_path, 0, "pod-b", Control()))["created"] == 3


async def test_a_copy_of_a_slice_that_failed_fails_for_the_same_reason(post: Post, fake: Any, tmp_path: Path) -> None:
    done = Checkpoint(slice=0, state="Failed", ending=Ending("DocumentsFailed", "one"))
    fake.data = {mailbox.slice_key(0): mailbox.encode(done), mailbox.REQUEST: WRONG, mailbox.PLAN: PLAN}
    with pytest.raises(ReindexError, match="DocumentsFailed: one"):
        await roles.copy(post, tmp_path, 0, "pod-b", Control())


async def test_a_copy_without_a_plan_may_work_later(post: Post, fake: Any, tmp_path: Path) -> None:
    fake.data = {mailbox.REQUEST: WRONG.replace('"auth": {"secretName": "search"}', '"auth": null')}
    with pytest.raises(TransientError, match=r"plan\.json"):
        await roles.copy(post, tmp_path, 0, "pod-a", Control())


async def test_finish_is_done_once(post: Post, fake: Any, tmp_path: Path) -> None:
    fake.data = {mailbox.FINISH: mailbox.encode(mailbox.Finished(notes=["n"]))}
    assert await roles.finish(post, tmp_path, "pod-a", Control()) == {"notes": ["n"]}
    assert fake.calls == ["GET"]


@pytest.mark.parametrize(
    ("error", "code", "reason"),
    [
        (ReindexError("SourceNotFound", "no such index [a]"), ExitCode.PERMANENT, "SourceNotFound"),
        (TransientError("Unreachable", "all nodes are down"), ExitCode.TRANSIENT, "Unreachable"),
        (Stopped("asked to stop"), ExitCode.STOPPED, "Stopped"),
        (RuntimeError("a defect"), ExitCode.TRANSIENT, "RuntimeError"),
    ],
)
def test_every_ending_has_its_exit_code(monkeypatch: pytest.MonkeyPatch, error: Exception, code: ExitCode, reason: str) -> None:
    async def work(*_: Any, **__: Any) -> dict[str, Any]:
        raise error

    monkeypatch.setattr(process, "work", work)
    assert process.run("copy", {}) == (code, {"reason": reason, "message": getattr(error, "message", str(error))})


@pytest.mark.parametrize("character", ["x", "\x01", "é", "𝄞", '"'])
def test_the_termination_message_is_one_line_that_fits(character: str) -> None:
    line = process.termination_message({"reason": "DocumentsFailed", "message": character * 10_000})
    assert len(line.encode()) <= 4096
    assert "\n" not in line
    assert json.loads(line)["reason"] == "DocumentsFailed"


def test_a_log_line_is_json_with_run_and_slice(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("info", {"run": "orders", "slice": 2})
    process.log.info("said %s", "so")
    line = msgspec.json.decode(capsys.readouterr().out)
    assert (line["level"], line["message"], line["run"], line["slice"]) == ("info", "said so", "orders", 2)
    assert line["time"].endswith("+00:00")


def test_a_worker_imports_nothing_heavy() -> None:
    code = "import sys, reindex_operator.worker.process as m; print([n for n in ('kopf','kubernetes','click','rich','yaml') if n in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(process.__file__).parents[2])
    assert shown.stdout.strip() == "[]"


def test_it_can_be_told_to_end_while_it_loads(tmp_path: Path) -> None:
    """As process 1 of a container it would not hear it without a handler of its own."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, signal, sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'reindex_operator.worker.process':\n"
        "            assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL\n"
        "            os.kill(os.getpid(), signal.SIGTERM)\n"
        "sys.meta_path.insert(0, Finder())\n"
    )
    words = [sys.executable, "-m", "reindex_operator.worker", "copy"]
    ended = subprocess.run(words, env={"PYTHONPATH": str(tmp_path)}, check=False, capture_output=True)
    assert (ended.returncode, ended.stderr) == (ExitCode.STOPPED, b"")
