"""An HTTP layer before a search node that does to requests and answers what no TCP proxy can: it knows what they are."""

import asyncio
import contextlib
import json
import random
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

DATA = ("_bulk", "_search", "_mget")

Strike = Callable[[str, bool], Awaitable[str | None]]
"""Told of a request for data (its kind, and whether it has been carried out); returns what is to be done to it, if anything."""


@dataclass
class Layer:
    """Passes requests on to ``node``. ``authorization``: what a request has to bring, if anything. ``rejects``: share of a bulk's documents rejected."""

    node: str
    strike: Strike
    chance: random.Random
    authorization: str | None = None
    rejects: float = 0.0
    bulks: int = 0
    """Bulks that were passed on."""
    points: set[str] = field(default_factory=set)
    """Points in time that are open, by what the node said."""

    async def start(self) -> int:
        """Begin; returns the port."""
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        app = web.Application(client_max_size=64 << 20)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """End."""
        await self._runner.cleanup()
        await self._session.close()

    async def forget_points(self) -> None:
        """Close every open point in time behind the workers' backs."""
        for point in list(self.points):
            await self._close(point)

    async def _close(self, point: str) -> None:
        for path, key in (("/_pit", "id"), ("/_search/point_in_time", "pit_id")):
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                async with self._session.delete(self.node + path, json={key: point if key == "id" else [point]}) as answer:
                    if answer.status in {200, 404}:
                        self.points.discard(point)
                        return

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        if self.authorization and request.headers.get("Authorization") != self.authorization:
            return _error(401, "security_exception", "unable to authenticate with provided credentials")
        kind = request.path.rsplit("/", 1)[-1]
        data = kind in DATA and request.method == "POST"
        done = await self._before(kind) if data else None
        if done is not None:
            return done
        try:
            status, answer, content_type = await self._pass(request, body, kind)
        except (aiohttp.ClientError, TimeoutError):
            return _abort(request)
        return await self._after(request, kind if data else "", status, answer, content_type)

    async def _before(self, kind: str) -> web.StreamResponse | None:
        match await self.strike(kind, False):
            case "429":
                return _error(429, "es_rejected_execution_exception", "rejected execution of coordinating operation")
            case "503":
                return _error(503, "cluster_block_exception", "blocked by: [SERVICE_UNAVAILABLE/1/state not recovered / initialized];")
            case "html":
                status = 502 if kind == "_search" else self.chance.choice((200, 502, 503))  # before a run has begun, 200 is a wrong address
                return web.Response(status=status, text="<html><body>Bad Gateway</body></html>", content_type="text/html")
        return None

    async def _after(self, request: web.Request, kind: str, status: int, answer: bytes, content_type: str) -> web.StreamResponse:
        match await self.strike(kind, True) if kind else None:
            case "reset":
                return _abort(request)
            case "hang":
                await asyncio.sleep(30)
            case "504":
                return web.Response(status=504, text="<html><body>Gateway Timeout</body></html>", content_type="text/html")
            case "half":
                return web.Response(status=status, body=answer[: len(answer) * self.chance.randint(1, 9) // 10], content_type=content_type)
        return web.Response(status=status, body=answer, content_type=content_type)

    async def _pass(self, request: web.Request, body: bytes, kind: str) -> tuple[int, bytes, str]:
        if kind != "_bulk":
            return await self._send(request, body)
        self.bulks += 1
        if not self.rejects:
            return await self._send(request, body)
        lines = iter(body.splitlines(keepends=True))
        pairs = [line if line.startswith(b'{"delete":') else line + next(lines) for line in lines]
        rejected = [self.chance.random() < self.rejects for _ in pairs]
        kept = b"".join(pair for pair, out in zip(pairs, rejected, strict=True) if not out)
        status, answer, content_type = (
            await self._send(request, kept) if kept else (200, b'{"errors":false,"items":[]}', "application/json")
        )
        if status != 200 or not any(rejected):
            return status, answer, content_type
        items = iter(json.loads(answer)["items"])
        error = {"type": "es_rejected_execution_exception", "reason": "rejected execution of primary operation"}
        said = [{next(iter(json.loads(pair.split(b"\n", 1)[0]))): {"status": 429, "error": error}} if out else next(items) for pair, out in zip(pairs, rejected, strict=True)]  # fmt: skip
        return 200, json.dumps({"errors": True, "items": said}, separators=(",", ":")).encode(), content_type

    async def _send(self, request: web.Request, body: bytes) -> tuple[int, bytes, str]:
        headers = {"Content-Type": request.headers.get("Content-Type", "application/json")}
        async with self._session.request(request.method, self.node + str(request.rel_url), data=body or None, headers=headers) as answer:
            text = await answer.read()
            self._note(request, body, text)
            return answer.status, text, answer.content_type

    def _note(self, request: web.Request, body: bytes, answer: bytes) -> None:
        """Keep count of the points in time."""
        if request.path.endswith(("/_pit", "/point_in_time")) or b"pit_id" in answer[-2000:] or b"pit_id" in answer[:2000]:
            with contextlib.suppress(ValueError):
                said: dict[str, Any] = json.loads(answer)
                if request.method == "DELETE":
                    asked = json.loads(body)
                    closed = asked.get("id") or asked.get("pit_id")
                    self.points -= {closed} if isinstance(closed, str) else set(closed)
                elif point := said.get("pit_id") or (request.path.endswith("/_pit") and said.get("id")):
                    self.points.add(point)


def _error(status: int, kind: str, reason: str) -> web.Response:
    return web.json_response(
        {"error": {"root_cause": [{"type": kind, "reason": reason}], "type": kind, "reason": reason}, "status": status}, status=status
    )


def _abort(request: web.Request) -> web.StreamResponse:
    """Reset the connection."""
    if request.transport and (connection := request.transport.get_extra_info("socket")):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return web.Response(status=500)
