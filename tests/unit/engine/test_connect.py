"""What a worker shows to whom: credentials only as headers can carry them, to hosts that proved who they are, and to no other host."""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from lab.certificates import Authority
from reindex_operator.api.cluster import Cluster as ClusterSpec
from reindex_operator.engine.cluster import Cluster, Connection, path
from reindex_operator.engine.connect import connection
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.faults import fault

SECRET = "s3cr3t-planted"


def secret(folder: Path, **values: str) -> Path:
    """The folder of Secrets, with one called ``s``."""
    (folder / "s").mkdir()
    for key, value in values.items():
        (folder / "s" / key).write_text(value)
    return folder


def spec(host: str, *, plain: bool | None = None) -> ClusterSpec:
    return ClusterSpec.model_validate({"hosts": [host], "auth": {"secretName": "s", "allowPlainHttp": plain}})


@asynccontextmanager
async def server(handler: Callable[[web.BaseRequest], Any], tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server on loopback; its port."""
    runner = web.ServerRunner(web.Server(handler))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority("search-ca")


@pytest.fixture(scope="module")
def server_tls(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., ssl.SSLContext]:
    """A server's side of TLS with a certificate for ``host``."""
    folder = tmp_path_factory.mktemp("pki")

    def made(host: str = "127.0.0.1") -> ssl.SSLContext:
        authority.issue(host, hosts=(host,)).write(folder, host)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / f"{host}.crt", folder / f"{host}.key")
        return context

    return made


@pytest.mark.parametrize(
    ("values", "header"),
    [
        ({"apiKey": "aWQ6a2V5\n"}, "ApiKey aWQ6a2V5"),
        ({"token": "abc.def-_~+/="}, "Bearer abc.def-_~+/="),
        ({"username": "elastic", "password": "pä ss:wörd"}, "Basic ZWxhc3RpYzpww6Qgc3M6d8O2cmQ="),
    ],
    ids=["apiKey", "token", "basic"],
)
def test_credentials_become_a_header(tmp_path: Path, values: dict[str, str], header: str) -> None:
    assert connection(spec("https://a:9200"), secret(tmp_path, **values)).authorization == header


@pytest.mark.parametrize(
    "values",
    [
        {"apiKey": f"{SECRET}\r\nX-Forwarded-User: admin"},
        {"apiKey": f"{SECRET}\nHost: other"},
        {"token": f"{SECRET}\x00"},
        {"token": f"{SECRET} two"},
        {"token": f"{SECRET}\u0141"},
        {"username": f"{SECRET}:x", "password": "p"},
    ],
    ids=["crlf", "lf", "nul", "blank", "beyond-latin", "colon"],
)
def test_credentials_that_could_begin_another_header_are_refused_and_not_repeated(tmp_path: Path, values: dict[str, str]) -> None:
    with pytest.raises(ReindexError) as raised:
        connection(spec("https://a:9200"), secret(tmp_path, **values))
    assert raised.value.reason == "InvalidCredentials"
    assert raised.value.message.startswith("Secret s: key ")
    assert SECRET not in str(raised.value)


def test_a_line_break_in_a_password_stays_within_its_header(tmp_path: Path) -> None:
    made = connection(spec("https://a:9200"), secret(tmp_path, username="u", password=f"{SECRET}\r\nX-Admin: 1"))
    assert made.authorization is not None
    assert made.authorization.isprintable()


@pytest.mark.parametrize("host", ["http://search:9200", "http://127.0.0.1:9200", "http://localhost:9200"])
def test_credentials_do_not_go_over_plain_http_unless_that_is_asked_for(tmp_path: Path, host: str) -> None:
    secrets = secret(tmp_path, token="t")
    with pytest.raises(ValueError, match="would cross the network unencrypted"):
        spec(host)
    unchecked = ClusterSpec.model_construct(hosts=[host], auth=spec(host, plain=True).auth.model_copy(update={"allow_plain_http": None}))  # type: ignore[union-attr]
    with pytest.raises(ReindexError, match="not sent to http://"):
        connection(unchecked.model_copy(update={"tls": None, "headers": None, "connect_timeout": None, "socket_timeout": None}), secrets)
    assert connection(spec(host, plain=True), secrets).authorization == "Bearer t"


def test_a_connection_does_not_show_its_credentials(tmp_path: Path) -> None:
    assert SECRET not in repr(connection(spec("https://a:9200"), secret(tmp_path, token=SECRET)))


async def test_a_refusal_that_repeats_the_credentials_is_quoted_without_them() -> None:
    async def here(request: web.BaseRequest) -> web.Response:
        return web.Response(status=400, text=f"<p>bad header: authorization: {request.headers['authorization']}</p>")

    async with server(here) as port, Cluster(Connection([f"http://127.0.0.1:{port}"], authorization="Basic bWU6czNjcmV0")) as cluster:
        answer = await cluster.request("GET", "/")
    assert fault(answer, "spec.cluster", "spec.dest.index", "Refused").message.endswith("<p>bad header: authorization: Basic ...</p>")


async def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    asked: list[str] = []

    async def other(request: web.BaseRequest) -> web.Response:
        asked.append(request.headers.get("authorization", ""))
        return web.json_response({})

    async with server(other) as port:

        async def here(request: web.BaseRequest) -> web.Response:
            raise web.HTTPTemporaryRedirect(f"http://localhost:{port}{request.path}")

        async with server(here) as first, Cluster(Connection([f"http://127.0.0.1:{first}"], authorization=f"Bearer {SECRET}")) as cluster:
            assert (await cluster.request("GET", path("a", "_search"))).status == 307
    assert asked == []


async def test_a_host_is_trusted_by_its_authority_and_name(authority: Authority, server_tls: Callable[..., ssl.SSLContext]) -> None:
    async with server(_hello, server_tls()) as port:
        async with Cluster(Connection([f"https://127.0.0.1:{port}"], ca=authority.certificate)) as cluster:
            assert (await cluster.request("GET", "/")).json(dict) == {"hello": True}
        for host, ca in ((f"https://127.0.0.1:{port}", Authority("other").certificate), (f"https://127.0.0.1:{port}", None)):
            with pytest.raises(ReindexError, match=r"spec\.cluster\.tls: the certificate of .* is not trusted") as raised:
                await _ask(Connection([host], ca=ca))
            assert raised.value.reason == "TLSVerificationFailed"
            assert raised.value.permanent


async def test_a_certificate_for_another_name_is_refused(authority: Authority, server_tls: Callable[..., ssl.SSLContext]) -> None:
    async with server(_hello, server_tls("search.example")) as port:
        with pytest.raises(ReindexError, match="is not trusted") as raised:
            await _ask(Connection([f"https://127.0.0.1:{port}"], ca=authority.certificate))
        assert raised.value.reason == "TLSVerificationFailed"
        assert (await _ask(Connection([f"https://127.0.0.1:{port}"], verify=False))) == {"hello": True}


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
async def test_nothing_older_than_tls_1_2_is_spoken(authority: Authority, server_tls: Callable[..., ssl.SSLContext]) -> None:
    old = server_tls()
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    asked: list[str] = []

    async def here(request: web.BaseRequest) -> web.Response:
        asked.append(request.path)
        return web.json_response({})

    async with server(here, old) as port:
        lenient = ssl.create_default_context(cadata=authority.certificate)
        lenient.set_ciphers("ALL:@SECLEVEL=0")
        lenient.minimum_version = ssl.TLSVersion.TLSv1_1
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=lenient)
        assert writer.get_extra_info("ssl_object").version() == "TLSv1.1"
        writer.close()
        for verify in (True, False):
            with pytest.raises(ReindexError, match=r"does not answer|not trusted"):
                await _ask(Connection([f"https://127.0.0.1:{port}"], ca=authority.certificate if verify else None, verify=verify))
    assert asked == []


@pytest.mark.parametrize(
    ("segment", "encoded"),
    [
        ("../_security", "/..%2F_security"),
        ("a/_delete_by_query", "/a%2F_delete_by_query"),
        ("%2e%2e", "/%252e%252e"),
        ("a?x=1#y", "/a%3Fx%3D1%23y"),
        ("a\r\nHost: b", "/a%0D%0AHost%3A%20b"),
        ("a\\b", "/a%5Cb"),
        ("ä", "/%C3%A4"),
        ("<day-{now/d}>", "/%3Cday-%7Bnow%2Fd%7D%3E"),
    ],
)
async def test_a_name_stays_one_segment_of_the_address(segment: str, encoded: str) -> None:
    seen: list[str] = []

    async def here(request: web.BaseRequest) -> web.Response:
        seen.append(request.raw_path)
        return web.json_response({})

    assert path(segment) == encoded
    async with server(here) as port:
        await _ask(Connection([f"http://127.0.0.1:{port}"]), path(segment, "_search"))
    assert seen == [f"{encoded}/_search"]


@pytest.mark.parametrize("segment", ["..", ".", ""])
def test_a_name_that_leads_elsewhere_is_refused(segment: str) -> None:
    with pytest.raises(ReindexError, match="names nothing"):
        path("_scripts", segment)


async def _hello(_: web.BaseRequest) -> web.Response:
    return web.json_response({"hello": True})


async def _ask(to: Connection, target: str = "/") -> Any:
    async with Cluster(to) as cluster:
        return (await cluster.request("GET", target)).json(dict)


@pytest.mark.parametrize(
    ("keys", "user"), [({"elastic": "pw"}, "elastic:pw"), ({"username": "me", "password": "pw", "elastic": "x"}, "me:pw")]
)
def test_a_secret_as_eck_keeps_it_is_the_user_elastic(tmp_path: Path, keys: dict[str, str], user: str) -> None:
    found = connection(spec("https://h:1"), secret(tmp_path, **keys))
    assert found.authorization == "Basic " + base64.b64encode(user.encode()).decode()
