"""A connection to a search cluster: plain JSON over HTTP, spread over the hosts, dead ones left alone for a while.

Nothing vendor-specific is sent, so every product and version answers. Nothing is tried again here: what may be repeated, and how
often, is the caller's to know (``retry.py``).
"""

import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar, cast
from urllib.parse import quote, urlencode

import aiohttp
import msgspec
from elastic_transport import BaseAsyncNode, NodeConfig
from elastic_transport._node_pool import NodePool
from elastic_transport.client_utils import url_to_node_config
from yarl import URL

from reindex_operator.engine import lenient, reasons
from reindex_operator.engine.errors import ReindexError, TransientError
from reindex_operator.engine.observer import Observer

T = TypeVar("T")

LARGEST_ANSWER = 100 << 20
"""Bytes of an answer that are taken at most, as the API takes from a remote (R23)."""
READ_AT_ONCE = 1 << 18
UNAUTHORIZED = 401


class TooLargeError(ReindexError):
    """An answer is larger than the caller allowed."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            reasons.RESPONSE_TOO_LARGE,
            f"spec.source.size: the cluster's answer is larger than {limit >> 20} MiB; a smaller size makes smaller answers",
        )


@dataclass(frozen=True)
class Connection:
    """How to reach a cluster. ``authorization`` is the header's value; it never shows in ``repr``. Times in seconds; ``ca`` is PEM text."""

    hosts: Sequence[str]
    authorization: str | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    ca: str | None = None
    verify: bool = True
    client_certificate: tuple[str, str] | None = None
    client_certificate_text: str | None = field(default=None, repr=False)
    """What is in those two files: by it a renewed certificate is told."""
    connect_timeout: float = 30.0
    socket_timeout: float = 300.0
    name: str = "spec.cluster"
    """The field of the spec that this is, for messages."""


class Answer(msgspec.Struct, frozen=True):
    """What the cluster answered, whatever the status."""

    status: int
    body: bytes
    headers: Mapping[str, str] = {}
    cluster: str = "spec.cluster"
    asked: str = "a request"
    """Method and path of what it answers, for messages."""

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP

    def json(self, kind: type[T]) -> T:
        """The body, a JSON object, as a ``kind`` (answers.py); raises ``TransientError`` where it broke off, ``ReindexError`` where it is none."""
        try:
            return cast("T", lenient.decode(self.body, kind))
        except msgspec.ValidationError as error:
            raise ReindexError(
                reasons.UNEXPECTED_ANSWER, f"{self.cluster}.hosts: this is no search cluster's answer to {self.asked}: {error}"
            ) from error
        except msgspec.DecodeError as error:
            if self.body.startswith(b"{"):
                raise TransientError(reasons.UNEXPECTED_ANSWER, f"{self.cluster}.hosts: the host's answer broke off: {error}") from error
            raise ReindexError(
                reasons.UNEXPECTED_ANSWER, f"{self.cluster}.hosts: this is no search cluster: it answered {self.status} and no JSON object"
            ) from error


def object_of(answer: Answer, kind: type[T]) -> T:
    """As ``Answer.json`` of a cluster that is known to be one: whatever is no such object is a gateway's, and will pass."""
    return in_passing(lambda: answer.json(kind))


def in_passing(read: Callable[[], T]) -> T:
    """What ``read`` makes of an answer; where it can not, the answer is a gateway's, and will pass."""
    try:
        return read()
    except ReindexError as error:
        raise TransientError(error.reason, error.message) from error


class Lines(aiohttp.Payload):
    """A body sent piece by piece, so that a large one is neither joined nor blocks the event loop."""

    _value: Sequence[bytes]

    def __init__(self, pieces: Sequence[bytes], content_type: str = "application/x-ndjson") -> None:
        super().__init__(pieces, content_type=content_type)
        self._size = sum(map(len, pieces))

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """The body as text."""
        return b"".join(self._value).decode(encoding, errors)

    async def write(self, writer: Any) -> None:
        """Send the pieces, each when there is room for it."""
        for piece in self._value:
            await writer.write(piece)


class _Host(BaseAsyncNode):
    """A host of the pool; requests are the cluster's."""


def path(*segments: str) -> str:
    """A URL path of ``segments``, each percent-encoded whole.

    Raises ``ReindexError`` for ``.`` and ``..``: in no encoding would a proxy on the way take them for names.
    """
    for segment in segments:
        if segment in {"", ".", ".."}:
            raise ReindexError(reasons.INVALID_REQUEST, f"spec: {segment!r} names nothing in a cluster")
    return "/" + "/".join(quote(segment, safe="*,-_.~") for segment in segments)


class Cluster:
    """Requests to one cluster. To be used as ``async with Cluster(connection) as cluster``.

    ``renew`` gives the connection anew where its Secrets may have been replaced. It is asked when the cluster refuses the credentials or
    its certificate is not trusted; then the next request goes by what it gave. ``observer`` is told of every request.
    """

    def __init__(self, connection: Connection, renew: Callable[[], Connection] | None = None, observer: Observer | None = None) -> None:
        self.connection = connection
        self._renew = renew
        self._observer = observer
        nodes = list({url_to_node_config(host, use_default_ports_for_scheme=True) for host in connection.hosts})
        self._pool = NodePool(nodes, node_class=_Host)
        self._session: aiohttp.ClientSession | None = None
        self._retired: list[aiohttp.ClientSession] = []
        self.memory: dict[str, Any] = {}
        """What was learned of this cluster while connected: which dialect of an API it speaks."""

    async def __aenter__(self) -> Self:
        """Open the session."""
        self._session = self._opened()
        return self

    def _opened(self) -> aiohttp.ClientSession:
        headers = {"accept": "application/json", **self.connection.headers}
        if self.connection.authorization:
            headers["authorization"] = self.connection.authorization
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=_tls(self.connection), limit=0, ttl_dns_cache=30),
            headers=headers,
            auto_decompress=True,
            read_bufsize=READ_AT_ONCE,
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=self.connection.connect_timeout, sock_read=self.connection.socket_timeout
            ),
            skip_auto_headers=("accept-encoding",),
        )

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close its connections."""
        for session in [*self._retired, self._session]:
            if session is not None:
                await session.close()

    def _renewed(self) -> bool:
        """Whether the Secrets hold something new; then requests go by it from now on, and those under way end as they began."""
        if self._renew is None:
            return False
        fresh = self._renew()
        if fresh == self.connection:
            return False
        self.connection = fresh
        if self._session is not None:
            self._retired.append(self._session)
        self._session = self._opened()
        return True

    async def request(
        self,
        method: str,
        target: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        largest: int = LARGEST_ANSWER,
    ) -> Answer:
        """Send one request, once. ``target`` is a path as of ``path()``; ``body`` a JSON value, or ``Lines`` of a bulk.

        Returns the answer whatever its status. Raises ``TransientError`` (Unreachable) when there was none, ``ReindexError`` when
        the certificate is not trusted (a transient one where that may be renewed), ``TooLargeError`` when the answer has more than ``largest`` bytes.
        """
        if self._session is None:
            raise RuntimeError("the cluster is to be used as `async with Cluster(...)`")
        node = self._pool.get()
        data = body if body is None or isinstance(body, Lines) else Lines([msgspec.json.encode(body)], "application/json")
        url = node.base_url + target + (f"?{urlencode(params)}" if params else "")
        began, sent = time.monotonic(), self.connection.authorization
        try:
            async with self._session.request(method, URL(url, encoded=True), data=data, allow_redirects=False) as response:
                answer = Answer(
                    response.status, await _read(response, largest), response.headers, self.connection.name, f"{method} {target}"
                )
        except aiohttp.ClientConnectorCertificateError as error:
            raise self._untrusted(node.config, error) from error
        except aiohttp.ClientSSLError as error:
            raise self._untrusted(node.config, error) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._pool.mark_dead(node)
            raise self._unreachable(node.config, error) from error
        self._pool.mark_live(node)
        if self._observer:
            self._observer.requested(target, time.monotonic() - began)
        if answer.status == UNAUTHORIZED:
            self._renewed()
        return answer if answer.ok else _without(sent, answer)

    def _untrusted(self, node: NodeConfig, error: aiohttp.ClientSSLError | aiohttp.ClientConnectorCertificateError) -> ReindexError:
        why = str(getattr(error, "certificate_error", None) or error.os_error)
        kind = ReindexError if self._renew is None else TransientError
        self._renewed()
        if "record layer failure" in why.lower() or "wrong version number" in why.lower():
            return kind(
                reasons.TLS_VERIFICATION_FAILED,
                f"{self.connection.name}.hosts: {node.host}:{node.port} does not speak TLS ({why}); if it serves plain HTTP, write http://",
            )
        return kind(
            reasons.TLS_VERIFICATION_FAILED,
            f"{self.connection.name}.tls: the certificate of {node.host}:{node.port} is not trusted: {why}; "
            "name the Secret with the CA that signed it in tls.caSecretName",
        )

    def _unreachable(self, node: NodeConfig, error: BaseException) -> TransientError:
        why = str(error).replace(" ssl:default", "") or type(error).__name__
        cut_off = isinstance(error, aiohttp.ClientError) and not isinstance(error, aiohttp.ClientConnectorError)
        hint = "; if the host serves TLS, write https://" if node.scheme == "http" and cut_off else ""
        return TransientError(reasons.UNREACHABLE, f"{self.connection.name}.hosts: {node.host}:{node.port} does not answer: {why}{hint}")


def _without(authorization: str | None, answer: Answer) -> Answer:
    """A refusal without the credentials that were sent: messages quote it, and some gateways repeat the request's headers in it."""
    _, _, secret = (authorization or "").partition(" ")
    return msgspec.structs.replace(answer, body=answer.body.replace(secret.encode(), b"...")) if secret else answer


async def _read(response: aiohttp.ClientResponse, largest: int) -> bytes:
    """The body, up to ``largest`` bytes."""
    if (response.content_length or 0) > largest:
        response.close()
        raise TooLargeError(largest)
    chunks, size = [], 0
    async for chunk in response.content.iter_any():
        chunks.append(chunk)
        size += len(chunk)
        if size > largest:
            response.close()
            raise TooLargeError(largest)
    return b"".join(chunks)


def _tls(connection: Connection) -> ssl.SSLContext | bool:
    """What hosts are verified by."""
    if not any(host.startswith("https://") for host in connection.hosts):
        return True
    try:
        context = ssl.create_default_context(cadata=connection.ca)
    except ssl.SSLError as error:
        raise ReindexError(
            reasons.INVALID_CREDENTIALS, f"{connection.name}.tls.caSecretName: holds no readable PEM certificates"
        ) from error
    if not connection.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if connection.client_certificate:
        try:
            context.load_cert_chain(*connection.client_certificate)
        except (ssl.SSLError, OSError) as error:
            raise ReindexError(
                reasons.INVALID_CREDENTIALS, f"{connection.name}.tls.clientCertificateSecretName: tls.crt and tls.key make no pair"
            ) from error
    return context
