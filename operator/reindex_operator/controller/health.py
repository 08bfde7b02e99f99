"""``/healthz`` for the kubelet: 200 while the process gets on, else 503. Called by ``__main__``."""

import asyncio
import contextlib
from collections.abc import Callable

REQUEST_SECONDS = 5.0
_ANSWER = "HTTP/1.1 {}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}"


async def serve(port: int, healthy: Callable[[], bool]) -> asyncio.Server:
    """Answers every request on ``port`` by what ``healthy`` says; close what is returned to end it."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(REQUEST_SECONDS):
                await reader.readuntil(b"\r\n\r\n")
            code, said = ("200 OK", "ok\n") if healthy() else ("503 Service Unavailable", "no look at any object for too long\n")
            writer.write(_ANSWER.format(code, len(said), said).encode())
            await writer.drain()
        writer.close()

    return await asyncio.start_server(answer, port=port)
