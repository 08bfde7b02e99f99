"""What the run of a seed works on: the node, what others do in it, and what is remembered of it for the judge."""

from typing import Any

from tests.unit.engine.fuzz.schedule import Schedule
from tests.unit.engine.memory import Node, Shard, documents

Contents = dict[str, Any]
"""Sources by id."""


class World:
    """Of one schedule."""

    def __init__(self, drawn: Schedule) -> None:
        self.drawn = drawn
        self.chance = drawn.chance
        self.node = Node(*drawn.indices, shards=drawn.shards)
        for index in drawn.indices:
            for number in range(drawn.numbers):
                for former in range(drawn.each):
                    self._place(index, f"{index}-{number}-{former}", number)
        self.read = {(index, number) for index in drawn.indices for number, one in enumerate(self.node.shards[index]) if one.documents}
        """The shards that a run looks at: those in which it found something at the start."""
        if drawn.destination:
            self.node.shards["d"] = [Shard() for _ in range(drawn.destination)]
        self.theirs = set(self.chance.sample(sorted(self.source), min(drawn.others, len(self.source))))
        for id_ in sorted(self.theirs):
            self.node.shard("d", id_).put("index", {"_id": id_}, self.source[id_] if drawn.same else {"theirs": 1})
        self.history = [self.source]
        """What the source was, behind each change."""
        self.start: Contents = {}
        """What was in the points in time that prepare opened."""
        self.caught_up_at: int | None = None
        """The last of ``history`` when the slices had ended: the last pass begins behind that."""
        self.changes = drawn.changes
        self.held: list[tuple[str, Any]] = []
        self.overwritten = 0
        """Documents that a bulk which was held back wrote over."""
        self.died = self.stopped = False
        """Whether a process was killed, or told to stop, before the run ended."""

    def _place(self, index: str, id_: str, number: int) -> None:
        shard = self.node.shard(index, id_)
        shard.documents[id_] = {"_source": {"n": number}, "_version": 1, "_seq_no": number, "_primary_term": 1}
        shard.next = number + 1

    @property
    def source(self) -> Contents:
        """What it is now."""
        return {id_: about for index in self.drawn.indices for id_, about in self.node.sources(index).items()}

    def left_out(self, id_: str) -> bool:
        """Whether it is in a shard that the run has not looked at."""
        index = id_[0]
        return (index, self.node.shards[index].index(self.node.shard(index, id_))) not in self.read

    def begins(self, points: set[str]) -> None:
        """The plan was made: remember what its ``points`` in time hold."""
        views = [view for point in points for view in self.node.points[point]]
        self.start = {id_: about["_source"] for _, _, held in views for id_, about in held.items()}

    def slices_end(self) -> None:
        """All slices but that of the last pass have ended."""
        if self.caught_up_at is None:
            self.caught_up_at = len(self.history) - 1

    def change(self) -> None:
        """Write some documents of the source anew, and others for the first time."""
        self.changes -= 1
        for _ in range(self.chance.randrange(1, 30)):
            index = self.chance.choice(self.drawn.indices)
            there = sorted(self.node.held(index))
            id_ = self.chance.choice(there) if self.chance.random() < 0.8 else f"{index}-new-{self.chance.randrange(1000)}"
            self.node.shard(index, id_).put("index", {"_id": id_}, {"changed": self.chance.randrange(10**6)})
        self.history.append(self.source)

    def deliver(self) -> None:
        """Carry out a bulk that was held back."""
        index, body = self.held.pop(0)
        items = [self.node.write(index, action, source) for action, source in documents(body)]
        self.overwritten += sum(item.get("result") == "updated" for one in items for item in one.values())
