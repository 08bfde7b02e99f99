"""The Kubernetes API over ``kubernetes.aio``: dictionaries in, dictionaries out. Called by apply and watch."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from kubernetes.aio import config
from kubernetes.aio.client import ApiClient, Configuration

TIMEOUT = 30.0
WATCH_SECONDS = 290
"""The server ends a watch after this; another one goes on from there."""
WATCH_SILENCE = 330
"""A watch that outlives its end by this long is dead."""

PLURALS = {
    "Job": "jobs",
    "ConfigMap": "configmaps",
    "Pod": "pods",
    "ServiceAccount": "serviceaccounts",
    "Role": "roles",
    "RoleBinding": "rolebindings",
    "Event": "events",
    "Reindex": "reindexes",
    "Lease": "leases",
}


class KubeError(Exception):
    """An answer of the API server that is not 2xx. ``reason`` and ``message`` are those of its Status."""

    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(f"{status} {reason}: {message}")
        self.status = status
        self.reason = reason
        self.message = message


async def configuration() -> Configuration:
    """How to reach the API server: the pod's ServiceAccount, else the kubeconfig."""
    found = Configuration()
    try:
        config.load_incluster_config(client_configuration=found)  # type: ignore[no-untyped-call]
    except config.ConfigException:
        await config.load_kube_config(client_configuration=found)  # type: ignore[no-untyped-call]
    found.connection_pool_maxsize = 0  # no limit: every watch holds a connection, three for each of WATCH_NAMESPACES
    return found


def path(api_version: str, kind: str, namespace: str | None, name: str | None = None, subresource: str | None = None) -> str:
    """The path of an object or, without a name, of a collection; without a namespace, of all namespaces."""
    root = "/apis/" if "/" in api_version else "/api/"
    parts = [PLURALS[kind], name, subresource]
    where = f"/namespaces/{quote(namespace)}" if namespace else ""
    return root + api_version + where + "".join(f"/{quote(part)}" for part in parts if part)


class Kube:
    """A client; close it when done. ``asked`` is told of every request: its method, and the answer's code, 0 where there was none."""

    def __init__(self, found: Configuration, asked: Callable[[str, int], None] = lambda _method, _code: None) -> None:
        self._client = ApiClient(configuration=found)
        self._asked = asked

    async def close(self) -> None:
        """Closes its connections."""
        await self._client.close()  # type: ignore[no-untyped-call]

    async def request(
        self, method: str, where: str, *, query: Mapping[str, Any] | None = None, body: Any = None, content: str = "application/json"
    ) -> dict[str, Any]:
        """The answer's object; raises ``KubeError``, or ``aiohttp``'s and ``OSError``'s kin when the API server can not be reached."""
        answer = await self._send(method, where, query=query, body=body, content=content, seconds=TIMEOUT)
        found: dict[str, Any] = json.loads(await answer.read())
        return found

    async def patch(self, where: str, body: dict[str, Any]) -> dict[str, Any]:
        """Applies a JSON merge patch."""
        return await self.request("PATCH", where, body=body, content="application/merge-patch+json")

    async def watch(self, where: str, query: Mapping[str, Any]) -> AsyncIterator[dict[str, Any]]:
        """The events of a watch until the server ends it. A line may be long: a mailbox holds up to 1 MiB."""
        asked = {**query, "watch": "1", "allowWatchBookmarks": "true", "timeoutSeconds": WATCH_SECONDS}
        answer = await self._send("GET", where, query=asked, seconds=WATCH_SILENCE)
        rest = b""
        try:
            async for chunk in answer.response.content.iter_any():
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    yield _event(line)
        finally:
            answer.response.close()

    async def _send(  # noqa: PLR0913 - a request has these
        self,
        method: str,
        where: str,
        *,
        query: Mapping[str, Any] | None,
        seconds: float,
        body: Any = None,
        content: str = "application/json",
    ) -> Any:
        target = f"{where}?{urlencode(query)}" if query else where
        headers = {"Accept": "application/json", "Content-Type": content}
        prepared = await self._client.param_serialize(method, target, header_params=headers, body=body, auth_settings=["BearerToken"])
        code = 0
        try:
            answer = await self._client.call_api(*prepared, _request_timeout=seconds)
            code = answer.status
        finally:
            self._asked(method, code)
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise _error(answer.status, await answer.response.read())
        return answer


def _event(line: bytes) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(line)
    if event["type"] == "ERROR":
        status = event["object"]
        raise KubeError(status.get("code", 500), status.get("reason", "Unknown"), status.get("message", ""))
    return event


def _error(status: int, body: bytes) -> KubeError:
    try:
        said = json.loads(body)
        return KubeError(status, said.get("reason") or "Unknown", said.get("message") or "")
    except (ValueError, AttributeError):
        return KubeError(status, "Unknown", body[:500].decode(errors="replace"))
