"""A cluster of ECK over real TLS: reached by its Service's name, trusted by its CA, as its own user - all from the reference alone."""

import asyncio
import base64
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from lab.certificates import Authority
from reindex_operator.api.eck import resolved
from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine.connect import clusters
from reindex_operator.engine.errors import ReindexError

HOST = "quick-es-http.search.svc"


@pytest.fixture
def authority() -> Authority:
    return Authority("quick-http")


@pytest.fixture
def secrets(tmp_path: Path, authority: Authority) -> Path:
    """As the pod has them mounted, with the keys that ECK writes."""
    folder = tmp_path / "secrets"
    for name, key, value in (("quick-es-elastic-user", "elastic", "pw"), ("quick-es-http-certs-public", "ca.crt", authority.certificate)):
        (folder / name).mkdir(parents=True)
        (folder / name / key).write_text(value)
    return folder


def certified(authority: Authority, host: str, folder: Path) -> ssl.SSLContext:
    authority.issue(host, hosts=(host,)).write(folder, "server")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.crt", folder / "server.key")
    return context


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Lets the Service's name and port lead to a port of this machine, as cluster DNS and the Service do."""

    def lead(port: int) -> None:
        async def getaddrinfo(host: str, wanted: int, **_: Any) -> list[Any]:
            assert (host, wanted) == (HOST, 9200)
            return [(2, 1, 6, "", ("127.0.0.1", port))]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)

    return lead


@pytest.mark.parametrize("certificate", [HOST, "other-es-http.search.svc"])
async def test_a_reference_reaches_the_cluster_that_it_names_and_no_other(
    certificate: str, secrets: Path, authority: Authority, tmp_path: Path, named: Callable[[int], None]
) -> None:
    seen: list[str] = []

    async def hello(request: web.BaseRequest) -> web.Response:
        seen.append(request.headers["authorization"])
        return web.json_response({"version": {"number": "9.4.3"}})

    written = {"cluster": {"elasticRef": {"name": "quick"}}, "source": {"index": ["a"]}, "dest": {"index": "b"}}
    request = resolved(ReindexRequest.model_validate(written), "search")
    runner = web.ServerRunner(web.Server(hello))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=certified(authority, certificate, tmp_path)).start()
    named(runner.addresses[0][1])
    try:
        async with clusters(request, secrets) as (source, dest):
            assert source is dest
            if certificate == HOST:
                assert (await dest.request("GET", "/")).ok
            else:
                with pytest.raises(ReindexError) as refused:
                    await dest.request("GET", "/")
                assert refused.value.reason == "TLSVerificationFailed"
    finally:
        await runner.cleanup()
    assert seen == (["Basic " + base64.b64encode(b"elastic:pw").decode()] if certificate == HOST else [])
