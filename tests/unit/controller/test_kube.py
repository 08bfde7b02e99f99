"""The client, before a server that holds its watches open."""

import asyncio
import json
from pathlib import Path

import pytest
from aiohttp import web

from reindex_operator.controller.kube import Kube, configuration

WATCHES = 120


async def test_a_request_is_answered_however_many_watches_are_open(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    everyone = asyncio.Semaphore(0)

    async def handle(request: web.Request) -> web.StreamResponse:
        if "watch" not in request.query:
            return web.json_response({"kind": "Pod"})
        response = web.StreamResponse()
        await response.prepare(request)
        everyone.release()
        await asyncio.sleep(60)
        return response

    app = web.Application()
    app.router.add_get("/{path:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    at = {"name": "a", "cluster": {"server": f"http://127.0.0.1:{runner.addresses[0][1]}"}}
    context = {"name": "a", "context": {"cluster": "a", "user": "a"}}
    kubeconfig = {"current-context": "a", "clusters": [at], "users": [{"name": "a", "user": {}}], "contexts": [context]}
    (tmp_path / "config").write_text(json.dumps(kubeconfig))
    monkeypatch.setattr("kubernetes.aio.config.kube_config.KUBE_CONFIG_DEFAULT_LOCATION", str(tmp_path / "config"))
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    kube = Kube(await configuration())

    async def watch() -> None:
        async for _ in kube.watch("/api/v1/pods", {}):
            pass

    watches = [asyncio.create_task(watch()) for _ in range(WATCHES)]
    try:
        async with asyncio.timeout(10):
            for _ in watches:
                await everyone.acquire()
            assert await kube.request("GET", "/api/v1/namespaces/a/pods/b") == {"kind": "Pod"}
    finally:
        for each in watches:
            each.cancel()
        await asyncio.gather(*watches, return_exceptions=True)
        await kube.close()
        await runner.cleanup()
