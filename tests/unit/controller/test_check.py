"""The check of an installation, which ``helm test`` runs."""

from typing import Any

import pytest

from reindex_operator import painless
from reindex_operator.api.reindex import parse
from reindex_operator.controller import check as module
from reindex_operator.controller.check import CheckError, check, probe, wrong
from reindex_operator.controller.kube import Kube, KubeError

SPEC = {"cluster": {"hosts": ["http://s:9200"]}, "source": {"index": ["a"]}, "dest": {"index": "b"}}
PLACE = "/apis/reindex.dev/v1alpha1/namespaces/shop/reindexes/probe"


def status(phase: str, succeeded: str = "Unknown", reason: str = "Preparing", message: str = "about it") -> dict[str, Any]:
    return {"phase": phase, "conditions": [{"type": "Succeeded", "status": succeeded, "reason": reason, "message": message}]}


NEW: dict[str, Any] = {
    "observedGeneration": -1,
    "conditions": [{"type": "Succeeded", "status": "Unknown", "reason": "Pending", "message": ""}],
}
GOING = status("Preparing")
WRONG_SCRIPT = status("Failed", "False", "ScriptError", "compile error at 1:17")
DONE = status("Succeeded", "True", "DryRunSucceeded", "nothing was written")


class Server(Kube):
    """An API server with these statuses of the object, one a look, and ``left`` objects of its name from before."""

    def __init__(self, *statuses: dict[str, Any], refusal: str = "Invalid value: the destination is the source: no", left: int = 0) -> None:
        self.statuses = list(statuses)
        self.refusal = refusal
        self.left = left
        self.asked: list[tuple[str, str]] = []
        self.made: list[dict[str, Any]] = []

    async def request(self, method: str, where: str, **more: Any) -> dict[str, Any]:
        self.asked.append((method, where))
        if method == "POST" and more["query"] == {"dryRun": "All"}:
            if self.refusal:
                raise KubeError(422, "Invalid", self.refusal)
            return {}
        if method == "POST":
            if self.left:
                raise KubeError(409, "AlreadyExists", "there is one")
            self.made.append(more["body"])
        if method == "DELETE":
            self.left = max(0, self.left - 1)
            raise KubeError(404, "NotFound", "gone already")
        if method == "GET":
            return {"status": self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]}
        return {}


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POLL_SECONDS", 0)


async def checked(server: Server, spec: dict[str, Any] | None = None, patience: float = 5) -> list[str]:
    told: list[str] = []
    await check(server, "shop", "probe", spec, tell=told.append, patience=patience)
    return told


def test_without_a_spec_it_makes_a_dry_run_of_a_script_that_is_wrong() -> None:
    spec = parse(probe("probe", None)).spec
    assert spec.dry_run
    assert spec.script
    assert spec.script.source
    with pytest.raises(painless.ScriptError):
        painless.compile(spec.script.source)
    with pytest.raises(ValueError, match="the destination is the source"):
        parse(wrong("probe"))


def test_whatever_the_spec_says_nothing_is_written() -> None:
    assert probe("probe", SPEC | {"dryRun": False, "suspend": True})["spec"] == SPEC | {"dryRun": True, "suspend": False}


async def test_the_end_that_a_wrong_script_has_to_have_is_success() -> None:
    server = Server(NEW, GOING, WRONG_SCRIPT)
    told = await checked(server)
    assert [line.split(" ")[:3] for line in told[:2]] == [["the", "API", "server"], ["the", "operator", "took"]]
    assert told[-1].startswith("the installation works; whether it reaches a search cluster")
    assert server.asked[-1] == ("DELETE", PLACE)


async def test_a_dry_run_of_the_users_has_to_succeed() -> None:
    server = Server(NEW, GOING, DONE)
    assert (await checked(server, SPEC))[-1].endswith(": nothing was written")
    assert server.made == [probe("probe", SPEC)]


@pytest.mark.parametrize(
    ("spec", "ended", "said"),
    [
        (None, status("Failed", "False", "BackoffLimitExceeded", "no"), "ended with BackoffLimitExceeded: no"),
        (SPEC, status("Failed", "False", "Unauthorized", "spec.cluster.auth: no"), "ended with Unauthorized: spec.cluster.auth: no"),
        (SPEC, WRONG_SCRIPT, "ended with ScriptError: compile error"),
        (None, DONE, "ended with DryRunSucceeded"),
    ],
)
async def test_another_end_is_told_and_the_object_removed(spec: dict[str, Any] | None, ended: dict[str, Any], said: str) -> None:
    server = Server(ended)
    with pytest.raises(CheckError, match=said):
        await checked(server, spec)
    assert server.asked[-1] == ("DELETE", PLACE)


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (NEW, "the operator did not take up shop/probe in time"),
        (
            status("Preparing", reason="ImagePullBackOff", message="pod x: no"),
            "did not end in time; it stands at ImagePullBackOff: pod x: no",
        ),
    ],
)
async def test_what_does_not_end_is_told_and_the_object_removed(last: dict[str, Any], said: str) -> None:
    server = Server(last)
    with pytest.raises(CheckError, match=said):
        await checked(server, patience=0)
    assert server.asked[-1] == ("DELETE", PLACE)


async def test_what_an_earlier_check_left_goes_first() -> None:
    server = Server(WRONG_SCRIPT, left=2)
    await checked(server)
    assert len(server.made) == 1
    with pytest.raises(CheckError, match="409 AlreadyExists"):
        await checked(Server(WRONG_SCRIPT, left=10**9), patience=0.05)


@pytest.mark.parametrize("refusal", ["", 'Unauthorized: "x"', "the server could not find the requested resource"])
async def test_an_api_server_without_the_rules_is_told(refusal: str) -> None:
    server = Server(WRONG_SCRIPT, refusal=refusal)
    with pytest.raises(CheckError, match="API server"):
        await checked(server)
    assert server.made == []
