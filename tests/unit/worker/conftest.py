"""An API server that holds one ConfigMap and knows JSON Patch's ``test`` and ``add``, as much of it as a worker may use."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from reindex_operator.worker import post as post_module
from reindex_operator.worker.kubeapi import KubeAPI
from reindex_operator.worker.post import Post

PATH = "/api/v1/namespaces/prod/configmaps/orders"


@dataclass
class FakeAPIServer:
    """``troubles`` are what the next calls meet: a status, or ``lost`` (carried out, but the answer breaks off) or ``refused``; answers wait for ``hold``, and ``held`` tells that one does."""

    data: dict[str, str] = field(default_factory=dict)
    token: str = "first"
    troubles: list[int | str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    gone: bool = False
    hold: asyncio.Event | None = None
    held: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.calls.append(request.method)
        trouble = self.troubles.pop(0) if self.troubles else None
        if request.headers["Authorization"] != f"Bearer {self.token}":
            return _status(401, "Unauthorized")
        if isinstance(trouble, int):
            return _status(trouble, "trouble")
        if self.gone or request.path != PATH:
            return _status(404, "not found")
        if request.method == "PATCH":
            assert request.content_type == "application/json-patch+json"
            if trouble == "refused" or not self._apply(json.loads(await request.read())):
                return _status(422, "the server rejected our request")
        if self.hold:
            self.held.set()
            await self.hold.wait()
        if trouble == "lost":
            assert request.transport
            request.transport.abort()
            await asyncio.sleep(0)
        return web.json_response({"kind": "ConfigMap", "metadata": {"uid": "u"}, "data": self.data})

    def _apply(self, operations: list[dict[str, str | None]]) -> bool:
        data = dict(self.data)
        for operation in operations:
            key = str(operation["path"]).removeprefix("/data/")
            if operation["op"] == "test" and data.get(key) != operation["value"]:
                return False
            if operation["op"] == "add":
                data[key] = str(operation["value"])
        self.data = data
        return True


def _status(code: int, message: str) -> web.Response:
    return web.json_response({"kind": "Status", "message": message, "code": code}, status=code)


@pytest.fixture
def account(tmp_path: Path) -> Path:
    folder = tmp_path / "account"
    folder.mkdir()
    (folder / "token").write_text("first\n")
    return folder


@pytest.fixture
def fake() -> FakeAPIServer:
    return FakeAPIServer()


@pytest.fixture
async def server(fake: FakeAPIServer) -> AsyncIterator[TestServer]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", fake.answer)
    server = TestServer(app)
    async with server:
        yield server


@pytest.fixture
async def api(server: TestServer, account: Path) -> AsyncIterator[KubeAPI]:
    async with KubeAPI("prod", "orders", address=str(server.make_url("")).rstrip("/"), folder=account) as api:
        yield api


@pytest.fixture
def post(api: KubeAPI, monkeypatch: pytest.MonkeyPatch) -> Post:
    monkeypatch.setattr(post_module, "FIRST_PAUSE", 0.01)
    return Post(api, patience=2.0)
