"""A host between the engine and a node, that answers some requests itself and passes on the rest."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

LARGEST = 1 << 30


@dataclass(frozen=True)
class Request:
    """What the engine asked."""

    method: str
    path: str
    body: bytes

    @property
    def is_search(self) -> bool:
        """Whether it reads a page."""
        return (self.path.endswith("_search") and b'"_seq_no":"asc"' in self.body) or b"_shard_doc" in self.body

    @property
    def is_bulk(self) -> bool:
        """Whether it writes."""
        return self.path.endswith("_bulk")


Answer = tuple[int, bytes]
Pass = Callable[[bytes], Awaitable[Answer]]
"""Sends the request on, with this body."""
Meddle = Callable[[Request, Pass], Awaitable[Answer]]


@dataclass
class Between:
    """What was asked so far, and the address to ask."""

    url: str = ""
    asked: list[Request] = field(default_factory=list)

    @property
    def bulks(self) -> list[Request]:
        """The bulks so far."""
        return [request for request in self.asked if request.is_bulk]


@asynccontextmanager
async def between(url: str, meddle: Meddle) -> AsyncIterator[Between]:
    """A host that hands every request to ``meddle``, which may pass it on to the node at ``url``."""
    seen = Between()

    async with aiohttp.ClientSession() as session:

        async def handle(request: web.Request) -> web.Response:
            asked = Request(request.method, request.path, await request.read())
            seen.asked.append(asked)

            async def onwards(body: bytes) -> Answer:
                headers = {"content-type": request.headers.get("content-type", "application/json")}
                async with session.request(request.method, url + request.path_qs, data=body, headers=headers) as answer:
                    return answer.status, await answer.read()

            status, body = await meddle(asked, onwards)
            return web.Response(status=status, body=body, content_type="application/json")

        application = web.Application(client_max_size=LARGEST)
        application.router.add_route("*", "/{path:.*}", handle)
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        seen.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield seen
        finally:
            await runner.cleanup()
