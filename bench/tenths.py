"""Whether a copy keeps its pace: how many documents a second each tenth of it went through with."""

import threading
import time
from itertools import pairwise
from types import TracebackType
from typing import Self

from bench.node import Node

EVERY_SECONDS = 1.0


class Tenths:
    """Watches what is indexed into ``target`` while the block runs; ``speeds`` has the ten figures afterwards."""

    def __init__(self, node: Node, target: str, docs: int) -> None:
        self._node = node
        self._target = target
        self._docs = docs
        self._seen: list[tuple[float, int]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.speeds: list[float] = []

    def __enter__(self) -> Self:
        """Begins to watch."""
        self._look()
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Ends it, and works out the speeds."""
        self._look()
        self._ended.set()
        self._thread.join()
        if error is None:
            marks = [self._reached(self._docs * tenth // 10) for tenth in range(11)]
            self.speeds = [self._docs / 10 / (later - earlier) for earlier, later in pairwise(marks)]

    def _watch(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            self._look()

    def _look(self) -> None:
        answer = self._node.call("GET", f"/{self._target}/_stats/indexing")
        self._seen.append((time.monotonic(), int(answer["_all"]["primaries"]["indexing"]["index_total"])))

    def _reached(self, docs: int) -> float:
        """When ``docs`` were there, between the two looks around it."""
        self._seen.sort()
        for (earlier, fewer), (later, more) in pairwise(self._seen):
            if fewer <= docs < more or (docs == more and fewer < more):
                return earlier + (later - earlier) * (docs - fewer) / (more - fewer)
        return self._seen[-1][0]
