"""The few calls that a node makes to the API server. A plain HTTP client: the official one takes a second to import."""

import asyncio
import base64
import json
import logging
import ssl
import tempfile
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self

import aiohttp

Object = dict[str, Any]
"""A Kubernetes object as JSON."""
LOST = (aiohttp.ClientError, TimeoutError)
"""What a call raises when the API server is not there."""
_log = logging.getLogger(__name__)


def path_of(pod: Object) -> str:
    """Where the API server has a pod."""
    return f"/api/v1/namespaces/{pod['metadata']['namespace']}/pods/{pod['metadata']['name']}"


class ApiError(Exception):
    """The API server refused; ``status`` is HTTP's."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"{status}: {body[:300]}")
        self.status = status


class Api:
    """A client by the kubeconfig (as the lab writes them: JSON with a client certificate)."""

    def __init__(self, kubeconfig: Path) -> None:
        config = json.loads(kubeconfig.read_text())
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        self.server: str = cluster["server"]
        self._ssl = ssl.create_default_context(cadata=base64.b64decode(cluster["certificate-authority-data"]).decode())
        with tempfile.NamedTemporaryFile() as pair:
            pair.write(base64.b64decode(user["client-certificate-data"]) + base64.b64decode(user["client-key-data"]))
            pair.flush()
            self._ssl.load_cert_chain(pair.name)

    async def __aenter__(self) -> Self:
        """Opens the connections."""
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=5)
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=self._ssl, limit=0), timeout=timeout)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Closes them."""
        await self._session.close()

    async def call(
        self, method: str, path: str, body: Object | None = None, *, content: str = "application/json", params: dict[str, str] | None = None
    ) -> Object:
        """One request; raises ``ApiError`` where it is refused, one of ``LOST`` where nobody answers."""
        data = None if body is None else json.dumps(body)
        timeout = aiohttp.ClientTimeout(total=30)
        url = self.server + path
        async with self._session.request(
            method, url, params=params, data=data, headers={"Content-Type": content}, timeout=timeout
        ) as answer:
            text = await answer.text()
            if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
                raise ApiError(answer.status, text)
            parsed: Object = json.loads(text)
            return parsed

    async def merge(self, path: str, body: Object) -> Object:
        """A merge patch."""
        return await self.call("PATCH", path, body, content="application/merge-patch+json")

    async def insist(self, method: str, path: str, body: Object, *, content: str = "application/json") -> None:
        """One request, as often as it takes until the API server has an answer to it; that it refuses is one."""
        while True:
            try:
                await self.call(method, path, body, content=content)
            except ApiError as error:
                _log.info("%s %s: %s", method, path, error)
                if error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                    return
            except LOST as lost:
                _log.warning("%s %s: %r", method, path, lost)
            else:
                return
            await asyncio.sleep(0.3)

    async def remove(self, pod: Object) -> None:
        """Removes a pod that has ended."""
        await self.insist("DELETE", path_of(pod), {"gracePeriodSeconds": 0, "preconditions": {"uid": pod["metadata"]["uid"]}})

    async def list_watch(self, path: str, **params: str) -> AsyncIterator[tuple[str, Object]]:
        """(ADDED, MODIFIED or DELETED, object) for ever; lists anew whenever the watch is lost."""
        known: dict[str, Object] = {}
        while True:
            try:
                listed = await self.call("GET", path, params=params)
                fresh = {item["metadata"]["uid"]: item for item in listed["items"]}
                for uid in known.keys() - fresh.keys():
                    yield "DELETED", known.pop(uid)
                for uid, item in fresh.items():
                    known[uid] = item
                    yield "MODIFIED", item
                async for kind, item in self._watch(path, params | {"resourceVersion": listed["metadata"]["resourceVersion"]}):
                    if kind == "DELETED":
                        known.pop(item["metadata"]["uid"], None)
                    else:
                        known[item["metadata"]["uid"]] = item
                    yield kind, item
            except (*LOST, ApiError, ValueError) as lost:
                _log.info("watch of %s lost: %r", path, lost)
                await asyncio.sleep(0.3)

    async def _watch(self, path: str, params: dict[str, str]) -> AsyncIterator[tuple[str, Object]]:
        async with self._session.get(self.server + path, params=params | {"watch": "1"}) as stream:
            buffer = b""
            async for chunk in stream.content.iter_any():  # an object may exceed aiohttp's limit for a line
                *lines, buffer = (buffer + chunk).split(b"\n")
                for line in lines:
                    event = json.loads(line)
                    if event["type"] == "ERROR":
                        raise ApiError(HTTPStatus.GONE, line.decode())
                    yield event["type"], event["object"]
