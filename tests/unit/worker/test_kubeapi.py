"""The two calls to the API server: addresses, tokens, and what each answer means."""

from pathlib import Path
from typing import Any

import pytest

from reindex_operator.worker.kubeapi import (
    DeniedError,
    GoneError,
    KubeAPI,
    KubeError,
    NoAnswerError,
    RefusedError,
    in_cluster_address,
)


def test_the_address_is_what_the_kubelet_announces() -> None:
    assert in_cluster_address({"KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "6443"}) == "https://10.0.0.1:6443"


def test_an_ipv6_host_gets_brackets_and_the_port_a_default() -> None:
    assert in_cluster_address({"KUBERNETES_SERVICE_HOST": "fd00::1"}) == "https://[fd00::1]:443"


async def test_get_and_patch_return_the_config_map(api: KubeAPI, fake: Any) -> None:
    fake.data = {"a": "1"}
    assert (await api.get()).data == {"a": "1"}
    changed = await api.patch([{"op": "add", "path": "/data/b", "value": "2"}])
    assert changed.data == {"a": "1", "b": "2"}
    assert changed.metadata.uid == "u"


async def test_a_rotated_token_is_read_anew(api: KubeAPI, fake: Any, account: Path) -> None:
    fake.token = "second"
    with pytest.raises(DeniedError):
        await api.get()
    (account / "token").write_text("second")
    assert (await api.get()).data == {}


async def test_a_token_that_is_not_there_is_a_denial_and_no_crash(api: KubeAPI, account: Path) -> None:
    (account / "token").unlink()
    with pytest.raises(DeniedError, match="token can not be read"):
        await api.get()


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, RefusedError),
        (403, DeniedError),
        (404, GoneError),
        (409, NoAnswerError),
        (413, RefusedError),
        (429, NoAnswerError),
        (500, NoAnswerError),
        (503, NoAnswerError),
    ],
)
async def test_every_status_has_its_meaning(api: KubeAPI, fake: Any, status: int, kind: type[KubeError]) -> None:
    fake.troubles = [status]
    with pytest.raises(kind) as caught:
        await api.get()
    assert caught.value.status == status
    assert caught.value.message in {"trouble", "not found"}


async def test_a_server_that_is_away_is_no_answer_and_the_token_stays_secret(account: Path) -> None:
    async with KubeAPI("prod", "orders", address="http://127.0.0.1:1", folder=account) as api:
        with pytest.raises(NoAnswerError) as caught:
            await api.get()
    assert "first" not in str(caught.value)
