"""Following a run to its end: exit codes, broken watches, deletion."""

import asyncio
import io
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from reindex_operator.cli import follow
from reindex_operator.cli.follow import Exit, code_of, outcome, wait, watch
from reindex_operator.cli.kubectl import Kubectl, KubectlError, NotFoundError
from tests.unit.cli.objects import reindex

Told = dict[str, Any] | None | KubectlError


class Scripted(Kubectl):
    """A kubectl whose watches tell what a test says, one list a watch; the last one stays open."""

    def __init__(self, *watches: list[Told]) -> None:
        super().__init__()
        object.__setattr__(self, "watches", list(watches))

    def get(self, name: str) -> dict[str, Any]:
        return reindex("Copying", name=name)

    def mailbox(self, reindex: Mapping[str, Any]) -> dict[str, str]:  # noqa: ARG002 - as above
        return {}

    async def watch(self, name: str) -> AsyncGenerator[dict[str, Any] | None]:  # noqa: ARG002 - the base's signature
        watches: list[list[Told]] = self.watches  # type: ignore[attr-defined]
        for told in watches.pop(0) if watches else []:
            if isinstance(told, KubectlError):
                raise told
            yield told
        if not watches:
            await asyncio.Event().wait()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "AGAIN", 0.0)


async def seen(*watches: list[Told]) -> tuple[Exit, str]:
    out = io.StringIO()
    return await watch(Scripted(*watches), "orders-v2", Console(file=out, width=200)), out.getvalue()


async def test_a_run_is_shown_and_its_end_is_the_exit_code() -> None:
    code, text = await seen([reindex("Copying"), reindex("Succeeded")])
    assert code == Exit.SUCCEEDED
    assert "orders-v1 -> orders-v2   45%   450 / 1,000   110 docs/s   ETA 0:00:05   conflicts 4   retries 3\n" in text
    assert text.endswith("done in 0:00:09: created 440  updated 10  deleted 0  noops 0  conflicts 4\n")


async def test_a_failure_says_why() -> None:
    code, text = await seen([reindex("Failed")])
    assert code == Exit.FAILED
    assert "DocumentsFailed: about Failed\nfailed after 0:00:09: created 440" in text


def test_a_run_that_failed_before_it_copied_has_the_time_of_the_object_or_none() -> None:
    times: dict[str, Any] = {"startTime": "2026-01-02T03:04:05Z", "completionTime": "2026-01-02T03:05:07Z"}
    counts = "created 0  updated 0  deleted 0  noops 0  conflicts 0"
    assert outcome(reindex("Failed", response={}, **times))[1] == f"failed after 0:01:02: {counts}"
    assert outcome(reindex("Failed", response={}))[1] == f"failed: {counts}"
    assert outcome(reindex("Failed", **times))[1].startswith("failed after 0:00:09: created 440")


async def test_a_report_that_fails_at_the_end_leaves_the_result(tmp_path: Path) -> None:
    out = io.StringIO()
    kubectl = Scripted([reindex("Succeeded")])
    code = await watch(kubectl, "orders-v2", Console(file=out, width=200), tmp_path / "none" / "x.html")
    assert code == Exit.SUCCEEDED
    assert out.getvalue().endswith(f"the report was not written: {tmp_path / 'none' / 'x.html'}: No such file or directory\n")


async def test_a_watch_that_ends_or_breaks_is_begun_again() -> None:
    code, _ = await seen([reindex("Copying")], [KubectlError("connection refused")], [reindex("Copying")], [reindex("Succeeded")])
    assert code == Exit.SUCCEEDED


async def test_an_end_that_is_older_than_the_last_edit_is_none() -> None:
    code, _ = await seen(
        [reindex("Failed", generation=4, seen=3), reindex("Copying", generation=4), reindex("Succeeded", generation=4, seen=4)]
    )
    assert code == Exit.SUCCEEDED


async def test_an_api_server_that_never_answered_is_an_error() -> None:
    ended = await wait(Scripted([KubectlError("connection refused")]), ["a"], 5)
    assert str(ended["a"]) == "connection refused"
    assert code_of(ended.values()) == Exit.UNKNOWN


async def test_a_deleted_object_is_an_error() -> None:
    ended = await wait(Scripted([reindex("Copying"), None]), ["a"], 5)
    assert isinstance(ended["a"], NotFoundError)
    assert str(ended["a"]) == "a was deleted"


async def test_one_that_is_not_there_ends_the_waiting_at_once_and_what_came_of_the_others_is_told() -> None:
    kubectl = Scripted([reindex("Failed")], [NotFoundError("b not found")], [reindex("Copying")])
    ended = await asyncio.wait_for(wait(kubectl, ["a", "b", "c"], None), 5)
    assert [type(each) for each in ended.values()] == [dict, NotFoundError]
    assert code_of(ended.values()) == Exit.UNKNOWN


def test_the_exit_code_of_several_is_the_worst() -> None:
    done, failed = reindex("Succeeded"), reindex("Failed")
    assert code_of([done, done]) == Exit.SUCCEEDED
    assert code_of([done, None]) == Exit.TIMED_OUT
    assert code_of([None, failed]) == Exit.FAILED


async def test_waiting_ends_with_the_time() -> None:
    assert await wait(Scripted([reindex("Copying")]), ["a"], 0.01) == {"a": None}


async def test_waiting_for_several() -> None:
    ended = await wait(Scripted([reindex("Succeeded")], [reindex("Cancelled")]), ["a", "b"], 5)
    good, bad = ended["a"], ended["b"]
    assert isinstance(good, dict)
    assert isinstance(bad, dict)
    assert good["status"]["phase"] == "Succeeded"
    assert outcome(bad)[1].startswith("cancelled after")
