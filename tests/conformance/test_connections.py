"""Hosts that are none, strangers at the door: each ends in a sentence that names the field, and nothing is written."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from lab.certificates import Authority
from lab.search.node import SearchNode
from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine.cluster import Cluster, Connection
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.prepare import prepare
from tests.conformance.harness.node import Node

pytestmark = pytest.mark.conformance


def answer(status: str, body: bytes, kind: str, *headers: str) -> bytes:
    """An HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@asynccontextmanager
async def host(says: bytes) -> AsyncIterator[str]:
    """A host that says the same to everyone."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65536)
        writer.write(says)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def ending(connection: Connection) -> ReindexError:
    """How a run with this connection ends."""
    request = ReindexRequest.model_validate(
        {"cluster": {"hosts": list(connection.hosts)}, "source": {"index": ["src"]}, "dest": {"index": "dst"}}
    )
    with pytest.raises(ReindexError) as raised:
        async with Cluster(connection) as cluster:
            await prepare(request, cluster, cluster)
    return raised.value


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        (answer("200 OK", b"<html><body>Welcome to nginx!</body></html>", "text/html"), "UnexpectedAnswer"),
        (answer("404 Not Found", b"<html>404</html>", "text/html"), "UnexpectedAnswer"),
        (answer("302 Found", b"", "text/html", "Location: https://login.example/"), "UnexpectedAnswer"),
        (answer("301 Moved", b"moved", "text/plain", "Location: http://127.0.0.1:1/"), "UnexpectedAnswer"),
        (answer("200 OK", b"", "application/json"), "UnexpectedAnswer"),
        (answer("200 OK", b"null", "application/json"), "UnexpectedAnswer"),
        (answer("200 OK", b"[]", "application/json"), "UnexpectedAnswer"),
        (answer("200 OK", b'"hello"', "application/json"), "UnexpectedAnswer"),
        (answer("200 OK", b'{"hello": "world"}', "application/json"), "UnexpectedAnswer"),
        (answer("200 OK", b'{"cut of', "application/json"), "UnexpectedAnswer"),
        (answer("200 OK", b"\x00\xff\xfe", "application/octet-stream"), "UnexpectedAnswer"),
        (answer("401 Unauthorized", b"<html>who are you</html>", "text/html"), "Unauthorized"),
        (answer("403 Forbidden", b"<html>go away</html>", "text/html"), "Forbidden"),
        (answer("400 Bad Request", b"<html>400</html>", "text/html"), "UnexpectedAnswer"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "Unreachable"),
        (b"", "Unreachable"),
    ],
    ids=[
        "html", "html-404", "redirect-to-login", "redirect", "empty-json", "null", "list", "text", "stranger", "cut-json", "bytes",
        "html-401", "html-403", "html-400", "ssh", "hangs-up",
    ],
)  # fmt: skip
async def test_a_host_that_is_no_search_cluster(says: bytes, reason: str) -> None:
    async with host(says) as url:
        error = await ending(Connection(hosts=[url]))
    assert error.reason == reason, error
    assert "spec.cluster" in error.message or "spec.source" in error.message, error


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "http://no-such-host.invalid:9200", "https://127.0.0.1:1"], ids=["refused", "dns", "refused-https"]
)
async def test_a_host_that_is_not_there(url: str) -> None:
    error = await ending(Connection(hosts=[url]))
    assert error.reason == "Unreachable"
    assert "spec.cluster.hosts" in error.message
    assert url.split("//")[1].split(":", maxsplit=1)[0] in error.message


async def test_https_to_a_host_that_speaks_http() -> None:
    async with host(answer("200 OK", b"{}", "application/json")) as url:
        error = await ending(Connection(hosts=[url.replace("http://", "https://")], verify=False))
    assert error.reason in {"Unreachable", "TLSVerificationFailed"}
    assert "spec.cluster" in error.message


@pytest.mark.parametrize(
    "authorization",
    [None, "Basic YWRtaW46d3Jvbmc=", "ApiKey bm9uZTpub25l", "ApiKey garbage", "Bearer nothing"],
    ids=["none", "wrong-password", "wrong-api-key", "no-api-key-at-all", "wrong-token"],
)
async def test_wrong_credentials(secured: tuple[SearchNode, Node], authorization: str | None) -> None:
    error = await ending(Connection(hosts=[secured[1].url], authorization=authorization, ca=secured[1].ca))
    assert error.reason == "Unauthorized"
    assert "spec.cluster.auth" in error.message
    assert authorization is None or authorization.split()[1] not in str(error)


async def test_another_authority_than_the_host_s(secured: tuple[SearchNode, Node]) -> None:
    error = await ending(Connection(hosts=[secured[1].url], authorization=secured[1].authorization, ca=Authority("other").certificate))
    assert error.reason == "TLSVerificationFailed"
    assert "spec.cluster.tls" in error.message


async def test_no_authority_at_all(secured: tuple[SearchNode, Node]) -> None:
    error = await ending(Connection(hosts=[secured[1].url], authorization=secured[1].authorization))
    assert error.reason == "TLSVerificationFailed"
    assert "caSecretName" in error.message


async def test_plain_http_to_an_https_port(secured: tuple[SearchNode, Node]) -> None:
    error = await ending(Connection(hosts=[secured[1].url.replace("https", "http")]))
    assert error.reason in {"Unreachable", "UnexpectedAnswer"}
    assert "spec.cluster.hosts" in error.message
