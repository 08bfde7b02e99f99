"""The check of an installation, which ``helm test`` runs."""

from typing import Any

import pytest

from reindex_operator.api.reindex import parse
from reindex_operator.controller.check import CheckError, check, probe, wrong
from reindex_operator.controller.kube import Kube, KubeError


class Server(Kube):
    """An API server with these phases of the object, one a look."""

    def __init__(self, *phases: str | None, refusal: str = "Invalid value: the destination is the source: no") -> None:
        self.phases = list(phases)
        self.refusal = refusal
        self.deleted: list[str] = []

    async def request(self, method: str, where: str, **more: Any) -> dict[str, Any]:
        if method == "POST" and more.get("query"):
            if self.refusal:
                raise KubeError(422, "Invalid", self.refusal)
            return {}
        if method == "POST":
            return {"metadata": {"name": "probe"}}
        if method == "DELETE":
            self.deleted.append(where)
            return {}
        phase = self.phases.pop(0) if len(self.phases) > 1 else self.phases[0]
        return {"status": {"phase": phase} if phase else {"observedGeneration": -1}}


def test_it_makes_an_object_that_starts_nothing_and_one_that_is_wrong() -> None:
    assert parse(probe()).spec.suspend is True
    with pytest.raises(ValueError, match="the destination is the source"):
        parse(wrong())


async def test_it_waits_for_the_operator_and_leaves_nothing_behind() -> None:
    server = Server(None, "Suspended")
    await check(server, "shop")
    assert server.deleted == ["/apis/reindex.dev/v1alpha1/namespaces/shop/reindexes/probe"]


async def test_an_operator_that_is_not_there_is_told_and_the_object_removed() -> None:
    server = Server(None)
    with pytest.raises(CheckError, match="the operator did not take up shop/probe"):
        await check(server, "shop", patience=0)
    assert server.deleted


@pytest.mark.parametrize("refusal", ["", 'Unauthorized: "x"', "the server could not find the requested resource"])
async def test_an_api_server_without_the_rules_is_told(refusal: str) -> None:
    with pytest.raises(CheckError, match="API server"):
        await check(Server("Suspended", refusal=refusal), "shop")
