"""A source that changes while it is copied, and what may be said of the copy: complete, each document as it was at some moment, each write counted."""

import random

from lab.search.node import SearchNode
from reindex_operator.engine.checkpoint import Checkpoint
from tests.chaos.workloads import Document, Documents, create, found, write

COUNT = 400


class Moving:
    """The source of one run: one shard; each document with all that it ever held."""

    def __init__(self, node: SearchNode, seed: int) -> None:
        self.index = f"chaos-moving-{seed}"
        self._node = node
        self._chance = random.Random(seed)
        self._states: dict[str, list[Document]] = {}

    def make(self) -> None:
        """Fill it."""
        create(self._node, self.index, 1)
        self._states = {f"doc-{number}": [Document({"n": number, "revision": 0}, 1)] for number in range(COUNT)}
        write(self._node, self.index, {key: states[-1] for key, states in self._states.items()})
        self.show()

    def change(self) -> None:
        """Write some documents anew."""
        some: Documents = {}
        for key in self._chance.sample(sorted(self._states), 7):
            last = self._states[key][-1]
            some[key] = Document(last.source | {"revision": last.version}, last.version + 1)
            self._states[key].append(some[key])
        write(self._node, self.index, some)

    def show(self) -> None:
        """Have searches see all of it."""
        self._node.request("POST", f"/{self.index}/_refresh")

    def judge(self, dest: str, checkpoints: list[Checkpoint], *, exact: bool) -> list[str]:
        """What is wrong with the copy. Once a part was read outside the point in time of the start, it has to be as new as the slices' end.

        ``exact``: every write was counted; not so where a worker died or had a double.
        """
        copied, wrong = found(self._node, dest), []
        if missing := sorted(self._states.keys() - copied.keys()):
            wrong.append(f"{len(missing)} documents are missing, the first {missing[:3]}")
        never = [key for key, document in copied.items() if all(document.source != state.source for state in self._states.get(key, []))]
        if never:
            wrong.append(f"{len(never)} documents are as they never were, the first {sorted(never)[:3]}")
        stale = [key for key, document in copied.items() if document.source != self._states[key][-1].source]
        if stale and any(checkpoint.outside for checkpoint in checkpoints):
            wrong.append(f"{len(stale)} documents are stale though the view of the start was lost, the first {sorted(stale)[:3]}")
        counters = [checkpoint.counters for checkpoint in checkpoints]
        counted = sum(one.created for one in counters), sum(one.created + one.updated for one in counters)
        truth = len(copied), sum(document.version for document in copied.values())
        if counted != truth and (exact or counted[0] > truth[0] or counted[1] > truth[1]):
            wrong.append(f"documents and writes are {truth}, and not {counted}")
        if others := sum(one.version_conflicts + one.failed for one in counters):
            wrong.append(f"{others} conflicts or failures are counted")
        return wrong
