"""The two calls that a worker makes to the Kubernetes API: read its ConfigMap and patch it.

Uses what the kubelet mounts into every pod: the service account's token (rotated, so it is read for each request) and the cluster's
CA. A call is tried once; who calls decides about another try. Called by post.py.
"""

import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp
import msgspec

SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
TIMEOUT = aiohttp.ClientTimeout(total=15, connect=5)


class KubeError(Exception):
    """A call that failed. ``status`` is the HTTP status, 0 where there was no answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"HTTP {status}: {message}" if status else message)
        self.status = status
        self.message = message


class NoAnswerError(KubeError):
    """The API server can not be reached, or can not serve right now (timeouts, 409, 429, 5xx). A patch may have been applied."""


class DeniedError(KubeError):
    """401 or 403: the token or the right is gone, as it is for a moment when a token rotates, or when the owner is being deleted."""


class GoneError(KubeError):
    """404: the ConfigMap, or its namespace, is not there any more."""


class RefusedError(KubeError):
    """The API server understood the call and refuses it: a ``test`` of the patch failed (422), or the object is too large."""


class ObjectMeta(msgspec.Struct):
    """What a worker looks at of an object's metadata."""

    uid: str = ""


class ConfigMap(msgspec.Struct):
    """What a worker looks at of a ConfigMap."""

    metadata: ObjectMeta = msgspec.field(default_factory=ObjectMeta)
    data: dict[str, str] = {}


def in_cluster_address(env: Mapping[str, str] = os.environ) -> str:
    """The API server's address as the kubelet announces it; an IPv6 host gets its brackets."""
    host, port = env["KUBERNETES_SERVICE_HOST"], env.get("KUBERNETES_SERVICE_PORT", "443")
    return f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}"


class KubeAPI:
    """One ConfigMap on one API server. ``folder`` has the files ``token`` and ``ca.crt``."""

    def __init__(self, namespace: str, name: str, *, address: str, folder: Path = SERVICE_ACCOUNT) -> None:
        self._url = f"{address}/api/v1/namespaces/{namespace}/configmaps/{name}"
        self._folder = folder
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open the connection."""
        ca = self._folder / "ca.crt"
        verify = ssl.create_default_context(cafile=str(ca) if ca.exists() else None)
        self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=verify, limit=2), timeout=TIMEOUT)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close it."""
        if self._http:
            await self._http.close()

    async def get(self) -> ConfigMap:
        """The ConfigMap as it is now."""
        return await self._call("GET")

    async def patch(self, operations: list[dict[str, Any]]) -> ConfigMap:
        """Apply a JSON Patch (RFC 6902): all of its operations or, when a ``test`` fails, none. Returns the ConfigMap behind it."""
        return await self._call("PATCH", msgspec.json.encode(operations))

    async def _call(self, method: str, body: bytes | None = None) -> ConfigMap:
        if self._http is None:
            raise RuntimeError("KubeAPI is used outside its context")
        headers = {"Authorization": f"Bearer {self._token()}", "Accept": "application/json", "Content-Type": "application/json-patch+json"}
        try:
            async with self._http.request(method, self._url, data=body, headers=headers, allow_redirects=False) as answer:
                return _read(answer.status, await answer.read())
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise NoAnswerError(
                0, f"the Kubernetes API server does not answer ({type(error).__name__}: {str(error) or 'timed out'})"
            ) from error

    def _token(self) -> str:
        try:
            return (self._folder / "token").read_text().strip()
        except OSError as error:
            raise DeniedError(0, f"the service account's token can not be read ({error.strerror})") from error


def _read(status: int, body: bytes) -> ConfigMap:
    """The ConfigMap in an answer; every other answer raises."""
    if status == 200:  # noqa: PLR2004 - HTTP
        try:
            return msgspec.json.decode(body, type=ConfigMap)
        except msgspec.DecodeError as error:
            raise NoAnswerError(0, f"the Kubernetes API server's answer is no ConfigMap ({error})") from error
    message = _message(body)
    match status:
        case 401 | 403:
            raise DeniedError(status, message)
        case 404 | 410:
            raise GoneError(status, message)
        case 408 | 409 | 425 | 429:
            raise NoAnswerError(status, message)
        case _ if status >= 500 and b"request is too large" not in body:  # noqa: PLR2004 - HTTP; etcd's limit comes as a 500
            raise NoAnswerError(status, message)
        case _:
            raise RefusedError(status, message)


def _message(body: bytes) -> str:
    """The message of a ``Status`` object, or the beginning of whatever came."""
    try:
        return str(msgspec.json.decode(body)["message"])
    except (msgspec.DecodeError, KeyError, TypeError):
        return body[:200].decode(errors="replace")
