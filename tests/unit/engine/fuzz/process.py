"""The node as one process of the run reaches it: faults strike at its requests, and it may be killed at one."""

import asyncio
from typing import Any

from reindex_operator.engine.cluster import Answer
from reindex_operator.engine.errors import TransientError
from tests.unit.engine.fuzz.schedule import FAULTS
from tests.unit.engine.fuzz.world import World
from tests.unit.engine.memory import Node, documents, refused

REJECTED = 429
STRUCK = ("_bulk", "_search", "_mget")
"""The requests at which faults strike."""


class Process(Node):
    """A way to the node of ``world``. ``begun``: the plan is made, and faults may strike; ``dies_at``: the request at which it is killed."""

    def __init__(self, world: World, *, begun: bool, rate: float, dies_at: int | None) -> None:
        super().__init__()
        self._world = world
        self._chance = world.chance
        self.begun = begun
        self._rate = rate
        self._dies_at = dies_at
        self._asked = 0
        self.dead = asyncio.Event()

    async def request(self, method: str, target: str, *, params: Any = None, body: Any = None, largest: int = 1 << 40) -> Answer:
        """The node's answer, unless something strikes."""
        if self.dead.is_set() and target.endswith("_pit"):
            return refused(404, "nobody_there")  # nobody is kept waiting by who closes behind itself and is dead
        await self._arrive(target, body)
        struck = self.begun and target.endswith(STRUCK) and self._chance.random() < self._rate
        fault = self._chance.choice(FAULTS) if struck else ""
        if instead := self._instead(fault, target, body):
            return instead
        answer = await self._world.node.request(method, target, params=params, body=body, largest=largest)
        return _on_its_way(answer, fault)

    async def _arrive(self, target: str, body: Any) -> None:
        """Take some time, in which others are at work too; never where the process is dead, or dies of it."""
        if self.dead.is_set():
            await asyncio.Event().wait()
        self._asked += 1
        for _ in range(self._chance.randrange(1, 4)):
            await asyncio.sleep(0)
        if self.dead.is_set():
            await asyncio.Event().wait()
        if self._world.changes and self._chance.random() < 0.1:
            self._world.change()
        if self._world.held and self._chance.random() < 0.3:
            self._world.deliver()
        if self._asked == self._dies_at:
            await self._die(target, body)

    def _instead(self, fault: str, target: str, body: Any) -> Answer | None:
        """What a fault answers before the node has carried the request out."""
        if fault == "none-done":
            raise TransientError("Unreachable", fault)
        if fault in {"429", "503"}:
            return Answer(int(fault), b"{}")
        if fault == "views":
            self._world.node.points.clear()
        if target.endswith("_bulk") and fault.startswith("items"):
            return self._in_part(target, body, int(fault.removeprefix("items-")))
        if target.endswith("_bulk") and fault == "held" and self._world.drawn.holds:
            self._hold(target, body)
            raise TransientError("Unreachable", fault)
        return None

    async def _die(self, target: str, body: Any) -> None:
        """Be killed; a bulk may be carried out all the same."""
        self.dead.set()
        if target.endswith("_bulk"):
            done = self._chance.choice(["not", "done", "later"])
            if done == "done":
                await self._world.node.request("POST", target, body=body)
            if done == "later" and self._world.drawn.holds:
                self._hold(target, body)
        await asyncio.Event().wait()

    def _hold(self, target: str, body: Any) -> None:
        self._world.held.append((target.split("/")[1], body))

    def _in_part(self, target: str, body: Any, status: int) -> Answer:
        """The answer to a bulk of which some documents are rejected; a 503 of one says nothing of whether it was written."""
        index, items = target.split("/")[1], []
        for action, source in documents(body):
            rejected = self._chance.random() < 0.5
            done = not rejected or (status != REJECTED and self._chance.random() < 0.5)
            item = self._world.node.write(index, action, source) if done else {}
            if rejected:
                item = {next(iter(action)): {"status": status, "error": {"type": "x", "reason": "away"}}}
            items.append(item)
        return self._world.node.answered(items)


def _on_its_way(answer: Answer, fault: str) -> Answer:
    """What a fault leaves of an answer."""
    if fault == "lost":
        raise TransientError("Unreachable", fault)
    if fault == "503-done":
        return Answer(503, b"<html>")
    return Answer(answer.status, answer.body[: len(answer.body) // 2]) if fault == "half" else answer
