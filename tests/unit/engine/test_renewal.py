"""A Secret that is replaced while a run is at work is read again when what it held is refused."""

from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine.connect import clusters
from reindex_operator.engine.retry import Patience, patiently


async def test_a_rotated_key_is_used_as_soon_as_it_is_there(tmp_path: Path) -> None:
    seen: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(request.headers["Authorization"])
        if len(seen) == 3:
            (tmp_path / "search" / "apiKey").write_text("new")
        return web.json_response({}, status=200 if seen[-1] == "ApiKey new" else 401)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    (tmp_path / "search").mkdir()
    (tmp_path / "search" / "apiKey").write_text("old")
    async with TestServer(app) as server:
        host = str(server.make_url("")).rstrip("/")
        cluster = {"hosts": [host], "auth": {"secretName": "search", "allowPlainHttp": True}}
        request = ReindexRequest.model_validate({"cluster": cluster, "source": {"index": ["s"]}, "dest": {"index": "d"}})
        async with clusters(request, tmp_path, renews=True) as (_, dest):
            found = await patiently(lambda: dest.request("GET", "/"), patience=Patience(30.0, begun=True))
        assert found.ok
        assert seen == ["ApiKey old"] * 3 + ["ApiKey new"]
        async with clusters(request, tmp_path) as (_, dest):
            (tmp_path / "search" / "apiKey").write_text("older still")
            assert (await dest.request("GET", "/")).ok
