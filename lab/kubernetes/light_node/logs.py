"""The part of the kubelet's API that ``kubectl logs`` reaches through the API server."""

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from lab.kubernetes.light_node.container import Container
from lab.kubernetes.light_node.pod import Pod

_POLL_SECONDS = 0.05
Find = Callable[[str, str], Pod | None]
"""Namespace and name -> the pod."""


async def serve(port: int, pki: Path, node: str, find: Find) -> web.AppRunner:
    """Listens on 127.0.0.1; a caller has to show a client certificate of the cluster's authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pki / f"node-{node}.crt", pki / f"node-{node}.key")
    context.load_verify_locations(pki / "ca.crt")
    context.verify_mode = ssl.CERT_REQUIRED
    application = web.Application()
    application.router.add_get("/containerLogs/{namespace}/{pod}/{container}", lambda request: _logs(request, find))
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, ssl_context=context).start()
    return runner


async def _logs(request: web.Request, find: Find) -> web.StreamResponse:
    pod = find(request.match_info["namespace"], request.match_info["pod"])
    container = pod.container(request.match_info["container"]) if pod else None
    if container is None:
        raise web.HTTPNotFound(text="no such container on this node")
    file = _file(container, previous=request.query.get("previous") == "true")
    if not file.exists():
        raise web.HTTPNotFound(text="the container has not started")
    response = web.StreamResponse(headers={"Content-Type": "text/plain"})
    await response.prepare(request)
    with file.open("rb") as log:
        if "tailLines" in request.query:
            count = int(request.query["tailLines"])
            await response.write(b"".join(log.readlines()[-count:] if count else []))
        while True:
            running = container.process is not None
            chunk = log.read(65536)
            if chunk:
                await response.write(chunk)
            elif request.query.get("follow") != "true" or not running:
                break
            else:
                await asyncio.sleep(_POLL_SECONDS)
    await response.write_eof()
    return response


def _file(container: Container, *, previous: bool) -> Path:
    number = int(container.status["restartCount"]) - previous
    file = container.log(number)
    # Between two starts the newest log is the previous one's.
    return file if file.exists() or number == 0 else container.log(number - 1)
