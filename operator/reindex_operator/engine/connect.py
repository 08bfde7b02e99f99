"""From the spec's cluster and its mounted Secrets to a ``Connection``. Called by the worker and the CLI."""

import base64
import contextlib
import re
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

from reindex_operator.api.cluster import Cluster as ClusterSpec
from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import reasons
from reindex_operator.engine.cluster import Cluster, Connection
from reindex_operator.engine.duration import seconds
from reindex_operator.engine.errors import ReindexError, TransientError
from reindex_operator.engine.observer import Observer

_ECK_USER = "elastic"
"""The user that ECK makes, and the key of its password."""


def connection(cluster: ClusterSpec, secrets: Path, name: str = "spec.cluster") -> Connection:
    """How to reach ``cluster``; its Secrets are the folders below ``secrets``, one file a key. ``name`` is its field, for messages.

    Raises ``ReindexError`` (InvalidCredentials) for a Secret that is missing or incomplete, or that would go over http://.
    """
    tls = cluster.tls
    certificate, text = None, None
    if tls and tls.client_certificate_secret_name:
        folder = secrets / tls.client_certificate_secret_name
        for key in ("tls.crt", "tls.key"):
            _need(folder, key, f"{name}.tls.clientCertificateSecretName")
        certificate = (str(folder / "tls.crt"), str(folder / "tls.key"))
        text = "".join(Path(file).read_text() for file in certificate)
    return Connection(
        hosts=cluster.hosts,
        authorization=_authorization(cluster, secrets, name),
        headers=cluster.headers or {},
        ca=_ca(secrets / tls.ca_secret_name, name) if tls and tls.ca_secret_name else None,
        verify=not (tls and tls.insecure_skip_verify),
        client_certificate=certificate,
        client_certificate_text=text,
        connect_timeout=seconds(cluster.connect_timeout, 30.0),
        socket_timeout=seconds(cluster.socket_timeout, 300.0),
        name=name,
    )


@contextlib.asynccontextmanager
async def clusters(
    request: ReindexRequest, secrets: Path, *, renews: bool = False, observer: Observer | None = None
) -> AsyncIterator[tuple[Cluster, Cluster]]:
    """The source's and the destination's cluster, which are one where the request says nothing else.

    ``renews``: Secrets are read again when what they held is refused, for a run that has begun with credentials that worked.
    ``observer`` is told of their requests.
    """
    async with contextlib.AsyncExitStack() as stack:

        async def one(spec: ClusterSpec, name: str) -> Cluster:
            read = partial(connection, spec, secrets, name)
            return await stack.enter_async_context(Cluster(read(), partial(_again, read) if renews else None, observer))

        dest = await one(request.cluster, "spec.cluster")
        yield (await one(request.source.cluster, "spec.source.cluster") if request.source.cluster else dest), dest


def _again(read: Callable[[], Connection]) -> Connection:
    """The connection read anew; a Secret that can not be read at this moment may be there at the next."""
    try:
        return read()
    except ReindexError as error:
        raise TransientError(error.reason, error.message) from error


def _authorization(cluster: ClusterSpec, secrets: Path, name: str) -> str | None:
    """The header's value, by the keys that the Secret has."""
    auth = cluster.auth
    if auth is None:
        return None
    plain = [host for host in cluster.hosts if host.startswith("http://")]
    if plain and not auth.allow_plain_http:
        raise ReindexError(
            reasons.INVALID_CREDENTIALS,
            f"{name}.hosts: credentials are not sent to {plain[0]} over plain HTTP; use https://, or set {name}.auth.allowPlainHttp",
        )
    folder = secrets / auth.secret_name
    if key := _read(folder, "apiKey"):
        return f"ApiKey {_header_safe(key, folder, 'apiKey')}"
    if token := _read(folder, "token"):
        return f"Bearer {_header_safe(token, folder, 'token')}"
    where = f"{name}.auth.secretName"
    if not _read(folder, "username") and (password := _read(folder, _ECK_USER)):
        return _basic(_ECK_USER, password)
    user, password = _need(folder, "username", where), _need(folder, "password", where)
    if ":" in user:
        raise ReindexError(
            reasons.INVALID_CREDENTIALS, f"Secret {folder.name}: key username holds a colon, which basic authentication forbids"
        )
    return _basic(user, password)


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _header_safe(value: str, folder: Path, key: str) -> str:
    """The value, as it may stand in a header; what breaks a line there could begin a header of its own."""
    if not re.fullmatch(r"[\x21-\x7e]+", value):
        raise ReindexError(
            reasons.INVALID_CREDENTIALS,
            f"Secret {folder.name}: key {key} holds blanks, line breaks or other characters that no credential has",
        )
    return value


def _ca(folder: Path, name: str) -> str:
    return _read(folder, "ca.crt") or _need(folder, "tls.crt", f"{name}.tls.caSecretName")


def _read(folder: Path, key: str) -> str | None:
    """The value of ``key``, without the line end that tools like to add."""
    try:
        return (folder / key).read_text().strip("\r\n") or None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ReindexError(reasons.INVALID_CREDENTIALS, f"Secret {folder.name}: key {key} can not be read") from error


def _need(folder: Path, key: str, where: str) -> str:
    if value := _read(folder, key):
        return value
    if not folder.is_dir():
        raise ReindexError(reasons.INVALID_CREDENTIALS, f"{where}: there is no Secret {folder.name}")
    raise ReindexError(reasons.INVALID_CREDENTIALS, f"{where}: Secret {folder.name} has no key {key}")
