"""What the kubelet is answered."""

import asyncio
import socket

import pytest

from reindex_operator.controller import health


@pytest.mark.parametrize(("well", "expected"), [(True, "HTTP/1.1 200 OK"), (False, "HTTP/1.1 503 Service Unavailable")])
async def test_healthz_says_whether_the_process_gets_on(well: bool, expected: str) -> None:
    server = await health.serve(0, lambda: well)
    async with server:
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", next(each.getsockname()[1] for each in server.sockets if each.family == socket.AF_INET)
        )
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        answer = (await asyncio.wait_for(reader.read(), 5)).decode()
        writer.close()
        await writer.wait_closed()
    assert answer.splitlines()[0] == expected
