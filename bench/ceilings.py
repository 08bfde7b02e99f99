"""What the node can do at most: bulks made beforehand and only sent, pages only read.

``python -m bench.ceilings write|read BASE INDEX TARGET CONNECTIONS PAGE`` prints the seconds that it took.
"""

import asyncio
import itertools
import json
import sys
import time
from typing import Any

import aiohttp
import msgspec


class _Hit(msgspec.Struct, gc=False):
    _id: str
    _source: msgspec.Raw
    sort: list[int]


class _Hits(msgspec.Struct):
    hits: list[_Hit]


class _Answer(msgspec.Struct):
    hits: _Hits


async def pages(session: aiohttp.ClientSession, base: str, index: str, shard: int, size: int) -> Any:
    """The pages of one shard, as bytes and parsed, in ``_seq_no`` order."""
    after = -1
    decoder = msgspec.json.Decoder(_Answer)
    while True:
        body = {"size": size, "sort": ["_seq_no"], "track_total_hits": False, "query": {"range": {"_seq_no": {"gt": after}}}}
        async with session.post(f"{base}/{index}/_search?preference=_shards:{shard}", json=body) as answer:
            hits = decoder.decode(await answer.read()).hits.hits
        if not hits:
            return
        after = hits[-1].sort[0]
        yield hits


async def read(base: str, index: str, connections: int, size: int) -> float:
    """Reads every shard once, ``connections`` shards at a time; returns seconds."""
    async with aiohttp.ClientSession() as session:
        shards = await _shards(session, base, index)
        gate = asyncio.Semaphore(connections)

        async def one(shard: int) -> None:
            async with gate:
                async for _ in pages(session, base, index, shard, size):
                    pass

        start = time.monotonic()
        await asyncio.gather(*map(one, range(shards)))
        return time.monotonic() - start


async def write(base: str, index: str, target: str, connections: int, size: int) -> float:
    """Sends bulks that were made before the clock started, ``connections`` at a time; returns seconds."""
    encode = msgspec.json.encode
    bodies = []
    async with aiohttp.ClientSession() as session:
        for shard in range(await _shards(session, base, index)):
            async for hits in pages(session, base, index, shard, size):
                lines = ((b'{"index":{"_id":', encode(hit._id), b"}}\n", bytes(hit._source), b"\n") for hit in hits)  # noqa: SLF001 - a field
                bodies.append(b"".join(itertools.chain.from_iterable(lines)))
        queue = iter(bodies)

        async def writer() -> None:
            for body in queue:
                headers = {"Content-Type": "application/x-ndjson"}
                async with session.post(f"{base}/{target}/_bulk?filter_path=errors", data=body, headers=headers) as answer:
                    if json.loads(await answer.read())["errors"]:
                        raise RuntimeError("the node refused documents")

        start = time.monotonic()
        await asyncio.gather(*(writer() for _ in range(connections)))
        return time.monotonic() - start


async def _shards(session: aiohttp.ClientSession, base: str, index: str) -> int:
    async with session.get(f"{base}/{index}/_settings") as answer:
        return int((await answer.json())[index]["settings"]["index"]["number_of_shards"])


def main() -> None:
    """Runs one ceiling by the arguments."""
    kind, base, index, target, connections, size = sys.argv[1:]
    run = read(base, index, int(connections), int(size)) if kind == "read" else write(base, index, target, int(connections), int(size))
    print(asyncio.run(run))


if __name__ == "__main__":
    main()
